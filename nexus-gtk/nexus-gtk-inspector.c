/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-details.h"
#include "nexus-gtk-inspector.h"
#include "nexus-gtk-subject.h"

struct _NexusGtkInspector {
  AdwBin           parent_instance;

  NexusGtkSubject *subject;
  NexusFilesystem *filesystem;   /* of the items */
  GPtrArray       *items;        /* that wait until somebody looks */
  GtkStack        *stack;
  GtkAdjustment   *adjustment;
};

enum {
  SIGNAL_OPEN_VERSION,
  SIGNAL_SHOW_PATH,
  SIGNAL_TOAST,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkInspector, nexus_gtk_inspector, ADW_TYPE_BIN)

static void
open_version_cb (NexusGtkInspector *self,
                 guint              number)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_VERSION], 0, number);
}

static void
show_path_cb (NexusGtkInspector *self,
              const char        *path)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PATH], 0, path);
}

static void
toast_cb (NexusGtkInspector *self,
          const char        *text)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, text);
}

static void
failed_cb (NexusGtkInspector *self,
           const GError      *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
subject_changed_cb (NexusGtkInspector *self,
                    gboolean           another)
{
  gboolean any = nexus_gtk_subject_get_entries (self->subject)->len > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "details" : "nothing");
  if (another)
    gtk_adjustment_set_value (self->adjustment, 0);
}

/* What was selected last, if it was not shown yet. */
static void
catch_up (NexusGtkInspector *self)
{
  g_autoptr(GPtrArray) items = g_steal_pointer (&self->items);

  if (items == NULL || self->filesystem == NULL)
    return;
  nexus_gtk_subject_set_filesystem (self->subject, self->filesystem);
  nexus_gtk_subject_set_items (self->subject, items);
}

void
nexus_gtk_inspector_set_filesystem (NexusGtkInspector *self,
                                    NexusFilesystem   *filesystem)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  g_return_if_fail (NEXUS_GTK_IS_INSPECTOR (self));

  if (self->filesystem == filesystem)
    return;
  g_set_object (&self->filesystem, filesystem);
  nexus_gtk_inspector_set_items (self, none);
}

void
nexus_gtk_inspector_set_items (NexusGtkInspector *self,
                               GPtrArray         *items)
{
  g_return_if_fail (NEXUS_GTK_IS_INSPECTOR (self));

  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = g_ptr_array_ref (items);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    catch_up (self);
}

static void
nexus_gtk_inspector_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (nexus_gtk_inspector_parent_class)->map (widget);

  catch_up (NEXUS_GTK_INSPECTOR (widget));
}

static void
nexus_gtk_inspector_dispose (GObject *object)
{
  NexusGtkInspector *self = NEXUS_GTK_INSPECTOR (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->subject);

  G_OBJECT_CLASS (nexus_gtk_inspector_parent_class)->dispose (object);
}

static void
nexus_gtk_inspector_class_init (NexusGtkInspectorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_inspector_dispose;
  GTK_WIDGET_CLASS (klass)->map = nexus_gtk_inspector_map;

  signals[SIGNAL_OPEN_VERSION] = g_signal_new ("open-version", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_SHOW_PATH] = g_signal_new ("show-path", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TOAST] = g_signal_new ("toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static GtkWidget *
new_nothing (void)
{
  GtkWidget *page = g_object_new (ADW_TYPE_STATUS_PAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "document-properties-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Nothing Selected"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("Select something to see all that is known of it."));
  gtk_widget_add_css_class (page, "compact");
  nexus_gtk_accessible_describe_page (ADW_STATUS_PAGE (page));

  return page;
}

static void
nexus_gtk_inspector_init (NexusGtkInspector *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *details;

  self->subject = nexus_gtk_subject_new ();
  g_signal_connect_object (self->subject, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subject, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  details = GTK_WIDGET (nexus_gtk_details_new (self->subject));
  g_signal_connect_object (details, "open-version", G_CALLBACK (open_version_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (details, "show-path", G_CALLBACK (show_path_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_margin_top (details, 18);
  gtk_widget_set_margin_bottom (details, 18);
  gtk_widget_set_margin_start (details, 12);
  gtk_widget_set_margin_end (details, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 320);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 320);
  adw_clamp_set_child (ADW_CLAMP (clamp), details);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, new_nothing (), "nothing");
  gtk_stack_add_named (self->stack, scrolled, "details");
  gtk_widget_set_size_request (GTK_WIDGET (self->stack), 300, -1);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  g_signal_connect_object (self->subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);
}

NexusGtkInspector *
nexus_gtk_inspector_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_INSPECTOR, NULL);
}
