/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-cli.h"

G_BEGIN_DECLS

/* Runs operations to their end, with a bar on the standard error if that is a terminal.  SIGINT, SIGTERM and SIGHUP
 * cancel the running one; a second one ends the program at once. */
typedef struct _NexusCliProgress NexusCliProgress;

NexusCliProgress *nexus_cli_progress_new        (gboolean           visible);
void              nexus_cli_progress_free       (NexusCliProgress  *self);
gboolean          nexus_cli_progress_run        (NexusCliProgress  *self,
                                                 NexusOperation    *operation,
                                                 GError           **error);
/* The number of the signal that came, 0 if none did. */
int               nexus_cli_progress_get_signal (NexusCliProgress  *self);
/* Takes the bar off the screen, so that a line can be printed. */
void              nexus_cli_progress_clear      (NexusCliProgress  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCliProgress, nexus_cli_progress_free)

G_END_DECLS
