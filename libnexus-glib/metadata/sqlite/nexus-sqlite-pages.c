/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-sqlite-checksum-private.h"
#include "nexus-sqlite-file-private.h"
#include "nexus-sqlite-salvage-private.h"

/* Takes rows out of the pages of a database that SQLite cannot walk through any more.  The format is that of
 * https://www.sqlite.org/fileformat2.html.  Nothing here is trusted: each length is compared with what there is. */

#define PAGE        NEXUS_SQLITE_PAGE_SIZE
#define USABLE      (PAGE - NEXUS_SQLITE_PAGE_RESERVE)
#define HEADER      100
#define PAYLOAD_MAX (64u << 20)
#define FREE_LEAVES ((USABLE - 8) / 4)

typedef struct {
  int      fd;
  guint32  n_pages;
  guint8  *is_free;      /* a bit for each page */
} Pages;

static gboolean
load_page (Pages   *self,
           guint32  number,
           guint8  *page)
{
  gsize done = 0;

  if (number == 0 || number > self->n_pages)
    return FALSE;

  while (done < PAGE)
    {
      gssize count = pread (self->fd, page + done, PAGE - done, (off_t) (number - 1) * PAGE + (off_t) done);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        return FALSE;
      done += (gsize) count;
    }

  return TRUE;
}

static guint32
read_be32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static guint
read_be16 (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

/* What was deleted may still lie in pages that are not in use. */
static void
mark_free (Pages *self)
{
  guint8 page[PAGE];
  guint32 trunk;

  if (!load_page (self, 1, page) || !_nexus_sqlite_page_is_good (page, 1))
    return;

  trunk = read_be32 (page + 32);
  for (guint32 i = 0; trunk != 0 && i < self->n_pages; i++)
    {
      guint32 n_leaves;

      if (!load_page (self, trunk, page) || !_nexus_sqlite_page_is_good (page, trunk))
        return;
      self->is_free[trunk / 8] |= (guint8) (1u << trunk % 8);
      n_leaves = MIN (read_be32 (page + 4), FREE_LEAVES);
      for (guint32 j = 0; j < n_leaves; j++)
        {
          guint32 leaf = read_be32 (page + 8 + 4 * j);

          if (leaf <= self->n_pages)
            self->is_free[leaf / 8] |= (guint8) (1u << leaf % 8);
        }
      trunk = read_be32 (page);
    }
}

/* The bytes that the number takes, 0 if it goes beyond the end. */
static gsize
read_varint (const guint8 *bytes,
             const guint8 *end,
             guint64      *number)
{
  *number = 0;
  for (gsize i = 0; i < 9 && bytes + i < end; i++)
    {
      if (i == 8)
        {
          *number = *number << 8 | bytes[i];
          return 9;
        }
      *number = *number << 7 | (bytes[i] & 0x7f);
      if ((bytes[i] & 0x80) == 0)
        return i + 1;
    }

  return 0;
}

/* --- Records --- */

static gboolean
read_cell (guint64          type,
           const guint8   **body,
           const guint8    *end,
           GPtrArray       *texts,
           NexusSqliteCell *cell)
{
  static const guint8 widths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
  gsize size;

  memset (cell, 0, sizeof *cell);
  if (type == 10 || type == 11 || type == 7)
    return FALSE;

  size = type < 10 ? widths[type] : (gsize) ((type - 12) / 2);
  if (type >= 12 && (type - 12) / 2 > PAYLOAD_MAX)
    return FALSE;
  if (size > (gsize) (end - *body))
    return FALSE;

  if (type == 0)
    cell->kind = NEXUS_SQLITE_CELL_NULL;
  else if (type == 8 || type == 9)
    {
      cell->kind = NEXUS_SQLITE_CELL_INT;
      cell->number = (gint64) type - 8;
    }
  else if (type < 10)
    {
      guint64 value = (*body)[0] & 0x80 ? G_MAXUINT64 : 0;

      for (gsize i = 0; i < size; i++)
        value = value << 8 | (*body)[i];
      cell->kind = NEXUS_SQLITE_CELL_INT;
      cell->number = (gint64) value;
    }
  else
    {
      char *copy = g_malloc (size + 1);

      memcpy (copy, *body, size);
      copy[size] = '\0';
      g_ptr_array_add (texts, copy);
      cell->kind = type % 2 == 1 ? NEXUS_SQLITE_CELL_TEXT : NEXUS_SQLITE_CELL_BLOB;
      cell->bytes = copy;
      cell->size = size;
      if (cell->kind == NEXUS_SQLITE_CELL_TEXT && (strlen (copy) != size || !g_utf8_validate (copy, (gssize) size, NULL)))
        return FALSE;
    }
  *body += size;

  return TRUE;
}

static gboolean
parse_record (const guint8   *payload,
              gsize           size,
              GPtrArray      *texts,
              NexusSqliteRow *row)
{
  const guint8 *end = payload + size;
  const guint8 *header_end;
  const guint8 *body;
  guint64 header_size;
  gsize used = read_varint (payload, end, &header_size);

  if (used == 0 || header_size < used || header_size > size)
    return FALSE;

  header_end = payload + header_size;
  body = header_end;
  row->n_cells = 0;
  for (const guint8 *at = payload + used; at < header_end; at += used)
    {
      guint64 type;

      used = read_varint (at, header_end, &type);
      if (used == 0 || row->n_cells == NEXUS_SQLITE_CELLS_MAX ||
          !read_cell (type, &body, end, texts, &row->cells[row->n_cells]))
        return FALSE;
      row->n_cells++;
    }

  return TRUE;
}

/* The whole payload of a cell, with what lies on other pages; NULL if it cannot be had. */
static guint8 *
collect_payload (Pages        *self,
                 const guint8 *local,
                 const guint8 *page_end,
                 gsize         size,
                 gboolean      is_table)
{
  gsize max = is_table ? USABLE - 35 : (USABLE - 12) * 64 / 255 - 23;
  gsize min = (USABLE - 12) * 32 / 255 - 23;
  gsize here = size;
  g_autofree guint8 *payload = NULL;
  guint8 page[PAGE];
  guint32 next = 0;

  if (size > PAYLOAD_MAX || (size + PAGE) / PAGE > self->n_pages + 1)
    return NULL;
  if (size > max)
    {
      here = min + (size - min) % (USABLE - 4);
      if (here > max)
        here = min;
    }
  if (here + (size > max ? 4 : 0) > (gsize) (page_end - local))
    return NULL;

  payload = g_malloc (size + 1);
  memcpy (payload, local, here);
  if (size > max)
    next = read_be32 (local + here);
  while (here < size)
    {
      gsize part = MIN (size - here, USABLE - 4);

      if (!load_page (self, next, page))
        return NULL;
      memcpy (payload + here, page + 4, part);
      here += part;
      next = read_be32 (page);
    }

  return g_steal_pointer (&payload);
}

static gboolean
scan_cell (Pages               *self,
           const guint8        *page,
           gsize                at,
           guint8               kind,
           NexusSqliteRowFunc   func,
           gpointer             user_data,
           GError             **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint8 *payload = NULL;
  const guint8 *end = page + USABLE;
  const guint8 *cell = page + at;
  NexusSqliteRow row = { 0 };
  guint64 size, row_id = 0;
  gsize used;

  if (kind == 0x02)
    cell += 4;
  if (cell >= end || (used = read_varint (cell, end, &size)) == 0)
    return TRUE;
  cell += used;
  if (kind == 0x0d)
    {
      used = read_varint (cell, end, &row_id);
      if (used == 0)
        return TRUE;
      cell += used;
    }

  payload = collect_payload (self, cell, end, size, kind == 0x0d);
  row.has_row_id = kind == 0x0d;
  row.row_id = (gint64) row_id;
  if (payload == NULL || !parse_record (payload, size, texts, &row))
    return TRUE;

  return func (&row, user_data, error);
}

static gboolean
scan_page (Pages               *self,
           guint32              number,
           NexusSqliteRowFunc   func,
           gpointer             user_data,
           GError             **error)
{
  guint8 page[PAGE];
  gsize head = number == 1 ? HEADER : 0;
  guint8 kind;
  guint n_cells;
  gsize pointers;

  if (!load_page (self, number, page))
    return TRUE;

  /* Leaves of tables; all pages of indexes, since tables without rowids are kept as such. */
  kind = page[head];
  if (kind != 0x0d && kind != 0x0a && kind != 0x02)
    return TRUE;

  n_cells = read_be16 (page + head + 3);
  pointers = head + (kind == 0x02 ? 12 : 8);
  for (guint i = 0; i < n_cells && pointers + 2 * i + 2 <= USABLE; i++)
    {
      gsize at = read_be16 (page + pointers + 2 * i);

      if (at < pointers || at >= USABLE)
        continue;
      if (!scan_cell (self, page, at, kind, func, user_data, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_scan_pages (const char          *path,
                          NexusSqliteRowFunc   func,
                          gpointer             user_data,
                          GCancellable        *cancellable,
                          GError             **error)
{
  g_autoptr(NexusSqliteFile) file = _nexus_sqlite_file_open (path, O_RDONLY, 0);
  g_autofree guint8 *is_free = NULL;
  Pages pages = { 0 };
  off_t size;

  if (file == NULL)
    return TRUE;

  pages.fd = _nexus_sqlite_file_get_fd (file);
  size = lseek (pages.fd, 0, SEEK_END);
  pages.n_pages = (guint32) MIN (MAX (size, 0) / PAGE, G_MAXINT32);
  pages.is_free = is_free = g_malloc0 (pages.n_pages / 8 + 1);
  mark_free (&pages);

  for (guint32 i = 1; i <= pages.n_pages; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if ((is_free[i / 8] & (1u << i % 8)) == 0 && !scan_page (&pages, i, func, user_data, error))
        return FALSE;
    }

  return TRUE;
}
