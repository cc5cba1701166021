/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "nexus-attribute-json-private.h"
#include "nexus-json-scan-private.h"
#include "nexus-jsonl-private.h"
#include "nexus-path.h"

/* Lines as records.  A key is looked for where the writer has it, so that a line of our own is read without a search. */

typedef struct {
  NexusJsonScan  scan;
  NexusRecord   *record;
  char          *etag;
  char          *backend_name;
  char          *physical_path;
  char          *created_at;
  char          *modified_at;
  char          *deleted_at;
  guint          created_ns;
  guint          modified_ns;
  guint          deleted_ns;
  gboolean       has_mode;
} Reader;

static void
reader_clear (Reader *self)
{
  g_string_free (self->scan.buffer, TRUE);
  g_free (self->etag);
  g_free (self->backend_name);
  g_free (self->physical_path);
  g_free (self->created_at);
  g_free (self->modified_at);
  g_free (self->deleted_at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* --- Simple values --- */

static gboolean
read_text (Reader  *self,
           char   **text,
           GError **error)
{
  if (!_nexus_json_scan_string (&self->scan, error))
    return FALSE;
  *text = g_strndup (self->scan.buffer->str, self->scan.buffer->len);

  return TRUE;
}

static gboolean
read_number (Reader  *self,
             gint64   min,
             gint64   max,
             gint64  *value,
             GError **error)
{
  if (!_nexus_json_scan_int (&self->scan, value, error))
    return FALSE;
  if (*value < min || *value > max)
    return _nexus_json_scan_fail (&self->scan, error, _("the number must be from %" PRId64 " to %" PRId64), min, max);

  return TRUE;
}

static gboolean
read_uuid (Reader  *self,
           guint8  *uuid,
           GError **error)
{
  if (!_nexus_json_scan_string (&self->scan, error))
    return FALSE;
  if (!_nexus_uuid_parse (self->scan.buffer->str, uuid))
    return _nexus_json_scan_fail (&self->scan, error, _("“%s” is not a UUID"), self->scan.buffer->str);

  return TRUE;
}

static gboolean
read_nanoseconds (Reader  *self,
                  guint   *value,
                  GError **error)
{
  gint64 number;

  if (!read_number (self, 0, 999, &number, error))
    return FALSE;
  *value = (guint) number;

  return TRUE;
}

static gboolean
parse_time (Reader      *self,
            const char  *text,
            guint        more_ns,
            gint64      *time_ns,
            GError     **error)
{
  if (_nexus_record_parse_time (text, more_ns, time_ns))
    return TRUE;

  return _nexus_json_scan_fail (&self->scan, error,
                                _("“%s” is not a time such as 2026-11-20T23:31:10.569586 in the years 1678 to 2261"), text);
}

/* --- The keys --- */

static gboolean
read_path (Reader  *self,
           GError **error)
{
  if (!_nexus_json_scan_string (&self->scan, error))
    return FALSE;
  self->record->path = nexus_path_normalize (self->scan.buffer->str, error);

  return self->record->path != NULL;
}

static gboolean
read_backend_name (Reader  *self,
                   GError **error)
{
  return read_text (self, &self->backend_name, error);
}

static gboolean
read_physical_path (Reader  *self,
                    GError **error)
{
  return read_text (self, &self->physical_path, error);
}

static gboolean
read_size (Reader  *self,
           GError **error)
{
  gint64 size;

  if (!read_number (self, 0, G_MAXINT64, &size, error))
    return FALSE;
  self->record->content.size = (guint64) size;

  return TRUE;
}

static gboolean
read_etag (Reader  *self,
           GError **error)
{
  return read_text (self, &self->etag, error);
}

static gboolean
read_mime_type (Reader  *self,
                GError **error)
{
  return read_text (self, &self->record->content_type, error);
}

static gboolean
read_created_at (Reader  *self,
                 GError **error)
{
  return read_text (self, &self->created_at, error);
}

static gboolean
read_modified_at (Reader  *self,
                  GError **error)
{
  return read_text (self, &self->modified_at, error);
}

static gboolean
read_version_number (Reader  *self,
                     guint   *version,
                     GError **error)
{
  gint64 number;

  if (!read_number (self, 1, G_MAXUINT, &number, error))
    return FALSE;
  *version = (guint) number;

  return TRUE;
}

static gboolean
read_version (Reader  *self,
              GError **error)
{
  return read_version_number (self, &self->record->version, error);
}

typedef struct {
  char *key;
  char *value;
} Pair;

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  return strcmp (((const Pair *) a)->key, ((const Pair *) b)->key);
}

static gboolean
read_attribute (Reader      *self,
                GHashTable  *seen,
                GPtrArray   *texts,
                GError     **error)
{
  g_autofree char *key = NULL;
  const char *start;
  char *value;

  if (!_nexus_json_scan_key (&self->scan, seen, error))
    return FALSE;
  key = g_strndup (self->scan.buffer->str, self->scan.buffer->len);
  if (!_nexus_attribute_validate_key (key, error))
    return FALSE;

  start = self->scan.p;
  if (!_nexus_json_scan_value (&self->scan, 2, error))
    return FALSE;
  /* As the original has it: no value is no attribute. */
  if (*start == 'n')
    return TRUE;

  value = _nexus_record_dup_attribute (start, (gsize) (self->scan.p - start), error);
  if (value == NULL)
    {
      g_prefix_error (error, _("“%s”: "), key);
      return FALSE;
    }
  g_ptr_array_add (texts, g_steal_pointer (&key));
  g_ptr_array_add (texts, value);

  return TRUE;
}

static gboolean
begin (Reader      *self,
       char         open,
       GError     **error)
{
  if (*self->scan.p != open)
    return _nexus_json_scan_fail (&self->scan, error, open == '{' ? _("there should be an object") : _("there should be a list"));
  self->scan.p++;

  return TRUE;
}

static gboolean
read_custom_metadata (Reader  *self,
                      GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean first = TRUE, more = TRUE;

  if (!begin (self, '{', error))
    return FALSE;

  for (;;)
    {
      if (!_nexus_json_scan_next (&self->scan, '}', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!read_attribute (self, seen, texts, error))
        return FALSE;
    }

  if (texts->len == 0)
    return TRUE;

  qsort (texts->pdata, texts->len / 2, sizeof (Pair), compare_pairs);
  g_ptr_array_add (texts, NULL);
  self->record->attributes = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);

  return TRUE;
}

static gboolean
read_id (Reader  *self,
         GError **error)
{
  self->record->has_id = TRUE;

  return read_uuid (self, self->record->uuid, error);
}

static gboolean
read_kind (Reader  *self,
           GError **error)
{
  static const char * const names[] = { "file", "directory", "symbolic-link" };

  if (!_nexus_json_scan_string (&self->scan, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strcmp (self->scan.buffer->str, names[i]) == 0)
        {
          self->record->kind = (NexusKind) i;
          return TRUE;
        }
    }

  return _nexus_json_scan_fail (&self->scan, error, _("“kind” is file, directory or symbolic-link, not “%s”"),
                                self->scan.buffer->str);
}

/* Which function it was is found out when the content is there to be hashed; that it is one of those is checked here. */
static gboolean
read_hash (Reader  *self,
           GError **error)
{
  if (!_nexus_json_scan_string (&self->scan, error))
    return FALSE;
  if (strcmp (self->scan.buffer->str, "blake2b-256") == 0 || strcmp (self->scan.buffer->str, "sha256") == 0)
    return TRUE;

  return _nexus_json_scan_fail (&self->scan, error, _("“hash” is blake2b-256 or sha256, not “%s”"), self->scan.buffer->str);
}

static gboolean
read_target (Reader  *self,
             GError **error)
{
  if (!read_text (self, &self->record->target, error))
    return FALSE;
  if (self->record->target[0] == '\0' || strlen (self->record->target) > NEXUS_PATH_MAX)
    return _nexus_json_scan_fail (&self->scan, error, _("the target of a link has 1 to %d bytes"), NEXUS_PATH_MAX);

  return TRUE;
}

static gboolean
read_mode (Reader  *self,
           GError **error)
{
  const char *text;
  gsize length;

  if (!_nexus_json_scan_string (&self->scan, error))
    return FALSE;

  text = self->scan.buffer->str;
  length = self->scan.buffer->len;
  if (length == 0 || length > 5 || strspn (text, "01234567") != length || g_ascii_strtoull (text, NULL, 8) > 07777)
    return _nexus_json_scan_fail (&self->scan, error, _("“mode” is a text of octal digits such as 0644, not “%s”"), text);

  self->record->mode = (guint) g_ascii_strtoull (text, NULL, 8);
  self->has_mode = TRUE;

  return TRUE;
}

static gboolean
read_created_ns (Reader  *self,
                 GError **error)
{
  return read_nanoseconds (self, &self->created_ns, error);
}

static gboolean
read_modified_ns (Reader  *self,
                  GError **error)
{
  return read_nanoseconds (self, &self->modified_ns, error);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static gboolean
read_tags (Reader  *self,
           GError **error)
{
  g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);
  gboolean first = TRUE, more = TRUE;

  if (!begin (self, '[', error))
    return FALSE;

  for (;;)
    {
      char *tag;

      if (!_nexus_json_scan_next (&self->scan, ']', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!read_text (self, &tag, error))
        return FALSE;
      g_ptr_array_add (tags, tag);
    }

  g_ptr_array_sort (tags, compare_texts);
  for (guint i = 1; i < tags->len; i++)
    {
      if (strcmp (g_ptr_array_index (tags, i - 1), g_ptr_array_index (tags, i)) == 0)
        return _nexus_json_scan_fail (&self->scan, error, _("the tag “%s” is there twice"), (char *) g_ptr_array_index (tags, i));
    }
  if (tags->len == 0)
    return TRUE;

  g_ptr_array_add (tags, NULL);
  self->record->tags = (char **) g_ptr_array_free (g_steal_pointer (&tags), FALSE);

  return TRUE;
}

static gboolean
read_older (Reader              *self,
            NexusRecordVersion  *version,
            GError             **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *etag = NULL;
  g_autofree char *modified_at = NULL;
  gboolean first = TRUE, more = TRUE;
  guint modified_ns = 0;
  gint64 size = -1;

  if (!begin (self, '{', error))
    return FALSE;

  for (;;)
    {
      const char *key = self->scan.buffer->str;
      gboolean good;

      if (!_nexus_json_scan_next (&self->scan, '}', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!_nexus_json_scan_key (&self->scan, seen, error))
        return FALSE;

      key = self->scan.buffer->str;
      if (strcmp (key, "version") == 0)
        good = read_version_number (self, &version->number, error);
      else if (strcmp (key, "size") == 0)
        good = read_number (self, 0, G_MAXINT64, &size, error);
      else if (strcmp (key, "etag") == 0)
        good = read_text (self, &etag, error);
      else if (strcmp (key, "modified_at") == 0)
        good = read_text (self, &modified_at, error);
      else if (strcmp (key, "modified_at_ns") == 0)
        good = read_nanoseconds (self, &modified_ns, error);
      else
        good = _nexus_json_scan_value (&self->scan, 3, error);
      if (!good)
        return FALSE;
    }

  if (version->number == 0 || size < 0 || etag == NULL || modified_at == NULL)
    return _nexus_json_scan_fail (&self->scan, error,
                                  _("missing required field: a version has “version”, “size”, “etag” and “modified_at”"));
  version->content.size = (guint64) size;
  _nexus_record_name_content (&version->content, etag, NULL, NULL);

  return parse_time (self, modified_at, modified_ns, &version->modified_ns, error);
}

static gboolean
read_versions (Reader  *self,
               GError **error)
{
  g_autoptr(GArray) versions = _nexus_record_versions_new ();
  gboolean first = TRUE, more = TRUE;

  if (!begin (self, '[', error))
    return FALSE;

  for (;;)
    {
      NexusRecordVersion version = { 0 };

      if (!_nexus_json_scan_next (&self->scan, ']', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!read_older (self, &version, error))
        return FALSE;
      if (versions->len > 0 && g_array_index (versions, NexusRecordVersion, versions->len - 1).number <= version.number)
        return _nexus_json_scan_fail (&self->scan, error, _("the versions must come with the newest first"));
      g_array_append_val (versions, version);
    }

  if (versions->len > 0)
    self->record->versions = g_steal_pointer (&versions);

  return TRUE;
}

static gboolean
read_store_tags (Reader  *self,
                 GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean first = TRUE, more = TRUE;

  if (!begin (self, '{', error))
    return FALSE;

  for (;;)
    {
      char *color;

      if (!_nexus_json_scan_next (&self->scan, '}', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!_nexus_json_scan_key (&self->scan, seen, error))
        return FALSE;
      g_ptr_array_add (texts, g_strdup (self->scan.buffer->str));

      if (*self->scan.p == 'n')
        {
          if (!_nexus_json_scan_literal (&self->scan, "null", error))
            return FALSE;
          color = g_strdup ("");
        }
      else if (!read_text (self, &color, error))
        return FALSE;
      g_ptr_array_add (texts, color);
    }

  g_ptr_array_add (texts, NULL);
  self->record->store_tags = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);

  return TRUE;
}

static gboolean
read_deleted_at (Reader  *self,
                 GError **error)
{
  return read_text (self, &self->deleted_at, error);
}

static gboolean
read_deleted_ns (Reader  *self,
                 GError **error)
{
  return read_nanoseconds (self, &self->deleted_ns, error);
}

static gboolean
read_trash_id (Reader  *self,
               GError **error)
{
  self->record->has_trash_id = TRUE;

  return read_uuid (self, self->record->trash_uuid, error);
}

/* In the order of the writer. */
static const struct {
  const char *name;
  gboolean  (*read) (Reader *self, GError **error);
  gboolean    required;
  gboolean    nullable;
} keys[] = {
  { "path", read_path, TRUE },
  { "backend_name", read_backend_name, TRUE },
  { "physical_path", read_physical_path, TRUE },
  { "size", read_size, TRUE },
  { "etag", read_etag, .nullable = TRUE },
  { "mime_type", read_mime_type, .nullable = TRUE },
  { "created_at", read_created_at, .nullable = TRUE },
  { "modified_at", read_modified_at, .nullable = TRUE },
  { "version", read_version },
  { "custom_metadata", read_custom_metadata, .nullable = TRUE },
  { "id", read_id },
  { "kind", read_kind },
  { "hash", read_hash },
  { "target", read_target },
  { "mode", read_mode },
  { "created_at_ns", read_created_ns },
  { "modified_at_ns", read_modified_ns },
  { "tags", read_tags },
  { "versions", read_versions },
  { "store_tags", read_store_tags },
  { "deleted_at", read_deleted_at, .nullable = TRUE },
  { "deleted_at_ns", read_deleted_ns },
  { "trash_id", read_trash_id },
};

G_STATIC_ASSERT (G_N_ELEMENTS (keys) <= 32);

static guint
find_key (const char *name,
          guint       guess)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      guint k = (guess + i) % G_N_ELEMENTS (keys);

      if (strcmp (keys[k].name, name) == 0)
        return k;
    }

  return G_N_ELEMENTS (keys);
}

/* --- The whole --- */

static gboolean
read_times (Reader  *self,
            GError **error)
{
  NexusRecord *record = self->record;

  if ((self->created_at == NULL && self->created_ns != 0) || (self->modified_at == NULL && self->modified_ns != 0) ||
      (self->deleted_at == NULL && self->deleted_ns != 0))
    return _nexus_json_scan_fail (&self->scan, error, _("there are nanoseconds of a time that is not there"));

  if ((self->created_at != NULL &&
       !parse_time (self, self->created_at, self->created_ns, &record->created_ns, error)) ||
      (self->modified_at != NULL &&
       !parse_time (self, self->modified_at, self->modified_ns, &record->modified_ns, error)) ||
      (self->deleted_at != NULL &&
       !parse_time (self, self->deleted_at, self->deleted_ns, &record->deleted_ns, error)))
    return FALSE;
  record->deleted = self->deleted_at != NULL;

  if (self->modified_at == NULL)
    record->modified_ns = self->created_at != NULL ? record->created_ns : g_get_real_time () * 1000;
  if (self->created_at == NULL)
    record->created_ns = record->modified_ns;

  return TRUE;
}

/* What goes together, and what a line leaves open. */
static gboolean
complete (Reader  *self,
          GError **error)
{
  NexusRecord *record = self->record;
  gboolean is_root = record->path[1] == '\0';

  if (!read_times (self, error))
    return FALSE;

  if ((record->kind == NEXUS_KIND_SYMBOLIC_LINK) != (record->target != NULL))
    return _nexus_json_scan_fail (&self->scan, error, _("a symbolic link has a “target”, and nothing else has one"));
  if (record->versions != NULL && record->kind != NEXUS_KIND_FILE)
    return _nexus_json_scan_fail (&self->scan, error, _("only a file has “versions”"));
  if (record->store_tags != NULL && !is_root)
    return _nexus_json_scan_fail (&self->scan, error, _("only “/” has “store_tags”"));
  if (is_root && (record->kind != NEXUS_KIND_DIRECTORY || record->deleted))
    return _nexus_json_scan_fail (&self->scan, error, _("“/” can only be a directory, and never deleted"));
  if (record->has_trash_id && !record->deleted)
    return _nexus_json_scan_fail (&self->scan, error, _("only what is deleted has a “trash_id”"));

  if (record->version == 0)
    record->version = 1;
  if (record->versions != NULL && g_array_index (record->versions, NexusRecordVersion, 0).number >= record->version)
    return _nexus_json_scan_fail (&self->scan, error, _("the older versions must have numbers below “version”"));
  if (!self->has_mode)
    record->mode = record->kind == NEXUS_KIND_FILE ? 0644 : record->kind == NEXUS_KIND_DIRECTORY ? 0755 : 0777;
  if (is_root)
    record->has_id = FALSE;

  if (record->kind == NEXUS_KIND_FILE)
    _nexus_record_name_content (&record->content, self->etag, self->backend_name, self->physical_path);
  else
    record->content.size = record->target != NULL ? strlen (record->target) : 0;

  return TRUE;
}

static gboolean
read_members (Reader  *self,
              guint   *seen,
              GError **error)
{
  g_autoptr(GHashTable) unknown = NULL;
  gboolean first = TRUE, more = TRUE;
  guint key = 0;

  if (!begin (self, '{', error))
    return FALSE;

  for (;;)
    {
      NexusJsonScan *scan = &self->scan;

      if (!_nexus_json_scan_next (scan, '}', &first, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!_nexus_json_scan_key (scan, NULL, error))
        return FALSE;

      key = find_key (scan->buffer->str, key);
      if (key == G_N_ELEMENTS (keys))
        {
          if (unknown == NULL)
            unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
          if (!g_hash_table_add (unknown, g_strdup (scan->buffer->str)))
            return _nexus_json_scan_fail (scan, error, _("the key “%s” is there twice"), scan->buffer->str);
          if (!_nexus_json_scan_value (scan, 1, error))
            return FALSE;
          key = 0;
          continue;
        }

      if (*seen & (1u << key))
        return _nexus_json_scan_fail (scan, error, _("the key “%s” is there twice"), keys[key].name);
      *seen |= 1u << key;

      if (keys[key].nullable && *scan->p == 'n')
        {
          if (!_nexus_json_scan_literal (scan, "null", error))
            return FALSE;
        }
      else if (!keys[key].read (self, error))
        {
          g_prefix_error (error, _("“%s”: "), keys[key].name);
          return FALSE;
        }
      key++;
    }

  _nexus_json_scan_space (&self->scan);
  if (*self->scan.p != '\0')
    return _nexus_json_scan_fail (&self->scan, error, _("invalid JSON: there is something behind the object"));

  return TRUE;
}

static gboolean
read_line (const char   *line,
           NexusRecord  *record,
           GError      **error)
{
  g_auto(Reader) self = { .record = record };
  guint seen = 0;

  self.scan.text = self.scan.p = line;
  self.scan.buffer = g_string_sized_new (256);
  _nexus_json_scan_space (&self.scan);
  if (!read_members (&self, &seen, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (keys[i].required && !(seen & (1u << i)))
        return _nexus_json_scan_fail (&self.scan, error, _("missing required field: “%s”"), keys[i].name);
    }

  return complete (&self, error);
}

gboolean
_nexus_jsonl_read (const char   *line,
                   gsize         length,
                   NexusRecord  *record,
                   GError      **error)
{
  const char *end;

  if (length > NEXUS_JSONL_LINE_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("the line is longer than %d bytes"), NEXUS_JSONL_LINE_MAX);
      return FALSE;
    }
  if (!g_utf8_validate_len (line, length, &end))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("the line is not valid UTF-8 (at byte %u)"),
                   (guint) (end - line) + 1);
      return FALSE;
    }

  if (read_line (line, record, error))
    return TRUE;
  _nexus_record_clear (record);

  return FALSE;
}
