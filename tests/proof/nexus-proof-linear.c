/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-linear.h"

#include <string.h>

/* All states that a path may be in are carried along with time, each with those calls under way that have happened in it
 * already.  When a call ends, only those states stay in which it has happened.  No state left: no order explains it.
 *
 * Of all orders that explain the same, one is tried, which keeps the number of states small however many calls are under
 * way at once:
 *
 *   - A call that changes something happens no sooner than when one that ends needs it.
 *   - A call that changes nothing happens as soon as what it was told is so.
 *   - Of calls that do the same, the one that ends first happens first.  Deleting is the same as deleting; so is writing
 *     the same version of something else if nothing else of the path was ever told of either.
 *
 * At first only some of the states are carried along, those in which the least has happened: an order that is found so is
 * one.  If none is found, more of them are, until none had to be left behind. */

#define PENDING_MAX  64
#define CARRIED_MIN  100
#define CARRIED_MORE 20
#define STATES_MAX   10000000

/* What was written and nobody was told of. */
#define UNSEEN G_MAXUINT64

typedef struct {
  guint64 value;
  guint64 happened;  /* a bit for each slot of a call under way */
  guint32 version;
  guint32 padding;
} State;

typedef struct {
  const NexusProofCall *call;
  gboolean              arrives;  /* the far side of a move */
  gboolean              changes;  /* what is there */
  guint64               leaves;   /* what is there afterwards */
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
  guint64 mixed = state->value + state->happened * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + state->version * 131;

  mixed = (mixed ^ (mixed >> 29)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);

  return (guint) (mixed >> 32);
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
          state->value = part->leaves;
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
  state->value = part->leaves;
  state->version = next;

  return TRUE;
}

/* What has to be there for the call to be told what it was told; 0 if that is not known, or nothing. */
static guint64
get_needed (const Part *part)
{
  const NexusProofCall *call = part->call;

  switch ((NexusProofCallKind) call->kind)
    {
    case NEXUS_PROOF_CALL_READ:
    case NEXUS_PROOF_CALL_QUERY:
      return call->value;

    case NEXUS_PROOF_CALL_EXCHANGE:
      return call->done ? call->expected : 0;

    case NEXUS_PROOF_CALL_MOVE:
      return call->done && !part->arrives ? call->value : 0;

    case NEXUS_PROOF_CALL_WRITE:
    case NEXUS_PROOF_CALL_CREATE:
    case NEXUS_PROOF_CALL_DELETE:
    default:
      return 0;
    }
}

/* Whether it makes no difference which of the two happens. */
static gboolean
is_alike (const Part *one,
          const Part *other)
{
  const NexusProofCall *a = one->call;
  const NexusProofCall *b = other->call;
  gboolean writes_a = a->kind == NEXUS_PROOF_CALL_WRITE || a->kind == NEXUS_PROOF_CALL_CREATE;
  gboolean writes_b = b->kind == NEXUS_PROOF_CALL_WRITE || b->kind == NEXUS_PROOF_CALL_CREATE;

  if (a->kind == NEXUS_PROOF_CALL_DELETE)
    return b->kind == NEXUS_PROOF_CALL_DELETE;
  if (one->leaves != UNSEEN || other->leaves != UNSEEN || a->version != b->version)
    return FALSE;
  /* The first version of something is made of nothing only, by either of them. */
  if (writes_a && writes_b)
    return a->kind == b->kind || a->version == 1;

  return one->arrives && other->arrives;
}

typedef struct {
  GHashTable *states;                /* of State */
  const Part *pending[PENDING_MAX];
  guint       n_most;                /* states looked at for one call */
  guint       n_carried;             /* no more than that */
  gboolean    left_some;             /* behind */
} Search;

/* What is under way when a call ends. */
typedef struct {
  guint       n_changing;
  guint       n_telling;
  guint       changing[PENDING_MAX]; /* slots of those that change something, and of the others */
  guint       telling[PENDING_MAX];
  guint64     ahead[PENDING_MAX];    /* for each slot those of others that do the same, and first */
  guint64     bringing;              /* slots of those that leave what the call needs */
  guint64     needed;
} Crowd;

static guint64
get_bit (guint slot)
{
  return G_GUINT64_CONSTANT (1) << slot;
}

static void
look_around (Search *search,
             guint   slot,
             Crowd  *crowd)
{
  *crowd = (Crowd) { .needed = get_needed (search->pending[slot]) };
  for (guint i = 0; i < PENDING_MAX; i++)
    {
      const Part *part = search->pending[i];

      if (part != NULL && part->changes)
        crowd->changing[crowd->n_changing++] = i;
      else if (part != NULL)
        crowd->telling[crowd->n_telling++] = i;
      if (part != NULL && part->changes && part->leaves == crowd->needed)
        crowd->bringing |= get_bit (i);
    }
  for (guint i = 0; i < crowd->n_changing; i++)
    for (guint k = 0; k < crowd->n_changing; k++)
      {
        const Part *part = search->pending[crowd->changing[i]];
        const Part *other = search->pending[crowd->changing[k]];

        if (i != k && is_alike (part, other) &&
            (other->call->end < part->call->end || (other->call->end == part->call->end && k < i)))
          crowd->ahead[crowd->changing[i]] |= get_bit (crowd->changing[k]);
      }
}

/* What changes nothing and is so happens now. */
static void
let_happen (Search      *search,
            const Crowd *crowd,
            State       *state)
{
  for (guint i = 0; i < crowd->n_telling; i++)
    {
      guint slot = crowd->telling[i];
      State same = *state;

      if (!(state->happened & get_bit (slot)) && happen (&same, search->pending[slot]))
        state->happened |= get_bit (slot);
    }
}

static void
add_state (GHashTable  *states,
           const State *state,
           GPtrArray   *queue)
{
  State *copy;

  if (g_hash_table_contains (states, state))
    return;
  copy = g_memdup2 (state, sizeof *state);
  g_hash_table_add (states, copy);
  if (queue != NULL)
    g_ptr_array_add (queue, copy);
}

/* The call ends: it has happened, or does so now, after what it needs of all that is under way.  What takes the fewest
 * calls comes first. */
static void
settle (Search *search,
        guint   slot)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (state_hash, state_equal, g_free, NULL);
  g_autoptr(GPtrArray) queue = g_ptr_array_new ();
  GHashTable *settled = g_hash_table_new_full (state_hash, state_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;
  Crowd crowd;

  look_around (search, slot, &crowd);
  g_hash_table_iter_init (&iter, search->states);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      State state = *(const State *) key;

      let_happen (search, &crowd, &state);
      add_state (seen, &state, queue);
    }

  for (guint position = 0; position < queue->len; position++)
    {
      const State *state = g_ptr_array_index (queue, position);

      if (g_hash_table_size (settled) >= search->n_carried || g_hash_table_size (seen) > STATES_MAX)
        {
          search->left_some = TRUE;
          break;
        }
      if (state->happened & get_bit (slot))
        {
          State next = *state;

          next.happened &= ~get_bit (slot);
          add_state (settled, &next, NULL);
          continue;
        }
      /* What it was told is not there, and does not come. */
      if (crowd.needed != 0 && crowd.needed != state->value && (crowd.bringing & ~state->happened) == 0)
        continue;

      for (guint i = 0; i < crowd.n_changing; i++)
        {
          guint other = crowd.changing[i];
          State next = *state;

          if ((state->happened & get_bit (other)) || (crowd.ahead[other] & ~state->happened) ||
              !happen (&next, search->pending[other]))
            continue;
          next.happened |= get_bit (other);
          let_happen (search, &crowd, &next);
          add_state (seen, &next, queue);
        }
    }

  search->n_most = MAX (search->n_most, g_hash_table_size (seen));
  search->pending[slot] = NULL;
  g_hash_table_unref (search->states);
  search->states = settled;
}

static char *
describe (const NexusProofCall *call)
{
  return g_strdup_printf ("call %u on path %u from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " was told: %s, value %"
                          G_GINT64_MODIFIER "x, version %u", call->kind, call->path, call->start, call->end,
                          call->done ? "done" : "no", call->value, call->version);
}

/* What each of them does, by what all of them were told. */
static void
judge_parts (Part  *parts,
             guint  n_parts)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < n_parts; i++)
    {
      const NexusProofCall *call = parts[i].call;

      if (call->kind == NEXUS_PROOF_CALL_EXCHANGE)
        g_hash_table_add (seen, (gpointer) &call->expected);
      else if (call->kind == NEXUS_PROOF_CALL_READ || call->kind == NEXUS_PROOF_CALL_QUERY ||
               (call->kind == NEXUS_PROOF_CALL_MOVE && !parts[i].arrives))
        g_hash_table_add (seen, (gpointer) &call->value);
    }

  for (guint i = 0; i < n_parts; i++)
    {
      const NexusProofCall *call = parts[i].call;

      parts[i].changes = call->done && call->kind != NEXUS_PROOF_CALL_READ && call->kind != NEXUS_PROOF_CALL_QUERY;
      if (parts[i].changes && call->kind != NEXUS_PROOF_CALL_DELETE && (call->kind != NEXUS_PROOF_CALL_MOVE || parts[i].arrives))
        parts[i].leaves = g_hash_table_contains (seen, &call->value) ? call->value : UNSEEN;
    }
}

/* Carries as many states along.  *sure tells whether these were all. */
static char *
check_carrying (const Part  *parts,
                const Event *events,
                guint        n_parts,
                guint        n_carried,
                guint       *n_most,
                gboolean    *sure)
{
  g_autofree guint *slots = g_new0 (guint, MAX (n_parts, 1));
  Search search = { .n_carried = n_carried };
  State none = { 0 };
  char *fault = NULL;

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
      settle (&search, slots[events[i].part]);
      if (g_hash_table_size (search.states) == 0)
        fault = describe (parts[events[i].part].call);
    }
  g_hash_table_unref (search.states);
  *n_most = MAX (*n_most, search.n_most);
  *sure = !search.left_some;

  return fault;
}

static char *
check_path (Part  *parts,
            guint  n_parts,
            guint *n_most)
{
  g_autofree Event *events = g_new (Event, 2 * MAX (n_parts, 1));

  for (guint i = 0; i < n_parts; i++)
    {
      events[2 * i] = (Event) { parts[i].call->start, i, 0 };
      events[2 * i + 1] = (Event) { parts[i].call->end, i, 1 };
    }
  judge_parts (parts, n_parts);
  qsort (events, 2 * n_parts, sizeof (Event), compare_events);

  for (guint n_carried = CARRIED_MIN; ; n_carried *= CARRIED_MORE)
    {
      gboolean sure;
      char *fault = check_carrying (parts, events, n_parts, n_carried, n_most, &sure);

      if (fault == NULL || sure)
        return fault;
      g_free (fault);
      if (n_carried > STATES_MAX)
        return g_strdup ("there are too many possible states");
    }
}

char *
nexus_proof_linear_check (const NexusProofCall *calls,
                          guint                 n_calls,
                          guint                *n_most)
{
  *n_most = 0;
  for (guint path = 0; path < NEXUS_PROOF_LINEAR_PATHS; path++)
    {
      g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
      char *fault;

      for (guint i = 0; i < n_calls; i++)
        {
          Part near = { .call = &calls[i] };
          Part far = { .call = &calls[i], .arrives = TRUE };

          if (calls[i].path == path)
            g_array_append_val (parts, near);
          if (calls[i].kind == NEXUS_PROOF_CALL_MOVE && calls[i].done && calls[i].other == path)
            g_array_append_val (parts, far);
        }
      fault = check_path ((Part *) parts->data, parts->len, n_most);
      if (fault != NULL)
        return fault;
    }

  return NULL;
}
