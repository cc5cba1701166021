/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-tab.h"

/* A spinner that shows for a blink is worse than none. */
#define LOADING_MS 300

struct _NexusGtkTab {
  AdwBin              parent_instance;

  /* Owned through the widget tree. */
  NexusGtkSearchBar  *search_bar;
  NexusGtkBrowser    *browser;

  NexusGtkStore      *store;
  GPtrArray          *history;      /* of places; `position` is the current one */
  guint               position;
  guint               loading_id;
  gboolean            loading;
};

enum {
  PROP_0,
  PROP_TITLE,
  PROP_TOOLTIP,
  PROP_ICON,
  PROP_LOADING,
  PROP_LOCK,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusGtkTab, nexus_gtk_tab, ADW_TYPE_BIN)

/* --- Loading --- */

static void
set_loading (NexusGtkTab *self,
             gboolean     loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static gboolean
loading_cb (gpointer user_data)
{
  NexusGtkTab *self = user_data;

  self->loading_id = 0;
  set_loading (self, nexus_gtk_browser_is_loading (self->browser));

  return G_SOURCE_REMOVE;
}

static void
browser_loading_cb (NexusGtkTab *self)
{
  if (!nexus_gtk_browser_is_loading (self->browser))
    {
      g_clear_handle_id (&self->loading_id, g_source_remove);
      set_loading (self, FALSE);
    }
  else if (self->loading_id == 0)
    {
      self->loading_id = g_timeout_add (LOADING_MS, loading_cb, self);
    }
}

/* --- Places --- */

const char *
nexus_gtk_tab_get_place (NexusGtkTab *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), NULL);

  return nexus_gtk_tab_peek (self, 0);
}

const char *
nexus_gtk_tab_peek (NexusGtkTab *self,
                    int          by)
{
  gint64 position;

  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), NULL);

  position = (gint64) self->position + by;

  return position >= 0 && position < self->history->len ? g_ptr_array_index (self->history, position) : NULL;
}

static void
show_place (NexusGtkTab *self)
{
  nexus_gtk_browser_show_place (self->browser, nexus_gtk_store_get_filesystem (self->store),
                                nexus_gtk_tab_get_place (self));
  nexus_gtk_search_bar_set_filesystem (self->search_bar, nexus_gtk_store_get_filesystem (self->store));
  nexus_gtk_search_bar_set_place (self->search_bar, nexus_gtk_tab_get_place (self));
  browser_loading_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOOLTIP]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON]);
}

gboolean
nexus_gtk_tab_go (NexusGtkTab *self,
                  const char  *place)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), FALSE);
  g_return_val_if_fail (self->store != NULL, FALSE);

  if (strcmp (nexus_gtk_tab_get_place (self), place) == 0)
    return FALSE;

  g_ptr_array_set_size (self->history, self->position + 1);
  g_ptr_array_add (self->history, g_strdup (place));
  self->position++;
  show_place (self);

  return TRUE;
}

gboolean
nexus_gtk_tab_search (NexusGtkTab *self,
                      const char  *query)
{
  gboolean searches;
  g_autofree char *place = NULL;

  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), FALSE);
  g_return_val_if_fail (self->store != NULL, FALSE);
  g_return_val_if_fail (query != NULL, FALSE);

  searches = g_str_has_prefix (nexus_gtk_tab_get_place (self), NEXUS_GTK_PLACE_SEARCH);
  if (*query == '\0' && (!searches || nexus_gtk_tab_step (self, -1)))
    return searches;
  place = *query != '\0' ? g_strconcat (NEXUS_GTK_PLACE_SEARCH, query, NULL) : g_strdup (NEXUS_GTK_PLACE_HOME);
  if (!searches || strcmp (nexus_gtk_tab_get_place (self), place) == 0)
    return nexus_gtk_tab_go (self, place);

  /* What was looked for with a part of the text is no step on the way. */
  g_ptr_array_set_size (self->history, self->position);
  g_ptr_array_add (self->history, g_steal_pointer (&place));
  show_place (self);

  return TRUE;
}

gboolean
nexus_gtk_tab_step (NexusGtkTab *self,
                    int          by)
{
  if (by == 0 || nexus_gtk_tab_peek (self, by) == NULL)
    return FALSE;

  self->position += by;
  show_place (self);

  return TRUE;
}

GStrv
nexus_gtk_tab_dup_history (NexusGtkTab *self,
                           guint       *position)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), NULL);
  g_return_val_if_fail (position != NULL, NULL);

  for (guint i = 0; i < self->history->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->history, i));
  *position = self->position;

  return g_strv_builder_end (builder);
}

void
nexus_gtk_tab_set_history (NexusGtkTab        *self,
                           const char * const *places,
                           guint               position)
{
  guint n_places = g_strv_length ((GStrv) places);

  g_return_if_fail (NEXUS_GTK_IS_TAB (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (position < n_places);

  g_ptr_array_set_size (self->history, 0);
  for (guint i = 0; i < n_places; i++)
    g_ptr_array_add (self->history, g_strdup (places[i]));
  self->position = position;
  show_place (self);
}

/* --- The object --- */

NexusGtkBrowser *
nexus_gtk_tab_get_browser (NexusGtkTab *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), NULL);

  return self->browser;
}

NexusGtkSearchBar *
nexus_gtk_tab_get_search_bar (NexusGtkTab *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), NULL);

  return self->search_bar;
}

NexusGtkStore *
nexus_gtk_tab_get_store (NexusGtkTab *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TAB (self), NULL);

  return self->store;
}

static void
read_only_cb (NexusGtkTab *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCK]);
}

void
nexus_gtk_tab_set_store (NexusGtkTab   *self,
                         NexusGtkStore *store,
                         const char    *place)
{
  const char *places[] = { place, NULL };

  g_return_if_fail (NEXUS_GTK_IS_TAB (self));
  g_return_if_fail (NEXUS_GTK_IS_STORE (store));

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_set_object (&self->store, store);
  g_signal_connect_object (store, "notify::read-only", G_CALLBACK (read_only_cb), self, G_CONNECT_SWAPPED);
  read_only_cb (self);
  nexus_gtk_tab_set_history (self, places, 0);
}

static char *
dup_tooltip (NexusGtkTab *self)
{
  g_autofree char *text = NULL;

  if (self->store == NULL)
    return NULL;
  text = nexus_gtk_place_dup_text (nexus_gtk_tab_get_place (self));

  /* It is markup.  Translators: the name of a store, and a place in it. */
  return g_markup_printf_escaped (_("%s: %s"), nexus_gtk_store_get_title (self->store), text);
}

static void
nexus_gtk_tab_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  NexusGtkTab *self = NEXUS_GTK_TAB (object);
  const char *place = nexus_gtk_tab_get_place (self);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_take_string (value, place != NULL ? nexus_gtk_place_dup_title (place) : g_strdup (_("Files")));
      break;
    case PROP_TOOLTIP:
      g_value_take_string (value, dup_tooltip (self));
      break;
    case PROP_ICON:
      g_value_take_object (value, g_themed_icon_new (nexus_gtk_place_get_icon (place != NULL ? place : "/")));
      break;
    case PROP_LOCK:
      if (self->store != NULL && nexus_gtk_store_get_read_only (self->store))
        g_value_take_object (value, g_themed_icon_new ("changes-prevent-symbolic"));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_tab_dispose (GObject *object)
{
  NexusGtkTab *self = NEXUS_GTK_TAB (object);

  g_clear_handle_id (&self->loading_id, g_source_remove);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (nexus_gtk_tab_parent_class)->dispose (object);
}

static void
nexus_gtk_tab_finalize (GObject *object)
{
  g_ptr_array_unref (NEXUS_GTK_TAB (object)->history);

  G_OBJECT_CLASS (nexus_gtk_tab_parent_class)->finalize (object);
}

static void
nexus_gtk_tab_class_init (NexusGtkTabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = nexus_gtk_tab_dispose;
  object_class->finalize = nexus_gtk_tab_finalize;
  object_class->get_property = nexus_gtk_tab_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_TOOLTIP] = g_param_spec_string ("tooltip", NULL, NULL, NULL, flags);
  properties[PROP_ICON] = g_param_spec_object ("icon", NULL, NULL, G_TYPE_ICON, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_LOCK] = g_param_spec_object ("lock", NULL, NULL, G_TYPE_ICON, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_gtk_tab_init (NexusGtkTab *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
}

NexusGtkTab *
nexus_gtk_tab_new (GSettings *settings)
{
  NexusGtkTab *self = g_object_new (NEXUS_GTK_TYPE_TAB, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->search_bar = nexus_gtk_search_bar_new ();
  self->browser = nexus_gtk_browser_new (settings);
  g_signal_connect_object (self->search_bar, "leave", G_CALLBACK (nexus_gtk_browser_grab_focus), self->browser,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser, "notify::loading", G_CALLBACK (browser_loading_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_vexpand (GTK_WIDGET (self->browser), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search_bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->browser));
  adw_bin_set_child (ADW_BIN (self), box);
  nexus_gtk_name_buttons (GTK_WIDGET (self));

  return self;
}
