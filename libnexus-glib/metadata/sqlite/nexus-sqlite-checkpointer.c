/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-checkpointer-private.h"
#include "nexus-sqlite-connection-private.h"

struct _NexusSqliteCheckpointer {
  char            *path;
  NexusDurability  durability;

  GMutex           mutex;
  GCond            cond;
  GThread         *thread;
  gboolean         wanted;
  gboolean         busy;
  gboolean         stopping;
};

NexusSqliteCheckpointer *
_nexus_sqlite_checkpointer_new (const char      *path,
                                NexusDurability  durability)
{
  NexusSqliteCheckpointer *self = g_new0 (NexusSqliteCheckpointer, 1);

  self->path = g_strdup (path);
  self->durability = durability;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);

  return self;
}

static gpointer
run (gpointer data)
{
  NexusSqliteCheckpointer *self = data;
  g_autoptr(NexusSqliteConnection) connection = NULL;

  g_mutex_lock (&self->mutex);
  while (!self->stopping)
    {
      if (!self->wanted)
        {
          g_cond_wait (&self->cond, &self->mutex);
          continue;
        }

      self->wanted = FALSE;
      self->busy = TRUE;
      g_mutex_unlock (&self->mutex);

      /* What goes wrong here harms nobody: the log is still there, and the writer itself sees to it when it
       * becomes too long.  Passive: neither readers nor writers are ever kept waiting. */
      if (connection == NULL)
        connection = _nexus_sqlite_connection_open (self->path, NEXUS_SQLITE_OPEN_WRITER, self->durability, NULL);
      if (connection != NULL)
        sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

      g_mutex_lock (&self->mutex);
      self->busy = FALSE;
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);

  return NULL;
}

void
_nexus_sqlite_checkpointer_request (NexusSqliteCheckpointer *self)
{
  g_mutex_lock (&self->mutex);
  if (self->thread == NULL)
    self->thread = g_thread_new ("nexus-checkpoint", run, self);
  self->wanted = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
_nexus_sqlite_checkpointer_wait (NexusSqliteCheckpointer *self)
{
  g_mutex_lock (&self->mutex);
  self->wanted = FALSE;
  while (self->busy)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

void
_nexus_sqlite_checkpointer_free (NexusSqliteCheckpointer *self)
{
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&self->thread, g_thread_join);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}
