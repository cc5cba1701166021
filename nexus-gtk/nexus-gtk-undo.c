/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-undo.h"

/* Very much may change in a moment; the steps are read again once it has passed. */
#define REFRESH_MS 150

struct _NexusGtkUndo {
  GObject          parent_instance;

  NexusFilesystem *filesystem;
  GListModel      *steps;          /* NULL before they were read */
  GHashTable      *passed;         /* of the numbers of steps that met a conflict */
  guint64          passed_until;   /* the newest step at that time */
  guint64          last_undone;    /* by this application; 0 if it is not known */
  guint            refresh_id;
  gboolean         reading;
  gboolean         stale;          /* something has changed while they were read */
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkUndo, nexus_gtk_undo, G_TYPE_OBJECT)

/* --- The steps --- */

static void read_steps (NexusGtkUndo *self);

/* A store that is closed, or of a kind that has no history, has nothing to undo; its other errors are told where
 * something is done to it. */
static void
take_steps (NexusGtkUndo *self,
            GObject      *filesystem,
            GAsyncResult *result)
{
  g_autoptr(GListModel) steps = nexus_filesystem_list_history_finish (NEXUS_FILESYSTEM (filesystem), result, NULL);

  if (steps == NULL)
    return;
  g_set_object (&self->steps, steps);
  /* Something new may have put right what was in the way. */
  if (nexus_gtk_undo_get_newest (self) > self->passed_until)
    g_hash_table_remove_all (self->passed);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkUndo) self = user_data;

  self->reading = FALSE;
  if (self->stale)
    read_steps (self);
  take_steps (self, object, result);
}

static void
read_steps (NexusGtkUndo *self)
{
  self->stale = self->reading;
  if (self->reading || self->filesystem == NULL)
    return;
  self->reading = TRUE;
  nexus_filesystem_list_history_async (self->filesystem, NULL, read_cb, g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  NexusGtkUndo *self = user_data;

  self->refresh_id = 0;
  read_steps (self);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (NexusGtkUndo *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

void
nexus_gtk_undo_refresh (NexusGtkUndo *self)
{
  g_return_if_fail (NEXUS_GTK_IS_UNDO (self));

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  read_steps (self);
}

GListModel *
nexus_gtk_undo_get_steps (NexusGtkUndo *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_UNDO (self), NULL);

  return self->steps;
}

guint64
nexus_gtk_undo_get_newest (NexusGtkUndo *self)
{
  g_autoptr(NexusUndoStep) first = NULL;

  g_return_val_if_fail (NEXUS_GTK_IS_UNDO (self), 0);

  if (self->steps != NULL)
    first = g_list_model_get_item (self->steps, 0);

  return first != NULL ? nexus_undo_step_get_id (first) : 0;
}

/* What was undone last is done again first: where it is not known which one that was, they were undone one after another
 * from the newest on. */
NexusUndoStep *
nexus_gtk_undo_get_next (NexusGtkUndo *self,
                         gboolean      redo)
{
  NexusUndoState state = redo ? NEXUS_UNDO_STATE_UNDONE : NEXUS_UNDO_STATE_DONE;
  NexusUndoStep *next = NULL;
  guint n_steps;

  g_return_val_if_fail (NEXUS_GTK_IS_UNDO (self), NULL);

  n_steps = self->steps != NULL ? g_list_model_get_n_items (self->steps) : 0;
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(NexusUndoStep) step = g_list_model_get_item (self->steps, i);
      guint64 id = nexus_undo_step_get_id (step);

      if (nexus_undo_step_get_state (step) != state || g_hash_table_contains (self->passed, &id))
        continue;
      /* The list holds it too. */
      next = step;
      if (!redo || id == self->last_undone)
        break;
    }

  return next;
}

/* --- Undoing --- */

typedef struct {
  guint64  id;
  gboolean redo;
} Run;

static void
pass_over (NexusGtkUndo *self,
           guint64       id)
{
  g_hash_table_add (self->passed, g_memdup2 (&id, sizeof id));
  self->passed_until = nexus_gtk_undo_get_newest (self);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  NexusGtkUndo *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  NexusUndoStep *step;
  GError *error = NULL;

  step = run->redo ? nexus_filesystem_redo_finish (NEXUS_FILESYSTEM (object), result, &error)
                   : nexus_filesystem_undo_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (step != NULL)
    self->last_undone = run->redo ? 0 : run->id;
  else if (g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT))
    pass_over (self, run->id);
  nexus_gtk_undo_refresh (self);

  if (step != NULL)
    g_task_return_pointer (task, step, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
run (NexusGtkUndo *self,
     GTask        *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->redo)
    nexus_filesystem_redo_async (self->filesystem, run->id, NULL, ran_cb, task);
  else
    nexus_filesystem_undo_async (self->filesystem, run->id, NULL, ran_cb, task);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  NexusGtkUndo *self = g_task_get_source_object (task);
  Run *data = g_task_get_task_data (task);
  NexusUndoStep *step;

  take_steps (self, object, result);
  step = nexus_gtk_undo_get_next (self, data->redo);
  if (step == NULL || self->filesystem == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                               data->redo ? _("There is nothing to redo.") : _("There is nothing to undo."));
      return;
    }
  data->id = nexus_undo_step_get_id (step);
  run (self, g_steal_pointer (&task));
}

void
nexus_gtk_undo_run_async (NexusGtkUndo        *self,
                          guint64              id,
                          gboolean             redo,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Run *data;

  g_return_if_fail (NEXUS_GTK_IS_UNDO (self));

  task = g_task_new (self, NULL, callback, user_data);
  data = g_new0 (Run, 1);
  data->id = id;
  data->redo = redo;
  g_task_set_source_tag (task, nexus_gtk_undo_run_async);
  g_task_set_task_data (task, data, g_free);
  /* What was done a moment ago may not be among the steps yet. */
  if (id != 0)
    run (self, g_steal_pointer (&task));
  else
    nexus_filesystem_list_history_async (self->filesystem, NULL, looked_cb, g_steal_pointer (&task));
}

NexusUndoStep *
nexus_gtk_undo_run_finish (NexusGtkUndo  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_undo_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Finding --- */

typedef struct {
  guint64  after;
  char    *path;
  char    *description;
} Find;

static void
find_free (Find *find)
{
  g_free (find->path);
  g_free (find->description);
  g_free (find);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  NexusGtkUndo *self = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);
  guint n_steps;

  take_steps (self, object, result);
  n_steps = self->steps != NULL ? g_list_model_get_n_items (self->steps) : 0;
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(NexusUndoStep) step = g_list_model_get_item (self->steps, i);

      if (nexus_undo_step_get_id (step) <= find->after)
        break;
      if (nexus_undo_step_get_state (step) == NEXUS_UNDO_STATE_DONE &&
          (find->path == NULL || g_strcmp0 (nexus_undo_step_get_path (step), find->path) == 0) &&
          (find->description == NULL ||
           g_strcmp0 (nexus_undo_step_get_description (step), find->description) == 0))
        {
          g_task_return_pointer (task, g_steal_pointer (&step), g_object_unref);
          return;
        }
    }

  g_task_return_pointer (task, NULL, NULL);
}

void
nexus_gtk_undo_find_async (NexusGtkUndo        *self,
                           guint64              after,
                           const char          *path,
                           const char          *description,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Find *find;

  g_return_if_fail (NEXUS_GTK_IS_UNDO (self));

  task = g_task_new (self, NULL, callback, user_data);
  find = g_new0 (Find, 1);
  find->after = after;
  find->path = g_strdup (path);
  find->description = g_strdup (description);
  g_task_set_source_tag (task, nexus_gtk_undo_find_async);
  g_task_set_task_data (task, find, (GDestroyNotify) find_free);
  nexus_filesystem_list_history_async (self->filesystem, NULL, found_cb, g_steal_pointer (&task));
}

NexusUndoStep *
nexus_gtk_undo_find_finish (NexusGtkUndo *self,
                            GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_undo_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- The object --- */

static void
nexus_gtk_undo_dispose (GObject *object)
{
  NexusGtkUndo *self = NEXUS_GTK_UNDO (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->filesystem != NULL)
    g_signal_handlers_disconnect_by_data (self->filesystem, self);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->steps);

  G_OBJECT_CLASS (nexus_gtk_undo_parent_class)->dispose (object);
}

static void
nexus_gtk_undo_finalize (GObject *object)
{
  g_hash_table_unref (NEXUS_GTK_UNDO (object)->passed);

  G_OBJECT_CLASS (nexus_gtk_undo_parent_class)->finalize (object);
}

static void
nexus_gtk_undo_class_init (NexusGtkUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_undo_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_undo_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_undo_init (NexusGtkUndo *self)
{
  self->passed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

NexusGtkUndo *
nexus_gtk_undo_new (NexusFilesystem *filesystem)
{
  NexusGtkUndo *self;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_UNDO, NULL);
  self->filesystem = g_object_ref (filesystem);
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  read_steps (self);

  return self;
}
