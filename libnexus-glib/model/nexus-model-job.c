/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-model-job-private.h"

/*   worker                                      main context
 *   ──────────────────────────────────────      ─────────────────────────
 *   the first rows, without looking at all  →   peek (first rows)             these two in either sequence,
 *   how many there are                      →   peek (first rows, count)      the first rows only by some orders
 *   all rows with their keys                →   peek (first rows, count), if there were none
 *   all rows, sorted                        →   done (order)
 */

/* What a view may show without scrolling, and a little more. */
#define FIRST_ROWS 256

/* Reading this many takes no longer than showing a part of them first. */
#define SMALL 2000

/* So many separate changes are told one by one. */
#define SPLICES_MAX 64

NexusModelJob *
_nexus_model_job_new (NexusModelJobKind  kind,
                      GObject           *model,
                      gpointer           engine,
                      const char        *path,
                      NexusQuery        *query,
                      NexusSort         *sort,
                      NexusModelJobPeek  peek,
                      NexusModelJobDone  done)
{
  NexusModelJob *self = g_new0 (NexusModelJob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_weak_ref_init (&self->model, model);
  self->engine = engine;
  self->kind = kind;
  self->path = g_strdup (path);
  self->query = query != NULL ? g_object_ref (query) : NULL;
  self->sort = _nexus_sort_ref (sort);
  self->peek = peek;
  self->done = done;

  return self;
}

NexusModelJob *
_nexus_model_job_ref (NexusModelJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_nexus_model_job_unref (NexusModelJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_weak_ref_clear (&self->model);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->before, _nexus_model_order_unref);
  g_clear_pointer (&self->builder, _nexus_model_builder_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->first, _nexus_model_order_unref);
  g_clear_pointer (&self->order, _nexus_model_order_unref);
  g_clear_pointer (&self->splices, g_array_unref);
  g_clear_object (&self->query);
  _nexus_sort_unref (self->sort);
  g_free (self->path);
  g_free (self);
}

/* --- Peeking --- */

typedef struct {
  NexusModelJob   *job;
  NexusModelOrder *order;
  guint            n_items;
} Peek;

static void
peek_free (gpointer data)
{
  Peek *peek = data;

  _nexus_model_job_unref (peek->job);
  g_clear_pointer (&peek->order, _nexus_model_order_unref);
  g_free (peek);
}

static gboolean
peek_in_context (gpointer data)
{
  Peek *peek = data;
  g_autoptr(GObject) model = g_weak_ref_get (&peek->job->model);

  if (model != NULL)
    peek->job->peek (peek->job, peek->order, peek->n_items, peek->job->engine);

  return G_SOURCE_REMOVE;
}

static void
send_peek (NexusModelJob *self)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Peek *peek = g_new0 (Peek, 1);

  peek->job = _nexus_model_job_ref (self);
  peek->order = self->first != NULL ? _nexus_model_order_ref (self->first) : NULL;
  peek->n_items = self->n_rows;
  /* The priority of the answer, so that it stays behind. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, peek_in_context, peek, peek_free);
  g_source_attach (source, self->context);
}

/* --- In the worker --- */

static void
on_first (gpointer   user_data,
          GPtrArray *rows)
{
  NexusModelJob *self = user_data;

  self->rows = g_ptr_array_ref (rows);
  if (rows->len < FIRST_ROWS)
    return;   /* the rest is not far */

  self->first = _nexus_model_order_new_for_rows (rows, self->sort->descending);
  send_peek (self);
}

static void
on_count (gpointer user_data,
          guint    n_rows)
{
  NexusModelJob *self = user_data;

  _nexus_model_builder_reserve (self->builder, n_rows);
  self->n_rows = n_rows;
  if (self->kind == NEXUS_MODEL_JOB_LOAD && n_rows > SMALL)
    send_peek (self);
}

static void
on_row (gpointer      user_data,
        gint64        id,
        const guint8 *key,
        guint         key_size)
{
  NexusModelJob *self = user_data;

  _nexus_model_builder_add (self->builder, id, key, key_size);
}

static gboolean
read_all (NexusModelJob    *self,
          NexusFilesystem  *filesystem,
          GCancellable     *cancellable,
          GError          **error)
{
  static const NexusSortedSink sink = { on_first, on_count, on_row };
  NexusFilesystemClass *klass = NEXUS_FILESYSTEM_GET_CLASS (filesystem);
  guint n_first = self->kind == NEXUS_MODEL_JOB_LOAD ? FIRST_ROWS : 0;

  if (self->path != NULL)
    return klass->list_sorted (filesystem, self->path, self->sort, n_first, &sink, self, cancellable, error);
  if (self->query != NULL)
    return klass->list_found (filesystem, self->query, self->sort, n_first, &sink, self, cancellable, error);

  return TRUE;
}

static gboolean
list_all (NexusModelJob    *self,
          NexusFilesystem  *filesystem,
          GCancellable     *cancellable,
          GError          **error)
{
  self->n_rows = G_MAXUINT;
  self->builder = _nexus_model_builder_new (self->sort->descending);
  if (!read_all (self, filesystem, cancellable, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  /* Half of the time is still to come. */
  if (self->kind == NEXUS_MODEL_JOB_LOAD && self->first == NULL && _nexus_model_builder_get_size (self->builder) > SMALL)
    {
      self->first = _nexus_model_builder_peek (self->builder, FIRST_ROWS);
      self->n_rows = _nexus_model_builder_get_size (self->builder);
      send_peek (self);
    }

  self->order = _nexus_model_builder_finish (g_steal_pointer (&self->builder));
  if (self->before != NULL)
    self->splices = _nexus_model_order_compare (self->before, self->order, SPLICES_MAX);

  return TRUE;
}

/* Where in the order rows of these names are now, ascending.  By name the place can be computed, twice because one
 * does not know whether it was a folder; by anything else it has to be looked for. */
static GArray *
find_names (NexusModelJob *self)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GHashTable) parts = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                       (GDestroyNotify) g_bytes_unref, NULL);
  guint n_rows = _nexus_model_order_get_size (self->before);
  NexusSortKey key;
  guint position;

  for (guint i = 0; g_ptr_array_index (self->names, i) != NULL; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);
      const guint8 *part;
      gsize part_size;

      for (guint folder = 0; folder < 2; folder++)
        {
          _nexus_sort_key_begin (&key, self->sort, folder);
          _nexus_sort_key_end (&key, name, strlen (name));
          if (self->sort->by != NEXUS_SORT_NAME || (folder && !self->sort->folders_first))
            continue;
          if (_nexus_model_order_find (self->before, key.data, key.size, &position))
            g_array_append_val (positions, position);
        }
      part = _nexus_sort_key_name_part (key.data, key.size, &part_size);
      g_hash_table_add (parts, g_bytes_new (part, part_size));
    }

  if (self->sort->by == NEXUS_SORT_NAME)
    return positions;

  for (position = 0; position < n_rows; position++)
    {
      guint key_size;
      const guint8 *other = _nexus_model_order_get_key (self->before, position, &key_size);
      g_autoptr(GBytes) bytes = NULL;
      const guint8 *part;
      gsize part_size;

      part = _nexus_sort_key_name_part (other, key_size, &part_size);
      bytes = g_bytes_new_static (part, part_size);
      if (g_hash_table_contains (parts, bytes))
        g_array_append_val (positions, position);
    }

  return positions;
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

static gboolean
update_names (NexusModelJob    *self,
              NexusFilesystem  *filesystem,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autoptr(GArray) positions = NULL;
  g_autoptr(GPtrArray) added = g_ptr_array_new ();

  self->rows = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->query_sorted (filesystem, self->path, self->sort,
                                                                      (const char * const *) self->names->pdata,
                                                                      cancellable, error);
  if (self->rows == NULL)
    return FALSE;

  /* All rows of these names are taken out and those that are there now put in: comparing the two orders then tells
   * what has really changed. */
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (g_ptr_array_index (self->rows, i) != NULL)
        g_ptr_array_add (added, g_ptr_array_index (self->rows, i));
    }
  positions = find_names (self);
  g_array_sort (positions, compare_positions);
  self->order = _nexus_model_order_edit (self->before, (const guint *) positions->data, positions->len, added);
  self->splices = _nexus_model_order_compare (self->before, self->order, SPLICES_MAX);

  return TRUE;
}

static void
run_in_worker (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  NexusModelJob *self = task_data;
  NexusFilesystem *filesystem = source_object;
  gint64 begin = g_get_monotonic_time ();
  GError *error = NULL;
  gboolean good;

  if (NEXUS_FILESYSTEM_GET_CLASS (filesystem)->list_sorted == NULL ||
      NEXUS_FILESYSTEM_GET_CLASS (filesystem)->list_found == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _("Sorted lists are not supported by %s"), G_OBJECT_TYPE_NAME (filesystem));
      return;
    }

  if (self->kind == NEXUS_MODEL_JOB_UPDATE)
    good = update_names (self, filesystem, cancellable, &error);
  else
    good = list_all (self, filesystem, cancellable, &error);
  self->duration = g_get_monotonic_time () - begin;

  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
done_in_context (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(NexusModelJob) self = user_data;
  g_autoptr(GObject) model = g_weak_ref_get (&self->model);
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (model != NULL)
    self->done (self, error, self->engine);
  else
    g_clear_error (&error);
}

void
_nexus_model_job_start (NexusModelJob   *self,
                        NexusFilesystem *filesystem,
                        GCancellable    *cancellable)
{
  g_autoptr(GTask) task = g_task_new (filesystem, cancellable, done_in_context, _nexus_model_job_ref (self));

  self->context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (task, _nexus_model_job_start);
  g_task_set_task_data (task, _nexus_model_job_ref (self), (GDestroyNotify) _nexus_model_job_unref);
  _nexus_filesystem_run_in_worker (filesystem, task, run_in_worker);
}
