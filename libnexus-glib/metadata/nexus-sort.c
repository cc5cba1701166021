/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-attribute-json-private.h"
#include "nexus-content-ref-private.h"
#include "nexus-sort-private.h"

/* Groups: folders, then the rest; within each what has no value comes last. */
#define GROUP_FOLDER 0x10
#define GROUP_REST   0x20
#define GROUP_NONE   0x01

/* Kinds of attribute values, one after the other. */
enum {
  VALUE_BOOLEAN = 1,
  VALUE_NUMBER,
  VALUE_TEXT,
  VALUE_OTHER,
};

static const char * const names[] = {
  "name", "size", "modified", "created", "type", "version", "tags", "etag", "mode", "relevance", "folder"
};

#define TAGS_BUT  "tags-but:"
#define ATTRIBUTE "attribute:"

NexusSort *
_nexus_sort_new (const char  *key,
                 gboolean     descending,
                 gboolean     folders_first,
                 gboolean     show_hidden,
                 gboolean     search,
                 GError     **error)
{
  NexusSortBy by = NEXUS_SORT_ATTRIBUTE;
  const char *attribute = NULL;
  const char *but = NULL;
  NexusSort *self;

  for (guint i = 0; i < (search ? G_N_ELEMENTS (names) : NEXUS_SORT_RELEVANCE); i++)
    {
      if (strcmp (key, names[i]) == 0)
        by = (NexusSortBy) i;
    }

  if (g_str_has_prefix (key, TAGS_BUT) && key[strlen (TAGS_BUT)] != '\0')
    {
      by = NEXUS_SORT_TAGS;
      but = key + strlen (TAGS_BUT);
    }
  else if (by == NEXUS_SORT_ATTRIBUTE)
    {
      if (!g_str_has_prefix (key, ATTRIBUTE))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("Nothing can be sorted by “%s”. Use “name”, “size”, “modified”, “created”, “type”, “version”, “tags”, “etag”, “mode” or “attribute:KEY”."),
                       key);
          return NULL;
        }
      attribute = key + strlen (ATTRIBUTE);
      if (!_nexus_attribute_validate_key (attribute, error))
        return NULL;
    }

  self = g_new0 (NexusSort, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->by = by;
  self->attribute = g_strdup (attribute);
  self->but = g_strdup (but);
  self->descending = descending;
  self->folders_first = folders_first;
  self->show_hidden = show_hidden;

  return self;
}

NexusSort *
_nexus_sort_ref (NexusSort *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_nexus_sort_unref (NexusSort *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->attribute);
  g_free (self->but);
  g_free (self);
}

/* --- Names --- */

static inline void
put (NexusSortKey *key,
     guint8        byte,
     guint         limit)
{
  if (key->size < limit)
    key->data[key->size++] = byte;
}

/* One character without its accents and case; returns how many bytes of `text` it was.  It depends on nothing but the
 * character, so that a beginning of a name always gives a beginning of its key. */
static gsize
put_folded (NexusSortKey *key,
            const char   *text,
            gsize         length,
            guint         limit)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gunichar character = g_utf8_get_char_validated (text, (gssize) length);
  gsize n_parts;

  /* Not in a store that is whole; reading the entry will tell. */
  if (character == (gunichar) -1 || character == (gunichar) -2)
    {
      put (key, (guint8) *text, limit);
      return 1;
    }

  n_parts = g_unichar_fully_decompose (character, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n_parts; i++)
    {
      g_autofree char *folded = NULL;
      char utf8[6];
      int size;

      if (g_unichar_ismark (parts[i]))
        continue;
      size = g_unichar_to_utf8 (parts[i], utf8);
      folded = g_utf8_casefold (utf8, size);
      for (const char *c = folded; *c != '\0'; c++)
        put (key, (guint8) *c, limit);
    }

  return (gsize) (g_utf8_next_char (text) - text);
}

/* Returns whether the name can be told from what was written. */
static gboolean
put_natural (NexusSortKey *key,
             const char   *name,
             gsize         length,
             guint         limit)
{
  gboolean exact = TRUE;
  gsize i = 0;

  while (i < length)
    {
      guchar c = (guchar) name[i];

      if (g_ascii_isdigit (c))
        {
          gsize start = i, end;

          while (i < length && g_ascii_isdigit (name[i]))
            i++;
          end = i;
          while (start + 1 < end && name[start] == '0')
            {
              start++;
              exact = FALSE;
            }
          /* Among other characters a number stands where digits do; longer numbers are larger ones. */
          put (key, '0', limit);
          put (key, (guint8) (end - start), limit);
          for (; start < end; start++)
            put (key, (guint8) name[start], limit);
        }
      else if (c < 0x80)
        {
          if (g_ascii_isupper (c))
            exact = FALSE;
          put (key, (guint8) g_ascii_tolower ((char) c), limit);
          i++;
        }
      else
        {
          exact = FALSE;
          i += put_folded (key, name + i, length - i, limit);
        }
    }

  return exact && key->size < limit;
}

/* --- Keys --- */

void
_nexus_sort_key_begin (NexusSortKey    *key,
                       const NexusSort *sort,
                       gboolean         folder)
{
  key->data[0] = sort->folders_first && folder ? GROUP_FOLDER : GROUP_REST;
  key->size = 1;
}

static void
put_uint64 (NexusSortKey *key,
            guint64       value)
{
  value = GUINT64_TO_BE (value);
  memcpy (key->data + key->size, &value, sizeof value);
  key->size += sizeof value;
}

void
_nexus_sort_key_add_int (NexusSortKey *key,
                         gint64        value)
{
  put_uint64 (key, (guint64) value ^ (G_GUINT64_CONSTANT (1) << 63));
}

/* Numbers of both types among each other; what a double cannot tell apart the integer does. */
static void
add_number (NexusSortKey *key,
            double        number,
            gint64        integer)
{
  guint64 bits;

  if (number == 0.0)
    number = 0.0;   /* one zero, without a sign */
  memcpy (&bits, &number, sizeof bits);
  bits = (bits >> 63) != 0 ? ~bits : bits | (G_GUINT64_CONSTANT (1) << 63);
  put_uint64 (key, bits);
  _nexus_sort_key_add_int (key, integer);
}

void
_nexus_sort_key_add_text (NexusSortKey *key,
                          const char   *text)
{
  const char *end;

  /* Comes from outside: only what is UTF-8 can be folded. */
  g_utf8_validate (text, -1, &end);
  put_natural (key, text, (gsize) (end - text), NEXUS_SORT_VALUE_MAX);
  put (key, 0, NEXUS_SORT_VALUE_MAX + 1);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* As lists: what comes after a tag that both have decides only between those that have it. */
void
_nexus_sort_key_add_tags (NexusSortKey       *key,
                          const NexusSort    *sort,
                          const char * const *tags)
{
  g_autoptr(GPtrArray) counted = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      if (g_strcmp0 (tags[i], sort->but) != 0)
        g_ptr_array_add (counted, (char *) tags[i]);
    }
  if (counted->len == 0)
    {
      key->data[0] |= GROUP_NONE;
      return;
    }

  g_ptr_array_sort (counted, compare_texts);
  g_ptr_array_add (counted, NULL);
  /* It is before all that a tag can contain. */
  joined = g_strjoinv ("\n", (char **) counted->pdata);
  _nexus_sort_key_add_text (key, joined);
}

void
_nexus_sort_key_add_hash (NexusSortKey *key,
                          const guint8 *hash)
{
  if (hash == NULL)
    {
      key->data[0] |= GROUP_NONE;
      return;
    }

  memcpy (key->data + key->size, hash, NEXUS_HASH_SIZE);
  key->size += NEXUS_HASH_SIZE;
}

void
_nexus_sort_key_add_json (NexusSortKey *key,
                          const char   *json)
{
  g_autoptr(GVariant) value = json != NULL ? _nexus_attribute_from_json (json, NULL) : NULL;

  if (value == NULL)
    {
      key->data[0] |= GROUP_NONE;
      return;
    }

  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      put (key, VALUE_BOOLEAN, NEXUS_SORT_VALUE_MAX);
      put (key, g_variant_get_boolean (value), NEXUS_SORT_VALUE_MAX);
      break;

    case G_VARIANT_CLASS_INT64:
      put (key, VALUE_NUMBER, NEXUS_SORT_VALUE_MAX);
      add_number (key, (double) g_variant_get_int64 (value), g_variant_get_int64 (value));
      break;

    case G_VARIANT_CLASS_DOUBLE:
      put (key, VALUE_NUMBER, NEXUS_SORT_VALUE_MAX);
      add_number (key, g_variant_get_double (value), 0);
      break;

    case G_VARIANT_CLASS_STRING:
      put (key, VALUE_TEXT, NEXUS_SORT_VALUE_MAX);
      _nexus_sort_key_add_text (key, g_variant_get_string (value, NULL));
      break;

    default:
      {
        g_autofree char *joined = NULL;

        if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
          {
            g_autofree const char **texts = g_variant_get_strv (value, NULL);

            joined = g_strjoinv (", ", (char **) texts);
          }
        put (key, VALUE_OTHER, NEXUS_SORT_VALUE_MAX);
        _nexus_sort_key_add_text (key, joined != NULL ? joined : json);
        break;
      }
    }
}

void
_nexus_sort_key_end (NexusSortKey *key,
                     const char   *name,
                     gsize         length)
{
  guint offset = key->size;
  gboolean exact = put_natural (key, name, length, offset + NEXUS_SORT_NAME_MAX);

  key->data[key->size++] = 0;
  if (!exact)
    {
      memcpy (key->data + key->size, name, length);
      key->size += length;
    }
  key->data[key->size++] = (guint8) offset;
}

void
_nexus_sort_key_add_id (NexusSortKey *key,
                        gint64        id)
{
  guint8 offset = key->data[--key->size];

  put_uint64 (key, (guint64) id);
  key->data[key->size++] = offset;
}

char *
_nexus_sort_key_dup_name (const guint8 *key,
                          gsize         size)
{
  gsize part_size;
  const guint8 *part = _nexus_sort_key_name_part (key, size, &part_size);
  GString *name = g_string_sized_new (part_size);
  gsize i = 0;

  /* Where the part does not tell the name, the name itself comes after it. */
  while (i < part_size && i < NEXUS_SORT_NAME_MAX && part[i] != 0)
    {
      if (part[i] == '0' && i + 1 < part_size)
        {
          gsize n_digits = MIN (part[i + 1], part_size - i - 2);

          g_string_append_len (name, (const char *) part + i + 2, (gssize) n_digits);
          i += 2 + n_digits;
        }
      else
        {
          g_string_append_c (name, (char) part[i++]);
        }
    }
  i = MIN (i, NEXUS_SORT_NAME_MAX) + 1;
  if (i < part_size)
    {
      g_string_truncate (name, 0);
      g_string_append_len (name, (const char *) part + i, (gssize) (part_size - i));
    }

  return g_string_free (name, FALSE);
}

void
_nexus_sort_key_set_bound (NexusSortKey    *key,
                           const NexusSort *sort,
                           gboolean         folder,
                           const char      *prefix,
                           gsize            length)
{
  _nexus_sort_key_begin (key, sort, folder);
  /* The longest number comes last, so one that may go on at the end says nothing of how large it gets. */
  if (sort->descending)
    {
      gboolean number = FALSE;

      for (; length > 0 && g_ascii_isdigit (prefix[length - 1]); length--)
        number = TRUE;
      put_natural (key, prefix, length, key->size + NEXUS_SORT_NAME_MAX);
      if (number)
        {
          key->data[key->size++] = '0';
          key->data[key->size++] = 0xff;
        }
      key->data[key->size++] = 0xff;
      return;
    }
  put_natural (key, prefix, length, key->size + NEXUS_SORT_NAME_MAX);
}

/* --- Content types --- */

struct _NexusSortTypes {
  GHashTable *by_extension;   /* → content type */
};

NexusSortTypes *
_nexus_sort_types_new (void)
{
  NexusSortTypes *self = g_new0 (NexusSortTypes, 1);

  self->by_extension = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
_nexus_sort_types_free (NexusSortTypes *self)
{
  g_hash_table_unref (self->by_extension);
  g_free (self);
}

const char *
_nexus_sort_types_guess (NexusSortTypes *self,
                         NexusKind       kind,
                         const char     *stored,
                         const char     *name)
{
  const char *point = name[0] != '\0' ? strchr (name + 1, '.') : NULL;
  const char *type;

  if (kind == NEXUS_KIND_DIRECTORY)
    return "inode/directory";
  if (kind == NEXUS_KIND_SYMBOLIC_LINK)
    return "inode/symlink";
  if (stored != NULL)
    return stored;

  /* Everything from the first point on tells, and the whole name where there is none (“Makefile”).  A folder may have a
   * million different endings: the table stays small. */
  if (point == NULL)
    point = name;
  type = g_hash_table_lookup (self->by_extension, point);
  if (type == NULL)
    {
      g_autofree char *neutral = point != name ? g_strconcat ("x", point, NULL) : g_strdup (name);
      char *guess = g_content_type_guess (neutral, NULL, 0, NULL);

      if (g_hash_table_size (self->by_extension) >= 4096)
        g_hash_table_remove_all (self->by_extension);
      g_hash_table_insert (self->by_extension, g_strdup (point), guess);
      type = guess;
    }

  return type;
}

/* --- Rows --- */

NexusSortedRow *
_nexus_sorted_row_new (gint64              id,
                       const NexusSortKey *key,
                       NexusEntry         *entry)
{
  NexusSortedRow *self = g_new0 (NexusSortedRow, 1);

  self->id = id;
  self->key = g_memdup2 (key->data, key->size);
  self->key_size = key->size;
  self->entry = entry;

  return self;
}

void
_nexus_sorted_row_free (NexusSortedRow *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->entry);
  g_free (self->key);
  g_free (self);
}
