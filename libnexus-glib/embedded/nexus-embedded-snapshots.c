/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-private.h"
#include "nexus-error.h"

/* Snapshots: metadata has them, and contents are read by their hashes. */

/* So often a content is looked for anew that was moved while it was read. */
#define TRIES_MAX 100

static GPtrArray *
nexus_embedded_list_snapshots (NexusFilesystem  *filesystem,
                               GCancellable     *cancellable,
                               GError          **error)
{
  return _nexus_metadata_store_list_snapshots (NEXUS_EMBEDDED (filesystem)->metadata, cancellable, error);
}

static GPtrArray *
nexus_embedded_diff_snapshot (NexusFilesystem  *filesystem,
                              const char       *name,
                              const char       *other,
                              GCancellable     *cancellable,
                              GError          **error)
{
  return _nexus_metadata_store_diff_snapshot (NEXUS_EMBEDDED (filesystem)->metadata, name, other, cancellable, error);
}

static gboolean
nexus_embedded_dump_snapshot (NexusFilesystem  *filesystem,
                              const char       *name,
                              const char       *path,
                              NexusRecordFunc   func,
                              gpointer          user_data,
                              GCancellable     *cancellable,
                              GError          **error)
{
  return _nexus_metadata_store_dump_snapshot (NEXUS_EMBEDDED (filesystem)->metadata, name, path, func, user_data,
                                              cancellable, error);
}

static NexusContentReader *
nexus_embedded_open_content (NexusFilesystem  *filesystem,
                             const guint8     *hash,
                             GCancellable     *cancellable,
                             GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  g_autoptr(GBytes) former = NULL;

  for (guint n_tries = 0;; n_tries++)
    {
      g_autoptr(NexusContentRef) content = NULL;
      g_autoptr(GError) local_error = NULL;
      NexusContentReader *reader;

      content = _nexus_metadata_store_find_content (self->metadata, hash, cancellable, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (content == NULL || content->locator == NULL)
        {
          g_set_error_literal (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING, _("The content is not in this store"));
          return NULL;
        }

      reader = _nexus_content_store_open (self->content, content, &local_error);
      if (reader != NULL)
        return reader;
      if (n_tries >= TRIES_MAX || (former != NULL && g_bytes_equal (former, content->locator)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      g_clear_pointer (&former, g_bytes_unref);
      former = g_bytes_ref (content->locator);
    }
}

void
_nexus_embedded_snapshots_class_init (NexusFilesystemClass *klass)
{
  klass->list_snapshots = nexus_embedded_list_snapshots;
  klass->diff_snapshot = nexus_embedded_diff_snapshot;
  klass->dump_snapshot = nexus_embedded_dump_snapshot;
  klass->open_content = nexus_embedded_open_content;
}
