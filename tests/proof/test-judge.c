/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "nexus-proof-linear.h"
#include "nexus-test-util.h"

/* The judge of test-linear.c is judged: by histories that a person can judge, by what a crowd is told by a store that works
 * and by one that does not, and by trying all orders of a few calls. */

#define WRITE(start, end, value, version) { start, end, value, 0, version, 0, 0, NEXUS_PROOF_CALL_WRITE, TRUE }
#define READ(start, end, value) { start, end, value, 0, 0, 0, 0, NEXUS_PROOF_CALL_READ, value != 0 }
#define DELETE(start, end, done) { start, end, 0, 0, 0, 0, 0, NEXUS_PROOF_CALL_DELETE, done }
#define EXCHANGE(start, end, expected, value, version, done) \
  { start, end, value, expected, version, 0, 0, NEXUS_PROOF_CALL_EXCHANGE, done }
#define MOVE(start, end, value, version) { start, end, value, 0, version, 0, 1, NEXUS_PROOF_CALL_MOVE, TRUE }

static const struct {
  const char     *name;
  gboolean        good;
  NexusProofCall  calls[5];
} histories[] = {
  { "in-turn", TRUE, { WRITE (1, 2, 7, 1), READ (3, 4, 7), DELETE (5, 6, TRUE), READ (7, 8, 0) } },
  { "at-once", TRUE, { WRITE (1, 9, 7, 1), READ (2, 3, 0), READ (4, 5, 7) } },
  { "back-in-time", FALSE, { WRITE (1, 9, 7, 1), READ (2, 3, 7), READ (4, 5, 0) } },
  { "stale", FALSE, { WRITE (1, 2, 7, 1), WRITE (3, 4, 8, 2), READ (5, 6, 7) } },
  { "lost-update", FALSE, { WRITE (1, 2, 7, 1), EXCHANGE (3, 6, 7, 8, 2, TRUE), EXCHANGE (4, 7, 7, 9, 2, TRUE) } },
  { "exchange", TRUE, { WRITE (1, 2, 7, 1), EXCHANGE (3, 6, 7, 8, 2, TRUE), EXCHANGE (4, 7, 7, 0, 0, FALSE) } },
  { "refused-for-nothing", FALSE, { WRITE (1, 2, 7, 1), EXCHANGE (4, 7, 7, 0, 0, FALSE) } },
  { "same-version-twice", FALSE, { WRITE (1, 4, 7, 1), WRITE (2, 5, 8, 1) } },
  { "deleted-twice", FALSE, { WRITE (1, 2, 7, 1), DELETE (3, 5, TRUE), DELETE (4, 6, TRUE) } },
  { "moved", TRUE, { WRITE (1, 2, 7, 1), MOVE (3, 4, 7, 1), READ (5, 6, 0) } },
  { "moved-and-left", FALSE, { WRITE (1, 2, 7, 1), MOVE (3, 4, 7, 1), READ (5, 6, 7) } },
};

static void
test_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      g_autofree char *fault = NULL;
      guint n_calls = 0, n_most;

      while (n_calls < G_N_ELEMENTS (histories[i].calls) && histories[i].calls[n_calls].end > 0)
        n_calls++;
      fault = nexus_proof_linear_check (histories[i].calls, n_calls, &n_most);
      g_test_message ("%s: %s", histories[i].name, fault != NULL ? fault : "good");
      g_assert_true ((fault == NULL) == histories[i].good);
    }
}

/* What a crowd is told by a store that works: each call happens at one moment while it is under way. */

#define N_CROWD 32

typedef struct {
  NexusProofCall call;
  gint64         at;
} Moment;

static int
compare_moments (gconstpointer a,
                 gconstpointer b)
{
  const Moment *one = a;
  const Moment *other = b;

  return one->at < other->at ? -1 : one->at > other->at;
}

/* Something is there with a number; there is nothing at number 0. */
typedef struct {
  guint64 value;
  guint32 version;
} Thing;

static void
leave (Thing          *thing,
       NexusProofCall *call,
       guint64         value)
{
  call->done = TRUE;
  call->value = value;
  call->version = thing->value != 0 ? thing->version + 1 : 1;
  *thing = (Thing) { value, call->version };
}

static void
tell (NexusProofCall *call,
      Thing          *things,
      guint64         value,
      GRand          *random)
{
  Thing *thing = &things[call->path];

  switch ((NexusProofCallKind) call->kind)
    {
    case NEXUS_PROOF_CALL_WRITE:
      leave (thing, call, value);
      break;

    case NEXUS_PROOF_CALL_CREATE:
      if (thing->value == 0)
        leave (thing, call, value);
      break;

    case NEXUS_PROOF_CALL_EXCHANGE:
      /* What it saw a moment ago. */
      call->expected = g_rand_boolean (random) && thing->value != 0 ? thing->value : value - 1 - N_CROWD;
      if (thing->value == call->expected)
        leave (thing, call, value);
      break;

    case NEXUS_PROOF_CALL_DELETE:
      call->done = thing->value != 0;
      *thing = (Thing) { 0 };
      break;

    case NEXUS_PROOF_CALL_MOVE:
      call->done = thing->value != 0;
      call->value = thing->value;
      call->version = thing->version;
      if (call->done)
        things[call->other] = *thing;
      *thing = (Thing) { 0 };
      break;

    case NEXUS_PROOF_CALL_READ:
    case NEXUS_PROOF_CALL_QUERY:
    default:
      call->done = thing->value != 0;
      call->value = thing->value;
      call->version = call->kind == NEXUS_PROOF_CALL_QUERY ? thing->version : 0;
      break;
    }
}

/* Of two paths if things are moved; the shares are those of the kinds, out of 100. */
static GArray *
make_crowd (const guint *shares,
            gint64       duration,
            guint        n_calls,
            GRand       *random)
{
  GArray *calls = g_array_new (FALSE, FALSE, sizeof (NexusProofCall));
  g_autofree Moment *moments = g_new0 (Moment, n_calls);
  gint64 ends[N_CROWD] = { 0 };
  Thing things[2] = { { 0 } };
  gboolean moves = shares[NEXUS_PROOF_CALL_MOVE] > 0;

  for (guint i = 0; i < n_calls; i++)
    {
      NexusProofCall *call = &moments[i].call;
      guint dice = (guint) g_rand_int_range (random, 0, 100);

      while (dice >= shares[call->kind])
        dice -= shares[call->kind++];
      call->path = moves ? (guint8) g_rand_int_range (random, 0, 2) : 0;
      call->other = (guint8) !call->path;
      call->start = ends[i % N_CROWD] + g_rand_int_range (random, 1, 4);
      call->end = ends[i % N_CROWD] = call->start + g_rand_int_range (random, 1, (gint32) duration);
      moments[i].at = g_rand_int_range (random, (gint32) call->start, (gint32) call->end);
    }
  qsort (moments, n_calls, sizeof (Moment), compare_moments);
  for (guint i = 0; i < n_calls; i++)
    {
      tell (&moments[i].call, things, i + 1, random);
      g_array_append_val (calls, moments[i].call);
    }

  return calls;
}

/* Makes one of them read what is only written later. */
static gboolean
plant_future (GArray *calls,
              guint   from)
{
  for (guint i = from; i < calls->len; i++)
    {
      NexusProofCall *call = &g_array_index (calls, NexusProofCall, i);

      if (call->kind != NEXUS_PROOF_CALL_READ)
        continue;
      for (guint k = i; k < calls->len; k++)
        {
          const NexusProofCall *later = &g_array_index (calls, NexusProofCall, k);

          if (later->kind == NEXUS_PROOF_CALL_WRITE && later->path == call->path && later->start > call->end)
            {
              call->done = TRUE;
              call->value = later->value;
              return TRUE;
            }
        }
    }

  return FALSE;
}

/* Lets two of them exchange the same thing. */
static gboolean
plant_lost_update (GArray *calls,
                   guint   from)
{
  for (guint i = from; i < calls->len; i++)
    {
      NexusProofCall call = g_array_index (calls, NexusProofCall, i);

      if (call.kind == NEXUS_PROOF_CALL_EXCHANGE && call.done)
        {
          call.value = calls->len + 100;
          g_array_append_val (calls, call);
          return TRUE;
        }
    }

  return FALSE;
}

static void
test_crowd (gconstpointer user_data)
{
  const guint *shares = user_data;
  g_autoptr(GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_future = 0, n_lost = 0, most = 0;

  for (guint round = 0; round < 8; round++)
    {
      /* From those who hardly meet to those who all wait for each other. */
      g_autoptr(GArray) calls = make_crowd (shares, 5 << (round % 8), 400, random);
      g_autofree char *fault = NULL;
      guint n_most;

      fault = nexus_proof_linear_check ((const NexusProofCall *) calls->data, calls->len, &n_most);
      g_assert_cmpstr (fault, ==, NULL);
      most = MAX (most, n_most);

      if (round % 2 == 0 ? plant_future (calls, calls->len / 2)
                         : shares[NEXUS_PROOF_CALL_MOVE] == 0 && plant_lost_update (calls, calls->len / 2))
        {
          fault = nexus_proof_linear_check ((const NexusProofCall *) calls->data, calls->len, &n_most);
          g_assert_nonnull (fault);
          g_assert_null (strstr (fault, "too many"));
          n_future += round % 2 == 0;
          n_lost += round % 2;
        }
    }
  g_test_message ("%u states at most, %u and %u faults found", most, n_future, n_lost);
  g_assert_cmpuint (n_future + n_lost, >, 0);
}

/* --- The judge and one who tries everything --- */

#define N_FEW 6

/* Whether the call would be told what it was, and what it leaves. */
static gboolean
agrees (const NexusProofCall *call,
        guint                 path,
        Thing                *thing)
{
  const Thing before = *thing;
  gboolean is_there = before.value != 0;
  guint32 next = is_there ? before.version + 1 : 1;

  if (call->kind == NEXUS_PROOF_CALL_MOVE && call->path != path)
    {
      *thing = (Thing) { call->value, call->version };
      return TRUE;
    }
  if (call->done && (call->kind == NEXUS_PROOF_CALL_WRITE || call->kind == NEXUS_PROOF_CALL_CREATE ||
                     call->kind == NEXUS_PROOF_CALL_EXCHANGE))
    *thing = (Thing) { call->value, call->version };
  else if (call->done && (call->kind == NEXUS_PROOF_CALL_DELETE || call->kind == NEXUS_PROOF_CALL_MOVE))
    *thing = (Thing) { 0 };

  switch ((NexusProofCallKind) call->kind)
    {
    case NEXUS_PROOF_CALL_WRITE:
      return call->version == next;
    case NEXUS_PROOF_CALL_CREATE:
      return call->done ? !is_there && call->version == 1 : is_there;
    case NEXUS_PROOF_CALL_EXCHANGE:
      return call->done ? before.value == call->expected && call->version == next : before.value != call->expected;
    case NEXUS_PROOF_CALL_MOVE:
      return call->done ? before.value == call->value && before.version == call->version : !is_there;
    case NEXUS_PROOF_CALL_DELETE:
      return call->done == is_there;
    case NEXUS_PROOF_CALL_READ:
    case NEXUS_PROOF_CALL_QUERY:
    default:
      return before.value == call->value && (call->version == 0 || call->version == before.version);
    }
}

static gboolean
try_orders (const NexusProofCall **calls,
            guint                  n_calls,
            guint                  path,
            guint                  done,
            Thing                  thing)
{
  for (guint i = 0; i < n_calls; i++)
    {
      Thing next = thing;
      gboolean late = FALSE;

      /* None that ended before it began may be left for later. */
      for (guint k = 0; k < n_calls; k++)
        late |= !(done & (1u << k)) && k != i && calls[k]->end < calls[i]->start;
      if ((done & (1u << i)) || late || !agrees (calls[i], path, &next))
        continue;
      if (try_orders (calls, n_calls, path, done | (1u << i), next))
        return TRUE;
    }

  return done == (1u << n_calls) - 1;
}

static gboolean
has_order (const GArray *calls)
{
  for (guint path = 0; path < 2; path++)
    {
      const NexusProofCall *here[N_FEW];
      guint n_here = 0;

      for (guint i = 0; i < calls->len; i++)
        {
          const NexusProofCall *call = &g_array_index (calls, NexusProofCall, i);

          if (call->path == path || (call->kind == NEXUS_PROOF_CALL_MOVE && call->done && call->other == path))
            here[n_here++] = call;
        }
      if (!try_orders (here, n_here, path, 0, (Thing) { 0 }))
        return FALSE;
    }

  return TRUE;
}

/* Something else is told. */
static void
falsify (NexusProofCall *call,
         GRand          *random)
{
  gint64 later = g_rand_int_range (random, -4, 5);

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      call->start += later;
      call->end += later;
      break;

    case 1:
      if (call->version > 0)
        call->version = (guint32) g_rand_int_range (random, 1, 4);
      break;

    case 2:
      if (call->kind == NEXUS_PROOF_CALL_DELETE)
        call->done = !call->done;
      else
        call->expected = (guint64) g_rand_int_range (random, 1, N_FEW + 1);
      break;

    default:
      if (call->kind == NEXUS_PROOF_CALL_READ)
        call->value = (guint64) g_rand_int_range (random, 0, N_FEW + 1);
      break;
    }
}

static void
test_few (void)
{
  static const guint shares[] = { 25, 12, 13, 13, 13, 12, 12 };
  g_autoptr(GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_good = 0, n_bad = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr(GArray) calls = make_crowd (shares, 2 + round % 8, N_FEW, random);
      g_autofree char *fault = NULL;
      guint n_most;
      gboolean good;

      for (guint i = round % 4; i > 0; i--)
        falsify (&g_array_index (calls, NexusProofCall, (guint) g_rand_int_range (random, 0, N_FEW)), random);
      good = has_order (calls);
      fault = nexus_proof_linear_check ((const NexusProofCall *) calls->data, calls->len, &n_most);
      g_assert_true (good == (fault == NULL));
      n_good += good;
      n_bad += !good;
    }
  g_test_message ("%u with an order and %u without", n_good, n_bad);
  g_assert_cmpuint (n_good, >, 1000);
  g_assert_cmpuint (n_bad, >, 1000);
}

int
main (int   argc,
      char *argv[])
{
  /* Of writing, creating, exchanging, reading, asking, deleting, moving. */
  static const guint mixed[] = { 20, 10, 15, 20, 20, 15, 0 };
  static const guint moving[] = { 20, 10, 15, 20, 20, 8, 7 };
  static const guint changing[] = { 35, 10, 15, 5, 5, 30, 0 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proof/judge/known", test_known);
  g_test_add_func ("/proof/judge/few", test_few);
  g_test_add_data_func ("/proof/judge/crowd/mixed", mixed, test_crowd);
  g_test_add_data_func ("/proof/judge/crowd/moving", moving, test_crowd);
  g_test_add_data_func ("/proof/judge/crowd/changing", changing, test_crowd);

  return g_test_run ();
}
