/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-run.h"

#include <string.h>

/* What the store does. */

static gboolean
write_all (GOutputStream  *stream,
           GBytes         *bytes,
           GError        **error)
{
  return g_output_stream_write_all (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, NULL, error) &&
         g_output_stream_close (stream, NULL, error);
}

static gboolean
run_stream (NexusProofRun         *run,
            const NexusProofArgs  *args,
            GError               **error)
{
  g_autoptr(GOutputStream) stream = nexus_filesystem_create_stream (run->filesystem, args->path, args->etag, args->flags,
                                                                    NULL, error);

  return stream != NULL && write_all (stream, args->bytes, error);
}

static gboolean
run_append (NexusProofRun         *run,
            const NexusProofArgs  *args,
            GError               **error)
{
  g_autoptr(GFile) file = nexus_filesystem_get_file (run->filesystem, args->path);
  g_autoptr(GFileOutputStream) stream = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, error);

  return stream != NULL && write_all (G_OUTPUT_STREAM (stream), args->bytes, error);
}

static gboolean
run_range (NexusProofRun         *run,
           const NexusProofArgs  *args,
           GError               **error)
{
  g_autoptr(GFile) file = nexus_filesystem_get_file (run->filesystem, args->path);
  g_autoptr(GFileIOStream) stream = g_file_open_readwrite (file, NULL, error);
  goffset end = args->number + (goffset) g_bytes_get_size (args->bytes);

  if (stream == NULL || !g_seekable_seek (G_SEEKABLE (stream), args->number, G_SEEK_SET, NULL, error) ||
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), g_bytes_get_data (args->bytes, NULL),
                                  g_bytes_get_size (args->bytes), NULL, NULL, error))
    return FALSE;
  if ((args->flags & 1) && !g_seekable_truncate (G_SEEKABLE (stream), end, NULL, error))
    return FALSE;

  return g_io_stream_close (G_IO_STREAM (stream), NULL, error);
}

static char *
dup_trash_id (NexusProofRun        *run,
              const NexusProofArgs *args)
{
  const char *id = g_hash_table_lookup (run->ids, GUINT_TO_POINTER (args->serial));

  return g_strdup (id != NULL ? id : "01890000-0000-7000-8000-000000000000");
}

static gboolean
done (gpointer entry)
{
  if (entry == NULL)
    return FALSE;
  g_object_unref (entry);

  return TRUE;
}

static gboolean
run_search (NexusProofRun         *run,
            const NexusProofArgs  *args,
            GError               **error)
{
  g_autoptr(NexusQuery) query = nexus_query_new_parse (args->text, error);

  return query != NULL && nexus_filesystem_save_search (run->filesystem, args->other, query, NULL, error);
}

gboolean
nexus_proof_run_store (NexusProofRun         *run,
                       const NexusProofArgs  *args,
                       GError               **error)
{
  NexusFilesystem *filesystem = run->filesystem;
  g_autoptr(GVariant) value = NULL;
  g_autofree char *id = dup_trash_id (run, args);

  switch (args->kind)
    {
    case NEXUS_PROOF_WRITE:
      return done (nexus_filesystem_write (filesystem, args->path, args->bytes, args->etag, args->flags, NULL, error));

    case NEXUS_PROOF_STREAM:
      return run_stream (run, args, error);

    case NEXUS_PROOF_APPEND:
      return run_append (run, args, error);

    case NEXUS_PROOF_RANGE:
      return run_range (run, args, error);

    case NEXUS_PROOF_MAKE_DIRECTORY:
      return done (nexus_filesystem_make_directory (filesystem, args->path, args->flags, NULL, error));

    case NEXUS_PROOF_MAKE_LINK:
      return done (nexus_filesystem_make_symbolic_link (filesystem, args->path, args->other, NULL, error));

    case NEXUS_PROOF_MOVE:
      return done (nexus_filesystem_move (filesystem, args->path, args->other, args->etag, args->flags, NULL, error));

    case NEXUS_PROOF_COPY:
      return done (nexus_filesystem_copy (filesystem, args->path, args->other, args->flags, NULL, error));

    case NEXUS_PROOF_DELETE:
      return nexus_filesystem_delete (filesystem, args->path, args->etag, args->flags, NULL, error);

    case NEXUS_PROOF_RESTORE:
      return done (nexus_filesystem_restore (filesystem, id, args->other, args->flags, NULL, error));

    case NEXUS_PROOF_DELETE_TRASHED:
      return nexus_filesystem_delete_trashed (filesystem, id, NULL, error);

    case NEXUS_PROOF_EMPTY_TRASH:
      return nexus_filesystem_empty_trash (filesystem, NULL, error);

    case NEXUS_PROOF_SET_MODIFIED:
      return done (nexus_filesystem_set_modified (filesystem, args->path, args->ns, NULL, error));

    case NEXUS_PROOF_SET_MODE:
      return done (nexus_filesystem_set_mode (filesystem, args->path, args->flags, NULL, error));

    case NEXUS_PROOF_SET_ATTRIBUTE:
      value = g_variant_ref_sink (g_variant_new_parsed (args->text));
      return nexus_filesystem_set_attribute (filesystem, args->path, args->other, value, NULL, error);

    case NEXUS_PROOF_REMOVE_ATTRIBUTE:
      return nexus_filesystem_remove_attribute (filesystem, args->path, args->other, NULL, error);

    case NEXUS_PROOF_ADD_TAG:
      return nexus_filesystem_add_tag (filesystem, args->path, args->other, NULL, error);

    case NEXUS_PROOF_REMOVE_TAG:
      return nexus_filesystem_remove_tag (filesystem, args->path, args->other, NULL, error);

    case NEXUS_PROOF_RENAME_TAG:
      return nexus_filesystem_rename_tag (filesystem, args->other, args->text, NULL, error);

    case NEXUS_PROOF_COLOR_TAG:
      return nexus_filesystem_set_tag_color (filesystem, args->other, args->text, NULL, error);

    case NEXUS_PROOF_DELETE_TAG:
      return nexus_filesystem_delete_tag (filesystem, args->other, NULL, error);

    case NEXUS_PROOF_RESTORE_VERSION:
      return done (nexus_filesystem_restore_version (filesystem, args->path, args->number, NULL, error));

    case NEXUS_PROOF_SAVE_SEARCH:
      return run_search (run, args, error);

    case NEXUS_PROOF_REMOVE_SEARCH:
      return nexus_filesystem_remove_search (filesystem, args->other, NULL, error);

    case NEXUS_PROOF_SNAPSHOT:
      return nexus_filesystem_create_snapshot (filesystem, args->other, args->path, NULL, error);

    case NEXUS_PROOF_DELETE_SNAPSHOT:
      return nexus_filesystem_delete_snapshot (filesystem, args->other, NULL, error);

    default:
      g_assert (args->kind == NEXUS_PROOF_RESTORE_SNAPSHOT);
      return nexus_filesystem_restore_snapshot (filesystem, args->other, args->path, NULL, error);
    }
}

void
nexus_proof_run_batch (NexusProofRun        *run,
                       NexusBatch           *batch,
                       const NexusProofArgs *args)
{
  g_autofree char *id = dup_trash_id (run, args);

  switch (args->kind)
    {
    case NEXUS_PROOF_WRITE:
      nexus_batch_write (batch, args->path, args->bytes, args->etag, args->flags);
      break;

    case NEXUS_PROOF_MAKE_DIRECTORY:
      nexus_batch_make_directory (batch, args->path, args->flags);
      break;

    case NEXUS_PROOF_MAKE_LINK:
      nexus_batch_make_symbolic_link (batch, args->path, args->other);
      break;

    case NEXUS_PROOF_MOVE:
      nexus_batch_move (batch, args->path, args->other, args->etag, args->flags);
      break;

    case NEXUS_PROOF_COPY:
      nexus_batch_copy (batch, args->path, args->other, args->flags);
      break;

    case NEXUS_PROOF_DELETE:
      nexus_batch_delete (batch, args->path, args->etag, args->flags);
      break;

    case NEXUS_PROOF_RESTORE:
      nexus_batch_restore (batch, id, args->other, args->flags);
      break;

    case NEXUS_PROOF_SET_MODIFIED:
      nexus_batch_set_modified (batch, args->path, args->ns);
      break;

    case NEXUS_PROOF_SET_MODE:
      nexus_batch_set_mode (batch, args->path, args->flags);
      break;

    case NEXUS_PROOF_SET_ATTRIBUTE:
      nexus_batch_set_attribute (batch, args->path, args->other, g_variant_new_parsed (args->text));
      break;

    case NEXUS_PROOF_REMOVE_ATTRIBUTE:
      nexus_batch_remove_attribute (batch, args->path, args->other);
      break;

    case NEXUS_PROOF_ADD_TAG:
      nexus_batch_add_tag (batch, args->path, args->other);
      break;

    case NEXUS_PROOF_REMOVE_TAG:
      nexus_batch_remove_tag (batch, args->path, args->other);
      break;

    case NEXUS_PROOF_RENAME_TAG:
      nexus_batch_rename_tag (batch, args->other, args->text);
      break;

    case NEXUS_PROOF_COLOR_TAG:
      nexus_batch_set_tag_color (batch, args->other, args->text);
      break;

    case NEXUS_PROOF_DELETE_TAG:
      nexus_batch_delete_tag (batch, args->other);
      break;

    default:
      g_assert (args->kind == NEXUS_PROOF_RESTORE_VERSION);
      nexus_batch_restore_version (batch, args->path, args->number);
      break;
    }
}

/* --- What is to change nothing --- */

static gboolean
perform (NexusOperation *operation,
         const char     *what,
         char          **difference)
{
  g_autoptr(GError) error = NULL;

  if (nexus_operation_run (operation, NULL, &error))
    return TRUE;
  *difference = g_strdup_printf ("%s: %s", what, error->message);

  return FALSE;
}

static gboolean
look (NexusProofRun  *run,
      gboolean        repair,
      char          **difference)
{
  const char * const everything[] = { "/", NULL };
  g_autoptr(NexusOperation) operation = repair ? NEXUS_OPERATION (nexus_filesystem_repair (run->filesystem))
                                               : NEXUS_OPERATION (nexus_filesystem_verify (run->filesystem, everything));
  NexusReport *report;

  if (!perform (operation, repair ? "repair" : "verify", difference))
    return FALSE;
  report = repair ? nexus_repair_get_report (NEXUS_REPAIR (operation)) : nexus_verify_get_report (NEXUS_VERIFY (operation));
  if (nexus_report_is_good (report) && g_list_model_get_n_items (nexus_report_get_findings (report)) == 0)
    return TRUE;
  *difference = nexus_report_to_text (report);

  return FALSE;
}

static void
move_on (NexusProofRun *run,
         char          *folder)
{
  nexus_proof_run_close (run);
  nexus_test_remove_tree (run->folder);
  g_free (run->folder);
  run->folder = folder;
  nexus_proof_run_connect (run);
}

static gboolean
back_up (NexusProofRun  *run,
         char          **difference)
{
  g_autofree char *path = g_strdup_printf ("%s-backup", run->folder);
  char *folder = g_strdup_printf ("%s-%u", run->folder, ++run->n_folders);
  g_autoptr(GFile) backup = g_file_new_for_path (path);
  g_autoptr(GFile) restored = g_file_new_for_path (folder);
  g_autoptr(NexusOperation) forth = nexus_filesystem_backup (run->filesystem, backup);
  g_autoptr(NexusOperation) back = nexus_restore_backup (backup, restored);
  gboolean good = perform (forth, "backup", difference) && perform (back, "restoring a backup", difference);

  nexus_test_remove_tree (path);
  if (good)
    move_on (run, folder);
  else
    g_free (folder);

  return good;
}

static char *
dump (NexusFilesystem  *filesystem,
      char            **difference)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(NexusOperation) operation = nexus_filesystem_dump (filesystem, stream, NEXUS_DUMP_JSONL);

  if (!perform (operation, "dump", difference) || !g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    return NULL;

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static NexusFilesystem *
connect_to (const char *folder)
{
  g_autofree char *yaml = g_strdup_printf ("data_dir: \"%s\"\ncontent_hash: sha256\ndurability: normal\n"
                                           "history_limit: %d\nindex_text: false\n", folder, NEXUS_PROOF_HISTORY);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_config_new_from_data (yaml, &error);
  NexusFilesystem *filesystem;

  g_assert_no_error (error);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

/* What another store makes of the dump is the same, to the last byte of its own dump. */
static gboolean
dump_and_load (NexusProofRun  *run,
               char          **difference)
{
  g_autofree char *folder = g_strdup_printf ("%s-loaded", run->folder);
  g_autoptr(NexusFilesystem) other = connect_to (folder);
  g_autofree char *before = dump (run->filesystem, difference);
  g_autofree char *after = NULL;
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GFile) contents = g_file_new_for_path (run->folder);

  if (before == NULL)
    return FALSE;
  stream = g_memory_input_stream_new_from_data (before, (gssize) strlen (before), NULL);
  load = nexus_filesystem_load (other, stream, contents, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  if (!perform (NEXUS_OPERATION (load), "load", difference))
    return FALSE;
  after = dump (other, difference);
  if (after == NULL)
    return FALSE;
  if (strcmp (before, after) != 0)
    *difference = g_strdup_printf ("a dump is another once it was loaded:\n%s\n%s", before, after);
  nexus_filesystem_close (other, NULL, NULL);
  nexus_test_remove_tree (folder);

  return *difference == NULL;
}

gboolean
nexus_proof_run_keep (NexusProofRun         *run,
                      const NexusProofArgs  *args,
                      char                 **difference)
{
  g_autoptr(NexusOperation) garbage = NULL;

  switch (args->kind)
    {
    case NEXUS_PROOF_READ:
      return nexus_proof_compare_read (run, args->path, difference);

    case NEXUS_PROOF_SEARCH:
      return nexus_proof_compare_search (run, args->other, difference);

    case NEXUS_PROOF_GARBAGE:
      garbage = nexus_filesystem_collect_garbage (run->filesystem, NEXUS_GARBAGE_NONE, 0);
      return perform (garbage, "garbage", difference) && nexus_proof_compare_all (run, difference);

    case NEXUS_PROOF_VERIFY:
      return look (run, FALSE, difference);

    case NEXUS_PROOF_REPAIR:
      return look (run, TRUE, difference);

    case NEXUS_PROOF_BACKUP:
      return back_up (run, difference);

    case NEXUS_PROOF_DUMP:
      return dump_and_load (run, difference);

    default:
      g_assert (args->kind == NEXUS_PROOF_REOPEN);
      nexus_proof_run_close (run);
      nexus_proof_run_connect (run);
      return TRUE;
    }
}

void
nexus_proof_run_connect (NexusProofRun *run)
{
  run->filesystem = connect_to (run->folder);
}

void
nexus_proof_run_close (NexusProofRun *run)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (run->filesystem, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&run->filesystem);
}
