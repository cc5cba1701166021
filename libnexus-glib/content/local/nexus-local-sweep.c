/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-local-private.h"

/* Takes away what metadata does not know.
 *
 * It begins at a moment when nobody holds the store: each byte that a pack has then, and that belongs to no content which
 * metadata knows then, belongs to nothing for ever, because packs only grow at their ends.  So packs are swept while others
 * write, without any lock:
 *
 *   nothing of it is kept, and nobody appends to it   the file is removed
 *   some of it is kept                                holes are punched, which gives whole blocks back and moves nothing
 *   scraps that no hole reaches are most of it        what is kept is written anew elsewhere, and the file is removed
 *
 * A large content is found by its name, so that one that is staged anew gets the name of one that is to go.  These are
 * removed between exclude() and admit(), after metadata has been asked again.
 *
 * What is left of any of this when the process ends is found by the next sweep. */

/* A pack is written anew if it takes so many times as much of the disk as what is kept of it, and so much more. */
#define COMPACT_RATIO 2
#define COMPACT_MIN   (256 * 1024)

typedef struct {
  guint64  id;
  guint64  size;     /* when the sweep began */
  guint64  kept;     /* bytes in `extents` */
  GArray  *extents;  /* of NexusExtent */
} Pack;

struct _NexusContentSweep {
  NexusPacks                   *packs;
  NexusLarge                   *large;
  NexusHold                    *hold;
  GHashTable                   *by_id;     /* guint64 → Pack */
  GHashTable                   *hashes;    /* of large contents that are kept */

  /* While it runs. */
  const NexusContentSweepFuncs *funcs;
  GCancellable                 *cancellable;
};

static void
pack_free (Pack *pack)
{
  g_array_unref (pack->extents);
  g_free (pack);
}

NexusContentSweep *
_nexus_local_sweep_new (NexusPacks  *packs,
                        NexusLarge  *large,
                        NexusHold   *hold,
                        GError     **error)
{
  NexusContentSweep *self;
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", _nexus_packs_get_dir_fd (packs));
  const char *name;

  if (!_nexus_packs_rest (packs, error))
    return NULL;

  self = g_new0 (NexusContentSweep, 1);
  self->packs = packs;
  self->large = large;
  self->hold = hold;
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) pack_free);
  self->hashes = g_hash_table_new_full (_nexus_hash_hash, _nexus_hash_equal, g_free, NULL);

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      guint64 id = _nexus_pack_parse_name (name);
      struct stat info;
      Pack *pack;

      if (id == 0 || fstatat (_nexus_packs_get_dir_fd (packs), name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
          !S_ISREG (info.st_mode))
        continue;

      pack = g_new0 (Pack, 1);
      pack->id = id;
      pack->size = (guint64) info.st_size;
      pack->extents = g_array_new (FALSE, FALSE, sizeof (NexusExtent));
      g_hash_table_insert (self->by_id, &pack->id, pack);
    }

  return self;
}

void
_nexus_local_sweep_free (NexusContentSweep *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->hashes);
  g_free (self);
}

gboolean
_nexus_local_sweep_keep (NexusContentSweep  *self,
                         NexusContentRef    *content,
                         GError            **error)
{
  NexusLocator locator;
  NexusExtent extent;
  Pack *pack;

  if (content->locator == NULL)
    return TRUE;
  if (!_nexus_locator_parse (content, &locator, error))
    return FALSE;

  if (locator.kind == NEXUS_LOCATOR_LARGE)
    g_hash_table_add (self->hashes, g_memdup2 (content->hash, NEXUS_HASH_SIZE));
  if (locator.kind != NEXUS_LOCATOR_PACK)
    return TRUE;

  /* A pack that is gone is for who verifies the store. */
  pack = g_hash_table_lookup (self->by_id, &locator.pack);
  if (pack == NULL)
    return TRUE;

  extent.offset = locator.offset;
  extent.size = (NEXUS_PACK_RECORD_HEAD + content->size + 7) & ~G_GUINT64_CONSTANT (7);
  pack->kept += extent.size;
  g_array_append_val (pack->extents, extent);

  return TRUE;
}

/* --- Packs --- */

static int
compare_extents (gconstpointer a,
                 gconstpointer b)
{
  const NexusExtent *left = a;
  const NexusExtent *right = b;

  return left->offset < right->offset ? -1 : left->offset > right->offset;
}

/* The bytes of the disk between the two that a hole takes away, or would. */
static guint64
punch (int      fd,
       guint64  start,
       guint64  end,
       guint64  block,
       gboolean dry_run)
{
  guint64 freed = 0;
  off_t position;

  start = (start + block - 1) / block * block;
  end = end / block * block;
  if (start >= end)
    return 0;

  /* Where there are holes already nothing can be freed. */
  position = (off_t) start;
  while ((guint64) position < end)
    {
      off_t data = lseek (fd, position, SEEK_DATA);
      off_t hole = data < 0 ? -1 : lseek (fd, data, SEEK_HOLE);

      if (data < 0 || hole < 0 || (guint64) data >= end)
        break;
      freed += MIN ((guint64) hole, end) - (guint64) data;
      position = hole;
    }

  if (freed > 0 && !dry_run &&
      fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t) start, (off_t) (end - start)) != 0)
    {
      g_debug ("no hole in a pack: %s", g_strerror (errno));
      return 0;
    }

  return freed;
}

static guint64
punch_holes (Pack       *pack,
             int         fd,
             guint64     block,
             gboolean    dry_run)
{
  guint64 freed = 0;
  guint64 end = NEXUS_PACK_HEAD;

  for (guint i = 0; i < pack->extents->len; i++)
    {
      NexusExtent *extent = &g_array_index (pack->extents, NexusExtent, i);

      if (extent->offset > end)
        freed += punch (fd, end, extent->offset, block, dry_run);
      end = MAX (end, extent->offset + extent->size);
    }
  if (pack->size > end)
    freed += punch (fd, end, pack->size, block, dry_run);

  return freed;
}

/* Removes a pack of which nothing is kept; its blocks are given back even if somebody has it open. */
static void
remove_pack (NexusContentSweep *self,
             Pack              *pack,
             int                fd)
{
  char name[NEXUS_PACK_NAME_SIZE];

  _nexus_pack_make_name (pack->id, name);
  unlinkat (_nexus_packs_get_dir_fd (self->packs), name, 0);
  _nexus_packs_close (self->packs, pack->id);
  if (fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t) MAX (pack->size, 1)) != 0)
    g_debug ("no hole in a pack: %s", g_strerror (errno));
}

static gboolean
sweep_open_pack (NexusContentSweep  *self,
                 Pack               *pack,
                 int                 fd,
                 guint64            *freed,
                 GError            **error)
{
  struct stat info;
  guint64 used;
  gboolean alone;
  gboolean done;

  /* Damage is for who verifies the store. */
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || !_nexus_packs_check_head (self->packs, fd, pack->id))
    return TRUE;

  used = (guint64) info.st_blocks * 512;
  alone = flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &info) == 0 && (guint64) info.st_size == pack->size;

  if (pack->extents->len == 0 && alone)
    {
      if (!self->funcs->dry_run)
        remove_pack (self, pack, fd);
      *freed = used;
      return TRUE;
    }

  g_array_sort (pack->extents, compare_extents);
  if (pack->extents->len > 0)
    {
      NexusExtent *last = &g_array_index (pack->extents, NexusExtent, pack->extents->len - 1);

      if (last->offset + last->size > pack->size + 8)
        return TRUE;
    }
  *freed = punch_holes (pack, fd, (guint64) MAX (info.st_blksize, 512), self->funcs->dry_run);
  used -= MIN (*freed, used);

  if (!alone || used < pack->kept * COMPACT_RATIO || used - pack->kept < COMPACT_MIN)
    return TRUE;

  if (self->funcs->dry_run)
    {
      *freed += used - pack->kept;
      return TRUE;
    }
  if (!_nexus_local_compact (self->packs, fd, pack->id, pack->extents, self->funcs, &done, self->cancellable, error))
    return FALSE;
  if (done)
    {
      remove_pack (self, pack, fd);
      *freed += used - pack->kept;
    }

  return TRUE;
}

static gboolean
sweep_pack (NexusContentSweep  *self,
            Pack               *pack,
            GError            **error)
{
  char name[NEXUS_PACK_NAME_SIZE];
  guint64 freed = 0;
  gboolean good;
  int fd;

  _nexus_pack_make_name (pack->id, name);
  fd = openat (_nexus_packs_get_dir_fd (self->packs), name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return TRUE;

  good = sweep_open_pack (self, pack, fd, &freed, error);
  close (fd);

  /* What was freed is told even if something went wrong after it. */
  return self->funcs->progress (self->funcs->user_data, freed, good ? error : NULL) && good;
}

/* --- Large contents --- */

/* Between exclude() and admit(). */
static gboolean
remove_large (NexusContentSweep  *self,
              int                 dir_fd,
              GPtrArray          *names,
              GError            **error)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      guint8 hash[NEXUS_HASH_SIZE];
      struct stat info;
      gboolean known;

      if (!_nexus_hash_from_hex (name, hash) ||
          !self->funcs->is_known (self->funcs->user_data, hash, &known, error))
        return FALSE;
      if (known || fstatat (dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || unlinkat (dir_fd, name, 0) != 0)
        continue;
      if (!self->funcs->progress (self->funcs->user_data, (guint64) info.st_blocks * 512, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_old (NexusContentSweep *self,
        const struct stat *info)
{
  return (gint64) info->st_ctim.tv_sec * 1000000000 + info->st_ctim.tv_nsec < self->funcs->before_ns;
}

static gboolean
sweep_folder (NexusContentSweep  *self,
              int                 dir_fd,
              const char         *folder,
              GError            **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", dir_fd);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  gboolean good;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      guint8 hash[NEXUS_HASH_SIZE];
      struct stat info;

      if (!g_str_has_prefix (name, folder) || !_nexus_hash_from_hex (name, hash) ||
          g_hash_table_contains (self->hashes, hash) ||
          fstatat (dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode) || !is_old (self, &info))
        continue;

      if (!self->funcs->dry_run)
        g_ptr_array_add (names, g_strdup (name));
      else if (!self->funcs->progress (self->funcs->user_data, (guint64) info.st_blocks * 512, error))
        return FALSE;
    }

  if (names->len == 0)
    return TRUE;
  if (!_nexus_hold_exclude (self->hold, self->cancellable, error))
    return FALSE;
  good = remove_large (self, dir_fd, names, error);
  _nexus_hold_admit (self->hold);

  return good;
}

static gboolean
sweep_large (NexusContentSweep  *self,
             GError            **error)
{
  for (guint i = 0; i < 256; i++)
    {
      char folder[3];
      gboolean good;
      int fd;

      g_snprintf (folder, sizeof folder, "%02x", i);
      fd = openat (_nexus_large_get_content_fd (self->large), folder,
                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (fd < 0)
        continue;

      good = sweep_folder (self, fd, folder, error);
      close (fd);
      if (!good)
        return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_local_sweep_run (NexusContentSweep             *self,
                        const NexusContentSweepFuncs  *funcs,
                        GCancellable                  *cancellable,
                        GError                       **error)
{
  g_autoptr(GError) busy = NULL;
  gboolean good;
  GHashTableIter iter;
  Pack *pack;

  self->funcs = funcs;
  self->cancellable = cancellable;

  if (!funcs->progress (funcs->user_data, _nexus_large_clean_tmp (self->large, funcs->dry_run), error))
    return FALSE;
  /* Packs do not have to wait for anybody. */
  if (!sweep_large (self, &busy) && !g_error_matches (busy, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      g_propagate_error (error, g_steal_pointer (&busy));
      return FALSE;
    }

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &pack))
    {
      if (!sweep_pack (self, pack, error))
        return FALSE;
    }

  good = busy == NULL;
  if (!good)
    g_propagate_error (error, g_steal_pointer (&busy));

  return good;
}
