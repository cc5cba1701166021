/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "nexus-change-monitor-private.h"
#include "nexus-change-private.h"

/* Every commit appends to SQLite's write-ahead log, and inotify tells of that; nobody else writes to it.  So a thread
 * that sleeps on inotify learns of every commit, and of nothing else.  It exists only while somebody listens.
 *
 *   write to the log ──► inotify ──► look: the log of changes after the last number that was seen
 *        … sync …                    look again after 2, 4, 8 … ms
 *   commit becomes visible ────────► found
 *
 * The write comes first and what it means becomes visible only when it has been synced, which can take a moment on a slow
 * disk.  Hence the later looks; they end as soon as one has found something and nothing was written since.
 *
 * The changes of this object come here as well, from the threads that have committed them and that may be late: another
 * thread's commit, or another process's, can be told of before.  So nothing is told but what comes next after `seen`,
 * under the one lock.  Most often that is what the thread brings; if anything is missing before it, all is read from the
 * log, also what another thread of ours has yet to bring, and who brings what has been told brings nothing. */

/* Looks are at least so far apart: a flood is told in a few gulps. */
#define PAUSE            (10 * G_TIME_SPAN_MILLISECOND)
#define FIRST_DELAY      (2 * G_TIME_SPAN_MILLISECOND)
#define LAST_DELAY       (100 * G_TIME_SPAN_MILLISECOND)
/* How long after a write to the log LAST_DELAY is kept up, if something has become visible since and if nothing has;
 * then how long it is looked for at all, ever less often. */
#define PATIENCE         (1 * G_TIME_SPAN_SECOND)
#define PATIENCE_LONG    (3 * G_TIME_SPAN_SECOND)
#define PATIENCE_LAST    (60 * G_TIME_SPAN_SECOND)
/* Changes are numbered and dated a moment before they become visible. */
#define SLACK_NS         (2 * G_GINT64_CONSTANT (1000000000))
#define LOOK_MAX         2000

/* One thread, which may outlive the interest in it by a moment. */
typedef struct {
  gatomicrefcount     ref_count;
  NexusChangeMonitor *monitor;
  GCancellable       *cancellable;  /* cancelled when it is to end */
  int                 wake;         /* an eventfd, written to at the same time; -1: there is no thread */
  gint64              since_ns;
  gboolean            caught_up;    /* under the monitor's lock: `seen` is where telling has to go on */
} Watch;

struct _NexusChangeMonitor {
  gatomicrefcount     ref_count;
  char               *log;

  GMutex              watch_lock;   /* never held for long */
  Watch              *watch;        /* NULL: nobody listens */

  GMutex              lock;         /* held while looking and telling; all below */
  NexusFilesystem    *filesystem;   /* NULL once it is detached */
  NexusMetadataStore *metadata;
  NexusTextIndexer   *indexer;      /* NULL: texts are not indexed, or it is detached */
  guint64             seen;         /* all up to this number has been told, or is not to be */
  guint64             unheard;      /* the last change of our own that was made while nobody listened */
};

static void
watch_unref (Watch *watch)
{
  if (!g_atomic_ref_count_dec (&watch->ref_count))
    return;

  _nexus_change_monitor_unref (watch->monitor);
  g_object_unref (watch->cancellable);
  if (watch->wake >= 0)
    close (watch->wake);
  g_free (watch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_unref)

static Watch *
dup_watch (NexusChangeMonitor *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->watch_lock);

  if (self->watch != NULL)
    g_atomic_ref_count_inc (&self->watch->ref_count);

  return self->watch;
}

NexusChangeMonitor *
_nexus_change_monitor_new (NexusFilesystem    *filesystem,
                           NexusMetadataStore *metadata,
                           const char         *log)
{
  NexusChangeMonitor *self = g_new0 (NexusChangeMonitor, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->filesystem = filesystem;
  self->metadata = metadata;
  self->log = g_strdup (log);
  g_mutex_init (&self->watch_lock);
  g_mutex_init (&self->lock);

  return self;
}

void
_nexus_change_monitor_unref (NexusChangeMonitor *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->log);
  g_mutex_clear (&self->watch_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
_nexus_change_monitor_mark (NexusChangeMonitor  *self,
                            GCancellable        *cancellable,
                            GError             **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return _nexus_metadata_store_find_change (self->metadata, G_MAXINT64, &self->seen, cancellable, error);
}

/* --- Looking --- */

/* Of the same thing said again about the same path only the last is kept, unless something was moved, made or deleted
 * in between, which gives the path another meaning. */
static void
drop_repetitions (GPtrArray *changes)
{
  g_autoptr(GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint kept = changes->len;

  for (guint i = changes->len; i > 0; i--)
    {
      NexusChange *change = g_ptr_array_index (changes, i - 1);
      NexusChangeKind kind = nexus_change_get_kind (change);
      const char *path = nexus_change_get_path (change);
      char *key;

      if (kind == NEXUS_CHANGE_CREATED || kind == NEXUS_CHANGE_DELETED || kind == NEXUS_CHANGE_MOVED)
        g_hash_table_remove_all (said);
      else
        {
          key = g_strdup_printf ("%d%s", kind, path != NULL ? path : "");
          if (!g_hash_table_add (said, key))
            continue;
        }
      kept--;
      changes->pdata[i - 1] = changes->pdata[kept];
      changes->pdata[kept] = change;
    }

  if (kept > 0)
    g_ptr_array_remove_range (changes, 0, kept);
}

/* With the lock held. */
static void
pass_on (NexusChangeMonitor *self,
         GPtrArray          *changes)
{
  drop_repetitions (changes);
  _nexus_filesystem_tell (self->filesystem, changes);
}

/* With the lock held: where to begin when somebody has begun to listen. */
static gboolean
catch_up (NexusChangeMonitor  *self,
          Watch               *watch,
          GError             **error)
{
  guint64 sequence;

  if (watch->caught_up)
    return TRUE;

  if (!_nexus_metadata_store_find_change (self->metadata, watch->since_ns - SLACK_NS, &sequence,
                                          watch->cancellable, error))
    return FALSE;

  self->seen = MAX (self->seen, sequence);
  watch->caught_up = TRUE;

  return TRUE;
}

/* With the lock held: tells what has been committed up to that number, by whomever. */
static gboolean
look (NexusChangeMonitor  *self,
      Watch               *watch,
      guint64              until,
      GError             **error)
{
  gboolean more = TRUE;

  if (!catch_up (self, watch, error))
    return FALSE;

  while (more && self->seen < until)
    {
      g_autoptr(GPtrArray) changes = NULL;
      guint max = (guint) MIN (until - self->seen, LOOK_MAX);
      guint64 seen;

      changes = _nexus_metadata_store_list_changes (self->metadata, self->seen, self->unheard, max, &seen,
                                                     watch->cancellable, error);
      if (changes == NULL)
        return FALSE;

      more = seen != self->seen;
      self->seen = seen;
      /* Whoever has written them may be gone before it has indexed them. */
      if (changes->len > 0 && self->indexer != NULL)
        _nexus_text_indexer_wake (self->indexer);
      pass_on (self, changes);
    }

  return TRUE;
}

static int
compare_sequences (gconstpointer a,
                   gconstpointer b)
{
  guint64 one = nexus_change_get_sequence (*(NexusChange **) a);
  guint64 two = nexus_change_get_sequence (*(NexusChange **) b);

  return (one > two) - (one < two);
}

/* What was committed of these, in the order of its numbers. */
static GPtrArray *
gather (NexusTransaction **transactions,
        gsize              n_transactions)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error == NULL)
        g_ptr_array_extend (changes, transactions[i]->changes, (GCopyFunc) g_object_ref, NULL);
    }
  g_ptr_array_sort (changes, compare_sequences);

  return changes;
}

void
_nexus_change_monitor_tell (NexusChangeMonitor  *self,
                            NexusTransaction   **transactions,
                            gsize                n_transactions)
{
  g_autoptr(GPtrArray) own = gather (transactions, n_transactions);
  g_autoptr(Watch) watch = dup_watch (self);
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GError) error = NULL;
  guint64 first, last;

  if (own->len == 0)
    return;

  first = nexus_change_get_sequence (g_ptr_array_index (own, 0));
  last = nexus_change_get_sequence (g_ptr_array_index (own, own->len - 1));
  locker = g_mutex_locker_new (&self->lock);
  if (watch == NULL)
    self->unheard = MAX (self->unheard, last);
  if (watch == NULL || self->filesystem == NULL || last <= self->seen)
    return;

  /* Numbers are given without gaps, so most often nothing can be between. */
  if (watch->caught_up && first == self->seen + 1 && last - first + 1 == own->len)
    {
      self->seen = last;
      pass_on (self, own);
    }
  else if (!look (self, watch, last, &error))
    g_debug ("What has been changed is told later: %s", error->message);
}

void
_nexus_change_monitor_set_indexer (NexusChangeMonitor *self,
                                   NexusTextIndexer   *indexer)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->indexer = indexer;
}

void
_nexus_change_monitor_tell_texts (gpointer data)
{
  NexusChangeMonitor *self = data;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->filesystem == NULL)
    return;
  g_ptr_array_add (changes, _nexus_change_new (NEXUS_CHANGE_TEXTS, 0, NULL, NULL));
  _nexus_filesystem_tell (self->filesystem, changes);
}

/* --- Watching --- */

/* Returns whether to go on; *seen is how far it has come. */
static gboolean
look_in_thread (Watch   *watch,
                guint64 *seen)
{
  NexusChangeMonitor *self = watch->monitor;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GError) error = NULL;

  if (self->filesystem == NULL || g_cancellable_is_cancelled (watch->cancellable))
    return FALSE;

  /* Whatever it is, it may be over at the next look. */
  if (!look (self, watch, G_MAXUINT64, &error) && !g_cancellable_is_cancelled (watch->cancellable))
    g_debug ("The log of changes cannot be read now: %s", error->message);
  *seen = self->seen;

  return TRUE;
}

/* Takes what has arrived; FALSE if there will be no more, because the file has gone. */
static gboolean
drain (int fd)
{
  union {
    struct inotify_event event;
    char                 bytes[4096];
  } buffer;
  gboolean good = TRUE;
  gssize length;

  while ((length = read (fd, buffer.bytes, sizeof buffer)) > 0)
    for (gssize i = 0; i < length; )
      {
        const struct inotify_event *event = (const struct inotify_event *) (const void *) (buffer.bytes + i);

        if (event->mask & (IN_IGNORED | IN_MOVE_SELF | IN_DELETE_SELF))
          good = FALSE;
        i += (gssize) (sizeof *event + event->len);
      }

  return good;
}

/* When to look again, in microseconds from now; -1: not before something is written. */
static gint64
choose_delay (gint64   last_delay,
              gint64   since_write,
              gboolean found)
{
  if (since_write > PATIENCE_LAST)
    return -1;
  if (since_write > (found ? PATIENCE : PATIENCE_LONG))
    return last_delay * 2;

  return CLAMP (last_delay * 2, FIRST_DELAY, LAST_DELAY);
}

/* Sleeps until something is written, the time for a look has come (-1: never), or it is to end: FALSE then. */
static gboolean
wait_for_news (Watch    *watch,
               int       fd,
               gint64    next,
               gboolean *news)
{
  struct pollfd fds[] = { { watch->wake, POLLIN, 0 }, { fd, POLLIN, 0 } };
  int wait = next < 0 ? -1 : (int) ((MAX (next - g_get_monotonic_time (), 0) + 999) / 1000);

  if (poll (fds, G_N_ELEMENTS (fds), wait) < 0 && errno != EINTR)
    return FALSE;
  *news = (fds[1].revents & POLLIN) != 0;

  return !g_cancellable_is_cancelled (watch->cancellable);
}

static gpointer
watch_log (gpointer user_data)
{
  Watch *watch = user_data;
  int fd = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  gboolean blind = fd < 0 || inotify_add_watch (fd, watch->monitor->log, IN_MODIFY | IN_MOVE_SELF | IN_DELETE_SELF) < 0;
  gint64 written = g_get_monotonic_time ();
  gint64 delay = 0, next = 0;
  gboolean news = TRUE, found = FALSE;
  guint64 seen = 0;

  if (blind)
    g_debug ("“%s” cannot be watched and is looked at in intervals: %s", watch->monitor->log, g_strerror (errno));

  for (;;)
    {
      guint64 before = seen;
      gint64 now;

      if (!look_in_thread (watch, &seen))
        break;

      now = g_get_monotonic_time ();
      if (seen != before && !news)
        next = -1;   /* What had been written has become visible, and nothing was written since. */
      else
        {
          found = (found && !news) || seen != before;
          delay = blind ? LAST_DELAY : choose_delay (news ? 0 : delay, now - written, found);
          next = delay < 0 ? -1 : now + delay;
        }
      if (blind)
        next = now + LAST_DELAY;

      /* What is written during the pause is taken in one go after it. */
      if ((news && !wait_for_news (watch, -1, now + PAUSE, &news)) ||
          !wait_for_news (watch, blind ? -1 : fd, next, &news))
        break;

      if (news)
        {
          blind = !drain (fd);
          written = g_get_monotonic_time ();
        }
    }

  if (fd >= 0)
    close (fd);
  watch_unref (watch);

  return NULL;
}

void
_nexus_change_monitor_start (NexusChangeMonitor *self,
                             gint64              since_ns)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->watch_lock);
  Watch *watch;

  if (self->watch != NULL)
    return;

  watch = g_new0 (Watch, 1);
  g_atomic_ref_count_init (&watch->ref_count);
  g_atomic_ref_count_inc (&self->ref_count);
  watch->monitor = self;
  watch->cancellable = g_cancellable_new ();
  watch->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  watch->since_ns = since_ns;
  self->watch = watch;
  if (watch->wake < 0)
    {
      g_warning ("Changes by other processes are told only along with own ones: %s", g_strerror (errno));
      return;
    }

  g_atomic_ref_count_inc (&watch->ref_count);
  g_thread_unref (g_thread_new ("nexus-changes", watch_log, watch));
}

void
_nexus_change_monitor_stop (NexusChangeMonitor *self)
{
  g_autoptr(Watch) watch = NULL;
  const guint64 one = 1;

  g_mutex_lock (&self->watch_lock);
  watch = g_steal_pointer (&self->watch);
  g_mutex_unlock (&self->watch_lock);
  if (watch == NULL)
    return;

  g_cancellable_cancel (watch->cancellable);
  if (watch->wake >= 0 && write (watch->wake, &one, sizeof one) != sizeof one)
    g_warning ("The thread that watches for changes could not be woken: %s", g_strerror (errno));
}

void
_nexus_change_monitor_detach (NexusChangeMonitor *self)
{
  _nexus_change_monitor_stop (self);

  /* Waits for a look that is under way. */
  g_mutex_lock (&self->lock);
  self->filesystem = NULL;
  self->metadata = NULL;
  self->indexer = NULL;
  g_mutex_unlock (&self->lock);
}
