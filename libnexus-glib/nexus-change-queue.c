/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-change-private.h"
#include "nexus-change-queue-private.h"
#include "nexus-path.h"

/* Gathers changes, and quotas that are exceeded, in any thread and emits them in one context, changes in the order in
 * which they came. */

/* So many are gathered before they are told by folder instead of one by one. */
#define CHANGES_MAX 1000

struct _NexusChangeQueue {
  NexusFilesystem *filesystem;     /* whose part this is */
  guint            signal;
  guint            quota_signal;

  GMutex           lock;
  GMainContext    *context;
  GPtrArray       *changes;        /* of NexusChange */
  GHashTable      *exceeded;       /* path → NexusQuota, the last one */
  GSource         *source;

  GMutex           listen_lock;
  GSource         *listen_source;
  gboolean         listening;
  gint64           deaf_ns;        /* when nobody listened for the last time */
};

/* Sources have it, because a context that nobody iterates would otherwise keep the store open for ever. */
typedef struct {
  GSource  source;
  GWeakRef filesystem;
} WeakSource;

static void
weak_source_finalize (GSource *source)
{
  g_weak_ref_clear (&((WeakSource *) source)->filesystem);
}

static GSource *
attach_source (NexusChangeQueue *self,
               GSourceFuncs     *funcs,
               const char       *name)
{
  GSource *source = g_source_new (funcs, sizeof (WeakSource));

  g_weak_ref_init (&((WeakSource *) source)->filesystem, self->filesystem);
  g_source_set_static_name (source, name);
  g_source_attach (source, self->context);

  return source;
}

static gboolean
is_heard (NexusChangeQueue *self)
{
  return g_signal_has_handler_pending (self->filesystem, self->signal, 0, TRUE);
}

/* --- Telling --- */

/* Many changes in one folder are told as one of the folder. */
static GPtrArray *
collapse_changes (GPtrArray *changes)
{
  g_autoptr(GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *collapsed = g_ptr_array_new_with_free_func (g_object_unref);
  NexusChange *pathless[NEXUS_CHANGE_TEXTS + 1] = { NULL, };
  guint64 sequence = 0;
  GHashTableIter iter;
  gpointer folder;

  for (guint i = 0; i < changes->len; i++)
    {
      NexusChange *change = g_ptr_array_index (changes, i);
      const char *paths[2] = { nexus_change_get_path (change), nexus_change_get_old_path (change) };

      sequence = nexus_change_get_sequence (change);
      if (paths[0] == NULL)
        {
          /* The latest one of a kind says all that the earlier ones said. */
          pathless[nexus_change_get_kind (change)] = change;
          continue;
        }
      for (guint k = 0; k < G_N_ELEMENTS (paths); k++)
        {
          char *parent;

          if (paths[k] == NULL)
            continue;
          parent = nexus_change_get_kind (change) == NEXUS_CHANGE_CHILDREN ? NULL : nexus_path_dup_parent (paths[k]);
          g_hash_table_add (folders, parent != NULL ? parent : g_strdup (paths[k]));
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (pathless); i++)
    {
      if (pathless[i] != NULL)
        g_ptr_array_add (collapsed, g_object_ref (pathless[i]));
    }

  if (g_hash_table_size (folders) > CHANGES_MAX / 2)
    {
      g_hash_table_remove_all (folders);
      g_hash_table_add (folders, g_strdup ("/"));
    }
  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &folder, NULL))
    g_ptr_array_add (collapsed, _nexus_change_new (NEXUS_CHANGE_CHILDREN, sequence, folder, NULL));

  return collapsed;
}

static GHashTable *
new_exceeded (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

static gboolean
emit_prepare (GSource *source,
              int     *timeout)
{
  *timeout = 0;

  return TRUE;
}

static gboolean
emit_check (GSource *source)
{
  return TRUE;
}

static gboolean
emit_dispatch (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  g_autoptr(NexusFilesystem) filesystem = g_weak_ref_get (&((WeakSource *) source)->filesystem);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GHashTable) exceeded = NULL;
  NexusChangeQueue *self;
  GHashTableIter iter;
  gpointer quota;

  if (filesystem == NULL)
    return G_SOURCE_REMOVE;

  self = _nexus_filesystem_get_change_queue (filesystem);
  g_mutex_lock (&self->lock);
  changes = g_steal_pointer (&self->changes);
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  exceeded = g_steal_pointer (&self->exceeded);
  self->exceeded = new_exceeded ();
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < changes->len; i++)
    g_signal_emit (filesystem, self->signal, 0, g_ptr_array_index (changes, i));
  g_hash_table_iter_init (&iter, exceeded);
  while (g_hash_table_iter_next (&iter, NULL, &quota))
    g_signal_emit (filesystem, self->quota_signal, 0, quota);

  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
schedule (NexusChangeQueue *self)
{
  static GSourceFuncs funcs = { emit_prepare, emit_check, emit_dispatch, weak_source_finalize, NULL, NULL };

  if (self->changes->len > CHANGES_MAX)
    {
      g_autoptr(GPtrArray) all = g_steal_pointer (&self->changes);

      self->changes = collapse_changes (all);
    }

  if ((self->changes->len > 0 || g_hash_table_size (self->exceeded) > 0) && self->source == NULL)
    self->source = attach_source (self, &funcs, "Nexus: changes");
}

void
_nexus_change_queue_add (NexusChangeQueue *self,
                         GPtrArray        *changes)
{
  g_autoptr(GMutexLocker) locker = NULL;

  if (!is_heard (self))
    return;

  locker = g_mutex_locker_new (&self->lock);
  g_ptr_array_extend (self->changes, changes, (GCopyFunc) g_object_ref, NULL);
  schedule (self);
}

void
_nexus_change_queue_add_exceeded (NexusChangeQueue *self,
                                  GPtrArray        *quotas)
{
  g_autoptr(GMutexLocker) locker = NULL;

  if (quotas->len == 0 || !g_signal_has_handler_pending (self->filesystem, self->quota_signal, 0, TRUE))
    return;

  locker = g_mutex_locker_new (&self->lock);
  for (guint i = 0; i < quotas->len; i++)
    {
      NexusQuota *quota = g_ptr_array_index (quotas, i);

      /* The path is the quota's own, so it is replaced along with it. */
      g_hash_table_replace (self->exceeded, (char *) nexus_quota_get_path (quota), g_object_ref (quota));
    }
  schedule (self);
}

/* --- Noticing that somebody listens ---
 *
 * A signal does not tell its object when it is connected to.  But what it tells is only heard when the context runs: so
 * a source asks at each turn of it, which costs one look at a table and wakes nobody, and begins or ends to look for the
 * changes of others. */

void
_nexus_change_queue_update (NexusChangeQueue *self)
{
  NexusFilesystemClass *klass = NEXUS_FILESYSTEM_GET_CLASS (self->filesystem);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->listen_lock);
  gboolean heard = is_heard (self);

  if (heard != self->listening && klass->set_listening != NULL)
    klass->set_listening (self->filesystem, heard, self->deaf_ns);
  self->listening = heard;
  if (!heard)
    self->deaf_ns = g_get_real_time () * 1000;
}

static gboolean
listen_prepare (GSource *source,
                int     *timeout)
{
  g_autoptr(NexusFilesystem) filesystem = g_weak_ref_get (&((WeakSource *) source)->filesystem);

  *timeout = -1;
  if (filesystem != NULL && _nexus_filesystem_enter (filesystem, NULL))
    {
      _nexus_change_queue_update (_nexus_filesystem_get_change_queue (filesystem));
      _nexus_filesystem_leave (filesystem);
    }

  return FALSE;
}

static gboolean
listen_check (GSource *source)
{
  return FALSE;
}

/* It is never ready; only its being asked matters. */
static gboolean
listen_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return G_SOURCE_CONTINUE;
}

/* --- Making --- */

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

NexusChangeQueue *
_nexus_change_queue_new (NexusFilesystem *filesystem,
                         guint            signal,
                         guint            quota_signal)
{
  NexusChangeQueue *self = g_new0 (NexusChangeQueue, 1);

  self->filesystem = filesystem;
  self->signal = signal;
  self->quota_signal = quota_signal;
  g_mutex_init (&self->lock);
  g_mutex_init (&self->listen_lock);
  self->context = g_main_context_ref_thread_default ();
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  self->exceeded = new_exceeded ();
  self->deaf_ns = g_get_real_time () * 1000;

  return self;
}

void
_nexus_change_queue_set_context (NexusChangeQueue *self,
                                 GMainContext     *context)
{
  static GSourceFuncs funcs = { listen_prepare, listen_check, listen_dispatch, weak_source_finalize, NULL, NULL };

  g_assert (self->listen_source == NULL);
  g_main_context_unref (self->context);
  self->context = g_main_context_ref (context);
  /* From here on the context, which may run in another thread, looks at the filesystem. */
  self->listen_source = attach_source (self, &funcs, "Nexus: who listens");
}

void
_nexus_change_queue_free (NexusChangeQueue *self)
{
  drop_source (&self->source);
  drop_source (&self->listen_source);
  g_ptr_array_unref (self->changes);
  g_hash_table_unref (self->exceeded);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->listen_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}
