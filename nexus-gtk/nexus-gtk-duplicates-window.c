/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-bar.h"
#include "nexus-gtk-duplicates-window.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"

struct _NexusGtkDuplicatesWindow {
  AdwWindow           parent_instance;

  NexusFilesystem    *filesystem;
  char               *folder;
  NexusGtkDuplicates *duplicates;    /* NULL once it is closed */

  AdwToastOverlay    *toasts;
  GtkStack           *stack;         /* "loading", "empty", "list" */
  AdwStatusPage      *page;
  GtkNoSelection     *selection;
  GtkWidget          *bar;
  GtkLabel           *summary;
  GtkWidget          *select;
  GtkWidget          *trash;
};

enum {
  SIGNAL_SHOW_PATH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkDuplicatesWindow, nexus_gtk_duplicates_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

static void search (NexusGtkDuplicatesWindow *self);

/* --- What is shown --- */

static void
show_page (NexusGtkDuplicatesWindow *self)
{
  const GError *error = nexus_gtk_duplicates_get_error (self->duplicates);
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (error != NULL)
    {
      text = nexus_gtk_error_describe (error);
      markup = g_markup_escape_text (text, -1);
      adw_status_page_set_icon_name (self->page, "dialog-error-symbolic");
      adw_status_page_set_title (self->page, _("This Cannot Be Shown"));
    }
  else
    {
      adw_status_page_set_icon_name (self->page, "object-select-symbolic");
      adw_status_page_set_title (self->page, _("No Duplicates"));
    }
  adw_status_page_set_description (self->page, markup != NULL ? markup : _("Every file has a content of its own."));
  nexus_gtk_accessible_describe_page (self->page);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
update (NexusGtkDuplicatesWindow *self)
{
  GListModel *model = G_LIST_MODEL (self->duplicates);
  guint n_files = g_list_model_get_n_items (model);
  guint n_groups = nexus_gtk_duplicates_get_n_groups (self->duplicates);
  g_autoptr(GPtrArray) selected = nexus_gtk_duplicates_dup_selected (self->duplicates);
  g_autofree char *saved = g_format_size (nexus_gtk_duplicates_get_saved (self->duplicates));
  g_autofree char *groups = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->trash, selected->len > 0);
  gtk_widget_set_sensitive (self->select, n_files > 0);
  if (n_files > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (nexus_gtk_duplicates_get_loading (self->duplicates))
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else
    show_page (self);
  gtk_widget_set_visible (self->bar, n_files > 0);

  groups = g_strdup_printf (ngettext ("%u content is there several times.", "%u contents are there several times.",
                                      n_groups), n_groups);
  if (selected->len > 0)
    text = g_strdup_printf (ngettext ("%u file is selected.", "%u files are selected.", selected->len), selected->len);
  else if (nexus_gtk_duplicates_is_cut (self->duplicates))
    text = g_strdup (_("There are more than are shown here."));
  else
    /* Translators: %s is a size */
    text = g_strdup_printf (_("Each is stored once, which saves %s."), saved);
  g_free (saved);
  saved = g_strconcat (groups, " ", text, NULL);
  gtk_label_set_text (self->summary, saved);
}

/* --- The list --- */

static void
show_cb (NexusGtkDuplicatesWindow *self,
         GtkWidget                *button)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (button), "item");
  NexusGtkDuplicate *duplicate = gtk_list_item_get_item (item);

  if (duplicate != NULL)
    g_signal_emit (self, signals[SIGNAL_SHOW_PATH], 0, nexus_entry_get_path (nexus_gtk_duplicate_get_entry (duplicate)));
}

static void
setup_cb (NexusGtkDuplicatesWindow *self,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (NULL);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *place = gtk_label_new (NULL);
  GtkWidget *time = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("go-jump-symbolic");

  gtk_label_set_xalign (GTK_LABEL (heading), 0.0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_margin_top (heading, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_label_set_xalign (GTK_LABEL (name), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (place), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (place), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_add_css_class (place, "caption");
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Show in its folder"));
  g_object_set_data (G_OBJECT (button), "item", item);
  g_signal_connect_object (button, "clicked", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), place);
  gtk_box_append (GTK_BOX (row), check);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), time);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), row);
  g_object_set_data (G_OBJECT (item), "check", check);
  g_object_set_data (G_OBJECT (item), "name", name);
  g_object_set_data (G_OBJECT (item), "place", place);
  g_object_set_data (G_OBJECT (item), "time", time);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
  nexus_gtk_name_buttons (box);
}

static void
bind_cb (NexusGtkDuplicatesWindow *self,
         GtkListItem              *item)
{
  NexusGtkDuplicate *duplicate = gtk_list_item_get_item (item);
  NexusEntry *entry = nexus_gtk_duplicate_get_entry (duplicate);
  GtkWidget *heading = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *check = g_object_get_data (G_OBJECT (item), "check");
  g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (entry));
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (entry));
  g_autofree char *place = nexus_path_display (parent);
  g_autofree char *path = nexus_path_display (nexus_entry_get_path (entry));
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (entry);
  g_autofree char *time = nexus_gtk_format_time (modified);

  gtk_widget_set_visible (heading, nexus_gtk_duplicate_get_index (duplicate) == 0);
  if (nexus_gtk_duplicate_get_index (duplicate) == 0)
    {
      guint n_files = nexus_gtk_duplicate_get_n_files (duplicate);
      g_autofree char *size = nexus_gtk_format_size (entry);
      /* Translators: how many files have the same content, and the size of each */
      g_autofree char *text = g_strdup_printf (ngettext ("%u file, %s", "%u files, %s each", n_files), n_files, size);

      gtk_label_set_text (GTK_LABEL (heading), text);
    }
  gtk_label_set_text (g_object_get_data (G_OBJECT (item), "name"), shown);
  gtk_label_set_text (g_object_get_data (G_OBJECT (item), "place"), place);
  gtk_label_set_text (g_object_get_data (G_OBJECT (item), "time"), time);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, path, -1);
  /* The row itself. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (gtk_list_item_get_child (item))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, path, -1);
  g_object_set_data_full (G_OBJECT (item), "binding",
                          g_object_ref (g_object_bind_property (duplicate, "selected", check, "active",
                                                                G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL)),
                          g_object_unref);
}

static void
unbind_cb (NexusGtkDuplicatesWindow *self,
           GtkListItem              *item)
{
  GBinding *binding = g_object_get_data (G_OBJECT (item), "binding");

  g_binding_unbind (binding);
  g_object_set_data (G_OBJECT (item), "binding", NULL);
}

/* --- What is done with them --- */

static void
select_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkDuplicatesWindow *self = NEXUS_GTK_DUPLICATES_WINDOW (widget);

  if (self->duplicates != NULL)
    nexus_gtk_duplicates_select (self->duplicates, g_variant_get_int32 (parameter), self->folder);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(NexusGtkDuplicatesWindow) self = user_data;
  guint n_files = nexus_batch_get_n_operations (NEXUS_BATCH (object));
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  /* It was closed meanwhile. */
  if (!gtk_widget_get_realized (GTK_WIDGET (self)))
    return;
  if (nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error))
    text = g_strdup_printf (ngettext ("%u item moved to trash", "%u items moved to trash", n_files), n_files);
  else
    text = nexus_gtk_error_describe (error);
  g_strdelimit (text, "\n", ' ');
  markup = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
  search (self);
}

/* One step, which can be undone as such. */
static void
trash_cb (NexusGtkDuplicatesWindow *self)
{
  g_autoptr(GPtrArray) entries = nexus_gtk_duplicates_dup_selected (self->duplicates);
  g_autoptr(NexusBatch) batch = NULL;
  g_autofree char *description = NULL;

  if (nexus_gtk_duplicates_selects_a_whole_group (self->duplicates))
    {
      adw_toast_overlay_add_toast (self->toasts,
                                   adw_toast_new (_("Of each content one file has to stay; select one less")));
      return;
    }
  batch = nexus_batch_new (self->filesystem);
  /* What was changed since it was found is no duplicate any more. */
  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);

      nexus_batch_delete (batch, nexus_entry_get_path (entry), nexus_entry_get_etag (entry), NEXUS_DELETE_NONE);
    }
  description = g_strdup_printf (ngettext ("Move %u Item to Trash", "Move %u Items to Trash", entries->len),
                                 entries->len);
  nexus_batch_set_description (batch, description);
  gtk_widget_set_sensitive (self->trash, FALSE);
  nexus_batch_commit_async (batch, NULL, deleted_cb, g_object_ref (self));
}

static void
search (NexusGtkDuplicatesWindow *self)
{
  if (self->duplicates != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->duplicates, self);
      nexus_gtk_duplicates_stop (self->duplicates);
      g_clear_object (&self->duplicates);
    }
  self->duplicates = nexus_gtk_duplicates_new (self->filesystem);
  g_signal_connect_object (self->duplicates, "notify::loading", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->duplicates, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->duplicates, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (self->duplicates));
  update (self);
}

/* --- The widgets --- */

static void
append_choice (GMenu                    *menu,
               const char               *label,
               NexusGtkDuplicatesChoice  choice)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "duplicates.select", "i", (gint32) choice);
  g_menu_append_item (menu, item);
}

static GtkWidget *
new_header (NexusGtkDuplicatesWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autofree char *title = nexus_gtk_place_dup_title (self->folder);
  g_autoptr(GString) shown = g_string_new (title);
  g_autofree char *in_folder = NULL;

  /* An underscore in a name is no mnemonic. */
  g_string_replace (shown, "_", "__", 0);
  in_folder = g_strdup_printf (_("Those in “%s”"), shown->str);
  append_choice (menu, _("All but the _Newest"), NEXUS_GTK_DUPLICATES_ALL_BUT_NEWEST);
  append_choice (menu, _("All but the _Oldest"), NEXUS_GTK_DUPLICATES_ALL_BUT_OLDEST);
  if (self->folder[1] != '\0')
    append_choice (menu, in_folder, NEXUS_GTK_DUPLICATES_IN_FOLDER);
  append_choice (menu, _("Non_e"), NEXUS_GTK_DUPLICATES_NONE);
  self->select = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->select), _("_Select"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (self->select), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->select), G_MENU_MODEL (menu));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->select);

  return header;
}

static GtkWidget *
new_list (NexusGtkDuplicatesWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->selection = gtk_no_selection_new (NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Files and folders"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);

  return scrolled;
}

/* Below the list and not beside the title, which would have no room in a narrow window. */
static GtkWidget *
new_bar (NexusGtkDuplicatesWindow *self)
{
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  self->bar = nexus_gtk_bar_new (self->summary);
  self->trash = gtk_button_new_with_mnemonic (_("_Move to Trash"));
  gtk_widget_add_css_class (self->trash, "destructive-action");
  g_signal_connect_object (self->trash, "clicked", G_CALLBACK (trash_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_bar_add (self->bar, self->trash);

  return self->bar;
}

static void
add_widgets (NexusGtkDuplicatesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (spinner, 32, 32);
  self->page = g_object_new (ADW_TYPE_STATUS_PAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_add_named (self->stack, spinner, "loading");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->page), "empty");
  gtk_stack_add_named (self->stack, new_list (self), "list");
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), new_header (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  gtk_box_append (GTK_BOX (box), new_bar (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  nexus_gtk_name_buttons (GTK_WIDGET (self));
  nexus_gtk_name_new_buttons (GTK_WIDGET (self->toasts));
}

/* --- The object --- */

NexusGtkDuplicates *
nexus_gtk_duplicates_window_get_duplicates (NexusGtkDuplicatesWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES_WINDOW (self), NULL);

  return self->duplicates;
}

static void
nexus_gtk_duplicates_window_dispose (GObject *object)
{
  NexusGtkDuplicatesWindow *self = NEXUS_GTK_DUPLICATES_WINDOW (object);

  if (self->duplicates != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->duplicates, self);
      nexus_gtk_duplicates_stop (self->duplicates);
    }
  g_clear_object (&self->duplicates);
  g_clear_object (&self->filesystem);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (nexus_gtk_duplicates_window_parent_class)->dispose (object);
}

/* It is closed: what goes on for it is stopped. */
static void
nexus_gtk_duplicates_window_unrealize (GtkWidget *widget)
{
  NexusGtkDuplicatesWindow *self = NEXUS_GTK_DUPLICATES_WINDOW (widget);

  nexus_gtk_duplicates_stop (self->duplicates);
  GTK_WIDGET_CLASS (nexus_gtk_duplicates_window_parent_class)->unrealize (widget);
}

static void
nexus_gtk_duplicates_window_class_init (NexusGtkDuplicatesWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_duplicates_window_dispose;
  GTK_WIDGET_CLASS (klass)->unrealize = nexus_gtk_duplicates_window_unrealize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "duplicates.select", "i", select_action);

  signals[SIGNAL_SHOW_PATH] = g_signal_new ("show-path", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_duplicates_window_init (NexusGtkDuplicatesWindow *self)
{
}

NexusGtkDuplicatesWindow *
nexus_gtk_duplicates_window_new (GtkWindow       *parent,
                                 NexusFilesystem *filesystem,
                                 const char      *folder)
{
  NexusGtkDuplicatesWindow *self = g_object_new (NEXUS_GTK_TYPE_DUPLICATES_WINDOW, "transient-for", parent,
                                                 "destroy-with-parent", TRUE, "default-width", 640,
                                                 "default-height", 600, "title", _("Duplicates"),
                                                 "name", "duplicates-window", NULL);

  self->filesystem = g_object_ref (filesystem);
  self->folder = g_strdup (folder);
  add_widgets (self);
  search (self);

  return self;
}
