/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-private.h"
#include "nexus-path.h"
#include "nexus-quota.h"

/* The end of the disk.  Contents leave the reserve alone; so much of it as the database needs for names, tags and the like
 * is at first there for everybody, and the second half only for what makes room, or takes back what took it. */

static gboolean
makes_room (const NexusMutation *mutation)
{
  switch (mutation->kind)
    {
    case NEXUS_MUTATION_DELETE:
    case NEXUS_MUTATION_DELETE_TRASH:
    case NEXUS_MUTATION_EMPTY_TRASH:
    case NEXUS_MUTATION_REMOVE_ATTRIBUTE:
    case NEXUS_MUTATION_REMOVE_TAG:
    case NEXUS_MUTATION_DELETE_TAG:
    case NEXUS_MUTATION_REMOVE_SEARCH:
    case NEXUS_MUTATION_DELETE_SNAPSHOT:
    case NEXUS_MUTATION_UNDO:
    case NEXUS_MUTATION_REDO:
      return TRUE;

    case NEXUS_MUTATION_PUT_FILE:
    case NEXUS_MUTATION_MAKE_DIRECTORY:
    case NEXUS_MUTATION_MAKE_LINK:
    case NEXUS_MUTATION_MOVE:
    case NEXUS_MUTATION_COPY:
    case NEXUS_MUTATION_SET_FACTS:
    case NEXUS_MUTATION_SET_ATTRIBUTE:
    case NEXUS_MUTATION_ADD_TAG:
    case NEXUS_MUTATION_RENAME_TAG:
    case NEXUS_MUTATION_SET_TAG_COLOR:
    case NEXUS_MUTATION_RESTORE_VERSION:
    case NEXUS_MUTATION_RESTORE_TRASH:
    case NEXUS_MUTATION_SAVE_SEARCH:
    case NEXUS_MUTATION_LOAD:
    case NEXUS_MUTATION_CREATE_SNAPSHOT:
    case NEXUS_MUTATION_RESTORE_SNAPSHOT:
    case NEXUS_MUTATION_SET_QUOTA:
    case NEXUS_MUTATION_SET_TRASH_DAYS:
    default:
      return FALSE;
    }
}

static gboolean
is_let_through (const NexusTransaction *transaction)
{
  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      if (!makes_room (g_ptr_array_index (transaction->mutations, i)))
        return FALSE;
    }

  return TRUE;
}

void
_nexus_embedded_keep_room (NexusEmbedded     *self,
                           NexusTransaction **transactions,
                           gsize              n_transactions)
{
  guint64 available, reserve;

  if (!self->same_disk || !_nexus_content_store_look_at_space (self->content, &available, &reserve) ||
      available >= reserve / 2)
    return;

  for (gsize i = 0; i < n_transactions; i++)
    {
      g_autofree char *left = NULL;

      if (transactions[i]->error != NULL || is_let_through (transactions[i]))
        continue;
      left = g_format_size (available);
      /* Translators: a size */
      g_set_error (&transactions[i]->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("The disk is almost full, and the %s that are left are kept for deleting and undoing. "
                     "Free some space and try again."), left);
    }
}

/* --- Quotas --- */

/* The bytes of what a quota refuses are not to be staged first: they would be in the way until garbage is collected, where
 * there is no room for them anyway.  What is found out here is a guess, since others write as well and the transaction may
 * make room itself; then it is tried without its bytes. */

#define WORTH_LOOKING (64 * 1024)

static gboolean
is_put (const NexusMutation *mutation)
{
  return mutation->kind == NEXUS_MUTATION_PUT_FILE && mutation->contents != NULL;
}

static gboolean
is_within (const char *path,
           const char *directory)
{
  return g_str_equal (directory, "/") || nexus_path_is_below (path, directory);
}

/* What the files replace makes room; looked up only where it matters. */
static gboolean
is_full (NexusEmbedded    *self,
         NexusTransaction *transaction,
         NexusQuota       *quota)
{
  guint64 hard_bytes = nexus_quota_get_hard_bytes (quota), hard_entries = nexus_quota_get_hard_entries (quota);
  guint64 bytes = nexus_quota_get_used_bytes (quota), entries = nexus_quota_get_used_entries (quota);
  gboolean looked = FALSE;

  for (;;)
    {
      guint64 more_bytes = 0, more_entries = 0;

      for (guint i = 0; i < transaction->mutations->len; i++)
        {
          const NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);
          g_autoptr(NexusEntry) entry = NULL;
          guint64 size, former = 0;

          if (!is_put (mutation) || !is_within (mutation->path, nexus_quota_get_path (quota)))
            continue;
          if (looked)
            entry = _nexus_metadata_store_query (self->metadata, mutation->path, transaction->cancellable, NULL);
          if (entry != NULL)
            former = nexus_entry_get_size (entry);
          size = g_bytes_get_size (mutation->contents);
          more_bytes += size > former ? size - former : 0;
          more_entries += entry == NULL;
        }

      if ((hard_bytes == 0 || more_bytes == 0 || bytes + more_bytes <= hard_bytes) &&
          (hard_entries == 0 || more_entries == 0 || entries + more_entries <= hard_entries))
        return FALSE;
      if (looked)
        return TRUE;
      looked = TRUE;
    }
}

gboolean
_nexus_embedded_lacks_room (NexusFilesystem  *filesystem,
                            NexusTransaction *transaction)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  g_autoptr(GPtrArray) quotas = NULL;
  guint64 size = 0;
  gboolean puts = FALSE;

  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      const NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      if (!is_put (mutation) || mutation->content != NULL)
        continue;
      puts = TRUE;
      size += g_bytes_get_size (mutation->contents);
    }
  /* To find out costs as much as to write a little. */
  if (!puts || (size < WORTH_LOOKING && !_nexus_metadata_store_may_have_quotas (self->metadata)))
    return FALSE;

  quotas = _nexus_metadata_store_list_quotas (self->metadata, NULL, transaction->cancellable, NULL);
  for (guint i = 0; quotas != NULL && i < quotas->len; i++)
    {
      if (is_full (self, transaction, g_ptr_array_index (quotas, i)))
        return TRUE;
    }

  return FALSE;
}

/* --- The disk --- */

gboolean
_nexus_embedded_get_room (NexusFilesystem *filesystem,
                          guint64         *room)
{
  guint64 available, reserve;

  if (!_nexus_content_store_look_at_space (NEXUS_EMBEDDED (filesystem)->content, &available, &reserve))
    return FALSE;
  *room = available > reserve ? available - reserve : 0;

  return TRUE;
}
