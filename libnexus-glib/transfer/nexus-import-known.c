/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-import-private.h"

/* Entries of the store that are compared in one go. */
#define PAGE_SIZE 1000

/* Lists the store in a thread of its own, so that it goes on while the import looks at the other side. */
struct _NexusImportLister {
  NexusImport *import;     /* borrowed */
  GThread     *thread;
  GAsyncQueue *requests;
};

static NexusImportKnown end_of_requests;

static gpointer
list_pages (gpointer user_data)
{
  NexusImportLister *self = user_data;
  NexusImportKnown *known;

  while ((known = g_async_queue_pop (self->requests)) != &end_of_requests)
    {
      known->answer = _nexus_filesystem_list_children (self->import->filesystem, known->path, known->after, PAGE_SIZE,
                                                       self->import->cancellable, &known->error);
      /* The last thing that is done with it here. */
      g_async_queue_push (known->answers, known);
    }

  return NULL;
}

NexusImportLister *
_nexus_import_lister_new (NexusImport *import)
{
  NexusImportLister *self = g_new0 (NexusImportLister, 1);

  self->import = import;
  self->requests = g_async_queue_new ();
  self->thread = g_thread_new ("nexus-list", list_pages, self);

  return self;
}

void
_nexus_import_lister_free (NexusImportLister *self)
{
  g_async_queue_push (self->requests, &end_of_requests);
  g_thread_join (self->thread);
  g_async_queue_unref (self->requests);
  g_free (self);
}

static void
ask (NexusImportKnown *self,
     const char       *after)
{
  g_free (self->after);
  self->after = g_strdup (after);
  self->asked = TRUE;
  g_async_queue_push (self->lister->requests, self);
}

void
_nexus_import_known_init (NexusImportKnown  *self,
                          NexusImportLister *lister,
                          const char        *path)
{
  memset (self, 0, sizeof *self);
  self->lister = lister;
  self->path = path;
}

void
_nexus_import_known_begin (NexusImportKnown *self)
{
  self->answers = g_async_queue_new ();
  ask (self, NULL);
}

void
_nexus_import_known_clear (NexusImportKnown *self)
{
  if (self->asked)
    g_async_queue_pop (self->answers);
  g_clear_pointer (&self->answers, g_async_queue_unref);
  g_clear_pointer (&self->answer, g_ptr_array_unref);
  g_clear_pointer (&self->page, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->after, g_free);
}

static gboolean
take_page (NexusImportKnown  *self,
           GError           **error)
{
  const char *last;

  g_async_queue_pop (self->answers);
  self->asked = FALSE;
  g_clear_pointer (&self->page, g_ptr_array_unref);
  self->next = 0;
  if (self->answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  self->page = g_steal_pointer (&self->answer);
  if (self->page->len == PAGE_SIZE)
    {
      last = nexus_entry_get_name (g_ptr_array_index (self->page, PAGE_SIZE - 1));
      ask (self, last);
    }

  return TRUE;
}

gboolean
_nexus_import_known_find (NexusImportKnown  *self,
                          const char        *name,
                          NexusEntry       **entry,
                          GError           **error)
{
  *entry = NULL;
  for (;;)
    {
      for (; self->page != NULL && self->next < self->page->len; self->next++)
        {
          NexusEntry *candidate = g_ptr_array_index (self->page, self->next);
          int order = strcmp (nexus_entry_get_name (candidate), name);

          if (order == 0)
            *entry = candidate;
          if (order >= 0)
            return TRUE;
        }

      if (!self->asked)
        return TRUE;
      if (!take_page (self, error))
        return FALSE;
    }
}
