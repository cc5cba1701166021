/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "nexus-number-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"
#include "nexus-sqlite-quotas-private.h"
#include "nexus-sqlite-sum-private.h"

/* How much may be in a directory.  Whoever writes changes the totals of directories, and only they count: so there is one
 * place where all that is done is measured, at the end of the transaction, and none that could be forgotten.
 *
 * The writer keeps all quotas in memory with what is used of each, which costs nothing where there are none.  What a
 * transaction adds is summed up wherever totals go up to the ancestors; net, so that moving something about below a
 * directory is nothing to it.  Only a directory that has more than before is looked at: who is above a limit can always
 * have less. */

typedef struct {
  gint64           node;
  NexusQuotaLimits limits;
  gint64           size;         /* as the transactions before have left it … */
  gint64           count;
  gint64           more_size;    /* … and what this one adds */
  gint64           more_count;
  gboolean         touched;      /* it is among those that this one has to do with */
} Quota;

#define TOTAL_MAX (G_MAXINT64 / 4)

#define COLUMNS "q.node, q.hard_bytes, q.soft_bytes, q.hard_entries, q.soft_entries, q.sum, n.total_size, n.total_count"

guint64
_nexus_sqlite_quota_sum (gint64                  node,
                         const NexusQuotaLimits *limits)
{
  guint64 sum = _nexus_sum_int ('Q', (guint64) node);

  sum = _nexus_sum_int (sum, limits->hard_bytes);
  sum = _nexus_sum_int (sum, limits->soft_bytes);
  sum = _nexus_sum_int (sum, limits->hard_entries);

  return _nexus_sum_int (sum, limits->soft_entries);
}

/* FALSE if the row is not as it was written. */
static gboolean
read_quota (sqlite3_stmt *statement,
            Quota        *quota)
{
  *quota = (Quota) {
    .node = sqlite3_column_int64 (statement, 0),
    .limits.hard_bytes = (guint64) sqlite3_column_int64 (statement, 1),
    .limits.soft_bytes = (guint64) sqlite3_column_int64 (statement, 2),
    .limits.hard_entries = (guint64) sqlite3_column_int64 (statement, 3),
    .limits.soft_entries = (guint64) sqlite3_column_int64 (statement, 4),
    /* No total comes near that, and what is added to one that claims to does not overflow. */
    .size = CLAMP (sqlite3_column_int64 (statement, 6), 0, TOTAL_MAX),
    .count = CLAMP (sqlite3_column_int64 (statement, 7), 0, TOTAL_MAX),
  };

  return _nexus_sqlite_quota_sum (quota->node, &quota->limits) == (guint64) sqlite3_column_int64 (statement, 5);
}

gboolean
_nexus_sqlite_quotas_prepare (NexusSqliteApply  *self,
                              GError           **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM quotas q JOIN nodes n ON n.id = q.node";
  g_autoptr(GHashTable) quotas = NULL;
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean row = TRUE;

  if (self->quotas != NULL)
    return TRUE;

  /* So that the totals in the database are those of all transactions before this one. */
  if (!_nexus_sqlite_totals_write (self, self->settled, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  quotas = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  while (row)
    {
      Quota quota;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "read the quotas", error))
        return FALSE;
      if (!row)
        break;

      /* Better one that is not kept than a store that cannot be written. */
      if (read_quota (statement, &quota))
        {
          Quota *kept = g_memdup2 (&quota, sizeof quota);

          g_hash_table_insert (quotas, &kept->node, kept);
        }
      else if (!self->warned)
        {
          self->warned = TRUE;
          g_warning ("A quota is damaged and is not kept. Verify the store and set it again.");
        }
    }
  self->quotas = g_steal_pointer (&quotas);
  g_atomic_int_set (&self->no_quotas, g_hash_table_size (self->quotas) == 0);

  return TRUE;
}

void
_nexus_sqlite_quotas_grow (NexusSqliteApply *self,
                           gint64            directory,
                           gint64            size,
                           gint64            count)
{
  Quota *quota = self->quotas != NULL ? g_hash_table_lookup (self->quotas, &directory) : NULL;

  if (quota == NULL)
    return;

  quota->more_size = _nexus_number_add (quota->more_size, size);
  quota->more_count = _nexus_number_add (quota->more_count, count);
  if (!quota->touched)
    g_ptr_array_add (self->touched, quota);
  quota->touched = TRUE;
}

void
_nexus_sqlite_quotas_settle (NexusSqliteApply *self,
                             gboolean          keep)
{
  for (guint i = 0; i < self->touched->len; i++)
    {
      Quota *quota = g_ptr_array_index (self->touched, i);

      if (keep)
        {
          quota->size = _nexus_number_add (quota->size, quota->more_size);
          quota->count = _nexus_number_add (quota->count, quota->more_count);
        }
      quota->more_size = quota->more_count = 0;
      quota->touched = FALSE;
    }
  g_ptr_array_set_size (self->touched, 0);
}

void
_nexus_sqlite_quotas_forget (NexusSqliteApply *self)
{
  g_ptr_array_set_size (self->touched, 0);
  g_clear_pointer (&self->quotas, g_hash_table_unref);
  g_atomic_int_set (&self->no_quotas, FALSE);
}

/* --- Checking --- */

static gboolean
is_above (gint64  used,
          gint64  more,
          guint64 limit)
{
  gint64 sum = _nexus_number_add (used, more);

  return limit != 0 && more > 0 && sum > 0 && (guint64) sum > limit;
}

/* NULL without an error for a directory in the trash. */
static char *
dup_path (NexusSqliteConnection  *connection,
          gint64                  id,
          GError                **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *path = NULL;
  gboolean found, trashed;

  if (!_nexus_sqlite_node_load (connection, id, &node, &found, "/", error))
    return NULL;
  if (!found)
    {
      _nexus_sqlite_set_corrupt (error, "/");
      return NULL;
    }
  path = _nexus_sqlite_build_path (connection, &node, &trashed, error);

  return path != NULL && !trashed ? g_steal_pointer (&path) : NULL;
}

static gboolean
refuse (const Quota  *quota,
        const char   *path,
        GError      **error)
{
  g_autofree char *limit = NULL;
  g_autofree char *used = NULL;
  g_autofree char *more = NULL;

  if (is_above (quota->size, quota->more_size, quota->limits.hard_bytes))
    {
      limit = g_format_size_full (quota->limits.hard_bytes, G_FORMAT_SIZE_LONG_FORMAT);
      used = g_format_size_full ((guint64) MAX (quota->size, 0), G_FORMAT_SIZE_LONG_FORMAT);
      more = g_format_size_full ((guint64) quota->more_size, G_FORMAT_SIZE_LONG_FORMAT);
    }
  else
    {
      limit = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " entry", "%" PRIu64 " entries",
                                            (gulong) quota->limits.hard_entries), quota->limits.hard_entries);
      used = g_strdup_printf ("%" PRId64, quota->count);
      more = g_strdup_printf ("%" PRId64, quota->more_count);
    }

  /* Translators: a path, and what it may hold, holds and would hold more: three sizes, or a number of entries and two
   * numbers */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _("The directory “%s” may hold %s and holds %s, so that there is no room for %s more. "
                 "Delete something in it, or raise its quota."), path, limit, used, more);

  return FALSE;
}

/* Those above a hard limit are refused, those above a soft one are told of. */
static gboolean
check_one (NexusSqliteApply  *self,
           const Quota       *quota,
           GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *path = NULL;
  gboolean hard = is_above (quota->size, quota->more_size, quota->limits.hard_bytes) ||
                  is_above (quota->count, quota->more_count, quota->limits.hard_entries);
  gboolean soft = is_above (quota->size, quota->more_size, quota->limits.soft_bytes) ||
                  is_above (quota->count, quota->more_count, quota->limits.soft_entries);

  if (!hard && !soft)
    return TRUE;

  path = dup_path (self->connection, quota->node, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* Nothing is full of what is in the trash. */
  if (path == NULL)
    return TRUE;
  if (hard)
    return refuse (quota, path, error);

  g_ptr_array_add (self->transaction->exceeded,
                   _nexus_quota_new (path, &quota->limits, (guint64) _nexus_number_add (quota->size, quota->more_size),
                                     (guint64) _nexus_number_add (quota->count, quota->more_count)));

  return TRUE;
}

gboolean
_nexus_sqlite_quotas_check (NexusSqliteApply  *self,
                            GError           **error)
{
  if (self->quotas == NULL || g_hash_table_size (self->quotas) == 0)
    return TRUE;
  if (!_nexus_sqlite_totals_measure (self, error))
    return FALSE;

  for (guint i = 0; i < self->touched->len; i++)
    {
      if (!check_one (self, g_ptr_array_index (self->touched, i), error))
        return FALSE;
    }

  return TRUE;
}

/* --- Setting --- */

static gboolean
validate (const NexusQuotaLimits  *limits,
          GError                 **error)
{
  if (MAX (MAX (limits->hard_bytes, limits->soft_bytes), MAX (limits->hard_entries, limits->soft_entries)) > G_MAXINT64)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The limits of a quota can be numbers up to 2⁶³ − 1; 0 is no limit."));
  else if ((limits->hard_bytes != 0 && limits->soft_bytes > limits->hard_bytes) ||
           (limits->hard_entries != 0 && limits->soft_entries > limits->hard_entries))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The soft limit of a quota cannot be above the hard one."));
  else
    return TRUE;

  return FALSE;
}

gboolean
_nexus_sqlite_apply_set_quota (NexusSqliteApply  *self,
                               NexusMutation     *mutation,
                               GError           **error)
{
  static const char sql_set[] =
    "INSERT INTO quotas (node, hard_bytes, soft_bytes, hard_entries, soft_entries, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (node) DO UPDATE SET hard_bytes = excluded.hard_bytes, soft_bytes = excluded.soft_bytes,"
    " hard_entries = excluded.hard_entries, soft_entries = excluded.soft_entries, sum = excluded.sum";
  static const char sql_remove[] = "DELETE FROM quotas WHERE node = ?1";
  static const char sql_note[] = "INSERT OR IGNORE INTO store (key, value) VALUES ('quotas', 'used')";
  const NexusQuotaLimits *limits = &mutation->limits;
  gboolean remove = _nexus_quota_limits_is_empty (limits);
  g_auto(NexusSqliteNode) node = { 0 };
  sqlite3_stmt *statement;

  if (!validate (limits, error) || !_nexus_sqlite_resolve (self->connection, mutation->path, &node, error))
    return FALSE;
  if (node.kind != NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
                   _("“%s” is not a directory, and only these have quotas."), mutation->path);
      return FALSE;
    }

  statement = _nexus_sqlite_connection_prepare (self->connection, remove ? sql_remove : sql_set, error);
  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_QUOTAS, node.id, 0, NULL, error))
    return FALSE;

  if (remove)
    _nexus_sqlite_bind (statement, "i", node.id);
  else
    _nexus_sqlite_bind (statement, "iiiiii", node.id, (gint64) limits->hard_bytes, (gint64) limits->soft_bytes,
                        (gint64) limits->hard_entries, (gint64) limits->soft_entries,
                        (gint64) _nexus_sqlite_quota_sum (node.id, limits));
  if (!_nexus_sqlite_run (self->connection, statement, "set a quota", error))
    return FALSE;

  /* From here on the history may hold quotas, of which an older schema knows nothing. */
  statement = _nexus_sqlite_connection_prepare (self->connection, sql_note, error);
  if (statement == NULL || !_nexus_sqlite_run (self->connection, statement, "set a quota", error))
    return FALSE;

  _nexus_sqlite_journal_took (self->connection, node.id);
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, mutation->path, NULL);

  return TRUE;
}

/* --- Listing --- */

static gboolean
list_all (NexusSqliteConnection  *connection,
          GPtrArray              *list,
          GError                **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM quotas q JOIN nodes n ON n.id = q.node";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      g_autoptr(GError) local_error = NULL;
      g_autofree char *path = NULL;
      Quota quota;

      if (!_nexus_sqlite_step (connection, statement, &row, "read the quotas", error))
        return FALSE;
      if (!row)
        return TRUE;

      path = dup_path (connection, sqlite3_column_int64 (statement, 0), &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (path == NULL)
        continue;
      if (!read_quota (statement, &quota))
        {
          _nexus_sqlite_set_corrupt (error, path);
          return FALSE;
        }
      g_ptr_array_add (list, _nexus_quota_new (path, &quota.limits, (guint64) quota.size, (guint64) quota.count));
    }
}

/* That of one directory, if it has one. */
static gboolean
list_one (NexusSqliteConnection  *connection,
          gint64                  node,
          const char             *path,
          GPtrArray              *list,
          GError                **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM quotas q JOIN nodes n ON n.id = q.node WHERE q.node = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  Quota quota;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  if (!_nexus_sqlite_step (connection, statement, &row, "read a quota", error))
    return FALSE;
  if (!row)
    return TRUE;
  if (!read_quota (statement, &quota))
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }
  g_ptr_array_add (list, _nexus_quota_new (path, &quota.limits, (guint64) quota.size, (guint64) quota.count));

  return TRUE;
}

static gboolean
list_above (NexusSqliteConnection  *connection,
            const char             *path,
            GPtrArray              *list,
            GError                **error)
{
  g_autofree char *above = g_strdup (path);
  g_auto(NexusSqliteNode) node = { 0 };
  gint64 id;

  if (!_nexus_sqlite_resolve (connection, path, &node, error))
    return FALSE;
  if (node.kind == NEXUS_KIND_DIRECTORY && !list_one (connection, node.id, path, list, error))
    return FALSE;

  while (above[1] != '\0')
    {
      above[_nexus_sqlite_parent_length (above)] = '\0';
      if (!_nexus_sqlite_resolve_directory (connection, above, strlen (above), &id, error) ||
          !list_one (connection, id, above, list, error))
        return FALSE;
    }

  return TRUE;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (nexus_quota_get_path (*(NexusQuota **) a), nexus_quota_get_path (*(NexusQuota **) b));
}

GPtrArray *
_nexus_sqlite_list_quotas (NexusSqliteConnection  *connection,
                           const char             *path,
                           GError                **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  if (!(path != NULL ? list_above (connection, path, list, error) : list_all (connection, list, error)))
    return NULL;
  g_ptr_array_sort (list, compare_paths);

  return g_steal_pointer (&list);
}
