/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-error.h"
#include "nexus-local-private.h"

/* DATA_DIR/packs/<id>.pack   small contents
 * DATA_DIR/content/ab/<hash> large ones
 * DATA_DIR/tmp/<x>.part      large ones on their way in
 * DATA_DIR/lock              who holds what, see nexus-local-hold.c */
struct _NexusLocalStore {
  NexusContentStore  parent_instance;

  NexusContentHash   hash;
  NexusPacks        *packs;
  NexusLarge        *large;
  NexusSpace        *space;
  NexusLocalCache   *cache;
  NexusHold         *hold;
  int                data_fd;
  char              *data_dir;
  int                folders;    /* FOLDERS_UNKNOWN, FOLDERS_DURABLE, or why they could not be synced */
};

#define FOLDERS_UNKNOWN 0
#define FOLDERS_DURABLE -1

typedef struct {
  NexusContentStoreClass parent_class;
} NexusLocalStoreClass;

G_DEFINE_TYPE (NexusLocalStore, _nexus_local_store, NEXUS_TYPE_CONTENT_STORE)

NexusPacks *
_nexus_local_store_get_packs (NexusLocalStore *self)
{
  return self->packs;
}

NexusLarge *
_nexus_local_store_get_large (NexusLocalStore *self)
{
  return self->large;
}

NexusSpace *
_nexus_local_store_get_space (NexusLocalStore *self)
{
  return self->space;
}

NexusContentHash
_nexus_local_store_get_hash (NexusLocalStore *self)
{
  return self->hash;
}

NexusHold *
_nexus_local_store_get_hold (NexusLocalStore *self)
{
  return self->hold;
}

NexusContentRef *
_nexus_local_store_new_held (NexusLocalStore *self,
                             const guint8    *hash,
                             guint64          size,
                             GBytes          *locator)
{
  NexusContentRef *content = _nexus_content_ref_new (hash, size, locator);

  _nexus_hold_give (self->hold, content);

  return content;
}

int
_nexus_local_store_get_fd (NexusLocalStore *self)
{
  return self->data_fd;
}

static NexusContentWriter *
nexus_local_store_begin (NexusContentStore  *store,
                         guint64             size_hint,
                         GError            **error)
{
  return _nexus_local_writer_new ((NexusLocalStore *) store, size_hint);
}

static NexusContentRef *
nexus_local_store_stage (NexusContentStore  *store,
                         const guint8       *hash,
                         const void         *data,
                         gsize               size,
                         GError            **error)
{
  NexusLocalStore *self = (NexusLocalStore *) store;
  g_autoptr(GBytes) locator = NULL;

  if (size > NEXUS_LOCAL_PACK_LIMIT)
    {
      g_autoptr(NexusContentWriter) writer = _nexus_local_writer_new (self, size);

      if (!_nexus_content_writer_write (writer, data, size, error))
        return NULL;

      return _nexus_content_writer_finish (writer, error);
    }

  if (!_nexus_hold_take (self->hold, error))
    return NULL;

  locator = size > 0 ? _nexus_packs_append (self->packs, hash, data, size, error) : _nexus_locator_new_empty ();
  if (locator == NULL)
    {
      _nexus_hold_drop (self->hold);
      return NULL;
    }

  return _nexus_local_store_new_held (self, hash, size, locator);
}

static gboolean
nexus_local_store_sync (NexusContentStore  *store,
                        GError            **error)
{
  NexusLocalStore *self = (NexusLocalStore *) store;

  if (!_nexus_packs_sync (self->packs, error) || !_nexus_large_sync (self->large, error))
    return FALSE;

  /* Once: whoever made the folders may have been killed before it came to that.  As with files, what failed is not
   * tried again, since it would not fail again. */
  if (g_atomic_int_get (&self->folders) == FOLDERS_UNKNOWN)
    {
      int result = fsync (self->data_fd) == 0 ? FOLDERS_DURABLE : errno;

      g_atomic_int_compare_and_exchange (&self->folders, FOLDERS_UNKNOWN, result);
    }
  if (g_atomic_int_get (&self->folders) != FOLDERS_DURABLE)
    {
      _nexus_io_set_error (error, g_atomic_int_get (&self->folders), _("make durable the folders in"), self->data_dir);
      return FALSE;
    }

  return TRUE;
}

/* The bytes are checked against their hash, whichever way they came. */
static gboolean
check_bytes (NexusLocalStore  *self,
             NexusContentRef  *content,
             GBytes           *bytes,
             GError          **error)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (self->hash);
  guint8 hash[NEXUS_HASH_SIZE];
  char etag[2 * NEXUS_HASH_SIZE + 1];

  _nexus_hasher_update (hasher, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  _nexus_hasher_finish (hasher, hash);
  if (memcmp (hash, content->hash, NEXUS_HASH_SIZE) == 0)
    return TRUE;

  _nexus_hash_to_hex (content->hash, etag);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("The content %s is damaged: its bytes do not have that hash; restore it from a backup"), etag);

  return FALSE;
}

static GBytes *
read_large (NexusLocalStore  *self,
            NexusContentRef  *content,
            GCancellable     *cancellable,
            GError          **error)
{
  g_autoptr(NexusContentReader) reader = _nexus_local_reader_new (self, content, error);
  guint8 *data;
  gssize count;

  if (reader == NULL)
    return NULL;

  data = content->size <= G_MAXSSIZE ? g_try_malloc (content->size) : NULL;
  if (data == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _("The content is too large to be read into memory at once (%" PRIu64
                     " bytes); read it as a stream"), content->size);
      return NULL;
    }

  count = _nexus_content_reader_pread (reader, data, content->size, 0, cancellable, error);
  if (count < 0)
    {
      g_free (data);
      return NULL;
    }

  return g_bytes_new_take (data, count);
}

static GBytes *
nexus_local_store_read (NexusContentStore  *store,
                        NexusContentRef    *content,
                        GCancellable       *cancellable,
                        GError            **error)
{
  NexusLocalStore *self = (NexusLocalStore *) store;
  g_autoptr(GBytes) bytes = NULL;
  NexusLocator locator;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!_nexus_locator_parse (content, &locator, error))
    return NULL;

  if (locator.kind == NEXUS_LOCATOR_EMPTY)
    {
      bytes = g_bytes_new_static ("", 0);
    }
  else if (locator.kind == NEXUS_LOCATOR_PACK)
    {
      /* What is remembered was checked when it was read. */
      bytes = _nexus_local_cache_get (self->cache, content->hash);
      if (bytes != NULL && g_bytes_get_size (bytes) == content->size)
        return g_steal_pointer (&bytes);

      g_clear_pointer (&bytes, g_bytes_unref);
      bytes = _nexus_packs_read (self->packs, content, &locator, error);
    }
  else
    {
      bytes = read_large (self, content, cancellable, error);
    }

  if (bytes == NULL || !check_bytes (self, content, bytes, error))
    return NULL;
  if (locator.kind == NEXUS_LOCATOR_PACK)
    _nexus_local_cache_put (self->cache, content->hash, bytes);

  return g_steal_pointer (&bytes);
}

static NexusContentReader *
nexus_local_store_open (NexusContentStore  *store,
                        NexusContentRef    *content,
                        GError            **error)
{
  return _nexus_local_reader_new ((NexusLocalStore *) store, content, error);
}

/* Adds what lies in a folder and, `depth` levels deep, below it.  What vanishes meanwhile is left out. */
static gboolean
add_folder_size (int            parent_fd,
                 const char    *name,
                 guint          depth,
                 guint64       *size,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = NULL;
  const char *child;
  int fd = openat (parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return TRUE;

  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (child = g_dir_read_name (dir)) != NULL)
    {
      struct stat info;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          close (fd);
          return FALSE;
        }
      if (fstatat (fd, child, &info, AT_SYMLINK_NOFOLLOW) != 0)
        continue;
      if (S_ISREG (info.st_mode))
        *size += (guint64) info.st_blocks * 512;
      else if (S_ISDIR (info.st_mode) && depth > 0 &&
               !add_folder_size (fd, child, depth - 1, size, cancellable, error))
        {
          close (fd);
          return FALSE;
        }
    }
  close (fd);

  return TRUE;
}

static void
nexus_local_store_set_reserve (NexusContentStore *store,
                               gint64             reserve)
{
  _nexus_space_set_reserve (((NexusLocalStore *) store)->space, reserve);
}

static gboolean
nexus_local_store_look_at_space (NexusContentStore *store,
                                 guint64           *available,
                                 guint64           *reserve)
{
  return _nexus_space_look (((NexusLocalStore *) store)->space, available, reserve);
}

static gboolean
nexus_local_store_get_disk_size (NexusContentStore  *store,
                                 guint64            *disk_size,
                                 GCancellable       *cancellable,
                                 GError            **error)
{
  NexusLocalStore *self = (NexusLocalStore *) store;

  *disk_size = 0;

  return add_folder_size (self->data_fd, "packs", 0, disk_size, cancellable, error) &&
         add_folder_size (self->data_fd, "tmp", 0, disk_size, cancellable, error) &&
         add_folder_size (self->data_fd, "content", 1, disk_size, cancellable, error);
}

static gboolean
nexus_local_store_check (NexusContentStore  *store,
                         NexusContentRef    *content,
                         GCancellable       *cancellable,
                         GError            **error)
{
  return _nexus_local_check ((NexusLocalStore *) store, content, cancellable, error);
}

static gboolean
nexus_local_store_scan (NexusContentStore      *store,
                        NexusContentFoundFunc   func,
                        gpointer                user_data,
                        GCancellable           *cancellable,
                        GError                **error)
{
  return _nexus_local_scan (((NexusLocalStore *) store)->data_fd, func, user_data, cancellable, error);
}

static NexusContentRef *
nexus_local_store_adopt (NexusContentStore        *store,
                         const NexusContentFound  *found,
                         GCancellable             *cancellable,
                         GError                  **error)
{
  return _nexus_local_adopt ((NexusLocalStore *) store, found, cancellable, error);
}

static gboolean
nexus_local_store_quarantine (NexusContentStore  *store,
                              NexusContentRef    *content,
                              char              **name,
                              GError            **error)
{
  return _nexus_local_quarantine ((NexusLocalStore *) store, content, name, error);
}

static gboolean
nexus_local_store_close (NexusContentStore  *store,
                         GError            **error)
{
  return nexus_local_store_sync (store, error);
}

/* --- Collecting what nobody wants --- */

static void
forget_staged (gpointer user_data)
{
  _nexus_packs_forget (((NexusLocalStore *) user_data)->packs);
}

static gboolean
nexus_local_store_hold (NexusContentStore  *store,
                        GError            **error)
{
  return _nexus_hold_take (((NexusLocalStore *) store)->hold, error);
}

static void
nexus_local_store_drop (NexusContentStore *store)
{
  _nexus_hold_drop (((NexusLocalStore *) store)->hold);
}

static void
nexus_local_store_give_hold (NexusContentStore *store,
                             NexusContentRef   *content)
{
  _nexus_hold_give (((NexusLocalStore *) store)->hold, content);
}

static gboolean
nexus_local_store_exclude (NexusContentStore  *store,
                           GCancellable       *cancellable,
                           GError            **error)
{
  return _nexus_hold_exclude (((NexusLocalStore *) store)->hold, cancellable, error);
}

static void
nexus_local_store_admit (NexusContentStore *store)
{
  _nexus_hold_admit (((NexusLocalStore *) store)->hold);
}

static gboolean
nexus_local_store_begin_collecting (NexusContentStore  *store,
                                    GError            **error)
{
  return _nexus_hold_begin_sweep (((NexusLocalStore *) store)->hold, error);
}

static void
nexus_local_store_end_collecting (NexusContentStore *store)
{
  _nexus_hold_end_sweep (((NexusLocalStore *) store)->hold);
}

static NexusContentSweep *
nexus_local_store_begin_sweep (NexusContentStore  *store,
                               GError            **error)
{
  NexusLocalStore *self = (NexusLocalStore *) store;

  return _nexus_local_sweep_new (self->packs, self->large, self->hold, error);
}

static gboolean
nexus_local_store_keep (NexusContentStore  *store,
                        NexusContentSweep  *sweep,
                        NexusContentRef    *content,
                        GError            **error)
{
  return _nexus_local_sweep_keep (sweep, content, error);
}

static gboolean
nexus_local_store_run_sweep (NexusContentStore             *store,
                             NexusContentSweep             *sweep,
                             const NexusContentSweepFuncs  *funcs,
                             GCancellable                  *cancellable,
                             GError                       **error)
{
  return _nexus_local_sweep_run (sweep, funcs, cancellable, error);
}

static void
nexus_local_store_end_sweep (NexusContentStore *store,
                             NexusContentSweep *sweep)
{
  _nexus_local_sweep_free (sweep);
}

static void
nexus_local_store_finalize (GObject *object)
{
  NexusLocalStore *self = (NexusLocalStore *) object;

  if (self->hold != NULL)
    _nexus_hold_detach (g_steal_pointer (&self->hold));
  g_clear_pointer (&self->packs, _nexus_packs_free);
  g_clear_pointer (&self->large, _nexus_large_free);
  g_clear_pointer (&self->space, _nexus_space_free);
  g_clear_pointer (&self->cache, _nexus_local_cache_free);
  if (self->data_fd >= 0)
    close (self->data_fd);
  g_free (self->data_dir);

  G_OBJECT_CLASS (_nexus_local_store_parent_class)->finalize (object);
}

static void
_nexus_local_store_class_init (NexusLocalStoreClass *klass)
{
  NexusContentStoreClass *store_class = (NexusContentStoreClass *) klass;

  G_OBJECT_CLASS (klass)->finalize = nexus_local_store_finalize;
  store_class->begin = nexus_local_store_begin;
  store_class->stage = nexus_local_store_stage;
  store_class->sync = nexus_local_store_sync;
  store_class->read = nexus_local_store_read;
  store_class->open = nexus_local_store_open;
  store_class->set_reserve = nexus_local_store_set_reserve;
  store_class->look_at_space = nexus_local_store_look_at_space;
  store_class->get_disk_size = nexus_local_store_get_disk_size;
  store_class->check = nexus_local_store_check;
  store_class->scan = nexus_local_store_scan;
  store_class->adopt = nexus_local_store_adopt;
  store_class->quarantine = nexus_local_store_quarantine;
  store_class->close = nexus_local_store_close;
  store_class->hold = nexus_local_store_hold;
  store_class->drop = nexus_local_store_drop;
  store_class->give_hold = nexus_local_store_give_hold;
  store_class->begin_collecting = nexus_local_store_begin_collecting;
  store_class->end_collecting = nexus_local_store_end_collecting;
  store_class->exclude = nexus_local_store_exclude;
  store_class->admit = nexus_local_store_admit;
  store_class->begin_sweep = nexus_local_store_begin_sweep;
  store_class->keep = nexus_local_store_keep;
  store_class->run_sweep = nexus_local_store_run_sweep;
  store_class->end_sweep = nexus_local_store_end_sweep;
}

static void
_nexus_local_store_init (NexusLocalStore *self)
{
  self->data_fd = -1;
}

NexusContentStore *
_nexus_local_content_store_open (const char        *data_dir,
                                 NexusContentHash   hash,
                                 GError           **error)
{
  g_autoptr(NexusContentStore) store = g_object_new (NEXUS_TYPE_LOCAL_STORE, NULL);
  NexusLocalStore *self = (NexusLocalStore *) store;
  gboolean created[3];
  int packs_fd;
  int content_fd;
  int tmp_fd;

  self->hash = hash;
  self->data_dir = g_strdup (data_dir);
  self->data_fd = open (data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->data_fd < 0)
    {
      _nexus_io_set_error (error, errno, _("open the data folder"), data_dir);
      return NULL;
    }

  self->cache = _nexus_local_cache_new ();
  self->space = _nexus_space_new (self->data_fd);
  self->hold = _nexus_hold_new (self->data_fd, forget_staged, self);

  packs_fd = _nexus_io_open_folder (self->data_fd, "packs", TRUE, &created[0], error);
  if (packs_fd < 0)
    return NULL;
  self->packs = _nexus_packs_new (packs_fd, self->space, hash);

  content_fd = _nexus_io_open_folder (self->data_fd, "content", TRUE, &created[1], error);
  if (content_fd < 0)
    return NULL;
  tmp_fd = _nexus_io_open_folder (self->data_fd, "tmp", TRUE, &created[2], error);
  if (tmp_fd < 0)
    {
      close (content_fd);
      return NULL;
    }
  self->large = _nexus_large_new (content_fd, tmp_fd);

  if ((created[0] || created[1] || created[2]) && fsync (self->data_fd) != 0)
    {
      _nexus_io_set_error (error, errno, _("make durable the folders in"), data_dir);
      return NULL;
    }
  _nexus_large_clean_tmp (self->large, FALSE);

  return g_steal_pointer (&store);
}
