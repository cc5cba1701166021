/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-compare-window.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-rows.h"
#include "nexus-gtk-version-row.h"
#include "nexus-gtk-versions.h"

struct _NexusGtkVersions {
  AdwBin           parent_instance;

  NexusGtkSubject *subject;
  GCancellable    *listing;
  NexusGtkRows    *rows;
};

enum {
  SIGNAL_OPEN_VERSION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkVersions, nexus_gtk_versions, ADW_TYPE_BIN)

/* --- What can be done with one --- */

static void
open_cb (NexusGtkVersions   *self,
         NexusGtkVersionRow *row)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_VERSION], 0,
                 nexus_version_get_number (nexus_gtk_version_row_get_version (row)));
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkSubject) subject = user_data;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_restore_version_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (entry != NULL)
    nexus_gtk_subject_toast (subject, _("Version restored; the former one is kept as well"));
  nexus_gtk_subject_report (subject, error);
}

static void
restore_cb (NexusGtkVersions   *self,
            NexusGtkVersionRow *row)
{
  NexusEntry *entry = nexus_gtk_subject_get_file (self->subject);
  guint number = nexus_version_get_number (nexus_gtk_version_row_get_version (row));

  if (entry != NULL)
    nexus_filesystem_restore_version_async (nexus_gtk_subject_get_filesystem (self->subject),
                                            nexus_entry_get_path (entry), number, NULL, restored_cb,
                                            g_object_ref (self->subject));
}

/* With the current one; of the current one the one before. */
static void
compare_cb (NexusGtkVersions   *self,
            NexusGtkVersionRow *row)
{
  NexusVersion *version = nexus_gtk_version_row_get_version (row);
  NexusEntry *entry = nexus_gtk_subject_get_file (self->subject);
  guint number = nexus_version_get_number (version);
  NexusGtkCompareWindow *window;

  if (entry == NULL)
    return;
  window = nexus_gtk_compare_window_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                         nexus_gtk_subject_get_filesystem (self->subject), entry,
                                         nexus_version_get_is_current (version) ? 0 : number, 0);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- Exporting --- */

typedef struct {
  NexusFilesystem *filesystem;
  char            *path;
  guint            number;
  GFile           *file;
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->filesystem);
  g_object_unref (export->file);
  g_free (export->path);
  g_free (export);
}

static void
export_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Export *export = task_data;
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GFileOutputStream) output = NULL;
  GError *error = NULL;

  input = nexus_filesystem_open_version (export->filesystem, export->path, export->number, cancellable, &error);
  if (input != NULL)
    output = g_file_replace (export->file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, &error);
  /* What was there is replaced only when all is written. */
  if (output != NULL)
    g_output_stream_splice (G_OUTPUT_STREAM (output), input,
                            G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                            cancellable, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  NexusGtkVersions *self = NEXUS_GTK_VERSIONS (object);
  g_autoptr(GError) error = NULL;

  if (self->subject == NULL)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    nexus_gtk_subject_toast (self->subject, _("Version exported"));
  nexus_gtk_subject_report (self->subject, error);
}

void
nexus_gtk_versions_export (NexusGtkVersions *self,
                           guint             number,
                           GFile            *file)
{
  NexusEntry *entry;
  g_autoptr(GTask) task = NULL;
  Export *export;

  g_return_if_fail (NEXUS_GTK_IS_VERSIONS (self));
  g_return_if_fail (G_IS_FILE (file));

  entry = nexus_gtk_subject_get_file (self->subject);
  if (entry == NULL)
    return;

  export = g_new0 (Export, 1);
  export->filesystem = g_object_ref (nexus_gtk_subject_get_filesystem (self->subject));
  export->path = g_strdup (nexus_entry_get_path (entry));
  export->number = number;
  export->file = g_object_ref (file);
  task = g_task_new (self, NULL, exported_cb, NULL);
  g_task_set_source_tag (task, nexus_gtk_versions_export);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  g_task_run_in_thread (task, export_in_thread);
}

typedef struct {
  NexusGtkVersions *self;
  char             *id;       /* of the file that was meant */
  guint             number;
} Choice;

static void
chosen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Choice *choice = user_data;
  g_autoptr(NexusGtkVersions) self = choice->self;
  g_autofree char *id = choice->id;
  guint number = choice->number;
  g_autoptr(GFile) file = nexus_gtk_dialogs_save_finish (result);
  NexusEntry *entry = self->subject != NULL ? nexus_gtk_subject_get_file (self->subject) : NULL;

  g_free (choice);
  if (file != NULL && entry != NULL && strcmp (nexus_entry_get_id (entry), id) == 0)
    nexus_gtk_versions_export (self, number, file);
}

/* "report.txt" of version 3 is proposed as "report (version 3).txt". */
static char *
propose_name (NexusEntry *entry,
              guint       number)
{
  const char *name = nexus_entry_get_name (entry);
  const char *dot = strrchr (name, '.');
  g_autofree char *base = dot != NULL && dot != name ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);

  /* Translators: the name of a file made of an older version: "report (version 3).txt" */
  return g_strdup_printf (_("%s (version %u)%s"), base, number, dot != NULL && dot != name ? dot : "");
}

static void
export_cb (NexusGtkVersions   *self,
           NexusGtkVersionRow *row)
{
  NexusEntry *entry = nexus_gtk_subject_get_file (self->subject);
  g_autofree char *name = NULL;
  Choice *choice;

  if (entry == NULL)
    return;
  choice = g_new0 (Choice, 1);
  choice->self = g_object_ref (self);
  choice->id = g_strdup (nexus_entry_get_id (entry));
  choice->number = nexus_version_get_number (nexus_gtk_version_row_get_version (row));
  name = propose_name (entry, choice->number);
  nexus_gtk_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Export Version"), name,
                                chosen_cb, choice);
}

/* --- Showing them --- */

static void
show_version (NexusGtkVersions *self,
              NexusVersion     *version,
              gboolean          comparable)
{
  g_autofree char *key = g_strdup_printf ("%u%s%s", nexus_version_get_number (version),
                                          nexus_version_get_is_current (version) ? " current" : "",
                                          comparable ? " comparable" : "");
  GtkWidget *row;

  if (nexus_gtk_rows_find (self->rows, key) != NULL)
    return;
  row = GTK_WIDGET (nexus_gtk_version_row_new (version, comparable));
  g_signal_connect_object (row, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "compare", G_CALLBACK (compare_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "export", G_CALLBACK (export_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "restore", G_CALLBACK (restore_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_rows_add (self->rows, key, row);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkVersions) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) versions = nexus_filesystem_list_versions_finish (NEXUS_FILESYSTEM (object), result, &error);
  guint n;

  /* Cancelled: something else is shown by now. */
  if (versions == NULL)
    return;

  n = g_list_model_get_n_items (versions);
  nexus_gtk_rows_begin (self->rows);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);

      show_version (self, version, n > 1);
    }
  nexus_gtk_rows_end (self->rows, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
stop_listing (NexusGtkVersions *self)
{
  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
}

static void
subject_changed_cb (NexusGtkVersions *self,
                    gboolean          another)
{
  NexusEntry *file = nexus_gtk_subject_get_file (self->subject);

  stop_listing (self);
  if (another)
    nexus_gtk_rows_clear (self->rows);
  if (file == NULL || !nexus_gtk_subject_is_editable (self->subject))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  self->listing = g_cancellable_new ();
  nexus_filesystem_list_versions_async (nexus_gtk_subject_get_filesystem (self->subject), nexus_entry_get_path (file),
                                        self->listing, listed_cb, g_object_ref (self));
}

/* --- The widget --- */

static void
nexus_gtk_versions_dispose (GObject *object)
{
  NexusGtkVersions *self = NEXUS_GTK_VERSIONS (object);

  stop_listing (self);
  g_clear_object (&self->subject);

  G_OBJECT_CLASS (nexus_gtk_versions_parent_class)->dispose (object);
}

static void
nexus_gtk_versions_class_init (NexusGtkVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_versions_dispose;

  signals[SIGNAL_OPEN_VERSION] = g_signal_new ("open-version", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
nexus_gtk_versions_init (NexusGtkVersions *self)
{
  self->rows = nexus_gtk_rows_new (_("Versions"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->rows));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

NexusGtkVersions *
nexus_gtk_versions_new (NexusGtkSubject *subject)
{
  NexusGtkVersions *self = g_object_new (NEXUS_GTK_TYPE_VERSIONS, NULL);

  self->subject = g_object_ref (subject);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
