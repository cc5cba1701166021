/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-tree-enumerator-private.h"

#define PAGE_SIZE 500
/* So many directories of those on the way down keep what is left of their page; the others load it again. */
#define PAGES_MAX 16

#define NEXUS_TYPE_TREE_ENUMERATOR (_nexus_tree_enumerator_get_type ())
G_DECLARE_FINAL_TYPE (NexusTreeEnumerator, _nexus_tree_enumerator, NEXUS, TREE_ENUMERATOR, NexusEntryEnumerator)

/* Where the enumeration stands in one directory. */
typedef struct {
  char      *path;
  char      *after;   /* the name after which to go on, once the page has been given up */
  GPtrArray *page;    /* or NULL */
  guint      next;    /* in page */
  gboolean   last;    /* there is no page after this one */
} Level;

struct _NexusTreeEnumerator {
  NexusEntryEnumerator parent_instance;

  GPtrArray *levels;  /* of Level; the last one is the deepest */
  char      *below;   /* the directory to go down into next, or NULL */
  gboolean   recursive;
};

G_DEFINE_FINAL_TYPE (NexusTreeEnumerator, _nexus_tree_enumerator, NEXUS_TYPE_ENTRY_ENUMERATOR)

static void
level_free (Level *level)
{
  g_free (level->path);
  g_free (level->after);
  g_clear_pointer (&level->page, g_ptr_array_unref);
  g_free (level);
}

static GPtrArray *
load_page (NexusTreeEnumerator  *self,
           const char           *path,
           const char           *after,
           GCancellable         *cancellable,
           GError              **error)
{
  NexusFilesystem *filesystem = _nexus_entry_enumerator_get_filesystem (NEXUS_ENTRY_ENUMERATOR (self));

  return NEXUS_FILESYSTEM_GET_CLASS (filesystem)->list_children (filesystem, path, after, PAGE_SIZE,
                                                                 cancellable, error);
}

/* A tree may be as deep as a path is long: without this, a page each would be a million entries. */
static void
give_up_page (NexusTreeEnumerator *self)
{
  Level *level;

  if (self->levels->len <= PAGES_MAX)
    return;

  level = g_ptr_array_index (self->levels, self->levels->len - 1 - PAGES_MAX);
  if (level->page == NULL)
    return;

  /* It is on the way down, so its page was looked at: next is at least 1. */
  level->after = g_strdup (nexus_entry_get_name (g_ptr_array_index (level->page, level->next - 1)));
  level->last = level->last && level->next == level->page->len;
  g_clear_pointer (&level->page, g_ptr_array_unref);
}

static gboolean
push_level (NexusTreeEnumerator  *self,
            const char           *path,
            GCancellable         *cancellable,
            GError              **error)
{
  GPtrArray *page = load_page (self, path, NULL, cancellable, error);
  Level *level;

  if (page == NULL)
    return FALSE;

  level = g_new0 (Level, 1);
  level->path = g_strdup (path);
  level->page = page;
  level->last = page->len < PAGE_SIZE;
  g_ptr_array_add (self->levels, level);
  give_up_page (self);

  return TRUE;
}

/* The next entry, borrowed from its page; NULL at the end or with an error. */
static NexusEntry *
step (NexusTreeEnumerator  *self,
      GCancellable         *cancellable,
      GError              **error)
{
  while (self->levels->len > 0)
    {
      Level *level = g_ptr_array_index (self->levels, self->levels->len - 1);

      if (level->page != NULL && level->next < level->page->len)
        return g_ptr_array_index (level->page, level->next++);

      if (level->last)
        {
          g_ptr_array_remove_index (self->levels, self->levels->len - 1);
        }
      else
        {
          NexusEntry *end = level->page != NULL ? g_ptr_array_index (level->page, level->page->len - 1) : NULL;
          GPtrArray *page = load_page (self, level->path, end != NULL ? nexus_entry_get_name (end) : level->after,
                                       cancellable, error);

          if (page == NULL)
            return NULL;
          g_clear_pointer (&level->page, g_ptr_array_unref);
          g_clear_pointer (&level->after, g_free);
          level->page = page;
          level->next = 0;
          level->last = page->len < PAGE_SIZE;
        }
    }

  return NULL;
}

/* The directory was removed or replaced while we were at it; what is beside it goes on. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

/* Goes down into the directory that was returned last, if there is one. */
static gboolean
descend (NexusTreeEnumerator  *self,
         GCancellable         *cancellable,
         GError              **error)
{
  g_autoptr(GError) local_error = NULL;

  if (self->below == NULL)
    return TRUE;

  if (!push_level (self, self->below, cancellable, &local_error) && !is_gone (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_clear_pointer (&self->below, g_free);

  return TRUE;
}

/* After an error, such as being cancelled, the next call goes on where this one stood. */
static GPtrArray *
nexus_tree_enumerator_next (NexusEntryEnumerator  *enumerator,
                            guint                  max_entries,
                            GCancellable          *cancellable,
                            GError               **error)
{
  NexusTreeEnumerator *self = (NexusTreeEnumerator *) enumerator;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  while (entries->len < max_entries)
    {
      g_autoptr(GError) local_error = NULL;
      NexusEntry *entry = NULL;

      if (descend (self, cancellable, &local_error))
        entry = step (self, cancellable, &local_error);

      if (local_error != NULL && self->below == NULL && is_gone (local_error) && self->levels->len > 1)
        {
          g_ptr_array_remove_index (self->levels, self->levels->len - 1);
          continue;
        }
      /* What was got already is not lost; the error, if it stays, comes again. */
      if (local_error != NULL && entries->len > 0)
        break;
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (entry == NULL)
        break;

      g_ptr_array_add (entries, g_object_ref (entry));
      if (self->recursive && nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
        self->below = g_strdup (nexus_entry_get_path (entry));
    }

  return g_steal_pointer (&entries);
}

static void
nexus_tree_enumerator_finalize (GObject *object)
{
  NexusTreeEnumerator *self = (NexusTreeEnumerator *) object;

  g_ptr_array_unref (self->levels);
  g_free (self->below);

  G_OBJECT_CLASS (_nexus_tree_enumerator_parent_class)->finalize (object);
}

static void
_nexus_tree_enumerator_class_init (NexusTreeEnumeratorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_tree_enumerator_finalize;
  NEXUS_ENTRY_ENUMERATOR_CLASS (klass)->next = nexus_tree_enumerator_next;
}

static void
_nexus_tree_enumerator_init (NexusTreeEnumerator *self)
{
  self->levels = g_ptr_array_new_with_free_func ((GDestroyNotify) level_free);
}

gpointer
_nexus_tree_enumerator_new (NexusFilesystem      *filesystem,
                            const char           *path,
                            NexusEnumerateFlags   flags,
                            GCancellable         *cancellable,
                            GError              **error)
{
  g_autoptr(NexusTreeEnumerator) self = g_object_new (NEXUS_TYPE_TREE_ENUMERATOR, NULL);

  _nexus_entry_enumerator_set_filesystem (NEXUS_ENTRY_ENUMERATOR (self), filesystem);
  self->recursive = (flags & NEXUS_ENUMERATE_RECURSIVE) != 0;
  if (!push_level (self, path, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}
