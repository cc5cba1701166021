/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-desktop-search.h"
#include "nexus-gtk-location.h"

/* Of each store; a desktop shows a handful. */
#define MAX_HITS 20

void
nexus_gtk_desktop_hit_free (NexusGtkDesktopHit *self)
{
  g_free (self->address);
  g_object_unref (self->entry);
  g_free (self);
}

/* --- What is looked for --- */

static void
append_quoted (GString    *text,
               const char *word)
{
  g_string_append_c (text, '"');
  for (const char *next = word; *next != '\0'; next++)
    {
      if (*next == '"' || *next == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *next);
    }
  g_string_append_c (text, '"');
}

char *
nexus_gtk_desktop_search_text (const char * const *words)
{
  g_autofree char *typed = g_strjoinv (" ", (GStrv) words);
  g_autoptr(NexusQuery) query = nexus_query_new_parse (typed, NULL);
  g_autoptr(GString) text = NULL;

  if (query != NULL)
    return g_steal_pointer (&typed);

  /* While somebody types, a query is often none yet: then the words mean themselves. */
  text = g_string_new (NULL);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      append_quoted (text, words[i]);
    }

  return g_strdup (text->str);
}

/* --- The store of the configuration --- */

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(NexusGtkStore) store = NULL;
  GError *error = NULL;

  store = nexus_gtk_stores_open_finish (NEXUS_GTK_STORES (object), result, &error);
  if (store == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Looking for something makes no store. */
static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, NULL);
  NexusGtkStores *stores = g_task_get_source_object (task);
  NexusConfig *config = g_task_get_task_data (task);

  if (info == NULL)
    g_task_return_boolean (task, TRUE);
  else
    nexus_gtk_stores_open_async (stores, config, opened_cb, g_steal_pointer (&task));
}

void
nexus_gtk_desktop_open_async (NexusGtkStores      *stores,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;
  NexusConfig *config;
  GError *error = NULL;

  g_return_if_fail (NEXUS_GTK_IS_STORES (stores));

  task = g_task_new (stores, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_desktop_open_async);
  config = nexus_config_discover (&error);
  if (config == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, config, g_object_unref);
  if (nexus_config_get_database (config) != NULL || nexus_config_get_mode (config) != NEXUS_MODE_EMBEDDED)
    {
      nexus_gtk_stores_open_async (stores, config, opened_cb, g_steal_pointer (&task));
      return;
    }
  path = g_build_filename (nexus_config_get_data_dir (config), "metadata.db", NULL);
  file = g_file_new_for_path (path);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           looked_cb, g_steal_pointer (&task));
}

gboolean
nexus_gtk_desktop_open_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_desktop_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Searching: one store after the other --- */

typedef struct {
  NexusQuery *query;
  GPtrArray  *stores;   /* that are left */
  GPtrArray  *hits;
} Search;

static void
search_free (Search *search)
{
  g_clear_object (&search->query);
  g_ptr_array_unref (search->stores);
  g_ptr_array_unref (search->hits);
  g_free (search);
}

static void go_on (GTask *task);

/* What cannot be searched keeps nobody from what is found elsewhere; that somebody types on ends it all.  Takes the
 * task. */
static void
skip (GTask        *task,
      const GError *error)
{
  Search *search = g_task_get_task_data (task);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("A store could not be searched: %s", error->message);
  g_ptr_array_remove_index (search->stores, 0);
  go_on (task);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  NexusGtkStore *store = g_ptr_array_index (search->stores, 0);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;

  entries = nexus_entry_enumerator_next_finish (NEXUS_ENTRY_ENUMERATOR (object), result, &error);
  if (entries == NULL)
    {
      skip (g_steal_pointer (&task), error);
      return;
    }
  for (guint i = 0; i < entries->len; i++)
    {
      NexusGtkDesktopHit *hit = g_new0 (NexusGtkDesktopHit, 1);

      hit->entry = g_object_ref (g_ptr_array_index (entries, i));
      hit->address = nexus_gtk_location_dup_address (nexus_gtk_store_get_location (store),
                                                     nexus_entry_get_path (hit->entry));
      g_ptr_array_add (search->hits, hit);
    }
  g_ptr_array_remove_index (search->stores, 0);
  go_on (g_steal_pointer (&task));
}

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GError) error = NULL;

  results = nexus_filesystem_search_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (results == NULL)
    {
      skip (g_steal_pointer (&task), error);
      return;
    }
  nexus_entry_enumerator_next_async (NEXUS_ENTRY_ENUMERATOR (results), MAX_HITS, g_task_get_cancellable (task), loaded_cb,
                                     task);
  g_steal_pointer (&task);
}

/* Takes it. */
static void
go_on (GTask *task)
{
  g_autoptr(GTask) held = task;
  Search *search = g_task_get_task_data (task);
  NexusGtkStore *store;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (search->stores->len == 0)
    {
      g_task_return_pointer (task, g_ptr_array_ref (search->hits), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  store = g_ptr_array_index (search->stores, 0);
  nexus_filesystem_search_async (nexus_gtk_store_get_filesystem (store), search->query, NEXUS_SEARCH_ORDER_RELEVANCE,
                                 g_task_get_cancellable (task), searched_cb, task);
  g_steal_pointer (&held);
}

static void
own_opened_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  GListModel *stores = G_LIST_MODEL (object);
  g_autoptr(GError) error = NULL;

  if (!nexus_gtk_desktop_open_finish (result, &error))
    g_message ("The store could not be opened: %s", error->message);
  for (guint i = 0; i < g_list_model_get_n_items (stores); i++)
    g_ptr_array_add (search->stores, g_list_model_get_item (stores, i));
  go_on (task);
}

void
nexus_gtk_desktop_search_async (NexusGtkStores      *stores,
                                const char * const  *words,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autofree char *text = NULL;
  Search *search;
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (NEXUS_GTK_IS_STORES (stores));
  g_return_if_fail (words != NULL);

  task = g_task_new (stores, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_desktop_search_async);
  text = nexus_gtk_desktop_search_text (words);
  search = g_new0 (Search, 1);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  search->stores = g_ptr_array_new_with_free_func (g_object_unref);
  search->hits = g_ptr_array_new_with_free_func ((GDestroyNotify) nexus_gtk_desktop_hit_free);
  search->query = nexus_query_new_parse (text, &error);
  if (search->query == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (nexus_query_is_empty (search->query))
    {
      /* Nothing was asked for; it would find everything. */
      go_on (task);
    }
  else
    {
      nexus_gtk_desktop_open_async (stores, own_opened_cb, task);
    }
}

GPtrArray *
nexus_gtk_desktop_search_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_desktop_search_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
