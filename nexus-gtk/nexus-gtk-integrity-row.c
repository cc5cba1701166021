/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-error.h"
#include "nexus-gtk-integrity-row.h"

struct _NexusGtkIntegrityRow {
  AdwActionRow     parent_instance;

  NexusGtkSubject *subject;
  NexusVerify     *verify;      /* while it runs */
  GtkWidget       *icon;
  GtkWidget       *button;
  char            *etag;        /* of the single file that is shown */
};

G_DEFINE_FINAL_TYPE (NexusGtkIntegrityRow, nexus_gtk_integrity_row, ADW_TYPE_ACTION_ROW)

static void
show (NexusGtkIntegrityRow *self,
      const char           *text,
      const char           *icon,
      const char           *css_class)
{
  static const char * const classes[] = { "success", "error" };
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  gtk_widget_set_visible (self->icon, icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      if (g_strcmp0 (css_class, classes[i]) == 0)
        gtk_widget_add_css_class (self->icon, classes[i]);
      else
        gtk_widget_remove_css_class (self->icon, classes[i]);
    }
}

/* What verify has found, in one text. */
static char *
describe (NexusReport *report)
{
  GListModel *findings = nexus_report_get_findings (report);
  guint n = g_list_model_get_n_items (findings);
  g_autoptr(NexusFinding) first = g_list_model_get_item (findings, 0);
  g_autofree char *more = NULL;

  if (n == 0)
    {
      guint64 count = nexus_report_get_n_contents (report);
      g_autofree char *size = g_format_size (nexus_report_get_n_bytes (report));

      if (count <= 1)
        return g_strdup (_("The content is what was stored"));

      return g_strdup_printf (ngettext ("%u content (%s) is what was stored", "%u contents (%s) are what was stored",
                                        count), (guint) MIN (count, G_MAXUINT), size);
    }
  if (n == 1)
    return g_strdup (nexus_finding_get_message (first));
  more = g_strdup_printf (ngettext ("And %u more problem", "And %u more problems", n - 1), n - 1);

  return g_strconcat (nexus_finding_get_message (first), "\n", more, NULL);
}

static void
end (NexusGtkIntegrityRow *self)
{
  g_clear_object (&self->verify);
  gtk_button_set_label (GTK_BUTTON (self->button), _("_Verify Now"));
}

static void
verified_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkIntegrityRow) self = user_data;
  NexusVerify *verify = NEXUS_VERIFY (object);
  NexusReport *report;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  nexus_operation_run_finish (NEXUS_OPERATION (verify), result, &error);
  /* It was about something else, or was stopped. */
  if (self->verify != verify)
    return;

  end (self);
  report = nexus_verify_get_report (verify);
  if (error != NULL)
    {
      text = nexus_gtk_error_describe (error);
      show (self, text, "dialog-warning-symbolic", "error");
      return;
    }
  text = describe (report);
  if (nexus_report_is_good (report))
    show (self, text, "object-select-symbolic", "success");
  else
    show (self, text, "dialog-warning-symbolic", "error");
}

static void
progress_cb (NexusGtkIntegrityRow *self,
             GParamSpec           *pspec,
             NexusVerify          *verify)
{
  double fraction = nexus_operation_get_fraction (NEXUS_OPERATION (verify));
  g_autofree char *text = NULL;

  if (self->verify != verify)
    return;
  text = g_strdup_printf (_("Reading… %d%%"), (int) (CLAMP (fraction, 0, 1) * 100));
  show (self, text, NULL, NULL);
}

static void
stop (NexusGtkIntegrityRow *self)
{
  if (self->verify == NULL)
    return;
  nexus_operation_cancel (NEXUS_OPERATION (self->verify));
  end (self);
}

static void
reset (NexusGtkIntegrityRow *self)
{
  stop (self);
  show (self, _("Not verified since it was selected"), NULL, NULL);
}

static void
clicked_cb (NexusGtkIntegrityRow *self)
{
  g_auto(GStrv) paths = NULL;

  if (self->verify != NULL)
    {
      reset (self);
      return;
    }

  paths = nexus_gtk_subject_dup_paths (self->subject);
  self->verify = nexus_filesystem_verify (nexus_gtk_subject_get_filesystem (self->subject),
                                          (const char * const *) paths);
  gtk_button_set_label (GTK_BUTTON (self->button), _("_Stop"));
  show (self, _("Reading…"), NULL, NULL);
  g_signal_connect_object (self->verify, "notify::fraction", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  nexus_operation_run_async (NEXUS_OPERATION (self->verify), NULL, verified_cb, g_object_ref (self));
}

static void
subject_changed_cb (NexusGtkIntegrityRow *self,
                    gboolean              another)
{
  NexusEntry *file = nexus_gtk_subject_get_file (self->subject);
  const char *etag = file != NULL ? nexus_entry_get_etag (file) : NULL;

  /* What was found out of another content says nothing of this one. */
  if (another || g_strcmp0 (etag, self->etag) != 0)
    reset (self);
  g_free (self->etag);
  self->etag = g_strdup (etag);
}

static void
nexus_gtk_integrity_row_dispose (GObject *object)
{
  NexusGtkIntegrityRow *self = NEXUS_GTK_INTEGRITY_ROW (object);

  if (self->verify != NULL)
    nexus_operation_cancel (NEXUS_OPERATION (self->verify));
  g_clear_object (&self->verify);
  g_clear_object (&self->subject);

  G_OBJECT_CLASS (nexus_gtk_integrity_row_parent_class)->dispose (object);
}

static void
nexus_gtk_integrity_row_finalize (GObject *object)
{
  g_free (NEXUS_GTK_INTEGRITY_ROW (object)->etag);

  G_OBJECT_CLASS (nexus_gtk_integrity_row_parent_class)->finalize (object);
}

static void
nexus_gtk_integrity_row_class_init (NexusGtkIntegrityRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_integrity_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_integrity_row_finalize;
}

static void
nexus_gtk_integrity_row_init (NexusGtkIntegrityRow *self)
{
  self->icon = gtk_image_new ();
  self->button = gtk_button_new_with_mnemonic (_("_Verify Now"));
  gtk_widget_set_visible (self->icon, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Integrity"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 6);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  gtk_widget_add_css_class (GTK_WIDGET (self), "nexus-fact");
}

NexusGtkIntegrityRow *
nexus_gtk_integrity_row_new (NexusGtkSubject *subject)
{
  NexusGtkIntegrityRow *self = g_object_new (NEXUS_GTK_TYPE_INTEGRITY_ROW, NULL);

  self->subject = g_object_ref (subject);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);
  reset (self);

  return self;
}
