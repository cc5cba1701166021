/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-fixture.h"
#include "nexus-lib-ops.h"
#include "nexus-lib-rows.h"

G_BEGIN_DECLS

/* A filled store, of which the rows are looked at once the test is over. */

static inline void
nexus_lib_undo_set_up (Fixture       *fixture,
                       gconstpointer  data)
{
  fixture_set_up (fixture, data);
  nexus_lib_fill (fixture->filesystem);
}

static inline void
nexus_lib_undo_tear_down (Fixture       *fixture,
                          gconstpointer  data)
{
  nexus_lib_rows_check (fixture->folder);
  fixture_tear_down (fixture, data);
}

G_END_DECLS
