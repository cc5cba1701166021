/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/**
 * NEXUS_PATH_MAX:
 *
 * The largest length of a path, in bytes without the terminating NUL.
 *
 * Since: 0.1
 */
#define NEXUS_PATH_MAX 4096

/**
 * NEXUS_NAME_MAX:
 *
 * The largest length of a name, in bytes without the terminating NUL.
 *
 * Since: 0.1
 */
#define NEXUS_NAME_MAX 255

NEXUS_AVAILABLE_IN_0_1
char     *nexus_path_normalize     (const char  *path,
                                    GError     **error);
NEXUS_AVAILABLE_IN_0_1
char     *nexus_path_join          (const char  *directory,
                                    const char  *name,
                                    GError     **error);
NEXUS_AVAILABLE_IN_0_1
char     *nexus_path_dup_parent    (const char  *path);
NEXUS_AVAILABLE_IN_0_1
char     *nexus_path_dup_name      (const char  *path);
NEXUS_AVAILABLE_IN_0_1
gboolean  nexus_path_is_below      (const char  *path,
                                    const char  *directory);
NEXUS_AVAILABLE_IN_0_1
gboolean  nexus_path_validate_name (const char  *name,
                                    GError     **error);
NEXUS_AVAILABLE_IN_0_1
char     *nexus_path_display       (const char  *path);

G_END_DECLS
