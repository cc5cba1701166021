/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-readers-private.h"

/* A waiter looks at its cancellable this often, and gives up when all readers are held for so long. */
#define LOOK_INTERVAL (20 * G_TIME_SPAN_MILLISECOND)
#define LEASE_PATIENCE (60 * G_TIME_SPAN_SECOND)

struct _NexusSqliteReaders {
  GMutex     mutex;
  GCond      cond;
  char      *path;
  guint      max;
  guint      schema_version;
  guint      n_leased;
  guint      n_waiting;
  GPtrArray *idle;      /* of NexusSqliteConnection, the last one is the warmest */
  gboolean   closed;
};

NexusSqliteReaders *
_nexus_sqlite_readers_new (const char *path,
                           guint       max,
                           guint       schema_version)
{
  NexusSqliteReaders *self = g_new0 (NexusSqliteReaders, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->path = g_strdup (path);
  self->max = MAX (max, 1);
  self->schema_version = schema_version;
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_sqlite_connection_free);

  return self;
}

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

/* A connection, or NULL with an error, or NULL without one if the caller is to open it. */
static NexusSqliteConnection *
take (NexusSqliteReaders  *self,
      GCancellable        *cancellable,
      GError             **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 deadline = 0;

  while (!self->closed && self->n_leased >= self->max)
    {
      gint64 now = g_get_monotonic_time ();

      if (deadline == 0)
        deadline = now + LEASE_PATIENCE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (now >= deadline)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                               _("All connections to the metadata database have been busy for a long time. Try again later."));
          return NULL;
        }
      self->n_waiting++;
      g_cond_wait_until (&self->cond, &self->mutex, now + LOOK_INTERVAL);
      self->n_waiting--;
    }

  if (self->closed)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The store is closed."));
      return NULL;
    }

  self->n_leased++;
  if (self->idle->len == 0)
    return NULL;

  return g_ptr_array_steal_index (self->idle, self->idle->len - 1);
}

static void
give (NexusSqliteReaders    *self,
      NexusSqliteConnection *connection)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (connection != NULL)
    g_ptr_array_add (self->idle, connection);
  self->n_leased--;

  /* Waking nobody is a system call too. */
  if (self->closed)
    g_cond_broadcast (&self->cond);
  else if (self->n_waiting > 0)
    g_cond_signal (&self->cond);
}

NexusSqliteConnection *
_nexus_sqlite_readers_lease (NexusSqliteReaders  *self,
                             GCancellable        *cancellable,
                             GError             **error)
{
  NexusSqliteConnection *connection;
  GError *local_error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  connection = take (self, cancellable, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }

  if (connection == NULL)
    {
      connection = _nexus_sqlite_connection_open (self->path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_NORMAL, error);
      if (connection == NULL)
        {
          give (self, NULL);
          return NULL;
        }
      connection->schema_version = self->schema_version;
    }

  _nexus_sqlite_connection_set_poll (connection, cancellable != NULL ? is_cancelled : NULL, cancellable);
  if (!_nexus_sqlite_connection_begin_read (connection, error))
    {
      _nexus_sqlite_connection_set_poll (connection, NULL, NULL);
      give (self, connection);
      return NULL;
    }

  return connection;
}

void
_nexus_sqlite_readers_return (NexusSqliteReaders    *self,
                              NexusSqliteConnection *connection)
{
  _nexus_sqlite_connection_end_read (connection);
  _nexus_sqlite_connection_set_poll (connection, NULL, NULL);
  give (self, connection);
}

void
_nexus_sqlite_readers_close (NexusSqliteReaders *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->closed = TRUE;
  g_cond_broadcast (&self->cond);
  while (self->n_leased > 0)
    g_cond_wait (&self->cond, &self->mutex);

  g_ptr_array_set_size (self->idle, 0);
}

void
_nexus_sqlite_readers_free (NexusSqliteReaders *self)
{
  _nexus_sqlite_readers_close (self);
  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}
