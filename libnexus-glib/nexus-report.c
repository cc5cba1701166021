/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>

#include "nexus-enums.h"
#include "nexus-report-private.h"

/**
 * NexusReport:
 *
 * What came out when a store was verified or repaired.
 *
 * It does not change any more once an operation has handed it out, and may then be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusReport {
  GObject            parent_instance;

  GMutex             lock;
  NexusReportCounts  counts;
  GPtrArray         *findings;
  GListStore        *model;       /* NULL until it is sealed */
};

enum {
  PROP_0,
  PROP_COMPLETE,
  PROP_FINDINGS,
  PROP_GOOD,
  PROP_N_BYTES,
  PROP_N_CONTENTS,
  PROP_N_ENTRIES,
  PROP_N_UNREFERENCED,
  PROP_UNREFERENCED_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusReport, nexus_report, G_TYPE_OBJECT)

static void
nexus_report_finalize (GObject *object)
{
  NexusReport *self = NEXUS_REPORT (object);

  g_ptr_array_unref (self->findings);
  g_clear_object (&self->model);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (nexus_report_parent_class)->finalize (object);
}

static void
nexus_report_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  NexusReport *self = NEXUS_REPORT (object);

  switch (prop_id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->counts.complete);
      break;
    case PROP_FINDINGS:
      g_value_set_object (value, self->model);
      break;
    case PROP_GOOD:
      g_value_set_boolean (value, nexus_report_is_good (self));
      break;
    case PROP_N_BYTES:
      g_value_set_uint64 (value, self->counts.n_bytes);
      break;
    case PROP_N_CONTENTS:
      g_value_set_uint64 (value, self->counts.n_contents);
      break;
    case PROP_N_ENTRIES:
      g_value_set_uint64 (value, self->counts.n_entries);
      break;
    case PROP_N_UNREFERENCED:
      g_value_set_uint64 (value, self->counts.n_unreferenced);
      break;
    case PROP_UNREFERENCED_SIZE:
      g_value_set_uint64 (value, self->counts.unreferenced_size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_report_class_init (NexusReportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_report_finalize;
  object_class->get_property = nexus_report_get_property;

  /**
   * NexusReport:complete:
   *
   * Whether everything was looked at that was asked for, and not only what the budget allowed.
   *
   * Since: 0.1
   */
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  /**
   * NexusReport:findings:
   *
   * What was found, as [class@Nexus.Finding].
   *
   * Since: 0.1
   */
  properties[PROP_FINDINGS] = g_param_spec_object ("findings", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  /**
   * NexusReport:good:
   *
   * Whether nothing that was looked at is damaged, or nothing is any more.
   *
   * Since: 0.1
   */
  properties[PROP_GOOD] = g_param_spec_boolean ("good", NULL, NULL, TRUE, flags);
  /**
   * NexusReport:n-bytes:
   *
   * How many bytes of contents were read and hashed.
   *
   * Since: 0.1
   */
  properties[PROP_N_BYTES] = g_param_spec_uint64 ("n-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusReport:n-contents:
   *
   * How many contents were read and hashed.
   *
   * Since: 0.1
   */
  properties[PROP_N_CONTENTS] = g_param_spec_uint64 ("n-contents", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusReport:n-entries:
   *
   * How many files, folders and links were looked at in the database.
   *
   * Since: 0.1
   */
  properties[PROP_N_ENTRIES] = g_param_spec_uint64 ("n-entries", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusReport:n-unreferenced:
   *
   * How many contents are on the disk that the database does not know: left by interrupted writes, or just being
   * written. Garbage collection frees them.
   *
   * Since: 0.1
   */
  properties[PROP_N_UNREFERENCED] = g_param_spec_uint64 ("n-unreferenced", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusReport:unreferenced-size:
   *
   * Their bytes.
   *
   * Since: 0.1
   */
  properties[PROP_UNREFERENCED_SIZE] = g_param_spec_uint64 ("unreferenced-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_report_init (NexusReport *self)
{
  g_mutex_init (&self->lock);
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
}

NexusReport *
_nexus_report_new (void)
{
  return g_object_new (NEXUS_TYPE_REPORT, NULL);
}

void
_nexus_report_add (NexusReport  *self,
                   NexusFinding *finding)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->findings, finding);
}

void
_nexus_report_add_counts (NexusReport *self,
                          guint64      n_contents,
                          guint64      n_bytes)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->counts.n_contents += n_contents;
  self->counts.n_bytes += n_bytes;
}

NexusReportCounts *
_nexus_report_get_counts (NexusReport *self)
{
  return &self->counts;
}

static gboolean
is_problem (NexusFinding *finding)
{
  return !_nexus_finding_is_note (finding) && nexus_finding_get_state (finding) != NEXUS_FINDING_MENDED;
}

guint
_nexus_report_get_n_problems (NexusReport *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n = 0;

  for (guint i = 0; i < self->findings->len; i++)
    n += is_problem (g_ptr_array_index (self->findings, i));

  return n;
}

static int
compare_findings (gconstpointer a,
                  gconstpointer b)
{
  NexusFinding *one = *(NexusFinding * const *) a;
  NexusFinding *other = *(NexusFinding * const *) b;
  const char *path = nexus_finding_get_paths (one)[0];
  const char *other_path = nexus_finding_get_paths (other)[0];
  int order = (int) nexus_finding_get_kind (one) - (int) nexus_finding_get_kind (other);

  if (order == 0)
    order = g_strcmp0 (path, other_path);
  if (order == 0)
    order = g_strcmp0 (nexus_finding_get_hash (one), nexus_finding_get_hash (other));

  return order != 0 ? order : g_strcmp0 (nexus_finding_get_message (one), nexus_finding_get_message (other));
}

void
_nexus_report_seal (NexusReport *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_sort (self->findings, compare_findings);
  g_clear_object (&self->model);
  self->model = g_list_store_new (NEXUS_TYPE_FINDING);
  g_list_store_splice (self->model, 0, 0, self->findings->pdata, self->findings->len);
}

void
_nexus_report_publish (NexusReport  *self,
                       GMutex       *lock,
                       NexusReport **place)
{
  _nexus_report_seal (self);
  g_mutex_lock (lock);
  g_set_object (place, self);
  g_mutex_unlock (lock);
}

/**
 * nexus_report_is_good:
 * @self: a report
 *
 * Tells whether nothing that was looked at is damaged, or nothing is any more.
 *
 * Returns: %TRUE if all is well
 *
 * Since: 0.1
 */
gboolean
nexus_report_is_good (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), FALSE);

  return _nexus_report_get_n_problems (self) == 0;
}

/**
 * nexus_report_is_complete:
 * @self: a report
 *
 * Tells whether everything was looked at that was asked for, and not only what the budget allowed.
 *
 * Returns: %FALSE if another run goes on where this one has ended
 *
 * Since: 0.1
 */
gboolean
nexus_report_is_complete (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), FALSE);

  return self->counts.complete;
}

/**
 * nexus_report_get_n_contents:
 * @self: a report
 *
 * Gets how many contents were read and hashed.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_report_get_n_contents (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), 0);

  return self->counts.n_contents;
}

/**
 * nexus_report_get_n_bytes:
 * @self: a report
 *
 * Gets how many bytes of contents were read and hashed.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_report_get_n_bytes (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), 0);

  return self->counts.n_bytes;
}

/**
 * nexus_report_get_n_entries:
 * @self: a report
 *
 * Gets how many files, folders and links were looked at in the database, those in the trash with them.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_report_get_n_entries (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), 0);

  return self->counts.n_entries;
}

/**
 * nexus_report_get_n_unreferenced:
 * @self: a report
 *
 * Gets how many contents are on the disk that the database does not know. They do no harm.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_report_get_n_unreferenced (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), 0);

  return self->counts.n_unreferenced;
}

/**
 * nexus_report_get_unreferenced_size:
 * @self: a report
 *
 * Gets how many bytes the contents have that the database does not know.
 *
 * Returns: the number of bytes
 *
 * Since: 0.1
 */
guint64
nexus_report_get_unreferenced_size (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), 0);

  return self->counts.unreferenced_size;
}

/**
 * nexus_report_get_findings:
 * @self: a report
 *
 * Gets what was found.
 *
 * Returns: (transfer none): a model of [class@Nexus.Finding]
 *
 * Since: 0.1
 */
GListModel *
nexus_report_get_findings (NexusReport *self)
{
  g_return_val_if_fail (NEXUS_IS_REPORT (self), NULL);

  return G_LIST_MODEL (self->model);
}

static const char *
get_state_text (NexusFindingState state)
{
  switch (state)
    {
    case NEXUS_FINDING_MENDED:
      return _("Mended: ");
    case NEXUS_FINDING_SET_ASIDE:
      return _("Set aside: ");
    case NEXUS_FINDING_LOST:
      return _("Not mended: ");
    case NEXUS_FINDING_FOUND:
    default:
      return "";
    }
}

static gboolean
is_mended (NexusReport *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      if (nexus_finding_get_state (g_ptr_array_index (self->findings, i)) == NEXUS_FINDING_MENDED)
        return TRUE;
    }

  return FALSE;
}

/**
 * nexus_report_to_text:
 * @self: a report
 *
 * Writes the report for a person to read, in lines that end with a line feed. Names in it are as they are in the
 * store: whoever prints it on a terminal escapes what could change that.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
nexus_report_to_text (NexusReport *self)
{
  GString *text;
  g_autofree char *size = NULL;
  g_autofree char *entries = NULL;
  g_autofree char *contents = NULL;
  guint n;

  g_return_val_if_fail (NEXUS_IS_REPORT (self), NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < self->findings->len; i++)
    {
      NexusFinding *finding = g_ptr_array_index (self->findings, i);
      GPtrArray *uses = _nexus_finding_get_uses (finding);

      g_string_append_printf (text, "%s%s\n", get_state_text (nexus_finding_get_state (finding)),
                              nexus_finding_get_message (finding));
      for (guint j = 0; uses != NULL && j < uses->len; j++)
        {
          g_autofree char *use = _nexus_content_use_dup_text (g_ptr_array_index (uses, j));

          g_string_append_printf (text, "    %s\n", use);
        }
    }

  size = g_format_size (self->counts.n_bytes);
  entries = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " entry", "%" PRIu64 " entries",
                                          (gulong) self->counts.n_entries), self->counts.n_entries);
  contents = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " content", "%" PRIu64 " contents",
                                           (gulong) self->counts.n_contents), self->counts.n_contents);
  /* Translators: a number of entries, a number of contents, and a size such as 1.2 GB */
  g_string_append_printf (text, _("Looked at %s and %s (%s).\n"), entries, contents, size);
  if (self->counts.n_unreferenced > 0)
    {
      g_autofree char *unreferenced = g_format_size (self->counts.unreferenced_size);

      g_string_append_printf (text, _("Contents that nothing refers to: %" PRIu64 " (%s).\n"),
                              self->counts.n_unreferenced, unreferenced);
    }
  if (!self->counts.complete)
    g_string_append (text, _("The budget did not suffice for all contents; the next run goes on from here.\n"));

  n = _nexus_report_get_n_problems (self);
  if (n == 0)
    g_string_append (text, is_mended (self) ? _("Nothing is wrong any more.\n") : _("No problem was found.\n"));
  else
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u problem remains.\n", "%u problems remain.\n", n), n);

  return g_string_free (text, FALSE);
}

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found->value_nick;
}

static void
add_finding (JsonBuilder  *builder,
             NexusFinding *finding)
{
  GPtrArray *uses = _nexus_finding_get_uses (finding);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, get_nick (NEXUS_TYPE_FINDING_KIND, nexus_finding_get_kind (finding)));
  json_builder_set_member_name (builder, "state");
  json_builder_add_string_value (builder, get_nick (NEXUS_TYPE_FINDING_STATE, nexus_finding_get_state (finding)));
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, nexus_finding_get_message (finding));
  if (nexus_finding_get_hash (finding) != NULL)
    {
      json_builder_set_member_name (builder, "hash");
      json_builder_add_string_value (builder, nexus_finding_get_hash (finding));
    }
  json_builder_set_member_name (builder, "uses");
  json_builder_begin_array (builder);
  for (guint i = 0; uses != NULL && i < uses->len; i++)
    {
      NexusContentUse *use = g_ptr_array_index (uses, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "path");
      json_builder_add_string_value (builder, use->path);
      if (use->version != 0)
        {
          json_builder_set_member_name (builder, "version");
          json_builder_add_int_value (builder, use->version);
        }
      json_builder_set_member_name (builder, "trashed");
      json_builder_add_boolean_value (builder, use->trashed);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_count (JsonBuilder *builder,
           const char  *name,
           guint64      value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

/**
 * nexus_report_to_json:
 * @self: a report
 *
 * Writes the report for a program to read: an object with `good` and `complete`; `entries`, `contents`, `bytes`,
 * `unreferenced` and `unreferenced_bytes`, the counts; and `findings`, an array of objects with `kind`, `state`,
 * `message`, `hash` (if a content is meant) and `uses`, an array of objects with `path`, `version` (of an older version)
 * and `trashed`.
 *
 * Returns: (transfer full): one line of JSON, without a line feed
 *
 * Since: 0.1
 */
char *
nexus_report_to_json (NexusReport *self)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (NEXUS_IS_REPORT (self), NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "good");
  json_builder_add_boolean_value (builder, nexus_report_is_good (self));
  json_builder_set_member_name (builder, "complete");
  json_builder_add_boolean_value (builder, self->counts.complete);
  add_count (builder, "entries", self->counts.n_entries);
  add_count (builder, "contents", self->counts.n_contents);
  add_count (builder, "bytes", self->counts.n_bytes);
  add_count (builder, "unreferenced", self->counts.n_unreferenced);
  add_count (builder, "unreferenced_bytes", self->counts.unreferenced_size);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->findings->len; i++)
    add_finding (builder, g_ptr_array_index (self->findings, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}
