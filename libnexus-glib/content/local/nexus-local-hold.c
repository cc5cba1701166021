/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-local-private.h"

/* Who is about to refer to a content, of all processes.  DATA_DIR/lock has no bytes; three of its places are locked:
 *
 *   HOLDERS    shared, by each process that has a content staged, or found, to which metadata does not refer yet
 *   GATE       shared, for the moment in which a process begins to hold; exclusively, by a sweep that wants all holders
 *              gone, so that they do not follow each other for ever
 *   SWEEPER    exclusively, by the one sweep
 *
 * These are locks of the open file, not of the process: the kernel drops them however a process ends, and a sweep and a
 * writer of the same process are strangers to each other, because the sweep opens the file for itself. */

#define LOCK_NAME "lock"

/* How long a sweep waits for holders that come and go; a process that is stopped may hold for as long as it is. */
#define PATIENCE         (20 * G_TIME_SPAN_SECOND)
/* How long others wait at the gate meanwhile, at a time. */
#define SLICE_MIN        (100 * G_TIME_SPAN_MILLISECOND)
#define SLICE_MAX        (800 * G_TIME_SPAN_MILLISECOND)
#define SLEEP            (2 * G_TIME_SPAN_MILLISECOND)
/* How long a thread lets those of its process that hold already come to an end, when a sweep waits for them.  It may be
 * one of them itself, so this is a courtesy and no condition. */
#define COURTESY         (200 * G_TIME_SPAN_MILLISECOND)
/* So long after one that was in vain there is no other; else threads of which one was slow once would keep a sweep waiting
 * for as long as they follow each other. */
#define RUDE             (600 * G_TIME_SPAN_MILLISECOND)

/* A signal interrupts a call once; what is interrupted so often is out of order. */
#define INTERRUPTIONS_MAX 10000

enum {
  HOLDERS,
  GATE,
  SWEEPER,
};

struct _NexusHold {
  gatomicrefcount ref_count;
  int           dir_fd;    /* borrowed */
  NexusHoldIdle idle;      /* NULL once the store is gone */
  gpointer      user_data;

  GMutex        lock;
  GCond         dropped;
  int           fd;        /* of the holders, opened with the first one */
  guint         count;
  gint64        rude_until; /* until then nobody waits for the others to come to their end */

  int           sweep_fd;  /* of the sweep, of which there is one at most */
};

NexusHold *
_nexus_hold_new (int            dir_fd,
                 NexusHoldIdle  idle,
                 gpointer       user_data)
{
  NexusHold *self = g_new0 (NexusHold, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->dir_fd = dir_fd;
  self->idle = idle;
  self->user_data = user_data;
  self->fd = -1;
  self->sweep_fd = -1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->dropped);

  return self;
}

static void
hold_unref (NexusHold *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->fd >= 0)
    close (self->fd);
  if (self->sweep_fd >= 0)
    close (self->sweep_fd);
  g_cond_clear (&self->dropped);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
_nexus_hold_detach (NexusHold *self)
{
  g_mutex_lock (&self->lock);
  self->idle = NULL;
  g_mutex_unlock (&self->lock);
  hold_unref (self);
}

static int
open_lock (NexusHold  *self,
           GError    **error)
{
  int fd = openat (self->dir_fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      _nexus_io_set_error (error, errno, _("open the lock file"), LOCK_NAME);
      return -1;
    }
  /* The umask may have taken bits that we need ourselves. */
  fchmod (fd, 0600);

  return fd;
}

/* FALSE with errno; EAGAIN if another has the lock and `wait` is FALSE. */
static gboolean
set_lock (int      fd,
          short    type,
          int      place,
          gboolean wait)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = place, .l_len = 1 };

  for (guint i = 0; i < INTERRUPTIONS_MAX; i++)
    {
      if (fcntl (fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock) == 0)
        return TRUE;
      if (errno != EINTR)
        return FALSE;
    }

  return FALSE;
}

/* Whether a sweep stands at the gate. */
static gboolean
is_awaited (NexusHold *self)
{
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = GATE, .l_len = 1 };

  return fcntl (self->fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static gboolean
take_first (NexusHold  *self,
            GError    **error)
{
  if (self->fd < 0)
    self->fd = open_lock (self, error);
  if (self->fd < 0)
    return FALSE;

  if (set_lock (self->fd, F_RDLCK, GATE, TRUE))
    {
      gboolean taken = set_lock (self->fd, F_RDLCK, HOLDERS, TRUE);
      int saved_errno = errno;

      set_lock (self->fd, F_UNLCK, GATE, FALSE);
      if (taken)
        return TRUE;
      errno = saved_errno;
    }
  /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
  _nexus_io_set_error (error, errno, _("lock"), LOCK_NAME);

  return FALSE;
}

gboolean
_nexus_hold_take (NexusHold  *self,
                  GError    **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->count > 0 && g_get_monotonic_time () > self->rude_until && is_awaited (self))
    {
      gint64 end = g_get_monotonic_time () + COURTESY;

      while (self->count > 0 && g_cond_wait_until (&self->dropped, &self->lock, end))
        continue;
      self->rude_until = self->count > 0 ? g_get_monotonic_time () + RUDE : 0;
    }

  if (self->count == 0 && !take_first (self, error))
    return FALSE;
  self->count++;

  return TRUE;
}

void
_nexus_hold_drop (NexusHold *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert (self->count > 0);
  if (--self->count > 0)
    return;

  /* Still locked: what is remembered of contents must be forgotten before they can go. */
  if (self->idle != NULL)
    self->idle (self->user_data);
  self->rude_until = 0;
  set_lock (self->fd, F_UNLCK, HOLDERS, FALSE);
  g_cond_broadcast (&self->dropped);
}

static void
let_go (gpointer user_data)
{
  _nexus_hold_drop (user_data);
  hold_unref (user_data);
}

void
_nexus_hold_give (NexusHold       *self,
                  NexusContentRef *content)
{
  g_atomic_ref_count_inc (&self->ref_count);
  _nexus_content_ref_hold (content, self, let_go);
}

/* --- The sweep --- */

gboolean
_nexus_hold_begin_sweep (NexusHold  *self,
                         GError    **error)
{
  int fd = open_lock (self, error);

  if (fd < 0)
    return FALSE;

  if (!set_lock (fd, F_WRLCK, SWEEPER, FALSE))
    {
      if (errno == EAGAIN || errno == EACCES)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                             _("Unused contents are being removed from this store already. Wait until that has come to "
                               "its end."));
      else
        _nexus_io_set_error (error, errno, _("lock"), LOCK_NAME);
      close (fd);
      return FALSE;
    }
  self->sweep_fd = fd;

  return TRUE;
}

void
_nexus_hold_end_sweep (NexusHold *self)
{
  close (self->sweep_fd);
  self->sweep_fd = -1;
}

/* FALSE with errno if the time is over (EAGAIN), or the lock cannot be had at all. */
static gboolean
try_until (NexusHold    *self,
           int           place,
           gint64        end,
           GCancellable *cancellable)
{
  while (!set_lock (self->sweep_fd, F_WRLCK, place, FALSE))
    {
      if (errno == EACCES)
        errno = EAGAIN;
      if (errno != EAGAIN || g_get_monotonic_time () > end || g_cancellable_is_cancelled (cancellable))
        return FALSE;
      g_usleep (SLEEP);
    }

  return TRUE;
}

/* While the gate is shut, no other process begins to hold.  One that holds for long, or is stopped, must not stop all others
 * with it: so it is shut for a moment only, and then open for as long, by and by longer. */
gboolean
_nexus_hold_exclude (NexusHold     *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  gint64 now = g_get_monotonic_time ();
  gint64 end = now + PATIENCE;
  gint64 slice = SLICE_MIN;

  for (;;)
    {
      int saved_errno;

      if (try_until (self, GATE, end, cancellable) && try_until (self, HOLDERS, MIN (now + slice, end), cancellable))
        return TRUE;
      saved_errno = errno;
      _nexus_hold_admit (self);
      if (saved_errno != EAGAIN)
        {
          _nexus_io_set_error (error, saved_errno, _("lock"), LOCK_NAME);
          return FALSE;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      now = g_get_monotonic_time ();
      if (now > end)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                               _("Another program is writing to this store, or copies it for a backup, for a long time, "
                                 "or it is stopped. What it may need stays; collect garbage again when it has come to its end."));
          return FALSE;
        }

      /* It may happen that nobody holds it while the gate is open. */
      if (try_until (self, HOLDERS, MIN (now + slice, end), cancellable))
        return TRUE;
      now = g_get_monotonic_time ();
      slice = MIN (2 * slice, SLICE_MAX);
    }
}

void
_nexus_hold_admit (NexusHold *self)
{
  set_lock (self->sweep_fd, F_UNLCK, HOLDERS, FALSE);
  set_lock (self->sweep_fd, F_UNLCK, GATE, FALSE);
}
