/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-look.h"
#include "nexus-gtk-store.h"

struct _NexusGtkStore {
  GObject          parent_instance;

  NexusConfig     *config;
  NexusFilesystem *filesystem;
  NexusGtkUndo    *undo;
  NexusGtkOpener  *opener;
  GSettings       *settings;
  GPtrArray       *moves;       /* NexusChange, which the looks of folders have still to follow; NULL for none */
  guint            moves_id;
  char            *location;
  char            *title;
  gboolean         read_only;
};

enum {
  PROP_0,
  PROP_READ_ONLY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusGtkStore, nexus_gtk_store, G_TYPE_OBJECT)

/* --- Looks --- */

static gboolean
follow_cb (gpointer user_data)
{
  NexusGtkStore *self = user_data;
  g_autoptr(GPtrArray) moves = g_steal_pointer (&self->moves);

  self->moves_id = 0;
  nexus_gtk_look_follow (self->settings, self->location, moves);

  return G_SOURCE_REMOVE;
}

/* Whoever moved it.  Many moves that come together are followed together: the settings are read and written once.  It is
 * before views are drawn, so that a folder that somebody goes to is not seen in another look first. */
static void
changed_cb (NexusGtkStore *self,
            NexusChange   *change)
{
  if (nexus_change_get_kind (change) != NEXUS_CHANGE_MOVED || nexus_change_get_old_path (change) == NULL)
    return;

  if (self->moves == NULL)
    self->moves = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->moves, g_object_ref (change));
  if (self->moves_id == 0)
    self->moves_id = g_idle_add_full (G_PRIORITY_DEFAULT, follow_cb, self, NULL);
}

/* --- The object --- */

static void
nexus_gtk_store_finalize (GObject *object)
{
  NexusGtkStore *self = NEXUS_GTK_STORE (object);

  if (self->moves_id != 0)
    {
      g_source_remove (self->moves_id);
      follow_cb (self);
    }
  g_clear_object (&self->settings);
  g_clear_object (&self->undo);
  g_clear_object (&self->opener);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->config);
  g_free (self->location);
  g_free (self->title);

  G_OBJECT_CLASS (nexus_gtk_store_parent_class)->finalize (object);
}

static void
nexus_gtk_store_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_READ_ONLY:
      g_value_set_boolean (value, NEXUS_GTK_STORE (object)->read_only);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_store_class_init (NexusGtkStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_store_finalize;
  G_OBJECT_CLASS (klass)->get_property = nexus_gtk_store_get_property;

  properties[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                     G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
nexus_gtk_store_init (NexusGtkStore *self)
{
}

/* An address may have a password in it, which belongs nowhere else. */
char *
nexus_gtk_store_locate (NexusConfig *config)
{
  const char *address = nexus_config_get_database (config);

  if (nexus_config_get_mode (config) != NEXUS_MODE_EMBEDDED)
    address = nexus_config_get_url (config);
  if (address != NULL)
    return g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);

  return g_strdup (nexus_config_get_data_dir (config));
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkStore) self = user_data;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, NULL);

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE) ||
      g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE))
    return;
  self->read_only = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READ_ONLY]);
}

/* Only a store on this computer can be looked at. */
static void
look (NexusGtkStore *self)
{
  g_autoptr(GFile) folder = NULL;

  if (nexus_config_get_mode (self->config) != NEXUS_MODE_EMBEDDED)
    return;
  folder = g_file_new_for_path (nexus_config_get_data_dir (self->config));
  g_file_query_info_async (folder, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           looked_cb, g_object_ref (self));
}

NexusGtkStore *
nexus_gtk_store_new (NexusConfig     *config,
                     NexusFilesystem *filesystem)
{
  NexusGtkStore *self = g_object_new (NEXUS_GTK_TYPE_STORE, NULL);
  g_autofree char *name = NULL;

  self->config = g_object_ref (config);
  self->filesystem = g_object_ref (filesystem);
  self->undo = nexus_gtk_undo_new (filesystem);
  self->location = nexus_gtk_store_locate (config);
  self->settings = g_settings_new ("org.nexusfs.Nexus");
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->opener = nexus_gtk_opener_new (filesystem, self->location);
  name = g_path_get_basename (nexus_config_get_data_dir (config));
  self->title = nexus_path_display (name);
  look (self);

  return self;
}

NexusFilesystem *
nexus_gtk_store_get_filesystem (NexusGtkStore *self)
{
  return self->filesystem;
}

NexusGtkUndo *
nexus_gtk_store_get_undo (NexusGtkStore *self)
{
  return self->undo;
}

NexusGtkOpener *
nexus_gtk_store_get_opener (NexusGtkStore *self)
{
  return self->opener;
}

NexusConfig *
nexus_gtk_store_get_config (NexusGtkStore *self)
{
  return self->config;
}

const char *
nexus_gtk_store_get_location (NexusGtkStore *self)
{
  return self->location;
}

const char *
nexus_gtk_store_get_title (NexusGtkStore *self)
{
  return self->title;
}

gboolean
nexus_gtk_store_get_read_only (NexusGtkStore *self)
{
  return self->read_only;
}
