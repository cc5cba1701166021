/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "nexus-file-info-private.h"

#define NSEC_PER_SEC  G_GINT64_CONSTANT (1000000000)
#define NSEC_PER_USEC G_GINT64_CONSTANT (1000)

typedef enum {
  FIELD_TYPE,
  FIELD_HIDDEN,
  FIELD_BACKUP,
  FIELD_SYMLINK,
  FIELD_NAME,
  FIELD_DISPLAY_NAME,
  FIELD_EDIT_NAME,
  FIELD_COPY_NAME,
  FIELD_ICON,
  FIELD_SYMBOLIC_ICON,
  FIELD_CONTENT_TYPE,
  FIELD_FAST_CONTENT_TYPE,
  FIELD_SIZE,
  FIELD_ALLOCATED_SIZE,
  FIELD_SYMLINK_TARGET,
  FIELD_ETAG,
  FIELD_ID_FILE,
  FIELD_ID_FILESYSTEM,
  FIELD_CAN_READ,
  FIELD_CAN_WRITE,
  FIELD_CAN_EXECUTE,
  FIELD_CAN_DELETE,
  FIELD_CAN_TRASH,
  FIELD_CAN_RENAME,
  FIELD_MODIFIED,
  FIELD_MODIFIED_USEC,
  FIELD_MODIFIED_NSEC,
  FIELD_CREATED,
  FIELD_CREATED_USEC,
  FIELD_CREATED_NSEC,
  FIELD_MODE,
  FIELD_NEXUS_ID,
  FIELD_NEXUS_VERSION,
  FIELD_NEXUS_TAGS,
  FIELD_NEXUS_TOTAL_SIZE,
  FIELD_NEXUS_TOTAL_COUNT,
  N_FIELDS
} Field;

static const char * const field_names[N_FIELDS] = {
  [FIELD_TYPE] = G_FILE_ATTRIBUTE_STANDARD_TYPE,
  [FIELD_HIDDEN] = G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN,
  [FIELD_BACKUP] = G_FILE_ATTRIBUTE_STANDARD_IS_BACKUP,
  [FIELD_SYMLINK] = G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK,
  [FIELD_NAME] = G_FILE_ATTRIBUTE_STANDARD_NAME,
  [FIELD_DISPLAY_NAME] = G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
  [FIELD_EDIT_NAME] = G_FILE_ATTRIBUTE_STANDARD_EDIT_NAME,
  [FIELD_COPY_NAME] = G_FILE_ATTRIBUTE_STANDARD_COPY_NAME,
  [FIELD_ICON] = G_FILE_ATTRIBUTE_STANDARD_ICON,
  [FIELD_SYMBOLIC_ICON] = G_FILE_ATTRIBUTE_STANDARD_SYMBOLIC_ICON,
  [FIELD_CONTENT_TYPE] = G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
  [FIELD_FAST_CONTENT_TYPE] = G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE,
  [FIELD_SIZE] = G_FILE_ATTRIBUTE_STANDARD_SIZE,
  [FIELD_ALLOCATED_SIZE] = G_FILE_ATTRIBUTE_STANDARD_ALLOCATED_SIZE,
  [FIELD_SYMLINK_TARGET] = G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET,
  [FIELD_ETAG] = G_FILE_ATTRIBUTE_ETAG_VALUE,
  [FIELD_ID_FILE] = G_FILE_ATTRIBUTE_ID_FILE,
  [FIELD_ID_FILESYSTEM] = G_FILE_ATTRIBUTE_ID_FILESYSTEM,
  [FIELD_CAN_READ] = G_FILE_ATTRIBUTE_ACCESS_CAN_READ,
  [FIELD_CAN_WRITE] = G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE,
  [FIELD_CAN_EXECUTE] = G_FILE_ATTRIBUTE_ACCESS_CAN_EXECUTE,
  [FIELD_CAN_DELETE] = G_FILE_ATTRIBUTE_ACCESS_CAN_DELETE,
  [FIELD_CAN_TRASH] = G_FILE_ATTRIBUTE_ACCESS_CAN_TRASH,
  [FIELD_CAN_RENAME] = G_FILE_ATTRIBUTE_ACCESS_CAN_RENAME,
  [FIELD_MODIFIED] = G_FILE_ATTRIBUTE_TIME_MODIFIED,
  [FIELD_MODIFIED_USEC] = G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
  [FIELD_MODIFIED_NSEC] = G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC,
  [FIELD_CREATED] = G_FILE_ATTRIBUTE_TIME_CREATED,
  [FIELD_CREATED_USEC] = G_FILE_ATTRIBUTE_TIME_CREATED_USEC,
  [FIELD_CREATED_NSEC] = G_FILE_ATTRIBUTE_TIME_CREATED_NSEC,
  [FIELD_MODE] = G_FILE_ATTRIBUTE_UNIX_MODE,
  [FIELD_NEXUS_ID] = NEXUS_FILE_ATTRIBUTE_ID,
  [FIELD_NEXUS_VERSION] = NEXUS_FILE_ATTRIBUTE_VERSION,
  [FIELD_NEXUS_TAGS] = NEXUS_FILE_ATTRIBUTE_TAGS,
  [FIELD_NEXUS_TOTAL_SIZE] = NEXUS_FILE_ATTRIBUTE_TOTAL_SIZE,
  [FIELD_NEXUS_TOTAL_COUNT] = NEXUS_FILE_ATTRIBUTE_TOTAL_COUNT,
};

G_STATIC_ASSERT (N_FIELDS <= 64);

struct _NexusFileFields {
  gatomicrefcount        ref_count;
  char                  *attributes;
  guint64                wanted;   /* a bit a field */
  GFileAttributeMatcher *custom;   /* NULL if no custom attribute is wanted */
  gboolean               trash;    /* the count of what is in the trash, asked for by name */
  GFileAttributeMatcher *quota;    /* NULL if nothing of a quota is wanted, which has to be asked for as ours */
};

#define WANTS(fields, field) (((fields)->wanted & (G_GUINT64_CONSTANT (1) << (field))) != 0)

/* --- What is wanted --- */

static gboolean
wants_quota (const char            *attributes,
             GFileAttributeMatcher *matcher)
{
  static const char * const names[] = {
    NEXUS_FILE_ATTRIBUTE_QUOTA_HARD_BYTES, NEXUS_FILE_ATTRIBUTE_QUOTA_SOFT_BYTES, NEXUS_FILE_ATTRIBUTE_QUOTA_HARD_ENTRIES,
    NEXUS_FILE_ATTRIBUTE_QUOTA_SOFT_ENTRIES, NEXUS_FILE_ATTRIBUTE_QUOTA_EXCEEDED
  };

  if (strstr (attributes, "nexus::") == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_file_attribute_matcher_matches (matcher, names[i]))
        return TRUE;
    }

  return FALSE;
}

static NexusFileFields *
fields_new (const char *attributes)
{
  NexusFileFields *self = g_new0 (NexusFileFields, 1);
  GFileAttributeMatcher *matcher = g_file_attribute_matcher_new (attributes);

  g_atomic_ref_count_init (&self->ref_count);
  self->attributes = g_strdup (attributes);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      if (g_file_attribute_matcher_matches (matcher, field_names[i]))
        self->wanted |= G_GUINT64_CONSTANT (1) << i;
    }
  if (strstr (attributes, NEXUS_FILE_CUSTOM) != NULL || g_file_attribute_matcher_matches (matcher, NEXUS_FILE_CUSTOM "x"))
    self->custom = g_file_attribute_matcher_ref (matcher);
  self->trash = strstr (attributes, "trash::") != NULL &&
                g_file_attribute_matcher_matches (matcher, G_FILE_ATTRIBUTE_TRASH_ITEM_COUNT);
  if (wants_quota (attributes, matcher))
    self->quota = g_file_attribute_matcher_ref (matcher);
  g_file_attribute_matcher_unref (matcher);

  return self;
}

/* Who asks for attributes mostly asks for the same ones again, and looking them up takes longer than a query: each
 * thread remembers the latest. */
static GPrivate latest = G_PRIVATE_INIT ((GDestroyNotify) _nexus_file_fields_unref);

NexusFileFields *
_nexus_file_fields_get (const char *attributes)
{
  NexusFileFields *self = g_private_get (&latest);

  if (self == NULL || strcmp (self->attributes, attributes) != 0)
    {
      self = fields_new (attributes);
      g_private_replace (&latest, self);
    }
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_nexus_file_fields_unref (NexusFileFields *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->custom, g_file_attribute_matcher_unref);
  g_clear_pointer (&self->quota, g_file_attribute_matcher_unref);
  g_free (self->attributes);
  g_free (self);
}

gboolean
_nexus_file_fields_want_store (const NexusFileFields *self)
{
  return WANTS (self, FIELD_ID_FILESYSTEM);
}

gboolean
_nexus_file_fields_want_trash (const NexusFileFields *self)
{
  return self->trash;
}

GFileAttributeMatcher *
_nexus_file_fields_get_quota (const NexusFileFields *self)
{
  return self->quota;
}

/* --- What is there --- */

static void
set_names (GFileInfo             *info,
           NexusEntry            *link,
           const NexusFileFields *fields)
{
  const char *name = nexus_entry_get_name (link);

  if (WANTS (fields, FIELD_NAME))
    g_file_info_set_name (info, name);
  if (WANTS (fields, FIELD_DISPLAY_NAME))
    g_file_info_set_display_name (info, name);
  if (WANTS (fields, FIELD_EDIT_NAME))
    g_file_info_set_edit_name (info, name);
  if (WANTS (fields, FIELD_COPY_NAME))
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_COPY_NAME, name);
  if (WANTS (fields, FIELD_HIDDEN))
    g_file_info_set_is_hidden (info, name[0] == '.');
  if (WANTS (fields, FIELD_BACKUP))
    g_file_info_set_attribute_boolean (info, G_FILE_ATTRIBUTE_STANDARD_IS_BACKUP, g_str_has_suffix (name, "~"));
  if (WANTS (fields, FIELD_SYMLINK))
    g_file_info_set_is_symlink (info, nexus_entry_get_kind (link) == NEXUS_KIND_SYMBOLIC_LINK);
  if (WANTS (fields, FIELD_SYMLINK_TARGET) && nexus_entry_get_target (link) != NULL)
    g_file_info_set_symlink_target (info, nexus_entry_get_target (link));
}

static const char *
get_content_type (NexusEntry *entry)
{
  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return "inode/directory";
    case NEXUS_KIND_SYMBOLIC_LINK:
      return "inode/symlink";
    case NEXUS_KIND_FILE:
    default:
      return nexus_entry_get_content_type (entry);
    }
}

static void
set_content (GFileInfo             *info,
             NexusEntry            *link,
             NexusEntry            *entry,
             const NexusFileFields *fields)
{
  NexusKind kind = nexus_entry_get_kind (entry);

  if (WANTS (fields, FIELD_TYPE))
    g_file_info_set_file_type (info, kind == NEXUS_KIND_FILE ? G_FILE_TYPE_REGULAR
                                     : kind == NEXUS_KIND_DIRECTORY ? G_FILE_TYPE_DIRECTORY
                                     : G_FILE_TYPE_SYMBOLIC_LINK);
  if (WANTS (fields, FIELD_SIZE))
    g_file_info_set_size (info, nexus_entry_get_size (entry));
  if (WANTS (fields, FIELD_ALLOCATED_SIZE))
    g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_STANDARD_ALLOCATED_SIZE, nexus_entry_get_size (entry));
  if (WANTS (fields, FIELD_ETAG) && nexus_entry_get_etag (entry) != NULL)
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_ETAG_VALUE, nexus_entry_get_etag (entry));

  if (WANTS (fields, FIELD_CONTENT_TYPE))
    g_file_info_set_content_type (info, get_content_type (entry));
  /* The fast one is that of the name, also of the name of a link. */
  if (WANTS (fields, FIELD_FAST_CONTENT_TYPE))
    {
      g_autofree char *guess = kind == NEXUS_KIND_FILE ? g_content_type_guess (nexus_entry_get_name (link), NULL, 0, NULL) : NULL;

      g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE,
                                        guess != NULL ? guess : get_content_type (entry));
    }
  if (WANTS (fields, FIELD_ICON))
    {
      g_autoptr(GIcon) icon = g_content_type_get_icon (get_content_type (entry));

      g_file_info_set_icon (info, icon);
    }
  if (WANTS (fields, FIELD_SYMBOLIC_ICON))
    {
      g_autoptr(GIcon) icon = g_content_type_get_symbolic_icon (get_content_type (entry));

      g_file_info_set_symbolic_icon (info, icon);
    }
}

/* Seconds with the part below them, which is never negative. */
static void
set_time (GFileInfo             *info,
          gint64                 ns,
          const NexusFileFields *fields,
          Field                  first)
{
  gint64 seconds = ns / NSEC_PER_SEC;
  gint64 rest = ns % NSEC_PER_SEC;

  if (rest < 0)
    {
      seconds--;
      rest += NSEC_PER_SEC;
    }

  if (WANTS (fields, first))
    g_file_info_set_attribute_uint64 (info, field_names[first], (guint64) seconds);
  if (WANTS (fields, first + 1))
    g_file_info_set_attribute_uint32 (info, field_names[first + 1], (guint32) (rest / NSEC_PER_USEC));
  if (WANTS (fields, first + 2))
    g_file_info_set_attribute_uint32 (info, field_names[first + 2], (guint32) rest);
}

G_STATIC_ASSERT (FIELD_MODIFIED_USEC == FIELD_MODIFIED + 1 && FIELD_MODIFIED_NSEC == FIELD_MODIFIED + 2);
G_STATIC_ASSERT (FIELD_CREATED_USEC == FIELD_CREATED + 1 && FIELD_CREATED_NSEC == FIELD_CREATED + 2);

/* Whoever has the store may do anything; the mode is a fact that is kept, not a rule.  Only the top stays. */
static void
set_access (GFileInfo             *info,
            NexusEntry            *link,
            NexusEntry            *entry,
            const NexusFileFields *fields)
{
  gboolean top = nexus_entry_get_path (link)[1] == '\0';
  gboolean executable = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY || (nexus_entry_get_mode (entry) & 0111) != 0;
  const gboolean values[] = { TRUE, TRUE, executable, !top, !top, !top };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      if (WANTS (fields, FIELD_CAN_READ + i))
        g_file_info_set_attribute_boolean (info, field_names[FIELD_CAN_READ + i], values[i]);
    }
}

G_STATIC_ASSERT (FIELD_CAN_RENAME == FIELD_CAN_READ + 5);

static void
set_own (GFileInfo             *info,
         NexusEntry            *entry,
         const NexusFileFields *fields)
{
  if (WANTS (fields, FIELD_NEXUS_ID))
    g_file_info_set_attribute_string (info, NEXUS_FILE_ATTRIBUTE_ID, nexus_entry_get_id (entry));
  if (WANTS (fields, FIELD_NEXUS_VERSION))
    g_file_info_set_attribute_uint32 (info, NEXUS_FILE_ATTRIBUTE_VERSION, nexus_entry_get_version (entry));
  if (WANTS (fields, FIELD_NEXUS_TAGS))
    g_file_info_set_attribute_stringv (info, NEXUS_FILE_ATTRIBUTE_TAGS, (char **) nexus_entry_get_tags (entry));
  if (WANTS (fields, FIELD_NEXUS_TOTAL_SIZE))
    g_file_info_set_attribute_uint64 (info, NEXUS_FILE_ATTRIBUTE_TOTAL_SIZE, nexus_entry_get_total_size (entry));
  if (WANTS (fields, FIELD_NEXUS_TOTAL_COUNT))
    g_file_info_set_attribute_uint64 (info, NEXUS_FILE_ATTRIBUTE_TOTAL_COUNT, nexus_entry_get_total_count (entry));
}

/* Always texts, as extended attributes of a disk are: so they survive a copy there. */
static void
set_custom (GFileInfo             *info,
            NexusEntry            *entry,
            const NexusFileFields *fields)
{
  GVariant *attributes = nexus_entry_get_attributes (entry);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *name = g_strconcat (NEXUS_FILE_CUSTOM, key, NULL);

      if (g_file_attribute_matcher_matches (fields->custom, name))
        {
          g_autofree char *printed = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                                     ? g_variant_dup_string (value, NULL) : g_variant_print (value, FALSE);

          g_file_info_set_attribute_string (info, name, printed);
        }
      g_variant_unref (value);
    }
}

GFileInfo *
_nexus_file_info_new (NexusEntry            *link,
                      NexusEntry            *entry,
                      const NexusFileFields *fields,
                      const char            *store)
{
  GFileInfo *info = g_file_info_new ();

  set_names (info, link, fields);
  set_content (info, link, entry, fields);
  set_time (info, nexus_entry_get_modified_ns (entry), fields, FIELD_MODIFIED);
  set_time (info, nexus_entry_get_created_ns (entry), fields, FIELD_CREATED);
  set_access (info, link, entry, fields);
  set_own (info, entry, fields);
  if (fields->custom != NULL)
    set_custom (info, entry, fields);

  if (WANTS (fields, FIELD_ID_FILE))
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE, nexus_entry_get_id (entry));
  if (WANTS (fields, FIELD_ID_FILESYSTEM) && store != NULL)
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILESYSTEM, store);
  if (WANTS (fields, FIELD_MODE))
    g_file_info_set_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE,
                                      nexus_entry_get_mode (entry) |
                                      (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE ? S_IFREG
                                       : nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? S_IFDIR : S_IFLNK));

  return info;
}
