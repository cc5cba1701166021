/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-completion.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-offers.h"

/* As many are offered, of as many that are looked at: of a huge folder, those that come first. */
#define OFFERED_MAX 8
#define LOOKED_MAX  20000

struct _NexusGtkCompletion {
  GObject              parent_instance;

  GtkEntry            *entry;       /* NULL once it is detached */
  NexusFilesystem     *filesystem;
  NexusDirectoryModel *model;       /* of the folder that is written there */
  GPtrArray           *rows;        /* of the model, one for each offer */
  NexusGtkOffers      *offers;
  gboolean             completing;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkCompletion, nexus_gtk_completion, G_TYPE_OBJECT)

static const char *
get_text (NexusGtkCompletion *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* The folder that is written so far; NULL if it is none. */
static char *
dup_folder (NexusGtkCompletion *self)
{
  const char *text = get_text (self);
  const char *slash = strrchr (text, '/');
  g_autofree char *folder = slash != NULL ? g_strndup (text, slash - text + 1) : NULL;

  return folder != NULL && folder[0] == '/' ? nexus_path_normalize (folder, NULL) : NULL;
}

/* --- What is offered --- */

static NexusEntry *
get_entry (NexusGtkCompletion *self,
           guint               index)
{
  return nexus_model_row_get_entry (g_ptr_array_index (self->rows, index));
}

/* What is not read yet is shown by its name alone. */
static void
show_row (NexusGtkCompletion *self,
          guint               index)
{
  NexusEntry *entry = get_entry (self, index);
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;

  if (entry == NULL)
    return;
  shown = nexus_path_display (nexus_entry_get_name (entry));
  text = g_strconcat (shown, nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? "/" : "", NULL);
  nexus_gtk_offers_set_text (self->offers, index, text);
}

/* It has been read. */
static void
row_changed_cb (NexusGtkCompletion *self,
                GParamSpec         *pspec,
                NexusModelRow      *row)
{
  guint index;

  if (self->entry != NULL && g_ptr_array_find (self->rows, row, &index))
    show_row (self, index);
}

static void
clear_rows (NexusGtkCompletion *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->rows, i), self);
  g_ptr_array_set_size (self->rows, 0);
  nexus_gtk_offers_clear (self->offers);
}

static void
offer (NexusGtkCompletion *self,
       guint               position,
       const char         *name)
{
  NexusModelRow *row = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  g_autofree char *shown = nexus_path_display (name);

  nexus_gtk_offers_add (self->offers, shown);
  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "notify::entry", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  show_row (self, self->rows->len - 1);
}

/* Without regard to case and accents, as people type. */
static void
find (NexusGtkCompletion *self)
{
  g_autofree char *prefix = nexus_gtk_fold (strrchr (get_text (self), '/') + 1);
  guint n_items = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->model)), LOOKED_MAX);

  clear_rows (self);
  for (guint i = 0; i < n_items && self->rows->len < OFFERED_MAX; i++)
    {
      g_autofree char *name = nexus_directory_model_dup_name (self->model, i);
      g_autofree char *folded = name != NULL ? nexus_gtk_fold (name) : NULL;

      if (folded != NULL && g_str_has_prefix (folded, prefix))
        offer (self, i, name);
    }
  nexus_gtk_offers_show (self->offers);
}

static void
forget_model (NexusGtkCompletion *self)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
}

static void
loading_cb (NexusGtkCompletion *self)
{
  g_autofree char *folder = self->entry != NULL ? dup_folder (self) : NULL;

  if (folder != NULL && !nexus_list_model_get_loading (NEXUS_LIST_MODEL (self->model)) &&
      strcmp (folder, nexus_directory_model_get_path (self->model)) == 0)
    find (self);
}

/* Only for somebody who writes. */
static void
changed_cb (NexusGtkCompletion *self)
{
  g_autofree char *folder = dup_folder (self);

  if (self->filesystem == NULL || folder == NULL || self->completing)
    {
      nexus_gtk_completion_close (self);
      return;
    }
  if (self->model == NULL || strcmp (folder, nexus_directory_model_get_path (self->model)) != 0)
    {
      forget_model (self);
      self->model = nexus_directory_model_new (self->filesystem, folder);
      g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (loading_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->model, "notify::n-items", G_CALLBACK (loading_cb), self, G_CONNECT_SWAPPED);
    }
  loading_cb (self);
}

/* --- Taking one --- */

static void
take (NexusGtkCompletion *self,
      guint               index)
{
  NexusEntry *entry = get_entry (self, index);
  g_autofree char *text = NULL;

  if (entry == NULL)
    return;
  text = g_strconcat (nexus_entry_get_path (entry),
                      nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? "/" : "", NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
taken_cb (NexusGtkCompletion *self,
          guint               index,
          gboolean            with_tab)
{
  self->completing = !with_tab;
  take (self, index);
  self->completing = FALSE;
  if (!with_tab)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

/* --- The object --- */

void
nexus_gtk_completion_close (NexusGtkCompletion *self)
{
  g_return_if_fail (NEXUS_GTK_IS_COMPLETION (self));

  if (self->entry == NULL)
    return;
  forget_model (self);
  clear_rows (self);
  nexus_gtk_offers_close (self->offers);
}

void
nexus_gtk_completion_detach (NexusGtkCompletion *self)
{
  g_return_if_fail (NEXUS_GTK_IS_COMPLETION (self));

  if (self->entry == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->entry, self);
  nexus_gtk_completion_close (self);
  g_clear_object (&self->filesystem);
  nexus_gtk_offers_detach (self->offers);
  self->entry = NULL;
}

void
nexus_gtk_completion_set_filesystem (NexusGtkCompletion *self,
                                     NexusFilesystem    *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_COMPLETION (self));

  if (g_set_object (&self->filesystem, filesystem))
    nexus_gtk_completion_close (self);
}

GStrv
nexus_gtk_completion_dup_names (NexusGtkCompletion *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_COMPLETION (self), NULL);

  return nexus_gtk_offers_dup_texts (self->offers);
}

static void
nexus_gtk_completion_finalize (GObject *object)
{
  NexusGtkCompletion *self = NEXUS_GTK_COMPLETION (object);

  nexus_gtk_completion_detach (self);
  g_clear_object (&self->offers);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (nexus_gtk_completion_parent_class)->finalize (object);
}

static void
nexus_gtk_completion_class_init (NexusGtkCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_completion_finalize;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_completion_init (NexusGtkCompletion *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

NexusGtkCompletion *
nexus_gtk_completion_new (GtkEntry *entry)
{
  NexusGtkCompletion *self = g_object_new (NEXUS_GTK_TYPE_COMPLETION, NULL);

  self->entry = entry;
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->offers = nexus_gtk_offers_new (entry);
  g_signal_connect_object (self->offers, "taken", G_CALLBACK (taken_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->offers, "dismissed", G_CALLBACK (nexus_gtk_completion_close), self, G_CONNECT_SWAPPED);

  return self;
}
