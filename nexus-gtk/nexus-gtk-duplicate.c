/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-duplicate.h"

struct _NexusGtkDuplicate {
  GObject     parent_instance;

  NexusEntry *entry;
  guint       group;
  guint       index;
  guint       n_files;
  gboolean    selected;
};

enum {
  PROP_0,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusGtkDuplicate, nexus_gtk_duplicate, G_TYPE_OBJECT)

NexusEntry *
nexus_gtk_duplicate_get_entry (NexusGtkDuplicate *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATE (self), NULL);

  return self->entry;
}

guint
nexus_gtk_duplicate_get_group (NexusGtkDuplicate *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATE (self), 0);

  return self->group;
}

guint
nexus_gtk_duplicate_get_index (NexusGtkDuplicate *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATE (self), 0);

  return self->index;
}

guint
nexus_gtk_duplicate_get_n_files (NexusGtkDuplicate *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATE (self), 0);

  return self->n_files;
}

gboolean
nexus_gtk_duplicate_get_selected (NexusGtkDuplicate *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATE (self), FALSE);

  return self->selected;
}

void
nexus_gtk_duplicate_set_selected (NexusGtkDuplicate *self,
                                  gboolean           selected)
{
  g_return_if_fail (NEXUS_GTK_IS_DUPLICATE (self));

  if (self->selected == !!selected)
    return;
  self->selected = !!selected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
nexus_gtk_duplicate_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SELECTED:
      g_value_set_boolean (value, NEXUS_GTK_DUPLICATE (object)->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_duplicate_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_SELECTED:
      nexus_gtk_duplicate_set_selected (NEXUS_GTK_DUPLICATE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_duplicate_finalize (GObject *object)
{
  g_object_unref (NEXUS_GTK_DUPLICATE (object)->entry);

  G_OBJECT_CLASS (nexus_gtk_duplicate_parent_class)->finalize (object);
}

static void
nexus_gtk_duplicate_class_init (NexusGtkDuplicateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_gtk_duplicate_finalize;
  object_class->get_property = nexus_gtk_duplicate_get_property;
  object_class->set_property = nexus_gtk_duplicate_set_property;

  properties[PROP_SELECTED] = g_param_spec_boolean ("selected", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                    G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_gtk_duplicate_init (NexusGtkDuplicate *self)
{
}

NexusGtkDuplicate *
nexus_gtk_duplicate_new (NexusEntry *entry,
                         guint       group,
                         guint       index,
                         guint       n_files)
{
  NexusGtkDuplicate *self = g_object_new (NEXUS_GTK_TYPE_DUPLICATE, NULL);

  self->entry = g_object_ref (entry);
  self->group = group;
  self->index = index;
  self->n_files = n_files;

  return self;
}
