/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-transfer-items.h"

static void
item_free (NexusGtkTransferItem *item)
{
  g_object_unref (item->file);
  g_free (item->path);
  g_free (item);
}

GPtrArray *
nexus_gtk_transfer_items_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
}

void
nexus_gtk_transfer_items_add (GPtrArray  *items,
                              GFile      *file,
                              const char *path,
                              guint64     size)
{
  NexusGtkTransferItem *item = g_new0 (NexusGtkTransferItem, 1);

  item->file = g_object_ref (file);
  item->path = g_strdup (path);
  item->size = size;
  g_ptr_array_add (items, item);
}

NexusGtkTransferItem *
nexus_gtk_transfer_item_find (NexusGtkTransferItem *item,
                              const char           *shown)
{
  g_autofree char *root = nexus_path_display (item->path);
  NexusGtkTransferItem *part;
  const char *rest;

  if (!g_str_has_prefix (shown, root))
    return NULL;
  rest = shown + strlen (root);
  if (*rest != '\0' && *rest != '/' && !g_str_has_suffix (root, "/"))
    return NULL;
  while (*rest == '/')
    rest++;

  part = g_new0 (NexusGtkTransferItem, 1);
  part->file = *rest != '\0' ? g_file_resolve_relative_path (item->file, rest) : g_object_ref (item->file);
  part->path = *rest != '\0' ? g_build_filename (item->path, rest, NULL) : g_strdup (item->path);

  return part;
}

void
nexus_gtk_transfer_items_add_once (GPtrArray            *items,
                                   NexusGtkTransferItem *item)
{
  NexusGtkTransferItem *last = items->len > 0 ? g_ptr_array_index (items, items->len - 1) : NULL;

  if (last != NULL && strcmp (last->path, item->path) == 0 && g_file_equal (last->file, item->file))
    item_free (item);
  else
    g_ptr_array_add (items, item);
}

NexusGtkTransferItem *
nexus_gtk_transfer_item_copy (NexusGtkTransferItem *item)
{
  NexusGtkTransferItem *copy = g_memdup2 (item, sizeof *item);

  g_object_ref (copy->file);
  copy->path = g_strdup (item->path);

  return copy;
}
