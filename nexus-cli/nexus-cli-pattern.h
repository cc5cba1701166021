/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-cli.h"

G_BEGIN_DECLS

/* A pattern of paths: "*", "?" and "[a-z]" within one name, "**" for any number of directories, "{a,b}" for
 * alternatives.  It never changes, and may be used from any thread. */
typedef struct _NexusCliPattern NexusCliPattern;

NexusCliPattern *nexus_cli_pattern_new          (const char             *text,
                                                 gboolean                ignore_case,
                                                 GError                **error);
void             nexus_cli_pattern_free         (NexusCliPattern        *self);
/* Whether it begins at the top of the store, wherever one stands. */
gboolean         nexus_cli_pattern_is_absolute  (const NexusCliPattern  *self);
/* Whether it has no slash, so that it is of names and not of paths. */
gboolean         nexus_cli_pattern_is_name      (const NexusCliPattern  *self);
gboolean         nexus_cli_pattern_matches_name (const NexusCliPattern  *self,
                                                 const char             *name);

/* Where one stands between the directory that a pattern begins at and what it matches: a set of positions in its
 * alternatives.  Stepping into a child gives the set of that child. */
typedef GArray NexusCliPatternState;

NexusCliPatternState *nexus_cli_pattern_start   (const NexusCliPattern  *self);
/* NULL if nothing at the child or below it can match. */
NexusCliPatternState *nexus_cli_pattern_step    (const NexusCliPattern  *self,
                                                 NexusCliPatternState   *state,
                                                 const char             *name);
gboolean         nexus_cli_pattern_is_match     (const NexusCliPattern  *self,
                                                 NexusCliPatternState   *state,
                                                 gboolean                is_directory);
/* Whether something below can match. */
gboolean         nexus_cli_pattern_goes_on      (const NexusCliPattern  *self,
                                                 NexusCliPatternState   *state);
/* The only names that a next step can be, sorted; NULL if others can too. */
GPtrArray       *nexus_cli_pattern_list_names   (const NexusCliPattern  *self,
                                                 NexusCliPatternState   *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCliPattern, nexus_cli_pattern_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCliPatternState, g_array_unref)

G_END_DECLS
