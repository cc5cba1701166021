/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-config.h"
#include "nexus-entry.h"
#include "nexus-file-enumerator-private.h"
#include "nexus-file-info-private.h"
#include "nexus-file-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-filesystem-quota.h"
#include "nexus-quota.h"
#include "nexus-statistics.h"
#include "nexus-uri-private.h"

/* What tells two stores apart: the id of the top folder, which is given when a store is made and never changes. */
static gboolean
find_store (NexusFilesystem        *filesystem,
            const NexusFileFields  *fields,
            char                  **store,
            GCancellable           *cancellable,
            GError                **error)
{
  g_autoptr(NexusEntry) top = NULL;

  if (!_nexus_file_fields_want_store (fields))
    return TRUE;

  top = nexus_filesystem_query (filesystem, "/", cancellable, error);
  if (top == NULL)
    return FALSE;
  *store = g_strdup (nexus_entry_get_id (top));

  return TRUE;
}

/* --- query_info --- */

/* The top folder tells how much is in the trash, as the top of a desktop's trash does. */
static gboolean
set_trash (GFileInfo        *info,
           NexusFilesystem  *filesystem,
           GCancellable     *cancellable,
           GError          **error)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, cancellable, error);

  if (trash == NULL)
    return FALSE;
  g_file_info_set_attribute_uint32 (info, G_FILE_ATTRIBUTE_TRASH_ITEM_COUNT, g_list_model_get_n_items (trash));

  return TRUE;
}

static void
set_number (GFileInfo             *info,
            GFileAttributeMatcher *matcher,
            const char            *name,
            guint64                number)
{
  if (number != 0 && g_file_attribute_matcher_matches (matcher, name))
    g_file_info_set_attribute_uint64 (info, name, number);
}

/* The quota that a directory itself has. */
static gboolean
set_quota (GFileInfo              *info,
           GFileAttributeMatcher  *matcher,
           NexusFilesystem        *filesystem,
           NexusEntry             *entry,
           GCancellable           *cancellable,
           GError                **error)
{
  g_autoptr(GListModel) list = NULL;
  g_autoptr(NexusQuota) quota = NULL;
  guint n_items;

  if (nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
    return TRUE;

  list = nexus_filesystem_list_quotas (filesystem, nexus_entry_get_path (entry), cancellable, error);
  if (list == NULL)
    return FALSE;
  n_items = g_list_model_get_n_items (list);
  quota = n_items > 0 ? g_list_model_get_item (list, n_items - 1) : NULL;
  if (quota == NULL || strcmp (nexus_quota_get_path (quota), nexus_entry_get_path (entry)) != 0)
    return TRUE;

  set_number (info, matcher, NEXUS_FILE_ATTRIBUTE_QUOTA_HARD_BYTES, nexus_quota_get_hard_bytes (quota));
  set_number (info, matcher, NEXUS_FILE_ATTRIBUTE_QUOTA_SOFT_BYTES, nexus_quota_get_soft_bytes (quota));
  set_number (info, matcher, NEXUS_FILE_ATTRIBUTE_QUOTA_HARD_ENTRIES, nexus_quota_get_hard_entries (quota));
  set_number (info, matcher, NEXUS_FILE_ATTRIBUTE_QUOTA_SOFT_ENTRIES, nexus_quota_get_soft_entries (quota));
  if (g_file_attribute_matcher_matches (matcher, NEXUS_FILE_ATTRIBUTE_QUOTA_EXCEEDED))
    g_file_info_set_attribute_boolean (info, NEXUS_FILE_ATTRIBUTE_QUOTA_EXCEEDED, nexus_quota_get_exceeded (quota));

  return TRUE;
}

static gpointer
query_info (NexusFile            *self,
            NexusFilesystem      *filesystem,
            const char           *path,
            const NexusFileCall  *call,
            GCancellable         *cancellable,
            GError              **error)
{
  g_autoptr(NexusFileFields) fields = NULL;
  g_autoptr(NexusEntry) link = nexus_filesystem_query (filesystem, path, cancellable, error);
  g_autoptr(NexusEntry) target = NULL;
  g_autofree char *store = NULL;
  g_autoptr(GFileInfo) info = NULL;

  if (link == NULL)
    return NULL;
  if (!(call->flags & G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS) && nexus_entry_get_kind (link) == NEXUS_KIND_SYMBOLIC_LINK)
    {
      target = _nexus_file_query_entry (filesystem, path, TRUE, cancellable, error);
      if (target == NULL)
        return NULL;
    }

  fields = _nexus_file_fields_get (call->text);
  if (!find_store (filesystem, fields, &store, cancellable, error))
    return NULL;

  info = _nexus_file_info_new (link, target != NULL ? target : link, fields, store);
  if (_nexus_file_fields_want_trash (fields) && path[1] == '\0' && !set_trash (info, filesystem, cancellable, error))
    return NULL;
  if (_nexus_file_fields_get_quota (fields) != NULL &&
      !set_quota (info, _nexus_file_fields_get_quota (fields), filesystem, target != NULL ? target : link, cancellable, error))
    return NULL;

  return g_steal_pointer (&info);
}

#define QUERY_INFO_CALL { query_info, g_object_unref, .text = (char *) attributes, .flags = flags }

static GFileInfo *
nexus_file_query_info (GFile                *file,
                       const char           *attributes,
                       GFileQueryInfoFlags   flags,
                       GCancellable         *cancellable,
                       GError              **error)
{
  const NexusFileCall call = QUERY_INFO_CALL;

  return _nexus_file_call (NEXUS_FILE (file), &call, cancellable, error);
}

static void
nexus_file_query_info_async (GFile               *file,
                             const char          *attributes,
                             GFileQueryInfoFlags  flags,
                             int                  io_priority,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const NexusFileCall call = QUERY_INFO_CALL;

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_query_info_async, io_priority, cancellable, callback, user_data);
}

static GFileInfo *
nexus_file_query_info_finish (GFile         *file,
                              GAsyncResult  *result,
                              GError       **error)
{
  return _nexus_file_call_finish (file, result, nexus_file_query_info_async, error);
}

/* --- enumerate_children --- */

static gpointer
enumerate_children (NexusFile            *self,
                    NexusFilesystem      *filesystem,
                    const char           *path,
                    const NexusFileCall  *call,
                    GCancellable         *cancellable,
                    GError              **error)
{
  g_autoptr(NexusEntryEnumerator) entries = NULL;
  g_autoptr(NexusFileFields) fields = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *store = NULL;

  entries = nexus_filesystem_enumerate (filesystem, path, NEXUS_ENUMERATE_NONE, cancellable, &local_error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    {
      /* A link to a directory is as good as one; one to nowhere, or in a circle, is told as such. */
      g_autoptr(GError) link_error = NULL;
      g_autofree char *target = _nexus_file_follow (filesystem, path, TRUE, cancellable, &link_error);

      if (target == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&link_error));
          return NULL;
        }
      if (strcmp (target, path) != 0)
        {
          g_clear_error (&local_error);
          entries = nexus_filesystem_enumerate (filesystem, target, NEXUS_ENUMERATE_NONE, cancellable, &local_error);
        }
    }
  if (entries == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  fields = _nexus_file_fields_get (call->text);
  if (!find_store (filesystem, fields, &store, cancellable, error))
    return NULL;

  return _nexus_file_enumerator_new (G_FILE (self), filesystem, entries, g_steal_pointer (&fields), store, call->flags);
}

#define ENUMERATE_CALL { enumerate_children, g_object_unref, .text = (char *) attributes, .flags = flags }

static GFileEnumerator *
nexus_file_enumerate_children (GFile                *file,
                               const char           *attributes,
                               GFileQueryInfoFlags   flags,
                               GCancellable         *cancellable,
                               GError              **error)
{
  const NexusFileCall call = ENUMERATE_CALL;

  return _nexus_file_call (NEXUS_FILE (file), &call, cancellable, error);
}

static void
nexus_file_enumerate_children_async (GFile               *file,
                                     const char          *attributes,
                                     GFileQueryInfoFlags  flags,
                                     int                  io_priority,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  const NexusFileCall call = ENUMERATE_CALL;

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_enumerate_children_async, io_priority, cancellable,
                          callback, user_data);
}

static GFileEnumerator *
nexus_file_enumerate_children_finish (GFile         *file,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return _nexus_file_call_finish (file, result, nexus_file_enumerate_children_async, error);
}

/* --- query_filesystem_info --- */

/* What can be put there: what the disk has left for contents, where the store lies on one, and no more than a quota of
 * the directory or one above it allows. */
static gboolean
find_room (NexusFilesystem  *filesystem,
           const char       *path,
           guint64          *room,
           gboolean         *known,
           GCancellable     *cancellable,
           GError          **error)
{
  g_autoptr(GListModel) quotas = nexus_filesystem_list_quotas (filesystem, path, cancellable, error);

  if (quotas == NULL)
    return FALSE;

  *room = G_MAXUINT64;
  *known = _nexus_filesystem_get_room (filesystem, room);
  for (guint i = 0; i < g_list_model_get_n_items (quotas); i++)
    {
      g_autoptr(NexusQuota) quota = g_list_model_get_item (quotas, i);
      guint64 limit = nexus_quota_get_hard_bytes (quota);
      guint64 used = nexus_quota_get_used_bytes (quota);

      if (limit == 0)
        continue;
      *room = MIN (*room, limit > used ? limit - used : 0);
      *known = TRUE;
    }

  return TRUE;
}

static gboolean
set_room (GFileInfo              *info,
          NexusFilesystem        *filesystem,
          const char             *path,
          GFileAttributeMatcher  *matcher,
          guint64                 used,
          GCancellable           *cancellable,
          GError                **error)
{
  guint64 free_size;
  gboolean known;

  if (!find_room (filesystem, path, &free_size, &known, cancellable, error))
    return FALSE;
  if (!known)
    return TRUE;

  if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, free_size);
  if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE))
    g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE, free_size + used);

  return TRUE;
}

static gpointer
query_filesystem_info (NexusFile            *self,
                       NexusFilesystem      *filesystem,
                       const char           *path,
                       const NexusFileCall  *call,
                       GCancellable         *cancellable,
                       GError              **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, cancellable, error);
  g_autoptr(GFileInfo) info = NULL;
  GFileAttributeMatcher *matcher;
  gboolean ok = TRUE;

  if (entry == NULL)
    return NULL;

  info = g_file_info_new ();
  matcher = g_file_attribute_matcher_new (call->text);
  if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_TYPE))
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_FILESYSTEM_TYPE, NEXUS_URI_SCHEME);
  if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_READONLY))
    g_file_info_set_attribute_boolean (info, G_FILE_ATTRIBUTE_FILESYSTEM_READONLY, FALSE);
  if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_REMOTE))
    g_file_info_set_attribute_boolean (info, G_FILE_ATTRIBUTE_FILESYSTEM_REMOTE,
                                       nexus_config_get_mode (nexus_filesystem_get_config (filesystem)) != NEXUS_MODE_EMBEDDED);

  if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE) ||
      g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) ||
      g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_USED))
    {
      g_autoptr(NexusStatistics) statistics = nexus_filesystem_get_statistics (filesystem, cancellable, error);

      ok = statistics != NULL;
      if (ok)
        {
          guint64 used = nexus_statistics_get_disk_size (statistics);

          if (g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_FILESYSTEM_USED))
            g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_USED, used);
          ok = set_room (info, filesystem, path, matcher, used, cancellable, error);
        }
    }
  g_file_attribute_matcher_unref (matcher);

  return ok ? g_steal_pointer (&info) : NULL;
}

#define FILESYSTEM_CALL { query_filesystem_info, g_object_unref, .text = (char *) attributes }

static GFileInfo *
nexus_file_query_filesystem_info (GFile         *file,
                                  const char    *attributes,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  const NexusFileCall call = FILESYSTEM_CALL;

  return _nexus_file_call (NEXUS_FILE (file), &call, cancellable, error);
}

static void
nexus_file_query_filesystem_info_async (GFile               *file,
                                        const char          *attributes,
                                        int                  io_priority,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  const NexusFileCall call = FILESYSTEM_CALL;

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_query_filesystem_info_async, io_priority, cancellable,
                          callback, user_data);
}

static GFileInfo *
nexus_file_query_filesystem_info_finish (GFile         *file,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  return _nexus_file_call_finish (file, result, nexus_file_query_filesystem_info_async, error);
}

/* --- find_enclosing_mount: there is none, and nothing to ask --- */

static GMount *
nexus_file_find_enclosing_mount (GFile         *file,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  if (_nexus_file_check (NEXUS_FILE (file), error))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("A store is not mounted, it is opened by each program"));

  return NULL;
}

static void
nexus_file_find_enclosing_mount_async (GFile               *file,
                                       int                  io_priority,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, nexus_file_find_enclosing_mount_async);
  g_task_set_priority (task, io_priority);
  nexus_file_find_enclosing_mount (file, cancellable, &error);
  g_task_return_error (task, error);
}

static GMount *
nexus_file_find_enclosing_mount_finish (GFile         *file,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  return _nexus_file_call_finish (file, result, nexus_file_find_enclosing_mount_async, error);
}

/* --- measure_disk_usage: every directory keeps the totals of what is below it --- */

typedef struct {
  guint64 size;
  guint64 directories;
  guint64 files;
} Usage;

static gpointer
measure (NexusFile            *self,
         NexusFilesystem      *filesystem,
         const char           *path,
         const NexusFileCall  *call,
         GCancellable         *cancellable,
         GError              **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, cancellable, error);
  Usage *usage;

  if (entry == NULL)
    return NULL;

  usage = g_new0 (Usage, 1);
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      usage->size = nexus_entry_get_total_size (entry);
      usage->directories = 1;
      usage->files = nexus_entry_get_total_count (entry);
    }
  else
    {
      usage->size = nexus_entry_get_size (entry);
      usage->files = 1;
    }

  return usage;
}

static gboolean
take_usage (Usage   *taken,
            guint64 *disk_usage,
            guint64 *n_directories,
            guint64 *n_files)
{
  g_autofree Usage *usage = taken;

  if (usage == NULL)
    return FALSE;
  if (disk_usage != NULL)
    *disk_usage = usage->size;
  if (n_directories != NULL)
    *n_directories = usage->directories;
  if (n_files != NULL)
    *n_files = usage->files;

  return TRUE;
}

static gboolean
nexus_file_measure_disk_usage (GFile                         *file,
                               GFileMeasureFlags              flags,
                               GCancellable                  *cancellable,
                               GFileMeasureProgressCallback   progress,
                               gpointer                       progress_data,
                               guint64                       *disk_usage,
                               guint64                       *n_directories,
                               guint64                       *n_files,
                               GError                       **error)
{
  const NexusFileCall call = { measure, g_free };

  return take_usage (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error), disk_usage, n_directories, n_files);
}

static void
nexus_file_measure_disk_usage_async (GFile                        *file,
                                     GFileMeasureFlags             flags,
                                     int                           io_priority,
                                     GCancellable                 *cancellable,
                                     GFileMeasureProgressCallback  progress,
                                     gpointer                      progress_data,
                                     GAsyncReadyCallback           callback,
                                     gpointer                      user_data)
{
  const NexusFileCall call = { measure, g_free };

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_measure_disk_usage_async, io_priority, cancellable,
                          callback, user_data);
}

static gboolean
nexus_file_measure_disk_usage_finish (GFile         *file,
                                      GAsyncResult  *result,
                                      guint64       *disk_usage,
                                      guint64       *n_directories,
                                      guint64       *n_files,
                                      GError       **error)
{
  return take_usage (_nexus_file_call_finish (file, result, nexus_file_measure_disk_usage_async, error),
                     disk_usage, n_directories, n_files);
}

void
_nexus_file_init_query (GFileIface *iface)
{
  iface->query_info = nexus_file_query_info;
  iface->query_info_async = nexus_file_query_info_async;
  iface->query_info_finish = nexus_file_query_info_finish;
  iface->enumerate_children = nexus_file_enumerate_children;
  iface->enumerate_children_async = nexus_file_enumerate_children_async;
  iface->enumerate_children_finish = nexus_file_enumerate_children_finish;
  iface->query_filesystem_info = nexus_file_query_filesystem_info;
  iface->query_filesystem_info_async = nexus_file_query_filesystem_info_async;
  iface->query_filesystem_info_finish = nexus_file_query_filesystem_info_finish;
  iface->find_enclosing_mount = nexus_file_find_enclosing_mount;
  iface->find_enclosing_mount_async = nexus_file_find_enclosing_mount_async;
  iface->find_enclosing_mount_finish = nexus_file_find_enclosing_mount_finish;
  iface->measure_disk_usage = nexus_file_measure_disk_usage;
  iface->measure_disk_usage_async = nexus_file_measure_disk_usage_async;
  iface->measure_disk_usage_finish = nexus_file_measure_disk_usage_finish;
}
