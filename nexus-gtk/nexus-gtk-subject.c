/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-subject.h"

/* More are not changed at once: their batch is made in the main loop. */
#define ENTRIES_MAX 20000
/* Changes come in flocks, and what is worked out from many entries takes its time. */
#define RELOAD_MS 40
#define FEW       10000
#define RELOAD_MANY_MS 500
/* With more changes than that, all entries are read again. */
#define CHANGES_MAX 10000

struct _NexusGtkSubject {
  GObject          parent_instance;

  NexusFilesystem *filesystem;
  GPtrArray       *entries;
  GHashTable      *changed;     /* paths that something happened to or in since they were read */
  GHashTable      *crowds;      /* folders of which it may have happened to anything that is directly in them */
  gboolean         all_changed; /* or to anything at all */
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

static GHashTable *
new_paths (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
forget_changes (NexusGtkSubject *self)
{
  g_hash_table_remove_all (self->changed);
  g_hash_table_remove_all (self->crowds);
  self->all_changed = FALSE;
}

static void
stop_reload (NexusGtkSubject *self)
{
  g_clear_handle_id (&self->reload_id, g_source_remove);
  if (self->reloading != NULL)
    g_cancellable_cancel (self->reloading);
  g_clear_object (&self->reloading);
  forget_changes (self);
}

static gboolean
are_same (GPtrArray *a,
          GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      NexusEntry *first = g_ptr_array_index (a, i);
      NexusEntry *second = g_ptr_array_index (b, i);

      if (first != second && strcmp (nexus_entry_get_id (first), nexus_entry_get_id (second)) != 0)
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

  g_ptr_array_unref (self->entries);
  self->entries = entries;
  self->in_trash = in_trash;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, !same);
}

/* --- Following the store --- */

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *entries;
  GHashTable      *changed;
  GHashTable      *crowds;
  gboolean         all_changed;
} Reload;

static void
reload_free (Reload *reload)
{
  g_object_unref (reload->filesystem);
  g_ptr_array_unref (reload->entries);
  g_hash_table_unref (reload->changed);
  g_hash_table_unref (reload->crowds);
  g_free (reload);
}

static gboolean
has_changed (Reload     *reload,
             NexusEntry *entry)
{
  const char *path = nexus_entry_get_path (entry);
  g_autofree char *parent = NULL;

  if (reload->all_changed || g_hash_table_contains (reload->changed, path))
    return TRUE;
  if (g_hash_table_size (reload->crowds) == 0)
    return FALSE;

  parent = nexus_path_dup_parent (path);

  return parent != NULL && g_hash_table_contains (reload->crowds, parent);
}

/* What is gone, or something else by now, stays as it was: whoever selected it will tell. */
static NexusEntry *
dup_current (Reload       *reload,
             NexusEntry   *former,
             GCancellable *cancellable)
{
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_query (reload->filesystem, nexus_entry_get_path (former), cancellable, NULL);
  if (entry != NULL && strcmp (nexus_entry_get_id (entry), nexus_entry_get_id (former)) == 0)
    return g_steal_pointer (&entry);

  return g_object_ref (former);
}

/* Returns nothing if nothing of it concerns them. */
static void
reload_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Reload *reload = task_data;
  g_autoptr(GPtrArray) entries = NULL;

  for (guint i = 0; i < reload->entries->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      NexusEntry *former = g_ptr_array_index (reload->entries, i);
      NexusEntry **place;

      if (!has_changed (reload, former))
        continue;
      if (entries == NULL)
        entries = g_ptr_array_copy (reload->entries, (GCopyFunc) g_object_ref, NULL);
      place = (NexusEntry **) &g_ptr_array_index (entries, i);
      g_object_unref (*place);
      *place = dup_current (reload, former, cancellable);
    }
  g_task_return_pointer (task, g_steal_pointer (&entries), (GDestroyNotify) g_ptr_array_unref);
}

static void
reloaded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  NexusGtkSubject *self = NEXUS_GTK_SUBJECT (object);
  g_autoptr(GError) error = NULL;
  GPtrArray *entries = g_task_propagate_pointer (G_TASK (result), &error);

  /* Other entries have taken their place. */
  if (error != NULL)
    return;

  g_clear_object (&self->reloading);
  if (entries != NULL)
    set_entries (self, entries, self->in_trash);
}

static gboolean
reload_cb (gpointer user_data)
{
  NexusGtkSubject *self = user_data;
  g_autoptr(GTask) task = NULL;
  Reload *reload;

  /* One at a time: to begin anew with each change would never come to an end. */
  if (self->reloading != NULL)
    return G_SOURCE_CONTINUE;

  self->reload_id = 0;
  self->reloading = g_cancellable_new ();
  reload = g_new0 (Reload, 1);
  reload->filesystem = g_object_ref (self->filesystem);
  reload->entries = g_ptr_array_ref (self->entries);
  reload->changed = g_steal_pointer (&self->changed);
  reload->crowds = g_steal_pointer (&self->crowds);
  reload->all_changed = self->all_changed;
  self->changed = new_paths ();
  self->crowds = new_paths ();
  self->all_changed = FALSE;
  task = g_task_new (self, self->reloading, reloaded_cb, NULL);
  g_task_set_source_tag (task, reload_cb);
  g_task_set_task_data (task, reload, (GDestroyNotify) reload_free);
  g_task_run_in_thread (task, reload_in_thread);

  return G_SOURCE_REMOVE;
}

/* The totals of folders depend on what is in them.  What is known of a folder is known of those above it. */
static void
add_changed (NexusGtkSubject *self,
             const char      *path)
{
  for (char *changed = g_strdup (path); changed != NULL;)
    {
      g_autofree char *parent = nexus_path_dup_parent (changed);

      if (!g_hash_table_add (self->changed, changed))
        return;
      changed = g_steal_pointer (&parent);
    }
}

/* Which of the entries it is about is found out in a thread, however many these are. */
static void
changed_cb (NexusGtkSubject *self,
            NexusChange     *change)
{
  const char *path = nexus_change_get_path (change);
  gboolean crowd = nexus_change_get_kind (change) == NEXUS_CHANGE_CHILDREN;
  gboolean all = nexus_change_get_kind (change) == NEXUS_CHANGE_TAGS || (crowd && g_strcmp0 (path, "/") == 0);

  if (self->entries->len == 0 || self->in_trash || (path == NULL && !all))
    return;

  /* Of very much together, the root is told. */
  self->all_changed |= all || g_hash_table_size (self->changed) > CHANGES_MAX;
  if (!self->all_changed)
    {
      add_changed (self, path);
      add_changed (self, nexus_change_get_old_path (change));
      if (crowd)
        g_hash_table_add (self->crowds, g_strdup (path));
    }
  if (self->reload_id == 0)
    self->reload_id = g_timeout_add (self->entries->len <= FEW ? RELOAD_MS : RELOAD_MANY_MS, reload_cb, self);
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

/* New, or the items themselves, which nobody changes, if they are entries. */
static GPtrArray *
dup_entries (GPtrArray *items,
             gboolean  *in_trash)
{
  GPtrArray *entries;

  *in_trash = items->len > 0 && NEXUS_IS_TRASH_ITEM (g_ptr_array_index (items, 0));
  if (!*in_trash)
    return g_ptr_array_ref (items);

  entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < items->len; i++)
    {
      NexusEntry *entry = nexus_gtk_item_get_entry (g_ptr_array_index (items, i));

      if (entry != NULL)
        g_ptr_array_add (entries, g_object_ref (entry));
    }

  return entries;
}

void
nexus_gtk_subject_set_items (NexusGtkSubject *self,
                             GPtrArray       *items)
{
  GPtrArray *entries;
  gboolean in_trash;

  g_return_if_fail (NEXUS_GTK_IS_SUBJECT (self));

  stop_reload (self);
  entries = dup_entries (items, &in_trash);
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

  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->crowds);
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
  self->changed = new_paths ();
  self->crowds = new_paths ();
}

NexusGtkSubject *
nexus_gtk_subject_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_SUBJECT, NULL);
}
