/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <time.h>

#include "nexus-error.h"
#include "nexus-number-private.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"
#include "nexus-sqlite-quotas-private.h"
#include "nexus-sqlite-undo-private.h"

#define ID_MAX (G_MAXINT64 / 2)

static const NexusSqliteApplyFunc apply_funcs[] = {
  [NEXUS_MUTATION_PUT_FILE] = _nexus_sqlite_apply_put_file,
  [NEXUS_MUTATION_MAKE_DIRECTORY] = _nexus_sqlite_apply_make_directory,
  [NEXUS_MUTATION_MAKE_LINK] = _nexus_sqlite_apply_make_link,
  [NEXUS_MUTATION_MOVE] = _nexus_sqlite_apply_move,
  [NEXUS_MUTATION_COPY] = _nexus_sqlite_apply_copy,
  [NEXUS_MUTATION_DELETE] = _nexus_sqlite_apply_delete,
  [NEXUS_MUTATION_SET_FACTS] = _nexus_sqlite_apply_set_facts,
  [NEXUS_MUTATION_SET_ATTRIBUTE] = _nexus_sqlite_apply_set_attribute,
  [NEXUS_MUTATION_REMOVE_ATTRIBUTE] = _nexus_sqlite_apply_remove_attribute,
  [NEXUS_MUTATION_ADD_TAG] = _nexus_sqlite_apply_add_tag,
  [NEXUS_MUTATION_REMOVE_TAG] = _nexus_sqlite_apply_remove_tag,
  [NEXUS_MUTATION_RENAME_TAG] = _nexus_sqlite_apply_rename_tag,
  [NEXUS_MUTATION_SET_TAG_COLOR] = _nexus_sqlite_apply_set_tag_color,
  [NEXUS_MUTATION_DELETE_TAG] = _nexus_sqlite_apply_delete_tag,
  [NEXUS_MUTATION_RESTORE_VERSION] = _nexus_sqlite_apply_restore_version,
  [NEXUS_MUTATION_RESTORE_TRASH] = _nexus_sqlite_apply_restore_trash,
  [NEXUS_MUTATION_DELETE_TRASH] = _nexus_sqlite_apply_delete_trash,
  [NEXUS_MUTATION_EMPTY_TRASH] = _nexus_sqlite_apply_empty_trash,
  [NEXUS_MUTATION_SAVE_SEARCH] = _nexus_sqlite_apply_save_search,
  [NEXUS_MUTATION_REMOVE_SEARCH] = _nexus_sqlite_apply_remove_search,
  [NEXUS_MUTATION_LOAD] = _nexus_sqlite_apply_load,
  [NEXUS_MUTATION_UNDO] = _nexus_sqlite_apply_undo,
  [NEXUS_MUTATION_REDO] = _nexus_sqlite_apply_redo,
  [NEXUS_MUTATION_CREATE_SNAPSHOT] = _nexus_sqlite_apply_create_snapshot,
  [NEXUS_MUTATION_DELETE_SNAPSHOT] = _nexus_sqlite_apply_delete_snapshot,
  [NEXUS_MUTATION_RESTORE_SNAPSHOT] = _nexus_sqlite_apply_restore_snapshot,
  [NEXUS_MUTATION_SET_QUOTA] = _nexus_sqlite_apply_set_quota,
  [NEXUS_MUTATION_SET_TRASH_DAYS] = _nexus_sqlite_apply_set_trash_days,
};

NexusSqliteApply *
_nexus_sqlite_apply_new (NexusSqliteConnection *connection,
                         guint                  history_limit)
{
  NexusSqliteApply *self = g_new0 (NexusSqliteApply, 1);

  self->connection = connection;
  self->history_limit = history_limit;
  self->undo_limit = NEXUS_SQLITE_UNDO_LIMIT;
  self->origin = g_random_int_range (1, G_MAXINT32);
  self->pending = _nexus_sqlite_totals_table_new ();
  self->settled = _nexus_sqlite_totals_table_new ();
  self->parents = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->touched = g_ptr_array_new ();
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  self->crowds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->journal = connection->journal = _nexus_sqlite_journal_new ();

  return self;
}

void
_nexus_sqlite_apply_free (NexusSqliteApply *self)
{
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->settled);
  g_hash_table_unref (self->parents);
  _nexus_sqlite_quotas_forget (self);
  g_ptr_array_unref (self->touched);
  g_ptr_array_unref (self->changes);
  g_hash_table_unref (self->crowds);
  self->connection->journal = NULL;
  _nexus_sqlite_journal_free (self->journal);
  g_free (self->step_path);
  g_free (self);
}

void
_nexus_sqlite_apply_forget (NexusSqliteApply *self)
{
  _nexus_sqlite_apply_drop (self);
  _nexus_sqlite_quotas_forget (self);
  g_hash_table_remove_all (self->settled);
  self->next_node = 0;
}

gboolean
_nexus_sqlite_apply_begin (NexusSqliteApply  *self,
                           GError           **error)
{
  gboolean changed;

  if (!_nexus_sqlite_connection_refresh (self->connection, &changed, error))
    return FALSE;

  if (!changed && self->next_node != 0)
    return TRUE;

  g_hash_table_remove_all (self->parents);
  _nexus_sqlite_quotas_forget (self);
  /* The ids of nodes that an undo has taken away, and that come back when it is done again, are not given out. */
  if (!_nexus_sqlite_connection_query_int (self->connection,
                                           "SELECT max ((SELECT max (id) FROM nodes), ifnull ((SELECT CAST (value AS INTEGER)"
                                           " FROM store WHERE key = 'next-node'), 0) - 1)", &self->next_node, error) ||
      !_nexus_sqlite_connection_query_int (self->connection, "SELECT max (id) FROM contents", &self->next_content, error))
    {
      self->next_node = 0;
      return FALSE;
    }
  /* They are counted up from one, so that only a hostile database is half-way to their end. */
  if (self->next_node >= ID_MAX || self->next_content >= ID_MAX)
    {
      self->next_node = 0;
      _nexus_sqlite_set_corrupt (error, "nodes");
      return FALSE;
    }
  self->next_node++;
  self->next_content++;
  self->may_redo = TRUE;

  return TRUE;
}

/* Those that only add or change single entries leave the totals of the commit in memory; the others look at totals
 * in the database, which have to be there then.  Written before the savepoint, so that its rollback keeps them. */
static gboolean
looks_at_totals (NexusTransaction *transaction)
{
  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      if (mutation->kind != NEXUS_MUTATION_PUT_FILE && mutation->kind != NEXUS_MUTATION_MAKE_LINK &&
          (mutation->kind != NEXUS_MUTATION_MAKE_DIRECTORY || mutation->want_entry))
        return TRUE;
    }

  return FALSE;
}

gboolean
_nexus_sqlite_apply_prepare (NexusSqliteApply  *self,
                             NexusTransaction  *transaction,
                             GError           **error)
{
  if (looks_at_totals (transaction) && !_nexus_sqlite_totals_write (self, self->settled, error))
    return FALSE;

  return _nexus_sqlite_quotas_prepare (self, error);
}

/* What was only to be tried before its bytes are staged never stays. */
static gboolean
check_staged (NexusSqliteApply  *self,
              GError           **error)
{
  if (self->unstaged == NULL)
    return TRUE;

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
               _("The content of “%s” is not in the store. Write it again."), self->unstaged);

  return FALSE;
}

gboolean
_nexus_sqlite_apply_transaction (NexusSqliteApply  *self,
                                 NexusTransaction  *transaction,
                                 GError           **error)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  self->now_ns = (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
  self->transaction = transaction;
  self->unstaged = NULL;
  if (!transaction->unrecorded)
    _nexus_sqlite_journal_begin (self->journal, self->next_node);

  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      g_assert ((guint) mutation->kind < G_N_ELEMENTS (apply_funcs));
      if (!_nexus_sqlite_apply_check_cancelled (self, error))
        return FALSE;
      if (!apply_funcs[mutation->kind] (self, mutation, error))
        {
          transaction->failed_at = i;
          return FALSE;
        }
    }

  return _nexus_sqlite_quotas_check (self, error) && check_staged (self, error) && _nexus_sqlite_steps_write (self, error) &&
         _nexus_sqlite_changes_write (self, error) && _nexus_sqlite_apply_check_cancelled (self, error);
}

static void
end_transaction (NexusSqliteApply *self,
                 gboolean          keep)
{
  _nexus_sqlite_quotas_settle (self, keep);
  /* Directories with quotas may have gone, and ids be given anew; or a quota has been set. */
  if (self->transaction != NULL && looks_at_totals (self->transaction))
    _nexus_sqlite_quotas_forget (self);
  g_ptr_array_set_size (self->changes, 0);
  g_hash_table_remove_all (self->crowds);
  self->noted_kinds = 0;
  self->quiet = FALSE;
  self->transaction = NULL;
  _nexus_sqlite_journal_end (self->journal);
  g_clear_pointer (&self->step_path, g_free);
}

void
_nexus_sqlite_apply_keep (NexusSqliteApply *self)
{
  _nexus_sqlite_totals_merge (self);
  end_transaction (self, TRUE);
}

void
_nexus_sqlite_apply_drop (NexusSqliteApply *self)
{
  /* What was remembered may have been made by what is undone. */
  g_hash_table_remove_all (self->pending);
  g_hash_table_remove_all (self->parents);
  _nexus_sqlite_connection_forget (self->connection);
  self->may_redo = TRUE;
  end_transaction (self, FALSE);
}

gboolean
_nexus_sqlite_apply_finish (NexusSqliteApply  *self,
                            GError           **error)
{
  return _nexus_sqlite_totals_write (self, self->settled, error) &&
         _nexus_sqlite_changes_trim (self, error) &&
         _nexus_sqlite_apply_trim_searched (self, error);
}

gboolean
_nexus_sqlite_apply_check_cancelled (NexusSqliteApply  *self,
                                     GError           **error)
{
  return !g_cancellable_set_error_if_cancelled (self->transaction->cancellable, error);
}

gboolean
_nexus_sqlite_apply_check_etag (const NexusSqliteNode  *node,
                                const char             *etag,
                                const char             *path,
                                GError                **error)
{
  char hex[2 * NEXUS_HASH_SIZE + 1];

  if (etag == NULL)
    return TRUE;

  if (node != NULL && node->content != 0)
    {
      _nexus_hash_to_hex (node->hash, hex);
      if (g_ascii_strcasecmp (hex, etag) == 0)
        return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
               _("“%s” has been changed by someone else since it was read. Read it again before you replace it."), path);

  return FALSE;
}

gboolean
_nexus_sqlite_apply_set_entry (NexusSqliteApply       *self,
                               NexusMutation          *mutation,
                               const NexusSqliteNode  *node,
                               const char             *path,
                               GError                **error)
{
  if (!mutation->want_entry)
    return TRUE;

  g_clear_object (&mutation->entry);
  mutation->entry = _nexus_sqlite_node_to_entry (self->connection, node, path, error);

  return mutation->entry != NULL;
}

gboolean
_nexus_sqlite_apply_load_entry (NexusSqliteApply  *self,
                                NexusMutation     *mutation,
                                gint64             id,
                                const char        *path,
                                GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  gboolean found;

  if (!mutation->want_entry)
    return TRUE;

  if (!_nexus_sqlite_totals_write (self, self->pending, error) ||
      !_nexus_sqlite_node_load (self->connection, id, &node, &found, path, error))
    return FALSE;

  if (!found)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  return _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
}

/* Makes the directory of that path and those above it that are missing. */
static gboolean
make_directories (NexusSqliteApply  *self,
                  const char        *path,
                  gsize              length,
                  gint64            *id,
                  GError           **error)
{
  g_autofree char *prefix = g_strndup (path, length);
  gint64 parent = NEXUS_SQLITE_ROOT;

  *id = NEXUS_SQLITE_ROOT;
  for (gsize end = 1; end < length; )
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autoptr(GError) local_error = NULL;
      const char *next = memchr (path + end, '/', length - end);
      gsize start = end;

      end = next != NULL ? (gsize) (next - path) : length;
      parent = *id;
      if (_nexus_sqlite_resolve_directory (self->connection, path, end, id, &local_error))
        {
          end++;
          continue;
        }

      if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      memcpy (prefix, path, end);
      prefix[end] = '\0';
      _nexus_sqlite_apply_init_node (self, &node, NEXUS_KIND_DIRECTORY, parent, prefix + start);
      if (!_nexus_sqlite_apply_insert (self, &node, prefix, error))
        return FALSE;

      _nexus_sqlite_remember (self->connection, prefix, node.id);
      *id = node.id;
      if (end < length)
        prefix[end] = '/';
      end++;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_apply_locate (NexusSqliteApply  *self,
                            const char        *path,
                            gboolean           make,
                            gint64            *parent,
                            NexusSqliteNode   *node,
                            gboolean          *found,
                            GError           **error)
{
  gsize length = _nexus_sqlite_parent_length (path);
  g_autoptr(GError) local_error = NULL;

  if (path[1] == '\0')
    {
      *parent = 0;
      *found = TRUE;
      return _nexus_sqlite_resolve (self->connection, path, node, error);
    }

  if (!_nexus_sqlite_resolve_directory (self->connection, path, length, parent, &local_error))
    {
      if (!make || !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!make_directories (self, path, length, parent, error))
        return FALSE;
    }

  return _nexus_sqlite_node_lookup (self->connection, *parent, _nexus_sqlite_last_name (path), node, found, path, error);
}

void
_nexus_sqlite_apply_init_node (NexusSqliteApply *self,
                               NexusSqliteNode  *node,
                               NexusKind         kind,
                               gint64            parent,
                               const char       *name)
{
  memset (node, 0, sizeof *node);
  node->id = self->next_node++;
  _nexus_uuid_generate (node->uuid);
  node->parent = parent;
  g_strlcpy (node->name, name, sizeof node->name);
  node->kind = kind;
  node->mode = kind == NEXUS_KIND_FILE ? 0644 : kind == NEXUS_KIND_DIRECTORY ? 0755 : 0777;
  node->created_ns = self->now_ns;
  node->modified_ns = self->now_ns;
  node->version = 1;
}

/* What a node with all below it weighs in the totals of the directories above it. */
static void
weigh (const NexusSqliteNode *node,
       gint64                *size,
       gint64                *count)
{
  *size = node->kind == NEXUS_KIND_FILE ? (gint64) node->size : MAX (node->total_size, 0);
  *count = _nexus_number_add (MAX (node->total_count, 0), 1);
}

gboolean
_nexus_sqlite_apply_check_length (const char  *path,
                                  GError     **error)
{
  if (strlen (_nexus_sqlite_last_name (path)) <= NEXUS_NAME_MAX && strlen (path) <= NEXUS_PATH_MAX)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
               _("The path “%s” is too long: a name can have %d bytes, a path %d."), path, NEXUS_NAME_MAX, NEXUS_PATH_MAX);

  return FALSE;
}

gboolean
_nexus_sqlite_apply_is_label (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  gboolean good = length > 0 && length <= NEXUS_SQLITE_LABEL_MAX && g_utf8_validate (text, (gssize) length, NULL);

  for (const char *letter = text; good && *letter != '\0'; letter = g_utf8_next_char (letter))
    good = !g_unichar_iscntrl (g_utf8_get_char (letter));

  return good;
}

gboolean
_nexus_sqlite_apply_insert (NexusSqliteApply  *self,
                            NexusSqliteNode   *node,
                            const char        *path,
                            GError           **error)
{
  gint64 size, count;

  if (!_nexus_sqlite_apply_check_length (path, error))
    return FALSE;

  if (!_nexus_sqlite_node_insert (self->connection, node, error))
    return FALSE;

  weigh (node, &size, &count);
  _nexus_sqlite_totals_add (self, node->parent, size, count);
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_CREATED, path, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_reparent (NexusSqliteApply  *self,
                              NexusSqliteNode   *node,
                              gint64             parent,
                              const char        *name,
                              GError           **error)
{
  gint64 size, count;

  if (node->kind == NEXUS_KIND_DIRECTORY)
    {
      g_auto(NexusSqliteNode) fresh = { 0 };
      gboolean found;

      /* Totals that wait in memory belong to the ancestors that it has now. */
      if (!_nexus_sqlite_totals_write (self, self->pending, error) ||
          !_nexus_sqlite_node_load (self->connection, node->id, &fresh, &found, node->name, error))
        return FALSE;
      if (!found)
        {
          _nexus_sqlite_set_corrupt (error, node->name);
          return FALSE;
        }
      node->total_size = fresh.total_size;
      node->total_count = fresh.total_count;

      g_hash_table_remove_all (self->parents);
      _nexus_sqlite_connection_forget (self->connection);
    }

  weigh (node, &size, &count);
  _nexus_sqlite_totals_add (self, node->parent, -size, -count);
  _nexus_sqlite_totals_add (self, parent, size, count);
  node->parent = parent;
  g_strlcpy (node->name, name, sizeof node->name);

  return _nexus_sqlite_node_place (self->connection, node, error);
}

gboolean
_nexus_sqlite_apply_erase (NexusSqliteApply       *self,
                           const NexusSqliteNode  *node,
                           const char             *path,
                           GError                **error)
{
  static const char sql_children[] = "SELECT id, kind FROM nodes WHERE parent = ?1";
  static const char sql_delete[] = "DELETE FROM nodes WHERE id = ?1";
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) directories = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_auto(NexusSqliteNode) fresh = { 0 };
  sqlite3_stmt *statement;
  gboolean found;
  gint64 size, count;

  if (!_nexus_sqlite_totals_write (self, self->pending, error) ||
      !_nexus_sqlite_node_load (self->connection, node->id, &fresh, &found, path, error))
    return FALSE;
  if (!found)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  /* Parents come before their children in the list, so that from its end on nothing is ever without a parent. */
  g_array_append_val (ids, node->id);
  if (node->kind == NEXUS_KIND_DIRECTORY)
    g_array_append_val (directories, node->id);
  for (guint i = 0; i < directories->len; i++)
    {
      gint64 directory = g_array_index (directories, gint64, i);
      gboolean row;

      if (!_nexus_sqlite_apply_check_cancelled (self, error))
        return FALSE;
      statement = _nexus_sqlite_connection_prepare (self->connection, sql_children, error);
      if (statement == NULL)
        return FALSE;

      _nexus_sqlite_bind (statement, "i", directory);
      for (;;)
        {
          gint64 id;

          if (!_nexus_sqlite_step (self->connection, statement, &row, "list a directory", error))
            return FALSE;
          if (!row)
            break;

          id = sqlite3_column_int64 (statement, 0);
          /* In a damaged database what is below may go in circles, or lead to the roots. */
          if (id == NEXUS_SQLITE_ROOT || id == NEXUS_SQLITE_TRASH || id == node->id ||
              (sqlite3_column_int64 (statement, 1) == NEXUS_KIND_DIRECTORY &&
               !g_hash_table_add (known, g_memdup2 (&id, sizeof id))))
            {
              sqlite3_reset (statement);
              _nexus_sqlite_set_corrupt (error, path);
              return FALSE;
            }
          g_array_append_val (ids, id);
          if (sqlite3_column_int64 (statement, 1) == NEXUS_KIND_DIRECTORY)
            g_array_append_val (directories, id);
        }
    }

  statement = _nexus_sqlite_connection_prepare (self->connection, sql_delete, error);
  if (statement == NULL)
    return FALSE;

  for (guint i = ids->len; i > 0; i--)
    {
      _nexus_sqlite_bind (statement, "i", g_array_index (ids, gint64, i - 1));
      if (!_nexus_sqlite_run (self->connection, statement, "delete an entry", error) ||
          (i % 1024 == 0 && !_nexus_sqlite_apply_check_cancelled (self, error)))
        return FALSE;
      _nexus_sqlite_journal_erased (self->connection, g_array_index (ids, gint64, i - 1));
    }

  weigh (&fresh, &size, &count);
  _nexus_sqlite_totals_add (self, fresh.parent, -size, -count);
  if (node->kind == NEXUS_KIND_DIRECTORY)
    {
      g_hash_table_remove_all (self->parents);
      _nexus_sqlite_connection_forget (self->connection);
    }

  return TRUE;
}
