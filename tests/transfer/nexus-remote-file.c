/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-remote-file.h"

#include <string.h>

#include "nexus-remote-streams.h"

NexusRemotePlace nexus_remote_place;

static GMutex hold_lock;
static GCond released;

struct _NexusRemoteFile {
  GObject parent_instance;

  GFile  *local;
};

static void iface_init (GFileIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusRemoteFile, nexus_remote_file, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_FILE, iface_init))

#define LOCAL(file) (NEXUS_REMOTE_FILE (file)->local)

/* Takes it. */
static GFile *
wrap (GFile *local)
{
  NexusRemoteFile *self;

  if (local == NULL)
    return NULL;
  self = g_object_new (NEXUS_TYPE_REMOTE_FILE, NULL);
  self->local = local;

  return G_FILE (self);
}

GFile *
nexus_remote_file_new (const char *path)
{
  return wrap (g_file_new_for_path (path));
}

static gboolean
is_named (GFile      *file,
          const char *name)
{
  g_autofree char *basename = g_file_get_basename (LOCAL (file));

  return g_strcmp0 (basename, name) == 0;
}

/* Waits as long as *held is not changed; a lost release fails instead of hanging. */
static void
wait_while (gconstpointer  held,
            gboolean     (*is_held) (gconstpointer held))
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&hold_lock);
  while (is_held (held))
    if (!g_cond_wait_until (&released, &hold_lock, deadline))
      g_error ("what is held was not released for 60 s");
  g_mutex_unlock (&hold_lock);
}

static gboolean
is_reading_held (gconstpointer unused)
{
  return nexus_remote_place.held_reads;
}

static gboolean
is_listing_held (gconstpointer file)
{
  return nexus_remote_place.held_listing != NULL && is_named ((GFile *) file, nexus_remote_place.held_listing);
}

void
nexus_remote_release (void)
{
  g_mutex_lock (&hold_lock);
  nexus_remote_place.held_listing = NULL;
  nexus_remote_place.held_reads = FALSE;
  g_cond_broadcast (&released);
  g_mutex_unlock (&hold_lock);
}

static gboolean
set_unsupported (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "This place cannot do that");
  return FALSE;
}

/* --- Names --- */

static GFile *
remote_dup (GFile *file)
{
  return wrap (g_file_dup (LOCAL (file)));
}

static guint
remote_hash (GFile *file)
{
  return g_file_hash (LOCAL (file));
}

static gboolean
remote_equal (GFile *a,
              GFile *b)
{
  return g_file_equal (LOCAL (a), LOCAL (b));
}

static gboolean
remote_is_native (GFile *file)
{
  return FALSE;
}

static gboolean
remote_has_uri_scheme (GFile      *file,
                       const char *scheme)
{
  return g_ascii_strcasecmp (scheme, "test") == 0;
}

static char *
remote_get_uri_scheme (GFile *file)
{
  return g_strdup ("test");
}

static char *
remote_get_basename (GFile *file)
{
  return g_file_get_basename (LOCAL (file));
}

static char *
remote_get_path (GFile *file)
{
  return NULL;
}

static char *
remote_get_uri (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (LOCAL (file));

  return g_strconcat ("test", uri + strlen ("file"), NULL);
}

static GFile *
remote_get_parent (GFile *file)
{
  return wrap (g_file_get_parent (LOCAL (file)));
}

static gboolean
remote_prefix_matches (GFile *prefix,
                       GFile *file)
{
  return g_file_has_prefix (LOCAL (file), LOCAL (prefix));
}

static char *
remote_get_relative_path (GFile *parent,
                          GFile *descendant)
{
  return g_file_get_relative_path (LOCAL (parent), LOCAL (descendant));
}

static GFile *
remote_resolve_relative_path (GFile      *file,
                              const char *path)
{
  return wrap (g_file_resolve_relative_path (LOCAL (file), path));
}

static GFile *
remote_get_child_for_display_name (GFile       *file,
                                   const char  *name,
                                   GError     **error)
{
  return wrap (g_file_get_child_for_display_name (LOCAL (file), name, error));
}

/* --- Facts --- */

static gboolean
is_told (const char *attribute)
{
  if (g_str_has_prefix (attribute, "time::"))
    return !nexus_remote_place.no_times &&
           !(nexus_remote_place.coarse_times && strcmp (attribute, G_FILE_ATTRIBUTE_TIME_MODIFIED) != 0);
  if (strcmp (attribute, G_FILE_ATTRIBUTE_STANDARD_SIZE) == 0)
    return !nexus_remote_place.no_sizes;

  return !(g_str_has_prefix (attribute, "unix::") && nexus_remote_place.no_modes);
}

/* What of the attributes can be told. */
static char *
filter_attributes (const char *attributes)
{
  g_auto(GStrv) wanted = g_strsplit (attributes, ",", -1);
  g_autoptr(GPtrArray) told = g_ptr_array_new ();

  for (guint i = 0; wanted[i] != NULL; i++)
    if (is_told (wanted[i]))
      g_ptr_array_add (told, wanted[i]);
  g_ptr_array_add (told, NULL);

  return g_strjoinv (",", (char **) told->pdata);
}

static GFileEnumerator *
remote_enumerate_children (GFile                *file,
                           const char           *attributes,
                           GFileQueryInfoFlags   flags,
                           GCancellable         *cancellable,
                           GError              **error)
{
  g_autofree char *told = filter_attributes (attributes);

  g_atomic_int_inc (&nexus_remote_place.n_listings);
  wait_while (file, is_listing_held);
  if (nexus_remote_place.unlisted != NULL && is_named (file, nexus_remote_place.unlisted))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "Nobody may look in here");
      return NULL;
    }

  return g_file_enumerate_children (LOCAL (file), told, flags, cancellable, error);
}

static GFileInfo *
remote_query_info (GFile                *file,
                   const char           *attributes,
                   GFileQueryInfoFlags   flags,
                   GCancellable         *cancellable,
                   GError              **error)
{
  g_autofree char *told = filter_attributes (attributes);
  GFileInfo *info = g_file_query_info (LOCAL (file), told, flags, cancellable, error);

  if (info != NULL && nexus_remote_place.store_folder != NULL && is_named (file, nexus_remote_place.store_folder))
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE, nexus_remote_place.store_id);

  return info;
}

static GFileAttributeInfoList *
remote_query_settable_attributes (GFile         *file,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  const struct { const char *name; gboolean is_settable; GFileAttributeType type; } attributes[] = {
    { G_FILE_ATTRIBUTE_UNIX_MODE, !nexus_remote_place.no_modes, G_FILE_ATTRIBUTE_TYPE_UINT32 },
    { G_FILE_ATTRIBUTE_TIME_MODIFIED, !nexus_remote_place.no_time_settable, G_FILE_ATTRIBUTE_TYPE_UINT64 },
    { G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC, !nexus_remote_place.no_time_settable, G_FILE_ATTRIBUTE_TYPE_UINT32 },
    { G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC, !nexus_remote_place.no_time_settable, G_FILE_ATTRIBUTE_TYPE_UINT32 },
  };
  GFileAttributeInfoList *list = g_file_attribute_info_list_new ();

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (attributes[i].is_settable && is_told (attributes[i].name))
      g_file_attribute_info_list_add (list, attributes[i].name, attributes[i].type, G_FILE_ATTRIBUTE_INFO_NONE);

  return list;
}

static gboolean
remote_set_attributes_from_info (GFile                *file,
                                 GFileInfo            *info,
                                 GFileQueryInfoFlags   flags,
                                 GCancellable         *cancellable,
                                 GError              **error)
{
  g_auto(GStrv) names = g_file_info_list_attributes (info, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_true (is_told (names[i]));
      g_assert_false (nexus_remote_place.no_time_settable && g_str_has_prefix (names[i], "time::"));
      if (nexus_remote_place.times_fail && g_str_has_prefix (names[i], "time::"))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The clock has stopped");
          return FALSE;
        }
    }

  return g_file_set_attributes_from_info (LOCAL (file), info, flags, cancellable, error);
}

/* --- Contents --- */

static GFileInputStream *
remote_read (GFile         *file,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GFileInputStream) base = g_file_read (LOCAL (file), cancellable, error);

  if (base == NULL)
    return NULL;
  g_atomic_int_inc (&nexus_remote_place.n_reads);
  wait_while (NULL, is_reading_held);
  if (is_named (file, nexus_remote_place.growing))
    {
      g_autoptr(GFileOutputStream) stream = g_file_append_to (LOCAL (file), G_FILE_CREATE_NONE, cancellable, error);

      if (stream == NULL || g_output_stream_write (G_OUTPUT_STREAM (stream), "+", 1, cancellable, error) != 1)
        return NULL;
    }

  return nexus_remote_input_new (base,
                                 is_named (file, nexus_remote_place.broken_read) ? G_IO_ERROR_FAILED :
                                 is_named (file, nexus_remote_place.lost_read) ? G_IO_ERROR_CONNECTION_CLOSED : -1);
}

static GFileOutputStream *
wrap_output (GFileOutputStream *base)
{
  g_autoptr(GFileOutputStream) owned = base;

  return base != NULL ? nexus_remote_output_new (owned, nexus_remote_place.full,
                                                 nexus_remote_place.broken_close) : NULL;
}

static GFileOutputStream *
remote_create (GFile             *file,
               GFileCreateFlags   flags,
               GCancellable      *cancellable,
               GError           **error)
{
  return wrap_output (g_file_create (LOCAL (file), flags, cancellable, error));
}

static GFileOutputStream *
remote_replace (GFile             *file,
                const char        *etag,
                gboolean           make_backup,
                GFileCreateFlags   flags,
                GCancellable      *cancellable,
                GError           **error)
{
  if (nexus_remote_place.no_replace)
    {
      set_unsupported (error);
      return NULL;
    }

  return wrap_output (g_file_replace (LOCAL (file), etag, make_backup, flags, cancellable, error));
}

/* --- Changes --- */

static gboolean
remote_make_directory (GFile         *file,
                       GCancellable  *cancellable,
                       GError       **error)
{
  return g_file_make_directory (LOCAL (file), cancellable, error);
}

static gboolean
remote_make_symbolic_link (GFile         *file,
                           const char    *target,
                           GCancellable  *cancellable,
                           GError       **error)
{
  if (nexus_remote_place.no_links)
    return set_unsupported (error);

  return g_file_make_symbolic_link (LOCAL (file), target, cancellable, error);
}

static gboolean
remote_delete (GFile         *file,
               GCancellable  *cancellable,
               GError       **error)
{
  return g_file_delete (LOCAL (file), cancellable, error);
}

static gboolean
remote_move (GFile                  *source,
             GFile                  *destination,
             GFileCopyFlags          flags,
             GCancellable           *cancellable,
             GFileProgressCallback   callback,
             gpointer                user_data,
             GError                **error)
{
  if (nexus_remote_place.no_move)
    return set_unsupported (error);

  return g_file_move (LOCAL (source), LOCAL (destination), flags | G_FILE_COPY_NO_FALLBACK_FOR_MOVE, cancellable,
                      callback, user_data, error);
}

static void
nexus_remote_file_finalize (GObject *object)
{
  g_object_unref (LOCAL (object));

  G_OBJECT_CLASS (nexus_remote_file_parent_class)->finalize (object);
}

static void
nexus_remote_file_class_init (NexusRemoteFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_remote_file_finalize;
}

static void
nexus_remote_file_init (NexusRemoteFile *self)
{
}

static void
iface_init (GFileIface *iface)
{
  iface->dup = remote_dup;
  iface->hash = remote_hash;
  iface->equal = remote_equal;
  iface->is_native = remote_is_native;
  iface->has_uri_scheme = remote_has_uri_scheme;
  iface->get_uri_scheme = remote_get_uri_scheme;
  iface->get_basename = remote_get_basename;
  iface->get_path = remote_get_path;
  iface->get_uri = remote_get_uri;
  iface->get_parse_name = remote_get_uri;
  iface->get_parent = remote_get_parent;
  iface->prefix_matches = remote_prefix_matches;
  iface->get_relative_path = remote_get_relative_path;
  iface->resolve_relative_path = remote_resolve_relative_path;
  iface->get_child_for_display_name = remote_get_child_for_display_name;
  iface->enumerate_children = remote_enumerate_children;
  iface->query_info = remote_query_info;
  iface->query_settable_attributes = remote_query_settable_attributes;
  iface->set_attributes_from_info = remote_set_attributes_from_info;
  iface->read_fn = remote_read;
  iface->create = remote_create;
  iface->replace = remote_replace;
  iface->make_directory = remote_make_directory;
  iface->make_symbolic_link = remote_make_symbolic_link;
  iface->delete_file = remote_delete;
  iface->move = remote_move;
  iface->supports_thread_contexts = TRUE;
}
