/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-model.h"

#include <string.h>

#define N_SEEDS 160
#define N_TAGS  3
#define MAX_NODES 40

typedef struct {
  guint number;
  guint seed;
} Version;

typedef struct {
  NexusKind  kind;
  guint      seed;       /* of files */
  guint      version;
  GArray    *older;      /* of Version, oldest first */
  char      *target;     /* of links */
  int        attribute;  /* -1 for none */
  guint      tags;       /* a bit for each */
} Node;

typedef struct {
  GTree *nodes;          /* path → Node */
  GTree *trash;          /* path where it was → GTree of paths as they were → Node */
} State;

struct _TortureModel {
  guint      thread;
  gboolean   alone;
  GRand     *random;
  State      state;
  State      before;     /* the last operation that can be undone; without trees: there is none */
  TortureOp  op;
};

/* --- Contents --- */

static gsize
get_size (guint seed)
{
  if (seed % 40 == 0)
    return 0;
  if (seed % 7 == 0)
    return 97 * 1024 + seed * 701;
  if (seed % 5 == 0)
    return 3000 + seed * 540;

  return 1 + seed * 19;
}

GBytes *
torture_get_content (guint seed)
{
  gsize n_words = get_size (seed) / 8 + 1;
  guint64 *words = g_new (guint64, n_words);
  guint64 state = (seed + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  for (gsize i = 0; i < n_words; i++)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      words[i] = state;
    }

  return g_bytes_new_take (words, get_size (seed));
}

/* As the store makes it, which has to be made for SHA-256. */
static const char *
get_etag (guint seed)
{
  static char *etags[N_SEEDS];
  static GMutex lock;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (etags[seed] == NULL)
    {
      g_autoptr(GBytes) bytes = torture_get_content (seed);

      etags[seed] = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
    }

  return etags[seed];
}

/* --- States --- */

static int
compare_paths (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return strcmp (a, b);
}

static void
node_free (Node *node)
{
  g_array_unref (node->older);
  g_free (node->target);
  g_free (node);
}

static Node *
node_new (NexusKind kind)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->version = 1;
  node->attribute = -1;
  node->older = g_array_new (FALSE, FALSE, sizeof (Version));

  return node;
}

static Node *
node_copy (const Node *node)
{
  Node *copy = g_memdup2 (node, sizeof *node);

  copy->older = g_array_copy (node->older);
  copy->target = g_strdup (node->target);

  return copy;
}

static GTree *
nodes_new (void)
{
  return g_tree_new_full (compare_paths, NULL, g_free, (GDestroyNotify) node_free);
}

static gboolean
copy_node_cb (gpointer path,
              gpointer node,
              gpointer copy)
{
  g_tree_insert (copy, g_strdup (path), node_copy (node));

  return FALSE;
}

static gboolean
copy_item_cb (gpointer path,
              gpointer nodes,
              gpointer copy)
{
  GTree *item = nodes_new ();

  g_tree_foreach (nodes, copy_node_cb, item);
  g_tree_insert (copy, g_strdup (path), item);

  return FALSE;
}

static void
state_clear (State *state)
{
  g_clear_pointer (&state->nodes, g_tree_unref);
  g_clear_pointer (&state->trash, g_tree_unref);
}

static void
state_init (State *state)
{
  state->nodes = nodes_new ();
  state->trash = g_tree_new_full (compare_paths, NULL, g_free, (GDestroyNotify) g_tree_unref);
}

static void
state_copy (const State *state,
            State       *copy)
{
  state_clear (copy);
  state_init (copy);
  g_tree_foreach (state->nodes, copy_node_cb, copy->nodes);
  g_tree_foreach (state->trash, copy_item_cb, copy->trash);
}

static gboolean
is_below (const char *path,
          const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* The node and all below it, under their own paths. */
static GTree *
copy_subtree (GTree      *nodes,
              const char *folder)
{
  GTree *copy = nodes_new ();

  for (GTreeNode *link = g_tree_node_first (nodes); link != NULL; link = g_tree_node_next (link))
    {
      if (is_below (g_tree_node_key (link), folder))
        copy_node_cb (g_tree_node_key (link), g_tree_node_value (link), copy);
    }

  return copy;
}

static void
remove_subtree (GTree      *nodes,
                const char *folder)
{
  g_autoptr(GTree) subtree = copy_subtree (nodes, folder);

  for (GTreeNode *link = g_tree_node_first (subtree); link != NULL; link = g_tree_node_next (link))
    g_tree_remove (nodes, g_tree_node_key (link));
}

/* Puts it at another place; a copy begins a history of its own. */
static void
add_subtree (GTree      *nodes,
             GTree      *subtree,
             const char *from,
             const char *to,
             gboolean    as_copy)
{
  for (GTreeNode *link = g_tree_node_first (subtree); link != NULL; link = g_tree_node_next (link))
    {
      const char *path = g_tree_node_key (link);
      Node *node = node_copy (g_tree_node_value (link));

      if (as_copy)
        {
          node->version = 1;
          g_array_set_size (node->older, 0);
        }
      g_tree_insert (nodes, g_strconcat (to, path + strlen (from), NULL), node);
    }
}

/* --- Choosing --- */

static guint
pick (TortureModel *self,
      guint         n)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) n);
}

/* One of the nodes of that kind, or of any for -1, but not the thread's folder unless it is asked for as a folder. */
static const char *
pick_node (TortureModel *self,
           int           kind,
           gboolean      with_top)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (GTreeNode *link = g_tree_node_first (self->state.nodes); link != NULL; link = g_tree_node_next (link))
    {
      Node *node = g_tree_node_value (link);

      if (!with_top && strrchr (g_tree_node_key (link), '/') == g_tree_node_key (link))
        continue;
      if (kind < 0 || node->kind == (NexusKind) kind)
        g_ptr_array_add (found, g_tree_node_key (link));
    }

  return found->len > 0 ? g_ptr_array_index (found, pick (self, found->len)) : NULL;
}

/* A path in one of the folders that nothing has. */
static char *
pick_free (TortureModel *self)
{
  for (guint i = 0; i < 20; i++)
    {
      const char *folder = pick_node (self, NEXUS_KIND_DIRECTORY, TRUE);
      g_autofree char *path = g_strdup_printf ("%s/%c", folder, (char) ('a' + pick (self, 10)));

      if (strlen (path) < 16 && g_tree_lookup (self->state.nodes, path) == NULL)
        return g_steal_pointer (&path);
    }

  return NULL;
}

/* Writing what a file has already would make no version. */
static gboolean
is_other_content (TortureModel *self,
                  const char   *path,
                  guint         seed)
{
  Node *node = g_tree_lookup (self->state.nodes, path);

  return node == NULL || get_size (node->seed) != get_size (seed);
}

static char *
pick_file (TortureModel *self)
{
  const char *path = NULL;
  char *free = NULL;

  if (pick (self, 2) == 0 && g_tree_nnodes (self->state.nodes) < MAX_NODES)
    free = pick_free (self);
  if (free == NULL)
    path = pick_node (self, NEXUS_KIND_FILE, FALSE);

  return free != NULL ? free : path != NULL ? g_strdup (path) : pick_free (self);
}

/* Something in the trash that can go back to where it was. */
static const char *
pick_trash (TortureModel *self)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (GTreeNode *link = g_tree_node_first (self->state.trash); link != NULL; link = g_tree_node_next (link))
    {
      const char *path = g_tree_node_key (link);
      g_autofree char *folder = g_path_get_dirname (path);
      Node *parent = g_tree_lookup (self->state.nodes, folder);

      if (parent != NULL && parent->kind == NEXUS_KIND_DIRECTORY && g_tree_lookup (self->state.nodes, path) == NULL)
        g_ptr_array_add (found, (char *) path);
    }

  return found->len > 0 ? g_ptr_array_index (found, pick (self, found->len)) : NULL;
}

static void
clear_op (TortureOp *op)
{
  g_free (op->path);
  g_free (op->other);
  memset (op, 0, sizeof *op);
}

/* FALSE if there is nothing that it could be done to. */
static gboolean
try_op (TortureModel  *self,
        TortureOpKind  kind)
{
  gboolean has_room = g_tree_nnodes (self->state.nodes) < MAX_NODES;
  TortureOp *op = &self->op;

  clear_op (op);
  op->kind = kind;

  switch (kind)
    {
    case TORTURE_OP_WRITE:
    case TORTURE_OP_STREAM:
      op->path = pick_file (self);
      op->seed = pick (self, N_SEEDS);
      return op->path != NULL && is_other_content (self, op->path, op->seed);

    case TORTURE_OP_BATCH:
      op->path = pick_file (self);
      op->other = pick_file (self);
      op->number = pick (self, 1000);
      op->seed = pick (self, N_SEEDS - TORTURE_OTHER_SEED);
      return op->path != NULL && op->other != NULL && !g_str_equal (op->path, op->other) &&
             is_other_content (self, op->path, op->seed) &&
             is_other_content (self, op->other, op->seed + TORTURE_OTHER_SEED);

    case TORTURE_OP_MAKE_DIRECTORY:
    case TORTURE_OP_LINK:
      op->path = has_room ? pick_free (self) : NULL;
      op->number = pick (self, 1000);
      return op->path != NULL;

    case TORTURE_OP_MOVE:
    case TORTURE_OP_COPY:
      op->path = g_strdup (pick_node (self, -1, FALSE));
      op->other = kind == TORTURE_OP_MOVE || has_room ? pick_free (self) : NULL;
      return op->path != NULL && op->other != NULL && !is_below (op->other, op->path);

    case TORTURE_OP_DELETE:
      op->path = g_strdup (pick_node (self, -1, FALSE));
      return op->path != NULL && g_tree_lookup (self->state.trash, op->path) == NULL;

    case TORTURE_OP_PURGE:
      op->path = g_strdup (pick_node (self, -1, FALSE));
      return op->path != NULL;

    case TORTURE_OP_RESTORE:
      op->path = has_room ? g_strdup (pick_trash (self)) : NULL;
      return op->path != NULL;

    case TORTURE_OP_ATTRIBUTE:
    case TORTURE_OP_TAG:
      op->path = g_strdup (pick_node (self, -1, FALSE));
      op->number = kind == TORTURE_OP_TAG ? pick (self, N_TAGS) : pick (self, 1000);
      return op->path != NULL;

    case TORTURE_OP_RESTORE_VERSION:
      {
        const char *path = pick_node (self, NEXUS_KIND_FILE, FALSE);
        Node *node = path != NULL ? g_tree_lookup (self->state.nodes, path) : NULL;
        Version *version;

        if (node == NULL || node->older->len == 0)
          return FALSE;
        version = &g_array_index (node->older, Version, pick (self, node->older->len));
        op->path = g_strdup (path);
        op->number = version->number;
        return get_size (version->seed) != get_size (node->seed);
      }

    case TORTURE_OP_UNDO:
      return self->alone && self->before.nodes != NULL;

    case TORTURE_OP_EMPTY_TRASH:
    case TORTURE_OP_COLLECT:
      return self->alone;

    default:
      g_assert_not_reached ();
    }
}

const TortureOp *
torture_model_next (TortureModel *self)
{
  static const guint8 weights[] = { 30, 6, 8, 3, 10, 5, 8, 3, 7, 6, 5, 5, 5, 8, 1, 1 };

  if (g_tree_nnodes (self->state.nodes) == 0)
    {
      clear_op (&self->op);
      self->op.kind = TORTURE_OP_MAKE_DIRECTORY;
      self->op.path = g_strdup_printf ("/t%u", self->thread);
      return &self->op;
    }

  for (;;)
    {
      guint place = pick (self, 111);
      guint kind = 0;

      while (place >= weights[kind])
        place -= weights[kind++];
      if (try_op (self, (TortureOpKind) kind))
        return &self->op;
    }
}

/* --- Doing --- */

static Node *
get (TortureModel *self,
     const char   *path)
{
  Node *node = g_tree_lookup (self->state.nodes, path);

  g_assert (node != NULL);

  return node;
}

static void
write_content (TortureModel *self,
               const char   *path,
               guint         seed)
{
  Node *node = g_tree_lookup (self->state.nodes, path);
  Version version;

  if (node == NULL)
    {
      node = node_new (NEXUS_KIND_FILE);
      node->seed = seed;
      g_tree_insert (self->state.nodes, g_strdup (path), node);
      return;
    }

  version.number = node->version++;
  version.seed = node->seed;
  node->seed = seed;
  g_array_append_val (node->older, version);
  while (g_array_index (node->older, Version, 0).number < node->version - MIN (node->version, TORTURE_HISTORY_LIMIT))
    g_array_remove_index (node->older, 0);
}

static guint
find_version (Node  *node,
              guint  number)
{
  for (guint i = 0; i < node->older->len; i++)
    {
      if (g_array_index (node->older, Version, i).number == number)
        return g_array_index (node->older, Version, i).seed;
    }
  g_assert_not_reached ();
}

void
torture_model_apply (TortureModel *self)
{
  const TortureOp *op = &self->op;
  g_autoptr(GTree) subtree = NULL;
  Node *node;

  if (op->kind == TORTURE_OP_UNDO)
    {
      state_clear (&self->state);
      self->state = self->before;
      self->before = (State) { NULL, NULL };
      return;
    }
  if (self->alone && op->kind == TORTURE_OP_COLLECT)
    return;
  if (self->alone && op->kind != TORTURE_OP_PURGE && op->kind != TORTURE_OP_EMPTY_TRASH)
    state_copy (&self->state, &self->before);
  else
    state_clear (&self->before);

  if (op->path != NULL)
    subtree = copy_subtree (self->state.nodes, op->path);
  switch (op->kind)
    {
    case TORTURE_OP_WRITE:
    case TORTURE_OP_STREAM:
      write_content (self, op->path, op->seed);
      break;

    case TORTURE_OP_BATCH:
      write_content (self, op->path, op->seed);
      write_content (self, op->other, op->seed + TORTURE_OTHER_SEED);
      get (self, op->path)->attribute = (int) op->number;
      break;

    case TORTURE_OP_MAKE_DIRECTORY:
      g_tree_insert (self->state.nodes, g_strdup (op->path), node_new (NEXUS_KIND_DIRECTORY));
      break;

    case TORTURE_OP_LINK:
      node = node_new (NEXUS_KIND_SYMBOLIC_LINK);
      node->target = g_strdup_printf ("to %u", op->number);
      g_tree_insert (self->state.nodes, g_strdup (op->path), node);
      break;

    case TORTURE_OP_MOVE:
      remove_subtree (self->state.nodes, op->path);
      add_subtree (self->state.nodes, subtree, op->path, op->other, FALSE);
      break;

    case TORTURE_OP_COPY:
      add_subtree (self->state.nodes, subtree, op->path, op->other, TRUE);
      break;

    case TORTURE_OP_DELETE:
      g_tree_insert (self->state.trash, g_strdup (op->path), g_steal_pointer (&subtree));
      remove_subtree (self->state.nodes, op->path);
      break;

    case TORTURE_OP_PURGE:
      remove_subtree (self->state.nodes, op->path);
      break;

    case TORTURE_OP_RESTORE:
      add_subtree (self->state.nodes, g_tree_lookup (self->state.trash, op->path), op->path, op->path, FALSE);
      g_tree_remove (self->state.trash, op->path);
      break;

    case TORTURE_OP_ATTRIBUTE:
      get (self, op->path)->attribute = (int) op->number;
      break;

    case TORTURE_OP_TAG:
      get (self, op->path)->tags ^= 1u << op->number;
      break;

    case TORTURE_OP_RESTORE_VERSION:
      write_content (self, op->path, find_version (get (self, op->path), op->number));
      break;

    case TORTURE_OP_EMPTY_TRASH:
      g_tree_remove_all (self->state.trash);
      break;

    default:
      break;
    }
}

void
torture_model_skip (TortureModel *self,
                    guint         n_ops)
{
  for (guint i = 0; i < n_ops; i++)
    {
      torture_model_next (self);
      torture_model_apply (self);
    }
}

/* --- Telling --- */

/* Versions and their etags as torture_describe() has them. */
static void
describe_node (const char *path,
               const Node *node,
               GString    *text)
{
  static const char * const kinds[] = { "file", "directory", "link" };

  g_string_append_printf (text, "%s %s", path, kinds[node->kind]);
  if (node->kind == NEXUS_KIND_FILE)
    {
      g_string_append_printf (text, " %s v%u", get_etag (node->seed), node->version);
      for (guint i = 0; i < node->older->len; i++)
        {
          const Version *version = &g_array_index (node->older, Version, i);

          g_string_append_printf (text, " %u:%s", version->number, get_etag (version->seed));
        }
    }
  if (node->target != NULL)
    g_string_append_printf (text, " → %s", node->target);
  if (node->attribute >= 0)
    g_string_append_printf (text, " n=%d", node->attribute);
  for (guint i = 0; i < N_TAGS; i++)
    {
      if (node->tags & (1u << i))
        g_string_append_printf (text, " +%u", i);
    }
  g_string_append_c (text, '\n');
}

char *
torture_model_describe (TortureModel *self)
{
  GString *text = g_string_new (NULL);

  for (GTreeNode *link = g_tree_node_first (self->state.nodes); link != NULL; link = g_tree_node_next (link))
    describe_node (g_tree_node_key (link), g_tree_node_value (link), text);
  for (GTreeNode *link = g_tree_node_first (self->state.trash); link != NULL; link = g_tree_node_next (link))
    {
      Node *node = g_tree_lookup (g_tree_node_value (link), g_tree_node_key (link));

      g_string_append_printf (text, "trash %s %d %s\n", (const char *) g_tree_node_key (link), node->kind,
                              node->kind == NEXUS_KIND_FILE ? get_etag (node->seed) : "-");
    }

  return g_string_free (text, FALSE);
}

char *
torture_op_describe (const TortureOp *op)
{
  static const char * const names[] = {
    "write", "stream", "make-directory", "link", "move", "copy", "delete", "purge", "restore", "attribute", "tag",
    "restore-version", "batch", "undo", "empty-trash", "collect",
  };

  return g_strdup_printf ("%s %s %s seed %u number %u", names[op->kind], op->path != NULL ? op->path : "-",
                          op->other != NULL ? op->other : "-", op->seed, op->number);
}

TortureModel *
torture_model_new (guint32  seed,
                   guint    thread,
                   gboolean alone)
{
  TortureModel *self = g_new0 (TortureModel, 1);

  self->thread = thread;
  self->alone = alone;
  self->random = g_rand_new_with_seed (seed * 31 + thread);
  state_init (&self->state);

  return self;
}

void
torture_model_free (TortureModel *self)
{
  state_clear (&self->state);
  state_clear (&self->before);
  clear_op (&self->op);
  g_rand_free (self->random);
  g_free (self);
}
