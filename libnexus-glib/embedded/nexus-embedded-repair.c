/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-embedded-verify-private.h"
#include "nexus-error.h"
#include "nexus-local-private.h"

/* Repairing: what is damaged is put out of the way, and back in place if equal bytes are found anywhere. */

#define BLOCK (1u << 20)
#define DEPTH_MAX 64

typedef struct {
  NexusMetadataStore       *metadata;
  NexusContentStore        *content;
  NexusContentHash          hash;
  const NexusRepairRequest *request;
  GCancellable             *cancellable;
  GHashTable               *wanted;     /* hash → NexusDamage, borrowed; those that are still to be found */
  GHashTable               *sizes;      /* of guint64: how large they are */
} Repair;

static void
tell (Repair            *self,
      NexusDamage       *damage,
      NexusFindingState  state,
      const char        *message)
{
  char etag[2 * NEXUS_HASH_SIZE + 1];

  _nexus_hash_to_hex (damage->content->hash, etag);
  _nexus_report_add (self->request->report,
                     _nexus_finding_new (_nexus_damage_get_kind (damage), state, message, etag, damage->uses));
}

/* --- Out of the way --- */

typedef struct {
  Repair      *repair;
  NexusDamage *damage;
  char        *name;
} PutAside;

static gboolean
put_aside (gpointer   user_data,
           GError   **error)
{
  PutAside *self = user_data;

  return _nexus_content_store_quarantine (self->repair->content, self->damage->content, &self->name, error);
}

/* While nobody else can write: who finds the content unknown to the database puts its own bytes there at once. */
static gboolean
set_missing (Repair       *self,
             NexusDamage  *damage,
             char        **name,
             GError      **error)
{
  PutAside aside = { .repair = self, .damage = damage };

  *name = NULL;
  if (damage->content->locator == NULL)
    return TRUE;
  if (!_nexus_metadata_store_set_locator (self->metadata, damage->content->hash, NULL, put_aside, &aside,
                                       self->cancellable, error))
    {
      g_free (aside.name);
      return FALSE;
    }
  *name = aside.name;

  return TRUE;
}

/* --- Back in place --- */

static void
is_found (Repair      *self,
          NexusDamage *damage,
          const char  *where)
{
  g_autofree char *shown = g_filename_display_name (where);
  g_autofree char *message = g_strdup_printf (self->request->dry_run ? _("%s (can be mended from “%s”)")
                                                                     : _("%s (mended from “%s”)"),
                                              damage->error->message, shown);

  tell (self, damage, self->request->dry_run ? NEXUS_FINDING_FOUND : NEXUS_FINDING_MENDED, message);
  g_hash_table_remove (self->wanted, damage->content->hash);
}

/* The bytes of a file that has the right hash become the content; *done is FALSE if they have changed since. */
static gboolean
take_file (Repair       *self,
           NexusDamage  *damage,
           int           fd,
           guint64       offset,
           gboolean     *done,
           GError      **error)
{
  g_autoptr(NexusContentWriter) writer = NULL;
  g_autoptr(NexusContentRef) content = NULL;
  g_autofree char *name = NULL;
  guint64 size = damage->content->size;

  *done = FALSE;
  if (!set_missing (self, damage, &name, error))
    return FALSE;

  writer = _nexus_content_store_begin (self->content, size, error);
  if (writer == NULL)
    return FALSE;
  for (guint64 at = 0; at < size; )
    {
      gsize room;
      void *place = _nexus_content_writer_prepare (writer, &room);
      gssize count = _nexus_io_pread (fd, place, MIN (room, size - at), offset + at);

      if (count <= 0)
        return TRUE;
      if (!_nexus_operation_checkpoint (self->request->operation, self->cancellable, error) ||
          !_nexus_content_writer_commit (writer, (gsize) count, error))
        return FALSE;
      at += (guint64) count;
    }
  content = _nexus_content_writer_finish (writer, error);
  if (content == NULL || !_nexus_content_store_sync (self->content, error))
    return FALSE;

  *done = memcmp (content->hash, damage->content->hash, NEXUS_HASH_SIZE) == 0 &&
          _nexus_content_store_check (self->content, content, self->cancellable, NULL);

  return !*done || _nexus_metadata_store_set_locator (self->metadata, content->hash, content->locator, NULL, NULL,
                                                   self->cancellable, error);
}

/* Hashes a part of a file; FALSE if it cannot be read. */
static gboolean
hash_part (Repair   *self,
           int       fd,
           guint64   offset,
           guint64   size,
           guint8   *hash)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (self->hash);
  g_autofree guint8 *block = g_malloc (BLOCK);

  for (guint64 at = 0; at < size; )
    {
      gssize count = _nexus_io_pread (fd, block, MIN (BLOCK, size - at), offset + at);

      if (count <= 0 || g_cancellable_is_cancelled (self->cancellable))
        return FALSE;
      _nexus_hasher_update (hasher, block, (gsize) count);
      at += (guint64) count;
    }
  _nexus_hasher_finish (hasher, hash);

  return TRUE;
}

/* Is that part of the file something that is wanted? */
static gboolean
try_part (Repair      *self,
          int          fd,
          guint64      offset,
          guint64      size,
          const char  *where,
          GError     **error)
{
  guint8 hash[NEXUS_HASH_SIZE];
  NexusDamage *damage;
  gboolean done = TRUE;

  if (!g_hash_table_contains (self->sizes, &size) || !hash_part (self, fd, offset, size, hash))
    return !g_cancellable_set_error_if_cancelled (self->cancellable, error);

  damage = g_hash_table_lookup (self->wanted, hash);
  if (damage == NULL)
    return TRUE;
  if (!self->request->dry_run && !take_file (self, damage, fd, offset, &done, error))
    return FALSE;
  if (done)
    is_found (self, damage, where);

  return TRUE;
}

typedef struct {
  Repair     *repair;
  int         fd;
  const char *path;
} Pack;

static gboolean
on_record (const NexusContentFound  *found,
           gpointer                  user_data,
           GError                  **error)
{
  Pack *self = user_data;
  NexusLocator locator;

  if (!found->is_content || !g_hash_table_contains (self->repair->wanted, found->hash) ||
      !_nexus_locator_parse (found->packed, &locator, NULL))
    return TRUE;

  return try_part (self->repair, self->fd, locator.offset + NEXUS_LOCAL_RECORD_HEAD, found->size, self->path, error);
}

static gboolean
try_file (Repair             *self,
          int                 fd,
          const struct stat  *info,
          const char         *path,
          GError            **error)
{
  Pack pack = { .repair = self, .fd = fd, .path = path };
  NexusContentHash hash;
  gboolean is_pack = FALSE;

  if (g_str_has_suffix (path, ".pack"))
    {
      g_autoptr(GError) local_error = NULL;

      if (!_nexus_local_scan_pack (fd, path, &is_pack, &hash, on_record, &pack, self->cancellable, &local_error) &&
          !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_FAILED))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }

  return try_part (self, fd, 0, (guint64) info->st_size, path, error);
}

/* A source is somebody else's: nothing in it is followed, and what cannot be read is passed over. */
static gboolean
try_path (Repair      *self,
          int          parent_fd,
          const char  *name,
          const char  *path,
          guint        depth,
          GError     **error)
{
  g_autofree char *link = NULL;
  g_autoptr(GDir) dir = NULL;
  struct stat info;
  const char *child;
  gboolean good = TRUE;
  int fd;

  if (g_hash_table_size (self->wanted) == 0 || depth > DEPTH_MAX)
    return TRUE;
  if (!_nexus_operation_checkpoint (self->request->operation, self->cancellable, error))
    return FALSE;

  fd = openat (parent_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && depth == 0)
    {
      /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
      _nexus_io_set_error (error, errno, _("open"), path);
      return FALSE;
    }
  if (fd < 0 || fstat (fd, &info) != 0 || (!S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode)))
    {
      if (fd >= 0)
        close (fd);
      return TRUE;
    }

  if (S_ISREG (info.st_mode))
    good = try_file (self, fd, &info, path, error);
  else
    {
      link = g_strdup_printf ("/proc/self/fd/%d", fd);
      dir = g_dir_open (link, 0, NULL);
    }
  while (good && dir != NULL && (child = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child_path = g_build_filename (path, child, NULL);

      good = try_path (self, fd, child, child_path, depth + 1, error);
    }
  close (fd);

  return good;
}

/* The same bytes may lie in the store a second time, or be good where only the database was wrong about them. */
static gboolean
on_found (const NexusContentFound  *found,
          gpointer                  user_data,
          GError                  **error)
{
  Repair *self = user_data;
  NexusDamage *damage = found->is_content ? g_hash_table_lookup (self->wanted, found->hash) : NULL;
  g_autoptr(NexusContentRef) content = NULL;
  gboolean good;

  if (damage == NULL || found->size != damage->content->size)
    return TRUE;

  /* Nobody may collect it before the database knows it. */
  if (!_nexus_content_store_hold (self->content, error))
    return FALSE;
  content = _nexus_content_store_adopt (self->content, found, self->cancellable, NULL);
  good = content != NULL &&
         (self->request->dry_run ||
          _nexus_metadata_store_set_locator (self->metadata, content->hash, content->locator, NULL, NULL,
                                             self->cancellable, error));
  _nexus_content_store_drop (self->content);

  if (content == NULL)
    return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
  if (good)
    is_found (self, damage, found->name);

  return good;
}

/* Whether the bytes are known to be bad, or cannot be read from the disk.  What only could not be opened, for want of leave
 * or of descriptors, may be as good as ever. */
static gboolean
is_of_bytes (const GError *error)
{
  return error->domain == NEXUS_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static gboolean
give_up (Repair       *self,
         NexusDamage  *damage,
         GError      **error)
{
  gboolean was_missing = _nexus_damage_get_kind (damage) == NEXUS_FINDING_CONTENT_MISSING;
  g_autofree char *message = NULL;
  g_autofree char *name = NULL;

  if (self->request->dry_run || !is_of_bytes (damage->error))
    {
      tell (self, damage, NEXUS_FINDING_FOUND, damage->error->message);
      return TRUE;
    }

  if (!set_missing (self, damage, &name, error))
    return FALSE;
  if (name != NULL)
    message = g_strdup_printf (_("%s (what is left of it is in “%s” now)"), damage->error->message, name);
  tell (self, damage, was_missing ? NEXUS_FINDING_LOST : NEXUS_FINDING_SET_ASIDE,
        message != NULL ? message : damage->error->message);

  return TRUE;
}

static gboolean
mend_contents (Repair     *self,
               GPtrArray  *damages,
               GError    **error)
{
  for (guint i = 0; i < damages->len; i++)
    {
      NexusDamage *damage = g_ptr_array_index (damages, i);

      g_hash_table_insert (self->wanted, damage->content->hash, damage);
      g_hash_table_add (self->sizes, &damage->content->size);
    }

  if (!_nexus_content_store_scan (self->content, on_found, self, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->request->sources->len; i++)
    {
      const char *path = g_ptr_array_index (self->request->sources, i);

      if (!try_path (self, AT_FDCWD, path, path, 0, error))
        return FALSE;
    }

  for (guint i = 0; i < damages->len; i++)
    {
      NexusDamage *damage = g_ptr_array_index (damages, i);

      if (g_hash_table_contains (self->wanted, damage->content->hash) && !give_up (self, damage, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Contents that nothing is known of --- */

/* Of the type that the first bytes look like; "" if they look like nothing. */
static char *
dup_ending (Repair          *self,
            NexusContentRef *content)
{
  g_autoptr(NexusContentReader) reader = _nexus_content_store_open (self->content, content, NULL);
  static const struct { const char *type; const char *ending; } endings[] = {
    { "application/pdf", ".pdf" }, { "image/png", ".png" }, { "image/jpeg", ".jpg" }, { "image/gif", ".gif" },
    { "application/zip", ".zip" }, { "text/plain", ".txt" }, { "text/html", ".html" }, { "application/gzip", ".gz" },
    { "image/svg+xml", ".svg" }, { "video/mp4", ".mp4" }, { "audio/mpeg", ".mp3" }, { "application/xml", ".xml" },
  };
  g_autofree char *type = NULL;
  guint8 head[4096];
  gboolean uncertain = TRUE;
  gssize count = 0;

  if (reader != NULL)
    count = _nexus_content_reader_pread (reader, head, sizeof head, 0, NULL, NULL);
  if (count > 0)
    type = g_content_type_guess (NULL, head, (gsize) count, &uncertain);
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (endings); i++)
    {
      if (g_content_type_equals (type, endings[i].type))
        return g_strdup (endings[i].ending);
    }

  return g_strdup ("");
}

/* What is passed over here is nothing but garbage once the rescue is done: only what is known to be bad, or gone, is. */
static gboolean
on_stray (const NexusContentFound  *found,
          gpointer                  user_data,
          GError                  **error)
{
  Repair *self = user_data;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(NexusContentRef) known = NULL;
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(NexusTransaction) transaction = NULL;
  g_autoptr(GPtrArray) uses = NULL;
  g_autofree char *ending = NULL;
  g_autofree char *path = NULL;
  NexusMutation *mutation;
  char etag[2 * NEXUS_HASH_SIZE + 1];

  if (!found->is_content || !_nexus_operation_checkpoint (self->request->operation, self->cancellable, error))
    return !found->is_content;

  known = _nexus_metadata_store_find_content (self->metadata, found->hash, self->cancellable, &local_error);
  if (known != NULL)
    return TRUE;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  content = _nexus_content_store_adopt (self->content, found, self->cancellable, &local_error);
  if (content == NULL && is_of_bytes (local_error))
    return TRUE;
  if (content == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  _nexus_hash_to_hex (content->hash, etag);
  ending = dup_ending (self, content);
  path = g_strconcat ("/lost+found/", etag, ending, NULL);
  mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, path);
  mutation->content = g_steal_pointer (&content);
  mutation->write_flags = NEXUS_WRITE_PARENTS;
  transaction = _nexus_transaction_new_single (mutation, self->cancellable);
  _nexus_metadata_store_apply (self->metadata, &transaction, 1);
  if (transaction->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&transaction->error));
      return FALSE;
    }

  uses = _nexus_content_uses_new ();
  g_ptr_array_add (uses, _nexus_content_use_new (path, 0, FALSE));
  _nexus_report_add (self->request->report,
                     _nexus_finding_new (NEXUS_FINDING_RESCUED, NEXUS_FINDING_SET_ASIDE,
                                         _("What file had this content is lost."), etag, uses));

  return TRUE;
}

gboolean
_nexus_embedded_run_repair (NexusMetadataStore        *metadata,
                            NexusContentStore         *content,
                            NexusContentHash           hash,
                            const NexusRepairRequest  *request,
                            GCancellable              *cancellable,
                            GError                   **error)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new (_nexus_hash_hash, _nexus_hash_equal);
  g_autoptr(GHashTable) sizes = g_hash_table_new (g_int64_hash, g_int64_equal);
  Repair repair = {
    .metadata = metadata,
    .content = content,
    .hash = hash,
    .request = request,
    .cancellable = cancellable,
    .wanted = wanted,
    .sizes = sizes,
  };
  g_autoptr(GPtrArray) damages = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_damage_free);
  NexusCheckRun run = {
    .metadata = metadata,
    .content = content,
    .operation = request->operation,
    .report = request->report,
    .damages = damages,
  };
  g_autoptr(GArray) ids = NULL;
  guint64 n_bytes;
  gboolean good;

  if (request->rescue && !_nexus_content_store_scan (content, on_stray, &repair, cancellable, error))
    return FALSE;
  if (!_nexus_metadata_store_verify (metadata, !request->dry_run, request->report, cancellable, error))
    return FALSE;

  ids = _nexus_metadata_store_plan_check (metadata, NULL, G_MAXINT64, FALSE, &n_bytes, cancellable, error);
  if (ids == NULL)
    return FALSE;

  _nexus_operation_add_total (request->operation, ids->len, n_bytes);
  good = _nexus_texts_begin (&run, !request->dry_run, cancellable, error) &&
         _nexus_check_contents (&run, ids, cancellable, error) &&
         (damages->len == 0 || mend_contents (&repair, damages, error)) &&
         _nexus_texts_end (&run, !request->dry_run, cancellable, error);
  _nexus_texts_clear (&run);
  if (!good)
    return FALSE;
  _nexus_report_get_counts (request->report)->complete = TRUE;

  return TRUE;
}
