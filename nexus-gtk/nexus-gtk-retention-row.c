/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-retention-row.h"

struct _NexusGtkRetentionRow {
  AdwComboRow      parent_instance;

  NexusFilesystem *filesystem;
  GArray          *choices;     /* of guint: days, 0 for ever */
  GCancellable    *cancellable; /* of reading; what is set is set */
  gboolean         showing;     /* what is so, and not what somebody has chosen */
};

enum {
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkRetentionRow, nexus_gtk_retention_row, ADW_TYPE_COMBO_ROW)

static const guint usual[] = { 7, 30, 90, 365, 0 };

/* The usual ones, and what it is now if that is another one. */
static void
show_choices (NexusGtkRetentionRow *self,
              guint                 days)
{
  g_autoptr(GtkStringList) texts = gtk_string_list_new (NULL);
  gboolean placed = FALSE;
  guint selected = 0;

  g_array_set_size (self->choices, 0);
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      placed |= usual[i] == days;
      if (!placed && (usual[i] > days || usual[i] == 0))
        {
          g_array_append_val (self->choices, days);
          placed = TRUE;
        }
      g_array_append_val (self->choices, usual[i]);
    }
  for (guint i = 0; i < self->choices->len; i++)
    {
      guint choice = g_array_index (self->choices, guint, i);
      g_autofree char *text = nexus_gtk_format_days (choice);

      gtk_string_list_append (texts, text);
      if (choice == days)
        selected = i;
    }

  self->showing = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (texts));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  self->showing = FALSE;
}

static void
fail (NexusGtkRetentionRow *self,
      const GError         *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkRetentionRow) self = user_data;
  NexusConfig *config = nexus_filesystem_get_config (NEXUS_FILESYSTEM (object));
  g_autoptr(GError) error = NULL;
  int days = nexus_filesystem_get_trash_days_finish (NEXUS_FILESYSTEM (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* What is damaged can be set again. */
  show_choices (self, days >= 0 ? (guint) days : nexus_config_get_trash_days (config));
  gtk_widget_set_sensitive (GTK_WIDGET (self),
                            strcmp (nexus_config_get_origin (config, "trash_days"), "default") == 0);
  if (error != NULL)
    fail (self, error);
}

static void
read_days (NexusGtkRetentionRow *self)
{
  nexus_filesystem_get_trash_days_async (self->filesystem, self->cancellable, read_cb, g_object_ref (self));
}

static void
set_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(NexusGtkRetentionRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (nexus_filesystem_set_trash_days_finish (NEXUS_FILESYSTEM (object), result, &error))
    return;
  fail (self, error);
  read_days (self);
}

static void
selected_cb (NexusGtkRetentionRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (!self->showing && selected < self->choices->len)
    nexus_filesystem_set_trash_days_async (self->filesystem, g_array_index (self->choices, guint, selected), NULL, set_cb,
                                           g_object_ref (self));
}

/* The window is closed: whoever waits for an answer may hold the row for longer. */
static void
nexus_gtk_retention_row_unrealize (GtkWidget *widget)
{
  g_cancellable_cancel (NEXUS_GTK_RETENTION_ROW (widget)->cancellable);

  GTK_WIDGET_CLASS (nexus_gtk_retention_row_parent_class)->unrealize (widget);
}

static void
nexus_gtk_retention_row_finalize (GObject *object)
{
  NexusGtkRetentionRow *self = NEXUS_GTK_RETENTION_ROW (object);

  g_clear_object (&self->filesystem);
  g_clear_object (&self->cancellable);
  g_array_unref (self->choices);

  G_OBJECT_CLASS (nexus_gtk_retention_row_parent_class)->finalize (object);
}

static void
nexus_gtk_retention_row_class_init (NexusGtkRetentionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_retention_row_finalize;
  GTK_WIDGET_CLASS (klass)->unrealize = nexus_gtk_retention_row_unrealize;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
setup_chosen_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_chosen_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* What is chosen is short, and it is what matters: it is not cut off for the sake of the words beside it. */
static void
show_whole (NexusGtkRetentionRow *self)
{
  g_autoptr(GtkListItemFactory) listed = g_object_ref (adw_combo_row_get_factory (ADW_COMBO_ROW (self)));
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_chosen_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_chosen_cb), NULL);
  adw_combo_row_set_factory (ADW_COMBO_ROW (self), factory);
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (self), listed);
}

static void
nexus_gtk_retention_row_init (NexusGtkRetentionRow *self)
{
  show_whole (self);
  self->choices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->cancellable = g_cancellable_new ();
}

static char *
dup_subtitle (NexusFilesystem *filesystem,
              const char      *store)
{
  const char *origin = nexus_config_get_origin (nexus_filesystem_get_config (filesystem), "trash_days");
  g_autofree char *shown = NULL;

  if (strcmp (origin, "default") == 0)
    /* Translators: %s is the name of a store */
    return g_strdup_printf (_("In the store “%s”; what is older is deleted for good"), store);
  shown = nexus_path_display (origin);

  /* Translators: “trash_days” is a key of the configuration; %s says what has set it */
  return g_strdup_printf (_("“trash_days” comes from “%s”"), shown);
}

NexusGtkRetentionRow *
nexus_gtk_retention_row_new (NexusFilesystem *filesystem,
                             const char      *store)
{
  NexusGtkRetentionRow *self = g_object_new (NEXUS_GTK_TYPE_RETENTION_ROW, NULL);
  g_autofree char *subtitle = dup_subtitle (filesystem, store);
  g_autofree char *markup = g_markup_escape_text (subtitle, -1);

  self->filesystem = g_object_ref (filesystem);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("_Keep Deleted Items"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
  read_days (self);

  return self;
}
