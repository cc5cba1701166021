/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-import-private.h"
#include "nexus-filesystem-quota.h"
#include "nexus-path.h"
#include "nexus-quota.h"

/* So often a file that changes while it is read is begun again. */
#define TRIES 2

void
_nexus_import_item_free (NexusImportItem *item)
{
  _nexus_transfer_dir_unref (item->dir);
  g_free (item->name);
  g_free (item->path);
  g_free (item->target);
  g_free (item->etag);
  g_free (item);
}

GPtrArray *
_nexus_import_begin_mutations (NexusImportItem *item)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);

  if (item->replace)
    {
      NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_DELETE, item->path);

      mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
      g_ptr_array_add (mutations, mutation);
    }

  return mutations;
}

/* Where nothing was a moment ago, only REPLACE may replace what has come since. */
NexusWriteFlags
_nexus_import_get_write_flags (NexusImportItem *item)
{
  if (item->replace || item->etag != NULL || item->import->policy == NEXUS_CONFLICT_REPLACE)
    return NEXUS_WRITE_NONE;

  return NEXUS_WRITE_CREATE;
}

void
_nexus_import_set_facts (NexusImportItem *item,
                         NexusMutation   *mutation)
{
  if (item->info.has_time)
    {
      mutation->modified_ns = item->info.modified_ns;
      mutation->fields |= NEXUS_MUTATION_HAS_MODIFIED;
    }
  if (item->info.has_mode)
    {
      mutation->mode = item->info.mode & 07777;
      mutation->fields |= NEXUS_MUTATION_HAS_MODE;
    }
}

/* One buffer per thread: files come by the thousand. */
static guint8 *
get_buffer (void)
{
  static GPrivate buffer = G_PRIVATE_INIT (g_free);
  guint8 *data = g_private_get (&buffer);

  if (data == NULL)
    {
      data = g_malloc (NEXUS_TRANSFER_WHOLE + 1);
      g_private_set (&buffer, data);
    }

  return data;
}

/* Whether a file is read in pieces, which count as they are read. */
static gboolean
is_large (const NexusTransferInfo *info)
{
  return !info->has_size || info->size > NEXUS_TRANSFER_WHOLE;
}

/* NULL with an error, or with *changed if the file was not the same from beginning to end. */
static NexusContentRef *
read_whole (NexusTransferInput  *input,
            NexusImportItem     *item,
            gboolean            *changed,
            GError             **error)
{
  NexusImport *import = item->import;
  guint8 *buffer = get_buffer ();
  gssize count = input->dir->source->read (input, buffer, item->info.size + 1, import->cancellable, error);

  if (count < 0)
    return NULL;
  if ((guint64) count != item->info.size)
    {
      *changed = TRUE;
      return NULL;
    }

  return _nexus_filesystem_stage (import->filesystem, buffer, count, import->cancellable, error);
}

/* A large file that a quota is going to refuse is not read first.  Other files that are still on their way into the store
 * may replace larger ones: then only what a directory may never have is known to be too much. */
static gboolean
has_room (NexusImportItem  *item,
          GError          **error)
{
  NexusImport *import = item->import;
  gboolean grows = import->policy != NEXUS_CONFLICT_REPLACE && import->policy != NEXUS_CONFLICT_NEWER;
  g_autoptr(GListModel) quotas = NULL;

  quotas = nexus_filesystem_list_quotas (import->filesystem, NULL, import->cancellable, NULL);
  for (guint i = 0; quotas != NULL && i < g_list_model_get_n_items (quotas); i++)
    {
      g_autoptr(NexusQuota) quota = g_list_model_get_item (quotas, i);
      const char *path = nexus_quota_get_path (quota);
      guint64 may = nexus_quota_get_hard_bytes (quota), has = nexus_quota_get_used_bytes (quota);
      g_autofree char *may_text = NULL;
      g_autofree char *has_text = NULL;
      g_autofree char *more_text = NULL;

      if (may == 0 || (strcmp (path, "/") != 0 && !nexus_path_is_below (item->path, path)) ||
          (item->info.size <= may && (!grows || has <= may - item->info.size)))
        continue;

      may_text = g_format_size_full (may, G_FORMAT_SIZE_LONG_FORMAT);
      has_text = g_format_size_full (has, G_FORMAT_SIZE_LONG_FORMAT);
      more_text = g_format_size_full (item->info.size, G_FORMAT_SIZE_LONG_FORMAT);
      /* Translators: a path and three sizes */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("The directory “%s” may hold %s and holds %s, so that there is no room for %s more. "
                     "Delete something in it, or raise its quota."), path, may_text, has_text, more_text);
      return FALSE;
    }

  return TRUE;
}

static NexusContentRef *
read_pieces (NexusTransferInput  *input,
             NexusImportItem     *item,
             gboolean            *changed,
             GError             **error)
{
  NexusImport *import = item->import;
  g_autoptr(NexusContentWriter) writer = NULL;
  guint64 size = 0;
  gssize count;

  if (item->info.has_size && !has_room (item, error))
    return NULL;
  writer = _nexus_filesystem_begin_upload (import->filesystem, item->info.size, error);
  if (writer == NULL)
    return NULL;

  do
    {
      gsize room;
      void *place = _nexus_content_writer_prepare (writer, &room);

      count = input->dir->source->read (input, place, room, import->cancellable, error);
      if (count <= 0)
        break;
      if (!_nexus_operation_checkpoint (NEXUS_OPERATION (import), import->cancellable, error) ||
          !_nexus_content_writer_commit (writer, (gsize) count, error))
        return NULL;
      size += count;
      _nexus_operation_add_done (NEXUS_OPERATION (import), 0, count);
    }
  while (count > 0);
  if (count < 0)
    return NULL;
  if (item->info.has_size && size != item->info.size)
    {
      *changed = TRUE;
      return NULL;
    }

  return _nexus_content_writer_finish (writer, error);
}

/* Whether a file that was read is still the one that was opened; without a time only its size tells. */
static gboolean
is_same_file (const NexusTransferInfo *before,
              const NexusTransferInfo *after)
{
  return S_ISREG (after->mode) && before->has_size == after->has_size && before->size == after->size &&
         before->has_time == after->has_time && before->modified_ns == after->modified_ns;
}

/* Reads a file once.  What it was found to be afterwards is what the next try expects. */
static NexusContentRef *
try_read (NexusImportItem  *item,
          gboolean         *changed,
          GError          **error)
{
  NexusTransferInput input = { .dir = item->dir, .name = item->name, .fd = -1 };
  const NexusTransferSource *source = item->dir->source;
  GCancellable *cancellable = item->import->cancellable;
  g_autoptr(NexusContentRef) content = NULL;
  NexusTransferInfo after;

  *changed = FALSE;
  if (!source->open_file (&input, &item->info, cancellable, error))
    return NULL;

  if (is_large (&item->info))
    content = read_pieces (&input, item, changed, error);
  else
    content = read_whole (&input, item, changed, error);
  if (content != NULL || *changed)
    {
      if (!source->get_info_again (&input, &after, cancellable, *changed ? NULL : error))
        {
          g_clear_pointer (&content, _nexus_content_ref_unref);
        }
      else if (!is_same_file (&item->info, &after))
        {
          *changed = TRUE;
          if (S_ISREG (after.mode))
            item->info = after;
        }
    }
  source->close_file (&input);

  return *changed ? NULL : g_steal_pointer (&content);
}

static NexusContentRef *
read_content (NexusImportItem  *item,
              GError          **error)
{
  for (guint i = 0; i < TRIES; i++)
    {
      gboolean changed;
      NexusContentRef *content;

      /* The pieces of a large file count as they are read: twice, if it is. */
      if (i > 0 && is_large (&item->info))
        _nexus_operation_add_total (NEXUS_OPERATION (item->import), 0, item->info.size);
      content = try_read (item, &changed, error);
      if (!changed)
        return content;
    }

  _nexus_transfer_set_error (error, EBUSY, _("read while it was being changed"), item->dir, item->name);

  return NULL;
}

static void
hand_over (NexusImportItem *item,
           NexusContentRef *content)
{
  GPtrArray *mutations = _nexus_import_begin_mutations (item);
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, item->path);

  mutation->content = content;
  mutation->write_flags = _nexus_import_get_write_flags (item);
  mutation->etag = g_steal_pointer (&item->etag);
  _nexus_import_set_facts (item, mutation);
  g_ptr_array_add (mutations, mutation);

  _nexus_committer_add (item->import->committer, mutations, item->path, 1,
                        is_large (&item->info) ? 0 : item->info.size);
}

void
_nexus_import_read (gpointer data,
                    gpointer user_data)
{
  NexusImportItem *item = data;
  NexusImport *import = item->import;
  NexusOperation *operation = NEXUS_OPERATION (import);
  g_autoptr(GError) error = NULL;
  NexusContentRef *content = NULL;

  if (!_nexus_committer_has_ended (import->committer) &&
      _nexus_operation_checkpoint (operation, import->cancellable, &error))
    {
      content = read_content (item, &error);
      if (content != NULL)
        hand_over (item, content);
    }

  /* A full disk or a lost connection would fail each of the rest the same way: the import ends, with what was read so
   * far where the disk still takes it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      _nexus_committer_fail (import->committer, error);
    }
  else if (error != NULL && _nexus_transfer_is_fatal (error))
    {
      _nexus_committer_stop (import->committer, error);
    }
  else if (error != NULL)
    {
      g_autofree char *shown = nexus_path_display (item->path);

      _nexus_operation_add_failure (operation, shown, error);
      _nexus_operation_add_done (operation, 1, 0);
    }

  _nexus_import_item_free (item);
}
