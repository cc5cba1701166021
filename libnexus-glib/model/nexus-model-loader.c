/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-model-loader-private.h"

/* Some screens of rows: half a millisecond of work. */
#define PAGE 128

struct _NexusModelLoader {
  gatomicrefcount         ref_count;
  NexusFilesystem        *filesystem;
  char                   *path;
  NexusModelLoad          load;
  GMainContext           *context;
  NexusModelLoaderFailed  failed;
  gpointer                user_data;

  NexusModelRows         *rows;         /* NULL once nobody is interested any more */
  GCancellable           *cancellable;
  GSource                *source;       /* a page is about to be asked for */
  gboolean                busy;         /* or under way */
};

typedef struct {
  NexusModelLoader *loader;
  GArray           *ids;
  guint             stamp;
  GPtrArray        *entries;
  GError           *error;              /* of rows that could not be read, while others could */
} Page;

static void
loader_unref (NexusModelLoader *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->filesystem);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self);
}

static void
page_free (gpointer data)
{
  Page *page = data;

  loader_unref (page->loader);
  g_array_unref (page->ids);
  g_clear_pointer (&page->entries, g_ptr_array_unref);
  g_clear_error (&page->error);
  g_free (page);
}

static void
unref_entry (gpointer entry)
{
  if (entry != NULL)
    g_object_unref (entry);
}

/* One row that is damaged must not take the others of its page along. */
static GPtrArray *
load_singly (NexusModelLoader *self,
             Page             *page,
             GCancellable     *cancellable)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (unref_entry);

  for (guint i = 0; i < page->ids->len; i++)
    {
      g_autoptr(GPtrArray) entry = NULL;

      entry = self->load (self->filesystem, self->path, &g_array_index (page->ids, gint64, i), 1, cancellable,
                          page->error == NULL ? &page->error : NULL);
      g_ptr_array_add (entries, entry != NULL ? g_ptr_array_steal_index (entry, 0) : NULL);
    }

  return entries;
}

static void
load_in_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Page *page = task_data;
  NexusModelLoader *self = page->loader;
  GError *error = NULL;

  page->entries = self->load (self->filesystem, self->path, (const gint64 *) page->ids->data, page->ids->len,
                              cancellable, &error);
  if (page->entries == NULL && error->domain == G_IO_ERROR)
    {
      g_task_return_error (task, error);
      return;
    }

  if (page->entries == NULL)
    {
      g_clear_error (&error);
      page->entries = load_singly (self, page, cancellable);
    }
  g_task_return_boolean (task, TRUE);
}

static void schedule (NexusModelLoader *self);

static void
loaded (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Page *page = g_task_get_task_data (G_TASK (result));
  NexusModelLoader *self = page->loader;
  g_autoptr(GError) error = NULL;

  if (self->rows == NULL)
    return;

  self->busy = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      for (guint i = 0; i < page->ids->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (page->entries, i);

          if (entry != NULL)
            _nexus_model_rows_fill (self->rows, g_array_index (page->ids, gint64, i), entry, page->stamp);
          /* Whoever is told of a row may let go of the list. */
          if (self->rows == NULL)
            return;
        }
      if (page->error != NULL)
        self->failed (self->user_data, page->error);
    }
  else
    {
      self->failed (self->user_data, error);
    }
  if (self->rows != NULL)
    schedule (self);
}

static gboolean
load_page (gpointer user_data)
{
  NexusModelLoader *self = user_data;
  g_autoptr(GTask) task = NULL;
  GArray *ids;
  guint stamp;
  Page *page;

  g_clear_pointer (&self->source, g_source_unref);
  if (self->rows == NULL || self->busy)
    return G_SOURCE_REMOVE;
  ids = _nexus_model_rows_take_wanted (self->rows, PAGE, &stamp);
  if (ids == NULL)
    return G_SOURCE_REMOVE;

  page = g_new0 (Page, 1);
  g_atomic_ref_count_inc (&self->ref_count);
  page->loader = self;
  page->ids = ids;
  page->stamp = stamp;

  g_main_context_push_thread_default (self->context);
  task = g_task_new (self->filesystem, self->cancellable, loaded, NULL);
  g_main_context_pop_thread_default (self->context);
  g_task_set_source_tag (task, load_page);
  g_task_set_task_data (task, page, page_free);
  self->busy = TRUE;
  _nexus_filesystem_run_in_worker (self->filesystem, task, load_in_worker);

  return G_SOURCE_REMOVE;
}

/* Not at once: a view asks for many rows in a row. */
static void
schedule (NexusModelLoader *self)
{
  if (self->source != NULL || self->busy)
    return;

  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_atomic_ref_count_inc (&self->ref_count);
  g_source_set_callback (self->source, load_page, self, (GDestroyNotify) loader_unref);
  g_source_attach (self->source, self->context);
}

NexusModelLoader *
_nexus_model_loader_new (NexusFilesystem        *filesystem,
                         const char             *path,
                         NexusModelLoad          load,
                         GMainContext           *context,
                         NexusModelLoaderFailed  failed,
                         gpointer                user_data)
{
  NexusModelLoader *self = g_new0 (NexusModelLoader, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->filesystem = g_object_ref (filesystem);
  self->path = g_strdup (path);
  self->load = load;
  self->context = g_main_context_ref (context);
  self->failed = failed;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();

  return self;
}

void
_nexus_model_loader_start (NexusModelLoader *self,
                           NexusModelRows   *rows)
{
  self->rows = rows;
  schedule (self);
}

void
_nexus_model_loader_free (NexusModelLoader *self)
{
  g_autoptr(GSource) source = g_steal_pointer (&self->source);

  self->rows = NULL;
  g_cancellable_cancel (self->cancellable);
  if (source != NULL)
    g_source_destroy (source);
  loader_unref (self);
}
