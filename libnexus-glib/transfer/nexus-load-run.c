/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "nexus-collision-private.h"
#include "nexus-error.h"
#include "nexus-jsonl-private.h"
#include "nexus-load-private.h"
#include "nexus-original-private.h"
#include "nexus-path.h"

/* How a dump is loaded.
 *
 *   stream ─ lines ─► each is read and checked ─ contents from a folder ─► spool       nothing of the tree is changed yet
 *                                                        spool ─► one transaction      all of it or nothing
 *
 * A line that is bad is found in the first part; one that cannot be loaded rolls the second one back.  Either way the
 * store is as it was, but for contents that nothing refers to and that the next collection of garbage takes away. */

#define CHECK_EVERY 256

typedef struct {
  NexusRecordSource  source;        /* the head: what the store sees */

  NexusLoad         *load;
  NexusOperation    *operation;
  GCancellable      *cancellable;
  NexusLoadSpool    *spool;
  NexusLoadContents *contents;
  guint64            line;          /* that is being read or applied; 0: none yet */
  guint64            n_records;
  NexusLoadCounts    counts;
  GPtrArray         *collisions;
} Run;

/* Errors of the whole, which no line is at fault for. */
static gboolean
is_general (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY);
}

static void
name_line (Run     *self,
           GError **error)
{
  if (self->line > 0 && !is_general (*error))
    g_prefix_error (error, _("line %" PRIu64 ": "), self->line);
}

/* --- The first part: into the spool --- */

/* A content that is damaged is told of and left out; the disk of the store has to be in order. */
static gboolean
take (Run                 *self,
      const NexusRecord   *record,
      NexusRecordContent  *content,
      const char          *content_path,
      GError             **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *shown = NULL;

  if (_nexus_load_contents_take (self->contents, content, content_path, &local_error))
    return TRUE;

  if (is_general (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  shown = nexus_path_display (record->path);
  _nexus_operation_add_failure (self->operation, shown, local_error);

  return TRUE;
}

static gboolean
take_contents (Run          *self,
               NexusRecord  *record,
               const char   *content_path,
               GError      **error)
{
  if (record->kind != NEXUS_KIND_FILE)
    return TRUE;

  if (!take (self, record, &record->content, content_path, error))
    return FALSE;
  for (guint i = 0; record->versions != NULL && i < record->versions->len; i++)
    {
      if (!take (self, record, &g_array_index (record->versions, NexusRecordVersion, i).content, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
count_record (Run          *self,
              const char   *path,
              gsize         bytes,
              GError      **error)
{
  self->n_records++;
  if (self->n_records % CHECK_EVERY != 0)
    return TRUE;

  _nexus_operation_add_total (self->operation, CHECK_EVERY, bytes);
  _nexus_operation_add_done (self->operation, 0, bytes);
  _nexus_operation_set_path (self->operation, path);

  return _nexus_operation_checkpoint (self->operation, self->cancellable, error);
}

static gboolean
read_line (Run             *self,
           NexusLoadLines  *lines,
           gboolean        *more,
           GError         **error)
{
  g_auto(NexusRecord) record = { 0 };
  const char *line;
  gsize length;

  if (!_nexus_load_lines_next (lines, &line, &length, &self->line, self->cancellable, error))
    return FALSE;

  *more = line != NULL;
  if (!*more)
    return TRUE;

  return _nexus_jsonl_read (line, length, &record, error) &&
         take_contents (self, &record, NULL, error) &&
         _nexus_load_spool_add (self->spool, self->line, &record, error) &&
         count_record (self, record.path, self->n_records % CHECK_EVERY == CHECK_EVERY - 1 ?
                         _nexus_load_lines_count (lines) : 0, error);
}

static gboolean
read_stream (Run     *self,
             GError **error)
{
  g_autoptr(NexusLoadLines) lines = _nexus_load_lines_new (self->load->stream);
  gboolean more = TRUE;

  while (more)
    {
      if (!read_line (self, lines, &more, error))
        {
          name_line (self, error);
          return FALSE;
        }
    }
  _nexus_operation_add_total (self->operation, self->n_records % CHECK_EVERY, _nexus_load_lines_count (lines));

  return TRUE;
}

static gboolean
read_original (Run     *self,
               GError **error)
{
  g_autofree char *path = g_file_get_path (self->load->data_dir);
  g_autoptr(NexusOriginal) original = NULL;
  gboolean more = TRUE;

  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (self->load->data_dir);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” has no path on this computer; copy it to a local folder, then load from that"), uri);
      return FALSE;
    }

  original = _nexus_original_open (path, self->cancellable, error);
  if (original == NULL)
    return FALSE;

  for (;;)
    {
      g_auto(NexusRecord) record = { 0 };
      g_autofree char *content_path = NULL;

      if (!_nexus_original_next (original, &record, &content_path, &more, error))
        return FALSE;
      if (!more)
        break;

      if (!take_contents (self, &record, content_path, error) ||
          !_nexus_load_spool_add (self->spool, 0, &record, error) ||
          !count_record (self, record.path, 0, error))
        return FALSE;
    }
  _nexus_operation_add_total (self->operation, self->n_records % CHECK_EVERY, 0);

  return TRUE;
}

/* --- The second part: out of it again, in the transaction --- */

static gboolean
next_record (NexusRecordSource  *source,
             NexusRecord        *record,
             gboolean           *more,
             GError            **error)
{
  Run *self = (Run *) source;

  if (!_nexus_load_spool_next (self->spool, &self->line, record, more, error))
    return FALSE;
  if (!*more)
    self->line = 0;

  return TRUE;
}

static void
add_collision (Run                 *self,
               const NexusRecord   *record,
               NexusLoadResolution  resolution,
               const guint8        *existing,
               const char          *new_path)
{
  char existing_hex[2 * NEXUS_HASH_SIZE + 1];
  char imported_hex[2 * NEXUS_HASH_SIZE + 1];

  self->counts.collisions++;
  if (self->collisions->len >= NEXUS_LOAD_COLLISIONS_MAX)
    return;

  if (existing != NULL)
    _nexus_hash_to_hex (existing, existing_hex);
  _nexus_hash_to_hex (record->content.ref != NULL ? record->content.ref->hash : record->content.hash, imported_hex);
  g_ptr_array_add (self->collisions,
                   _nexus_collision_new (record->path, new_path, existing != NULL ? existing_hex : NULL,
                                         record->kind == NEXUS_KIND_FILE ? imported_hex : NULL, resolution));
}

static void
settled (NexusRecordSource  *source,
         const NexusRecord  *record,
         NexusRecordFate     fate,
         const guint8       *existing,
         const char         *new_path)
{
  Run *self = (Run *) source;
  guint64 total;

  switch (fate)
    {
    case NEXUS_RECORD_CREATED:
      self->counts.created++;
      break;

    case NEXUS_RECORD_UPDATED:
      self->counts.updated++;
      break;

    case NEXUS_RECORD_SKIPPED:
      self->counts.skipped++;
      add_collision (self, record, NEXUS_LOAD_SKIPPED, existing, new_path);
      break;

    case NEXUS_RECORD_OVERWRITTEN:
      self->counts.updated++;
      add_collision (self, record, NEXUS_LOAD_OVERWRITTEN, existing, new_path);
      break;

    case NEXUS_RECORD_REMAPPED:
      self->counts.remapped++;
      add_collision (self, record, NEXUS_LOAD_REMAPPED, existing, new_path);
      break;

    default:
      g_assert_not_reached ();
    }

  total = self->counts.created + self->counts.updated + self->counts.skipped + self->counts.remapped;
  if (total % CHECK_EVERY == 0)
    _nexus_operation_add_done (self->operation, CHECK_EVERY, 0);
}

static gboolean
apply (Run     *self,
       GError **error)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_LOAD, NULL);
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (mutation, self->cancellable);

  mutation->records = &self->source;
  self->line = 0;
  _nexus_filesystem_apply (self->load->filesystem, &transaction, 1);

  if (transaction->error == NULL || transaction->error->domain == NEXUS_RECORD_DRY_RUN)
    return TRUE;

  name_line (self, &transaction->error);
  g_propagate_error (error, g_steal_pointer (&transaction->error));

  return FALSE;
}

static void
publish (Run *self)
{
  NexusLoad *load = self->load;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&load->lock);

  _nexus_operation_add_done (self->operation, self->n_records % CHECK_EVERY, 0);
  _nexus_operation_add_skipped (self->operation, self->counts.skipped, 0);
  self->counts.missing = self->source.n_missing;
  load->counts = self->counts;
  g_list_store_splice (load->collisions, 0, 0, self->collisions->pdata, self->collisions->len);
}

gboolean
_nexus_load_execute (NexusOperation  *operation,
                     GCancellable    *cancellable,
                     GError         **error)
{
  NexusLoad *load = NEXUS_LOAD (operation);
  g_autoptr(NexusLoadContents) contents = NULL;
  g_autoptr(NexusLoadSpool) spool = NULL;
  g_autoptr(GPtrArray) collisions = g_ptr_array_new_with_free_func (g_object_unref);
  Run self = {
    .source = { .next = next_record, .settled = settled, .conflict = load->conflict },
    .load = load,
    .operation = operation,
    .cancellable = cancellable,
    .collisions = collisions,
  };

  if (!_nexus_operation_checkpoint (operation, cancellable, error) ||
      !_nexus_filesystem_enter (load->filesystem, error))
    return FALSE;
  /* Only to find out that it is open: nothing is to be read for a store that is not. */
  _nexus_filesystem_leave (load->filesystem);

  self.source.dry_run = (load->flags & NEXUS_LOAD_DRY_RUN) != 0;
  self.contents = contents = _nexus_load_contents_new (load->filesystem, operation,
                                                       load->data_dir != NULL ? load->data_dir : load->contents,
                                                       self.source.dry_run, cancellable, error);
  if (contents == NULL)
    return FALSE;
  self.spool = spool = _nexus_load_spool_new (load->filesystem, error);
  if (spool == NULL)
    return FALSE;

  if (!(load->data_dir != NULL ? read_original (&self, error) : read_stream (&self, error)) ||
      !_nexus_load_spool_rewind (spool, error) ||
      !apply (&self, error))
    return FALSE;
  publish (&self);

  return TRUE;
}
