/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-file-private.h"
#include "nexus-path.h"
#include "nexus-uri-private.h"

static void nexus_file_iface_init (GFileIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusFile, _nexus_file, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_FILE, nexus_file_iface_init))

/* --- Making --- */

/* A place in a store; `path` is normalised, and taken. */
static GFile *
new_valid (NexusMount *mount,
           char       *path)
{
  NexusFile *self = g_object_new (NEXUS_TYPE_FILE, NULL);

  self->mount = _nexus_mount_ref (mount);
  self->path = path;

  return G_FILE (self);
}

/* A GFile can always be made; what is wrong with it is told when it is used.  `address` and `invalid` are taken. */
static GFile *
new_invalid (char   *address,
             GError *invalid)
{
  NexusFile *self = g_object_new (NEXUS_TYPE_FILE, NULL);

  self->address = address;
  self->invalid = invalid;

  return G_FILE (self);
}

GFile *
_nexus_file_new (NexusMount *mount,
                 const char *path)
{
  GError *error = NULL;
  char *normal = _nexus_uri_normalize (path, &error);
  g_autofree char *rooted = NULL;

  if (normal != NULL)
    return new_valid (mount, normal);

  rooted = g_strconcat (path[0] == '/' ? "" : "/", path, NULL);

  return new_invalid (_nexus_uri_build (_nexus_mount_get_name (mount), rooted, TRUE), error);
}

GFile *
_nexus_file_new_for_uri (const char *uri)
{
  g_autoptr(NexusMount) mount = NULL;
  g_autofree char *store = NULL;
  GError *error = NULL;
  char *path = NULL;

  if (!_nexus_uri_parse (uri, &store, &path, &error))
    return new_invalid (_nexus_uri_escape_invalid (uri), error);

  mount = _nexus_mount_get (store);

  return new_valid (mount, path);
}

gboolean
_nexus_file_check (NexusFile  *self,
                   GError    **error)
{
  if (self->invalid == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->invalid));

  return FALSE;
}

/* --- What a file is --- */

static GFile *
nexus_file_dup (GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);

  return self->invalid != NULL ? new_invalid (g_strdup (self->address), g_error_copy (self->invalid))
                               : new_valid (self->mount, g_strdup (self->path));
}

static guint
nexus_file_hash (GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);

  return self->invalid != NULL ? g_str_hash (self->address) : g_direct_hash (self->mount) ^ g_str_hash (self->path);
}

static gboolean
nexus_file_equal (GFile *a,
                  GFile *b)
{
  NexusFile *self = NEXUS_FILE (a);
  NexusFile *other = NEXUS_FILE (b);

  /* There is one mount for a name; both pointers are NULL for addresses that are none. */
  return self->mount == other->mount && g_strcmp0 (self->path, other->path) == 0 &&
         g_strcmp0 (self->address, other->address) == 0;
}

static gboolean
nexus_file_is_native (GFile *file)
{
  return FALSE;
}

static gboolean
nexus_file_has_uri_scheme (GFile      *file,
                           const char *scheme)
{
  return g_ascii_strcasecmp (scheme, NEXUS_URI_SCHEME) == 0;
}

static char *
nexus_file_get_uri_scheme (GFile *file)
{
  return g_strdup (NEXUS_URI_SCHEME);
}

static char *
nexus_file_get_basename (GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);
  const char *slash;

  if (self->invalid == NULL)
    return nexus_path_dup_name (self->path);

  slash = strrchr (self->address, '/');

  return g_strdup (slash != NULL && slash[1] != '\0' ? slash + 1 : self->address);
}

static char *
nexus_file_get_path (GFile *file)
{
  return NULL;
}

static char *
nexus_file_get_uri (GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);

  return self->invalid != NULL ? g_strdup (self->address)
                               : _nexus_uri_build (_nexus_mount_get_name (self->mount), self->path, TRUE);
}

static char *
nexus_file_get_parse_name (GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);

  return self->invalid != NULL ? g_strdup (self->address)
                               : _nexus_uri_build (_nexus_mount_get_name (self->mount), self->path, FALSE);
}

static GFile *
nexus_file_get_parent (GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);
  char *parent = self->invalid == NULL ? nexus_path_dup_parent (self->path) : NULL;

  return parent != NULL ? new_valid (self->mount, parent) : NULL;
}

static gboolean
nexus_file_prefix_matches (GFile *prefix,
                           GFile *file)
{
  NexusFile *self = NEXUS_FILE (file);
  NexusFile *directory = NEXUS_FILE (prefix);

  return self->invalid == NULL && directory->invalid == NULL && self->mount == directory->mount &&
         nexus_path_is_below (self->path, directory->path);
}

static char *
nexus_file_get_relative_path (GFile *parent,
                              GFile *descendant)
{
  if (!nexus_file_prefix_matches (parent, descendant))
    return NULL;

  return g_strdup (NEXUS_FILE (descendant)->path + strlen (NEXUS_FILE (parent)->path) +
                   (NEXUS_FILE (parent)->path[1] != '\0' ? 1 : 0));
}

static GFile *
nexus_file_resolve_relative_path (GFile      *file,
                                  const char *relative)
{
  NexusFile *self = NEXUS_FILE (file);
  g_autofree char *path = NULL;
  g_autofree char *escaped = NULL;

  if (self->invalid == NULL)
    {
      path = _nexus_uri_resolve (self->path, relative);
      return _nexus_file_new (self->mount, path);
    }

  /* Below what is no place there is none. */
  escaped = g_uri_escape_string (relative, "/", FALSE);

  return new_invalid (g_strconcat (self->address, "/", escaped, NULL), g_error_copy (self->invalid));
}

static GFile *
nexus_file_get_child_for_display_name (GFile       *file,
                                       const char  *display_name,
                                       GError     **error)
{
  NexusFile *self = NEXUS_FILE (file);
  g_autofree char *path = NULL;

  if (!_nexus_file_check (self, error) || !nexus_path_validate_name (display_name, error))
    return NULL;

  path = g_strconcat (self->path[1] != '\0' ? self->path : "", "/", display_name, NULL);

  return _nexus_file_new (self->mount, path);
}

/* --- The object --- */

static void
nexus_file_finalize (GObject *object)
{
  NexusFile *self = NEXUS_FILE (object);

  g_clear_pointer (&self->mount, _nexus_mount_unref);
  g_clear_error (&self->invalid);
  g_free (self->path);
  g_free (self->address);

  G_OBJECT_CLASS (_nexus_file_parent_class)->finalize (object);
}

static void
_nexus_file_class_init (NexusFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_file_finalize;
}

static void
_nexus_file_init (NexusFile *self)
{
}

static void
nexus_file_iface_init (GFileIface *iface)
{
  iface->dup = nexus_file_dup;
  iface->hash = nexus_file_hash;
  iface->equal = nexus_file_equal;
  iface->is_native = nexus_file_is_native;
  iface->has_uri_scheme = nexus_file_has_uri_scheme;
  iface->get_uri_scheme = nexus_file_get_uri_scheme;
  iface->get_basename = nexus_file_get_basename;
  iface->get_path = nexus_file_get_path;
  iface->get_uri = nexus_file_get_uri;
  iface->get_parse_name = nexus_file_get_parse_name;
  iface->get_parent = nexus_file_get_parent;
  iface->prefix_matches = nexus_file_prefix_matches;
  iface->get_relative_path = nexus_file_get_relative_path;
  iface->resolve_relative_path = nexus_file_resolve_relative_path;
  iface->get_child_for_display_name = nexus_file_get_child_for_display_name;
  iface->supports_thread_contexts = TRUE;

  _nexus_file_init_query (iface);
  _nexus_file_init_attributes (iface);
  _nexus_file_init_open (iface);
  _nexus_file_init_edit (iface);
  _nexus_file_init_copy (iface);
  _nexus_file_init_monitor (iface);
}
