/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#define NEXUS_GLIB_INSIDE
# include "nexus-version-macros.h"
# include "nexus-types.h"
# include "nexus-enums.h"
# include "nexus-error.h"
# include "nexus-path.h"
# include "nexus-config.h"
# include "nexus-entry.h"
# include "nexus-query.h"
# include "nexus-saved-search.h"
# include "nexus-version.h"
# include "nexus-trash-item.h"
# include "nexus-tag.h"
# include "nexus-change.h"
# include "nexus-statistics.h"
# include "nexus-failure.h"
# include "nexus-operation.h"
# include "nexus-entry-enumerator.h"
# include "nexus-search-results.h"
# include "nexus-filesystem.h"
# include "nexus-batch.h"
# include "nexus-collision.h"
# include "nexus-load.h"
# include "nexus-filesystem-dump.h"
# include "nexus-model-row.h"
# include "nexus-list-model.h"
# include "nexus-directory-model.h"
# include "nexus-search-model.h"
# include "nexus-filesystem-gc.h"
# include "nexus-schema.h"
# include "nexus-vfs.h"
#undef NEXUS_GLIB_INSIDE
