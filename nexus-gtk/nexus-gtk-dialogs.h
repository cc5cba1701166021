/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Everything that GTK and libadwaita offer under another name from one version to the next is in this file. */

void        nexus_gtk_dialogs_open_async     (GtkWindow            *parent,
                                              gboolean              folders,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns a list of GFile; NULL without an error if the person thought better of it. */
GListModel *nexus_gtk_dialogs_open_finish    (GAsyncResult         *result);
void        nexus_gtk_dialogs_folder_async   (GtkWindow            *parent,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GFile      *nexus_gtk_dialogs_folder_finish  (GAsyncResult         *result);
/* Asks where to save a file; whoever answers has agreed to replace what is there. */
void        nexus_gtk_dialogs_save_async     (GtkWindow            *parent,
                                              const char           *title,
                                              const char           *name,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GFile      *nexus_gtk_dialogs_save_finish    (GAsyncResult         *result);
void        nexus_gtk_dialogs_confirm_async  (GtkWindow            *parent,
                                              const char           *heading,
                                              const char           *body,
                                              const char           *verb,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean    nexus_gtk_dialogs_confirm_finish (GAsyncResult         *result);
typedef enum {
  NEXUS_GTK_CLOSE_NOT,       /* the window stays */
  NEXUS_GTK_CLOSE_WHEN_DONE,
  NEXUS_GTK_CLOSE_NOW,       /* what runs is cancelled */
} NexusGtkClose;

/* Asks what to do about operations in progress when a window is closed. */
void          nexus_gtk_dialogs_close_async  (GtkWindow            *parent,
                                              guint                 n_operations,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
NexusGtkClose nexus_gtk_dialogs_close_finish (GAsyncResult         *result);
/* Asks for a name that a store can hold; tells what is wrong with it while it is typed. */
void        nexus_gtk_dialogs_name_async     (GtkWindow            *parent,
                                              const char           *heading,
                                              const char           *verb,
                                              const char           *initial,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
char       *nexus_gtk_dialogs_name_finish    (GAsyncResult         *result);
/* The same for any text but an empty one. */
void        nexus_gtk_dialogs_text_async     (GtkWindow            *parent,
                                              const char           *heading,
                                              const char           *verb,
                                              const char           *initial,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
char       *nexus_gtk_dialogs_text_finish    (GAsyncResult         *result);
/* A message without responses, for those that need more than the questions here. Takes the content, which may be NULL. */
GtkWidget  *nexus_gtk_dialogs_new_message    (GtkWindow            *parent,
                                              const char           *heading,
                                              const char           *body,
                                              GtkWidget            *content);
void        nexus_gtk_dialogs_show_message   (GtkWindow            *parent,
                                              const char           *heading,
                                              const char           *body);
/* Asks with which application to open files of a type. */
void        nexus_gtk_dialogs_application_async  (GtkWindow            *parent,
                                                  const char           *content_type,
                                                  const char           *heading,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
/* New; NULL if the person thought better of it. */
GAppInfo   *nexus_gtk_dialogs_application_finish (GAsyncResult         *result);
void        nexus_gtk_dialogs_show_about     (GtkWindow            *parent);

G_END_DECLS
