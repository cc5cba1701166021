/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-saved-search-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-search-private.h"

#define LOOK_INTERVAL (20 * G_TIME_SPAN_MILLISECOND)

struct _NexusSqliteSearch {
  GMutex                  mutex;
  GCond                   cond;
  gboolean                busy;
  NexusSqliteSearchTable *table;   /* made by the first search */
  NexusSqliteText        *text;    /* nullable, not owned */
};

NexusSqliteSearch *
_nexus_sqlite_search_new (NexusSqliteText *text)
{
  NexusSqliteSearch *self = g_new0 (NexusSqliteSearch, 1);

  self->text = text;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);

  return self;
}

void
_nexus_sqlite_search_free (NexusSqliteSearch *self)
{
  g_clear_pointer (&self->table, _nexus_sqlite_search_table_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

gboolean
_nexus_sqlite_search_lock (NexusSqliteSearch  *self,
                           GCancellable       *cancellable,
                           GError            **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (self->busy)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + LOOK_INTERVAL);
    }
  self->busy = TRUE;

  return TRUE;
}

void
_nexus_sqlite_search_unlock (NexusSqliteSearch *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->busy = FALSE;
  g_cond_signal (&self->cond);
}

static gboolean
refresh (NexusSqliteSearch      *self,
         NexusSqliteConnection  *connection,
         GCancellable           *cancellable,
         GError                **error)
{
  if (self->table == NULL)
    self->table = _nexus_sqlite_search_table_new ();

  return _nexus_sqlite_search_table_refresh (self->table, connection, cancellable, error);
}

NexusSearchHits *
_nexus_sqlite_search_run (NexusSqliteSearch      *self,
                          NexusSqliteConnection  *connection,
                          NexusQuery             *query,
                          NexusSearchOrder        order,
                          GCancellable           *cancellable,
                          GError                **error)
{
  if (!refresh (self, connection, cancellable, error))
    return NULL;

  return _nexus_sqlite_search_evaluate (self->table, self->text, connection, _nexus_query_get_root (query), order,
                                        cancellable, error);
}

static void
unref_entry (gpointer entry)
{
  if (entry != NULL)
    g_object_unref (entry);
}

GPtrArray *
_nexus_sqlite_search_load (NexusSqliteConnection  *connection,
                           const gint64           *ids,
                           guint                   n_ids,
                           GError                **error)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_full (n_ids, unref_entry);

  for (guint i = 0; i < n_ids; i++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autofree char *path = NULL;
      gboolean found, trashed = FALSE;
      NexusEntry *entry = NULL;

      if (!_nexus_sqlite_node_load (connection, ids[i], &node, &found, "/", error))
        return NULL;
      if (found && node.id != ids[i])
        {
          _nexus_sqlite_set_corrupt (error, "/");
          return NULL;
        }
      if (found)
        {
          path = _nexus_sqlite_build_path (connection, &node, &trashed, error);
          if (path == NULL)
            return NULL;
        }
      if (found && !trashed)
        {
          entry = _nexus_sqlite_node_to_entry (connection, &node, path, error);
          if (entry == NULL)
            return NULL;
        }
      g_ptr_array_add (entries, entry);
    }

  return g_steal_pointer (&entries);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

GPtrArray *
_nexus_sqlite_search_list_keys (NexusSqliteSearch      *self,
                                NexusSqliteConnection  *connection,
                                GCancellable           *cancellable,
                                GError                **error)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint8 *used = NULL;

  if (!refresh (self, connection, cancellable, error))
    return NULL;

  used = g_new0 (guint8, self->table->keys->len + 1);
  for (guint i = 0; i < self->table->values->len; i++)
    {
      const NexusSqliteSearchValue *value = &g_array_index (self->table->values, NexusSqliteSearchValue, i);

      if (value->node > 0)
        used[value->key] = TRUE;
    }
  for (guint i = 0; i < self->table->keys->len; i++)
    {
      if (used[i])
        g_ptr_array_add (keys, g_strdup (g_ptr_array_index (self->table->keys, i)));
    }
  g_ptr_array_sort (keys, compare_texts);

  return g_steal_pointer (&keys);
}

GPtrArray *
_nexus_sqlite_list_searches (NexusSqliteConnection  *connection,
                             GError                **error)
{
  static const char sql[] = "SELECT name, query, sum FROM searches ORDER BY name";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) searches = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean row;

  if (statement == NULL)
    return NULL;

  for (;;)
    {
      g_autoptr(NexusQuery) query = NULL;
      const char *name, *text;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the searches", error))
        return NULL;
      if (!row)
        return g_steal_pointer (&searches);

      name = _nexus_sqlite_column_text (statement, 0);
      text = _nexus_sqlite_column_text (statement, 1);
      if (name != NULL && text != NULL &&
          _nexus_sqlite_search_sum (name, text) == (guint64) sqlite3_column_int64 (statement, 2))
        query = nexus_query_new_parse (text, NULL);
      if (query == NULL)
        {
          _nexus_sqlite_set_corrupt (error, name != NULL ? name : "searches");
          return NULL;
        }
      g_ptr_array_add (searches, _nexus_saved_search_new (name, query));
    }
}
