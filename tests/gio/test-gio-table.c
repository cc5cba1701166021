/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gio-test.h"

/* One table of cases, each run against a folder of the disk and against a store, by synchronous and by asynchronous
 * calls.  All that the calls answer is written down as text, and the texts must be equal; where a store answers
 * otherwise the table says what, and why. */

#define TYPES "standard::type,standard::name,standard::size,standard::is-symlink,standard::symlink-target"

typedef struct {
  const char *name;
  void      (*run) (Ctx *ctx);
  /* Where it is not as on a disk: the reason, the line of the disk, and the line of the store (NULL: left out). */
  const char *reason;
  const char *local;
  const char *nexus;
} Case;

static void
read_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "hello");
  ctx_put (ctx, "empty", "");
  ctx_dir (ctx, "dir");
  ctx_link (ctx, "link", "file");
  ctx_link (ctx, "dangling", "nowhere");
  ctx_link (ctx, "self", "self");
  ctx_link (ctx, "dirlink", "dir");
  ctx_put (ctx, "dir/inner", "inner");

  ctx_read (ctx, "file");
  ctx_read (ctx, "empty");
  ctx_read (ctx, "link");
  ctx_read (ctx, "dirlink/inner");
  ctx_read (ctx, "dir/../file");
  ctx_read (ctx, "missing");
  ctx_read (ctx, "missing/deeper");
  ctx_read (ctx, "file/below");
  ctx_read (ctx, "dir");
  ctx_read (ctx, "dirlink");
  ctx_read (ctx, "dangling");
  ctx_read (ctx, "self");
}

static void
create_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "old");
  ctx_dir (ctx, "dir");
  ctx_link (ctx, "dirlink", "dir");
  ctx_link (ctx, "dangling", "made-by-link");

  ctx_write (ctx, HOW_CREATE, "new", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "new");
  ctx_write (ctx, HOW_CREATE, "dirlink/new", "through", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "dir/new");
  ctx_write (ctx, HOW_CREATE, "file", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "file");
  ctx_write (ctx, HOW_CREATE, "dir", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_CREATE, "dangling", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_CREATE, "missing/new", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_CREATE, "file/new", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_CREATE, "private", "text", NULL, FALSE, G_FILE_CREATE_PRIVATE);
  ctx_info (ctx, "private", "unix::mode", G_FILE_QUERY_INFO_NONE);
}

static void
replace_things (Ctx *ctx)
{
  g_autofree char *etag = NULL;
  g_autofree char *stale = NULL;

  ctx_put (ctx, "file", "old");
  ctx_dir (ctx, "dir");
  ctx_put (ctx, "target", "old");
  ctx_link (ctx, "link", "target");
  ctx_link (ctx, "dangling", "made-by-link");

  ctx_write (ctx, HOW_REPLACE, "new", "1", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_REPLACE, "new", "2", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "new");
  ctx_write (ctx, HOW_REPLACE, "dir", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_REPLACE, "missing/new", "text", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_REPLACE, "file/new", "text", NULL, FALSE, G_FILE_CREATE_NONE);

  ctx_write (ctx, HOW_REPLACE, "link", "through", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "target");
  ctx_info (ctx, "link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_write (ctx, HOW_REPLACE, "dangling", "through", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "made-by-link");
  ctx_write (ctx, HOW_REPLACE, "link", "instead", NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION);
  ctx_read (ctx, "target");
  ctx_info (ctx, "link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);

  stale = ctx_get_etag (ctx, "file");
  ctx_write (ctx, HOW_REPLACE, "file", "much longer than before", stale, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_REPLACE, "file", "x", "no such tag", FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "file");
  etag = ctx_get_etag (ctx, "file");
  ctx_write (ctx, HOW_REPLACE, "file", "fresh", etag, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "file");
  ctx_write (ctx, HOW_REPLACE, "not-there", "x", "some tag", FALSE, G_FILE_CREATE_NONE);
}

static void
back_up (Ctx *ctx)
{
  ctx_put (ctx, "file", "old");
  ctx_put (ctx, "other", "old");
  ctx_dir (ctx, "other~");

  ctx_write (ctx, HOW_REPLACE, "file", "new", NULL, TRUE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "file");
  ctx_read (ctx, "file~");
  ctx_write (ctx, HOW_REPLACE, "file", "newer", NULL, TRUE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "file~");
  ctx_write (ctx, HOW_REPLACE, "fresh", "new", NULL, TRUE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "fresh~");
  ctx_write (ctx, HOW_REPLACE, "other", "new", NULL, TRUE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "other");
}

static void
append_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "one ");
  ctx_dir (ctx, "dir");
  ctx_link (ctx, "link", "file");

  ctx_write (ctx, HOW_APPEND, "file", "two ", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_APPEND, "link", "three", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "file");
  ctx_write (ctx, HOW_APPEND, "new", "first", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, "new");
  ctx_write (ctx, HOW_APPEND, "dir", "x", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_APPEND, "missing/new", "x", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_write (ctx, HOW_APPEND, "file/new", "x", NULL, FALSE, G_FILE_CREATE_NONE);
}

static void
read_and_write (Ctx *ctx)
{
  ctx_put (ctx, "file", "abcdefgh");
  ctx_dir (ctx, "dir");
  ctx_link (ctx, "link", "file");

  ctx_readwrite (ctx, HOW_REPLACE, TRUE, "file", "XYZ");
  ctx_read (ctx, "file");
  ctx_readwrite (ctx, HOW_REPLACE, TRUE, "link", "1");
  ctx_read (ctx, "file");
  ctx_readwrite (ctx, HOW_REPLACE, TRUE, "missing", "x");
  ctx_readwrite (ctx, HOW_REPLACE, TRUE, "dir", "x");
  ctx_readwrite (ctx, HOW_REPLACE, TRUE, "file/below", "x");
  ctx_readwrite (ctx, HOW_CREATE, FALSE, "new", "created");
  ctx_read (ctx, "new");
  ctx_readwrite (ctx, HOW_CREATE, FALSE, "new", "again");
  ctx_readwrite (ctx, HOW_REPLACE, FALSE, "new", "replaced");
  ctx_read (ctx, "new");
  ctx_readwrite (ctx, HOW_REPLACE, FALSE, "dir", "x");
}

static void
query_things (Ctx *ctx)
{
  const char *all = TYPES ",standard::is-hidden,standard::is-backup,standard::display-name,standard::edit-name,"
                    "standard::copy-name,standard::content-type,standard::fast-content-type,standard::icon,"
                    "standard::symbolic-icon,id::file,id::filesystem,etag::value,access::can-read,access::can-write";

  ctx_put (ctx, "file.txt", "hello");
  ctx_put (ctx, ".hidden~", "hello");
  ctx_put (ctx, "program", "#! /bin/sh\n");
  ctx_link (ctx, "link", "file.txt");
  ctx_link (ctx, "dangling", "nowhere");
  ctx_link (ctx, "loop", "loop");
  ctx_dir (ctx, "dir");
  ctx_link (ctx, "dirlink", "dir");
  ctx_put (ctx, "dir/inner", "x");

  ctx_info (ctx, "file.txt", all, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, ".hidden~", all, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "link", all, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "link", TYPES ",standard::content-type,standard::icon", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_info (ctx, "dangling", TYPES ",standard::content-type", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "loop", TYPES, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "dir", "standard::type,standard::name,standard::icon,standard::content-type", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "dirlink", "standard::type,standard::name,standard::is-symlink", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "dirlink/inner", TYPES, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file.txt", "standard::size", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file.txt", "", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file.txt", "nonsense::thing", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "missing", "*", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "missing/deeper", "*", G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file.txt/below", "*", G_FILE_QUERY_INFO_NONE);
}

static void
query_directory_tag (Ctx *ctx)
{
  ctx_dir (ctx, "dir");
  ctx_info (ctx, "dir", "etag::value", G_FILE_QUERY_INFO_NONE);
}

static void
guess_type_of_content (Ctx *ctx)
{
  ctx_put (ctx, "program", "#! /bin/sh\necho\n");
  ctx_info (ctx, "program", "standard::content-type", G_FILE_QUERY_INFO_NONE);
}

static void
list_things (Ctx *ctx)
{
  ctx_dir (ctx, "dir");
  ctx_dir (ctx, "dir/sub");
  ctx_put (ctx, "dir/a", "1");
  ctx_put (ctx, "dir/b", "22");
  ctx_put (ctx, "dir/.c", "333");
  ctx_link (ctx, "dir/link", "a");
  ctx_link (ctx, "dir/up", "../file");
  ctx_link (ctx, "dir/dangling", "nowhere");
  ctx_put (ctx, "file", "four");
  ctx_link (ctx, "dirlink", "dir");

  ctx_list (ctx, "dir", "standard::type,standard::name,standard::is-symlink", G_FILE_QUERY_INFO_NONE);
  ctx_list (ctx, "dir", "standard::type,standard::name,standard::is-symlink", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_list (ctx, "dirlink", "standard::name,standard::type", G_FILE_QUERY_INFO_NONE);
  ctx_list (ctx, "dirlink/sub", "standard::name,standard::type", G_FILE_QUERY_INFO_NONE);
  ctx_list (ctx, "file", "*", G_FILE_QUERY_INFO_NONE);
  ctx_list (ctx, "missing", "*", G_FILE_QUERY_INFO_NONE);
  ctx_list (ctx, "file/below", "*", G_FILE_QUERY_INFO_NONE);
}

static void
make_directories (Ctx *ctx)
{
  ctx_put (ctx, "file", "x");
  ctx_link (ctx, "dangling", "nowhere");
  ctx_dir (ctx, "deep/er/still");
  ctx_link (ctx, "deeplink", "deep/er");

  ctx_mkdir (ctx, "dir");
  ctx_mkdir (ctx, "dir");
  ctx_mkdir (ctx, "deeplink/new");
  ctx_info (ctx, "deep/er/new", "standard::type", G_FILE_QUERY_INFO_NONE);
  ctx_mkdir (ctx, "file");
  ctx_mkdir (ctx, "dangling");
  ctx_mkdir (ctx, "missing/dir");
  ctx_mkdir (ctx, "file/dir");
  ctx_mkdir (ctx, "");
}

static void
make_links (Ctx *ctx)
{
  ctx_put (ctx, "file", "x");
  ctx_dir (ctx, "dir");

  ctx_symlink (ctx, "link", "../some where/else");
  ctx_info (ctx, "link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_symlink (ctx, "link", "again");
  ctx_symlink (ctx, "file", "x");
  ctx_symlink (ctx, "dir", "x");
  ctx_symlink (ctx, "missing/link", "x");
  ctx_symlink (ctx, "file/link", "x");
}

static void
delete_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "x");
  ctx_put (ctx, "target", "x");
  ctx_link (ctx, "link", "target");
  ctx_dir (ctx, "empty");
  ctx_dir (ctx, "full");
  ctx_put (ctx, "full/file", "x");
  ctx_link (ctx, "dirlink", "full");

  ctx_delete (ctx, "file");
  ctx_delete (ctx, "file");
  ctx_delete (ctx, "link");
  ctx_read (ctx, "target");
  ctx_delete (ctx, "empty");
  ctx_delete (ctx, "full");
  ctx_delete (ctx, "dirlink/file");
  ctx_delete (ctx, "full");
  ctx_delete (ctx, "missing/deeper");
  ctx_delete (ctx, "target/below");
}

static void
rename_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "x");
  ctx_put (ctx, "other", "y");
  ctx_dir (ctx, "dir");
  ctx_put (ctx, "dir/inner", "z");
  ctx_link (ctx, "dirlink", "dir");
  ctx_link (ctx, "link", "other");

  ctx_rename (ctx, "file", "file 2 ü%");
  ctx_read (ctx, "file 2 ü%");
  ctx_rename (ctx, "file", "gone");
  ctx_rename (ctx, "other", "dir");
  ctx_rename (ctx, "dir", "other");
  ctx_rename (ctx, "other", "a/b");
  ctx_rename (ctx, "dir", "folder");
  ctx_read (ctx, "folder/inner");
  ctx_rename (ctx, "link", "renamed link");
  ctx_info (ctx, "renamed link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
}

static void
rename_through_link (Ctx *ctx)
{
  ctx_dir (ctx, "dir");
  ctx_put (ctx, "dir/inner", "z");
  ctx_link (ctx, "dirlink", "dir");
  ctx_rename (ctx, "dirlink/inner", "outer");
  ctx_read (ctx, "dir/outer");
}

static void
copy_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "12345");
  ctx_put (ctx, "empty", "");
  ctx_put (ctx, "other", "old");
  ctx_dir (ctx, "dir");
  ctx_dir (ctx, "dir2");
  ctx_link (ctx, "link", "file");
  ctx_link (ctx, "dirlink", "dir");
  ctx_link (ctx, "dangling", "nowhere");

  ctx_copy (ctx, "file", "copy", G_FILE_COPY_NONE);
  ctx_read (ctx, "copy");
  ctx_copy (ctx, "file", "copy", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "other", G_FILE_COPY_OVERWRITE);
  ctx_read (ctx, "other");
  ctx_copy (ctx, "file", "dirlink/copy", G_FILE_COPY_NONE);
  ctx_read (ctx, "dir/copy");
  ctx_copy (ctx, "dirlink/copy", "copy2", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "dir", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "dir", G_FILE_COPY_OVERWRITE);
  ctx_copy (ctx, "dir", "new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "dir", "dir2", G_FILE_COPY_NONE);
  ctx_copy (ctx, "dir", "dir2", G_FILE_COPY_OVERWRITE);
  ctx_copy (ctx, "dir", "file", G_FILE_COPY_NONE);
  ctx_copy (ctx, "dir", "file", G_FILE_COPY_OVERWRITE);
  ctx_copy (ctx, "missing", "new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "missing/deeper", "new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file/below", "new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "missing/new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "file/new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "link", "from-link", G_FILE_COPY_NONE);
  ctx_info (ctx, "from-link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_copy (ctx, "dangling", "new", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "link", G_FILE_COPY_OVERWRITE);
  ctx_info (ctx, "link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_copy (ctx, "file", "other", G_FILE_COPY_OVERWRITE | G_FILE_COPY_BACKUP);
  ctx_read (ctx, "other~");
}

static void
copy_links (Ctx *ctx)
{
  ctx_put (ctx, "file", "12345");
  ctx_link (ctx, "link", "file");
  ctx_link (ctx, "dangling", "nowhere");

  ctx_copy (ctx, "link", "as-link", G_FILE_COPY_NOFOLLOW_SYMLINKS);
  ctx_info (ctx, "as-link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_copy (ctx, "dangling", "dangling-copy", G_FILE_COPY_NOFOLLOW_SYMLINKS);
  ctx_info (ctx, "dangling-copy", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
}

static void
copy_empty (Ctx *ctx)
{
  ctx_put (ctx, "empty", "");
  ctx_copy (ctx, "empty", "copy", G_FILE_COPY_NONE);
  ctx_read (ctx, "copy");
}

static void
move_things (Ctx *ctx)
{
  ctx_put (ctx, "file", "12345");
  ctx_put (ctx, "other", "old");
  ctx_dir (ctx, "dir");
  ctx_dir (ctx, "dir2");
  ctx_put (ctx, "dir/inner", "x");
  ctx_link (ctx, "link", "other");
  ctx_link (ctx, "dirlink", "dir");

  ctx_move (ctx, "file", "moved", G_FILE_COPY_NONE);
  ctx_read (ctx, "moved");
  ctx_read (ctx, "file");
  ctx_move (ctx, "file", "again", G_FILE_COPY_NONE);
  ctx_move (ctx, "moved", "other", G_FILE_COPY_NONE);
  ctx_move (ctx, "moved", "other", G_FILE_COPY_OVERWRITE);
  ctx_read (ctx, "other");
  ctx_move (ctx, "other", "dir", G_FILE_COPY_NONE);
  ctx_move (ctx, "other", "dir", G_FILE_COPY_OVERWRITE);
  ctx_move (ctx, "dir", "dir2", G_FILE_COPY_NONE);
  ctx_move (ctx, "dir", "dir2", G_FILE_COPY_OVERWRITE);
  ctx_move (ctx, "dir", "dir/inside", G_FILE_COPY_NONE);
  ctx_move (ctx, "link", "dirlink/link", G_FILE_COPY_NONE);
  ctx_info (ctx, "dir/link", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_move (ctx, "dirlink/inner", "inner", G_FILE_COPY_NONE);
  ctx_move (ctx, "other", "missing/new", G_FILE_COPY_NONE);
  ctx_move (ctx, "other", "inner/new", G_FILE_COPY_NONE);
  ctx_move (ctx, "other", "other", G_FILE_COPY_NONE);
  ctx_move (ctx, "dir", "folder", G_FILE_COPY_NONE);
  ctx_list (ctx, "folder", TYPES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS);
  ctx_move (ctx, "dir2", "inner", G_FILE_COPY_OVERWRITE);
  ctx_info (ctx, "inner", "standard::type", G_FILE_QUERY_INFO_NONE);
  ctx_put (ctx, "a", "a");
  ctx_put (ctx, "b", "b");
  ctx_move (ctx, "a", "b", G_FILE_COPY_OVERWRITE | G_FILE_COPY_BACKUP);
  ctx_read (ctx, "b~");
}

static void
set_things (Ctx *ctx)
{
  g_autoptr(GFileInfo) info = g_file_info_new ();
  g_autoptr(GFileInfo) bad = g_file_info_new ();

  ctx_put (ctx, "file", "x");
  ctx_link (ctx, "link", "file");
  ctx_dir (ctx, "dir");

  g_file_info_set_attribute_uint32 (info, "unix::mode", 0640);
  g_file_info_set_attribute_uint64 (info, "time::modified", 1234567890);
  ctx_set (ctx, "file", info, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file", "unix::mode,time::modified,time::modified-usec", G_FILE_QUERY_INFO_NONE);
  g_file_info_set_attribute_uint32 (info, "unix::mode", 0600);
  ctx_set (ctx, "link", info, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file", "unix::mode,time::modified,time::modified-usec", G_FILE_QUERY_INFO_NONE);
  ctx_set (ctx, "missing", info, G_FILE_QUERY_INFO_NONE);
  ctx_set (ctx, "file/below", info, G_FILE_QUERY_INFO_NONE);
  g_file_info_set_attribute_uint32 (info, "unix::mode", 0700);
  ctx_set (ctx, "dir", info, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "dir", "unix::mode,time::modified", G_FILE_QUERY_INFO_NONE);

  g_file_info_set_attribute_string (bad, "unix::mode", "0644");
  ctx_set (ctx, "file", bad, G_FILE_QUERY_INFO_NONE);
  g_file_info_remove_attribute (bad, "unix::mode");
  g_file_info_set_attribute_string (bad, "standard::nonsense", "x");
  ctx_set (ctx, "file", bad, G_FILE_QUERY_INFO_NONE);
  ctx_info (ctx, "file", "unix::mode", G_FILE_QUERY_INFO_NONE);
}

static void
measure_things (Ctx *ctx)
{
  ctx_dir (ctx, "dir");
  ctx_dir (ctx, "dir/sub");
  ctx_put (ctx, "dir/a", "1");
  ctx_put (ctx, "dir/sub/b", "22");

  ctx_usage (ctx, "dir");
  ctx_usage (ctx, "dir/a");
  ctx_usage (ctx, "missing");
}

static void
have_long_names (Ctx *ctx)
{
  g_autofree char *longest = g_strnfill (255, 'n');
  g_autofree char *longer = g_strnfill (256, 'n');
  g_autoptr(GString) deep = g_string_new ("d");

  for (guint i = 0; i < 2100; i++)
    g_string_append (deep, "/d");

  ctx_write (ctx, HOW_CREATE, longest, "x", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_read (ctx, longest);
  ctx_write (ctx, HOW_CREATE, longer, "x", NULL, FALSE, G_FILE_CREATE_NONE);
  ctx_mkdir (ctx, longer);
  ctx_info (ctx, longer, "*", G_FILE_QUERY_INFO_NONE);
  ctx_read (ctx, deep->str);
}

static void
have_strange_names (Ctx *ctx)
{
  static const char * const names[] = {
    "%2F", "a b", "?", "#", "*[x]*", "';--", "…", "\xf0\x9f\x98\x80", "e\xcc\x81", "\xc3\xa9", " ", "trailing ", "...", "..a", "-x", "\\", "\x01\x7f",
    ("\xe2\x80\xae" "abc"), "a:b", "&amp;", "%", "~", "A", "a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      ctx_write (ctx, HOW_CREATE, names[i], names[i], NULL, FALSE, G_FILE_CREATE_NONE);
      ctx_read (ctx, names[i]);
    }
  ctx_list (ctx, "", "standard::name,standard::type", G_FILE_QUERY_INFO_NONE);
}

static void
have_line_breaks (Ctx *ctx)
{
  ctx_write (ctx, HOW_CREATE, "a\nb", "x", NULL, FALSE, G_FILE_CREATE_NONE);
}

static void
have_bytes (Ctx *ctx)
{
  ctx_mkdir (ctx, "a\xff");
}

/* A link to nowhere, or in a circle, wherever it is in a path. */
static void
follow_to_nowhere (Ctx *ctx)
{
  ctx_put (ctx, "file", "hello");
  ctx_dir (ctx, "dir");
  ctx_link (ctx, "dangling", "nowhere");
  ctx_link (ctx, "self", "self");
  ctx_link (ctx, "through", "dangling/x");

  ctx_read (ctx, "dangling/x");
  ctx_read (ctx, "through");
  ctx_read (ctx, "self/x");
  ctx_rename (ctx, "dangling/x", "y");
  ctx_rename (ctx, "self/x", "y");
  ctx_delete (ctx, "dangling/x");
  ctx_mkdir (ctx, "dangling/x");
  ctx_list (ctx, "dangling", "standard::name", G_FILE_QUERY_INFO_NONE);
  ctx_list (ctx, "self", "standard::name", G_FILE_QUERY_INFO_NONE);
  ctx_copy (ctx, "file", "dangling/x", G_FILE_COPY_NONE);
  ctx_copy (ctx, "file", "self/x", G_FILE_COPY_NONE);
  ctx_move (ctx, "file", "dangling/x", G_FILE_COPY_NONE);
  ctx_move (ctx, "dir", "dangling/x", G_FILE_COPY_NONE);
}

static const Case cases[] = {
  { "read", read_things },
  { "create", create_things },
  { "replace", replace_things },
  { "backup", back_up },
  { "append", append_things },
  { "readwrite", read_and_write },
  { "query", query_things },
  { "query/etag-of-directory", query_directory_tag,
    "a tag names a content, and a directory has none", "  etag::value (1) = (some)", NULL },
  { "query/sniff", guess_type_of_content,
    "the type is told by the name or kept beside the content, which is not opened to tell it",
    "  standard::content-type (1) = application/x-shellscript", "  standard::content-type (1) = application/octet-stream" },
  { "list", list_things },
  { "mkdir", make_directories },
  { "link", make_links },
  { "link/nowhere", follow_to_nowhere },
  { "delete", delete_things },
  { "rename", rename_things },
  { "rename/through-link", rename_through_link },
  { "copy", copy_things },
  { "copy/links", copy_links },
  { "copy/empty", copy_empty },
  { "move", move_things },
  { "set", set_things },
  { "usage", measure_things },
  { "names/long", have_long_names },
  { "names/strange", have_strange_names },
  { "names/line-break", have_line_breaks,
    "a name in a store has no line breaks, so that a list of names is lines", "create a\nb: ok", "create a\nb: invalid-filename" },
  { "names/bytes", have_bytes,
    "a name in a store is a text, which every program can show", "mkdir a\xff: ok", "mkdir a\xff: invalid-filename" },
};

/* Everything that a case answers from a folder of the disk. */
static char *
run_local (const Case *tested,
           gboolean    async)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autoptr(GFile) root = g_file_new_for_path (folder);
  Ctx ctx = { root, g_string_new (NULL), async };

  tested->run (&ctx);
  nexus_test_remove_tree (folder);

  return g_string_free (ctx.log, FALSE);
}

static char *
run_nexus (const Case *tested,
           gboolean    async)
{
  char *folder;
  NexusFilesystem *filesystem = nexus_gio_test_connect (&folder);
  g_autoptr(GFile) root = NULL;
  g_autoptr(NexusEntry) made = NULL;
  Ctx ctx = { NULL, g_string_new (NULL), async };

  made = nexus_filesystem_make_directory (filesystem, "/here", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL);
  root = nexus_filesystem_get_file (filesystem, "/here");
  ctx.root = root;
  tested->run (&ctx);
  g_clear_object (&root);
  nexus_lib_test_finish (filesystem, folder);

  return g_string_free (ctx.log, FALSE);
}

/* What the disk answered, with the line that is known to differ put as it should be. */
static char *
apply_difference (const Case *tested,
                  const char *local)
{
  const char *at = strstr (local, tested->local);
  const char *end;
  GString *text;

  g_assert_nonnull (at);
  end = strchr (at + strlen (tested->local), '\n');
  text = g_string_new_len (local, at - local);
  if (tested->nexus != NULL)
    {
      g_string_append (text, tested->nexus);
      g_string_append_c (text, '\n');
      /* What comes after a failure to open is not there to compare. */
      if (strstr (tested->nexus, "invalid") != NULL)
        return g_string_free (text, FALSE);
    }
  g_string_append (text, end + 1);

  return g_string_free (text, FALSE);
}

static void
run_case (const Case *tested,
          gboolean    async)
{
  g_autofree char *local = run_local (tested, async);
  g_autofree char *nexus = run_nexus (tested, async);
  g_autofree char *expected = tested->reason != NULL ? apply_difference (tested, local) : g_strdup (local);

  if (tested->reason != NULL)
    {
      g_test_message ("differs: %s", tested->reason);
      g_assert_cmpstr (local, !=, nexus);
    }
  g_assert_cmpint (strlen (local), >, 0);
  if (strcmp (expected, nexus) != 0)
    g_printerr ("--- disk\n%s+++ store\n%s", expected, nexus);
  g_assert_cmpstr (nexus, ==, expected);
}

static void
test_sync (gconstpointer data)
{
  run_case (data, FALSE);
}

static void
test_async (gconstpointer data)
{
  run_case (data, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sync_path = g_strconcat ("/gio/table/sync/", cases[i].name, NULL);
      g_autofree char *async_path = g_strconcat ("/gio/table/async/", cases[i].name, NULL);

      g_test_add_data_func (sync_path, &cases[i], test_sync);
      g_test_add_data_func (async_path, &cases[i], test_async);
    }

  return g_test_run ();
}
