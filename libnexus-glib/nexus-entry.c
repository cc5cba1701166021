/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-content-ref-private.h"
#include "nexus-entry-private.h"
#include "nexus-enums.h"

/**
 * NexusEntry:
 *
 * What a store knows of a file, directory or symbolic link at one moment.
 *
 * An entry never changes; ask the store again to see changes. It may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusEntry {
  GObject     parent_instance;

  char       *path;
  const char *name;          /* in path */
  char       *target;
  char       *content_type;  /* as stored, or guessed when first asked for (atomically) */
  char      **tags;
  GVariant   *attributes;
  guint64     size;
  guint64     total_size;
  guint64     total_count;
  gint64      created_ns;
  gint64      modified_ns;
  guint       version;
  guint16     mode;
  guint8      kind;
  char        id[37];
  char        etag[2 * NEXUS_HASH_SIZE + 1];
};

enum {
  PROP_0,
  PROP_ID,
  PROP_PATH,
  PROP_NAME,
  PROP_KIND,
  PROP_SIZE,
  PROP_ETAG,
  PROP_CONTENT_TYPE,
  PROP_CREATED,
  PROP_MODIFIED,
  PROP_CREATED_NS,
  PROP_MODIFIED_NS,
  PROP_VERSION,
  PROP_MODE,
  PROP_TARGET,
  PROP_TAGS,
  PROP_ATTRIBUTES,
  PROP_TOTAL_SIZE,
  PROP_TOTAL_COUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusEntry, nexus_entry, G_TYPE_OBJECT)

GDateTime *
_nexus_date_time_new (gint64 ns)
{
  gint64 seconds = ns / G_GINT64_CONSTANT (1000000000);
  gint64 rest = ns % G_GINT64_CONSTANT (1000000000);
  g_autoptr(GDateTime) whole = NULL;

  if (rest < 0)
    {
      rest += G_GINT64_CONSTANT (1000000000);
      seconds--;
    }
  whole = g_date_time_new_from_unix_utc (seconds);

  return whole != NULL ? g_date_time_add (whole, rest / 1000) : NULL;
}

static void
nexus_entry_finalize (GObject *object)
{
  NexusEntry *self = NEXUS_ENTRY (object);

  g_free (self->path);
  g_free (self->target);
  g_free (self->content_type);
  g_strfreev (self->tags);
  g_clear_pointer (&self->attributes, g_variant_unref);

  G_OBJECT_CLASS (nexus_entry_parent_class)->finalize (object);
}

static void
nexus_entry_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  NexusEntry *self = NEXUS_ENTRY (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_ETAG:
      g_value_set_string (value, nexus_entry_get_etag (self));
      break;
    case PROP_CONTENT_TYPE:
      g_value_set_string (value, nexus_entry_get_content_type (self));
      break;
    case PROP_CREATED:
      g_value_take_boxed (value, nexus_entry_dup_created (self));
      break;
    case PROP_MODIFIED:
      g_value_take_boxed (value, nexus_entry_dup_modified (self));
      break;
    case PROP_CREATED_NS:
      g_value_set_int64 (value, self->created_ns);
      break;
    case PROP_MODIFIED_NS:
      g_value_set_int64 (value, self->modified_ns);
      break;
    case PROP_VERSION:
      g_value_set_uint (value, self->version);
      break;
    case PROP_MODE:
      g_value_set_uint (value, self->mode);
      break;
    case PROP_TARGET:
      g_value_set_string (value, self->target);
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, nexus_entry_get_tags (self));
      break;
    case PROP_ATTRIBUTES:
      g_value_set_variant (value, nexus_entry_get_attributes (self));
      break;
    case PROP_TOTAL_SIZE:
      g_value_set_uint64 (value, nexus_entry_get_total_size (self));
      break;
    case PROP_TOTAL_COUNT:
      g_value_set_uint64 (value, nexus_entry_get_total_count (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_entry_class_init (NexusEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_entry_finalize;
  object_class->get_property = nexus_entry_get_property;

  /**
   * NexusEntry:id:
   *
   * The UUID of the entry, in lower case with hyphens. It stays the same over rename, move, trash and restore.
   *
   * Since: 0.1
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  /**
   * NexusEntry:path:
   *
   * The absolute path in the store.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * NexusEntry:name:
   *
   * The last name of the path; `/` for the root.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /**
   * NexusEntry:kind:
   *
   * Whether this is a file, a directory or a symbolic link.
   *
   * Since: 0.1
   */
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, NEXUS_TYPE_KIND, NEXUS_KIND_FILE, flags);
  /**
   * NexusEntry:size:
   *
   * The size in bytes: of a file's content, of a link's target; 0 for a directory.
   *
   * Since: 0.1
   */
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusEntry:etag:
   *
   * The hash of the content in lower-case hex; %NULL for what is not a file.
   *
   * Since: 0.1
   */
  properties[PROP_ETAG] = g_param_spec_string ("etag", NULL, NULL, NULL, flags);
  /**
   * NexusEntry:content-type:
   *
   * The content type, by default guessed from the name.
   *
   * Since: 0.1
   */
  properties[PROP_CONTENT_TYPE] = g_param_spec_string ("content-type", NULL, NULL, NULL, flags);
  /**
   * NexusEntry:created:
   *
   * When the entry was made, in UTC with microseconds.
   *
   * Since: 0.1
   */
  properties[PROP_CREATED] = g_param_spec_boxed ("created", NULL, NULL, G_TYPE_DATE_TIME, flags);
  /**
   * NexusEntry:modified:
   *
   * When the content was last modified, in UTC with microseconds.
   *
   * Since: 0.1
   */
  properties[PROP_MODIFIED] = g_param_spec_boxed ("modified", NULL, NULL, G_TYPE_DATE_TIME, flags);
  /**
   * NexusEntry:created-ns:
   *
   * When the entry was made, in nanoseconds since 1970 UTC.
   *
   * Since: 0.1
   */
  properties[PROP_CREATED_NS] = g_param_spec_int64 ("created-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * NexusEntry:modified-ns:
   *
   * When the content was last modified, in nanoseconds since 1970 UTC.
   *
   * Since: 0.1
   */
  properties[PROP_MODIFIED_NS] = g_param_spec_int64 ("modified-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * NexusEntry:version:
   *
   * The number of the current version, from 1 on; 0 for what is not a file.
   *
   * Since: 0.1
   */
  properties[PROP_VERSION] = g_param_spec_uint ("version", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * NexusEntry:mode:
   *
   * The permission bits, as in chmod(2).
   *
   * Since: 0.1
   */
  properties[PROP_MODE] = g_param_spec_uint ("mode", NULL, NULL, 0, 07777, 0, flags);
  /**
   * NexusEntry:target:
   *
   * Where a symbolic link points to; %NULL for what is not one.
   *
   * Since: 0.1
   */
  properties[PROP_TARGET] = g_param_spec_string ("target", NULL, NULL, NULL, flags);
  /**
   * NexusEntry:tags:
   *
   * The names of the tags, sorted; empty for none.
   *
   * Since: 0.1
   */
  properties[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * NexusEntry:attributes:
   *
   * The custom attributes, an `a{sv}`; empty for none.
   *
   * Since: 0.1
   */
  properties[PROP_ATTRIBUTES] = g_param_spec_variant ("attributes", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, flags);
  /**
   * NexusEntry:total-size:
   *
   * For a directory the bytes of all files below it, for anything else its size.
   *
   * Since: 0.1
   */
  properties[PROP_TOTAL_SIZE] = g_param_spec_uint64 ("total-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusEntry:total-count:
   *
   * For a directory the number of entries below it, at any depth; 0 for anything else.
   *
   * Since: 0.1
   */
  properties[PROP_TOTAL_COUNT] = g_param_spec_uint64 ("total-count", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_entry_init (NexusEntry *self)
{
}

static void
format_uuid (const guint8 *uuid,
             char         *id)
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *id++ = '-';
      *id++ = digits[uuid[i] >> 4];
      *id++ = digits[uuid[i] & 0xf];
    }
  *id = '\0';
}

static void
set_path (NexusEntry *self,
          const char *path)
{
  const char *slash;

  self->path = g_strdup (path);
  slash = strrchr (self->path, '/');
  self->name = slash == NULL || slash[1] == '\0' ? self->path : slash + 1;
}

NexusEntry *
_nexus_entry_new (const NexusEntryInit *init)
{
  NexusEntry *self = g_object_new (NEXUS_TYPE_ENTRY, NULL);

  set_path (self, init->path);
  format_uuid (init->uuid, self->id);
  if (init->hash != NULL)
    _nexus_hash_to_hex (init->hash, self->etag);
  self->kind = init->kind;
  self->size = init->size;
  self->content_type = g_strdup (init->content_type);
  self->created_ns = init->created_ns;
  self->modified_ns = init->modified_ns;
  self->version = init->version;
  self->mode = init->mode & 07777;
  self->target = g_strdup (init->target);
  self->tags = g_strdupv ((char **) init->tags);
  if (init->attributes != NULL)
    self->attributes = g_variant_ref_sink (init->attributes);
  self->total_size = init->total_size;
  self->total_count = init->total_count;

  return self;
}

NexusEntry *
_nexus_entry_with_path (NexusEntry *self,
                        const char *path)
{
  NexusEntry *copy = g_object_new (NEXUS_TYPE_ENTRY, NULL);

  set_path (copy, path);
  memcpy (copy->id, self->id, sizeof copy->id);
  memcpy (copy->etag, self->etag, sizeof copy->etag);
  copy->kind = self->kind;
  copy->size = self->size;
  copy->content_type = g_strdup (g_atomic_pointer_get (&self->content_type));
  copy->created_ns = self->created_ns;
  copy->modified_ns = self->modified_ns;
  copy->version = self->version;
  copy->mode = self->mode;
  copy->target = g_strdup (self->target);
  copy->tags = g_strdupv (self->tags);
  if (self->attributes != NULL)
    copy->attributes = g_variant_ref (self->attributes);
  copy->total_size = self->total_size;
  copy->total_count = self->total_count;

  return copy;
}

/**
 * nexus_entry_get_id:
 * @self: an entry
 *
 * Gets the UUID, which stays with the entry wherever it is moved.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
nexus_entry_get_id (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return self->id;
}

/**
 * nexus_entry_get_path:
 * @self: an entry
 *
 * Gets the absolute path in the store.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_entry_get_path (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return self->path;
}

/**
 * nexus_entry_get_name:
 * @self: an entry
 *
 * Gets the last name of the path; `/` for the root.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
nexus_entry_get_name (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return self->name;
}

/**
 * nexus_entry_get_kind:
 * @self: an entry
 *
 * Tells whether this is a file, a directory or a symbolic link.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
NexusKind
nexus_entry_get_kind (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NEXUS_KIND_FILE);

  return self->kind;
}

/**
 * nexus_entry_get_size:
 * @self: an entry
 *
 * Gets the size of a file's content or of a link's target, in bytes.
 *
 * Returns: the size; 0 for a directory
 *
 * Since: 0.1
 */
guint64
nexus_entry_get_size (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->size;
}

/**
 * nexus_entry_get_etag:
 * @self: an entry
 *
 * Gets the hash of the content in lower-case hex.
 *
 * Returns: (transfer none) (nullable): the etag, or %NULL for what is not a file
 *
 * Since: 0.1
 */
const char *
nexus_entry_get_etag (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return self->etag[0] != '\0' ? self->etag : NULL;
}

/**
 * nexus_entry_get_content_type:
 * @self: an entry
 *
 * Gets the content type, by default guessed from the name.
 *
 * Returns: (transfer none): the content type
 *
 * Since: 0.1
 */
const char *
nexus_entry_get_content_type (NexusEntry *self)
{
  const char *known;
  char *guess;

  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  if (self->kind == NEXUS_KIND_DIRECTORY)
    return "inode/directory";
  if (self->kind == NEXUS_KIND_SYMBOLIC_LINK)
    return "inode/symlink";

  known = g_atomic_pointer_get (&self->content_type);
  if (known != NULL)
    return known;

  /* Guessing costs more than all the rest of an entry, so only who asks pays; the first answer stays. */
  guess = g_content_type_guess (self->name, NULL, 0, NULL);
  if (!g_atomic_pointer_compare_and_exchange (&self->content_type, NULL, guess))
    g_free (guess);

  return g_atomic_pointer_get (&self->content_type);
}

/**
 * nexus_entry_dup_created:
 * @self: an entry
 *
 * Gets when the entry was made, in UTC with microseconds.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL if it is outside the years 1 to 9999
 *
 * Since: 0.1
 */
GDateTime *
nexus_entry_dup_created (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return _nexus_date_time_new (self->created_ns);
}

/**
 * nexus_entry_dup_modified:
 * @self: an entry
 *
 * Gets when the content was last modified, in UTC with microseconds.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL if it is outside the years 1 to 9999
 *
 * Since: 0.1
 */
GDateTime *
nexus_entry_dup_modified (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return _nexus_date_time_new (self->modified_ns);
}

/**
 * nexus_entry_get_created_ns:
 * @self: an entry
 *
 * Gets when the entry was made.
 *
 * Returns: nanoseconds since 1970 UTC
 *
 * Since: 0.1
 */
gint64
nexus_entry_get_created_ns (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->created_ns;
}

/**
 * nexus_entry_get_modified_ns:
 * @self: an entry
 *
 * Gets when the content was last modified.
 *
 * Returns: nanoseconds since 1970 UTC; negative for times before
 *
 * Since: 0.1
 */
gint64
nexus_entry_get_modified_ns (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->modified_ns;
}

/**
 * nexus_entry_get_version:
 * @self: an entry
 *
 * Gets the number of the current version.
 *
 * Returns: the number, from 1 on; 0 for what is not a file
 *
 * Since: 0.1
 */
guint
nexus_entry_get_version (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->version;
}

/**
 * nexus_entry_get_mode:
 * @self: an entry
 *
 * Gets the permission bits, as in chmod(2).
 *
 * Returns: the bits, at most 07777
 *
 * Since: 0.1
 */
guint
nexus_entry_get_mode (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->mode;
}

/**
 * nexus_entry_get_target:
 * @self: an entry
 *
 * Gets where a symbolic link points to.
 *
 * Returns: (transfer none) (nullable): the target as it was given, or %NULL for what is not a link
 *
 * Since: 0.1
 */
const char *
nexus_entry_get_target (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return self->target;
}

/**
 * nexus_entry_get_tags:
 * @self: an entry
 *
 * Gets the names of the tags, sorted.
 *
 * Returns: (transfer none) (array zero-terminated=1): the tags; empty for none
 *
 * Since: 0.1
 */
const char * const *
nexus_entry_get_tags (NexusEntry *self)
{
  static const char * const none[] = { NULL };

  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  return self->tags != NULL ? (const char * const *) self->tags : none;
}

/**
 * nexus_entry_get_attributes:
 * @self: an entry
 *
 * Gets the custom attributes.
 *
 * Returns: (transfer none): an `a{sv}`; empty for none
 *
 * Since: 0.1
 */
GVariant *
nexus_entry_get_attributes (NexusEntry *self)
{
  static gsize once = 0;
  static GVariant *none;

  g_return_val_if_fail (NEXUS_IS_ENTRY (self), NULL);

  if (self->attributes != NULL)
    return self->attributes;

  if (g_once_init_enter (&once))
    {
      none = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
      g_once_init_leave (&once, 1);
    }

  return none;
}

/**
 * nexus_entry_get_total_size:
 * @self: an entry
 *
 * Gets the bytes of all files below a directory, or the size of anything else.
 *
 * Returns: the size in bytes
 *
 * Since: 0.1
 */
guint64
nexus_entry_get_total_size (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->kind == NEXUS_KIND_DIRECTORY ? self->total_size : self->size;
}

/**
 * nexus_entry_get_total_count:
 * @self: an entry
 *
 * Gets the number of entries below a directory, at any depth.
 *
 * Returns: the number; 0 for what is not a directory
 *
 * Since: 0.1
 */
guint64
nexus_entry_get_total_count (NexusEntry *self)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY (self), 0);

  return self->kind == NEXUS_KIND_DIRECTORY ? self->total_count : 0;
}
