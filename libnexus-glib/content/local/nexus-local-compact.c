/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-local-private.h"

/* Writes what is kept of a pack anew elsewhere:
 *
 *   records → appended to another pack → synced → metadata finds them there, durably → the next ones …
 *
 * Whoever calls then removes the pack.  When the process ends in between, contents are in two places, and metadata finds
 * each of them in one.  A reader that has asked metadata before looks for its content in vain, asks again, and finds it. */

/* Records that metadata is told of in one transaction. */
#define BATCH 2000

typedef struct {
  NexusPacks *packs;
  guint64     id;
  GPtrArray  *from;
  GPtrArray  *to;
} Move;

/* FALSE without an error: it cannot be moved, and so the pack has to stay. */
static gboolean
move_record (Move               *move,
             int                 fd,
             const NexusExtent  *extent,
             GError            **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) old_locator = _nexus_locator_new_pack (move->id, extent->offset);
  g_autoptr(GBytes) locator = NULL;
  g_autoptr(NexusContentRef) content = NULL;
  NexusLocator parsed;
  guint8 hash[NEXUS_HASH_SIZE];
  gsize size;

  bytes = _nexus_pack_read_record (fd, extent->offset, extent->size, hash);
  if (bytes == NULL)
    return FALSE;

  size = g_bytes_get_size (bytes);
  locator = _nexus_packs_append (move->packs, hash, g_bytes_get_data (bytes, NULL), size, error);
  if (locator == NULL)
    return FALSE;

  /* One that was staged a moment ago may be found where it is. */
  content = _nexus_content_ref_new (hash, size, locator);
  if (!_nexus_locator_parse (content, &parsed, error) || parsed.pack == move->id)
    return FALSE;

  g_ptr_array_add (move->from, _nexus_content_ref_new (hash, size, old_locator));
  g_ptr_array_add (move->to, g_steal_pointer (&content));

  return TRUE;
}

static gboolean
tell (Move                          *move,
      const NexusContentSweepFuncs  *funcs,
      GError                       **error)
{
  gboolean good = _nexus_packs_sync (move->packs, error) &&
                  funcs->relocate (funcs->user_data, move->from, move->to, error);

  /* What was appended here must not be found again after it has been swept in its turn. */
  _nexus_packs_forget (move->packs);
  g_ptr_array_set_size (move->from, 0);
  g_ptr_array_set_size (move->to, 0);

  return good;
}

gboolean
_nexus_local_compact (NexusPacks                    *packs,
                      int                            fd,
                      guint64                        id,
                      GArray                        *extents,
                      const NexusContentSweepFuncs  *funcs,
                      gboolean                      *done,
                      GCancellable                  *cancellable,
                      GError                       **error)
{
  g_autoptr(GPtrArray) from = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);
  g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);
  g_autoptr(GError) local_error = NULL;
  Move move = { packs, id, from, to };

  *done = FALSE;
  for (guint i = 0; i < extents->len; i++)
    {
      gboolean last = i + 1 == extents->len;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (move_record (&move, fd, &g_array_index (extents, NexusExtent, i), &local_error) &&
          ((from->len < BATCH && !last) || tell (&move, funcs, &local_error)))
        continue;

      /* A full disk has no room for what would free more of it, and damage is for who verifies the store. */
      _nexus_packs_forget (packs);
      if (local_error == NULL || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *done = TRUE;

  return TRUE;
}
