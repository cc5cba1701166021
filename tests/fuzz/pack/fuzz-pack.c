/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../nexus-fuzz-input.h"
#include "nexus-local-private.h"
#include "nexus-test-util.h"

/* Packs, and what a database says of contents, that somebody has changed.  The input is a list of what lies in a pack, so
 * that checksums are right where that leads further:
 *
 *   'r' length bytes …    a record of these bytes
 *   'w' length bytes …    one with another hash
 *   's' 8 bytes           the head of a record of that size
 *   'x' length bytes …    these bytes
 *   'z' n                 8 × n zeros
 *   'c' length            the pack ends as much earlier
 *   'l' size length …     asks for a content of that size with this locator, and the hash of the last record
 *
 * Nothing is read with success that has not the hash by which it was asked for. */

#define PACK_ID 7

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static NexusContentStore *store;
static int pack_fd;

static void
set_up (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  char name[NEXUS_PACK_NAME_SIZE];

  store = _nexus_local_content_store_open (folder, NEXUS_CONTENT_HASH_BLAKE2B_256, &error);
  g_assert_no_error (error);
  _nexus_pack_make_name (PACK_ID, name);
  path = g_build_filename (folder, "packs", name, NULL);
  pack_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (pack_fd, >=, 0);
}

static void
make_hash (const void *data,
           gsize       size,
           guint8     *hash)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (NEXUS_CONTENT_HASH_BLAKE2B_256);

  _nexus_hasher_update (hasher, data, size);
  _nexus_hasher_finish (hasher, hash);
}

static void
add_number (GByteArray *pack,
            guint64     number)
{
  number = GUINT64_TO_LE (number);
  g_byte_array_append (pack, (const guint8 *) &number, sizeof number);
}

static void
add_head (GByteArray   *pack,
          guint64       size,
          const guint8 *hash)
{
  guint start = pack->len;
  guint32 crc;

  g_byte_array_append (pack, (const guint8 *) "NXR1\0\0\0\0", 8);
  add_number (pack, size);
  g_byte_array_append (pack, hash, NEXUS_HASH_SIZE);
  crc = _nexus_crc32 (pack->data + start, NEXUS_LOCAL_RECORD_HEAD);
  memcpy (pack->data + start + 4, &crc, sizeof crc);
}

static void
fill_up (GByteArray *pack)
{
  while (pack->len % 8 != 0)
    g_byte_array_append (pack, (const guint8 *) "", 1);
}

/* --- Asking --- */

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
ask (NexusContentRef *content)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(NexusContentReader) reader = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) read_error = NULL;
  g_autofree guint8 *buffer = NULL;
  guint8 hash[NEXUS_HASH_SIZE];
  gssize count;

  if (!_nexus_content_store_check (store, content, NULL, &error))
    check_error (error);
  g_clear_error (&error);

  bytes = _nexus_content_store_read (store, content, NULL, &read_error);
  if (bytes == NULL)
    {
      check_error (read_error);
    }
  else
    {
      make_hash (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), hash);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, content->size);
      g_assert_cmpmem (hash, sizeof hash, content->hash, sizeof hash);
    }

  reader = _nexus_content_store_open (store, content, &error);
  if (reader == NULL)
    {
      check_error (error);
      return;
    }
  buffer = g_malloc (4096);
  count = _nexus_content_reader_pread (reader, buffer, 4096, content->size / 2, NULL, &error);
  if (count < 0)
    check_error (error);
  else if (bytes != NULL)
    g_assert_cmpmem (buffer, count, (const guint8 *) g_bytes_get_data (bytes, NULL) + content->size / 2, count);
}

static gboolean
on_found (const NexusContentFound  *found,
          gpointer                  user_data,
          GError                  **error)
{
  guint *n_found = user_data;
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(GError) local_error = NULL;

  g_assert_true (g_utf8_validate (found->name, -1, NULL));
  if (!found->is_content || ++*n_found > 20)
    return TRUE;

  g_assert_nonnull (found->packed);
  g_assert_cmpuint (found->size, ==, found->packed->size);
  ask (found->packed);
  content = _nexus_content_store_adopt (store, found, NULL, &local_error);
  if (content == NULL)
    {
      check_error (local_error);
      return TRUE;
    }
  g_assert_true (_nexus_content_store_check (store, content, NULL, &local_error));
  g_assert_no_error (local_error);

  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  Input input = { data, size };
  g_autoptr(GByteArray) pack = g_byte_array_new ();
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);
  guint8 hash[NEXUS_HASH_SIZE] = { 0 };
  guint n_found = 0;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    set_up ();

  g_byte_array_append (pack, (const guint8 *) "NXPACK1\n", 8);
  add_number (pack, NEXUS_CONTENT_HASH_BLAKE2B_256);
  add_number (pack, PACK_ID);
  add_number (pack, 0);
  while (input.size > 0)
    {
      guint8 kind = take (&input);
      const guint8 *bytes;
      guint64 number = 0;
      gsize length;

      switch (kind)
        {
        case 'r':
        case 'w':
          length = take_bytes (&input, &bytes);
          make_hash (bytes, length, hash);
          hash[0] ^= kind == 'w';
          add_head (pack, length, hash);
          g_byte_array_append (pack, bytes, (guint) length);
          fill_up (pack);
          break;

        case 's':
          for (guint i = 0; i < 8; i++)
            number = number << 8 | take (&input);
          add_head (pack, number, hash);
          break;

        case 'z':
          for (length = take (&input); length > 0; length--)
            add_number (pack, 0);
          break;

        case 'c':
          length = take (&input);
          g_byte_array_set_size (pack, pack->len - (guint) MIN (length, pack->len));
          break;

        case 'l':
          number = take (&input);
          length = take_bytes (&input, &bytes);
          if (asked->len < 8)
            {
              g_autoptr(GBytes) locator = g_bytes_new (bytes, length);

              g_ptr_array_add (asked, _nexus_content_ref_new (hash, number, locator));
            }
          break;

        case 'x':
        default:
          length = take_bytes (&input, &bytes);
          g_byte_array_append (pack, bytes, (guint) length);
          break;
        }
    }

  g_assert_cmpint (ftruncate (pack_fd, 0), ==, 0);
  g_assert_true (_nexus_io_pwrite (pack_fd, pack->data, pack->len, 0));
  for (guint i = 0; i < asked->len; i++)
    ask (g_ptr_array_index (asked, i));
  g_assert_true (_nexus_content_store_scan (store, on_found, &n_found, NULL, &error));
  g_assert_no_error (error);

  return 0;
}
