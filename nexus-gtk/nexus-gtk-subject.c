/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-subject.h"

/* More are not changed at once: their batch is made in the main loop. */
#define ENTRIES_MAX 20000
/* Below so many folders every change is looked for. */
#define FOLDERS_MAX 32
/* Changes come in flocks. */
#define RELOAD_MS 40

struct _NexusGtkSubject {
  GObject          parent_instance;

  NexusFilesystem *filesystem;
  GPtrArray       *entries;
  GHashTable      *paths;       /* of the entries; theirs */
  GPtrArray       *folders;     /* the first of the paths that are folders; theirs */
  GCancellable    *reloading;
  gboolean         in_trash;
  NexusTrashItem  *trashed;     /* if it is a single one, in the trash */
  guint            reload_id;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_TOAST,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSubject, nexus_gtk_subject, G_TYPE_OBJECT)

static void
stop_reload (NexusGtkSubject *self)
{
  g_clear_handle_id (&self->reload_id, g_source_remove);
  if (self->reloading != NULL)
    g_cancellable_cancel (self->reloading);
  g_clear_object (&self->reloading);
}

static gboolean
are_same (GPtrArray *a,
          GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      if (strcmp (nexus_entry_get_id (g_ptr_array_index (a, i)), nexus_entry_get_id (g_ptr_array_index (b, i))) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Takes the entries. */
static void
set_entries (NexusGtkSubject *self,
             GPtrArray       *entries,
             gboolean         in_trash)
{
  gboolean same = self->in_trash == in_trash && are_same (self->entries, entries);

  g_hash_table_remove_all (self->paths);
  g_ptr_array_set_size (self->folders, 0);
  g_ptr_array_unref (self->entries);
  self->entries = entries;
  self->in_trash = in_trash;
  /* So many are not followed: whoever selected them sets them anew when one of them changes. */
  for (guint i = 0; i < entries->len && entries->len <= ENTRIES_MAX; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);

      g_hash_table_add (self->paths, (char *) nexus_entry_get_path (entry));
      if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY && self->folders->len < FOLDERS_MAX)
        g_ptr_array_add (self->folders, (char *) nexus_entry_get_path (entry));
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, !same);
}

/* --- Following the store --- */

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *entries;
} Reload;

static void
reload_free (Reload *reload)
{
  g_object_unref (reload->filesystem);
  g_ptr_array_unref (reload->entries);
  g_free (reload);
}

/* What is gone, or something else by now, stays as it was: whoever selected it will tell. */
static void
reload_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Reload *reload = task_data;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < reload->entries->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      NexusEntry *former = g_ptr_array_index (reload->entries, i);
      NexusEntry *entry = nexus_filesystem_query (reload->filesystem, nexus_entry_get_path (former), cancellable, NULL);

      if (entry != NULL && strcmp (nexus_entry_get_id (entry), nexus_entry_get_id (former)) != 0)
        g_clear_object (&entry);
      g_ptr_array_add (entries, entry != NULL ? entry : g_object_ref (former));
    }
  g_task_return_pointer (task, g_steal_pointer (&entries), (GDestroyNotify) g_ptr_array_unref);
}

static void
reloaded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  NexusGtkSubject *self = NEXUS_GTK_SUBJECT (object);
  GPtrArray *entries = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Other entries have taken their place. */
  if (entries == NULL)
    return;

  g_clear_object (&self->reloading);
  set_entries (self, entries, self->in_trash);
}

static gboolean
reload_cb (gpointer user_data)
{
  NexusGtkSubject *self = user_data;
  g_autoptr(GTask) task = NULL;
  Reload *reload = g_new0 (Reload, 1);

  self->reload_id = 0;
  if (self->reloading != NULL)
    g_cancellable_cancel (self->reloading);
  g_clear_object (&self->reloading);
  self->reloading = g_cancellable_new ();

  reload->filesystem = g_object_ref (self->filesystem);
  reload->entries = g_ptr_array_ref (self->entries);
  task = g_task_new (self, self->reloading, reloaded_cb, NULL);
  g_task_set_source_tag (task, reload_cb);
  g_task_set_task_data (task, reload, (GDestroyNotify) reload_free);
  g_task_run_in_thread (task, reload_in_thread);

  return G_SOURCE_REMOVE;
}

static gboolean
concerns (NexusGtkSubject *self,
          NexusChange     *change)
{
  const char *path = nexus_change_get_path (change);

  if (self->entries->len == 0 || self->entries->len > ENTRIES_MAX || self->in_trash)
    return FALSE;
  if (nexus_change_get_kind (change) == NEXUS_CHANGE_TAGS)
    return TRUE;
  if (path == NULL)
    return FALSE;
  if (g_hash_table_contains (self->paths, path))
    return TRUE;

  /* The totals of folders depend on what is in them. */
  for (guint i = 0; i < self->folders->len; i++)
    {
      const char *folder = g_ptr_array_index (self->folders, i);

      if (g_str_has_prefix (path, folder) && (folder[1] == '\0' || path[strlen (folder)] == '/'))
        return TRUE;
    }

  return FALSE;
}

static void
changed_cb (NexusGtkSubject *self,
            NexusChange     *change)
{
  if (self->reload_id == 0 && concerns (self, change))
    self->reload_id = g_timeout_add (RELOAD_MS, reload_cb, self);
}

/* --- What is looked at --- */

void
nexus_gtk_subject_set_filesystem (NexusGtkSubject *self,
                                  NexusFilesystem *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_SUBJECT (self));
  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));

  if (self->filesystem == filesystem)
    return;

  stop_reload (self);
  if (self->filesystem != NULL)
    g_signal_handlers_disconnect_by_data (self->filesystem, self);
  g_set_object (&self->filesystem, filesystem);
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_clear_object (&self->trashed);
  set_entries (self, g_ptr_array_new_with_free_func (g_object_unref), FALSE);
}

void
nexus_gtk_subject_set_items (NexusGtkSubject *self,
                             GPtrArray       *items)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean in_trash = FALSE;

  g_return_if_fail (NEXUS_GTK_IS_SUBJECT (self));

  stop_reload (self);
  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);

      in_trash |= NEXUS_IS_TRASH_ITEM (item);
      if (entry != NULL)
        g_ptr_array_add (entries, g_object_ref (entry));
    }
  g_clear_object (&self->trashed);
  if (in_trash && items->len == 1)
    self->trashed = g_object_ref (g_ptr_array_index (items, 0));
  set_entries (self, entries, in_trash);
}

NexusFilesystem *
nexus_gtk_subject_get_filesystem (NexusGtkSubject *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), NULL);

  return self->filesystem;
}

GPtrArray *
nexus_gtk_subject_get_entries (NexusGtkSubject *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), NULL);

  return self->entries;
}

NexusEntry *
nexus_gtk_subject_get_entry (NexusGtkSubject *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), NULL);

  return self->entries->len == 1 ? g_ptr_array_index (self->entries, 0) : NULL;
}

NexusEntry *
nexus_gtk_subject_get_file (NexusGtkSubject *self)
{
  NexusEntry *entry = nexus_gtk_subject_get_entry (self);

  return entry != NULL && nexus_entry_get_kind (entry) == NEXUS_KIND_FILE ? entry : NULL;
}

NexusTrashItem *
nexus_gtk_subject_get_trashed (NexusGtkSubject *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), NULL);

  return self->trashed;
}

gboolean
nexus_gtk_subject_is_too_many (NexusGtkSubject *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), FALSE);

  return self->entries->len > ENTRIES_MAX;
}

gboolean
nexus_gtk_subject_is_editable (NexusGtkSubject *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), FALSE);

  return !self->in_trash && self->entries->len > 0 && self->entries->len <= ENTRIES_MAX;
}

char **
nexus_gtk_subject_dup_paths (NexusGtkSubject *self)
{
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new ();

  g_return_val_if_fail (NEXUS_GTK_IS_SUBJECT (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    g_strv_builder_add (paths, nexus_entry_get_path (g_ptr_array_index (self->entries, i)));

  return g_strv_builder_end (paths);
}

/* --- Changing it, and telling --- */

void
nexus_gtk_subject_toast (NexusGtkSubject *self,
                         const char      *text)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, text);
}

void
nexus_gtk_subject_report (NexusGtkSubject *self,
                          const GError    *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
committed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(NexusGtkSubject) self = user_data;
  g_autoptr(GError) error = NULL;

  nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error);
  nexus_gtk_subject_report (self, error);
}

void
nexus_gtk_subject_commit (NexusGtkSubject *self,
                          NexusBatch      *batch,
                          const char      *description)
{
  g_return_if_fail (NEXUS_GTK_IS_SUBJECT (self));

  if (nexus_batch_get_n_operations (batch) > 0)
    {
      nexus_batch_set_description (batch, description);
      nexus_batch_commit_async (batch, NULL, committed_cb, g_object_ref (self));
    }
  g_object_unref (batch);
}

/* --- The object --- */

static void
nexus_gtk_subject_dispose (GObject *object)
{
  NexusGtkSubject *self = NEXUS_GTK_SUBJECT (object);

  stop_reload (self);
  g_clear_object (&self->trashed);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_subject_parent_class)->dispose (object);
}

static void
nexus_gtk_subject_finalize (GObject *object)
{
  NexusGtkSubject *self = NEXUS_GTK_SUBJECT (object);

  g_hash_table_unref (self->paths);
  g_ptr_array_unref (self->folders);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (nexus_gtk_subject_parent_class)->finalize (object);
}

static void
nexus_gtk_subject_class_init (NexusGtkSubjectClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_subject_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_subject_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_TOAST] = g_signal_new ("toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
nexus_gtk_subject_init (NexusGtkSubject *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->paths = g_hash_table_new (g_str_hash, g_str_equal);
  self->folders = g_ptr_array_new ();
}

NexusGtkSubject *
nexus_gtk_subject_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_SUBJECT, NULL);
}
