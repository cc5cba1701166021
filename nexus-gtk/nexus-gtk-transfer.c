/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-conflicts.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-problem.h"
#include "nexus-gtk-transfer.h"

/* An item counts like some bytes, so that small ones move the bar too. */
#define ITEM_WEIGHT 4096.0

/* So many conflicts are too many to be done one by one. */
#define MANY 16

/* Before so much time has passed nothing sensible can be said about how long it takes. */
#define ESTIMATE_AFTER (2 * G_TIME_SPAN_SECOND)

struct _NexusGtkTransfer {
  GObject                parent_instance;

  guint                  id;
  NexusFilesystem       *filesystem;
  GPtrArray             *items;        /* of NexusGtkTransferItem, shared */
  char                  *title;
  gboolean               is_export;
  NexusConflictPolicy    policy;

  /* What met a conflict, and what became of it. */
  GPtrArray             *clashes;      /* of NexusGtkTransferItem */
  GPtrArray             *clashed;      /* the items that they are parts of */
  gboolean               comparing;
  NexusGtkConflicts     *conflicts;    /* once they are compared, until they are answered */
  GPtrArray             *failed;       /* of NexusGtkTransferItem: what could be tried again */

  NexusGtkTransferState  state;
  guint                  position;     /* of the item that is being done, or comes next */
  NexusOperation        *operation;    /* of that item, once it was begun */
  gboolean               cancelled;
  GError                *error;        /* what ended it */
  GListStore            *problems;

  /* Of the items that are over. */
  double                 weight_done;
  guint64                bytes_done;
  guint64                files_done;
  guint64                files_skipped;

  double                 weight_total;
  double                 fraction;     /* as it was last told: it never goes back */
  gint64                 worked;       /* microseconds, without the pauses */
  gint64                 since;        /* when it went on last; 0 while it does not */
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkTransfer, nexus_gtk_transfer, G_TYPE_OBJECT)

static double
get_weight (NexusGtkTransferItem *item)
{
  return item->size + ITEM_WEIGHT;
}

/* --- Its course --- */

static void
set_state (NexusGtkTransfer      *self,
           NexusGtkTransferState  state)
{
  gint64 now = g_get_monotonic_time ();

  if (self->since != 0)
    self->worked += now - self->since;
  self->since = state == NEXUS_GTK_TRANSFER_RUNNING ? now : 0;
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
progress_cb (NexusGtkTransfer *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void begin_item (NexusGtkTransfer *self);
static void end_items (NexusGtkTransfer *self);

/* Whether a person is to be asked about that, instead of being told. */
static gboolean
is_clash (NexusGtkTransfer     *self,
          NexusGtkTransferItem *item,
          const GError         *error)
{
  return self->policy == NEXUS_CONFLICT_FAIL && !item->again &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

static void
take_failure (NexusGtkTransfer     *self,
              NexusGtkTransferItem *item,
              NexusFailure         *failure)
{
  const char *path = nexus_failure_get_path (failure);
  const GError *error = nexus_failure_get_error (failure);
  NexusGtkTransferItem *part = nexus_gtk_transfer_item_find (item, path);
  g_autoptr(NexusGtkProblem) problem = NULL;

  if (part != NULL && is_clash (self, item, error))
    {
      nexus_gtk_transfer_items_add_once (self->clashes, part);
      nexus_gtk_transfer_items_add_once (self->clashed, nexus_gtk_transfer_item_copy (item));
      return;
    }
  problem = nexus_gtk_problem_new (path, error);
  g_list_store_append (self->problems, problem);
  nexus_gtk_transfer_items_add_once (self->failed, part != NULL ? part : nexus_gtk_transfer_item_copy (item));
}

/* Adds what became of an operation to the sums. */
static void
take_results (NexusGtkTransfer     *self,
              NexusGtkTransferItem *item,
              NexusOperation       *operation)
{
  GListModel *failures = nexus_operation_get_failures (operation);
  guint n_failures = g_list_model_get_n_items (failures);

  for (guint i = 0; i < n_failures; i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);

      take_failure (self, item, failure);
    }
  self->weight_done += get_weight (item);
  self->bytes_done += nexus_operation_get_bytes_done (operation);
  /* It was counted when it met the conflict. */
  if (item->again)
    return;
  self->files_done += nexus_operation_get_files_done (operation);
  self->files_skipped += nexus_operation_get_files_skipped (operation);
}

/* After these the next item would fare no better. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
         g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_UNAVAILABLE);
}

static void
add_problem (NexusGtkTransfer     *self,
             NexusGtkTransferItem *item,
             const GError         *error)
{
  g_autoptr(NexusGtkProblem) problem = NULL;
  g_autofree char *uri = g_file_get_uri (item->file);
  const char *outside = g_file_peek_path (item->file);

  problem = nexus_gtk_problem_new (self->is_export ? item->path : outside != NULL ? outside : uri, error);
  g_list_store_append (self->problems, problem);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(NexusGtkTransfer) self = user_data;
  NexusOperation *operation = NEXUS_OPERATION (object);
  NexusGtkTransferItem *item = g_ptr_array_index (self->items, self->position);
  g_autoptr(GError) error = NULL;

  nexus_operation_run_finish (operation, result, &error);
  g_signal_handlers_disconnect_by_data (operation, self);
  take_results (self, item, operation);
  g_clear_object (&self->operation);
  self->position++;

  if (error != NULL && is_final (error))
    {
      gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      if (!cancelled)
        add_problem (self, item, error);
      /* What comes after it would have failed too. */
      for (guint i = self->position - 1; i < self->items->len && !cancelled; i++)
        nexus_gtk_transfer_items_add_once (self->failed, nexus_gtk_transfer_item_copy (g_ptr_array_index (self->items, i)));
      self->error = g_steal_pointer (&error);
      set_state (self, cancelled ? NEXUS_GTK_TRANSFER_CANCELLED : NEXUS_GTK_TRANSFER_FAILED);
      return;
    }
  if (error != NULL && is_clash (self, item, error))
    {
      nexus_gtk_transfer_items_add_once (self->clashes, nexus_gtk_transfer_item_copy (item));
      nexus_gtk_transfer_items_add_once (self->clashed, nexus_gtk_transfer_item_copy (item));
    }
  else if (error != NULL && !g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL))
    {
      add_problem (self, item, error);
      nexus_gtk_transfer_items_add_once (self->failed, nexus_gtk_transfer_item_copy (item));
      if (self->error == NULL)
        self->error = g_steal_pointer (&error);
    }

  if (self->position == self->items->len)
    end_items (self);
  else if (self->cancelled)
    set_state (self, NEXUS_GTK_TRANSFER_CANCELLED);
  else if (self->state == NEXUS_GTK_TRANSFER_RUNNING)
    begin_item (self);
}

static void
begin_item (NexusGtkTransfer *self)
{
  NexusGtkTransferItem *item = g_ptr_array_index (self->items, self->position);
  NexusConflictPolicy policy = item->policy != NEXUS_CONFLICT_FAIL ? item->policy : self->policy;

  if (self->is_export)
    self->operation = nexus_filesystem_export (self->filesystem, item->path, item->file, policy);
  else
    self->operation = nexus_filesystem_import (self->filesystem, item->file, item->path, policy);
  g_signal_connect_swapped (self->operation, "notify::fraction", G_CALLBACK (progress_cb), self);
  nexus_operation_run_async (self->operation, NULL, ran_cb, g_object_ref (self));
}

/* --- Conflicts --- */

static void
finish (NexusGtkTransfer *self)
{
  if (self->cancelled)
    set_state (self, NEXUS_GTK_TRANSFER_CANCELLED);
  else
    set_state (self, self->error != NULL && self->files_done == 0 ? NEXUS_GTK_TRANSFER_FAILED
                                                                  : NEXUS_GTK_TRANSFER_DONE);
}

/* Goes on with other items; takes them. */
static void
go_on_with (NexusGtkTransfer *self,
            GPtrArray        *items)
{
  g_ptr_array_unref (self->items);
  self->items = items;
  self->position = 0;
  for (guint i = 0; i < items->len; i++)
    self->weight_total += get_weight (g_ptr_array_index (items, i));
}

static void
compared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkTransfer) self = user_data;
  g_autoptr(NexusGtkConflicts) conflicts = nexus_gtk_conflicts_compare_finish (result, NULL);

  self->comparing = FALSE;
  g_ptr_array_set_size (self->clashes, 0);
  self->files_skipped += conflicts->n_identical;
  if (self->cancelled || (conflicts->conflicts->len == 0 && conflicts->free->len == 0))
    {
      finish (self);
      return;
    }

  self->conflicts = g_steal_pointer (&conflicts);
  if (self->conflicts->conflicts->len > 0)
    set_state (self, NEXUS_GTK_TRANSFER_ASKING);
  else
    nexus_gtk_transfer_resolve (self, NULL);
}

/* What met a conflict has not kept the rest; now it is looked at. */
static void
end_items (NexusGtkTransfer *self)
{
  if (self->clashes->len == 0 || self->cancelled)
    {
      finish (self);
      return;
    }
  self->comparing = TRUE;
  nexus_gtk_conflicts_compare_async (self->filesystem, self->clashes, compared_cb, g_object_ref (self));
  /* Nothing is to be paused any more. */
  if (self->state != NEXUS_GTK_TRANSFER_RUNNING)
    set_state (self, NEXUS_GTK_TRANSFER_RUNNING);
}

GPtrArray *
nexus_gtk_transfer_get_conflicts (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NULL);

  return self->state == NEXUS_GTK_TRANSFER_ASKING ? self->conflicts->conflicts : NULL;
}

static void
add_answered (GPtrArray           *items,
              GFile               *file,
              const char          *path,
              guint64              size,
              NexusConflictPolicy  policy)
{
  NexusGtkTransferItem *item;

  nexus_gtk_transfer_items_add (items, file, path, size);
  item = g_ptr_array_index (items, items->len - 1);
  item->policy = policy;
  item->again = TRUE;
}

/* Many that have the same answer are done as the items that they are parts of, in one go and one step: what was done
 * already is found unchanged.  Not if there was something with the same content, which is to be left. */
static gboolean
are_done_together (NexusGtkConflicts         *conflicts,
                   const NexusConflictPolicy *answers)
{
  if (conflicts->conflicts->len < MANY || conflicts->n_identical > 0 || conflicts->free->len > 0 ||
      answers[0] == NEXUS_CONFLICT_SKIP)
    return FALSE;
  for (guint i = 1; i < conflicts->conflicts->len; i++)
    {
      if (answers[i] != answers[0])
        return FALSE;
    }

  return TRUE;
}

static void
add_each (NexusGtkTransfer          *self,
          NexusGtkConflicts         *conflicts,
          const NexusConflictPolicy *answers,
          GPtrArray                 *items)
{
  for (guint i = 0; i < conflicts->conflicts->len; i++)
    {
      NexusGtkConflict *conflict = g_ptr_array_index (conflicts->conflicts, i);

      if (answers[i] == NEXUS_CONFLICT_SKIP)
        self->files_skipped++;
      else
        add_answered (items, conflict->file, conflict->path, conflict->file_size, answers[i]);
    }
  for (guint i = 0; i < conflicts->free->len; i++)
    {
      NexusGtkTransferItem *item = g_ptr_array_index (conflicts->free, i);

      add_answered (items, item->file, item->path, item->size, NEXUS_CONFLICT_KEEP_BOTH);
    }
}

void
nexus_gtk_transfer_resolve (NexusGtkTransfer          *self,
                            const NexusConflictPolicy *answers)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(NexusGtkConflicts) conflicts = NULL;

  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (self));
  g_return_if_fail (self->conflicts != NULL);

  items = nexus_gtk_transfer_items_new ();
  conflicts = g_steal_pointer (&self->conflicts);
  if (are_done_together (conflicts, answers))
    {
      for (guint i = 0; i < self->clashed->len; i++)
        {
          NexusGtkTransferItem *item = g_ptr_array_index (self->clashed, i);

          add_answered (items, item->file, item->path, item->size, answers[0]);
        }
    }
  else
    {
      add_each (self, conflicts, answers, items);
    }

  if (items->len == 0)
    {
      finish (self);
      return;
    }
  go_on_with (self, g_steal_pointer (&items));
  set_state (self, NEXUS_GTK_TRANSFER_WAITING);
}

/* --- What a person does --- */

void
nexus_gtk_transfer_start (NexusGtkTransfer *self)
{
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (self));
  g_return_if_fail (self->state == NEXUS_GTK_TRANSFER_WAITING);

  if (self->operation != NULL)
    nexus_operation_resume (self->operation);
  else
    begin_item (self);
  set_state (self, NEXUS_GTK_TRANSFER_RUNNING);
}

void
nexus_gtk_transfer_pause (NexusGtkTransfer *self)
{
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (self));

  if (self->cancelled || self->comparing ||
      (self->state != NEXUS_GTK_TRANSFER_WAITING && self->state != NEXUS_GTK_TRANSFER_RUNNING))
    return;

  if (self->operation != NULL)
    nexus_operation_pause (self->operation);
  set_state (self, NEXUS_GTK_TRANSFER_PAUSED);
}

void
nexus_gtk_transfer_resume (NexusGtkTransfer *self)
{
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (self));

  if (self->state == NEXUS_GTK_TRANSFER_PAUSED && !self->cancelled)
    set_state (self, NEXUS_GTK_TRANSFER_WAITING);
}

void
nexus_gtk_transfer_cancel (NexusGtkTransfer *self)
{
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (self));

  if (!nexus_gtk_transfer_is_active (self))
    return;

  self->cancelled = TRUE;
  if (self->comparing)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  if (self->operation == NULL)
    {
      set_state (self, NEXUS_GTK_TRANSFER_CANCELLED);
      return;
    }

  /* What has begun ends in its own time. */
  nexus_operation_cancel (self->operation);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
nexus_gtk_transfer_can_retry (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), FALSE);

  return !nexus_gtk_transfer_is_active (self) && self->failed->len > 0;
}

NexusGtkTransfer *
nexus_gtk_transfer_new_retry (NexusGtkTransfer *self)
{
  g_return_val_if_fail (nexus_gtk_transfer_can_retry (self), NULL);

  return nexus_gtk_transfer_new (self->filesystem, self->is_export, self->failed, self->policy);
}

/* --- Facts --- */

gboolean
nexus_gtk_transfer_is_export (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), FALSE);

  return self->is_export;
}

NexusFilesystem *
nexus_gtk_transfer_get_filesystem (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NULL);

  return self->filesystem;
}

gint64
nexus_gtk_transfer_get_worked (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), 0);

  return self->worked + (self->since != 0 ? g_get_monotonic_time () - self->since : 0);
}

guint
nexus_gtk_transfer_get_id (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), 0);

  return self->id;
}

NexusGtkTransferState
nexus_gtk_transfer_get_state (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NEXUS_GTK_TRANSFER_FAILED);

  return self->state;
}

gboolean
nexus_gtk_transfer_is_active (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), FALSE);

  return self->state <= NEXUS_GTK_TRANSFER_PAUSED;
}

const char *
nexus_gtk_transfer_get_title (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NULL);

  return self->title;
}

double
nexus_gtk_transfer_get_fraction (NexusGtkTransfer *self)
{
  double weight;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), 0.0);

  weight = self->weight_done;
  if (self->operation != NULL)
    weight += get_weight (g_ptr_array_index (self->items, self->position)) *
              nexus_operation_get_fraction (self->operation);
  self->fraction = CLAMP (weight / self->weight_total, self->fraction, 1.0);

  return self->fraction;
}

gboolean
nexus_gtk_transfer_is_measured (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), FALSE);

  return nexus_gtk_transfer_get_fraction (self) > 0.0;
}

char *
nexus_gtk_transfer_dup_current (NexusGtkTransfer *self)
{
  NexusGtkTransferItem *item;
  g_autofree char *current = NULL;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NULL);

  if (self->operation == NULL)
    return NULL;

  item = g_ptr_array_index (self->items, self->position);
  current = nexus_operation_dup_current_path (self->operation);
  if (self->items->len == 1 &&
      (g_strcmp0 (current, item->path) == 0 || g_strcmp0 (current, g_file_peek_path (item->file)) == 0))
    return NULL;

  return g_steal_pointer (&current);
}

GListModel *
nexus_gtk_transfer_get_problems (NexusGtkTransfer *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NULL);

  return G_LIST_MODEL (self->problems);
}

/* --- Words --- */

static char *
describe_time (double seconds)
{
  guint minutes = (guint) (seconds / 60.0 + 0.5);

  if (seconds < 60.0)
    return g_strdup_printf (ngettext ("%u second left", "%u seconds left", (guint) seconds + 1),
                            (guint) seconds + 1);
  if (minutes < 90)
    return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", minutes), minutes);

  return g_strdup_printf (ngettext ("%u hour left", "%u hours left", (minutes + 30) / 60), (minutes + 30) / 60);
}

static char *
describe_amount (NexusGtkTransfer *self)
{
  guint64 bytes = self->bytes_done;
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;

  if (self->operation != NULL)
    bytes += nexus_operation_get_bytes_done (self->operation);
  done = g_format_size (bytes);
  if (self->items->len > 1)
    /* Translators: how many items are done, of how many, bytes done */
    return g_strdup_printf (ngettext ("%u of %u item, %s", "%u of %u items, %s", self->items->len), self->position,
                            self->items->len, done);
  if (self->operation == NULL || !nexus_gtk_transfer_is_measured (self))
    return g_steal_pointer (&done);
  total = g_format_size (nexus_operation_get_bytes_total (self->operation));

  /* Translators: bytes done, bytes in all */
  return g_strdup_printf (_("%s of %s"), done, total);
}

static char *
describe_running (NexusGtkTransfer *self)
{
  g_autofree char *amount = describe_amount (self);
  g_autofree char *size = NULL;
  g_autofree char *speed = NULL;
  g_autofree char *left = NULL;
  double fraction = nexus_gtk_transfer_get_fraction (self);
  double rate = self->operation != NULL ? nexus_operation_get_rate (self->operation) : 0.0;
  gint64 worked = self->worked + g_get_monotonic_time () - self->since;

  if (rate < 1.0 && worked >= ESTIMATE_AFTER)
    rate = self->bytes_done / (worked / (double) G_TIME_SPAN_SECOND);
  if (rate < 1.0)
    return g_steal_pointer (&amount);

  size = g_format_size ((guint64) rate);
  /* Translators: bytes per second */
  speed = g_strdup_printf (_("%s/s"), size);
  if (worked < ESTIMATE_AFTER || fraction < 0.01)
    return g_strjoin ("\n", amount, speed, NULL);
  left = describe_time (worked / (double) G_TIME_SPAN_SECOND * (1.0 - fraction) / fraction);

  /* Translators: an amount, such as "3 MB of 20 MB"; in a line of their own a speed, such as "2 MB/s", and a time, such
   * as "5 seconds left" */
  return g_strdup_printf (_("%s\n%s — %s"), amount, speed, left);
}

static char *
describe_end (NexusGtkTransfer *self)
{
  guint n_problems = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  g_autofree char *bytes = g_format_size (self->bytes_done);
  /* A macro within a text would cut off what translators see of it. */
  guint n_done = (guint) MIN (self->files_done, G_MAXUINT);
  guint n_skipped = (guint) MIN (self->files_skipped, G_MAXUINT);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u item, %s", "%u items, %s", n_done), n_done, bytes);
  if (n_skipped > 0)
    g_string_append_printf (text, ngettext ("; %u left as it was", "; %u left as they were", n_skipped), n_skipped);
  if (n_problems > 0)
    g_string_append_printf (text, ngettext ("; %u failed", "; %u failed", n_problems), n_problems);

  return g_string_free (text, FALSE);
}

char *
nexus_gtk_transfer_describe (NexusGtkTransfer *self)
{
  g_autofree char *amount = NULL;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER (self), NULL);

  if (self->cancelled && nexus_gtk_transfer_is_active (self))
    return g_strdup (_("Being cancelled…"));

  switch (self->state)
    {
    case NEXUS_GTK_TRANSFER_WAITING:
      return g_strdup (_("Waiting"));
    case NEXUS_GTK_TRANSFER_RUNNING:
      return describe_running (self);
    case NEXUS_GTK_TRANSFER_ASKING:
      return g_strdup_printf (ngettext ("%u item exists already and differs", "%u items exist already and differ",
                                        self->conflicts->conflicts->len), self->conflicts->conflicts->len);
    case NEXUS_GTK_TRANSFER_PAUSED:
      if (self->operation == NULL && self->position == 0)
        return g_strdup (_("Paused"));
      amount = describe_amount (self);
      /* Translators: an amount, such as "3 MB of 20 MB" */
      return g_strdup_printf (_("Paused — %s"), amount);
    case NEXUS_GTK_TRANSFER_CANCELLED:
      return self->files_done > 0 ? g_strdup (_("Cancelled; what was done until then stays."))
                                  : g_strdup (_("Cancelled before anything was done."));
    case NEXUS_GTK_TRANSFER_FAILED:
      return nexus_gtk_error_describe (self->error);
    case NEXUS_GTK_TRANSFER_DONE:
    default:
      return describe_end (self);
    }
}

/* --- The object --- */

static char *
make_title (gboolean   is_export,
            GPtrArray *items)
{
  NexusGtkTransferItem *first = g_ptr_array_index (items, 0);
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;

  if (items->len > 1)
    return g_strdup_printf (is_export ? ngettext ("Export %u Item", "Export %u Items", items->len)
                                      : ngettext ("Import %u Item", "Import %u Items", items->len), items->len);

  name = is_export ? nexus_path_dup_name (first->path) : g_file_get_basename (first->file);
  shown = nexus_path_display (name);

  return g_strdup_printf (is_export ? _("Export “%s”") : _("Import “%s”"), shown);
}

static void
nexus_gtk_transfer_finalize (GObject *object)
{
  NexusGtkTransfer *self = NEXUS_GTK_TRANSFER (object);

  g_clear_object (&self->operation);
  g_clear_error (&self->error);
  g_object_unref (self->filesystem);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->clashes);
  g_ptr_array_unref (self->clashed);
  g_ptr_array_unref (self->failed);
  g_clear_pointer (&self->conflicts, nexus_gtk_conflicts_free);
  g_object_unref (self->problems);
  g_free (self->title);

  G_OBJECT_CLASS (nexus_gtk_transfer_parent_class)->finalize (object);
}

static void
nexus_gtk_transfer_class_init (NexusGtkTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_transfer_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_transfer_init (NexusGtkTransfer *self)
{
  static guint last_id;

  self->id = ++last_id;
  self->clashes = nexus_gtk_transfer_items_new ();
  self->clashed = nexus_gtk_transfer_items_new ();
  self->failed = nexus_gtk_transfer_items_new ();
  self->problems = g_list_store_new (NEXUS_GTK_TYPE_PROBLEM);
}

NexusGtkTransfer *
nexus_gtk_transfer_new (NexusFilesystem     *filesystem,
                        gboolean             is_export,
                        GPtrArray           *items,
                        NexusConflictPolicy  policy)
{
  NexusGtkTransfer *self;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);
  g_return_val_if_fail (items != NULL && items->len > 0, NULL);

  self = g_object_new (NEXUS_GTK_TYPE_TRANSFER, NULL);
  self->filesystem = g_object_ref (filesystem);
  self->items = g_ptr_array_ref (items);
  self->title = make_title (is_export, items);
  self->is_export = is_export;
  self->policy = policy;
  for (guint i = 0; i < items->len; i++)
    self->weight_total += get_weight (g_ptr_array_index (items, i));

  return self;
}
