/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-linear.h"

#include <string.h>

/* All states that a path may be in are carried along with time, each with those calls under way that have happened in it
 * already.  When a call ends, only those states stay in which it has happened.  No state left: no order explains it. */

#define PENDING_MAX 64
#define STATES_MAX  200000

typedef struct {
  guint64 value;
  guint64 happened;  /* a bit for each slot of a call under way */
  guint32 version;
  guint32 padding;
} State;

typedef struct {
  const NexusProofCall *call;
  gboolean              arrives;  /* the far side of a move */
} Part;

typedef struct {
  gint64 time;
  guint  part;
  guint  ends;
} Event;

static guint
state_hash (gconstpointer data)
{
  const State *state = data;
  guint64 mixed = (state->value ^ (state->happened * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15))) + state->version * 131;

  return (guint) (mixed ^ (mixed >> 32));
}

static gboolean
state_equal (gconstpointer a,
             gconstpointer b)
{
  return memcmp (a, b, sizeof (State)) == 0;
}

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const Event *one = a;
  const Event *other = b;

  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;

  /* In doubt they were under way at the same time. */
  return (int) one->ends - (int) other->ends;
}

/* What becomes of the state if the call happens now; FALSE if it would have been told something else. */
static gboolean
happen (State      *state,
        const Part *part)
{
  const NexusProofCall *call = part->call;
  guint32 next = state->value != 0 ? state->version + 1 : 1;

  switch ((NexusProofCallKind) call->kind)
    {
    case NEXUS_PROOF_CALL_EXCHANGE:
      if (!call->done)
        return state->value != call->expected;
      if (state->value != call->expected)
        return FALSE;
      break;

    case NEXUS_PROOF_CALL_CREATE:
      if (!call->done)
        return state->value != 0;
      if (state->value != 0)
        return FALSE;
      break;

    case NEXUS_PROOF_CALL_READ:
    case NEXUS_PROOF_CALL_QUERY:
      return state->value == call->value && (call->version == 0 || call->version == state->version);

    case NEXUS_PROOF_CALL_DELETE:
      if (call->done != (state->value != 0))
        return FALSE;
      state->value = 0;
      state->version = 0;
      return TRUE;

    case NEXUS_PROOF_CALL_MOVE:
      if (part->arrives)
        {
          state->value = call->value;
          state->version = call->version;
          return TRUE;
        }
      if (!call->done)
        return state->value == 0;
      if (state->value != call->value || state->version != call->version)
        return FALSE;
      state->value = 0;
      state->version = 0;
      return TRUE;

    case NEXUS_PROOF_CALL_WRITE:
    default:
      break;
    }

  if (call->version != next)
    return FALSE;
  state->value = call->value;
  state->version = next;

  return TRUE;
}

typedef struct {
  GHashTable *states;                /* of State */
  const Part *pending[PENDING_MAX];
} Search;

/* All states that can be reached by what is under way. */
static gboolean
spread (Search *search)
{
  g_autoptr(GPtrArray) queue = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, search->states);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (queue, key);

  while (queue->len > 0)
    {
      const State *state = g_ptr_array_steal_index_fast (queue, queue->len - 1);

      for (guint slot = 0; slot < PENDING_MAX; slot++)
        {
          State next = *state;

          if (search->pending[slot] == NULL || (state->happened & (G_GUINT64_CONSTANT (1) << slot)) ||
              !happen (&next, search->pending[slot]))
            continue;
          next.happened |= G_GUINT64_CONSTANT (1) << slot;
          if (!g_hash_table_contains (search->states, &next))
            {
              State *copy = g_memdup2 (&next, sizeof next);

              g_hash_table_add (search->states, copy);
              g_ptr_array_add (queue, copy);
            }
        }
      if (g_hash_table_size (search->states) > STATES_MAX)
        return FALSE;
    }

  return TRUE;
}

/* The call has ended: it has happened, or the state is none. */
static void
settle (Search *search,
        guint   slot)
{
  GHashTable *former = search->states;
  guint64 bit = G_GUINT64_CONSTANT (1) << slot;
  GHashTableIter iter;
  gpointer key;

  search->states = g_hash_table_new_full (state_hash, state_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, former);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      State state = *(const State *) key;

      if (!(state.happened & bit))
        continue;
      state.happened &= ~bit;
      g_hash_table_add (search->states, g_memdup2 (&state, sizeof state));
    }
  search->pending[slot] = NULL;
  g_hash_table_unref (former);
}

static char *
describe (const NexusProofCall *call)
{
  return g_strdup_printf ("call %u on path %u from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " was told: %s, value %"
                          G_GINT64_MODIFIER "x, version %u", call->kind, call->path, call->start, call->end,
                          call->done ? "done" : "no", call->value, call->version);
}

static char *
check_path (const Part *parts,
            guint       n_parts)
{
  g_autofree Event *events = g_new (Event, 2 * MAX (n_parts, 1));
  g_autofree guint *slots = g_new0 (guint, MAX (n_parts, 1));
  Search search = { 0 };
  State none = { 0 };
  char *fault = NULL;

  for (guint i = 0; i < n_parts; i++)
    {
      events[2 * i] = (Event) { parts[i].call->start, i, 0 };
      events[2 * i + 1] = (Event) { parts[i].call->end, i, 1 };
    }
  qsort (events, 2 * n_parts, sizeof (Event), compare_events);
  search.states = g_hash_table_new_full (state_hash, state_equal, g_free, NULL);
  g_hash_table_add (search.states, g_memdup2 (&none, sizeof none));

  for (guint i = 0; i < 2 * n_parts && fault == NULL; i++)
    {
      guint slot = 0;

      if (!events[i].ends)
        {
          while (slot < PENDING_MAX && search.pending[slot] != NULL)
            slot++;
          g_assert (slot < PENDING_MAX);
          search.pending[slot] = &parts[events[i].part];
          slots[events[i].part] = slot;
          continue;
        }
      if (!spread (&search))
        fault = g_strdup ("there are too many possible states");
      settle (&search, slots[events[i].part]);
      if (fault == NULL && g_hash_table_size (search.states) == 0)
        fault = describe (parts[events[i].part].call);
    }
  g_hash_table_unref (search.states);

  return fault;
}

char *
nexus_proof_linear_check (const NexusProofCall *calls,
                          guint                 n_calls)
{
  for (guint path = 0; path < NEXUS_PROOF_LINEAR_PATHS; path++)
    {
      g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
      char *fault;

      for (guint i = 0; i < n_calls; i++)
        {
          Part near = { &calls[i], FALSE };
          Part far = { &calls[i], TRUE };

          if (calls[i].path == path)
            g_array_append_val (parts, near);
          if (calls[i].kind == NEXUS_PROOF_CALL_MOVE && calls[i].done && calls[i].other == path)
            g_array_append_val (parts, far);
        }
      fault = check_path ((const Part *) parts->data, parts->len);
      if (fault != NULL)
        return fault;
    }

  return NULL;
}
