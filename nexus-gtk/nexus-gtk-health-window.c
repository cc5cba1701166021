/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-health-task.h"
#include "nexus-gtk-health-window.h"

/* Nobody reads more. */
#define FINDINGS_MAX 100

struct _NexusGtkHealthWindow {
  AdwWindow             parent_instance;

  NexusFilesystem      *filesystem;
  GCancellable         *cancellable;   /* of the numbers */
  gboolean              closed;
  gboolean              troubled;      /* by what was found */

  AdwPreferencesPage   *page;
  AdwPreferencesGroup  *numbers;
  AdwPreferencesGroup  *findings;      /* NULL while there are none */
  NexusGtkHealthTask   *verify;
  NexusGtkHealthTask   *repair;
  NexusGtkHealthTask   *collect;
  NexusGtkHealthTask   *back_up;
  GtkWidget            *counts[6];
  GtkWidget            *sizes[6];
};

G_DEFINE_FINAL_TYPE (NexusGtkHealthWindow, nexus_gtk_health_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

/* In the order of the rows. */
static const char * const count_titles[] = {
  N_("Files"), N_("Folders"), N_("Links"), N_("Older Versions"), N_("Items in the Trash"), N_("Tags")
};

static const char * const size_titles[] = {
  N_("Files"), N_("Older Versions"), N_("Trash"), N_("Saved by Storing Equal Contents Once"), N_("Stored Contents"),
  N_("On the Disk")
};

static const char not_verified[] = N_("Reads everything and compares it with its checksums");

/* --- Numbers --- */

static void
set_value (GtkWidget  *row,
           const char *text)
{
  gtk_label_set_text (g_object_get_data (G_OBJECT (row), "value"), text);
}

static char *
describe_verified (NexusStatistics *statistics)
{
  guint64 n_verified = nexus_statistics_get_n_verified (statistics);
  guint64 n_others = nexus_statistics_get_n_contents (statistics) - MIN (n_verified, nexus_statistics_get_n_contents (statistics));
  g_autofree char *times = NULL;
  g_autofree char *last = NULL;
  g_autofree char *others = NULL;

  if (n_verified == 0)
    return g_strdup (_(not_verified));

  times = nexus_gtk_format_times (nexus_statistics_get_oldest_verified_ns (statistics),
                                  nexus_statistics_get_newest_verified_ns (statistics));
  /* Translators: %s is a time, or the earliest and the latest one */
  last = g_strdup_printf (_("Last found good: %s"), times);
  if (n_others == 0)
    return g_steal_pointer (&last);
  others = g_strdup_printf (ngettext ("%u content is not known to be good", "%u contents are not known to be good",
                                      n_others), (guint) MIN (n_others, G_MAXUINT));

  return g_strconcat (last, "\n", others, NULL);
}

static void
show_verified (NexusGtkHealthWindow *self,
               NexusStatistics      *statistics)
{
  g_autofree char *text = describe_verified (statistics);

  /* What is being done or was found says more. */
  if (!self->troubled && !nexus_gtk_health_task_is_running (self->verify))
    nexus_gtk_health_task_set_text (self->verify, text);
}

static void
statistics_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(NexusGtkHealthWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusStatistics) statistics = NULL;

  statistics = nexus_filesystem_get_statistics_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (self->closed || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (statistics == NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);

      adw_preferences_group_set_description (self->numbers, text);
      return;
    }

  show_verified (self, statistics);
  {
    const guint64 counts[] = {
      nexus_statistics_get_n_files (statistics), nexus_statistics_get_n_directories (statistics),
      nexus_statistics_get_n_links (statistics), nexus_statistics_get_n_versions (statistics),
      nexus_statistics_get_n_trashed (statistics), nexus_statistics_get_n_tags (statistics),
    };
    const guint64 sizes[] = {
      nexus_statistics_get_logical_size (statistics), nexus_statistics_get_history_size (statistics),
      nexus_statistics_get_trash_size (statistics), nexus_statistics_get_saved_size (statistics),
      nexus_statistics_get_content_size (statistics), nexus_statistics_get_disk_size (statistics),
    };

    for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
      {
        g_autofree char *text = g_strdup_printf ("%'" G_GUINT64_FORMAT, counts[i]);

        set_value (self->counts[i], text);
      }
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autofree char *text = g_format_size (sizes[i]);

        set_value (self->sizes[i], text);
      }
  }
}

static void
read_numbers (NexusGtkHealthWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  nexus_filesystem_get_statistics_async (self->filesystem, self->cancellable, statistics_cb, g_object_ref (self));
}

/* --- Findings --- */

static void
show_findings (NexusGtkHealthWindow *self,
               NexusReport          *report)
{
  GListModel *findings = report != NULL ? nexus_report_get_findings (report) : NULL;
  guint n_findings = findings != NULL ? g_list_model_get_n_items (findings) : 0;

  if (self->findings != NULL)
    adw_preferences_page_remove (self->page, self->findings);
  self->findings = NULL;
  if (n_findings == 0)
    return;

  self->findings = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->findings, _("What Was Found"));
  for (guint i = 0; i < MIN (n_findings, FINDINGS_MAX); i++)
    {
      g_autoptr(NexusFinding) finding = g_list_model_get_item (findings, i);
      g_autofree char *title = g_markup_escape_text (nexus_finding_get_message (finding), -1);
      g_autofree char *paths = g_strjoinv ("\n", (GStrv) nexus_finding_get_paths (finding));
      g_autofree char *shown = nexus_path_display (paths);
      g_autofree char *subtitle = g_markup_escape_text (shown, -1);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      if (*subtitle != '\0')
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
      adw_preferences_group_add (self->findings, row);
    }
  if (n_findings > FINDINGS_MAX)
    {
      guint n_more = n_findings - FINDINGS_MAX;
      g_autofree char *more = g_strdup_printf (ngettext ("And %u more problem", "And %u more problems", n_more), n_more);

      adw_preferences_group_set_description (self->findings, more);
    }
  adw_preferences_page_add (self->page, self->findings);
  nexus_gtk_name_buttons (GTK_WIDGET (self->findings));
}

static void
set_error_text (NexusGtkHealthTask *task,
                const GError       *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    text = g_strdup (_("Stopped before it had ended"));
  else
    text = nexus_gtk_error_describe (error);
  nexus_gtk_health_task_set_text (task, text);
}

/* --- Verifying --- */

static void
verify_begin_cb (NexusGtkHealthWindow *self)
{
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (self->filesystem, NULL);

  show_findings (self, NULL);
  nexus_gtk_health_task_run (self->verify, NEXUS_OPERATION (verify));
}

static void
verify_ended_cb (NexusGtkHealthWindow *self,
                 NexusOperation       *operation,
                 const GError         *error)
{
  NexusReport *report = nexus_verify_get_report (NEXUS_VERIFY (operation));
  guint n_findings;
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      self->troubled = TRUE;
      set_error_text (self->verify, error);
      return;
    }
  /* When all was read is known to the store. */
  self->troubled = !nexus_report_is_good (report);
  read_numbers (self);
  if (self->troubled)
    {
      n_findings = g_list_model_get_n_items (nexus_report_get_findings (report));
      text = g_strdup_printf (ngettext ("%u problem was found", "%u problems were found", n_findings), n_findings);
      nexus_gtk_health_task_set_text (self->verify, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->repair), !nexus_report_is_good (report));
  show_findings (self, report);
}

/* --- Repairing --- */

static void
repair_confirmed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  NexusGtkHealthWindow *self = NEXUS_GTK_HEALTH_WINDOW (object);
  g_autoptr(NexusRepair) repair = NULL;

  if (!nexus_gtk_dialogs_confirm_finish (result) || self->closed || nexus_gtk_health_task_is_running (self->repair))
    return;
  repair = nexus_filesystem_repair (self->filesystem);
  nexus_gtk_health_task_run (self->repair, NEXUS_OPERATION (repair));
}

static void
repair_begin_cb (NexusGtkHealthWindow *self)
{
  nexus_gtk_dialogs_confirm_async (GTK_WINDOW (self), _("Repair the Store?"),
                                   _("What can be mended is mended. What is left of damaged contents is moved out of the "
                                     "way, into the folder “quarantine” of the store."),
                                   _("_Repair"), repair_confirmed_cb, NULL);
}

static void
repair_ended_cb (NexusGtkHealthWindow *self,
                 NexusOperation       *operation,
                 const GError         *error)
{
  if (error != NULL)
    {
      set_error_text (self->repair, error);
      return;
    }
  nexus_gtk_health_task_set_text (self->repair, _("Done; verify again to see whether all is well"));
  show_findings (self, nexus_repair_get_report (NEXUS_REPAIR (operation)));
  read_numbers (self);
}

/* --- Freeing space --- */

static void
describe_freed (NexusGtkHealthWindow *self,
                NexusOperation       *operation)
{
  guint64 n_contents = nexus_operation_get_files_done (operation);
  g_autofree char *size = g_format_size (nexus_operation_get_bytes_done (operation));
  g_autofree char *text = NULL;

  if (n_contents == 0)
    text = g_strdup (_("There is nothing to free"));
  else
    /* Translators: %s is a size */
    text = g_strdup_printf (_("%s were freed"), size);
  nexus_gtk_health_task_set_text (self->collect, text);
}

static void
collect_confirmed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  NexusGtkHealthWindow *self = NEXUS_GTK_HEALTH_WINDOW (object);
  g_autoptr(NexusOperation) operation = NULL;

  if (!nexus_gtk_dialogs_confirm_finish (result) || self->closed || nexus_gtk_health_task_is_running (self->collect))
    return;
  operation = nexus_filesystem_collect_garbage (self->filesystem, NEXUS_GARBAGE_NONE, NEXUS_GARBAGE_GRACE);
  nexus_gtk_health_task_run (self->collect, operation);
}

/* First it is found out what would be freed. */
static void
collect_begin_cb (NexusGtkHealthWindow *self)
{
  g_autoptr(NexusOperation) operation = nexus_filesystem_collect_garbage (self->filesystem, NEXUS_GARBAGE_DRY_RUN,
                                                                          NEXUS_GARBAGE_GRACE);

  g_object_set_data (G_OBJECT (operation), "dry-run", operation);
  nexus_gtk_health_task_run (self->collect, operation);
}

static void
collect_ended_cb (NexusGtkHealthWindow *self,
                  NexusOperation       *operation,
                  const GError         *error)
{
  gboolean dry_run = g_object_get_data (G_OBJECT (operation), "dry-run") != NULL;
  g_autofree char *size = g_format_size (nexus_operation_get_bytes_done (operation));
  g_autofree char *heading = NULL;

  if (error != NULL)
    {
      set_error_text (self->collect, error);
      return;
    }
  if (!dry_run || nexus_operation_get_files_done (operation) == 0)
    {
      describe_freed (self, operation);
      read_numbers (self);
      return;
    }
  /* Translators: %s is a size */
  heading = g_strdup_printf (_("Free %s?"), size);
  nexus_gtk_dialogs_confirm_async (GTK_WINDOW (self), heading,
                                   _("This is what nothing refers to any more, what has been in the trash for too long, "
                                     "and versions beyond those that are kept."),
                                   _("_Free Space"), collect_confirmed_cb, NULL);
}

/* --- Backing up --- */

void
nexus_gtk_health_window_back_up (NexusGtkHealthWindow *self,
                                 GFile                *folder)
{
  g_autoptr(NexusOperation) operation = NULL;

  g_return_if_fail (NEXUS_GTK_IS_HEALTH_WINDOW (self));
  g_return_if_fail (G_IS_FILE (folder));

  if (nexus_gtk_health_task_is_running (self->back_up))
    return;
  operation = nexus_filesystem_backup (self->filesystem, folder);
  nexus_gtk_health_task_run (self->back_up, operation);
}

static void
folder_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  NexusGtkHealthWindow *self = NEXUS_GTK_HEALTH_WINDOW (object);
  g_autoptr(GFile) folder = nexus_gtk_dialogs_folder_finish (result);

  if (folder != NULL && !self->closed)
    nexus_gtk_health_window_back_up (self, folder);
}

static void
back_up_begin_cb (NexusGtkHealthWindow *self)
{
  nexus_gtk_dialogs_folder_async (GTK_WINDOW (self), folder_cb, NULL);
}

static void
back_up_ended_cb (NexusGtkHealthWindow *self,
                  NexusOperation       *operation,
                  const GError         *error)
{
  guint n_failures = g_list_model_get_n_items (nexus_operation_get_failures (operation));
  g_autofree char *size = g_format_size (nexus_operation_get_bytes_done (operation));
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      set_error_text (self->back_up, error);
      return;
    }
  if (n_failures > 0)
    text = g_strdup_printf (ngettext ("%u content could not be backed up; verify the store",
                                      "%u contents could not be backed up; verify the store", n_failures), n_failures);
  else
    /* Translators: %s is a size */
    text = g_strdup_printf (_("Everything is backed up; %s were copied"), size);
  nexus_gtk_health_task_set_text (self->back_up, text);
}

/* --- The widgets --- */

static NexusGtkHealthTask *
add_task (NexusGtkHealthWindow *self,
          AdwPreferencesGroup  *group,
          const char           *title,
          const char           *verb,
          const char           *text,
          GCallback             begin,
          GCallback             ended)
{
  NexusGtkHealthTask *task = nexus_gtk_health_task_new (title, verb);

  nexus_gtk_health_task_set_text (task, text);
  g_signal_connect_object (task, "begin", begin, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (task, "ended", ended, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, GTK_WIDGET (task));

  return task;
}

static GtkWidget *
add_number (AdwPreferencesGroup *group,
            const char          *title)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *value = gtk_label_new ("…");

  gtk_widget_add_css_class (value, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  g_object_set_data (G_OBJECT (row), "value", value);
  adw_preferences_group_add (group, row);

  return row;
}

static AdwPreferencesGroup *
add_group (NexusGtkHealthWindow *self,
           const char           *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (self->page, group);

  return group;
}

static void
add_widgets (NexusGtkHealthWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwPreferencesGroup *group;

  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  group = add_group (self, _("Care"));
  self->verify = add_task (self, group, _("Integrity"), _("_Verify"), _(not_verified), G_CALLBACK (verify_begin_cb),
                           G_CALLBACK (verify_ended_cb));
  self->repair = add_task (self, group, _("Repair"), _("_Repair…"), _("Mends what was found, as far as that is possible"),
                           G_CALLBACK (repair_begin_cb), G_CALLBACK (repair_ended_cb));
  gtk_widget_set_visible (GTK_WIDGET (self->repair), FALSE);
  self->collect = add_task (self, group, _("Space"), _("_Free Space…"),
                            _("Gives back what nothing refers to any more"), G_CALLBACK (collect_begin_cb),
                            G_CALLBACK (collect_ended_cb));
  self->back_up = add_task (self, group, _("Backup"), _("_Back Up…"),
                            _("Copies everything into a folder; the next time only what is new"),
                            G_CALLBACK (back_up_begin_cb), G_CALLBACK (back_up_ended_cb));
  group = add_group (self, _("Sizes"));
  self->numbers = group;
  for (guint i = 0; i < G_N_ELEMENTS (size_titles); i++)
    self->sizes[i] = add_number (group, _(size_titles[i]));
  group = add_group (self, _("Numbers"));
  for (guint i = 0; i < G_N_ELEMENTS (count_titles); i++)
    self->counts[i] = add_number (group, _(count_titles[i]));

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->page));
  adw_window_set_content (ADW_WINDOW (self), box);
  nexus_gtk_name_buttons (GTK_WIDGET (self));
}

/* --- The object --- */

gboolean
nexus_gtk_health_window_is_idle (NexusGtkHealthWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_HEALTH_WINDOW (self), FALSE);

  return !nexus_gtk_health_task_is_running (self->verify) && !nexus_gtk_health_task_is_running (self->repair) &&
         !nexus_gtk_health_task_is_running (self->collect) && !nexus_gtk_health_task_is_running (self->back_up);
}

static void
nexus_gtk_health_window_dispose (GObject *object)
{
  NexusGtkHealthWindow *self = NEXUS_GTK_HEALTH_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_health_window_parent_class)->dispose (object);
}

/* It is closed: what goes on for it is stopped. */
static void
nexus_gtk_health_window_unrealize (GtkWidget *widget)
{
  NexusGtkHealthWindow *self = NEXUS_GTK_HEALTH_WINDOW (widget);

  nexus_gtk_health_task_stop (self->verify);
  nexus_gtk_health_task_stop (self->repair);
  nexus_gtk_health_task_stop (self->collect);
  nexus_gtk_health_task_stop (self->back_up);
  g_cancellable_cancel (self->cancellable);
  self->closed = TRUE;
  GTK_WIDGET_CLASS (nexus_gtk_health_window_parent_class)->unrealize (widget);
}

static void
nexus_gtk_health_window_class_init (NexusGtkHealthWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_health_window_dispose;
  GTK_WIDGET_CLASS (klass)->unrealize = nexus_gtk_health_window_unrealize;
}

static void
nexus_gtk_health_window_init (NexusGtkHealthWindow *self)
{
}

NexusGtkHealthWindow *
nexus_gtk_health_window_new (GtkWindow     *parent,
                             NexusGtkStore *store)
{
  NexusGtkHealthWindow *self = g_object_new (NEXUS_GTK_TYPE_HEALTH_WINDOW, "transient-for", parent,
                                             "destroy-with-parent", TRUE, "default-width", 560, "default-height", 680,
                                             "title", _("Store Health"), "name", "health-window", NULL);

  self->filesystem = g_object_ref (nexus_gtk_store_get_filesystem (store));
  add_widgets (self);
  read_numbers (self);

  return self;
}
