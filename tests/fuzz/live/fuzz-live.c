/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-live.h"

/* Databases that somebody changes while they are open.  `fuzz-database` opens a store for each input and does everything
 * with it; here one stays open, and an input changes up to four rows, pages or parts of the schema and asks up to four
 * things, so that a hundred times as much is tried in the same time.
 *
 * Rows get the checksum of what they say now, unless the input says otherwise: then nothing may be told that was not
 * stored.  Pages always do.  One input of 64 may change the schema, and one of 256 is opened as a store of its own, for
 * the first time; which of them is told by its bytes, so that it is the same when it is tried again.
 *
 * TMPDIR=/dev/shm makes it faster. */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

#define QUESTIONS_MAX 4
#define SCHEMA_EACH 64
#define COLD_EACH 256

static guint32
make_hash (const guint8 *data,
           gsize         size)
{
  guint32 hash = 5381;

  for (gsize i = 0; i < size; i++)
    hash = hash * 33 + data[i];

  return hash * 0x9e3779b1u >> 16;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  Live *live = live_get ();
  Input input = { data, size };
  LiveChange change;
  guint32 hash = make_hash (data, size);

  live_change (live, &input, hash % SCHEMA_EACH == 0, &change);
  if (hash % COLD_EACH == 0)
    live_open (live, &input, &change);
  else
    for (guint i = 0; i < QUESTIONS_MAX && (i == 0 || input.size > 0); i++)
      live_ask (live, &input, &change);
  live_restore (live);

  return 0;
}
