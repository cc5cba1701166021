/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-compare-window.h"
#include "nexus-gtk-comparison.h"
#include "nexus-gtk-diff-signs.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-source.h"

struct _NexusGtkCompareWindow {
  AdwWindow           parent_instance;

  NexusFilesystem    *filesystem;
  NexusEntry         *entry;
  GListModel         *versions;       /* of NexusVersion, the latest one first; NULL until they are read */
  guint               wanted_old;
  guint               wanted_new;
  GCancellable       *cancellable;
  NexusGtkComparison *comparison;     /* what is shown */
  gboolean            busy;
  GArray             *places;         /* of guint: the lines at which differences begin, in the views */
  int                 place;

  GtkDropDown        *old_choice;
  GtkDropDown        *new_choice;
  GtkToggleButton    *unified;
  GtkWidget          *previous;
  GtkWidget          *next;
  GtkLabel           *summary;
  GtkStack           *stack;          /* "loading", "message", "sides", "unified" */
  AdwStatusPage      *message;
  GtkSourceView      *old_view;
  GtkSourceView      *new_view;
  GtkSourceView      *unified_view;
};

G_DEFINE_FINAL_TYPE (NexusGtkCompareWindow, nexus_gtk_compare_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

/* --- The texts --- */

static void
append (GtkSourceView *view,
        const char    *prefix,
        const char    *line,
        const char    *tag)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *text = g_strconcat (prefix, line, "\n", NULL);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags_by_name (buffer, &end, text, -1, tag, NULL);
  else
    gtk_text_buffer_insert (buffer, &end, text, -1);
}

static void
append_empty (GtkSourceView *view,
              guint          n)
{
  for (guint i = 0; i < n; i++)
    append (view, "", " ", "filler");
}

static void
clear (GtkSourceView *view)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "", 0);
}

/* Lines that face each other stand at the same height, with empty ones beside those that face none.  What is removed or
 * added has its sign beside the text, so that the text can be copied as it is. */
static void
fill_sides (NexusGtkCompareWindow *self)
{
  GArray *runs = self->comparison->runs;
  guint line = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      NexusGtkDiffRun *run = &g_array_index (runs, NexusGtkDiffRun, i);
      NexusGtkDiffRun *added = NULL;
      guint n = run->n_lines;

      if (run->kind == NEXUS_GTK_DIFF_SAME)
        {
          for (guint j = 0; j < n; j++)
            {
              append (self->old_view, "", self->comparison->old_lines[run->old_line + j], NULL);
              append (self->new_view, "", self->comparison->new_lines[run->new_line + j], NULL);
            }
          line += n;
          continue;
        }

      g_array_append_val (self->places, line);
      if (run->kind == NEXUS_GTK_DIFF_REMOVED)
        {
          for (guint j = 0; j < n; j++)
            append (self->old_view, "", self->comparison->old_lines[run->old_line + j], NEXUS_GTK_DIFF_TAG_REMOVED);
          if (i + 1 < runs->len && g_array_index (runs, NexusGtkDiffRun, i + 1).kind == NEXUS_GTK_DIFF_ADDED)
            added = &g_array_index (runs, NexusGtkDiffRun, ++i);
        }
      else
        {
          added = run;
          n = 0;
        }
      for (guint j = 0; added != NULL && j < added->n_lines; j++)
        append (self->new_view, "", self->comparison->new_lines[added->new_line + j], NEXUS_GTK_DIFF_TAG_ADDED);
      append_empty (self->new_view, n - MIN (n, added != NULL ? added->n_lines : 0));
      append_empty (self->old_view, added != NULL ? added->n_lines - MIN (n, added->n_lines) : 0);
      line += MAX (n, added != NULL ? added->n_lines : 0);
    }
}

static void
fill_unified (NexusGtkCompareWindow *self)
{
  GArray *runs = self->comparison->runs;
  guint line = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      NexusGtkDiffRun *run = &g_array_index (runs, NexusGtkDiffRun, i);

      if (run->kind == NEXUS_GTK_DIFF_REMOVED ||
          (run->kind == NEXUS_GTK_DIFF_ADDED &&
           (i == 0 || g_array_index (runs, NexusGtkDiffRun, i - 1).kind != NEXUS_GTK_DIFF_REMOVED)))
        g_array_append_val (self->places, line);
      for (guint j = 0; j < run->n_lines; j++)
        {
          if (run->kind == NEXUS_GTK_DIFF_SAME)
            append (self->unified_view, "  ", self->comparison->new_lines[run->new_line + j], NULL);
          else if (run->kind == NEXUS_GTK_DIFF_REMOVED)
            append (self->unified_view, "− ", self->comparison->old_lines[run->old_line + j],
                    NEXUS_GTK_DIFF_TAG_REMOVED);
          else
            append (self->unified_view, "+ ", self->comparison->new_lines[run->new_line + j], NEXUS_GTK_DIFF_TAG_ADDED);
        }
      line += run->n_lines;
    }
}

static void
update_steps (NexusGtkCompareWindow *self)
{
  gtk_widget_set_sensitive (self->previous, self->place > 0);
  gtk_widget_set_sensitive (self->next, self->place + 1 < (int) self->places->len);
}

/* Only the form that is shown is filled. */
static void
fill (NexusGtkCompareWindow *self)
{
  gboolean unified = gtk_toggle_button_get_active (self->unified);

  clear (self->old_view);
  clear (self->new_view);
  clear (self->unified_view);
  g_array_set_size (self->places, 0);
  self->place = -1;
  if (self->comparison != NULL && self->comparison->runs != NULL)
    {
      if (unified)
        fill_unified (self);
      else
        fill_sides (self);
      gtk_stack_set_visible_child_name (self->stack, unified ? "unified" : "sides");
    }
  update_steps (self);
}

static void
step (NexusGtkCompareWindow *self,
      int                    by)
{
  GtkSourceView *view = gtk_toggle_button_get_active (self->unified) ? self->unified_view : self->new_view;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter iter;

  self->place = CLAMP (self->place + by, 0, (int) self->places->len - 1);
  gtk_text_buffer_get_iter_at_line (buffer, &iter, (int) g_array_index (self->places, guint, self->place));
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (view), gtk_text_buffer_get_insert (buffer), 0, TRUE, 0, 0.2);
  update_steps (self);
}

static void
previous_cb (NexusGtkCompareWindow *self)
{
  step (self, -1);
}

static void
next_cb (NexusGtkCompareWindow *self)
{
  step (self, 1);
}

/* --- Reading them --- */

static void
show_message (NexusGtkCompareWindow *self,
              const char            *title,
              const char            *text)
{
  g_autofree char *markup = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, markup);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

/* For those who do not see which lines they are. */
static void
describe_sides (NexusGtkCompareWindow *self,
                const char            *removed,
                const char            *added)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->old_view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, removed, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->new_view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, added, -1);
}

static void
show_comparison (NexusGtkCompareWindow *self)
{
  NexusGtkComparison *comparison = self->comparison;
  g_autofree char *removed = NULL;
  g_autofree char *added = NULL;
  g_autofree char *text = NULL;

  fill (self);
  gtk_label_set_text (self->summary, "");
  if (comparison->runs == NULL)
    {
      show_message (self, _("No Text to Compare"), _("At least one of the versions is not a text."));
      return;
    }
  if (comparison->n_removed == 0 && comparison->n_added == 0)
    {
      show_message (self, _("No Difference"), comparison->notes != NULL ? comparison->notes
                                              : _("Both versions have the same text."));
      return;
    }
  removed = g_strdup_printf (ngettext ("%u line removed", "%u lines removed", comparison->n_removed),
                             comparison->n_removed);
  added = g_strdup_printf (ngettext ("%u line added", "%u lines added", comparison->n_added), comparison->n_added);
  text = g_strjoin (" · ", removed, added, comparison->notes, NULL);
  gtk_label_set_text (self->summary, text);
  describe_sides (self, removed, added);
}

static void
compared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkCompareWindow) self = user_data;
  g_autoptr(NexusGtkComparison) comparison = NULL;
  g_autoptr(GError) error = NULL;

  comparison = nexus_gtk_comparison_read_finish (result, &error);
  /* Others were chosen meanwhile, or the window is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->busy = FALSE;
  if (comparison == NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);

      show_message (self, _("The Versions Cannot Be Read"), text);
      return;
    }
  g_clear_pointer (&self->comparison, nexus_gtk_comparison_free);
  self->comparison = g_steal_pointer (&comparison);
  show_comparison (self);
}

static guint
get_chosen (GtkDropDown *choice)
{
  NexusVersion *version = gtk_drop_down_get_selected_item (choice);

  return version != NULL ? nexus_version_get_number (version) : 0;
}

static void
compare (NexusGtkCompareWindow *self)
{
  guint old_version = get_chosen (self->old_choice);
  guint new_version = get_chosen (self->new_choice);

  if (self->versions == NULL || old_version == 0 || new_version == 0)
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->busy = TRUE;
  g_clear_pointer (&self->comparison, nexus_gtk_comparison_free);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  nexus_gtk_comparison_read_async (self->filesystem, nexus_entry_get_path (self->entry), old_version, new_version,
                                   self->cancellable, compared_cb, g_object_ref (self));
}

static void
choose (GtkDropDown *choice,
        GListModel  *versions,
        guint        number)
{
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);

      if (nexus_version_get_number (version) == number)
        gtk_drop_down_set_selected (choice, i);
    }
}

/* The current version stands for 0, and the one before it for an old one of 0. */
static void
find_versions (NexusGtkCompareWindow *self,
               GListModel            *versions)
{
  guint n = g_list_model_get_n_items (versions);
  guint former = 0;

  for (guint i = 0; i < n && self->wanted_new == 0; i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);

      if (nexus_version_get_is_current (version))
        self->wanted_new = nexus_version_get_number (version);
    }
  for (guint i = 0; i < n && self->wanted_old == 0; i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);

      if (nexus_version_get_number (version) < self->wanted_new)
        former = MAX (former, nexus_version_get_number (version));
    }
  if (self->wanted_old == 0)
    self->wanted_old = former != 0 ? former : self->wanted_new;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkCompareWindow) self = user_data;
  g_autoptr(GListModel) versions = NULL;
  g_autoptr(GError) error = NULL;

  versions = nexus_filesystem_list_versions_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (versions == NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);

      self->busy = FALSE;
      show_message (self, _("The Versions Cannot Be Read"), text);
      return;
    }

  find_versions (self, versions);
  gtk_drop_down_set_model (self->old_choice, versions);
  gtk_drop_down_set_model (self->new_choice, versions);
  choose (self->old_choice, versions, self->wanted_old);
  choose (self->new_choice, versions, self->wanted_new);
  /* Only now: what was selected until here was not chosen by anybody. */
  g_set_object (&self->versions, versions);
  compare (self);
}

gboolean
nexus_gtk_compare_window_is_settled (NexusGtkCompareWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_COMPARE_WINDOW (self), FALSE);

  return !self->busy;
}

/* --- The window --- */

static char *
describe_version (NexusVersion *version)
{
  return g_strdup_printf (nexus_version_get_is_current (version) ? _("Version %u (current)") : _("Version %u"),
                          nexus_version_get_number (version));
}

static void
setup_chosen_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_list_item_set_child (item, label);
}

static void
bind_chosen_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  g_autofree char *text = describe_version (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

/* Where it says what is chosen it may be cut off, or the window would be wider than a phone; not where one chooses. */
static void
shorten (GtkDropDown *choice)
{
  g_autoptr(GtkListItemFactory) usual = g_object_ref (gtk_drop_down_get_factory (choice));
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_chosen_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_chosen_cb), NULL);
  gtk_drop_down_set_factory (choice, factory);
  gtk_drop_down_set_list_factory (choice, usual);
}

static GtkDropDown *
new_choice (NexusGtkCompareWindow *self,
            const char            *name)
{
  GtkExpression *expression = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL,
                                                           G_CALLBACK (describe_version), NULL, NULL);
  GtkWidget *choice = gtk_drop_down_new (NULL, expression);

  shorten (GTK_DROP_DOWN (choice));
  gtk_widget_set_tooltip_text (choice, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (compare), self, G_CONNECT_SWAPPED);

  return GTK_DROP_DOWN (choice);
}

static GtkSourceView *
new_view (NexusGtkCompareWindow *self,
          const char            *name)
{
  GtkSourceView *view = nexus_gtk_source_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_buffer_create_tag (buffer, NEXUS_GTK_DIFF_TAG_REMOVED, "paragraph-background", "rgba(224,27,36,0.22)", NULL);
  gtk_text_buffer_create_tag (buffer, NEXUS_GTK_DIFF_TAG_ADDED, "paragraph-background", "rgba(46,194,126,0.25)", NULL);
  gtk_text_buffer_create_tag (buffer, "filler", "paragraph-background", "rgba(128,128,128,0.15)", NULL);
  nexus_gtk_source_view_set_type (view, nexus_entry_get_name (self->entry), nexus_entry_get_content_type (self->entry));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return view;
}

static GtkWidget *
scroll (GtkSourceView *view)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (view));
  gtk_widget_set_hexpand (scrolled, TRUE);

  return scrolled;
}

static GtkWidget *
new_sides (NexusGtkCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *old_side = scroll (self->old_view);
  GtkWidget *new_side = scroll (self->new_view);

  /* Both move together; the bar of the new one stands for both. */
  gtk_scrolled_window_set_vadjustment (GTK_SCROLLED_WINDOW (old_side),
                                       gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (new_side)));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (old_side), GTK_POLICY_AUTOMATIC, GTK_POLICY_EXTERNAL);
  nexus_gtk_diff_signs_add (self->old_view);
  nexus_gtk_diff_signs_add (self->new_view);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (new_side, "nexus-side");
  gtk_box_append (GTK_BOX (box), old_side);
  gtk_box_append (GTK_BOX (box), new_side);

  return box;
}

static GtkWidget *
new_step_button (NexusGtkCompareWindow *self,
                 const char            *icon,
                 const char            *name,
                 GCallback              callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_sensitive (button, FALSE);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
new_header (NexusGtkCompareWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (self->entry));

  self->previous = new_step_button (self, "go-up-symbolic", _("Previous Difference"), G_CALLBACK (previous_cb));
  self->next = new_step_button (self, "go-down-symbolic", _("Next Difference"), G_CALLBACK (next_cb));
  self->unified = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ());
  gtk_button_set_icon_name (GTK_BUTTON (self->unified), "view-continuous-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->unified), _("In One Column"));
  g_signal_connect_object (self->unified, "toggled", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->previous);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->next);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), GTK_WIDGET (self->unified));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (shown, _("Compare Versions")));
  gtk_window_set_title (GTK_WINDOW (self), shown);

  return header;
}

static GtkWidget *
new_choices (NexusGtkCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->old_choice = new_choice (self, _("Old version"));
  self->new_choice = new_choice (self, _("New version"));
  gtk_widget_set_halign (GTK_WIDGET (self->old_choice), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self->new_choice), GTK_ALIGN_CENTER);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "toolbar");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->old_choice));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->new_choice));

  return box;
}

static void
nexus_gtk_compare_window_dispose (GObject *object)
{
  NexusGtkCompareWindow *self = NEXUS_GTK_COMPARE_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->versions);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->entry);
  g_clear_pointer (&self->comparison, nexus_gtk_comparison_free);

  G_OBJECT_CLASS (nexus_gtk_compare_window_parent_class)->dispose (object);
}

static void
nexus_gtk_compare_window_finalize (GObject *object)
{
  g_array_unref (NEXUS_GTK_COMPARE_WINDOW (object)->places);

  G_OBJECT_CLASS (nexus_gtk_compare_window_parent_class)->finalize (object);
}

static void
nexus_gtk_compare_window_class_init (NexusGtkCompareWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_compare_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_compare_window_finalize;
}

static void
nexus_gtk_compare_window_init (NexusGtkCompareWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
add_content (NexusGtkCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spinner = gtk_spinner_new ();

  self->old_view = new_view (self, _("Old version"));
  self->new_view = new_view (self, _("New version"));
  self->unified_view = new_view (self, _("What was removed and added"));
  self->message = ADW_STATUS_PAGE (adw_status_page_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->stack, spinner, "loading");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->message), "message");
  gtk_stack_add_named (self->stack, new_sides (self), "sides");
  gtk_stack_add_named (self->stack, scroll (self->unified_view), "unified");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "nexus-summary");

  gtk_box_append (GTK_BOX (box), new_header (self));
  gtk_box_append (GTK_BOX (box), new_choices (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->summary));
  adw_window_set_content (ADW_WINDOW (self), box);
  nexus_gtk_name_buttons (box);
}

NexusGtkCompareWindow *
nexus_gtk_compare_window_new (GtkWindow       *parent,
                              NexusFilesystem *filesystem,
                              NexusEntry      *entry,
                              guint            old_version,
                              guint            new_version)
{
  NexusGtkCompareWindow *self = g_object_new (NEXUS_GTK_TYPE_COMPARE_WINDOW,
                                              "transient-for", parent,
                                              "destroy-with-parent", TRUE,
                                              "default-width", 900,
                                              "default-height", 640,
                                              NULL);

  self->filesystem = g_object_ref (filesystem);
  self->entry = g_object_ref (entry);
  self->wanted_old = old_version;
  self->wanted_new = new_version;
  self->busy = TRUE;
  add_content (self);
  nexus_filesystem_list_versions_async (filesystem, nexus_entry_get_path (entry), self->cancellable, listed_cb,
                                        g_object_ref (self));

  return self;
}
