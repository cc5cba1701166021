/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-store.h"

struct _NexusGtkStore {
  GObject          parent_instance;

  NexusConfig     *config;
  NexusFilesystem *filesystem;
  char            *title;
};

enum {
  SIGNAL_CLOSING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkStore, nexus_gtk_store, G_TYPE_OBJECT)

static void
nexus_gtk_store_finalize (GObject *object)
{
  NexusGtkStore *self = NEXUS_GTK_STORE (object);

  g_clear_object (&self->filesystem);
  g_clear_object (&self->config);
  g_free (self->title);

  G_OBJECT_CLASS (nexus_gtk_store_parent_class)->finalize (object);
}

static void
nexus_gtk_store_class_init (NexusGtkStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_store_finalize;

  signals[SIGNAL_CLOSING] = g_signal_new ("closing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_store_init (NexusGtkStore *self)
{
}

const char *
nexus_gtk_store_locate (NexusConfig *config)
{
  if (nexus_config_get_mode (config) != NEXUS_MODE_EMBEDDED)
    return nexus_config_get_url (config);
  if (nexus_config_get_database (config) != NULL)
    return nexus_config_get_database (config);

  return nexus_config_get_data_dir (config);
}

NexusGtkStore *
nexus_gtk_store_new (NexusConfig     *config,
                     NexusFilesystem *filesystem)
{
  NexusGtkStore *self = g_object_new (NEXUS_GTK_TYPE_STORE, NULL);
  g_autofree char *name = NULL;

  self->config = g_object_ref (config);
  self->filesystem = g_object_ref (filesystem);
  name = g_path_get_basename (nexus_config_get_data_dir (config));
  self->title = nexus_path_display (name);

  return self;
}

NexusFilesystem *
nexus_gtk_store_get_filesystem (NexusGtkStore *self)
{
  return self->filesystem;
}

NexusConfig *
nexus_gtk_store_get_config (NexusGtkStore *self)
{
  return self->config;
}

const char *
nexus_gtk_store_get_location (NexusGtkStore *self)
{
  return nexus_gtk_store_locate (self->config);
}

const char *
nexus_gtk_store_get_title (NexusGtkStore *self)
{
  return self->title;
}
