/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-model-rows-private.h"

/**
 * NexusModelRow:
 *
 * A row of a [class@Nexus.DirectoryModel] or a [class@Nexus.SearchModel].
 *
 * A list of a million entries does not hold them; it knows their order, makes a row when it is asked for one, and reads
 * the entry in the background. So [property@Nexus.ModelRow:entry] is %NULL at first and is notified a moment later,
 * and again whenever the entry has changed. While an entry stays in a list its row stays the same object for as long
 * as anybody holds it, also when it moves to another position.
 *
 * In a list item factory the entry is one property further than in other lists:
 *
 * ```xml
 * <binding name="label">
 *   <lookup name="name" type="NexusEntry">
 *     <lookup name="entry" type="NexusModelRow">
 *       <lookup name="item">GtkListItem</lookup>
 *     </lookup>
 *   </lookup>
 * </binding>
 * ```
 *
 * Use it only in the thread of its list.
 *
 * Since: 0.1
 */

enum {
  PROP_0,
  PROP_ENTRY,
  PROP_LOADED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusModelRow, nexus_model_row, G_TYPE_OBJECT)

static void
nexus_model_row_finalize (GObject *object)
{
  NexusModelRow *self = NEXUS_MODEL_ROW (object);

  if (self->rows != NULL)
    _nexus_model_rows_forget (self->rows, self);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (nexus_model_row_parent_class)->finalize (object);
}

static void
nexus_model_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  NexusModelRow *self = NEXUS_MODEL_ROW (object);

  switch (prop_id)
    {
    case PROP_ENTRY:
      g_value_set_object (value, self->entry);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->entry != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_model_row_class_init (NexusModelRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_model_row_finalize;
  object_class->get_property = nexus_model_row_get_property;

  /**
   * NexusModelRow:entry: (getter get_entry)
   *
   * The entry, %NULL until it has been read.
   *
   * Since: 0.1
   */
  properties[PROP_ENTRY] = g_param_spec_object ("entry", NULL, NULL, NEXUS_TYPE_ENTRY, flags);
  /**
   * NexusModelRow:loaded:
   *
   * Whether the entry has been read.
   *
   * Since: 0.1
   */
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_model_row_init (NexusModelRow *self)
{
  self->link.data = self;
}

NexusModelRow *
_nexus_model_row_new (void)
{
  return g_object_new (NEXUS_TYPE_MODEL_ROW, NULL);
}

void
_nexus_model_row_set_entry (NexusModelRow *self,
                            NexusEntry    *entry)
{
  gboolean loaded = self->entry != NULL;

  if (!g_set_object (&self->entry, entry))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENTRY]);
  if (loaded != (entry != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/**
 * nexus_model_row_get_entry:
 * @self: a row
 *
 * Gets the entry.
 *
 * Returns: (transfer none) (nullable): the entry, or %NULL until it has been read
 *
 * Since: 0.1
 */
NexusEntry *
nexus_model_row_get_entry (NexusModelRow *self)
{
  g_return_val_if_fail (NEXUS_IS_MODEL_ROW (self), NULL);

  return self->entry;
}
