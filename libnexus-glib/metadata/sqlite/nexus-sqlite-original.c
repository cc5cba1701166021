/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-attribute-json-private.h"
#include "nexus-error.h"
#include "nexus-json-scan-private.h"
#include "nexus-original-private.h"
#include "nexus-path.h"
#include "nexus-sqlite-error-private.h"

/* The database of the original Nexus for Python:
 *
 *   file_paths (path_id, virtual_path, physical_path, size_bytes, content_hash, created_at, updated_at, deleted_at …)
 *   file_metadata (path_id, key, value in JSON …)
 *
 * Nothing in it can be relied upon.  It has no constraint that works, so that two live rows of one path do occur: the one
 * that was written last counts.  It may have been made to do harm: it is opened for reading only, its views and
 * triggers run nothing, and each value is looked at before it is used. */

#define POLL_STEPS 1000
#define TEXT_MAX (16 * 1024 * 1024)

struct _NexusOriginal {
  sqlite3      *db;
  sqlite3_stmt *statement;
  GCancellable *cancellable;
  gboolean      row;           /* the statement stands on a row that was not used yet */
  char         *last_path;     /* as it is in the database */
};

enum {
  COLUMN_ID,
  COLUMN_PATH,
  COLUMN_PHYSICAL,
  COLUMN_SIZE,
  COLUMN_HASH,
  COLUMN_CREATED,
  COLUMN_UPDATED,
  COLUMN_TYPE,
  COLUMN_KEY,
  COLUMN_VALUE,
};

/* Sorted as bytes; of several rows of one path the newest comes first. */
#define SQL \
  "SELECT p.path_id, p.virtual_path, p.physical_path, p.size_bytes, p.content_hash, p.created_at, p.updated_at," \
  " p.file_type, m.key, m.value" \
  " FROM main.file_paths p LEFT JOIN main.file_metadata m ON m.path_id = p.path_id" \
  " WHERE p.deleted_at IS NULL" \
  " ORDER BY CAST (p.virtual_path AS BLOB), p.updated_at DESC, p.rowid DESC, m.key"

static int
on_progress (void *user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static gboolean
set_sqlite (NexusOriginal  *self,
            int             result,
            const char     *action,
            GError        **error)
{
  _nexus_sqlite_set_error (error, self->db, result, action);

  return FALSE;
}

static gboolean
set_not_original (GError     **error,
                  const char  *path)
{
  g_autofree char *shown = nexus_path_display (path);

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE,
               _("“%s” is not the data folder of an original Nexus 0.1: it has no metadata.db with the tables of one."), shown);

  return FALSE;
}

/* --- Opening --- */

static int
open_uri (NexusOriginal *self,
          const char    *path,
          const char    *query)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, query, NULL);

  g_clear_pointer (&self->db, sqlite3_close);

  return sqlite3_open_v2 (uri, &self->db,
                          SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                          SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, NULL);
}

static int
configure (NexusOriginal *self)
{
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (self->db, SQLITE_LIMIT_LENGTH, TEXT_MAX);
  sqlite3_busy_timeout (self->db, 10000);
  sqlite3_progress_handler (self->db, POLL_STEPS, on_progress, self->cancellable);

  /* The sorter may need room for all rows; that is what a temporary file is for. */
  return sqlite3_exec (self->db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = FILE",
                       NULL, NULL, NULL);
}

static int
look (NexusOriginal *self)
{
  int result = configure (self);

  return result != SQLITE_OK ? result : sqlite3_exec (self->db, "SELECT count (*) FROM sqlite_schema", NULL, NULL, NULL);
}

/* A folder that cannot be written to has no place for what readers of a log share; without a log none is needed. */
static gboolean
open_database (NexusOriginal  *self,
               const char     *path,
               GError        **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  int result = open_uri (self, path, "?mode=ro");
  struct stat info;

  if (result == SQLITE_OK)
    result = look (self);
  if ((result & 0xff) == SQLITE_CANTOPEN && stat (log, &info) != 0)
    {
      result = open_uri (self, path, "?mode=ro&immutable=1");
      if (result == SQLITE_OK)
        result = look (self);
    }
  if (result != SQLITE_OK)
    return set_sqlite (self, result, "open the database of the original", error);

  return TRUE;
}

/* A view in place of a table could be anything. */
static gboolean
has_table (NexusOriginal *self,
           const char    *name)
{
  sqlite3_stmt *statement;
  gboolean has = FALSE;

  if (sqlite3_prepare_v2 (self->db, "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?1 AND sql NOT LIKE 'CREATE VIRTUAL%'", -1,
                          &statement, NULL) != SQLITE_OK)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  has = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_finalize (statement);

  return has;
}

static gboolean
step (NexusOriginal  *self,
      GError        **error)
{
  int result = sqlite3_step (self->statement);

  self->row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return TRUE;

  return set_sqlite (self, result, "read the database of the original", error);
}

NexusOriginal *
_nexus_original_open (const char    *data_dir,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(NexusOriginal) self = g_new0 (NexusOriginal, 1);
  g_autofree char *folder = g_canonicalize_filename (data_dir, NULL);
  g_autofree char *real = realpath (folder, NULL);
  g_autofree char *path = g_build_filename (real != NULL ? real : folder, "metadata.db", NULL);

  g_set_object (&self->cancellable, cancellable);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      set_not_original (error, data_dir);
      return NULL;
    }

  if (!open_database (self, path, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  if (!has_table (self, "file_paths") || !has_table (self, "file_metadata") ||
      sqlite3_prepare_v2 (self->db, SQL, -1, &self->statement, NULL) != SQLITE_OK)
    {
      set_not_original (error, data_dir);
      return NULL;
    }

  return step (self, error) ? g_steal_pointer (&self) : NULL;
}

void
_nexus_original_free (NexusOriginal *self)
{
  g_clear_pointer (&self->statement, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_clear_object (&self->cancellable);
  g_free (self->last_path);
  g_free (self);
}

/* --- Rows --- */

static gboolean
fail (GError     **error,
      const char  *path,
      const char  *what)
{
  g_autofree char *shown = nexus_path_display (path);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” in the original: %s"), shown, what);

  return FALSE;
}

/* Text that is valid UTF-8 without a NUL; NULL where there is none, FALSE for anything else. */
static gboolean
get_text (NexusOriginal  *self,
          int             column,
          const char    **text)
{
  int type = sqlite3_column_type (self->statement, column);

  *text = NULL;
  if (type == SQLITE_NULL)
    return TRUE;
  if (type != SQLITE_TEXT)
    return FALSE;

  *text = (const char *) sqlite3_column_text (self->statement, column);

  return *text != NULL && g_utf8_validate_len (*text, (gsize) sqlite3_column_bytes (self->statement, column), NULL);
}

static gboolean
is_new_path (NexusOriginal *self)
{
  const char *path = (const char *) sqlite3_column_text (self->statement, COLUMN_PATH);

  return self->last_path == NULL || path == NULL || strcmp (path, self->last_path) != 0;
}

/* The value in our form; *json is NULL for null, which the original means as no value. */
static gboolean
convert_value (const char  *value,
               char       **json,
               GError     **error)
{
  g_autoptr(GString) buffer = g_string_new (NULL);
  NexusJsonScan scan = { .text = value, .p = value, .buffer = buffer };
  const char *start;
  const char *end;

  _nexus_json_scan_space (&scan);
  start = scan.p;
  if (!_nexus_json_scan_value (&scan, 1, error))
    return FALSE;
  end = scan.p;
  _nexus_json_scan_space (&scan);
  if (*scan.p != '\0')
    return _nexus_json_scan_fail (&scan, error, _("invalid JSON: there is something behind the value"));
  if (*start == 'n')
    return TRUE;

  *json = _nexus_record_dup_attribute (start, (gsize) (end - start), error);

  return *json != NULL;
}

static gboolean
read_attribute (NexusOriginal  *self,
                const char     *path,
                GPtrArray      *texts,
                GError        **error)
{
  const char *key, *value;
  char *json = NULL;

  if (!get_text (self, COLUMN_KEY, &key) || !get_text (self, COLUMN_VALUE, &value))
    return fail (error, path, _("its custom metadata is not text"));
  if (key == NULL || value == NULL)
    return TRUE;
  if (texts->len > 1 && strcmp (g_ptr_array_index (texts, texts->len - 2), key) >= 0)
    return fail (error, path, _("its custom metadata has a key twice"));

  if (!_nexus_attribute_validate_key (key, error) || !convert_value (value, &json, error))
    {
      g_autofree char *shown = nexus_path_display (path);

      g_prefix_error (error, _("“%s” in the original: “%s”: "), shown, key);
      return FALSE;
    }
  if (json != NULL)
    {
      g_ptr_array_add (texts, g_strdup (key));
      g_ptr_array_add (texts, json);
    }

  return TRUE;
}

/* All rows of this entry: one for each key, or one alone. */
static gboolean
read_attributes (NexusOriginal  *self,
                 const char     *path,
                 char         ***attributes,
                 GError        **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *id = g_strdup ((const char *) sqlite3_column_text (self->statement, COLUMN_ID));

  do
    {
      if (!read_attribute (self, path, texts, error) || !step (self, error))
        return FALSE;
    }
  while (self->row && !is_new_path (self) &&
         g_strcmp0 ((const char *) sqlite3_column_text (self->statement, COLUMN_ID), id) == 0);

  if (texts->len > 0)
    {
      g_ptr_array_add (texts, NULL);
      *attributes = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
    }

  return TRUE;
}

/* Where version 0.1.0 has the bytes: as a file of its path.  From 0.1.4 on they are called by their hash. */
static char *
dup_content_path (NexusRecord *record,
                  const char  *hash)
{
  if (hash != NULL && strlen (hash) == 2 * NEXUS_HASH_SIZE)
    return NULL;

  return g_strconcat ("files", record->path, NULL);
}

static gboolean
read_times (NexusRecord  *record,
            const char   *path,
            const char   *created,
            const char   *updated,
            GError      **error)
{
  if ((created != NULL && !_nexus_record_parse_time (created, 0, &record->created_ns)) ||
      (updated != NULL && !_nexus_record_parse_time (updated, 0, &record->modified_ns)))
    return fail (error, path, _("its time is not one in the years 1678 to 2261"));

  if (updated == NULL)
    record->modified_ns = created != NULL ? record->created_ns : g_get_real_time () * 1000;
  if (created == NULL)
    record->created_ns = record->modified_ns;

  return TRUE;
}

static gboolean
read_row (NexusOriginal  *self,
          NexusRecord    *record,
          char          **content_path,
          GError        **error)
{
  const char *path = self->last_path;
  const char *physical, *hash, *created, *updated, *type;
  gint64 size = sqlite3_column_int64 (self->statement, COLUMN_SIZE);

  record->path = nexus_path_normalize (path, error);
  if (record->path == NULL)
    return FALSE;
  if (record->path[1] == '\0')
    return fail (error, path, _("a file cannot be the root"));

  if (!get_text (self, COLUMN_PHYSICAL, &physical) || !get_text (self, COLUMN_HASH, &hash) ||
      !get_text (self, COLUMN_CREATED, &created) || !get_text (self, COLUMN_UPDATED, &updated) ||
      !get_text (self, COLUMN_TYPE, &type))
    return fail (error, path, _("a value that should be text is not"));
  if (sqlite3_column_type (self->statement, COLUMN_SIZE) != SQLITE_INTEGER || size < 0)
    return fail (error, path, _("its size is not a number from 0 on"));
  if (!read_times (record, path, created, updated, error))
    return FALSE;

  record->kind = NEXUS_KIND_FILE;
  record->mode = 0644;
  record->version = 1;
  record->content_type = g_strdup (type);
  record->content.size = (guint64) size;
  _nexus_record_name_content (&record->content, hash, "local", physical);
  *content_path = dup_content_path (record, hash);

  return read_attributes (self, path, &record->attributes, error);
}

gboolean
_nexus_original_next (NexusOriginal  *self,
                      NexusRecord    *record,
                      char          **content_path,
                      gboolean       *more,
                      GError        **error)
{
  const char *path;

  /* Older rows of the same path. */
  while (self->row && !is_new_path (self))
    {
      if (!step (self, error))
        return FALSE;
    }

  *more = self->row;
  if (!*more)
    return TRUE;

  if (!get_text (self, COLUMN_PATH, &path) || path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("A path in the original is not text in UTF-8. Nothing was loaded."));
      return FALSE;
    }
  g_free (self->last_path);
  self->last_path = g_strdup (path);

  return read_row (self, record, content_path, error);
}
