/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"

/* Repairs a store that is not open. */

gboolean
_nexus_embedded_repair_closed (NexusConfig               *config,
                               const NexusRepairRequest  *request,
                               NexusRepairFunc            repair,
                               GCancellable              *cancellable,
                               GError                   **error)
{
  g_autoptr(NexusFilesystem) filesystem = nexus_connect (config, cancellable, error);
  gboolean good;

  if (filesystem == NULL)
    return FALSE;

  good = repair (filesystem, request, cancellable, error);

  return nexus_filesystem_close (filesystem, NULL, good ? error : NULL) && good;
}
