/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-format.h"

/* The view that shows a folder between those around it. */

static gboolean
is_shown (NexusGtkBrowser *self)
{
  return strcmp (self->view, "columns") == 0;
}

void
_nexus_gtk_browser_update_panes (NexusGtkBrowser *self)
{
  if (self->list != NULL && is_shown (self))
    nexus_gtk_panes_show_place (self->panes, nexus_gtk_directory_list_get_filesystem (self->list),
                                nexus_gtk_browser_get_place (self), self->show_hidden);
  else
    nexus_gtk_panes_clear (self->panes);
}

/* What is in the one folder that is selected. */
void
_nexus_gtk_browser_update_next (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = NULL;
  NexusEntry *entry = NULL;

  if (!is_shown (self))
    return;

  items = nexus_gtk_browser_dup_selection (self);
  if (items->len == 1 && _nexus_gtk_browser_is_path (self))
    entry = g_ptr_array_index (items, 0);
  if (entry != NULL && nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
    entry = NULL;
  nexus_gtk_panes_set_next (self->panes, entry != NULL ? nexus_entry_get_path (entry) : NULL);
}

static void
go_cb (NexusGtkBrowser *self,
       const char      *place,
       const char      *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", place);
  if (name != NULL)
    nexus_gtk_browser_select_name (self, name);
}

static void
go_up (NexusGtkBrowser *self)
{
  g_autofree char *place = g_strdup (nexus_gtk_browser_get_place (self));
  g_autofree char *parent = place[0] == '/' ? nexus_path_dup_parent (place) : NULL;
  g_autofree char *name = parent != NULL ? nexus_path_dup_name (place) : NULL;

  if (parent != NULL)
    go_cb (self, parent, name);
}

/* With something selected there, so that the arrows go on. */
static void
go_into (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self);
  NexusEntry *entry = items->len == 1 ? nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)) : NULL;

  if (entry == NULL || nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY || !_nexus_gtk_browser_is_path (self))
    return;

  go_cb (self, nexus_entry_get_path (entry), NULL);
  self->wants_first = TRUE;
}

static gboolean
key_cb (NexusGtkBrowser *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean left = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left;
  gboolean right = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;

  if ((!left && !right) || (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  if (left != mirrored)
    go_up (self);
  else
    go_into (self);

  return GDK_EVENT_STOP;
}

void
_nexus_gtk_browser_add_panes (NexusGtkBrowser *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->pane_view), keys);
  self->panes = nexus_gtk_panes_new (self->pane_view);
  g_signal_connect_swapped (self->panes, "go", G_CALLBACK (go_cb), self);
}
