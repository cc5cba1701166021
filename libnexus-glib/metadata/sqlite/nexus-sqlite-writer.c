/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-checkpointer-private.h"
#include "nexus-sqlite-writer-private.h"

/* Group commit.
 *
 *   apply() in any thread ──► queue ──► the leader: BEGIN IMMEDIATE
 *                                        per transaction: SAVEPOINT, mutations, RELEASE or ROLLBACK TO
 *                                        COMMIT, one sync for all
 *   the others wait ◄──────────────────  tells each that its transactions are settled
 *
 * Whoever comes and finds no leader becomes it, in its own thread: a lone write pays no hop.  While it commits,
 * others queue, and one of them leads the next round with all of these.  A leader does one round and hands over.
 *
 * A transaction belongs to the thread that brought it until it is settled, so the items live on its stack; the
 * leader touches them only under the lock or while they are in its round. */

#define ROUND_TRANSACTIONS 1024
#define ROUND_MUTATIONS 16384
#define LOOK_INTERVAL (20 * G_TIME_SPAN_MILLISECOND)

/* Pages in the log after which it is moved into the database: by a thread of its own, asked again after so many
 * more, and by the writer itself if that does not keep up. */
#define CHECKPOINT_PAGES 2048
#define CHECKPOINT_AGAIN 1024
#define CHECKPOINT_PAGES_MAX 16384

typedef struct {
  GCond cond;
  gsize n_left;
} Request;

typedef struct {
  GList             link;
  NexusTransaction *transaction;
  Request          *request;
} Item;

struct _NexusSqliteWriter {
  NexusSqliteConnection *connection;
  NexusSqliteApply      *apply;
  gint64                 origin;

  GMutex                 mutex;
  GCond                  idle;
  GQueue                 queue;       /* of Item */
  gboolean               leading;     /* the connection belongs to the leader while this is set */
  gboolean               closed;
  guint64                n_commits;

  NexusSqliteCheckpointer *checkpointer;
  int                    log_pages;   /* of the leader */
  int                    next_request;
};

static int
on_log_grown (void       *user_data,
              sqlite3    *db,
              const char *name,
              int         n_pages)
{
  NexusSqliteWriter *self = user_data;

  self->log_pages = n_pages;

  return SQLITE_OK;
}

NexusSqliteWriter *
_nexus_sqlite_writer_new (NexusSqliteConnection *connection,
                          NexusDurability        durability,
                          guint                  history_limit)
{
  NexusSqliteWriter *self = g_new0 (NexusSqliteWriter, 1);

  self->connection = connection;
  self->apply = _nexus_sqlite_apply_new (connection, history_limit);
  self->origin = self->apply->origin;
  self->checkpointer = _nexus_sqlite_checkpointer_new (connection->path, durability);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  g_queue_init (&self->queue);
  sqlite3_wal_hook (connection->db, on_log_grown, self);

  return self;
}

void
_nexus_sqlite_writer_set_undo (NexusSqliteWriter *self,
                               guint              limit,
                               guint              days)
{
  self->apply->undo_limit = limit;
  self->apply->undo_days = days;
}

/* With the lock held. */
static void
settle (Item *item)
{
  if (--item->request->n_left == 0)
    g_cond_signal (&item->request->cond);
}

/* With the lock held: whoever waits at the head may lead now. */
static void
hand_over (NexusSqliteWriter *self)
{
  Item *head = g_queue_peek_head (&self->queue);

  if (head != NULL)
    g_cond_signal (&head->request->cond);
  else
    g_cond_broadcast (&self->idle);
}

static void
discard_results (NexusTransaction *transaction)
{
  g_ptr_array_set_size (transaction->changes, 0);
  g_ptr_array_set_size (transaction->exceeded, 0);
  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);
      g_clear_object (&mutation->entry);
    }
}

typedef struct {
  NexusSqliteWriter *self;
  GPtrArray         *items;
} Round;

/* While another process holds the lock: lets go of what has been cancelled, gives up when nothing is left. */
static gboolean
poll_round (gpointer user_data)
{
  Round *round = user_data;
  g_autoptr(GMutexLocker) locker = NULL;

  for (guint i = round->items->len; i > 0; i--)
    {
      Item *item = g_ptr_array_index (round->items, i - 1);

      if (!g_cancellable_set_error_if_cancelled (item->transaction->cancellable, &item->transaction->error))
        continue;

      if (locker == NULL)
        locker = g_mutex_locker_new (&round->self->mutex);
      g_ptr_array_remove_index (round->items, i - 1);
      settle (item);
    }

  return round->items->len == 0;
}

static gboolean
release (NexusSqliteConnection  *connection,
         GError                **error)
{
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, "RELEASE one", error);

  return statement != NULL && _nexus_sqlite_run (connection, statement, "end a transaction", error);
}

static gboolean
apply_one (NexusSqliteWriter *self,
           NexusTransaction  *transaction,
           gboolean           alone)
{
  NexusSqliteConnection *connection = self->connection;
  GError **error = &transaction->error;
  gboolean good;

  if (g_cancellable_set_error_if_cancelled (transaction->cancellable, error) ||
      !_nexus_sqlite_apply_prepare (self->apply, transaction, error))
    return FALSE;

  if (!alone)
    {
      sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, "SAVEPOINT one", error);

      if (statement == NULL || !_nexus_sqlite_run (connection, statement, "begin a transaction", error))
        return FALSE;
    }

  good = _nexus_sqlite_apply_transaction (self->apply, transaction, error);
  if (good)
    _nexus_sqlite_apply_keep (self->apply);
  else
    _nexus_sqlite_apply_drop (self->apply);

  /* A full disk or a failing one ends the whole transaction at once, the savepoint with it. */
  if (alone || sqlite3_get_autocommit (connection->db))
    return good;

  if ((good || _nexus_sqlite_connection_execute (connection, "ROLLBACK TO one", "undo a transaction", NULL)) &&
      release (connection, good ? error : NULL))
    return good;

  _nexus_sqlite_connection_roll_back (connection);

  return FALSE;
}

static gboolean
begin_round (NexusSqliteWriter  *self,
             Round              *round,
             GError            **error)
{
  NexusSqliteConnection *connection = self->connection;
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, "BEGIN IMMEDIATE", error);
  gboolean good;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_connection_set_poll (connection, poll_round, round);
  good = _nexus_sqlite_run (connection, statement, "begin to write", error);
  _nexus_sqlite_connection_set_poll (connection, NULL, NULL);

  return good && _nexus_sqlite_apply_begin (self->apply, error);
}

static void
roll_back (NexusSqliteWriter *self)
{
  _nexus_sqlite_connection_roll_back (self->connection);
  _nexus_sqlite_apply_forget (self->apply);
}

/* Returns whether there was a commit. */
static gboolean
commit_round (NexusSqliteWriter *self,
              GPtrArray         *items)
{
  NexusSqliteConnection *connection = self->connection;
  Round round = { self, items };
  g_autoptr(GError) error = NULL;
  guint n_good = 0;
  gboolean good;

  good = begin_round (self, &round, &error);
  for (guint i = 0; good && i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (apply_one (self, item->transaction, items->len == 1))
        n_good++;
      else if (sqlite3_get_autocommit (connection->db))
        {
          error = g_error_copy (item->transaction->error);
          good = FALSE;
        }
    }

  if (good && n_good > 0)
    {
      sqlite3_stmt *statement = NULL;

      good = _nexus_sqlite_apply_finish (self->apply, &error);
      if (good)
        statement = _nexus_sqlite_connection_prepare (connection, "COMMIT", &error);
      good = statement != NULL && _nexus_sqlite_run (connection, statement, "commit", &error);
    }

  if (!good || n_good == 0)
    roll_back (self);

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (!good && item->transaction->error == NULL)
        item->transaction->error = g_error_copy (error);
      if (item->transaction->error != NULL)
        discard_results (item->transaction);
    }

  return good && n_good > 0;
}

/* Keeps the log short, without making anybody wait for it who need not. */
static void
care_for_log (NexusSqliteWriter *self)
{
  if (self->log_pages < CHECKPOINT_PAGES)
    {
      self->next_request = CHECKPOINT_PAGES;
      return;
    }

  /* That thread may be in the middle of it, on a machine that is busy with other things: two cannot do it at once, and
   * without waiting for it the log would grow as fast as others write. */
  if (self->log_pages >= CHECKPOINT_PAGES_MAX)
    {
      _nexus_sqlite_checkpointer_wait (self->checkpointer);
      sqlite3_wal_checkpoint_v2 (self->connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
  else if (self->log_pages >= self->next_request)
    {
      self->next_request = self->log_pages + CHECKPOINT_AGAIN;
      _nexus_sqlite_checkpointer_request (self->checkpointer);
    }
}

static gboolean
is_load (Item *item)
{
  GPtrArray *mutations = item->transaction->mutations;

  return mutations->len > 0 && ((NexusMutation *) g_ptr_array_index (mutations, 0))->kind == NEXUS_MUTATION_LOAD;
}

/* With the lock held. */
static GPtrArray *
take_round (NexusSqliteWriter *self)
{
  GPtrArray *items = g_ptr_array_new ();
  gsize n_mutations = 0;
  GList *link;

  /* A load has a round to itself: it may change all of the database, too much for a savepoint to remember. */
  while (items->len < ROUND_TRANSACTIONS && n_mutations < ROUND_MUTATIONS &&
         (link = g_queue_peek_head_link (&self->queue)) != NULL)
    {
      Item *item = link->data;

      if (is_load (item) && items->len > 0)
        break;
      g_queue_pop_head_link (&self->queue);
      g_ptr_array_add (items, item);
      n_mutations += item->transaction->mutations->len;
      if (is_load (item))
        break;
    }

  return items;
}

static void
lead (NexusSqliteWriter *self)
{
  g_autoptr(GPtrArray) items = take_round (self);
  gboolean committed;

  self->leading = TRUE;
  g_mutex_unlock (&self->mutex);

  committed = commit_round (self, items);

  g_mutex_lock (&self->mutex);
  if (committed)
    self->n_commits++;
  for (guint i = 0; i < items->len; i++)
    settle (g_ptr_array_index (items, i));

  /* All that were in the round have been told; only who leads waits for this, if at all. */
  g_mutex_unlock (&self->mutex);
  care_for_log (self);
  g_mutex_lock (&self->mutex);

  self->leading = FALSE;
}

/* With the lock held: takes what has been cancelled out of the queue again. */
static void
withdraw (NexusSqliteWriter *self,
          Item              *items,
          gsize              n_items)
{
  for (gsize i = 0; i < n_items; i++)
    {
      Item *item = &items[i];
      gboolean queued = item->link.prev != NULL || item->link.next != NULL || self->queue.head == &item->link;

      if (queued && g_cancellable_set_error_if_cancelled (item->transaction->cancellable, &item->transaction->error))
        {
          g_queue_unlink (&self->queue, &item->link);
          settle (item);
        }
    }
}

void
_nexus_sqlite_writer_apply (NexusSqliteWriter  *self,
                            NexusTransaction  **transactions,
                            gsize               n_transactions)
{
  g_autofree Item *items = g_new0 (Item, n_transactions);
  Request request = { .n_left = 0 };

  g_cond_init (&request.cond);
  g_mutex_lock (&self->mutex);

  for (gsize i = 0; i < n_transactions; i++)
    {
      GError **error = &transactions[i]->error;

      items[i].link.data = &items[i];
      items[i].transaction = transactions[i];
      items[i].request = &request;

      if (self->closed)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The store is closed."));
      else if (!g_cancellable_set_error_if_cancelled (transactions[i]->cancellable, error))
        {
          g_queue_push_tail_link (&self->queue, &items[i].link);
          request.n_left++;
        }
    }

  while (request.n_left > 0)
    if (!self->leading)
      lead (self);
    else
      {
        g_cond_wait_until (&request.cond, &self->mutex, g_get_monotonic_time () + LOOK_INTERVAL);
        if (request.n_left > 0)
          withdraw (self, items, n_transactions);
      }

  if (!self->leading)
    hand_over (self);

  g_mutex_unlock (&self->mutex);
  g_cond_clear (&request.cond);
}

gboolean
_nexus_sqlite_writer_may_have_quotas (NexusSqliteWriter *self)
{
  return self->apply == NULL || !g_atomic_int_get (&self->apply->no_quotas);
}

gboolean
_nexus_sqlite_writer_close (NexusSqliteWriter  *self,
                            GError            **error)
{
  int result;

  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  while (self->leading || !g_queue_is_empty (&self->queue))
    g_cond_wait_until (&self->idle, &self->mutex, g_get_monotonic_time () + LOOK_INTERVAL);
  g_mutex_unlock (&self->mutex);

  if (self->connection == NULL)
    return TRUE;

  g_clear_pointer (&self->checkpointer, _nexus_sqlite_checkpointer_free);

  /* Best effort: a reader of another process may hold a part of the log, and then it stays for the next time. */
  result = sqlite3_wal_checkpoint_v2 (self->connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY && (result & 0xff) != SQLITE_LOCKED)
    _nexus_sqlite_connection_set_error (self->connection, result, "close the database", error);
  else
    result = SQLITE_OK;

  g_clear_pointer (&self->apply, _nexus_sqlite_apply_free);
  g_clear_pointer (&self->connection, _nexus_sqlite_connection_free);

  return result == SQLITE_OK;
}

void
_nexus_sqlite_writer_free (NexusSqliteWriter *self)
{
  if (self->connection != NULL)
    _nexus_sqlite_writer_close (self, NULL);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self);
}

gint64
_nexus_sqlite_writer_get_origin (NexusSqliteWriter *self)
{
  return self->origin;
}

guint64
_nexus_sqlite_writer_get_n_commits (NexusSqliteWriter *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_commits;
}
