/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-private.h"

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
