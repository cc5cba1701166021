/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-run.h"

#include <string.h>

/* Whether the store has what the model has, and nothing else. */

static gboolean
differ (char       **difference,
        const char  *format,
        ...) G_GNUC_PRINTF (2, 3);

static gboolean
differ (char       **difference,
        const char  *format,
        ...)
{
  va_list args;

  va_start (args, format);
  *difference = g_strdup_vprintf (format, args);
  va_end (args);

  return FALSE;
}

static gboolean
good (GError      *error,
      const char  *what,
      char       **difference)
{
  return error == NULL || differ (difference, "%s: %s", what, error->message);
}

/* A time that the store has chosen must be that of the operation; from then on it is known. */
static gboolean
same_time (NexusProofRun  *run,
           NexusProofTime *time,
           gint64          ns)
{
  if (!time->known)
    {
      time->known = ns / 1000 >= run->started && ns / 1000 <= g_get_real_time ();
      time->ns = ns;
    }

  return time->known && time->ns == ns;
}

static gboolean
same_id (NexusProofRun        *run,
         const NexusProofNode *node,
         const char           *id)
{
  const char *known = g_hash_table_lookup (run->ids, GUINT_TO_POINTER (node->serial));
  char *copy;

  if (known != NULL)
    return strcmp (known, id) == 0;
  if (g_hash_table_contains (run->serials, id))
    return FALSE;

  copy = g_strdup (id);
  g_hash_table_insert (run->ids, GUINT_TO_POINTER (node->serial), copy);
  g_hash_table_insert (run->serials, copy, GUINT_TO_POINTER (node->serial));

  return TRUE;
}

static gboolean
same_tags (NexusProofRun        *run,
           const NexusProofNode *node,
           NexusEntry           *entry)
{
  const char * const *tags = nexus_entry_get_tags (entry);

  if (g_strv_length ((char **) tags) != node->tags->len)
    return FALSE;
  for (guint i = 0; tags[i] != NULL; i++)
    {
      NexusProofTag *tag = nexus_proof_state_tag (run->state, tags[i]);

      if (tag == NULL || !nexus_proof_node_has_tag (node, tag->serial) ||
          (i > 0 && strcmp (tags[i - 1], tags[i]) >= 0))
        return FALSE;
    }

  return TRUE;
}

static gboolean
same_attributes (const NexusProofNode *node,
                 NexusEntry           *entry)
{
  GVariant *attributes = nexus_entry_get_attributes (entry);
  GVariantIter iter;
  const char *key;
  GVariant *value;
  gboolean same = attributes == NULL ? g_tree_nnodes (node->attributes) == 0
                                     : (gint) g_variant_n_children (attributes) == g_tree_nnodes (node->attributes);

  if (attributes == NULL || !same)
    return same;
  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      const char *text = g_tree_lookup (node->attributes, key);
      g_autoptr(GVariant) expected = text != NULL ? g_variant_ref_sink (g_variant_new_parsed (text)) : NULL;

      same = same && expected != NULL && g_variant_equal (expected, value);
      g_variant_unref (value);
    }

  return same;
}

static gboolean
compare_entry (NexusProofRun   *run,
               NexusProofNode  *node,
               NexusEntry      *entry,
               char           **difference)
{
  const char *path = nexus_entry_get_path (entry);
  guint64 size, count;

  if (nexus_entry_get_kind (entry) != node->kind)
    return differ (difference, "“%s” is of the kind %d, not %d", path, nexus_entry_get_kind (entry), node->kind);
  if (!same_id (run, node, nexus_entry_get_id (entry)))
    return differ (difference, "“%s” has the id %s, not %s", path, nexus_entry_get_id (entry),
                   (char *) g_hash_table_lookup (run->ids, GUINT_TO_POINTER (node->serial)));
  if (g_strcmp0 (nexus_entry_get_etag (entry), node->content != NULL ? node->content->sum : NULL) != 0)
    return differ (difference, "“%s” has the etag %s, not %s", path, nexus_entry_get_etag (entry),
                   node->content != NULL ? node->content->sum : "none");
  if (nexus_entry_get_version (entry) != node->version && node->kind == NEXUS_KIND_FILE)
    return differ (difference, "“%s” has version %u, not %u", path, nexus_entry_get_version (entry), node->version);
  if (nexus_entry_get_mode (entry) != node->mode)
    return differ (difference, "“%s” has mode %o, not %o", path, nexus_entry_get_mode (entry), node->mode);
  if (g_strcmp0 (nexus_entry_get_target (entry), node->target) != 0)
    return differ (difference, "“%s” leads to %s, not %s", path, nexus_entry_get_target (entry), node->target);
  if (node->serial != NEXUS_PROOF_ROOT && !same_time (run, node->created, nexus_entry_get_created_ns (entry)))
    return differ (difference, "“%s” was created at %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, path,
                   nexus_entry_get_created_ns (entry), node->created->ns);
  if (!same_time (run, node->modified, nexus_entry_get_modified_ns (entry)))
    return differ (difference, "“%s” was modified at %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, path,
                   nexus_entry_get_modified_ns (entry), node->modified->ns);
  if (!same_tags (run, node, entry))
    {
      g_autofree char *tags = g_strjoinv (", ", (char **) nexus_entry_get_tags (entry));

      return differ (difference, "“%s” has the tags %s, and that is not so", path, tags);
    }
  if (!same_attributes (node, entry))
    {
      g_autofree char *text = g_variant_print (nexus_entry_get_attributes (entry), TRUE);

      return differ (difference, "“%s” has the attributes %s, and that is not so", path, text);
    }

  nexus_proof_state_totals (run->state, node, &size, &count);
  if (node->kind == NEXUS_KIND_DIRECTORY &&
      (nexus_entry_get_total_size (entry) != size || nexus_entry_get_total_count (entry) != count))
    return differ (difference, "“%s” has %" G_GUINT64_FORMAT " bytes in %" G_GUINT64_FORMAT " entries, not %"
                   G_GUINT64_FORMAT " in %" G_GUINT64_FORMAT, path, nexus_entry_get_total_size (entry),
                   nexus_entry_get_total_count (entry), size, count);
  if (node->kind == NEXUS_KIND_FILE && nexus_entry_get_size (entry) != size)
    return differ (difference, "“%s” has %" G_GUINT64_FORMAT " bytes, not %" G_GUINT64_FORMAT, path,
                   nexus_entry_get_size (entry), size);

  return TRUE;
}

static gboolean
compare_tree (NexusProofRun  *run,
              char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(NexusEntry) root = nexus_filesystem_query (run->filesystem, "/", NULL, &error);
  guint n_entries = 0, n_live = 0;
  GHashTableIter iter;
  gpointer value;

  if (!good (error, "“/”", difference) ||
      !compare_entry (run, nexus_proof_state_node (run->state, NEXUS_PROOF_ROOT), root, difference))
    return FALSE;

  enumerator = nexus_filesystem_enumerate (run->filesystem, "/", NEXUS_ENUMERATE_RECURSIVE, NULL, &error);
  for (;;)
    {
      g_autoptr(GPtrArray) entries = NULL;

      if (error == NULL)
        entries = nexus_entry_enumerator_next (enumerator, 100, NULL, &error);
      if (!good (error, "enumerating", difference))
        return FALSE;
      if (entries->len == 0)
        break;

      for (guint i = 0; i < entries->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (entries, i);
          NexusProofNode *node = nexus_proof_state_find (run->state, nexus_entry_get_path (entry));

          n_entries++;
          if (node == NULL)
            return differ (difference, "there is “%s”, which should not be there", nexus_entry_get_path (entry));
          if (!compare_entry (run, node, entry, difference))
            return FALSE;
        }
    }

  g_hash_table_iter_init (&iter, run->state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NexusProofNode *node = value;
      g_autofree char *path = NULL;

      if (node->serial == NEXUS_PROOF_ROOT || nexus_proof_state_is_trashed (run->state, node))
        continue;
      n_live++;
      path = nexus_proof_state_path (run->state, node);
      if (!nexus_filesystem_exists (run->filesystem, path, NULL, NULL))
        return differ (difference, "there is no “%s”", path);
    }

  return n_entries == n_live || differ (difference, "%u entries are listed, not %u", n_entries, n_live);
}

static gboolean
compare_trash (NexusProofRun  *run,
               char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (run->filesystem, NULL, &error);
  g_autoptr(GPtrArray) items = nexus_proof_state_children (run->state, NEXUS_PROOF_TRASH);
  gint64 before = G_MAXINT64;

  if (!good (error, "the trash", difference))
    return FALSE;
  if (g_list_model_get_n_items (trash) != items->len)
    return differ (difference, "%u items are in the trash, not %u", g_list_model_get_n_items (trash), items->len);

  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, i);
      const char *id = nexus_trash_item_get_id (item);
      NexusEntry *entry = nexus_trash_item_get_entry (item);
      NexusProofNode *node = NULL;

      /* What has been made and deleted in one step is known by where it was. */
      if (g_hash_table_contains (run->serials, id))
        node = nexus_proof_state_node (run->state, GPOINTER_TO_UINT (g_hash_table_lookup (run->serials, id)));
      for (guint k = 0; node == NULL && k < items->len; k++)
        {
          NexusProofNode *other = g_ptr_array_index (items, k);

          if (!g_hash_table_contains (run->ids, GUINT_TO_POINTER (other->serial)) &&
              strcmp (other->trashed_path, nexus_trash_item_get_original_path (item)) == 0 &&
              nexus_entry_get_kind (entry) == other->kind &&
              g_strcmp0 (nexus_entry_get_etag (entry), other->content != NULL ? other->content->sum : NULL) == 0 &&
              same_id (run, other, id))
            node = other;
        }

      if (node == NULL || node->parent != NEXUS_PROOF_TRASH)
        return differ (difference, "in the trash is “%s”, which should not be there", nexus_trash_item_get_original_path (item));
      if (strcmp (node->trashed_path, nexus_trash_item_get_original_path (item)) != 0)
        return differ (difference, "in the trash is “%s”, not “%s”", nexus_trash_item_get_original_path (item), node->trashed_path);
      if (!same_time (run, node->deleted, nexus_trash_item_get_deleted_ns (item)) || node->deleted->ns > before)
        return differ (difference, "“%s” was deleted at another time, or is out of order", node->trashed_path);
      before = node->deleted->ns;
      if (!compare_entry (run, node, entry, difference))
        return FALSE;
    }

  return TRUE;
}

static gboolean
compare_tags (NexusProofRun  *run,
              char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tags = nexus_filesystem_list_tags (run->filesystem, NULL, &error);
  guint n_tags = g_hash_table_size (run->state->tags);

  if (!good (error, "the tags", difference))
    return FALSE;
  if (g_list_model_get_n_items (tags) != n_tags)
    return differ (difference, "there are %u tags, not %u", g_list_model_get_n_items (tags), n_tags);

  for (guint i = 0; i < n_tags; i++)
    {
      g_autoptr(NexusTag) item = g_list_model_get_item (tags, i);
      NexusProofTag *tag = nexus_proof_state_tag (run->state, nexus_tag_get_name (item));
      GHashTableIter iter;
      gpointer value;
      guint64 count = 0;

      if (tag == NULL || g_strcmp0 (tag->color, nexus_tag_get_color (item)) != 0)
        return differ (difference, "there is a tag “%s” of the colour %s", nexus_tag_get_name (item), nexus_tag_get_color (item));
      g_hash_table_iter_init (&iter, run->state->nodes);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        count += nexus_proof_node_has_tag (value, tag->serial) && !nexus_proof_state_is_trashed (run->state, value);
      if (count != nexus_tag_get_count (item))
        return differ (difference, "%" G_GUINT64_FORMAT " entries are said to have the tag “%s”, not %" G_GUINT64_FORMAT,
                       nexus_tag_get_count (item), tag->name, count);
    }

  return TRUE;
}

static gboolean
compare_searches (NexusProofRun  *run,
                  char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) searches = nexus_filesystem_list_searches (run->filesystem, NULL, &error);
  guint n_searches = g_hash_table_size (run->state->searches);

  if (!good (error, "the searches", difference))
    return FALSE;
  if (g_list_model_get_n_items (searches) != n_searches)
    return differ (difference, "%u searches are kept, not %u", g_list_model_get_n_items (searches), n_searches);

  for (guint i = 0; i < n_searches; i++)
    {
      g_autoptr(NexusSavedSearch) item = g_list_model_get_item (searches, i);
      const char *name = nexus_saved_search_get_name (item);

      if (g_strcmp0 (g_hash_table_lookup (run->state->searches, name),
                     nexus_query_to_string (nexus_saved_search_get_query (item))) != 0)
        return differ (difference, "the search “%s” is for something else", name);
    }

  return TRUE;
}

gboolean
nexus_proof_compare_snapshots (NexusProofRun  *run,
                               char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) snapshots = nexus_filesystem_list_snapshots (run->filesystem, NULL, &error);
  guint n_snapshots = g_hash_table_size (run->state->snapshots);

  if (!good (error, "the snapshots", difference))
    return FALSE;
  if (g_list_model_get_n_items (snapshots) != n_snapshots)
    return differ (difference, "there are %u snapshots, not %u", g_list_model_get_n_items (snapshots), n_snapshots);

  for (guint i = 0; i < n_snapshots; i++)
    {
      g_autoptr(NexusSnapshot) item = g_list_model_get_item (snapshots, i);
      NexusProofSnapshot *snapshot = g_hash_table_lookup (run->state->snapshots, nexus_snapshot_get_name (item));

      if (snapshot == NULL || strcmp (snapshot->path, nexus_snapshot_get_path (item)) != 0 ||
          snapshot->kept->len != nexus_snapshot_get_count (item) + 1)
        return differ (difference, "there is a snapshot “%s” of “%s”", nexus_snapshot_get_name (item), nexus_snapshot_get_path (item));
    }

  return TRUE;
}

gboolean
nexus_proof_compare (NexusProofRun  *run,
                     char          **difference)
{
  return compare_tree (run, difference) && compare_trash (run, difference) && compare_tags (run, difference) &&
         compare_searches (run, difference);
}

/* --- What takes longer --- */

static gboolean
same_bytes (GBytes                  *bytes,
            const NexusProofContent *content)
{
  return bytes != NULL && g_bytes_equal (bytes, content->bytes);
}

static gboolean
compare_file (NexusProofRun   *run,
              NexusProofNode  *node,
              char           **difference)
{
  g_autofree char *path = nexus_proof_state_path (run->state, node);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (run->filesystem, path, NULL, &error);
  g_autoptr(GListModel) versions = NULL;

  if (!good (error, "reading", difference))
    return FALSE;
  if (!same_bytes (bytes, node->content))
    return differ (difference, "“%s” has other bytes", path);

  versions = nexus_filesystem_list_versions (run->filesystem, path, NULL, &error);
  if (!good (error, "the versions", difference))
    return FALSE;
  if (g_list_model_get_n_items (versions) != node->versions->len + 1)
    return differ (difference, "“%s” has %u versions, not %u", path, g_list_model_get_n_items (versions), node->versions->len + 1);

  for (guint i = 0; i < node->versions->len; i++)
    {
      NexusProofVersion *version = g_ptr_array_index (node->versions, node->versions->len - 1 - i);
      g_autoptr(NexusVersion) item = g_list_model_get_item (versions, i + 1);
      g_autoptr(GBytes) old = NULL;

      if (nexus_version_get_number (item) != version->number ||
          strcmp (nexus_version_get_etag (item), version->content->sum) != 0 ||
          !same_time (run, version->modified, nexus_version_get_modified_ns (item)))
        return differ (difference, "“%s” has a version %u, which is not %u", path, nexus_version_get_number (item), version->number);
      old = nexus_filesystem_read_version (run->filesystem, path, version->number, NULL, &error);
      if (!good (error, "a version", difference))
        return FALSE;
      if (!same_bytes (old, version->content))
        return differ (difference, "version %u of “%s” has other bytes", version->number, path);
    }

  return TRUE;
}

gboolean
nexus_proof_compare_history (NexusProofRun  *run,
                             char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) history = nexus_filesystem_list_history (run->filesystem, NULL, &error);
  guint n_steps = run->history->steps->len;

  if (!good (error, "the history", difference))
    return FALSE;
  if (g_list_model_get_n_items (history) != n_steps)
    return differ (difference, "the history has %u steps, not %u", g_list_model_get_n_items (history), n_steps);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(NexusUndoStep) item = g_list_model_get_item (history, i);
      NexusProofStep *step = g_ptr_array_index (run->history->steps, n_steps - 1 - i);

      if (nexus_undo_step_get_state (item) != step->state)
        return differ (difference, "step %u, “%s”, is %d, not %d", n_steps - i, nexus_undo_step_get_description (item),
                       nexus_undo_step_get_state (item), step->state);
    }

  return TRUE;
}

/* Where a link leads; what it leads to may be a link again. */
static char *
follow (const char *link,
        const char *target)
{
  g_autofree char *parent = nexus_path_dup_parent (link);
  g_autofree char *path = g_build_path ("/", target[0] == '/' ? "/" : parent, target, NULL);

  return g_canonicalize_filename (path, "/");
}

gboolean
nexus_proof_compare_read (NexusProofRun  *run,
                          const char     *path,
                          char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) expected = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (run->filesystem, path, NULL, &error);
  g_autofree char *current = g_strdup (nexus_proof_normalize (path));
  NexusProofNode *node = NULL;

  if (current == NULL)
    nexus_proof_fail (&expected, G_IO_ERROR_INVALID_FILENAME);
  for (guint i = 0; expected == NULL && (node == NULL || node->content == NULL); i++)
    {
      node = nexus_proof_resolve (run->state, current, &expected);
      if (node != NULL && node->kind == NEXUS_KIND_DIRECTORY)
        nexus_proof_fail (&expected, G_IO_ERROR_IS_DIRECTORY);
      else if (node != NULL && node->target != NULL && i == 40)
        nexus_proof_fail (&expected, G_IO_ERROR_TOO_MANY_LINKS);
      else if (node != NULL && node->target != NULL)
        {
          char *next = follow (current, node->target);

          g_free (current);
          current = next;
        }
    }

  if (expected != NULL)
    return g_error_matches (error, expected->domain, expected->code) ||
           differ (difference, "reading “%s”: %s, and not error %d", path, error != NULL ? error->message : "done", expected->code);
  if (!good (error, "reading", difference))
    return FALSE;

  return same_bytes (bytes, node->content) || differ (difference, "“%s” has other bytes", path);
}

gboolean
nexus_proof_compare_search (NexusProofRun  *run,
                            const char     *tag,
                            char          **difference)
{
  g_autofree char *text = g_strdup_printf ("tag:\"%s\"", tag);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  g_autoptr(NexusSearchResults) results = NULL;
  NexusProofTag *known = nexus_proof_state_tag (run->state, tag);
  GHashTableIter iter;
  gpointer value;
  guint n_tagged = 0;

  g_assert_no_error (error);
  results = nexus_filesystem_search (run->filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  if (!good (error, text, difference))
    return FALSE;

  g_hash_table_iter_init (&iter, run->state->nodes);
  while (known != NULL && g_hash_table_iter_next (&iter, NULL, &value))
    {
      NexusProofNode *node = value;

      n_tagged += node->serial != NEXUS_PROOF_ROOT && nexus_proof_node_has_tag (node, known->serial) &&
                  !nexus_proof_state_is_trashed (run->state, node);
    }

  return nexus_search_results_get_count (results) == n_tagged ||
         differ (difference, "%u entries are found for %s, not %u", nexus_search_results_get_count (results), text, n_tagged);
}

gboolean
nexus_proof_compare_all (NexusProofRun  *run,
                         char          **difference)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusStatistics) statistics = NULL;
  guint64 counts[3] = { 0 }, n_trashed = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, run->state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NexusProofNode *node = value;

      n_trashed += node->parent == NEXUS_PROOF_TRASH;
      if (nexus_proof_state_is_trashed (run->state, node))
        continue;
      counts[node->kind] += node->serial != NEXUS_PROOF_ROOT;
      if (node->content != NULL && !compare_file (run, node, difference))
        return FALSE;
    }

  statistics = nexus_filesystem_get_statistics (run->filesystem, NULL, &error);
  if (!good (error, "the statistics", difference))
    return FALSE;
  if (nexus_statistics_get_n_files (statistics) != counts[NEXUS_KIND_FILE] ||
      nexus_statistics_get_n_directories (statistics) != counts[NEXUS_KIND_DIRECTORY] ||
      nexus_statistics_get_n_links (statistics) != counts[NEXUS_KIND_SYMBOLIC_LINK] ||
      nexus_statistics_get_n_trashed (statistics) != n_trashed)
    return differ (difference, "the statistics are wrong: %" G_GUINT64_FORMAT " files, %" G_GUINT64_FORMAT " directories, %"
                   G_GUINT64_FORMAT " links, %" G_GUINT64_FORMAT " in the trash",
                   nexus_statistics_get_n_files (statistics), nexus_statistics_get_n_directories (statistics),
                   nexus_statistics_get_n_links (statistics), nexus_statistics_get_n_trashed (statistics));

  g_hash_table_iter_init (&iter, run->state->tags);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!nexus_proof_compare_search (run, ((NexusProofTag *) value)->name, difference))
      return FALSE;

  return nexus_proof_compare_history (run, difference) && nexus_proof_compare_snapshots (run, difference);
}
