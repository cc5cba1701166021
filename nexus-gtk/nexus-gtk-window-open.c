/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-opener.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

typedef struct {
  NexusGtkWindow *window;
  gboolean        read_only;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Opening) opening = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_gtk_opener_open_finish (NEXUS_GTK_OPENER (object), result, &error))
    nexus_gtk_window_report (opening->window, error);
  else if (opening->read_only)
    nexus_gtk_window_toast (opening->window, _("Opened as a read-only copy; save changes elsewhere and import them"));
}

static void
open_with (NexusGtkWindow *self,
           NexusEntry     *entry,
           guint           version,
           GAppInfo       *application)
{
  NexusGtkStore *store = nexus_gtk_tab_get_store (self->tab);
  gboolean read_only = nexus_gtk_store_get_read_only (store);
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (self);
  opening->read_only = read_only || (version != 0 && version != nexus_entry_get_version (entry));
  nexus_gtk_opener_open_async (nexus_gtk_store_get_opener (store), entry, version, read_only, application,
                               gtk_widget_get_display (GTK_WIDGET (self)), opened_cb, opening);
}

void
nexus_gtk_window_open_entry (NexusGtkWindow *self,
                             NexusEntry     *entry,
                             guint           version)
{
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    nexus_gtk_window_go (self, nexus_entry_get_path (entry));
  else
    open_with (self, entry, version, NULL);
}

/* --- With another application --- */

static void
application_chosen_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autoptr(NexusEntry) entry = user_data;
  g_autoptr(GAppInfo) application = nexus_gtk_dialogs_application_finish (result);

  if (application != NULL && self->tab != NULL && nexus_gtk_tab_get_store (self->tab) != NULL)
    open_with (self, entry, 0, application);
}

static void
open_with_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  NexusEntry *entry = items->len == 1 ? nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)) : NULL;
  g_autofree char *shown = NULL;
  g_autofree char *heading = NULL;

  if (entry == NULL || nexus_entry_get_kind (entry) != NEXUS_KIND_FILE)
    return;
  shown = nexus_path_display (nexus_entry_get_name (entry));
  heading = g_strdup_printf (_("Open “%s” With"), shown);
  nexus_gtk_dialogs_application_async (GTK_WINDOW (self), nexus_entry_get_content_type (entry), heading,
                                       application_chosen_cb, g_object_ref (entry));
}

/* --- What is saved there --- */

/* One window tells of it: the one that was used last. */
static gboolean
is_addressed (NexusGtkWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GtkWindow *active = application != NULL ? gtk_application_get_active_window (application) : NULL;

  return active == NULL || !NEXUS_GTK_IS_WINDOW (active) || active == GTK_WINDOW (self);
}

static void
saved_cb (NexusGtkWindow *self,
          NexusEntry     *entry)
{
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (entry));
  g_autofree char *text = NULL;

  if (!is_addressed (self))
    return;
  /* Translators: a file that was changed with another application */
  text = g_strdup_printf (_("“%s” saved as version %u"), shown, nexus_entry_get_version (entry));
  nexus_gtk_window_offer_undo (self, text, 0, nexus_entry_get_path (entry), NULL);
}

static void
failed_cb (NexusGtkWindow *self,
           const GError   *error)
{
  if (is_addressed (self))
    nexus_gtk_window_report (self, error);
}

void
nexus_gtk_window_follow_opener (NexusGtkWindow *self,
                                NexusGtkStore  *store)
{
  NexusGtkOpener *opener = store != NULL ? nexus_gtk_store_get_opener (store) : NULL;

  if (self->opener == opener)
    return;
  if (self->opener != NULL)
    g_signal_handlers_disconnect_by_data (self->opener, self);
  g_set_object (&self->opener, opener);
  if (opener == NULL)
    return;
  g_signal_connect_object (opener, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opener, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_opener_resume (opener);
}

void
nexus_gtk_window_update_open_actions (NexusGtkWindow *self,
                                      GPtrArray      *items)
{
  NexusEntry *entry = items->len == 1 ? nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-with",
                                 entry != NULL && nexus_entry_get_kind (entry) == NEXUS_KIND_FILE &&
                                 !nexus_gtk_place_is_trash (nexus_gtk_browser_get_place (self->browser)));
}

void
nexus_gtk_window_install_open_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-with", NULL, open_with_action);
}
