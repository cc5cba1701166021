/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-change.h"
#include "nexus-entry.h"
#include "nexus-entry-enumerator.h"
#include "nexus-file-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-path.h"

/* The filesystem's changes as events of GFileMonitor.
 *
 *   ::changed, in the store's context ──► queue ──► events, in the context in which the monitor was made
 *
 * When very much changes at once a store tells by folder, and GFileMonitor has no such event.  So a monitor of a
 * directory remembers what was in it, looks again then, and tells what is different.  What is told while it looks may
 * or may not be in what it finds, and has to wait until that is known. */

/* Children that one monitor remembers at most; of a larger directory it only tells that it has changed. */
#define CHILDREN_MAX 50000
#define BATCH 1000

/* The key of the file itself among the names of its children. */
#define ITSELF ""

#define NEXUS_TYPE_FILE_MONITOR (_nexus_file_monitor_get_type ())
G_DECLARE_FINAL_TYPE (NexusFileMonitor, _nexus_file_monitor, NEXUS, FILE_MONITOR, GFileMonitor)

struct _NexusFileMonitor {
  GFileMonitor       parent_instance;

  NexusFile         *file;
  NexusFilesystem   *filesystem;
  GMainContext      *context;
  gboolean           children;
  GFileMonitorFlags  flags;
  gulong             handler;

  GHashTable        *known;      /* name → stamp; NULL: not yet, or too much to remember */
  gboolean           looked;     /* it is known what was there, or that it is too much */
  gboolean           looking;
  GPtrArray         *waiting;    /* NexusChange: what came while it was looking */
};

G_DEFINE_FINAL_TYPE (NexusFileMonitor, _nexus_file_monitor, G_TYPE_FILE_MONITOR)

/* --- Telling --- */

static void
emit (NexusFileMonitor  *self,
      const char        *path,
      const char        *other_path,
      GFileMonitorEvent  event)
{
  g_autoptr(GFile) file = _nexus_file_new (self->file->mount, path);
  g_autoptr(GFile) other = other_path != NULL ? _nexus_file_new (self->file->mount, other_path) : NULL;

  g_file_monitor_emit_event (G_FILE_MONITOR (self), file, other, event);
}

/* The key under which the path is remembered; NULL if it is not watched. */
static const char *
get_key (NexusFileMonitor *self,
         const char       *path)
{
  const char *top = self->file->path;
  const char *name;

  if (path == NULL)
    return NULL;
  if (strcmp (path, top) == 0)
    return ITSELF;
  if (!self->children || !nexus_path_is_below (path, top))
    return NULL;
  name = path + strlen (top) + (top[1] != '\0' ? 1 : 0);

  return strchr (name, '/') == NULL ? name : NULL;
}

static char *
make_path (NexusFileMonitor *self,
           const char       *key)
{
  const char *top = self->file->path;

  return key[0] == '\0' ? g_strdup (top) : g_strconcat (top[1] != '\0' ? top : "", "/", key, NULL);
}

/* Changes that are told one by one leave a stamp that no entry has: it is there, and was told. */
static void
remember (NexusFileMonitor *self,
          const char       *key,
          gboolean          there)
{
  if (self->known == NULL || key == NULL)
    return;
  if (there)
    g_hash_table_insert (self->known, g_strdup (key), NULL);
  else
    g_hash_table_remove (self->known, key);
}

static void
emit_changed (NexusFileMonitor *self,
              const char       *path)
{
  emit (self, path, NULL, G_FILE_MONITOR_EVENT_CHANGED);
  emit (self, path, NULL, G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT);
}

static void
emit_created (NexusFileMonitor *self,
              const char       *path)
{
  emit (self, path, NULL, G_FILE_MONITOR_EVENT_CREATED);
  emit (self, path, NULL, G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT);
}

/* --- Looking what is there --- */

/* What changes when an entry changes, as a pointer that is not NULL. */
static gpointer
make_stamp (NexusEntry *entry)
{
  const char *etag = nexus_entry_get_etag (entry);
  guint64 stamp = (guint64) nexus_entry_get_modified_ns (entry) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  stamp ^= g_str_hash (nexus_entry_get_id (entry)) + ((guint64) nexus_entry_get_version (entry) << 32);
  stamp ^= (guint64) (etag != NULL ? g_str_hash (etag) : 0) << 16;
  stamp ^= nexus_entry_get_mode (entry);

  return GSIZE_TO_POINTER ((gsize) stamp | 1);
}

static GHashTable *
look (NexusFileMonitor *self,
      GCancellable     *cancellable)
{
  g_autoptr(GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(NexusEntryEnumerator) entries = NULL;
  g_autoptr(NexusEntry) itself = NULL;

  itself = nexus_filesystem_query (self->filesystem, self->file->path, cancellable, NULL);
  if (itself == NULL)
    return g_steal_pointer (&found);
  /* The modification of a directory is that of its children, which are told themselves. */
  g_hash_table_insert (found, g_strdup (ITSELF), nexus_entry_get_kind (itself) == NEXUS_KIND_DIRECTORY
                                                 ? GSIZE_TO_POINTER (1) : make_stamp (itself));
  if (!self->children || nexus_entry_get_kind (itself) != NEXUS_KIND_DIRECTORY)
    return g_steal_pointer (&found);

  entries = nexus_filesystem_enumerate (self->filesystem, self->file->path, NEXUS_ENUMERATE_NONE, cancellable, NULL);
  while (entries != NULL)
    {
      g_autoptr(GPtrArray) batch = nexus_entry_enumerator_next (entries, BATCH, cancellable, NULL);

      if (batch == NULL || batch->len == 0)
        break;
      for (guint i = 0; i < batch->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (batch, i);

          g_hash_table_insert (found, g_strdup (nexus_entry_get_name (entry)), make_stamp (entry));
        }
      if (g_hash_table_size (found) > CHILDREN_MAX)
        return NULL;
    }

  return g_steal_pointer (&found);
}

static void
look_in_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, look (source_object, cancellable), (GDestroyNotify) g_hash_table_unref);
}

typedef struct {
  char              *path;
  GFileMonitorEvent  event;
} Event;

static void
event_clear (gpointer data)
{
  g_free (((Event *) data)->path);
}

static void
add_event (GArray            *events,
           NexusFileMonitor  *self,
           const char        *key,
           GFileMonitorEvent  event)
{
  Event made = { make_path (self, key), event };

  g_array_append_val (events, made);
}

/* What is different from what was known. */
static void
compare (NexusFileMonitor *self,
         GHashTable       *found,
         GArray           *events)
{
  GHashTableIter iter;
  gpointer key, stamp, old;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_hash_table_contains (found, key))
        add_event (events, self, key, G_FILE_MONITOR_EVENT_DELETED);
    }

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &key, &stamp))
    {
      if (!g_hash_table_lookup_extended (self->known, key, NULL, &old))
        add_event (events, self, key, G_FILE_MONITOR_EVENT_CREATED);
      else if (old != NULL && old != stamp)
        add_event (events, self, key, G_FILE_MONITOR_EVENT_CHANGED);
    }
}

/* What was not told one by one before anything was known can be anything that is there, but for what was. */
static void
tell_all (NexusFileMonitor *self,
          GArray           *events)
{
  GHashTableIter iter;
  gpointer key, stamp;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &key, &stamp))
    {
      if (stamp != NULL && (((const char *) key)[0] != '\0' || !self->children))
        add_event (events, self, key, G_FILE_MONITOR_EVENT_CREATED);
    }
}

static void
emit_events (NexusFileMonitor *self,
             GArray           *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const Event *event = &g_array_index (events, Event, i);

      emit (self, event->path, NULL, event->event);
      if (event->event != G_FILE_MONITOR_EVENT_DELETED)
        emit (self, event->path, NULL, G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT);
    }
}

static GArray *
new_events (void)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (Event));

  g_array_set_clear_func (events, event_clear);

  return events;
}

static void handle_waiting (NexusFileMonitor *self,
                            gboolean          first);

static void
looked (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  NexusFileMonitor *self = NEXUS_FILE_MONITOR (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) found = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(GArray) events = new_events ();
  gboolean first = !self->looked;

  self->looking = FALSE;
  if (g_file_monitor_is_cancelled (G_FILE_MONITOR (self)))
    return;

  if (error == NULL)
    {
      if (self->known != NULL && found != NULL)
        compare (self, found, events);
      else if (!first)
        add_event (events, self, ITSELF, G_FILE_MONITOR_EVENT_CHANGED);

      g_clear_pointer (&self->known, g_hash_table_unref);
      self->known = g_steal_pointer (&found);
      self->looked = TRUE;
    }

  emit_events (self, events);
  handle_waiting (self, first);
}

static void
start_look (NexusFileMonitor *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, looked, NULL);

  self->looking = TRUE;
  g_task_set_source_tag (task, start_look);
  _nexus_filesystem_run_in_worker (self->filesystem, task, look_in_worker);
}

/* --- Changes --- */

static gboolean
has_one_parent (const char *path,
                const char *other)
{
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autofree char *other_parent = nexus_path_dup_parent (other);

  return g_strcmp0 (parent, other_parent) == 0;
}

/* Whether a comparison has told of it already, which it may have if the change came while it was made. */
static gboolean
is_told (NexusFileMonitor *self,
         const char       *key,
         gboolean          there,
         gboolean          compared)
{
  return compared && self->known != NULL && g_hash_table_contains (self->known, key) == there;
}

static void
handle_moved (NexusFileMonitor *self,
              const char       *old_path,
              const char       *path,
              gboolean          compared)
{
  const char *old_key = get_key (self, old_path);
  const char *key = get_key (self, path);

  if (old_key != NULL && is_told (self, old_key, FALSE, compared))
    old_key = NULL;
  if (key != NULL && is_told (self, key, TRUE, compared))
    key = NULL;
  remember (self, old_key, FALSE);
  remember (self, key, TRUE);

  if (!(self->flags & G_FILE_MONITOR_WATCH_MOVES))
    {
      if (old_key != NULL)
        emit (self, old_path, NULL, G_FILE_MONITOR_EVENT_DELETED);
      if (key != NULL)
        emit_created (self, path);
    }
  else if (old_key != NULL && (key != NULL || has_one_parent (old_path, path)))
    emit (self, old_path, path, G_FILE_MONITOR_EVENT_RENAMED);
  else if (old_key != NULL)
    emit (self, old_path, path, G_FILE_MONITOR_EVENT_MOVED_OUT);
  else if (key != NULL)
    emit (self, path, old_path, G_FILE_MONITOR_EVENT_MOVED_IN);
}

/* Something that the file is in has come, gone or moved, and the file with it. */
static gboolean
takes_along (NexusFileMonitor *self,
             const char       *path)
{
  return path != NULL && nexus_path_is_below (self->file->path, path);
}

/* Whether it stands for more than itself, so that only looking again tells what has changed. */
static gboolean
needs_look (NexusFileMonitor *self,
            NexusChange      *change)
{
  const char *path = nexus_change_get_path (change);

  switch (nexus_change_get_kind (change))
    {
    case NEXUS_CHANGE_CREATED:
    case NEXUS_CHANGE_DELETED:
    case NEXUS_CHANGE_MOVED:
      return takes_along (self, path) || takes_along (self, nexus_change_get_old_path (change));

    case NEXUS_CHANGE_CHILDREN:
      /* For the top it stands for changes anywhere. */
      return get_key (self, path) != NULL || takes_along (self, path);

    case NEXUS_CHANGE_CONTENT:
    case NEXUS_CHANGE_METADATA:
    case NEXUS_CHANGE_TRASH:
    case NEXUS_CHANGE_TAGS:
    default:
      return FALSE;
    }
}

static void
handle_one (NexusFileMonitor *self,
            NexusChange      *change,
            gboolean          compared)
{
  const char *path = nexus_change_get_path (change);
  const char *key = get_key (self, path);
  gboolean created = FALSE;

  switch (nexus_change_get_kind (change))
    {
    case NEXUS_CHANGE_MOVED:
      handle_moved (self, nexus_change_get_old_path (change), path, compared);
      break;

    case NEXUS_CHANGE_CREATED:
      created = TRUE;
      G_GNUC_FALLTHROUGH;
    case NEXUS_CHANGE_DELETED:
      if (key == NULL || is_told (self, key, created, compared))
        break;
      remember (self, key, created);
      if (created)
        emit_created (self, path);
      else
        emit (self, path, NULL, G_FILE_MONITOR_EVENT_DELETED);
      break;

    case NEXUS_CHANGE_CONTENT:
      remember (self, key, TRUE);
      if (key != NULL)
        emit_changed (self, path);
      break;

    case NEXUS_CHANGE_METADATA:
      remember (self, key, TRUE);
      if (key != NULL)
        emit (self, path, NULL, G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED);
      break;

    case NEXUS_CHANGE_CHILDREN:
    case NEXUS_CHANGE_TRASH:
    case NEXUS_CHANGE_TAGS:
    default:
      break;
    }
}

static void
handle_change (NexusFileMonitor *self,
               NexusChange      *change)
{
  if (nexus_change_get_path (change) == NULL || g_file_monitor_is_cancelled (G_FILE_MONITOR (self)))
    return;

  if (self->looking)
    g_ptr_array_add (self->waiting, g_object_ref (change));
  else if (needs_look (self, change))
    start_look (self);
  else
    handle_one (self, change, FALSE);
}

/* What came while it was looking.  The first look has told of nothing; what is in it may have come since the monitor is
 * there, though, if the store has told of folders only. */
static void
handle_waiting (NexusFileMonitor *self,
                gboolean          first)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);
  gboolean again = FALSE;

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len && !again; i++)
    {
      NexusChange *change = g_ptr_array_index (waiting, i);

      again = needs_look (self, change);
      if (!again)
        handle_one (self, change, !first);
      else
        for (guint k = i + 1; k < waiting->len; k++)
          g_ptr_array_add (self->waiting, g_object_ref (g_ptr_array_index (waiting, k)));
    }
  if (!again)
    return;

  if (first)
    {
      g_autoptr(GArray) events = new_events ();

      if (self->known != NULL)
        tell_all (self, events);
      else
        add_event (events, self, ITSELF, G_FILE_MONITOR_EVENT_CHANGED);
      start_look (self);
      emit_events (self, events);
      return;
    }
  start_look (self);
}

typedef struct {
  NexusFileMonitor *self;
  NexusChange      *change;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_object_unref (pending->self);
  g_object_unref (pending->change);
  g_free (pending);
}

static gboolean
handle_pending (gpointer user_data)
{
  Pending *pending = user_data;

  handle_change (pending->self, pending->change);

  return G_SOURCE_REMOVE;
}

/* In the context of the store, which may belong to another thread. */
static void
changed (NexusFilesystem *filesystem,
         NexusChange     *change,
         gpointer         user_data)
{
  g_autoptr(NexusFileMonitor) self = g_weak_ref_get (user_data);
  g_autoptr(GSource) source = NULL;
  Pending *pending;

  if (self == NULL)
    return;
  if (g_main_context_is_owner (self->context))
    {
      handle_change (self, change);
      return;
    }

  pending = g_new0 (Pending, 1);
  pending->self = g_object_ref (self);
  pending->change = g_object_ref (change);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, handle_pending, pending, pending_free);
  g_source_attach (source, self->context);
}

/* --- The object --- */

static gboolean
nexus_file_monitor_cancel (GFileMonitor *monitor)
{
  NexusFileMonitor *self = NEXUS_FILE_MONITOR (monitor);

  g_clear_signal_handler (&self->handler, self->filesystem);

  return TRUE;
}

static void
nexus_file_monitor_finalize (GObject *object)
{
  NexusFileMonitor *self = NEXUS_FILE_MONITOR (object);

  g_clear_object (&self->file);
  g_clear_object (&self->filesystem);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (_nexus_file_monitor_parent_class)->finalize (object);
}

static void
_nexus_file_monitor_class_init (NexusFileMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_file_monitor_finalize;
  G_FILE_MONITOR_CLASS (klass)->cancel = nexus_file_monitor_cancel;
}

static void
_nexus_file_monitor_init (NexusFileMonitor *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
free_weak (gpointer  data,
           GClosure *closure)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GFileMonitor *
monitor_new (GFile              *file,
             gboolean            children,
             GFileMonitorFlags   flags,
             GCancellable       *cancellable,
             GError            **error)
{
  g_autoptr(NexusFilesystem) filesystem = NULL;
  NexusFileMonitor *self;
  GWeakRef *weak;

  if (!_nexus_file_check (NEXUS_FILE (file), error))
    return NULL;
  filesystem = _nexus_mount_dup_filesystem (NEXUS_FILE (file)->mount, cancellable, error);
  if (filesystem == NULL)
    return NULL;

  self = g_object_new (NEXUS_TYPE_FILE_MONITOR, NULL);
  self->file = NEXUS_FILE (g_object_ref (file));
  self->filesystem = g_object_ref (filesystem);
  self->context = g_main_context_ref_thread_default ();
  self->children = children;
  self->flags = flags;

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->handler = g_signal_connect_data (filesystem, "changed", G_CALLBACK (changed), weak, free_weak, 0);
  start_look (self);

  return G_FILE_MONITOR (self);
}

static GFileMonitor *
nexus_file_monitor_directory (GFile              *file,
                              GFileMonitorFlags   flags,
                              GCancellable       *cancellable,
                              GError            **error)
{
  return monitor_new (file, TRUE, flags, cancellable, error);
}

static GFileMonitor *
nexus_file_monitor_file (GFile              *file,
                         GFileMonitorFlags   flags,
                         GCancellable       *cancellable,
                         GError            **error)
{
  return monitor_new (file, FALSE, flags, cancellable, error);
}

void
_nexus_file_init_monitor (GFileIface *iface)
{
  iface->monitor_dir = nexus_file_monitor_directory;
  iface->monitor_file = nexus_file_monitor_file;
}
