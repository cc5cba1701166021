/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-ops.h"
#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* One call with what is to come of it, in the store that nexus_lib_fill() fills. */

#define NEXUS_LIB_CASE_OK (-1)

typedef void (*NexusLibCheck) (NexusFilesystem    *filesystem,
                               const NexusLibArgs *args,
                               gpointer            result);

typedef struct {
  const char    *title;
  const char    *op;
  NexusLibArgs   args;
  int            code;   /* of G_IO_ERROR, or NEXUS_LIB_CASE_OK */
  NexusLibCheck  check;
} NexusLibCase;

/* Each ends with a case without a title. */
extern const NexusLibCase nexus_lib_tree_cases[];
extern const NexusLibCase nexus_lib_facts_cases[];

/* For both of them. */
void nexus_lib_check_hello        (NexusFilesystem    *filesystem,
                                   const NexusLibArgs *args,
                                   gpointer            result);
void nexus_lib_check_stream_hello (NexusFilesystem    *filesystem,
                                   const NexusLibArgs *args,
                                   gpointer            result);
void nexus_lib_assert_value       (GVariant           *value,
                                   GVariant           *expected);

G_END_DECLS
