/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "nexus-gtk-copy-record.h"

#define FILE_NAME ".nexus-copy"
#define GROUP     "Copy"

NexusGtkCopyRecord *
nexus_gtk_copy_record_new (GFile      *copy,
                           const char *store,
                           const char *id,
                           const char *path,
                           const char *hash)
{
  NexusGtkCopyRecord *self = g_new0 (NexusGtkCopyRecord, 1);

  self->copy = g_object_ref (copy);
  self->store = g_strdup (store);
  self->id = g_strdup (id);
  self->path = g_strdup (path);
  self->saved = g_strdup (hash);
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (hash != NULL)
    g_hash_table_add (self->own, g_strdup (hash));

  return self;
}

NexusGtkCopyRecord *
nexus_gtk_copy_record_copy (NexusGtkCopyRecord *self)
{
  NexusGtkCopyRecord *copy = nexus_gtk_copy_record_new (self->copy, self->store, self->id, self->path, self->saved);
  GHashTableIter iter;
  gpointer hash;

  copy->size = self->size;
  copy->modified = self->modified;
  g_hash_table_iter_init (&iter, self->own);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    g_hash_table_add (copy->own, g_strdup (hash));

  return copy;
}

void
nexus_gtk_copy_record_free (NexusGtkCopyRecord *self)
{
  g_object_unref (self->copy);
  g_free (self->store);
  g_free (self->id);
  g_free (self->path);
  g_free (self->saved);
  g_hash_table_unref (self->own);
  g_free (self);
}

static gboolean
look (GFile  *copy,
      gint64 *size,
      gint64 *modified)
{
  GStatBuf info;

  if (g_stat (g_file_peek_path (copy), &info) != 0)
    return FALSE;
  *size = info.st_size;
  *modified = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;

  return TRUE;
}

void
nexus_gtk_copy_record_look (NexusGtkCopyRecord *self)
{
  look (self->copy, &self->size, &self->modified);
}

gboolean
nexus_gtk_copy_record_is_changed (NexusGtkCopyRecord *self)
{
  gint64 size, modified;

  return look (self->copy, &size, &modified) && (size != self->size || modified != self->modified);
}

void
nexus_gtk_copy_record_save (NexusGtkCopyRecord *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *name = g_file_get_basename (self->copy);
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (self->copy));
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree const char **own = (const char **) g_hash_table_get_keys_as_array (self->own, NULL);

  /* The copy may have that name itself. */
  if (strcmp (name, FILE_NAME) == 0)
    return;
  g_key_file_set_string (file, GROUP, "Name", name);
  g_key_file_set_string (file, GROUP, "Store", self->store);
  g_key_file_set_string (file, GROUP, "Id", self->id);
  g_key_file_set_string (file, GROUP, "Path", self->path);
  g_key_file_set_string (file, GROUP, "Saved", self->saved != NULL ? self->saved : "");
  g_key_file_set_int64 (file, GROUP, "Size", self->size);
  g_key_file_set_int64 (file, GROUP, "Modified", self->modified);
  g_key_file_set_string_list (file, GROUP, "Own", own, g_hash_table_size (self->own));
  g_key_file_save_to_file (file, path, NULL);
}

gboolean
nexus_gtk_copy_record_is_file (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return g_str_has_prefix (name, FILE_NAME);
}

NexusGtkCopyRecord *
nexus_gtk_copy_record_load (const char *folder)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *name = NULL;
  g_autofree char *store = NULL;
  g_autofree char *id = NULL;
  g_autofree char *entry_path = NULL;
  g_autofree char *saved = NULL;
  g_auto(GStrv) own = NULL;
  g_autoptr(GFile) parent = g_file_new_for_path (folder);
  g_autoptr(GFile) copy = NULL;
  NexusGtkCopyRecord *self;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  name = g_key_file_get_string (file, GROUP, "Name", NULL);
  store = g_key_file_get_string (file, GROUP, "Store", NULL);
  id = g_key_file_get_string (file, GROUP, "Id", NULL);
  entry_path = g_key_file_get_string (file, GROUP, "Path", NULL);
  saved = g_key_file_get_string (file, GROUP, "Saved", NULL);
  own = g_key_file_get_string_list (file, GROUP, "Own", NULL, NULL);
  if (name == NULL || strchr (name, '/') != NULL || store == NULL || id == NULL || entry_path == NULL ||
      saved == NULL || own == NULL)
    return NULL;

  copy = g_file_get_child (parent, name);
  self = nexus_gtk_copy_record_new (copy, store, id, entry_path, *saved != '\0' ? saved : NULL);
  for (guint i = 0; own[i] != NULL; i++)
    g_hash_table_add (self->own, g_strdup (own[i]));
  self->size = g_key_file_get_int64 (file, GROUP, "Size", NULL);
  self->modified = g_key_file_get_int64 (file, GROUP, "Modified", NULL);

  return self;
}
