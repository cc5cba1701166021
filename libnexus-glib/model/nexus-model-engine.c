/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-model-engine-private.h"
#include "nexus-model-feed-private.h"
#include "nexus-model-job-private.h"
#include "nexus-model-loader-private.h"

/*   set_sort → LOAD    ─┐     (also set_query)
 *   changed  → UPDATE   ├→ one job at a time in a worker → reports → list → items-changed
 *            → REFRESH ─┘
 *   rows asked for → loader → a page at a time in a worker → entries of rows
 */

/* After work that took long, live changes are left alone for a multiple of that time. */
#define REST_FACTOR 3

struct _NexusModelEngine {
  GObject           *owner;         /* borrowed */
  NexusFilesystem   *filesystem;
  char              *path;          /* NULL for a search */
  NexusQuery        *query;
  GMainContext      *context;
  NexusModelList    *list;
  NexusModelLoader  *loader;        /* this and the feed are there while it is open */
  NexusModelFeed    *feed;
  NexusSort         *sort;          /* of what is shown, or is about to be */
  GSource           *start;         /* a load is about to begin */

  NexusModelJob     *job;           /* under way */
  GCancellable      *cancellable;   /* of it */
  gboolean           peeked;        /* the first rows of it are shown */
  gboolean           complete;      /* all rows are, and no job has failed since */
  gboolean           renew;         /* rows have to be read again when it is done */

  GQueue             reports;       /* of Report */
  gboolean           reporting;

  gboolean           loading;
  GError            *error;
  guint              generation;
  guint              n_told;        /* the number of items that was notified last */
};

/* What a job says.  A handler of `items-changed` may run a main loop: then it has to wait until that has returned. */
typedef struct {
  NexusModelJob   *job;
  NexusModelOrder *order;
  guint            n_items;
  gboolean         done;
  GError          *error;
} Report;

/* --- What is told beside the list --- */

static void
set_loading (NexusModelEngine *self,
             gboolean          loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify (self->owner, "loading");
}

static void
take_error (NexusModelEngine *self,
            GError           *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error;
  g_object_notify (self->owner, "error");
}

/* After each change of the list. */
static void
tell_changed (NexusModelEngine *self)
{
  guint n_items = _nexus_model_list_get_n_items (self->list);

  self->generation++;
  g_object_notify (self->owner, "generation");
  if (n_items != self->n_told)
    {
      self->n_told = n_items;
      g_object_notify (self->owner, "n-items");
    }
}

/* --- Jobs --- */

/* Entries that were read along.  Rows for them are made before anybody asks, so that a view has them at once. */
static void
fill_rows (NexusModelEngine *self,
           GPtrArray        *sorted)
{
  NexusModelRows *rows = _nexus_model_list_get_rows (self->list);

  for (guint i = 0; sorted != NULL && i < sorted->len; i++)
    {
      const NexusSortedRow *row = g_ptr_array_index (sorted, i);

      if (row != NULL)
        {
          g_autoptr(NexusModelRow) object G_GNUC_UNUSED = _nexus_model_rows_get (rows, row->id);

          _nexus_model_rows_update (rows, row->id, row->entry);
        }
    }
}

/* Those that somebody has already. */
static void
update_rows (NexusModelEngine *self,
             GPtrArray        *sorted)
{
  for (guint i = 0; i < sorted->len; i++)
    {
      const NexusSortedRow *row = g_ptr_array_index (sorted, i);

      if (row != NULL)
        _nexus_model_rows_update (_nexus_model_list_get_rows (self->list), row->id, row->entry);
    }
}

static void
clear_list (NexusModelEngine *self)
{
  g_autoptr(GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr(NexusModelOrder) order = _nexus_model_order_new_for_rows (nothing, FALSE);

  if (_nexus_model_list_get_n_items (self->list) == 0)
    return;

  _nexus_model_list_replace (self->list, order, 0);
  tell_changed (self);
}

static void
report_peek (NexusModelEngine *self,
             const Report     *report)
{
  NexusModelOrder *order = report->order;

  if (self->peeked)
    {
      gboolean any = _nexus_model_list_get_n_known (self->list) > 0;

      /* The rest of what has been shown the beginning of, or the beginning of what has been counted. */
      if (order == NULL)
        return;
      _nexus_model_list_complete (self->list, order, report->n_items);
      if (!any)
        fill_rows (self, report->job->rows);
      tell_changed (self);
      return;
    }

  /* Rows that are there stay until as many others can be shown, so that a view that is scrolled down stays there. */
  if (_nexus_model_list_get_n_items (self->list) > 0 && (order == NULL || report->n_items == G_MAXUINT))
    return;

  self->peeked = TRUE;
  if (order != NULL)
    {
      fill_rows (self, report->job->rows);
      _nexus_model_list_replace (self->list, order,
                                 report->n_items != G_MAXUINT ? report->n_items : _nexus_model_order_get_size (order));
    }
  else
    {
      g_autoptr(GPtrArray) nothing = g_ptr_array_new ();
      g_autoptr(NexusModelOrder) empty = _nexus_model_order_new_for_rows (nothing, FALSE);

      _nexus_model_list_replace (self->list, empty, report->n_items);
    }
  tell_changed (self);
}

static void
report_failure (NexusModelEngine *self,
                GError           *error)
{
  gboolean gone = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
                  g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);

  self->complete = FALSE;
  /* What is shown of it without knowing what it is can never be filled in. */
  if (gone || _nexus_model_list_get_order (self->list) == NULL)
    clear_list (self);
  take_error (self, error);
  if (self->job == NULL && self->start == NULL)
    set_loading (self, FALSE);
}

static void
report_done (NexusModelEngine *self,
             Report           *report)
{
  g_autoptr(NexusModelJob) job = g_steal_pointer (&self->job);

  g_clear_object (&self->cancellable);
  if (report->error != NULL)
    {
      report_failure (self, g_steal_pointer (&report->error));
      return;
    }

  switch (job->kind)
    {
    case NEXUS_MODEL_JOB_LOAD:
      if (self->peeked)
        {
          _nexus_model_list_complete (self->list, job->order, _nexus_model_order_get_size (job->order));
        }
      else
        {
          fill_rows (self, job->rows);
          _nexus_model_list_replace (self->list, job->order, _nexus_model_order_get_size (job->order));
        }
      break;

    case NEXUS_MODEL_JOB_UPDATE:
      update_rows (self, job->rows);
      _nexus_model_list_splice (self->list, job->order, job->splices);
      break;

    case NEXUS_MODEL_JOB_REFRESH:
    default:
      _nexus_model_list_splice (self->list, job->order, job->splices);
      break;
    }

  self->complete = TRUE;
  if (self->renew)
    _nexus_model_rows_renew (_nexus_model_list_get_rows (self->list));
  self->renew = FALSE;
  tell_changed (self);
  take_error (self, NULL);
  /* Whoever was told may have asked for another order. */
  if (self->job == NULL && self->start == NULL)
    set_loading (self, FALSE);

  if (self->feed != NULL)
    _nexus_model_feed_rest (self->feed, (guint) (job->duration * REST_FACTOR / 1000));
}

static void
report_free (Report *report)
{
  _nexus_model_job_unref (report->job);
  g_clear_pointer (&report->order, _nexus_model_order_unref);
  g_clear_error (&report->error);
  g_free (report);
}

static void
take_report (NexusModelEngine *self,
             Report           *report)
{
  g_queue_push_tail (&self->reports, report);
  if (self->reporting)
    return;

  self->reporting = TRUE;
  while ((report = g_queue_pop_head (&self->reports)) != NULL)
    {
      /* A job that was given up still says something. */
      if (report->job == self->job)
        {
          if (report->done)
            report_done (self, report);
          else
            report_peek (self, report);
        }
      report_free (report);
    }
  self->reporting = FALSE;
  if (self->feed != NULL)
    _nexus_model_feed_poke (self->feed);
}

/* Both are called only while there is a model, and hold it. */
static void
on_peek (NexusModelJob   *job,
         NexusModelOrder *order,
         guint            n_items,
         gpointer         engine)
{
  Report *report = g_new0 (Report, 1);

  report->job = _nexus_model_job_ref (job);
  report->order = order != NULL ? _nexus_model_order_ref (order) : NULL;
  report->n_items = n_items;
  take_report (engine, report);
}

static void
on_done (NexusModelJob *job,
         GError        *error,
         gpointer       engine)
{
  Report *report = g_new0 (Report, 1);

  report->job = _nexus_model_job_ref (job);
  report->done = TRUE;
  report->error = error;
  take_report (engine, report);
}

static void
start_job (NexusModelEngine  *self,
           NexusModelJobKind  kind,
           GPtrArray         *names)
{
  g_assert (self->job == NULL);

  self->job = _nexus_model_job_new (kind, self->owner, self, self->path, self->query, self->sort, on_peek, on_done);
  self->job->names = names;
  if (kind != NEXUS_MODEL_JOB_LOAD)
    self->job->before = _nexus_model_order_ref (_nexus_model_list_get_order (self->list));
  self->cancellable = g_cancellable_new ();
  self->peeked = FALSE;

  g_main_context_push_thread_default (self->context);
  _nexus_model_job_start (self->job, self->filesystem, self->cancellable);
  g_main_context_pop_thread_default (self->context);
}

static void
stop_job (NexusModelEngine *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->job, _nexus_model_job_unref);
}

static gboolean
start_load (gpointer user_data)
{
  NexusModelEngine *self = user_data;
  g_autoptr(GObject) owner G_GNUC_UNUSED = g_object_ref (self->owner);
  NexusModelFeedNews news;

  g_clear_pointer (&self->start, g_source_unref);
  /* Rows that somebody has may be older than what is loaded now. */
  if (_nexus_model_feed_take (self->feed, &news))
    {
      g_clear_pointer (&news.names, g_ptr_array_unref);
      self->renew = TRUE;
    }
  stop_job (self);
  set_loading (self, TRUE);
  start_job (self, NEXUS_MODEL_JOB_LOAD, NULL);

  return G_SOURCE_REMOVE;
}

/* A moment later, because properties are set one by one. */
static void
queue_load (NexusModelEngine *self)
{
  if (self->feed == NULL || self->sort == NULL)
    return;

  stop_job (self);
  set_loading (self, TRUE);
  if (self->start != NULL)
    return;

  self->start = g_idle_source_new ();
  g_source_set_priority (self->start, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->start, start_load, self, NULL);
  g_source_attach (self->start, self->context);
}

/* When something in the store has changed. */
static void
on_news (gpointer user_data)
{
  NexusModelEngine *self = user_data;
  g_autoptr(GObject) owner G_GNUC_UNUSED = g_object_ref (self->owner);
  NexusModelFeedNews news;

  /* Asked again at the end of what is under way. */
  if (self->job != NULL || self->start != NULL || self->reporting)
    return;
  if (!_nexus_model_feed_take (self->feed, &news))
    return;

  if (!self->complete)
    {
      /* The directory that was not there may be there now. */
      g_clear_pointer (&news.names, g_ptr_array_unref);
      self->renew = TRUE;
      set_loading (self, TRUE);
      start_job (self, NEXUS_MODEL_JOB_LOAD, NULL);
      return;
    }

  if (news.names == NULL)
    {
      self->renew = TRUE;
      start_job (self, NEXUS_MODEL_JOB_REFRESH, NULL);
      return;
    }

  if (news.renew)
    _nexus_model_rows_renew (_nexus_model_list_get_rows (self->list));
  if (news.names->len > 1)
    start_job (self, NEXUS_MODEL_JOB_UPDATE, news.names);
  else
    g_ptr_array_unref (news.names);
}

/* --- Rows --- */

static void
on_rows_wanted (gpointer user_data)
{
  NexusModelEngine *self = user_data;

  if (self->loader != NULL)
    _nexus_model_loader_start (self->loader, _nexus_model_list_get_rows (self->list));
}

static GPtrArray *
load_rows (NexusFilesystem  *filesystem,
           const char       *path,
           const gint64     *ids,
           guint             n_ids,
           GCancellable     *cancellable,
           GError          **error)
{
  return NEXUS_FILESYSTEM_GET_CLASS (filesystem)->load_sorted (filesystem, path, ids, n_ids, cancellable, error);
}

static GPtrArray *
load_hits (NexusFilesystem  *filesystem,
           const char       *path,
           const gint64     *ids,
           guint             n_ids,
           GCancellable     *cancellable,
           GError          **error)
{
  return NEXUS_FILESYSTEM_GET_CLASS (filesystem)->load_hits (filesystem, ids, n_ids, cancellable, error);
}

static void
on_rows_failed (gpointer      user_data,
                const GError *error)
{
  /* A directory that has gone is told of by the change, and the list then emptied. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    take_error (user_data, g_error_copy (error));
}

/* --- Making and dropping --- */

NexusModelEngine *
_nexus_model_engine_new (GObject *owner)
{
  NexusModelEngine *self = g_new0 (NexusModelEngine, 1);

  self->owner = owner;
  self->context = g_main_context_ref_thread_default ();
  self->list = _nexus_model_list_new (G_LIST_MODEL (owner), on_rows_wanted, self);
  g_queue_init (&self->reports);

  return self;
}

void
_nexus_model_engine_open (NexusModelEngine *self,
                          NexusFilesystem  *filesystem,
                          const char       *path)
{
  g_assert (self->feed == NULL);

  self->filesystem = g_object_ref (filesystem);
  self->path = g_strdup (path);
  self->loader = _nexus_model_loader_new (filesystem, path, path != NULL ? load_rows : load_hits, self->context,
                                           on_rows_failed, self);
  self->feed = _nexus_model_feed_new (filesystem, path, self->context, on_news, self);
  _nexus_model_feed_set_texts (self->feed, self->query != NULL && nexus_query_reads_texts (self->query));
  queue_load (self);
}

void
_nexus_model_engine_shut (NexusModelEngine *self)
{
  stop_job (self);
  if (self->start != NULL)
    {
      g_source_destroy (self->start);
      g_clear_pointer (&self->start, g_source_unref);
    }
  g_clear_pointer (&self->feed, _nexus_model_feed_free);
  g_clear_pointer (&self->loader, _nexus_model_loader_free);
}

void
_nexus_model_engine_free (NexusModelEngine *self)
{
  _nexus_model_engine_shut (self);
  g_queue_clear_full (&self->reports, (GDestroyNotify) report_free);
  _nexus_model_list_free (self->list);
  g_clear_pointer (&self->sort, _nexus_sort_unref);
  g_clear_object (&self->query);
  g_clear_object (&self->filesystem);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

void
_nexus_model_engine_set_sort (NexusModelEngine *self,
                              NexusSort        *sort)
{
  g_clear_pointer (&self->sort, _nexus_sort_unref);
  self->sort = _nexus_sort_ref (sort);
  if (self->feed != NULL)
    _nexus_model_feed_set_tags (self->feed, sort->by == NEXUS_SORT_TAGS);
  queue_load (self);
}

void
_nexus_model_engine_set_query (NexusModelEngine *self,
                               NexusQuery       *query)
{
  g_set_object (&self->query, query);
  if (self->feed != NULL)
    _nexus_model_feed_set_texts (self->feed, self->query != NULL && nexus_query_reads_texts (self->query));
  queue_load (self);
}

void
_nexus_model_engine_reload (NexusModelEngine *self)
{
  self->renew = TRUE;
  queue_load (self);
}

void
_nexus_model_engine_take_error (NexusModelEngine *self,
                                GError           *error)
{
  take_error (self, error);
}

gboolean
_nexus_model_engine_find_name (NexusModelEngine *self,
                               const char       *name,
                               guint            *position)
{
  NexusSortKey key;

  if (self->sort == NULL)
    return FALSE;

  /* One does not know whether it is a folder. */
  for (int folder = 1; folder >= 0; folder--)
    {
      _nexus_sort_key_begin (&key, self->sort, folder);
      _nexus_sort_key_end (&key, name, strlen (name));
      if (self->sort->by == NEXUS_SORT_NAME && _nexus_model_list_find_key (self->list, &key, position))
        return TRUE;
    }

  /* As long as another order is on its way, what is shown is still in the one before. */
  if (self->sort->by == NEXUS_SORT_NAME && self->complete && self->job == NULL && self->start == NULL)
    return FALSE;

  return _nexus_model_list_find_part (self->list, &key, position);
}

NexusModelList *
_nexus_model_engine_get_list (NexusModelEngine *self)
{
  return self->list;
}

gboolean
_nexus_model_engine_get_loading (NexusModelEngine *self)
{
  return self->loading;
}

const GError *
_nexus_model_engine_get_error (NexusModelEngine *self)
{
  return self->error;
}

guint
_nexus_model_engine_get_generation (NexusModelEngine *self)
{
  return self->generation;
}
