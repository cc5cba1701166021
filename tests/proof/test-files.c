/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "../gio/nexus-gio-test.h"
#include "nexus-proof-shrink.h"

/* Random operations of GFile on a store and on a folder of the disk: each has to answer the same, and to leave the same. */

typedef enum {
  FILE_CREATE,
  FILE_REPLACE,
  FILE_APPEND,
  FILE_READWRITE,
  FILE_READ,
  FILE_MKDIR,
  FILE_LINK,
  FILE_DELETE,
  FILE_RENAME,
  FILE_COPY,
  FILE_MOVE,
  FILE_LIST,
  N_FILE_KINDS,
} FileKind;

static const char * const calls[N_FILE_KINDS] = {
  "create", "replace", "append", "readwrite", "read", "mkdir", "symlink", "delete", "rename", "copy", "move", "list",
};
static const guint weights[N_FILE_KINDS] = { 12, 12, 8, 8, 8, 16, 8, 16, 10, 20, 24, 4 };

static const char * const names[] = { "a", "b", "c.txt" };
/* Nothing leads out of the folder. */
static const char * const targets[] = { "a", "b", "c.txt", "nowhere", "a/b", "." };
static const char * const texts[] = { "", "x", "hello", "a longer text of several words" };
static const GFileCopyFlags copy_flags[] = {
  G_FILE_COPY_NONE, G_FILE_COPY_OVERWRITE, G_FILE_COPY_NOFOLLOW_SYMLINKS,
  G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS,
};

static char *
make_name (guint number)
{
  const char *first = names[number % 3];
  const char *second = names[number / 3 % 3];
  const char *third = names[number / 9 % 3];

  switch (number / 27 % 3)
    {
    case 0:
      return g_strdup (first);
    case 1:
      return g_strdup_printf ("%s/%s", first, second);
    default:
      return g_strdup_printf ("%s/%s/%s", first, second, third);
    }
}

static NexusProofOp
make_random (GRand *random)
{
  NexusProofOp op = { 0 };
  int total = 0;
  int dice;

  for (guint i = 0; i < N_FILE_KINDS; i++)
    total += (int) weights[i];
  dice = g_rand_int_range (random, 0, total);
  while (dice >= (int) weights[op.kind])
    dice -= (int) weights[op.kind++];
  op.a = (guint8) g_rand_int_range (random, 0, 81);
  op.b = (guint8) g_rand_int_range (random, 0, 81);
  op.c = (guint8) g_rand_int_range (random, 0, 256);
  op.d = (guint8) g_rand_int_range (random, 0, 256);

  return op;
}

/* As a call that can be put into a case of gio-table. */
static void
print_call (const NexusProofOp *op,
            GString            *text)
{
  g_autofree char *name = make_name (op->a);
  g_autofree char *other = make_name (op->b);

  g_string_append_printf (text, "/* ctx_%s (ctx, \"%s\"", calls[op->kind], name);
  if (op->kind == FILE_COPY || op->kind == FILE_MOVE)
    g_string_append_printf (text, ", \"%s\", %d", other, copy_flags[op->c % 4]);
  if (op->kind == FILE_LINK)
    g_string_append_printf (text, ", \"%s\"", targets[op->c % G_N_ELEMENTS (targets)]);
  if (op->kind == FILE_RENAME)
    g_string_append_printf (text, ", \"%s\"", names[op->c % 3]);
  g_string_append_printf (text, ") */ { %u, %u, %u, %u, %u },", op->kind, op->a, op->b, op->c, op->d);
}

/* Of a link to nowhere GLib makes an empty file first, and then a backup of that. */
static gboolean
is_link (Ctx        *ctx,
         const char *name)
{
  g_autoptr(GFile) file = ctx_file (ctx, name);

  return g_file_query_file_type (file, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL) == G_FILE_TYPE_SYMBOLIC_LINK;
}

static void
perform (Ctx                *ctx,
         const NexusProofOp *op)
{
  g_autofree char *name = make_name (op->a);
  g_autofree char *other = make_name (op->b);
  const char *text = texts[op->d % G_N_ELEMENTS (texts)];

  switch ((FileKind) op->kind)
    {
    case FILE_CREATE:
      ctx_write (ctx, HOW_CREATE, name, text, NULL, FALSE, G_FILE_CREATE_NONE);
      break;
    case FILE_REPLACE:
      ctx_write (ctx, HOW_REPLACE, name, text, NULL, op->c % 4 == 0 && !is_link (ctx, name), G_FILE_CREATE_NONE);
      break;
    case FILE_APPEND:
      ctx_write (ctx, HOW_APPEND, name, text, NULL, FALSE, G_FILE_CREATE_NONE);
      break;
    case FILE_READWRITE:
      ctx_readwrite (ctx, HOW_REPLACE, TRUE, name, text);
      break;
    case FILE_READ:
      ctx_read (ctx, name);
      break;
    case FILE_MKDIR:
      ctx_mkdir (ctx, name);
      break;
    case FILE_LINK:
      ctx_symlink (ctx, name, targets[op->c % G_N_ELEMENTS (targets)]);
      break;
    case FILE_DELETE:
      ctx_delete (ctx, name);
      break;
    case FILE_RENAME:
      /* To the name that it has: an error on a disk, and nothing to do for a store. */
      if (!g_str_has_suffix (name, names[op->c % 3]))
        ctx_rename (ctx, name, names[op->c % 3]);
      break;
    case FILE_COPY:
      ctx_copy (ctx, name, other, copy_flags[op->c % 4]);
      break;
    case FILE_MOVE:
      ctx_move (ctx, name, other, copy_flags[op->c % 4]);
      break;
    case FILE_LIST:
    default:
      ctx_list (ctx, name, "standard::name,standard::type,standard::is-symlink", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
      break;
    }
}

static int
compare_infos (gconstpointer a,
               gconstpointer b)
{
  return strcmp (g_file_info_get_name (*(GFileInfo * const *) a), g_file_info_get_name (*(GFileInfo * const *) b));
}

/* Everything that there is, a line each. */
static void
describe (GFile      *directory,
          const char *prefix,
          GString    *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GFileEnumerator) enumerator = NULL;
  GFileInfo *info;

  enumerator = g_file_enumerate_children (directory, "standard::name,standard::type,standard::symlink-target",
                                          G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, &error);
  g_assert_no_error (error);
  while ((info = g_file_enumerator_next_file (enumerator, NULL, &error)) != NULL)
    g_ptr_array_add (infos, info);
  g_assert_no_error (error);
  g_ptr_array_sort (infos, compare_infos);

  for (guint i = 0; i < infos->len; i++)
    {
      const char *name = g_file_info_get_name (g_ptr_array_index (infos, i));
      GFileType type = g_file_info_get_file_type (g_ptr_array_index (infos, i));
      g_autoptr(GFile) child = g_file_get_child (directory, name);
      g_autofree char *path = g_strdup_printf ("%s/%s", prefix, name);
      g_autofree char *contents = NULL;

      if (type == G_FILE_TYPE_REGULAR)
        {
          g_file_load_contents (child, NULL, &contents, NULL, NULL, &error);
          g_assert_no_error (error);
        }
      g_string_append_printf (text, "%s %d %s\n", path, type,
                              type == G_FILE_TYPE_REGULAR ? contents
                              : type == G_FILE_TYPE_SYMBOLIC_LINK ? g_file_info_get_symlink_target (g_ptr_array_index (infos, i))
                              : "");
      if (type == G_FILE_TYPE_DIRECTORY)
        describe (child, path, text);
    }
}

static gboolean
is_same (const char  *what,
         GString     *local,
         GString     *nexus,
         guint        n_done,
         char       **difference)
{
  if (strcmp (local->str, nexus->str) == 0)
    return TRUE;

  *difference = g_strdup_printf ("after %u operations, %s\nof the disk:\n%sof the store:\n%s", n_done, what, local->str, nexus->str);

  return FALSE;
}

/* Where two things are wrong at once, or GLib's own files answer what no system call did, the store may say another. */
static const struct {
  const char *call;
  const char *disk;
  const char *store;
  const char *reason;
} others[] = {
  { "rename", "exists", "not-found", "nothing is there that could be called otherwise" },
  { "replace", "too-many-links", "is-directory", "a link that cannot be written through" },
  { "replace", "too-many-links", "not-directory", "the same" },
  { "replace", "too-many-links", "not-found", "the same" },
};

static gboolean
is_accepted (const char *disk,
             const char *store)
{
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *disk_end = g_strdup_printf (": %s\n", others[i].disk);
      g_autofree char *store_end = g_strdup_printf (": %s\n", others[i].store);

      if (g_str_has_prefix (disk, others[i].call) && g_str_has_prefix (store, others[i].call) &&
          g_str_has_suffix (disk, disk_end) && g_str_has_suffix (store, store_end))
        return TRUE;
    }

  return FALSE;
}

/* A local move with OVERWRITE deletes what is in its way, and only then finds that a directory cannot go into itself, or
 * that the way to one of them has led through the link that it has deleted.  A store does not; there is no use in comparing that. */
static gboolean
goes_into_itself (const NexusProofOp *op,
                  const char         *disk)
{
  g_autofree char *name = make_name (op->a);
  g_autofree char *other = make_name (op->b);
  g_autofree char *from = g_build_filename (disk, name, NULL);
  g_autofree char *to = g_build_filename (disk, other, NULL);
  g_autofree char *directory = g_path_get_dirname (to);
  char *real_from = NULL, *real_to = NULL;
  gboolean into = FALSE;

  if (op->kind != FILE_MOVE || !(copy_flags[op->c % 4] & G_FILE_COPY_OVERWRITE))
    return FALSE;

  if ((g_str_has_prefix (from, to) && from[strlen (to)] == '/') || g_file_test (to, G_FILE_TEST_IS_SYMLINK))
    return TRUE;

  real_from = realpath (from, NULL);
  real_to = realpath (directory, NULL);
  into = real_from != NULL && real_to != NULL && g_str_has_prefix (real_to, real_from);
  free (real_from);
  free (real_to);

  return into;
}

/* A link that is copied as such over another one: that is deleted first, also when the way to it leads through itself. */
static gboolean
goes_through_link (const NexusProofOp *op,
                   const char         *disk)
{
  g_autofree char *name = make_name (op->a);
  g_autofree char *other = make_name (op->b);
  g_autofree char *from = g_build_filename (disk, name, NULL);
  g_autofree char *to = g_build_filename (disk, other, NULL);
  g_autofree char *given = g_path_get_dirname (to);
  g_autofree char *directory = g_canonicalize_filename (given, "/");
  char *real = NULL;
  gboolean through;

  if (op->kind != FILE_COPY || copy_flags[op->c % 4] != (G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS) ||
      !g_file_test (from, G_FILE_TEST_IS_SYMLINK) || !g_file_test (to, G_FILE_TEST_IS_SYMLINK))
    return FALSE;

  real = realpath (given, NULL);
  through = real != NULL && strcmp (real, directory) != 0;
  free (real);

  return through;
}

static gboolean
run_beside_disk (const NexusProofOp *ops,
                 guint               n_ops,
                 const char         *folder,
                 char              **difference)
{
  g_autofree char *disk = g_build_filename (folder, "disk", NULL);
  g_autofree char *store = NULL;
  NexusFilesystem *filesystem = nexus_gio_test_connect (&store);
  Ctx local = { g_file_new_for_path (disk), g_string_new (NULL), FALSE };
  Ctx nexus = { nexus_filesystem_get_file (filesystem, "/"), g_string_new (NULL), FALSE };
  gboolean same = TRUE;

  g_assert_true (g_file_make_directory (local.root, NULL, NULL));
  for (guint i = 0; same && i < n_ops; i++)
    {
      g_autoptr(GString) before = g_string_new (NULL);
      g_autoptr(GString) after = g_string_new (NULL);

      if (goes_into_itself (&ops[i], disk) || goes_through_link (&ops[i], disk))
        continue;
      g_string_truncate (local.log, 0);
      g_string_truncate (nexus.log, 0);
      local.async = nexus.async = ops[i].d >= 224;
      perform (&local, &ops[i]);
      perform (&nexus, &ops[i]);
      same = is_accepted (local.log->str, nexus.log->str) ||
             is_same ("the answers", local.log, nexus.log, i, difference);
      if (!same)
        break;
      describe (local.root, "", before);
      describe (nexus.root, "", after);
      same = is_same ("all that is there", before, after, i, difference);
    }

  g_object_unref (local.root);
  g_object_unref (nexus.root);
  g_string_free (local.log, TRUE);
  g_string_free (nexus.log, TRUE);
  nexus_lib_test_finish (filesystem, g_steal_pointer (&store));

  return same;
}

static void
test_random (void)
{
  nexus_proof_search (run_beside_disk, print_call, make_random, 4000);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proof/files/random", test_random);

  return g_test_run ();
}
