/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-verify-private.h"
#include "nexus-error.h"

/* Verifying: the database first, then the contents that it knows, then what lies on the disk. */

typedef struct {
  NexusMetadataStore *metadata;
  NexusReport        *report;
  GCancellable       *cancellable;
} Strays;

static gboolean
on_found (const NexusContentFound  *found,
          gpointer                  user_data,
          GError                  **error)
{
  Strays *self = user_data;
  NexusReportCounts *counts = _nexus_report_get_counts (self->report);
  g_autoptr(NexusContentRef) known = NULL;
  g_autoptr(GError) local_error = NULL;

  if (!found->is_content)
    {
      g_autofree char *message = g_strdup_printf (_("“%s” in the data folder is no part of the store."), found->name);

      _nexus_report_add (self->report, _nexus_finding_new (NEXUS_FINDING_STRANGE_FILE, NEXUS_FINDING_FOUND, message, NULL, NULL));
      return TRUE;
    }

  known = _nexus_metadata_store_find_content (self->metadata, found->hash, self->cancellable, &local_error);
  /* A row that cannot be read was told of already. */
  if (local_error != NULL && !g_error_matches (local_error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (known == NULL && local_error == NULL)
    {
      counts->n_unreferenced++;
      counts->unreferenced_size += found->size;
    }

  return TRUE;
}

static void
tell_damages (NexusReport *report,
              GPtrArray   *damages)
{
  for (guint i = 0; i < damages->len; i++)
    {
      NexusDamage *damage = g_ptr_array_index (damages, i);
      char etag[2 * NEXUS_HASH_SIZE + 1];

      _nexus_hash_to_hex (damage->content->hash, etag);
      _nexus_report_add (report, _nexus_finding_new (_nexus_damage_get_kind (damage), NEXUS_FINDING_FOUND,
                                                     damage->error->message, etag, damage->uses));
    }
}

/* What is not worth it unless everything is looked at. */
static gboolean
is_whole (const NexusVerifyRequest *request)
{
  return request->paths == NULL && request->max_bytes == 0 && request->max_time == 0 &&
         request->good_before_ns == G_MAXINT64;
}

static gboolean
check (NexusCheckRun             *run,
       const NexusVerifyRequest  *request,
       GArray                    *ids,
       GCancellable              *cancellable,
       GError                   **error)
{
  gboolean good;

  if (is_whole (request) && !_nexus_texts_begin (run, FALSE, cancellable, error))
    return FALSE;
  good = _nexus_check_contents (run, ids, cancellable, error) && _nexus_texts_end (run, FALSE, cancellable, error);
  _nexus_texts_clear (run);

  return good;
}

gboolean
_nexus_embedded_run_verify (NexusMetadataStore        *metadata,
                            NexusContentStore         *content,
                            const NexusVerifyRequest  *request,
                            GCancellable              *cancellable,
                            GError                   **error)
{
  gboolean partial = request->max_bytes > 0 || request->max_time > 0;
  g_autoptr(GPtrArray) damages = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_damage_free);
  NexusCheckRun run = {
    .metadata = metadata,
    .content = content,
    .operation = request->operation,
    .report = request->report,
    .max_bytes = request->max_bytes,
    .max_time = request->max_time,
    .note = TRUE,
    .damages = damages,
  };
  Strays strays = { .metadata = metadata, .report = request->report, .cancellable = cancellable };
  g_autoptr(GArray) ids = NULL;
  guint64 n_bytes;

  if (request->paths == NULL && !_nexus_metadata_store_verify (metadata, FALSE, request->report, cancellable, error))
    return FALSE;

  ids = _nexus_metadata_store_plan_check (metadata, request->paths, request->good_before_ns, partial, &n_bytes,
                                          cancellable, error);
  if (ids == NULL)
    return FALSE;

  _nexus_operation_add_total (request->operation, ids->len, n_bytes);
  if (!check (&run, request, ids, cancellable, error))
    return FALSE;
  tell_damages (request->report, damages);
  _nexus_report_get_counts (request->report)->complete = run.complete;

  if (!is_whole (request))
    return TRUE;

  return _nexus_content_store_scan (content, on_found, &strays, cancellable, error);
}
