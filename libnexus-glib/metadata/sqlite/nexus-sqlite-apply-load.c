/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-change-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-load-private.h"

/* A load: any number of records in one transaction, with a memory that does not grow with them.
 *
 * A record of a path where nothing is makes it, with its directories if they are missing.  What meets something of the same
 * content, or a directory that meets a directory, gives it its facts.  All else is a conflict, and what becomes of
 * it was said beforehand. */

/* Totals that are summed up in memory before they are written. */
#define TOTALS_MAX 10000
#define PARENTS_MAX 100000
#define CHECK_EVERY 256
#define IMPORTED_MAX 100000

static void
forget_directory (NexusSqliteLoad *self)
{
  g_string_truncate (self->directory, 0);
}

static void
remember_directory (NexusSqliteLoad *self,
                    const char      *path,
                    gsize            length,
                    gint64           id)
{
  g_string_truncate (self->directory, 0);
  g_string_append_len (self->directory, path, (gssize) length);
  self->directory_id = id;
  self->directory_fresh = id >= self->first_node;
}

static gboolean
is_remembered (NexusSqliteLoad *self,
               const char      *path,
               gsize            length)
{
  return self->directory->len == length && memcmp (self->directory->str, path, length) == 0;
}

/* Told of the name that something is there already: "…_imported1". */
static gboolean
find_free_path (NexusSqliteLoad  *self,
                const char       *path,
                char            **free_path,
                GError          **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  gint64 parent;
  gboolean found;

  if (!_nexus_sqlite_apply_locate (self->apply, path, FALSE, &parent, &node, &found, error))
    return FALSE;

  for (guint i = 1; i <= IMPORTED_MAX; i++)
    {
      g_autofree char *candidate = g_strdup_printf ("%s_imported%u", path, i);

      _nexus_sqlite_node_clear (&node);
      if (!_nexus_sqlite_apply_check_length (candidate, error) ||
          !_nexus_sqlite_node_lookup (self->apply->connection, parent, _nexus_sqlite_last_name (candidate),
                                      &node, &found, candidate, error))
        return FALSE;
      if (!found)
        {
          *free_path = g_steal_pointer (&candidate);
          return TRUE;
        }
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("no free name is left for another “%s”"), path);

  return FALSE;
}

static gboolean
remove_existing (NexusSqliteLoad  *self,
                 NexusSqliteNode  *node,
                 const char       *path,
                 GError          **error)
{
  forget_directory (self);
  if (!self->noted_trash)
    g_ptr_array_add (self->apply->changes, _nexus_change_new (NEXUS_CHANGE_TRASH, 0, NULL, NULL));
  self->noted_trash = TRUE;

  return _nexus_sqlite_apply_trash (self->apply, node, path, error);
}

/* --- Directories --- */

/* The first part of the path that is there and is no directory, in `node`; NULL if there is none. */
static gboolean
find_blocking (NexusSqliteLoad  *self,
               const char       *path,
               char            **blocking,
               NexusSqliteNode  *node,
               GError          **error)
{
  gint64 parent = NEXUS_SQLITE_ROOT;

  *blocking = NULL;
  for (const char *slash = strchr (path + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *prefix = g_strndup (path, (gsize) (slash - path));
      gboolean found;

      _nexus_sqlite_node_clear (node);
      if (!_nexus_sqlite_node_lookup (self->apply->connection, parent, _nexus_sqlite_last_name (prefix), node, &found,
                                      prefix, error))
        return FALSE;
      if (!found)
        return TRUE;
      if (node->kind != NEXUS_KIND_DIRECTORY)
        {
          *blocking = g_steal_pointer (&prefix);
          return TRUE;
        }
      parent = node->id;
    }

  return TRUE;
}

/* The path with those directories renamed that got another name here. */
static char *
dup_remapped (NexusSqliteLoad *self,
              const char      *path)
{
  gsize length = strlen (path);

  while (g_hash_table_size (self->remapped) > 0 && length > 1)
    {
      g_autofree char *prefix = NULL;
      const char *other;

      length = (gsize) (g_strrstr_len (path, (gssize) length, "/") - path);
      prefix = g_strndup (path, length);
      other = g_hash_table_lookup (self->remapped, prefix);
      if (other != NULL)
        return g_strconcat (other, path + length, NULL);
    }

  return NULL;
}

typedef enum {
  WAY_FREE,
  WAY_SKIP,
  WAY_REMAPPED,
} Way;

/* Something that is no directory stands where one is needed. */
static gboolean
clear_way (NexusSqliteLoad  *self,
           const char       *path,
           char            **new_path,
           Way              *way,
           GError          **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *blocking = NULL;
  g_autofree char *other = NULL;

  if (!find_blocking (self, path, &blocking, &node, error))
    return FALSE;

  *way = WAY_FREE;
  if (blocking == NULL)
    return TRUE;

  switch (self->source->conflict)
    {
    case NEXUS_LOAD_OVERWRITE:
      return remove_existing (self, &node, blocking, error);

    case NEXUS_LOAD_REMAP:
      if (!find_free_path (self, blocking, &other, error))
        return FALSE;
      *new_path = g_strconcat (other, path + strlen (blocking), NULL);
      g_hash_table_insert (self->remapped, g_steal_pointer (&blocking), g_steal_pointer (&other));
      *way = WAY_REMAPPED;
      return TRUE;

    default:
      *way = WAY_SKIP;
      return TRUE;
    }
}

/* The directory of the path, made with all above it if it is missing. */
static gboolean
find_directory (NexusSqliteLoad  *self,
                const char       *path,
                gint64           *parent,
                gboolean         *blocked,
                GError          **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autoptr(GError) local_error = NULL;
  gsize length = _nexus_sqlite_parent_length (path);
  gboolean found;

  *blocked = FALSE;
  if (is_remembered (self, path, length))
    {
      *parent = self->directory_id;
      return TRUE;
    }

  if (!_nexus_sqlite_apply_locate (self->apply, path, TRUE, parent, &node, &found, &local_error))
    {
      *blocked = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
      if (*blocked)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  remember_directory (self, path, length, *parent);

  return TRUE;
}

/* --- Records --- */

static void
settle (NexusSqliteLoad        *self,
        const NexusRecord      *record,
        NexusRecordFate         fate,
        const NexusSqliteNode  *existing,
        const char             *path)
{
  if (fate != NEXUS_RECORD_SKIPPED)
    _nexus_sqlite_load_note (self, path);
  self->source->settled (self->source, record, fate, existing != NULL && existing->content != 0 ? existing->hash : NULL,
                         strcmp (path, record->path) != 0 ? path : NULL);
}

static gboolean
create_at (NexusSqliteLoad    *self,
           const NexusRecord  *record,
           gint64              parent,
           const char         *path,
           gboolean           *added,
           GError            **error)
{
  gint64 id;

  if (!_nexus_sqlite_load_create (self, record, parent, _nexus_sqlite_last_name (path), &id, added, error))
    return FALSE;

  /* What is in it comes next, most likely. */
  if (*added && record->kind == NEXUS_KIND_DIRECTORY)
    _nexus_sqlite_remember (self->apply->connection, path, id);

  return TRUE;
}

static gboolean
overwrite (NexusSqliteLoad    *self,
           const NexusRecord  *record,
           NexusSqliteNode    *node,
           gint64              parent,
           const char         *path,
           GError            **error)
{
  gboolean added;

  if (node->kind == NEXUS_KIND_FILE && record->kind == NEXUS_KIND_FILE)
    {
      if (!_nexus_sqlite_load_update (self, record, node, TRUE, error))
        return FALSE;
    }
  else
    {
      if (!remove_existing (self, node, path, error) ||
          !create_at (self, record, parent, path, &added, error))
        return FALSE;
      if (!added)
        {
          _nexus_sqlite_set_corrupt (error, path);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
remap (NexusSqliteLoad    *self,
       const NexusRecord  *record,
       gint64              parent,
       const char         *path,
       char              **new_path,
       GError            **error)
{
  gboolean added;

  if (!find_free_path (self, path, new_path, error) ||
      !create_at (self, record, parent, *new_path, &added, error))
    return FALSE;
  if (!added)
    {
      _nexus_sqlite_set_corrupt (error, *new_path);
      return FALSE;
    }
  if (record->kind == NEXUS_KIND_DIRECTORY)
    g_hash_table_insert (self->remapped, g_strdup (path), g_strdup (*new_path));

  return TRUE;
}

/* Something is there already. */
static gboolean
meet (NexusSqliteLoad    *self,
      const NexusRecord  *record,
      NexusSqliteNode    *node,
      gint64              parent,
      const char         *path,
      GError            **error)
{
  g_auto(NexusSqliteNode) existing = *node;
  g_autofree char *new_path = NULL;
  NexusRecordFate fate = NEXUS_RECORD_SKIPPED;

  /* The texts belong to the copy. */
  node->content_type = node->target = NULL;

  if (_nexus_sqlite_load_is_same (&existing, record))
    {
      if (!_nexus_sqlite_load_update (self, record, &existing, FALSE, error))
        return FALSE;
      settle (self, record, NEXUS_RECORD_UPDATED, NULL, path);
      return TRUE;
    }

  switch (self->source->conflict)
    {
    case NEXUS_LOAD_AUTO:
      if (record->modified_ns <= existing.modified_ns)
        break;
      G_GNUC_FALLTHROUGH;

    case NEXUS_LOAD_OVERWRITE:
      if (!overwrite (self, record, &existing, parent, path, error))
        return FALSE;
      fate = NEXUS_RECORD_OVERWRITTEN;
      break;

    case NEXUS_LOAD_REMAP:
      if (!remap (self, record, parent, path, &new_path, error))
        return FALSE;
      fate = NEXUS_RECORD_REMAPPED;
      break;

    default:
      break;
    }
  settle (self, record, fate, node, new_path != NULL ? new_path : path);

  return TRUE;
}

static gboolean
load_at (NexusSqliteLoad    *self,
         const NexusRecord  *record,
         const char         *path,
         GError            **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *new_path = NULL;
  gboolean blocked, found = FALSE, added = FALSE;
  gint64 parent;
  Way way = WAY_FREE;

  if (!_nexus_sqlite_apply_check_length (path, error) ||
      !find_directory (self, path, &parent, &blocked, error))
    return FALSE;

  if (blocked)
    {
      if (!clear_way (self, path, &new_path, &way, error))
        return FALSE;
      if (way == WAY_SKIP)
        {
          settle (self, record, NEXUS_RECORD_SKIPPED, NULL, path);
          return TRUE;
        }
      return load_at (self, record, new_path != NULL ? new_path : path, error);
    }

  /* A directory that was made here holds what was put there, and that is mostly something else. */
  if (!self->directory_fresh &&
      !_nexus_sqlite_node_lookup (self->apply->connection, parent, _nexus_sqlite_last_name (path), &node, &found, path, error))
    return FALSE;
  if (!found && !create_at (self, record, parent, path, &added, error))
    return FALSE;

  if (added)
    {
      settle (self, record, strcmp (path, record->path) == 0 ? NEXUS_RECORD_CREATED : NEXUS_RECORD_REMAPPED, NULL, path);
      return TRUE;
    }
  if (!found && !_nexus_sqlite_node_lookup (self->apply->connection, parent, _nexus_sqlite_last_name (path), &node, &found,
                                            path, error))
    return FALSE;
  if (!found)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  return meet (self, record, &node, parent, path, error);
}

static gboolean
load_record (NexusSqliteLoad    *self,
             const NexusRecord  *record,
             GError            **error)
{
  g_autofree char *remapped = NULL;

  if (record->deleted)
    return _nexus_sqlite_load_trashed (self, record, error);
  if (record->path[1] == '\0')
    return _nexus_sqlite_load_root (self, record, error);

  remapped = dup_remapped (self, record->path);

  return load_at (self, record, remapped != NULL ? remapped : record->path, error);
}

/* What is remembered of directories is to stay small. */
static gboolean
keep_small (NexusSqliteLoad  *self,
            GError          **error)
{
  if (g_hash_table_size (self->apply->parents) > PARENTS_MAX)
    g_hash_table_remove_all (self->apply->parents);

  return g_hash_table_size (self->apply->pending) < TOTALS_MAX ||
         _nexus_sqlite_totals_write (self->apply, self->apply->pending, error);
}

static gboolean
load_all (NexusSqliteLoad  *self,
          GError          **error)
{
  for (guint64 i = 0;; i++)
    {
      g_auto(NexusRecord) record = { 0 };
      gboolean more;

      if (i % CHECK_EVERY == 0 &&
          (!_nexus_sqlite_apply_check_cancelled (self->apply, error) || !keep_small (self, error)))
        return FALSE;

      if (!self->source->next (self->source, &record, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      if (!load_record (self, &record, error))
        return FALSE;
    }
}

gboolean
_nexus_sqlite_apply_load (NexusSqliteApply  *apply,
                          NexusMutation     *mutation,
                          GError           **error)
{
  g_autoptr(GHashTable) remapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GString) directory = g_string_new (NULL);
  NexusSqliteLoad self = { .apply = apply, .source = mutation->records, .remapped = remapped, .directory = directory };
  guint64 n_missing = apply->n_missing;
  gboolean good;

  g_assert (mutation->records != NULL);

  if (!_nexus_sqlite_connection_set_roomy (apply->connection, TRUE, error))
    return FALSE;
  apply->quiet = TRUE;
  self.first_node = apply->next_node;
  good = load_all (&self, error);
  apply->quiet = FALSE;
  _nexus_sqlite_connection_set_roomy (apply->connection, FALSE, NULL);
  mutation->records->n_missing = apply->n_missing - n_missing;
  g_free (self.trash_path);
  g_free (self.noted);

  if (good && mutation->records->dry_run)
    {
      g_set_error_literal (error, NEXUS_RECORD_DRY_RUN, 0, "dry run");
      return FALSE;
    }

  return good;
}
