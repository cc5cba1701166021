/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gio-test.h"

#include <string.h>

/* One operation in its two forms: `call` is the synchronous one, `start` begins the asynchronous one with `callback`
 * and `data`, `finish` is its end with `result`. */
#define EITHER(call, start, finish) \
  G_STMT_START { \
    if (!ctx->async) \
      { \
        call; \
      } \
    else \
      { \
        g_autoptr(GAsyncResult) result = NULL; \
        GAsyncReadyCallback callback = nexus_test_store_result; \
        gpointer data = &result; \
        start; \
        /* Never inside the call that began it. */ \
        g_assert_null (result); \
        nexus_test_spin_until (result != NULL); \
        finish; \
      } \
  } G_STMT_END

NexusFilesystem *
nexus_gio_test_connect (char **folder)
{
  *folder = nexus_test_make_dir ();

  return nexus_lib_test_connect (*folder);
}

void
nexus_gio_test_put (GFile      *file,
                    const char *data,
                    gsize       size)
{
  g_autoptr(GError) error = NULL;

  g_file_replace_contents (file, data, size, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
nexus_gio_test_assert_content (GFile      *file,
                               const char *data,
                               gsize       size)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *there = NULL;
  gsize length;

  g_file_load_contents (file, NULL, &there, &length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (there, length, data, size);
}

GFile *
ctx_file (Ctx        *ctx,
          const char *name)
{
  return g_file_resolve_relative_path (ctx->root, name);
}

void
ctx_note (Ctx        *ctx,
          const char *format,
          ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (ctx->log, format, arguments);
  va_end (arguments);
  g_string_append_c (ctx->log, '\n');
}

static char *
describe_error (const GError *error)
{
  g_autoptr(GEnumClass) codes = g_type_class_ref (G_TYPE_IO_ERROR_ENUM);
  GEnumValue *value = error->domain == G_IO_ERROR ? g_enum_get_value (codes, error->code) : NULL;

  return value != NULL ? g_strdup (value->value_nick)
                       : g_strdup_printf ("%s %d", g_quark_to_string (error->domain), error->code);
}

void
ctx_outcome (Ctx        *ctx,
             const char *what,
             const char *name,
             gboolean    ok,
             GError     *error)
{
  g_autofree char *described = error != NULL ? describe_error (error) : g_strdup ("ok");

  g_assert_cmpint (ok, ==, error == NULL);
  if (error != NULL)
    g_assert_cmpint (strlen (error->message), >, 0);
  ctx_note (ctx, "%s %s: %s", what, name, described);
}

/* --- The scene --- */

void
ctx_put (Ctx        *ctx,
         const char *name,
         const char *text)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GError) error = NULL;

  g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
ctx_dir (Ctx        *ctx,
         const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GError) error = NULL;

  g_file_make_directory_with_parents (file, NULL, &error);
  g_assert_no_error (error);
}

void
ctx_link (Ctx        *ctx,
          const char *name,
          const char *target)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GError) error = NULL;

  g_file_make_symbolic_link (file, target, NULL, &error);
  g_assert_no_error (error);
}

/* --- Contents --- */

void
ctx_read (Ctx        *ctx,
          const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autofree char *text = NULL;
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_load_contents (file, NULL, &text, NULL, NULL, &error),
          g_file_load_contents_async (file, NULL, callback, data),
          ok = g_file_load_contents_finish (file, result, &text, NULL, NULL, &error));
  ctx_outcome (ctx, "read", name, ok, error);
  if (text != NULL)
    ctx_note (ctx, "  “%s”", text);
  g_clear_error (&error);
}

static GFileOutputStream *
open_for_writing (Ctx              *ctx,
                  GFile            *file,
                  How               how,
                  const char       *etag,
                  gboolean          backup,
                  GFileCreateFlags  flags,
                  GError          **error)
{
  GFileOutputStream *stream = NULL;

  switch (how)
    {
    case HOW_CREATE:
      EITHER (stream = g_file_create (file, flags, NULL, error),
              g_file_create_async (file, flags, G_PRIORITY_DEFAULT, NULL, callback, data),
              stream = g_file_create_finish (file, result, error));
      break;
    case HOW_APPEND:
      EITHER (stream = g_file_append_to (file, flags, NULL, error),
              g_file_append_to_async (file, flags, G_PRIORITY_DEFAULT, NULL, callback, data),
              stream = g_file_append_to_finish (file, result, error));
      break;
    case HOW_REPLACE:
    default:
      EITHER (stream = g_file_replace (file, etag, backup, flags, NULL, error),
              g_file_replace_async (file, etag, backup, flags, G_PRIORITY_DEFAULT, NULL, callback, data),
              stream = g_file_replace_finish (file, result, error));
      break;
    }

  return stream;
}

void
ctx_write (Ctx              *ctx,
           How               how,
           const char       *name,
           const char       *text,
           const char       *etag,
           gboolean          backup,
           GFileCreateFlags  flags)
{
  static const char * const names[] = { "create", "replace", "append" };
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFileOutputStream) stream = NULL;
  GOutputStream *out;
  GError *error = NULL;
  gboolean ok;

  stream = open_for_writing (ctx, file, how, etag, backup, flags, &error);
  ctx_outcome (ctx, names[how], name, stream != NULL, error);
  g_clear_error (&error);
  if (stream == NULL)
    return;

  out = G_OUTPUT_STREAM (stream);
  EITHER (ok = g_output_stream_write_all (out, text, strlen (text), NULL, NULL, &error),
          g_output_stream_write_all_async (out, text, strlen (text), G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_output_stream_write_all_finish (out, result, NULL, &error));
  ctx_outcome (ctx, "write", name, ok, error);
  g_clear_error (&error);

  EITHER (ok = g_output_stream_close (out, NULL, &error),
          g_output_stream_close_async (out, G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_output_stream_close_finish (out, result, &error));
  ctx_outcome (ctx, "close", name, ok, error);
  g_clear_error (&error);
}

void
ctx_readwrite (Ctx        *ctx,
               How         how,
               gboolean    existing,
               const char *name,
               const char *text)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFileIOStream) stream = NULL;
  char head[4] = "";
  GError *error = NULL;
  gboolean ok;
  gsize count;

  if (existing)
    EITHER (stream = g_file_open_readwrite (file, NULL, &error),
            g_file_open_readwrite_async (file, G_PRIORITY_DEFAULT, NULL, callback, data),
            stream = g_file_open_readwrite_finish (file, result, &error));
  else if (how == HOW_CREATE)
    EITHER (stream = g_file_create_readwrite (file, G_FILE_CREATE_NONE, NULL, &error),
            g_file_create_readwrite_async (file, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, NULL, callback, data),
            stream = g_file_create_readwrite_finish (file, result, &error));
  else
    EITHER (stream = g_file_replace_readwrite (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error),
            g_file_replace_readwrite_async (file, NULL, FALSE, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, NULL, callback, data),
            stream = g_file_replace_readwrite_finish (file, result, &error));
  ctx_outcome (ctx, "readwrite", name, stream != NULL, error);
  g_clear_error (&error);
  if (stream == NULL)
    return;

  /* Reads three bytes, writes after them, reads what it has written: one position for both. */
  ok = g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (stream)), head, 3, &count, NULL, &error);
  ctx_outcome (ctx, "  read", head, ok, error);
  ctx_note (ctx, "  at %d of %d", (int) g_seekable_tell (G_SEEKABLE (stream)), (int) count);
  ok = g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), text, strlen (text), NULL, NULL, &error);
  ctx_outcome (ctx, "  write", text, ok, error);
  ok = g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, &error);
  ctx_outcome (ctx, "  seek", "0", ok, error);
  ok = g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (stream)), head, 3, &count, NULL, &error);
  ctx_outcome (ctx, "  read", head, ok, error);
  ok = g_seekable_truncate (G_SEEKABLE (stream), 4, NULL, &error);
  ctx_outcome (ctx, "  truncate", "4", ok, error);

  EITHER (ok = g_io_stream_close (G_IO_STREAM (stream), NULL, &error),
          g_io_stream_close_async (G_IO_STREAM (stream), G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_io_stream_close_finish (G_IO_STREAM (stream), result, &error));
  ctx_outcome (ctx, "  close", name, ok, error);
  g_clear_error (&error);
}

/* --- Asking --- */

char *
ctx_get_etag (Ctx        *ctx,
              const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_ETAG_VALUE, G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);

  return g_strdup (g_file_info_get_etag (info));
}

/* Which attributes there are, and what they say; what must differ from one file to the next only that it is there. */
static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

static void
note_info (Ctx       *ctx,
           GFileInfo *info)
{
  g_auto(GStrv) names = g_file_info_list_attributes (info, NULL);

  g_qsort_with_data (names, (int) g_strv_length (names), sizeof *names, compare_names, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      gboolean icon = g_str_has_suffix (names[i], "icon");
      gboolean varies = g_str_has_prefix (names[i], "id::") || g_str_has_prefix (names[i], "etag::");
      g_autofree char *value = varies ? g_strdup ("(some)")
                               : icon ? g_icon_to_string (G_ICON (g_file_info_get_attribute_object (info, names[i])))
                               : g_file_info_get_attribute_as_string (info, names[i]);

      /* What is not so was left out before GLib 2.76. */
      if (g_str_has_prefix (names[i], "standard::is-") && g_str_equal (value, "FALSE"))
        continue;
      ctx_note (ctx, "  %s (%d) = %s", names[i], g_file_info_get_attribute_type (info, names[i]), value);
    }
}

void
ctx_info (Ctx                 *ctx,
          const char          *name,
          const char          *attributes,
          GFileQueryInfoFlags  flags)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFileInfo) info = NULL;
  GError *error = NULL;

  EITHER (info = g_file_query_info (file, attributes, flags, NULL, &error),
          g_file_query_info_async (file, attributes, flags, G_PRIORITY_DEFAULT, NULL, callback, data),
          info = g_file_query_info_finish (file, result, &error));
  ctx_outcome (ctx, "info", name, info != NULL, error);
  if (info != NULL)
    note_info (ctx, info);
  g_clear_error (&error);
}

static int
compare_infos (gconstpointer a,
               gconstpointer b)
{
  return strcmp (g_file_info_get_name (*(GFileInfo **) a), g_file_info_get_name (*(GFileInfo **) b));
}

void
ctx_list (Ctx                 *ctx,
          const char          *name,
          const char          *attributes,
          GFileQueryInfoFlags  flags)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFileEnumerator) enumerator = NULL;
  g_autoptr(GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;
  gboolean ok;

  EITHER (enumerator = g_file_enumerate_children (file, attributes, flags, NULL, &error),
          g_file_enumerate_children_async (file, attributes, flags, G_PRIORITY_DEFAULT, NULL, callback, data),
          enumerator = g_file_enumerate_children_finish (file, result, &error));
  ctx_outcome (ctx, "list", name, enumerator != NULL, error);
  g_clear_error (&error);
  if (enumerator == NULL)
    return;
  g_assert_true (g_file_enumerator_get_container (enumerator) == file);

  for (;;)
    {
      guint before = infos->len;

      if (!ctx->async)
        {
          GFileInfo *info = g_file_enumerator_next_file (enumerator, NULL, &error);

          if (info != NULL)
            g_ptr_array_add (infos, info);
        }
      else
        {
          g_autoptr(GAsyncResult) result = NULL;
          GList *files;

          g_file_enumerator_next_files_async (enumerator, 2, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
          nexus_test_spin_until (result != NULL);
          files = g_file_enumerator_next_files_finish (enumerator, result, &error);
          g_assert_cmpuint (g_list_length (files), <=, 2);
          for (GList *l = files; l != NULL; l = l->next)
            g_ptr_array_add (infos, l->data);
          g_list_free (files);
        }
      g_assert_no_error (error);
      if (infos->len == before)
        break;
    }

  EITHER (ok = g_file_enumerator_close (enumerator, NULL, &error),
          g_file_enumerator_close_async (enumerator, G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_file_enumerator_close_finish (enumerator, result, &error));
  g_assert_true (ok);
  g_assert_no_error (error);

  g_ptr_array_sort (infos, compare_infos);
  for (guint i = 0; i < infos->len; i++)
    {
      ctx_note (ctx, " child");
      note_info (ctx, g_ptr_array_index (infos, i));
    }
}

void
ctx_usage (Ctx        *ctx,
           const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  GError *error = NULL;
  guint64 size = 0, n_directories = 0, n_files = 0;
  gboolean ok;

  EITHER (ok = g_file_measure_disk_usage (file, G_FILE_MEASURE_APPARENT_SIZE, NULL, NULL, NULL, &size, &n_directories,
                                          &n_files, &error),
          g_file_measure_disk_usage_async (file, G_FILE_MEASURE_APPARENT_SIZE, G_PRIORITY_DEFAULT, NULL, NULL, NULL,
                                           callback, data),
          ok = g_file_measure_disk_usage_finish (file, result, &size, &n_directories, &n_files, &error));
  ctx_outcome (ctx, "usage", name, ok, error);
  ctx_note (ctx, "  %d things", (int) (n_directories + n_files));
  g_clear_error (&error);
}

/* --- Changing --- */

void
ctx_mkdir (Ctx        *ctx,
           const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_make_directory (file, NULL, &error),
          g_file_make_directory_async (file, G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_file_make_directory_finish (file, result, &error));
  ctx_outcome (ctx, "mkdir", name, ok, error);
  g_clear_error (&error);
}

void
ctx_symlink (Ctx        *ctx,
             const char *name,
             const char *target)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_make_symbolic_link (file, target, NULL, &error),
          g_file_make_symbolic_link_async (file, target, G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_file_make_symbolic_link_finish (file, result, &error));
  ctx_outcome (ctx, "link", name, ok, error);
  g_clear_error (&error);
}

void
ctx_delete (Ctx        *ctx,
            const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_delete (file, NULL, &error),
          g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_file_delete_finish (file, result, &error));
  ctx_outcome (ctx, "delete", name, ok, error);
  g_clear_error (&error);
}

void
ctx_rename (Ctx        *ctx,
            const char *name,
            const char *display_name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFile) renamed = NULL;
  GError *error = NULL;

  EITHER (renamed = g_file_set_display_name (file, display_name, NULL, &error),
          g_file_set_display_name_async (file, display_name, G_PRIORITY_DEFAULT, NULL, callback, data),
          renamed = g_file_set_display_name_finish (file, result, &error));
  ctx_outcome (ctx, "rename", name, renamed != NULL, error);
  if (renamed != NULL)
    {
      g_autofree char *relative = g_file_get_relative_path (ctx->root, renamed);

      ctx_note (ctx, "  to %s", relative);
    }
  g_clear_error (&error);
}

static void
note_progress (goffset  done,
               goffset  total,
               gpointer user_data)
{
  goffset *last = user_data;

  g_assert_cmpint (done, <=, total);
  last[0] = done;
  last[1] = total;
}

void
ctx_copy (Ctx            *ctx,
          const char     *name,
          const char     *destination,
          GFileCopyFlags  flags)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFile) there = ctx_file (ctx, destination);
  goffset last[2] = { -1, -1 };
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_copy (file, there, flags, NULL, note_progress, last, &error),
          g_file_copy_async (file, there, flags, G_PRIORITY_DEFAULT, NULL, note_progress, last, callback, data),
          ok = g_file_copy_finish (file, result, &error));
  ctx_outcome (ctx, "copy", name, ok, error);
  ctx_note (ctx, "  %d of %d", (int) last[0], (int) last[1]);
  g_clear_error (&error);
}

void
ctx_move (Ctx            *ctx,
          const char     *name,
          const char     *destination,
          GFileCopyFlags  flags)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFile) there = ctx_file (ctx, destination);
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_move (file, there, flags, NULL, NULL, NULL, &error),
          g_file_move_async (file, there, flags, G_PRIORITY_DEFAULT, NULL, NULL, NULL, callback, data),
          ok = g_file_move_finish (file, result, &error));
  ctx_outcome (ctx, "move", name, ok, error);
  g_clear_error (&error);
}

void
ctx_set (Ctx                 *ctx,
         const char          *name,
         GFileInfo           *info,
         GFileQueryInfoFlags  flags)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);
  g_autoptr(GFileInfo) after = NULL;
  g_auto(GStrv) names = g_file_info_list_attributes (info, NULL);
  GError *error = NULL;
  gboolean ok;

  EITHER (ok = g_file_set_attributes_from_info (file, info, flags, NULL, &error); after = g_object_ref (info),
          g_file_set_attributes_async (file, info, flags, G_PRIORITY_DEFAULT, NULL, callback, data),
          ok = g_file_set_attributes_finish (file, result, &after, &error));
  ctx_outcome (ctx, "set", name, ok, error);
  for (guint i = 0; names[i] != NULL; i++)
    ctx_note (ctx, "  %s: status %d", names[i], g_file_info_get_attribute_status (after, names[i]));
  g_clear_error (&error);
}
