/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-op.h"

#include <string.h>

#define NAMES 3
#define N_PATHS 39
#define N_TAGS 4

/* Few names, so that things meet; three levels of them, and then what is not quite a path. */
static const char * const names[NAMES] = { "a", "b", "c.txt" };

static const struct {
  const char *given;
  const char *path;
} strange[] = {
  { "/", "/" },
  { "/a (2)", "/a (2)" },
  { "b/./c.txt//", "/b/c.txt" },
  { "/a/../b", NULL },
  { "", NULL },
  { "/a/line\nbreak", NULL },
  { "/a/\xff", NULL },
  { "/grün/☃", "/grün/☃" },
  { "/"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "01234567890123456789012345678901234567890123456789012345", NULL },
};

static const char * const tags[N_TAGS] = { "red", "old stuff", "später", "" };
static const char * const colors[] = { "#3584e4", "#00FF00", NULL, "reddish" };
static const char * const targets[] = { "/a", "b", "../c.txt", "/nowhere", "c.txt", "/a/b" };
static const char * const keys[] = { "author", "pages", "" };
static const char * const values[] = { "'Ann'", "int64 7", "true", "1.5", "['x', 'y']", "{'k': <int64 1>}", "'Bob'", "byte 0x01" };
static const char * const saved[] = { "one", "two", "" };
static const char * const queries[] = { "tag:red", "budget", "type:pdf" };
static const char * const kept[] = { "s1", "s2", "" };
static const gsize sizes[] = { 0, 1, 5, 100, 1000, 4096, 70000, 300 };

static const struct {
  const char *name;
  guint       weight;
  gboolean    batches;
} kinds[NEXUS_PROOF_N_KINDS] = {
  [NEXUS_PROOF_WRITE] = { "WRITE", 120, TRUE },
  [NEXUS_PROOF_STREAM] = { "STREAM", 20, FALSE },
  [NEXUS_PROOF_APPEND] = { "APPEND", 20, FALSE },
  [NEXUS_PROOF_RANGE] = { "RANGE", 20, FALSE },
  [NEXUS_PROOF_READ] = { "READ", 20, FALSE },
  [NEXUS_PROOF_MAKE_DIRECTORY] = { "MAKE_DIRECTORY", 70, TRUE },
  [NEXUS_PROOF_MAKE_LINK] = { "MAKE_LINK", 25, TRUE },
  [NEXUS_PROOF_MOVE] = { "MOVE", 80, TRUE },
  [NEXUS_PROOF_COPY] = { "COPY", 70, TRUE },
  [NEXUS_PROOF_DELETE] = { "DELETE", 70, TRUE },
  [NEXUS_PROOF_RESTORE] = { "RESTORE", 50, TRUE },
  [NEXUS_PROOF_DELETE_TRASHED] = { "DELETE_TRASHED", 12, FALSE },
  [NEXUS_PROOF_EMPTY_TRASH] = { "EMPTY_TRASH", 2, FALSE },
  [NEXUS_PROOF_SET_MODIFIED] = { "SET_MODIFIED", 15, TRUE },
  [NEXUS_PROOF_SET_MODE] = { "SET_MODE", 15, TRUE },
  [NEXUS_PROOF_SET_ATTRIBUTE] = { "SET_ATTRIBUTE", 25, TRUE },
  [NEXUS_PROOF_REMOVE_ATTRIBUTE] = { "REMOVE_ATTRIBUTE", 12, TRUE },
  [NEXUS_PROOF_ADD_TAG] = { "ADD_TAG", 35, TRUE },
  [NEXUS_PROOF_REMOVE_TAG] = { "REMOVE_TAG", 15, TRUE },
  [NEXUS_PROOF_RENAME_TAG] = { "RENAME_TAG", 10, TRUE },
  [NEXUS_PROOF_COLOR_TAG] = { "COLOR_TAG", 8, TRUE },
  [NEXUS_PROOF_DELETE_TAG] = { "DELETE_TAG", 6, TRUE },
  [NEXUS_PROOF_RESTORE_VERSION] = { "RESTORE_VERSION", 25, TRUE },
  [NEXUS_PROOF_SAVE_SEARCH] = { "SAVE_SEARCH", 8, FALSE },
  [NEXUS_PROOF_REMOVE_SEARCH] = { "REMOVE_SEARCH", 5, FALSE },
  [NEXUS_PROOF_SNAPSHOT] = { "SNAPSHOT", 12, FALSE },
  [NEXUS_PROOF_DELETE_SNAPSHOT] = { "DELETE_SNAPSHOT", 5, FALSE },
  [NEXUS_PROOF_RESTORE_SNAPSHOT] = { "RESTORE_SNAPSHOT", 12, FALSE },
  [NEXUS_PROOF_SEARCH] = { "SEARCH", 10, FALSE },
  [NEXUS_PROOF_UNDO] = { "UNDO", 90, FALSE },
  [NEXUS_PROOF_REDO] = { "REDO", 50, FALSE },
  [NEXUS_PROOF_UNDO_STEP] = { "UNDO_STEP", 20, FALSE },
  [NEXUS_PROOF_BATCH] = { "BATCH", 30, FALSE },
  [NEXUS_PROOF_GARBAGE] = { "GARBAGE", 4, FALSE },
  [NEXUS_PROOF_VERIFY] = { "VERIFY", 2, FALSE },
  [NEXUS_PROOF_REPAIR] = { "REPAIR", 1, FALSE },
  [NEXUS_PROOF_BACKUP] = { "BACKUP", 1, FALSE },
  [NEXUS_PROOF_DUMP] = { "DUMP", 1, FALSE },
  [NEXUS_PROOF_REOPEN] = { "REOPEN", 4, FALSE },
};

static const char *
get_path (guint index)
{
  static char *paths[N_PATHS];

  if (index >= N_PATHS)
    return strange[(index - N_PATHS) % G_N_ELEMENTS (strange)].given;

  if (paths[index] == NULL)
    {
      const char *first = names[index % NAMES];
      const char *second = names[index / NAMES % NAMES];

      if (index < NAMES)
        paths[index] = g_strdup_printf ("/%s", first);
      else if (index < NAMES + NAMES * NAMES)
        paths[index] = g_strdup_printf ("/%s/%s", first, names[(index - NAMES) / NAMES]);
      else
        paths[index] = g_strdup_printf ("/%s/%s/%s", first, second, names[(index - 12) / 9]);
    }

  return paths[index];
}

const char *
nexus_proof_normalize (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    if (strcmp (strange[i].given, path) == 0)
      return strange[i].path;

  return path;
}

/* Upper levels more often than lower ones, and something strange now and then. */
static guint8
random_path (GRand *random)
{
  int dice = g_rand_int_range (random, 0, 100);

  if (dice < 35)
    return (guint8) g_rand_int_range (random, 0, NAMES);
  if (dice < 75)
    return (guint8) g_rand_int_range (random, NAMES, NAMES + NAMES * NAMES);
  if (dice < 93)
    return (guint8) g_rand_int_range (random, NAMES + NAMES * NAMES, N_PATHS);
  if (dice < 97)
    return (guint8) (N_PATHS + g_rand_int_range (random, 0, 3));

  return (guint8) (N_PATHS + g_rand_int_range (random, 3, (int) G_N_ELEMENTS (strange)));
}

NexusProofOp
nexus_proof_op_random (GRand *random)
{
  NexusProofOp op = { 0 };
  guint total = 0;
  int dice;

  for (guint i = 0; i < NEXUS_PROOF_N_KINDS; i++)
    total += kinds[i].weight;
  dice = g_rand_int_range (random, 0, (int) total);
  while (dice >= (int) kinds[op.kind].weight)
    dice -= (int) kinds[op.kind++].weight;

  op.a = random_path (random);
  op.b = random_path (random);
  op.c = (guint8) g_rand_int_range (random, 0, 256);
  op.d = (guint8) g_rand_int_range (random, 0, 256);

  return op;
}

void
nexus_proof_op_print (const NexusProofOp *op,
                      GString            *text)
{
  g_string_append_printf (text, "{ NEXUS_PROOF_%s, %u, %u, %u, %u },", kinds[op->kind].name, op->a, op->b, op->c, op->d);
}

gboolean
nexus_proof_op_batches (const NexusProofOp *op)
{
  return kinds[op->kind].batches;
}

static GBytes *
make_bytes (guint seed,
            gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  guint64 number = (guint64) seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i < size; i++)
    {
      number = number * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
      data[i] = (guint8) (number >> 56);
    }

  return g_bytes_new_take (data, size);
}

/* The n-th of those in the trash. */
static guint
find_trashed (NexusProofState *state,
              guint            n)
{
  g_autoptr(GPtrArray) items = nexus_proof_state_children (state, NEXUS_PROOF_TRASH);
  guint serial = 0;

  if (items->len == 0)
    return 0;

  for (guint i = 0; i <= n % items->len; i++)
    {
      guint next = G_MAXUINT;

      for (guint k = 0; k < items->len; k++)
        {
          guint candidate = ((NexusProofNode *) g_ptr_array_index (items, k))->serial;

          if (candidate > serial && candidate < next)
            next = candidate;
        }
      serial = next;
    }

  return serial;
}

static char *
make_etag (NexusProofState *state,
           const char      *path,
           guint            dice)
{
  const NexusProofNode *node;

  if (dice % 8 < 6 || nexus_proof_normalize (path) == NULL)
    return NULL;

  node = nexus_proof_state_find (state, nexus_proof_normalize (path));
  if (dice % 8 == 6 && node != NULL && node->content != NULL)
    return g_strdup (node->content->sum);

  return g_strnfill (64, '0');
}

void
nexus_proof_op_resolve (const NexusProofOp *op,
                        NexusProofState    *state,
                        NexusProofArgs     *args)
{
  const NexusProofNode *node;

  memset (args, 0, sizeof *args);
  args->kind = op->kind;
  args->path = get_path (op->a);
  args->other = get_path (op->b);
  /* A GFile of nothing is that of the top, and one with ".." goes up. */
  if ((args->kind == NEXUS_PROOF_APPEND || args->kind == NEXUS_PROOF_RANGE) &&
      (args->path[0] == '\0' || strstr (args->path, "..") != NULL))
    args->path = args->path[0] == '\0' ? "/" : "/b";
  node = nexus_proof_normalize (args->path) != NULL ? nexus_proof_state_find (state, nexus_proof_normalize (args->path)) : NULL;

  switch (args->kind)
    {
    case NEXUS_PROOF_WRITE:
    case NEXUS_PROOF_STREAM:
    case NEXUS_PROOF_APPEND:
      args->bytes = make_bytes (op->d, sizes[op->d % G_N_ELEMENTS (sizes)]);
      args->flags = op->c & 3;
      args->etag = make_etag (state, args->path, op->c >> 2);
      break;

    case NEXUS_PROOF_RANGE:
      args->bytes = make_bytes (op->d, sizes[op->d % G_N_ELEMENTS (sizes)] % 500 + 1);
      if (node != NULL && node->content != NULL)
        args->number = op->c * 37 % ((guint) g_bytes_get_size (node->content->bytes) + 1);
      args->flags = op->c & 1;
      break;

    case NEXUS_PROOF_MAKE_DIRECTORY:
      args->flags = op->c & 1;
      break;

    case NEXUS_PROOF_MAKE_LINK:
      args->other = op->c % 32 == 31 ? "" : targets[op->c % G_N_ELEMENTS (targets)];
      break;

    case NEXUS_PROOF_MOVE:
      args->etag = make_etag (state, args->path, op->c >> 2);
      args->flags = op->c & 3;
      break;

    case NEXUS_PROOF_COPY:
      args->flags = op->c & 3;
      break;

    case NEXUS_PROOF_DELETE:
      args->etag = make_etag (state, args->path, op->c >> 4);
      /* For good less often. */
      args->flags = (op->c & 1) | (op->c % 16 < 2 ? NEXUS_DELETE_PERMANENT : 0);
      break;

    case NEXUS_PROOF_RESTORE:
      args->other = op->d % 2 == 0 ? NULL : args->path;
      args->flags = op->c % 5;
      G_GNUC_FALLTHROUGH;

    case NEXUS_PROOF_DELETE_TRASHED:
      args->path = NULL;
      args->serial = find_trashed (state, op->b);
      break;

    case NEXUS_PROOF_SET_MODIFIED:
      args->ns = ((gint64) op->d - 20) * 10000000 * G_GINT64_CONSTANT (1000000000) + op->c;
      break;

    case NEXUS_PROOF_SET_MODE:
      args->flags = op->c == 0 ? 010000 : (guint) op->c * 16;
      break;

    case NEXUS_PROOF_SET_ATTRIBUTE:
      args->text = values[op->d % G_N_ELEMENTS (values)];
      G_GNUC_FALLTHROUGH;

    case NEXUS_PROOF_REMOVE_ATTRIBUTE:
      args->other = keys[op->c % 9 / 4];
      break;

    case NEXUS_PROOF_ADD_TAG:
    case NEXUS_PROOF_REMOVE_TAG:
    case NEXUS_PROOF_DELETE_TAG:
      args->other = tags[op->c % 10 / 3];
      break;

    case NEXUS_PROOF_RENAME_TAG:
      args->other = tags[op->c % 10 / 3];
      args->text = tags[op->d % 10 / 3];
      break;

    case NEXUS_PROOF_COLOR_TAG:
      args->other = tags[op->c % 10 / 3];
      args->text = colors[op->d % G_N_ELEMENTS (colors)];
      break;

    case NEXUS_PROOF_RESTORE_VERSION:
      args->number = node != NULL ? MAX (node->version, op->c % 6) - op->c % 6 : 1;
      break;

    case NEXUS_PROOF_SAVE_SEARCH:
      args->text = queries[op->d % G_N_ELEMENTS (queries)];
      G_GNUC_FALLTHROUGH;

    case NEXUS_PROOF_REMOVE_SEARCH:
      args->other = saved[op->c % 9 / 4];
      break;

    case NEXUS_PROOF_SNAPSHOT:
    case NEXUS_PROOF_DELETE_SNAPSHOT:
      args->other = kept[op->c % 9 / 4];
      break;

    case NEXUS_PROOF_RESTORE_SNAPSHOT:
      args->other = kept[op->c % 2];
      if (op->d % 3 != 0)
        args->path = NULL;
      break;

    case NEXUS_PROOF_SEARCH:
      args->other = tags[op->c % 3];
      break;

    case NEXUS_PROOF_EMPTY_TRASH:
      args->path = NULL;
      break;

    case NEXUS_PROOF_BATCH:
      args->number = op->c % 5 + 1;
      break;

    case NEXUS_PROOF_UNDO_STEP:
      args->number = op->c % 12;
      args->flags = op->d % 2;
      break;

    default:
      break;
    }
}

gboolean
nexus_proof_args_has_bad_path (const NexusProofArgs *args)
{
  gboolean has_path = args->kind != NEXUS_PROOF_RENAME_TAG && args->kind != NEXUS_PROOF_COLOR_TAG &&
                      args->kind != NEXUS_PROOF_DELETE_TAG && args->kind != NEXUS_PROOF_SAVE_SEARCH &&
                      args->kind != NEXUS_PROOF_REMOVE_SEARCH && args->kind != NEXUS_PROOF_DELETE_SNAPSHOT;
  gboolean has_other = args->kind == NEXUS_PROOF_MOVE || args->kind == NEXUS_PROOF_COPY || args->kind == NEXUS_PROOF_RESTORE;

  return (has_path && args->path != NULL && nexus_proof_normalize (args->path) == NULL) ||
         (has_other && args->other != NULL && nexus_proof_normalize (args->other) == NULL);
}

void
nexus_proof_args_clear (NexusProofArgs *args)
{
  g_clear_pointer (&args->etag, g_free);
  g_clear_pointer (&args->bytes, g_bytes_unref);
}

void
nexus_proof_args_print (const NexusProofArgs *args,
                        GString              *text)
{
  g_string_append_printf (text, "/* %s", args->path != NULL ? args->path : "-");
  if (args->other != NULL)
    g_string_append_printf (text, " “%s”", args->other);
  if (args->text != NULL)
    g_string_append_printf (text, " “%s”", args->text);
  if (args->bytes != NULL)
    g_string_append_printf (text, " %" G_GSIZE_FORMAT " bytes", g_bytes_get_size (args->bytes));
  if (args->etag != NULL)
    g_string_append_printf (text, " if %.6s", args->etag);
  if (args->serial != 0)
    g_string_append_printf (text, " item %u", args->serial);
  g_string_append_printf (text, " flags %u number %u */", args->flags, args->number);
}
