/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-copies.h"
#include "nexus-gtk-rows.h"

/* So many are shown at first, and so many more each time that somebody asks. */
#define FIRST_PAGE 5
#define NEXT_PAGE  50
/* The row that asks. */
#define MORE_KEY   ""

struct _NexusGtkCopies {
  AdwBin              parent_instance;

  NexusGtkSubject    *subject;
  GCancellable       *cancellable;   /* of what is being read */
  NexusSearchResults *results;       /* NULL until they are found */
  GPtrArray          *paths;         /* that are shown */
  char               *etag;          /* of what was looked for */
  guint               n_read;        /* of the results, with the file itself */
  NexusGtkRows       *rows;
};

enum {
  SIGNAL_SHOW_PATH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void read_more (NexusGtkCopies *self,
                       guint           n);

G_DEFINE_FINAL_TYPE (NexusGtkCopies, nexus_gtk_copies, ADW_TYPE_BIN)

static void
activated_cb (NexusGtkCopies *self,
              GtkWidget      *row)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PATH], 0, g_object_get_data (G_OBJECT (row), "path"));
}

static void
more_cb (NexusGtkCopies *self)
{
  read_more (self, NEXT_PAGE);
}

static GtkWidget *
new_row (NexusGtkCopies *self,
         const char     *path)
{
  g_autofree char *name = nexus_path_dup_name (path);
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autofree char *shown = nexus_path_display (name);
  g_autofree char *place = nexus_path_display (parent);
  g_autofree char *title = g_markup_escape_text (shown, -1);
  g_autofree char *subtitle = g_markup_escape_text (place, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("go-jump-symbolic");

  /* Both are markup: whether only the title is depends on the version of libadwaita. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _("Show in its folder"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (path), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  return row;
}

static GtkWidget *
new_more_row (NexusGtkCopies *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Show More"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (more_cb), self, G_CONNECT_SWAPPED);

  return row;
}

static void
show_rows (NexusGtkCopies *self)
{
  nexus_gtk_rows_begin (self->rows);
  for (guint i = 0; i < self->paths->len; i++)
    {
      const char *path = g_ptr_array_index (self->paths, i);

      if (nexus_gtk_rows_find (self->rows, path) == NULL)
        nexus_gtk_rows_add (self->rows, path, new_row (self, path));
    }
  if (self->n_read < nexus_search_results_get_count (self->results) &&
      nexus_gtk_rows_find (self->rows, MORE_KEY) == NULL)
    nexus_gtk_rows_add (self->rows, MORE_KEY, new_more_row (self));
  nexus_gtk_rows_end (self->rows, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), self->paths->len > 0);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkCopies) self = user_data;
  g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next_finish (NEXUS_ENTRY_ENUMERATOR (object), result, NULL);
  NexusEntry *file;

  /* Cancelled, since something else is looked for by now. */
  if (entries == NULL || self->results != (gpointer) object)
    return;

  file = nexus_gtk_subject_get_file (self->subject);
  /* The end; some may have gone meanwhile. */
  self->n_read = entries->len > 0 ? self->n_read + entries->len : nexus_search_results_get_count (self->results);
  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);

      if (file != NULL && strcmp (nexus_entry_get_id (entry), nexus_entry_get_id (file)) != 0)
        g_ptr_array_add (self->paths, g_strdup (nexus_entry_get_path (entry)));
    }
  show_rows (self);
}

static void
read_more (NexusGtkCopies *self,
           guint           n)
{
  nexus_entry_enumerator_next_async (NEXUS_ENTRY_ENUMERATOR (self->results), n, self->cancellable, read_cb,
                                     g_object_ref (self));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(NexusGtkCopies) self = user_data;
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GError) error = NULL;

  results = nexus_filesystem_find_copies_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (results == NULL)
    return;

  g_set_object (&self->results, results);
  self->n_read = 0;
  g_ptr_array_set_size (self->paths, 0);
  /* One more: the file itself is among them. */
  read_more (self, FIRST_PAGE + 1);
}

static void
stop (NexusGtkCopies *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->results);
}

static void
subject_changed_cb (NexusGtkCopies *self,
                    gboolean        another)
{
  NexusEntry *file = nexus_gtk_subject_get_file (self->subject);
  const char *etag = file != NULL && nexus_gtk_subject_is_editable (self->subject) ? nexus_entry_get_etag (file) : NULL;

  if (!another && g_strcmp0 (etag, self->etag) == 0)
    return;

  stop (self);
  g_free (self->etag);
  self->etag = g_strdup (etag);
  g_ptr_array_set_size (self->paths, 0);
  nexus_gtk_rows_clear (self->rows);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (etag == NULL || nexus_entry_get_size (file) == 0)
    return;
  self->cancellable = g_cancellable_new ();
  nexus_filesystem_find_copies_async (nexus_gtk_subject_get_filesystem (self->subject), etag, self->cancellable,
                                      found_cb, g_object_ref (self));
}

static void
nexus_gtk_copies_dispose (GObject *object)
{
  NexusGtkCopies *self = NEXUS_GTK_COPIES (object);

  stop (self);
  g_clear_object (&self->subject);

  G_OBJECT_CLASS (nexus_gtk_copies_parent_class)->dispose (object);
}

static void
nexus_gtk_copies_finalize (GObject *object)
{
  NexusGtkCopies *self = NEXUS_GTK_COPIES (object);

  g_ptr_array_unref (self->paths);
  g_free (self->etag);

  G_OBJECT_CLASS (nexus_gtk_copies_parent_class)->finalize (object);
}

static void
nexus_gtk_copies_class_init (NexusGtkCopiesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_copies_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_copies_finalize;

  signals[SIGNAL_SHOW_PATH] = g_signal_new ("show-path", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_copies_init (NexusGtkCopies *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->rows = nexus_gtk_rows_new (_("Same Content Elsewhere"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->rows));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

NexusGtkCopies *
nexus_gtk_copies_new (NexusGtkSubject *subject)
{
  NexusGtkCopies *self = g_object_new (NEXUS_GTK_TYPE_COPIES, NULL);

  self->subject = g_object_ref (subject);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
