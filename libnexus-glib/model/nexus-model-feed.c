/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-change.h"
#include "nexus-model-feed-private.h"
#include "nexus-path.h"

/* Changes come one by one and often many together: a moment is waited so that they are looked at together. */
#define SETTLE_MS 20

/* With more names than this, going through the whole directory is less work. */
#define NAMES_MAX 500

/* `changed` is emitted in the context in which the store was connected, which need not be that of the list: what both
 * touch is behind a lock. */
struct _NexusModelFeed {
  gatomicrefcount     ref_count;
  GMutex              lock;
  NexusFilesystem    *filesystem;
  char               *path;
  GMainContext       *context;
  gulong              handler;
  NexusModelFeedFunc  func;          /* NULL once nobody is interested any more */
  gpointer            user_data;

  GHashTable         *names;
  gboolean            texts;         /* what is known of texts matters */
  gboolean            tags;          /* what tags are called matters */
  gboolean            all;
  gboolean            renew;
  GSource            *source;
  gint64              rest_until;
};

static void
feed_unref (NexusModelFeed *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->names);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

static GHashTable *
names_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
tell (gpointer user_data)
{
  NexusModelFeed *self = user_data;
  NexusModelFeedFunc func;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->source, g_source_unref);
  func = self->func;
  g_mutex_unlock (&self->lock);

  if (func != NULL)
    func (self->user_data);

  return G_SOURCE_REMOVE;
}

/* With the lock. */
static void
schedule (NexusModelFeed *self)
{
  gint64 wait;

  if (self->source != NULL || self->func == NULL)
    return;

  wait = (self->rest_until - g_get_monotonic_time ()) / 1000;
  self->source = g_timeout_source_new ((guint) CLAMP (wait, SETTLE_MS, 60000));
  g_atomic_ref_count_inc (&self->ref_count);
  g_source_set_callback (self->source, tell, self, (GDestroyNotify) feed_unref);
  g_source_attach (self->source, self->context);
}

/* With the lock.  The child of ours that the path is, or is below of: then its totals have changed. */
static void
note_path (NexusModelFeed  *self,
           NexusChangeKind  kind,
           const char      *path)
{
  gsize length = self->path[1] == '\0' ? 0 : strlen (self->path);
  const char *name, *end;

  if (path == NULL)
    return;
  if (!nexus_path_is_below (path, self->path))
    {
      /* The directory itself, or one above it, has come, gone or become another. */
      if (kind != NEXUS_CHANGE_METADATA && kind != NEXUS_CHANGE_CONTENT &&
          (strcmp (path, self->path) == 0 || nexus_path_is_below (self->path, path)))
        self->all = TRUE;
      return;
    }

  name = path + length + 1;
  end = strchr (name, '/');
  if (!self->all)
    g_hash_table_add (self->names, end != NULL ? g_strndup (name, (gsize) (end - name)) : g_strdup (name));
}

static void
on_changed (NexusFilesystem *filesystem,
            NexusChange     *change,
            NexusModelFeed  *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  NexusChangeKind kind = nexus_change_get_kind (change);
  const char *path = nexus_change_get_path (change);

  if (kind == NEXUS_CHANGE_TRASH || kind == NEXUS_CHANGE_SEARCHES || (kind == NEXUS_CHANGE_TEXTS && !self->texts))
    return;

  if (self->path == NULL)
    self->all = TRUE;
  else if (kind == NEXUS_CHANGE_TAGS || path == NULL)
    {
      self->renew = TRUE;
      self->all |= self->tags;
    }
  else if (kind == NEXUS_CHANGE_CHILDREN && strcmp (path, "/") == 0)
    self->all = TRUE;   /* stands for changes anywhere */
  else
    {
      note_path (self, kind, path);
      note_path (self, kind, nexus_change_get_old_path (change));
    }

  if (g_hash_table_size (self->names) > NAMES_MAX)
    self->all = TRUE;
  if (self->all)
    g_hash_table_remove_all (self->names);
  if (self->all || self->renew || g_hash_table_size (self->names) > 0)
    schedule (self);
}

static void
closure_notify (gpointer  data,
                GClosure *closure)
{
  feed_unref (data);
}

void
_nexus_model_feed_set_texts (NexusModelFeed *self,
                             gboolean        texts)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->texts = texts;
}

void
_nexus_model_feed_set_tags (NexusModelFeed *self,
                            gboolean        tags)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->tags = tags;
}

NexusModelFeed *
_nexus_model_feed_new (NexusFilesystem    *filesystem,
                       const char         *path,
                       GMainContext       *context,
                       NexusModelFeedFunc  func,
                       gpointer            user_data)
{
  NexusModelFeed *self = g_new0 (NexusModelFeed, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->filesystem = g_object_ref (filesystem);
  self->path = g_strdup (path);
  self->context = g_main_context_ref (context);
  self->func = func;
  self->user_data = user_data;
  self->names = names_new ();
  g_atomic_ref_count_inc (&self->ref_count);
  self->handler = g_signal_connect_data (filesystem, "changed", G_CALLBACK (on_changed), self, closure_notify, 0);

  return self;
}

void
_nexus_model_feed_free (NexusModelFeed *self)
{
  g_signal_handler_disconnect (self->filesystem, self->handler);
  g_clear_object (&self->filesystem);

  g_mutex_lock (&self->lock);
  self->func = NULL;
  if (self->source != NULL)
    {
      g_autoptr(GSource) source = g_steal_pointer (&self->source);

      /* It holds a reference of its own, which goes only after the lock. */
      g_mutex_unlock (&self->lock);
      g_source_destroy (source);
    }
  else
    {
      g_mutex_unlock (&self->lock);
    }
  feed_unref (self);
}

gboolean
_nexus_model_feed_take (NexusModelFeed     *self,
                        NexusModelFeedNews *news)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  gpointer name;

  if (!self->all && !self->renew && g_hash_table_size (self->names) == 0)
    return FALSE;

  news->names = NULL;
  news->renew = self->renew;
  if (!self->all)
    {
      news->names = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_iter_init (&iter, self->names);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        {
          g_hash_table_iter_steal (&iter);
          g_ptr_array_add (news->names, name);
        }
      g_ptr_array_add (news->names, NULL);
    }
  g_hash_table_remove_all (self->names);
  self->all = FALSE;
  self->renew = FALSE;

  return TRUE;
}

void
_nexus_model_feed_poke (NexusModelFeed *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->all || self->renew || g_hash_table_size (self->names) > 0)
    schedule (self);
}

void
_nexus_model_feed_rest (NexusModelFeed *self,
                        guint           milliseconds)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->rest_until = g_get_monotonic_time () + (gint64) milliseconds * 1000;
}
