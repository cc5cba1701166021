/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-file-info-private.h"
#include "nexus-file-private.h"
#include "nexus-filesystem-private.h"

/* Setting attributes.  Whatever is set in one call is set in one transaction. */

#define NSEC_PER_SEC  G_GINT64_CONSTANT (1000000000)
#define NSEC_PER_USEC G_GINT64_CONSTANT (1000)

/* --- What can be set: the same everywhere, so nothing is asked; GIO takes no error for an answer --- */

static GFileAttributeInfoList *
nexus_file_query_settable_attributes (GFile         *file,
                                      GCancellable  *cancellable,
                                      GError       **error)
{
  const GFileAttributeInfoFlags with_file = G_FILE_ATTRIBUTE_INFO_COPY_WITH_FILE | G_FILE_ATTRIBUTE_INFO_COPY_WHEN_MOVED;
  const GFileAttributeInfoFlags when_moved = G_FILE_ATTRIBUTE_INFO_COPY_WHEN_MOVED;
  const GFileAttributeInfo settable[] = {
    { (char *) G_FILE_ATTRIBUTE_UNIX_MODE, G_FILE_ATTRIBUTE_TYPE_UINT32, with_file },
    { (char *) G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_ATTRIBUTE_TYPE_UINT64, with_file },
    { (char *) G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC, G_FILE_ATTRIBUTE_TYPE_UINT32, with_file },
    { (char *) G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC, G_FILE_ATTRIBUTE_TYPE_UINT32, with_file },
    { (char *) G_FILE_ATTRIBUTE_TIME_CREATED, G_FILE_ATTRIBUTE_TYPE_UINT64, when_moved },
    { (char *) G_FILE_ATTRIBUTE_TIME_CREATED_USEC, G_FILE_ATTRIBUTE_TYPE_UINT32, when_moved },
    { (char *) G_FILE_ATTRIBUTE_TIME_CREATED_NSEC, G_FILE_ATTRIBUTE_TYPE_UINT32, when_moved },
    { (char *) NEXUS_FILE_ATTRIBUTE_TAGS, G_FILE_ATTRIBUTE_TYPE_STRINGV, with_file },
  };
  GFileAttributeInfoList *list = g_file_attribute_info_list_new ();

  for (guint i = 0; i < G_N_ELEMENTS (settable); i++)
    g_file_attribute_info_list_add (list, settable[i].name, settable[i].type, settable[i].flags);

  return list;
}

static GFileAttributeInfoList *
nexus_file_query_writable_namespaces (GFile         *file,
                                      GCancellable  *cancellable,
                                      GError       **error)
{
  GFileAttributeInfoList *list = g_file_attribute_info_list_new ();

  g_file_attribute_info_list_add (list, "xattr", G_FILE_ATTRIBUTE_TYPE_STRING,
                                  G_FILE_ATTRIBUTE_INFO_COPY_WITH_FILE | G_FILE_ATTRIBUTE_INFO_COPY_WHEN_MOVED);

  return list;
}

/* --- From attributes to mutations --- */

typedef struct {
  const char       *path;
  NexusEntry       *entry;
  NexusTransaction *transaction;
  NexusMutation    *facts;        /* in the transaction; NULL: none yet */
  gboolean          whole_times;  /* seconds without a fraction are whole ones; else what is there of it stays */
} Setting;

static NexusMutation *
add_mutation (Setting           *setting,
              NexusMutationKind  kind,
              const char        *key)
{
  NexusMutation *mutation = _nexus_mutation_new (kind, setting->path);

  mutation->key = g_strdup (key);
  _nexus_transaction_add (setting->transaction, mutation);

  return mutation;
}

static NexusMutation *
get_facts (Setting *setting)
{
  if (setting->facts == NULL)
    setting->facts = add_mutation (setting, NEXUS_MUTATION_SET_FACTS, NULL);

  return setting->facts;
}

static gboolean
check_type (const char          *attribute,
            GFileAttributeType   type,
            GFileAttributeType   wanted,
            const char          *wanted_name,
            GError             **error)
{
  if (type == wanted)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The attribute “%s” takes a value of the type %s"),
               attribute, wanted_name);

  return FALSE;
}

/* One of seconds, microseconds and nanoseconds; the others stay. */
static gboolean
set_time (gint64              *ns,
          gboolean             whole,
          const char          *attribute,
          GFileAttributeType   type,
          gpointer             value,
          GError             **error)
{
  gboolean micro = g_str_has_suffix (attribute, "-usec");
  gboolean nano = g_str_has_suffix (attribute, "-nsec");
  gint64 seconds = *ns / NSEC_PER_SEC;
  gint64 rest = *ns % NSEC_PER_SEC;

  if (rest < 0)
    {
      seconds--;
      rest += NSEC_PER_SEC;
    }

  if (micro || nano)
    {
      if (!check_type (attribute, type, G_FILE_ATTRIBUTE_TYPE_UINT32, "uint32", error))
        return FALSE;
      /* Microseconds that say nothing new do not take away the nanoseconds. */
      if (nano)
        rest = *(guint32 *) value;
      else if (rest / NSEC_PER_USEC != *(guint32 *) value)
        rest = *(guint32 *) value * NSEC_PER_USEC;
    }
  else
    {
      if (!check_type (attribute, type, G_FILE_ATTRIBUTE_TYPE_UINT64, "uint64", error))
        return FALSE;
      seconds = (gint64) *(guint64 *) value;
      if (whole)
        rest = 0;
    }

  if (rest >= NSEC_PER_SEC || seconds >= G_MAXINT64 / NSEC_PER_SEC || seconds <= G_MININT64 / NSEC_PER_SEC)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The attribute “%s” is outside of the time that a store can keep, the years 1678 to 2262"), attribute);
      return FALSE;
    }
  *ns = seconds * NSEC_PER_SEC + rest;

  return TRUE;
}

static gboolean
set_modified (Setting             *setting,
              const char          *attribute,
              GFileAttributeType   type,
              gpointer             value,
              GError             **error)
{
  gboolean known = setting->facts != NULL && (setting->facts->fields & NEXUS_MUTATION_HAS_MODIFIED) != 0;
  gint64 ns = known ? setting->facts->modified_ns : nexus_entry_get_modified_ns (setting->entry);

  if (!set_time (&ns, setting->whole_times, attribute, type, value, error))
    return FALSE;
  get_facts (setting)->modified_ns = ns;
  get_facts (setting)->fields |= NEXUS_MUTATION_HAS_MODIFIED;

  return TRUE;
}

static gboolean
set_created (Setting             *setting,
             const char          *attribute,
             GFileAttributeType   type,
             gpointer             value,
             GError             **error)
{
  gboolean known = setting->facts != NULL && (setting->facts->fields & NEXUS_MUTATION_HAS_CREATED) != 0;
  gint64 ns = known ? setting->facts->created_ns : nexus_entry_get_created_ns (setting->entry);

  if (!set_time (&ns, setting->whole_times, attribute, type, value, error))
    return FALSE;
  get_facts (setting)->created_ns = ns;
  get_facts (setting)->fields |= NEXUS_MUTATION_HAS_CREATED;

  return TRUE;
}

static gboolean
set_mode (Setting             *setting,
          const char          *attribute,
          GFileAttributeType   type,
          gpointer             value,
          GError             **error)
{
  if (!check_type (attribute, type, G_FILE_ATTRIBUTE_TYPE_UINT32, "uint32", error))
    return FALSE;
  get_facts (setting)->mode = *(guint32 *) value & 07777;
  get_facts (setting)->fields |= NEXUS_MUTATION_HAS_MODE;

  return TRUE;
}

static gboolean
set_tags (Setting             *setting,
          const char          *attribute,
          GFileAttributeType   type,
          gpointer             value,
          GError             **error)
{
  static const char * const none[] = { NULL };
  const char * const *old = nexus_entry_get_tags (setting->entry);
  const char * const *wanted = value;

  if (type == G_FILE_ATTRIBUTE_TYPE_INVALID)
    wanted = none;
  else if (!check_type (attribute, type, G_FILE_ATTRIBUTE_TYPE_STRINGV, "string array", error))
    return FALSE;

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (!g_strv_contains (old, wanted[i]))
        add_mutation (setting, NEXUS_MUTATION_ADD_TAG, wanted[i]);
    }
  for (guint i = 0; old[i] != NULL; i++)
    {
      if (!g_strv_contains (wanted, old[i]))
        add_mutation (setting, NEXUS_MUTATION_REMOVE_TAG, old[i]);
    }

  return TRUE;
}

static GVariant *
make_value (GFileAttributeType type,
            gpointer           value)
{
  switch (type)
    {
    case G_FILE_ATTRIBUTE_TYPE_STRING:
    case G_FILE_ATTRIBUTE_TYPE_BYTE_STRING:
      return g_utf8_validate (value, -1, NULL) ? g_variant_new_string (value) : NULL;
    case G_FILE_ATTRIBUTE_TYPE_BOOLEAN:
      return g_variant_new_boolean (*(gboolean *) value);
    case G_FILE_ATTRIBUTE_TYPE_UINT32:
      return g_variant_new_int64 (*(guint32 *) value);
    case G_FILE_ATTRIBUTE_TYPE_INT32:
      return g_variant_new_int64 (*(gint32 *) value);
    case G_FILE_ATTRIBUTE_TYPE_UINT64:
      return *(guint64 *) value <= G_MAXINT64 ? g_variant_new_int64 (*(guint64 *) value) : NULL;
    case G_FILE_ATTRIBUTE_TYPE_INT64:
      return g_variant_new_int64 (*(gint64 *) value);
    case G_FILE_ATTRIBUTE_TYPE_STRINGV:
      for (char **item = value; *item != NULL; item++)
        {
          if (!g_utf8_validate (*item, -1, NULL))
            return NULL;
        }
      return g_variant_new_strv (value, -1);
    case G_FILE_ATTRIBUTE_TYPE_INVALID:
    case G_FILE_ATTRIBUTE_TYPE_OBJECT:
    default:
      return NULL;
    }
}

static gboolean
set_custom (Setting             *setting,
            const char          *attribute,
            GFileAttributeType   type,
            gpointer             value,
            GError             **error)
{
  const char *key = attribute + strlen (NEXUS_FILE_CUSTOM);
  g_autoptr(GVariant) made = NULL;

  if (type == G_FILE_ATTRIBUTE_TYPE_INVALID)
    {
      g_autoptr(GVariant) there = g_variant_lookup_value (nexus_entry_get_attributes (setting->entry), key, NULL);

      if (there != NULL)
        add_mutation (setting, NEXUS_MUTATION_REMOVE_ATTRIBUTE, key);
      return TRUE;
    }

  made = make_value (type, value);
  if (made == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The attribute “%s” takes a text of valid UTF-8, a list of such, a whole number or a truth value"), attribute);
      return FALSE;
    }
  g_variant_ref_sink (made);
  add_mutation (setting, NEXUS_MUTATION_SET_ATTRIBUTE, key)->value = g_steal_pointer (&made);

  return TRUE;
}

static gboolean
is_time (const char *attribute,
         const char *name)
{
  const char *rest;

  if (!g_str_has_prefix (attribute, name))
    return FALSE;
  rest = attribute + strlen (name);

  return *rest == '\0' || g_str_equal (rest, "-usec") || g_str_equal (rest, "-nsec");
}

static gboolean
set_one (Setting             *setting,
         const char          *attribute,
         GFileAttributeType   type,
         gpointer             value,
         GError             **error)
{
  if (is_time (attribute, G_FILE_ATTRIBUTE_TIME_MODIFIED))
    return set_modified (setting, attribute, type, value, error);
  if (is_time (attribute, G_FILE_ATTRIBUTE_TIME_CREATED))
    return set_created (setting, attribute, type, value, error);
  if (g_str_equal (attribute, G_FILE_ATTRIBUTE_UNIX_MODE))
    return set_mode (setting, attribute, type, value, error);
  if (g_str_equal (attribute, NEXUS_FILE_ATTRIBUTE_TAGS))
    return set_tags (setting, attribute, type, value, error);
  if (g_str_has_prefix (attribute, NEXUS_FILE_CUSTOM) && attribute[strlen (NEXUS_FILE_CUSTOM)] != '\0')
    return set_custom (setting, attribute, type, value, error);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("The attribute “%s” cannot be set"), attribute);

  return FALSE;
}

/* --- Applying --- */

static gboolean
begin (Setting          *setting,
       NexusFilesystem  *filesystem,
       const char       *path,
       guint             flags,
       GCancellable     *cancellable,
       GError          **error)
{
  setting->entry = _nexus_file_query_entry (filesystem, path, (flags & G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS) == 0,
                                            cancellable, error);
  if (setting->entry == NULL)
    return FALSE;
  setting->path = nexus_entry_get_path (setting->entry);
  setting->transaction = _nexus_transaction_new (cancellable);

  return TRUE;
}

static void
end (Setting *setting)
{
  g_clear_pointer (&setting->transaction, _nexus_transaction_free);
  g_clear_object (&setting->entry);
}

static gboolean
apply (Setting          *setting,
       NexusFilesystem  *filesystem,
       GCancellable     *cancellable,
       GError          **error)
{
  if (setting->transaction->mutations->len == 0)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  _nexus_filesystem_apply (filesystem, &setting->transaction, 1);
  if (setting->transaction->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&setting->transaction->error));

  return FALSE;
}

typedef struct {
  const char         *attribute;
  GFileAttributeType  type;
  gpointer            value;
} One;

/* Only ever called synchronously, so that its arguments can stay where they are. */
static gpointer
set_attribute (NexusFile            *self,
               NexusFilesystem      *filesystem,
               const char           *path,
               const NexusFileCall  *call,
               GCancellable         *cancellable,
               GError              **error)
{
  const One *one = call->argument;
  Setting setting = { 0 };
  gboolean ok;

  ok = begin (&setting, filesystem, path, call->flags, cancellable, error) &&
       set_one (&setting, one->attribute, one->type, one->value, error) &&
       apply (&setting, filesystem, cancellable, error);
  end (&setting);

  return GINT_TO_POINTER (ok);
}

static gboolean
nexus_file_set_attribute (GFile                *file,
                          const char           *attribute,
                          GFileAttributeType    type,
                          gpointer              value,
                          GFileQueryInfoFlags   flags,
                          GCancellable         *cancellable,
                          GError              **error)
{
  One one = { attribute, type, value };
  const NexusFileCall call = { set_attribute, .writes = TRUE, .argument = &one, .flags = flags };

  return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error));
}

static gboolean
is_seconds (const char *attribute)
{
  return g_str_equal (attribute, G_FILE_ATTRIBUTE_TIME_MODIFIED) || g_str_equal (attribute, G_FILE_ATTRIBUTE_TIME_CREATED);
}

/* What can be set is, and the first thing that cannot is told; every attribute gets its status. */
static gpointer
set_attributes (NexusFile            *self,
                NexusFilesystem      *filesystem,
                const char           *path,
                const NexusFileCall  *call,
                GCancellable         *cancellable,
                GError              **error)
{
  GFileInfo *info = call->object;
  g_auto(GStrv) names = g_file_info_list_attributes (info, NULL);
  g_autoptr(GPtrArray) ordered = g_ptr_array_new ();
  g_autoptr(GPtrArray) accepted = g_ptr_array_new ();
  g_autoptr(GError) first = NULL;
  g_autoptr(GError) failed = NULL;
  Setting setting = { 0 };

  if (!begin (&setting, filesystem, path, call->flags, cancellable, error))
    {
      for (guint i = 0; names[i] != NULL; i++)
        g_file_info_set_attribute_status (info, names[i], G_FILE_ATTRIBUTE_STATUS_ERROR_SETTING);
      return NULL;
    }

  /* Seconds first, since they say that there is no fraction unless that comes too. */
  setting.whole_times = TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (is_seconds (names[i]))
        g_ptr_array_add (ordered, names[i]);
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!is_seconds (names[i]))
        g_ptr_array_add (ordered, names[i]);
    }

  for (guint i = 0; i < ordered->len; i++)
    {
      g_autoptr(GError) local_error = NULL;
      const char *name = g_ptr_array_index (ordered, i);
      GFileAttributeStatus status;
      GFileAttributeType type;
      gpointer value;

      if (!g_file_info_get_attribute_data (info, name, &type, &value, &status) ||
          status != G_FILE_ATTRIBUTE_STATUS_UNSET)
        continue;
      if (set_one (&setting, name, type, value, &local_error))
        {
          g_ptr_array_add (accepted, (char *) name);
          continue;
        }
      g_file_info_set_attribute_status (info, name, G_FILE_ATTRIBUTE_STATUS_ERROR_SETTING);
      if (first == NULL)
        first = g_steal_pointer (&local_error);
    }

  apply (&setting, filesystem, cancellable, &failed);
  for (guint i = 0; i < accepted->len; i++)
    g_file_info_set_attribute_status (info, g_ptr_array_index (accepted, i),
                                      failed == NULL ? G_FILE_ATTRIBUTE_STATUS_SET : G_FILE_ATTRIBUTE_STATUS_ERROR_SETTING);
  end (&setting);

  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  else if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    return GINT_TO_POINTER (TRUE);

  return NULL;
}

#define SET_ATTRIBUTES_CALL { set_attributes, .writes = TRUE, .object = info, .flags = flags }

static gboolean
nexus_file_set_attributes_from_info (GFile                *file,
                                     GFileInfo            *info,
                                     GFileQueryInfoFlags   flags,
                                     GCancellable         *cancellable,
                                     GError              **error)
{
  const NexusFileCall call = SET_ATTRIBUTES_CALL;

  return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error));
}

static void
nexus_file_set_attributes_async (GFile               *file,
                                 GFileInfo           *original,
                                 GFileQueryInfoFlags  flags,
                                 int                  io_priority,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  /* The caller keeps what it gave; the finish function hands the copy with the statuses over. */
  g_autoptr(GFileInfo) info = g_file_info_dup (original);
  const NexusFileCall call = SET_ATTRIBUTES_CALL;

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_set_attributes_async, io_priority, cancellable,
                          callback, user_data);
}

static gboolean
nexus_file_set_attributes_finish (GFile         *file,
                                  GAsyncResult  *result,
                                  GFileInfo    **info,
                                  GError       **error)
{
  if (info != NULL)
    *info = g_object_ref (_nexus_file_call_get_object (result));

  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_set_attributes_async, error));
}

void
_nexus_file_init_attributes (GFileIface *iface)
{
  iface->query_settable_attributes = nexus_file_query_settable_attributes;
  iface->query_writable_namespaces = nexus_file_query_writable_namespaces;
  iface->set_attribute = nexus_file_set_attribute;
  iface->set_attributes_from_info = nexus_file_set_attributes_from_info;
  iface->set_attributes_async = nexus_file_set_attributes_async;
  iface->set_attributes_finish = nexus_file_set_attributes_finish;
}
