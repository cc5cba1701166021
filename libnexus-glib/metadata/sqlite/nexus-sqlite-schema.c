/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-schema-private.h"

/* A database may come from somebody else.  What is in its schema would run inside our own statements: a trigger for
 * each row that is written, a view in the place of a table, an expression in an index.  So before anything else is
 * asked, the schema is compared with the one that our own scripts make in an empty database. */

#define ACTION "look at the schema"

/* One row of sqlite_schema, in a form that two equal ones share. */
typedef struct {
  char *kind;
  char *table;
  char *sql;       /* NULL for the indexes that SQLite makes by itself */
} Part;

static void
part_free (Part *self)
{
  g_free (self->kind);
  g_free (self->table);
  g_free (self->sql);
  g_free (self);
}

/* Without the blanks outside of quotes: SQLite edits the text when a column is added, and another version of it may
 * put them elsewhere. */
static char *
squeeze (const char *sql)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char quote = '\0';

  if (sql == NULL)
    return NULL;

  for (const char *c = sql; *c != '\0'; c++)
    {
      if (quote != '\0')
        quote = *c == quote ? '\0' : quote;
      else if (*c == '\'' || *c == '"' || *c == '`')
        quote = *c;
      else if (*c == '[')
        quote = ']';
      else if (g_ascii_isspace (*c))
        continue;
      g_string_append_c (text, *c);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
set_different (NexusSqliteConnection  *connection,
               const char             *format,
               const char             *kind,
               const char             *name,
               GError                **error)
{
  g_autofree char *shown = g_utf8_make_valid (name, -1);
  g_autofree char *difference = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  difference = g_strdup_printf (format, kind, shown);
#pragma GCC diagnostic pop
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("“%s” is not as Nexus makes it: %s. Another program has changed it; do not use it if it is not your own, "
                 "restore it from a backup copy or make it anew with “nexus repair”."),
               connection->path, difference);

  return FALSE;
}

/* The kind as it is shown, NULL for none that SQLite knows. */
static const char *
find_kind (const char *kind)
{
  static const char * const kinds[] = { "table", "index", "trigger", "view" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kind, kinds[i]) == 0)
      return kinds[i];

  return NULL;
}

/* name → Part.  `expected` refuses what is not in there as soon as it comes, so that a million triggers are one. */
static GHashTable *
load_parts (NexusSqliteConnection  *connection,
            sqlite3                *db,
            GHashTable             *expected,
            GError                **error)
{
  static const char sql[] = "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema";
  g_autoptr(GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) part_free);
  g_autoptr(GHashTable) pages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  while (result == SQLITE_OK || result == SQLITE_ROW)
    {
      const char *kind, *name;
      gint64 page;
      Part *part;

      result = sqlite3_step (statement);
      if (result != SQLITE_ROW)
        break;

      kind = find_kind ((const char *) sqlite3_column_text (statement, 0));
      name = (const char *) sqlite3_column_text (statement, 1);
      page = sqlite3_column_int64 (statement, 4);
      if (kind == NULL || name == NULL || (expected != NULL && g_hash_table_lookup (expected, name) == NULL))
        {
          set_different (connection, _("it has the %s “%s”, which does not belong there"), kind != NULL ? kind : "object",
                         name != NULL ? name : "", error);
          sqlite3_finalize (statement);
          return NULL;
        }
      /* Two tables in the same pages are one that is read as two. */
      if (g_hash_table_contains (parts, name) || (page != 0 && !g_hash_table_add (pages, g_memdup2 (&page, sizeof page))))
        {
          set_different (connection, _("its %s “%s” is there twice"), kind, name, error);
          sqlite3_finalize (statement);
          return NULL;
        }

      part = g_new0 (Part, 1);
      part->kind = g_strdup (kind);
      part->table = g_strdup ((const char *) sqlite3_column_text (statement, 2));
      part->sql = squeeze ((const char *) sqlite3_column_text (statement, 3));
      g_hash_table_insert (parts, g_strdup (name), part);
    }

  sqlite3_finalize (statement);
  if (result != SQLITE_DONE)
    {
      _nexus_sqlite_set_error (error, db, result, ACTION);
      return NULL;
    }

  return g_steal_pointer (&parts);
}

static gboolean
compare (NexusSqliteConnection  *connection,
         sqlite3                *model,
         GError                **error)
{
  g_autoptr(GHashTable) expected = load_parts (connection, model, NULL, error);
  g_autoptr(GHashTable) there = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (expected == NULL)
    return FALSE;
  there = load_parts (connection, connection->db, expected, error);
  if (there == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const Part *wanted = value;
      const Part *found = g_hash_table_lookup (there, name);

      if (found == NULL)
        return set_different (connection, _("it lacks the %s “%s”"), wanted->kind, name, error);
      if (strcmp (found->kind, wanted->kind) != 0 || g_strcmp0 (found->table, wanted->table) != 0 ||
          g_strcmp0 (found->sql, wanted->sql) != 0)
        return set_different (connection, _("its %s “%s” is another"), wanted->kind, name, error);
    }

  return TRUE;
}

/* Scripts run in memory, without our layer for files: the database is empty but for its schema. */
static gboolean
check (NexusSqliteConnection  *connection,
       const char * const     *scripts,
       guint                   n_scripts,
       GError                **error)
{
  sqlite3 *model = NULL;
  int result = sqlite3_open_v2 (":memory:", &model, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  gboolean good;

  if (result == SQLITE_OK)
    result = _nexus_sqlite_sum_register (model);
  for (guint i = 0; i < n_scripts && result == SQLITE_OK; i++)
    result = sqlite3_exec (model, scripts[i], NULL, NULL, NULL);

  good = result == SQLITE_OK && compare (connection, model, error);
  if (result != SQLITE_OK)
    _nexus_sqlite_set_error (error, model, result, ACTION);
  sqlite3_close (model);

  return good;
}

gboolean
_nexus_sqlite_schema_check (NexusSqliteConnection        *connection,
                            const NexusSqliteMigrations  *migrations,
                            guint                         version,
                            GError                      **error)
{
  g_autofree const char **scripts = g_new0 (const char *, version + 1);

  for (guint i = 0; i < version; i++)
    scripts[i] = migrations->steps[i].up;

  return check (connection, scripts, version, error);
}

gboolean
_nexus_sqlite_schema_check_script (NexusSqliteConnection  *connection,
                                   const char             *script,
                                   GError                **error)
{
  return check (connection, &script, 1, error);
}

gboolean
_nexus_sqlite_schema_check_store (NexusSqliteConnection  *connection,
                                  GError                **error)
{
  NexusSqliteMigrations migrations = { 0 };
  gint64 version;

  migrations.steps = _nexus_sqlite_migrations_builtin (&migrations.n_steps);
  if (!_nexus_sqlite_connection_query_int (connection, "PRAGMA user_version", &version, error))
    return FALSE;

  /* Of a version that is not known nothing can be said; who goes on asks for the version first. */
  if (version < 1 || version > migrations.n_steps)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW,
                   _("“%s” has schema version %u, this Nexus knows versions up to %u. Use a newer version of Nexus."),
                   connection->path, (guint) CLAMP (version, 0, G_MAXUINT), migrations.n_steps);
      return FALSE;
    }

  return _nexus_sqlite_schema_check (connection, &migrations, (guint) version, error);
}
