/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-ops.h"

#include <string.h>

#include "nexus-lib-test.h"

static GBytes *
bytes (const NexusLibArgs *args)
{
  static GPrivate last = G_PRIVATE_INIT ((GDestroyNotify) g_bytes_unref);
  GBytes *contents = g_bytes_new (args->text, strlen (args->text));

  /* Borrowed by the call, which has to take a reference of its own. */
  g_private_replace (&last, contents);

  return contents;
}

static GVariant *
value (const NexusLibArgs *args)
{
  return args->text != NULL ? g_variant_new_parsed (args->text) : NULL;
}

#define OP(name, ...) \
  static gpointer \
  name##_sync (NexusFilesystem *filesystem, const NexusLibArgs *a, GCancellable *cancellable, GError **error) \
  { \
    return (gpointer) (gintptr) nexus_filesystem_##name (filesystem, ##__VA_ARGS__, cancellable, error); \
  } \
  static void \
  name##_start (NexusFilesystem *filesystem, const NexusLibArgs *a, GCancellable *cancellable, \
                GAsyncReadyCallback callback, gpointer user_data) \
  { \
    nexus_filesystem_##name##_async (filesystem, ##__VA_ARGS__, cancellable, callback, user_data); \
  } \
  static gpointer \
  name##_finish (NexusFilesystem *filesystem, GAsyncResult *result, GError **error) \
  { \
    return (gpointer) (gintptr) nexus_filesystem_##name##_finish (filesystem, result, error); \
  }

OP (read, a->path)
OP (write, a->path, bytes (a), a->other, a->number)
OP (open, a->path)
OP (create_stream, a->path, a->other, a->number)
OP (query, a->path)
OP (exists, a->path)
OP (list, a->path)
OP (enumerate, a->path, a->number)
OP (make_directory, a->path, a->number)
OP (make_symbolic_link, a->path, a->other)
OP (move, a->path, a->other, a->text, a->number)
OP (copy, a->path, a->other, a->number)
OP (delete, a->path, a->text, a->number)
OP (set_modified, a->path, a->number)
OP (set_mode, a->path, a->number)
OP (set_attribute, a->path, a->other, value (a))
OP (get_attribute, a->path, a->other)
OP (list_attributes, a->path)
OP (list_attribute_keys)
OP (remove_attribute, a->path, a->other)
OP (add_tag, a->path, a->other)
OP (remove_tag, a->path, a->other)
OP (list_tags)
OP (list_tagged, a->other)
OP (find_copies, a->other)
OP (find_duplicates, a->number)
OP (rename_tag, a->other, a->text)
OP (set_tag_color, a->other, a->text)
OP (delete_tag, a->other)
OP (list_versions, a->path)
OP (read_version, a->path, a->number)
OP (open_version, a->path, a->number)
OP (restore_version, a->path, a->number)
OP (list_trash)
OP (restore, a->other, a->text, a->number)
OP (delete_trashed, a->other)
OP (empty_trash)
OP (get_statistics)
OP (undo, a->number)
OP (list_history)

#define CALLS(name) #name, name##_sync, name##_start, name##_finish, nexus_filesystem_##name##_async

#define BYTES    ((GDestroyNotify) g_bytes_unref)
#define VARIANT  ((GDestroyNotify) g_variant_unref)
#define OBJECT   g_object_unref
#define STRINGS  ((GDestroyNotify) g_strfreev)
#define BOOLEAN  NULL
#define READS    FALSE
#define WRITES   TRUE
#define PATH     TRUE, FALSE
#define TWO      TRUE, TRUE
#define NO_PATH  FALSE, FALSE

const NexusLibOp nexus_lib_ops[] = {
  { CALLS (read), BYTES, READS, PATH, { "/docs/a.txt" } },
  { CALLS (write), OBJECT, WRITES, PATH, { "/docs/new", NULL, "text" } },
  { CALLS (open), OBJECT, READS, PATH, { "/docs/a.txt" } },
  { CALLS (create_stream), OBJECT, READS, PATH, { "/docs/new" } },
  { CALLS (query), OBJECT, READS, PATH, { "/docs/a.txt" } },
  { CALLS (exists), BOOLEAN, READS, PATH, { "/docs/a.txt" } },
  { CALLS (list), OBJECT, READS, PATH, { "/docs" } },
  { CALLS (enumerate), OBJECT, READS, PATH, { "/" } },
  { CALLS (make_directory), OBJECT, WRITES, PATH, { "/new" } },
  { CALLS (make_symbolic_link), OBJECT, WRITES, PATH, { "/new", "docs/b.txt" } },
  { CALLS (move), OBJECT, WRITES, TWO, { "/docs/a.txt", "/moved" } },
  { CALLS (copy), OBJECT, WRITES, TWO, { "/docs", "/copy" } },
  { CALLS (delete), BOOLEAN, WRITES, PATH, { "/docs/a.txt" } },
  { CALLS (set_modified), OBJECT, WRITES, PATH, { "/docs/a.txt", .number = 1234567 } },
  { CALLS (set_mode), OBJECT, WRITES, PATH, { "/docs/a.txt", .number = 0750 } },
  { CALLS (set_attribute), BOOLEAN, WRITES, PATH, { "/docs/a.txt", "author", "'Ann'" } },
  { CALLS (get_attribute), VARIANT, READS, PATH, { "/docs/a.txt", "stars" } },
  { CALLS (list_attributes), VARIANT, READS, PATH, { "/docs/a.txt" } },
  { CALLS (list_attribute_keys), STRINGS, READS, NO_PATH, { NULL } },
  { CALLS (remove_attribute), BOOLEAN, WRITES, PATH, { "/docs/a.txt", "stars" } },
  { CALLS (add_tag), BOOLEAN, WRITES, PATH, { "/docs/b.txt", "red" } },
  { CALLS (remove_tag), BOOLEAN, WRITES, PATH, { "/docs/a.txt", "red" } },
  { CALLS (list_tags), OBJECT, READS, NO_PATH, { NULL } },
  { CALLS (list_tagged), OBJECT, READS, NO_PATH, { .other = "red" } },
  { CALLS (find_copies), OBJECT, READS, NO_PATH, { .other = NEXUS_LIB_TEST_HELLO } },
  { CALLS (find_duplicates), OBJECT, READS, NO_PATH, { NULL } },
  { CALLS (rename_tag), BOOLEAN, WRITES, NO_PATH, { .other = "red", .text = "rouge" } },
  { CALLS (set_tag_color), BOOLEAN, WRITES, NO_PATH, { .other = "red", .text = "#ff0000" } },
  { CALLS (delete_tag), BOOLEAN, WRITES, NO_PATH, { .other = "red" } },
  { CALLS (list_versions), OBJECT, READS, PATH, { "/docs/a.txt" } },
  { CALLS (read_version), BYTES, READS, PATH, { "/docs/a.txt", .number = 1 } },
  { CALLS (open_version), OBJECT, READS, PATH, { "/docs/a.txt", .number = 1 } },
  { CALLS (restore_version), OBJECT, WRITES, PATH, { "/docs/a.txt", .number = 1 } },
  { CALLS (list_trash), OBJECT, READS, NO_PATH, { NULL } },
  { CALLS (restore), OBJECT, WRITES, NO_PATH, { .other = "TRASH", .number = NEXUS_CONFLICT_FAIL } },
  { CALLS (delete_trashed), BOOLEAN, WRITES, NO_PATH, { .other = "TRASH" } },
  { CALLS (empty_trash), BOOLEAN, WRITES, NO_PATH, { NULL } },
  { CALLS (get_statistics), OBJECT, READS, NO_PATH, { NULL } },
  { CALLS (undo), OBJECT, WRITES, NO_PATH, { NULL } },
  { CALLS (list_history), OBJECT, READS, NO_PATH, { NULL } },
};

const guint nexus_lib_n_ops = G_N_ELEMENTS (nexus_lib_ops);

const NexusLibOp *
nexus_lib_op_find (const char *name)
{
  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      if (g_str_equal (nexus_lib_ops[i].name, name))
        return &nexus_lib_ops[i];
    }
  g_error ("there is no operation “%s”", name);
}

void
nexus_lib_fill (NexusFilesystem *filesystem)
{
  static const struct {
    const char   *op;
    NexusLibArgs  args;
  } steps[] = {
    { "write", { "/docs/a.txt", NULL, "first", NEXUS_WRITE_PARENTS } },
    { "write", { "/docs/a.txt", NULL, "hello" } },
    { "write", { "/docs/b.txt", NULL, "second file" } },
    { "write", { "/docs/old.txt", NULL, "thrown away" } },
    { "make_directory", { "/empty" } },
    { "make_symbolic_link", { "/link", "docs/a.txt" } },
    { "make_symbolic_link", { "/docs/up", "../docs/./b.txt" } },
    { "make_symbolic_link", { "/dangling", "nowhere" } },
    { "make_symbolic_link", { "/loop", "loop" } },
    { "add_tag", { "/docs/a.txt", "red" } },
    { "set_attribute", { "/docs/a.txt", "stars", "int64 5" } },
    { "delete", { "/docs/old.txt" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const NexusLibOp *op = nexus_lib_op_find (steps[i].op);
      g_autoptr(GError) error = NULL;
      gpointer result = op->sync (filesystem, &steps[i].args, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (result);
      if (op->free != NULL)
        op->free (result);
    }
}

NexusLibArgs
nexus_lib_args (NexusFilesystem     *filesystem,
                const NexusLibArgs  *args,
                char               **id)
{
  NexusLibArgs filled = *args;
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(NexusTrashItem) item = NULL;

  if (g_strcmp0 (args->other, "TRASH") != 0)
    return filled;

  trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  item = g_list_model_get_item (trash, 0);
  *id = g_strdup (nexus_trash_item_get_id (item));
  filled.other = *id;

  return filled;
}

void
nexus_lib_op_run (NexusFilesystem    *filesystem,
                  const char         *name,
                  const NexusLibArgs *args)
{
  const NexusLibOp *op = nexus_lib_op_find (name);
  g_autofree char *id = NULL;
  NexusLibArgs filled = nexus_lib_args (filesystem, args, &id);
  g_autoptr(GError) error = NULL;
  gpointer result = op->sync (filesystem, &filled, NULL, &error);

  g_assert_no_error (error);
  if (op->free != NULL)
    op->free (result);
}
