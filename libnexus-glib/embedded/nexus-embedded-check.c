/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-verify-private.h"
#include "nexus-error.h"

/* Reads contents on all processors.  Others may move, replace or collect them meanwhile, so nothing counts as damaged
 * before it has been looked up and read a second time. */

#define THREADS_MAX 8
/* Jobs that wait for a thread. */
#define WAITING_MAX 64
/* What was found good is written down after so many contents. */
#define NOTES_MAX 4096
/* How often a content that is being moved is looked for. */
#define TRIES_MAX 4

typedef struct {
  NexusCheckRun *run;
  GCancellable  *cancellable;
  GThreadPool   *threads;

  GMutex         lock;
  GCond          room;
  guint          n_waiting;
  guint64        n_bytes;
  guint64        n_contents;
  GArray        *notes;
  GError        *error;         /* why to stop */
} Check;

void
_nexus_damage_free (NexusDamage *self)
{
  g_clear_pointer (&self->content, _nexus_content_ref_unref);
  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

NexusFindingKind
_nexus_damage_get_kind (const NexusDamage *self)
{
  return g_error_matches (self->error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING) ? NEXUS_FINDING_CONTENT_MISSING
                                                                                 : NEXUS_FINDING_CONTENT_DAMAGED;
}

static gboolean
is_same_place (NexusContentRef *one,
               NexusContentRef *other)
{
  if (one->locator == NULL || other->locator == NULL)
    return one->locator == other->locator;

  return g_bytes_equal (one->locator, other->locator);
}

/* TRUE with *content NULL if it is gone; FALSE with what is wrong with it. */
static gboolean
look_at (Check            *self,
         gint64            id,
         NexusContentRef **content,
         GError          **error)
{
  g_autoptr(NexusContentRef) last = NULL;

  for (guint i = 0; i < TRIES_MAX; i++)
    {
      g_autoptr(GError) local_error = NULL;
      g_autoptr(NexusContentRef) found =
        _nexus_metadata_store_load_content (self->run->metadata, id, self->cancellable, &local_error);
      char etag[2 * NEXUS_HASH_SIZE + 1];

      if (found == NULL && local_error == NULL)
        return TRUE;
      if (found == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      _nexus_hash_to_hex (found->hash, etag);
      if (found->locator == NULL)
        g_set_error (&local_error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
                     _("The content %s is not in this store: it has never arrived, or was lost"), etag);
      else if (_nexus_content_store_check (self->run->content, found, self->cancellable, &local_error))
        {
          *content = g_steal_pointer (&found);
          return TRUE;
        }

      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
          (last != NULL && is_same_place (last, found)) || i + 1 == TRIES_MAX)
        {
          *content = g_steal_pointer (&found);
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_pointer (&last, _nexus_content_ref_unref);
      last = g_steal_pointer (&found);
    }

  return TRUE;
}

static void
add_damage (Check           *self,
            gint64           id,
            NexusContentRef *content,
            const GError    *error)
{
  GPtrArray *uses = _nexus_metadata_store_list_uses (self->run->metadata, id, self->cancellable, NULL);
  NexusDamage *damage;

  /* A content that is missing and that nobody misses is no loss. */
  if (content->locator == NULL && uses != NULL && uses->len == 0)
    {
      g_ptr_array_unref (uses);
      return;
    }

  damage = g_new0 (NexusDamage, 1);
  damage->id = id;
  damage->content = _nexus_content_ref_ref (content);
  damage->uses = uses;
  damage->error = g_error_copy (error);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->run->damages, damage);
  g_mutex_unlock (&self->lock);
}

static void
run_job (gpointer data,
         gpointer user_data)
{
  Check *self = user_data;
  gint64 *job = data;
  NexusContentNote note = { .content = *job, .checked_ns = g_get_real_time () * 1000 };
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(GError) error = NULL;
  gboolean cancelled, doubtful;

  note.good = look_at (self, *job, &content, &error);
  cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* A row that is damaged is found with the other rows. */
  if (!note.good && !cancelled && content != NULL)
    add_damage (self, *job, content, error);
  doubtful = self->run->texts != NULL && note.good && content != NULL &&
             !_nexus_texts_agree (self->run, self->run->texts, *job, content, self->cancellable);

  g_mutex_lock (&self->lock);
  if (cancelled && self->error == NULL)
    self->error = g_error_copy (error);
  if (!cancelled)
    g_array_append_val (self->notes, note);
  if (doubtful)
    g_array_append_val (self->run->doubtful, *job);
  if (!cancelled && content != NULL)
    {
      self->n_contents++;
      self->n_bytes += content->size;
      _nexus_operation_add_done (self->run->operation, 1, content->size);
    }
  self->n_waiting--;
  g_cond_signal (&self->room);
  g_mutex_unlock (&self->lock);

  g_free (job);
}

/* A store that cannot be written, on a full disk or a read-only one, can still be looked at. */
static void
write_notes (Check *self,
             guint  more_than)
{
  g_autoptr(GArray) notes = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_lock (&self->lock);
  if (self->run->note && self->notes->len > more_than)
    {
      notes = g_steal_pointer (&self->notes);
      self->notes = g_array_new (FALSE, FALSE, sizeof (NexusContentNote));
    }
  g_mutex_unlock (&self->lock);

  if (notes != NULL &&
      !_nexus_metadata_store_note_checked (self->run->metadata, (NexusContentNote *) (gpointer) notes->data, notes->len,
                                           NULL, &error))
    g_debug ("What was verified could not be written down: %s", error->message);
}

/* Waits until there is room for another job; FALSE if there is to be none. */
static gboolean
wait_for_room (Check  *self,
               gint64  begin)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->n_waiting >= WAITING_MAX)
    g_cond_wait (&self->room, &self->lock);

  if (self->error != NULL)
    return FALSE;

  /* With a budget of bytes what is being read counts as well, so no more than one at a time. */
  while (self->run->max_bytes > 0 && self->n_waiting > 0)
    g_cond_wait (&self->room, &self->lock);

  if (self->n_contents > 0 &&
      ((self->run->max_bytes > 0 && self->n_bytes >= self->run->max_bytes) ||
       (self->run->max_time > 0 && g_get_monotonic_time () - begin >= self->run->max_time)))
    {
      self->run->complete = FALSE;
      return FALSE;
    }

  self->n_waiting++;

  return TRUE;
}

static int
compare_damages (gconstpointer a,
                 gconstpointer b)
{
  const NexusDamage *one = *(NexusDamage * const *) a;
  const NexusDamage *other = *(NexusDamage * const *) b;

  return (one->id > other->id) - (one->id < other->id);
}

gboolean
_nexus_check_contents (NexusCheckRun  *self,
                       GArray         *ids,
                       GCancellable   *cancellable,
                       GError        **error)
{
  Check check = { .run = self, .cancellable = cancellable };
  gint64 begin = g_get_monotonic_time ();
  gboolean good = TRUE;

  self->complete = TRUE;
  g_mutex_init (&check.lock);
  g_cond_init (&check.room);
  check.notes = g_array_new (FALSE, FALSE, sizeof (NexusContentNote));
  check.threads = g_thread_pool_new (run_job, &check, (gint) MIN (g_get_num_processors (), THREADS_MAX), FALSE, NULL);

  for (guint i = 0; good && i < ids->len; i++)
    {
      good = _nexus_operation_checkpoint (self->operation, cancellable, error);
      if (!good || !wait_for_room (&check, begin))
        break;
      g_thread_pool_push (check.threads, g_memdup2 (&g_array_index (ids, gint64, i), sizeof (gint64)), NULL);
      write_notes (&check, NOTES_MAX);
    }
  g_thread_pool_free (check.threads, FALSE, TRUE);
  write_notes (&check, 0);

  if (good && check.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&check.error));
      good = FALSE;
    }
  g_ptr_array_sort (self->damages, compare_damages);
  _nexus_report_add_counts (self->report, check.n_contents, check.n_bytes);

  g_clear_error (&check.error);
  g_array_unref (check.notes);
  g_cond_clear (&check.room);
  g_mutex_clear (&check.lock);

  return good;
}
