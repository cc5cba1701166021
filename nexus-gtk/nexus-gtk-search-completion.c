/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-offers.h"
#include "nexus-gtk-search-completion.h"

/* As many are offered. */
#define OFFERED_MAX 8

struct _NexusGtkSearchCompletion {
  GObject          parent_instance;

  GtkEntry        *entry;         /* NULL once it is detached */
  NexusFilesystem *filesystem;
  GCancellable    *cancellable;   /* of the question that is asked */
  guint            start;         /* what an offer takes the place of, in characters */
  guint            end;
  NexusGtkOffers  *offers;
  gboolean         completing;
};

G_DEFINE_FINAL_TYPE (NexusGtkSearchCompletion, nexus_gtk_search_completion, G_TYPE_OBJECT)

/* --- What is offered --- */

static void
stop (NexusGtkSearchCompletion *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
completed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(NexusGtkSearchCompletion) self = user_data;
  guint start;
  guint end;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) offers = nexus_filesystem_complete_query_finish (NEXUS_FILESYSTEM (object), result, &start, &end,
                                                                 &error);
  g_autofree char *typed = NULL;

  /* Without offers one can type on: an error is no reason to tell of them. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->entry == NULL)
    return;

  nexus_gtk_offers_clear (self->offers);
  self->start = start;
  self->end = end;
  typed = gtk_editable_get_chars (GTK_EDITABLE (self->entry), (int) start, (int) end);
  for (guint i = 0; offers != NULL && offers[i] != NULL && nexus_gtk_offers_get_count (self->offers) < OFFERED_MAX; i++)
    {
      if (strcmp (offers[i], typed) != 0)
        nexus_gtk_offers_add (self->offers, offers[i]);
    }
  nexus_gtk_offers_show (self->offers);
}

/* Only for somebody who writes. */
static void
changed_cb (NexusGtkSearchCompletion *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->entry));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  stop (self);
  if (self->filesystem == NULL || self->completing || focus == NULL ||
      !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->entry)))
    {
      nexus_gtk_search_completion_close (self);
      return;
    }

  self->cancellable = g_cancellable_new ();
  nexus_filesystem_complete_query_async (self->filesystem, gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                         (guint) gtk_editable_get_position (GTK_EDITABLE (self->entry)),
                                         self->cancellable, completed_cb, g_object_ref (self));
}

/* --- Taking one --- */

/* A key wants a value, which is asked for at once; what is whole is followed by the next word. */
static void
taken_cb (NexusGtkSearchCompletion *self,
          guint                     index)
{
  const char *offer = nexus_gtk_offers_get_text (self->offers, index);
  gboolean is_key = g_str_has_suffix (offer, ":");
  g_autofree char *text = g_strconcat (offer, is_key ? "" : " ", NULL);
  int position = (int) self->start;

  /* The offer goes with the first change. */
  self->completing = TRUE;
  gtk_editable_delete_text (GTK_EDITABLE (self->entry), (int) self->start, (int) self->end);
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), text, -1, &position);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), position);
  self->completing = FALSE;
  if (is_key)
    changed_cb (self);
}

/* --- The object --- */

GStrv
nexus_gtk_search_completion_dup_offers (NexusGtkSearchCompletion *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self), NULL);

  return nexus_gtk_offers_dup_texts (self->offers);
}

void
nexus_gtk_search_completion_close (NexusGtkSearchCompletion *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self));

  if (self->entry == NULL)
    return;
  stop (self);
  nexus_gtk_offers_close (self->offers);
}

void
nexus_gtk_search_completion_set_filesystem (NexusGtkSearchCompletion *self,
                                            NexusFilesystem          *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self));

  if (g_set_object (&self->filesystem, filesystem))
    nexus_gtk_search_completion_close (self);
}

void
nexus_gtk_search_completion_detach (NexusGtkSearchCompletion *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self));

  if (self->entry == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->entry, self);
  nexus_gtk_search_completion_close (self);
  g_clear_object (&self->filesystem);
  nexus_gtk_offers_detach (self->offers);
  self->entry = NULL;
}

static void
nexus_gtk_search_completion_finalize (GObject *object)
{
  NexusGtkSearchCompletion *self = NEXUS_GTK_SEARCH_COMPLETION (object);

  nexus_gtk_search_completion_detach (self);
  g_clear_object (&self->offers);

  G_OBJECT_CLASS (nexus_gtk_search_completion_parent_class)->finalize (object);
}

static void
nexus_gtk_search_completion_class_init (NexusGtkSearchCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_search_completion_finalize;
}

static void
nexus_gtk_search_completion_init (NexusGtkSearchCompletion *self)
{
}

NexusGtkSearchCompletion *
nexus_gtk_search_completion_new (GtkEntry *entry)
{
  NexusGtkSearchCompletion *self = g_object_new (NEXUS_GTK_TYPE_SEARCH_COMPLETION, NULL);

  self->entry = entry;
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->offers = nexus_gtk_offers_new (entry);
  g_signal_connect_object (self->offers, "taken", G_CALLBACK (taken_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->offers, "dismissed", G_CALLBACK (nexus_gtk_search_completion_close), self,
                           G_CONNECT_SWAPPED);

  return self;
}
