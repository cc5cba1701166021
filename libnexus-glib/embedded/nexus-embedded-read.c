/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-private.h"
#include "nexus-error.h"
#include "nexus-path.h"

/* Reading: path → (entry, reference to content) from one snapshot → content, checked against its hash. */

/* So many symbolic links are followed before they are taken for a loop; what Linux does. */
#define LINKS_MAX 40

/* So often a content is looked for anew that was collected while it was read; each time another one was written. */
#define TRIES_MAX 100

/* Where a link leads: from the top of the store if it is absolute, else from the folder that holds the link.  A ".."
 * at the top stays there, as in a changed root.  NULL if nothing in a store can be called so. */
static char *
resolve_target (const char *link,
                const char *target)
{
  g_auto(GStrv) segments = NULL;
  g_autoptr(GPtrArray) kept = g_ptr_array_new ();
  g_autofree char *parent = NULL;
  g_autofree char *from_top = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *path = NULL;

  if (target[0] != '/')
    {
      parent = nexus_path_dup_parent (link);
      from_top = g_strconcat (parent != NULL ? parent : "", "/", target, NULL);
    }
  segments = g_strsplit (from_top != NULL ? from_top : target, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      if (g_str_equal (segments[i], ".."))
        {
          if (kept->len > 0)
            g_ptr_array_set_size (kept, kept->len - 1);
        }
      else if (segments[i][0] != '\0' && !g_str_equal (segments[i], "."))
        g_ptr_array_add (kept, segments[i]);
    }
  g_ptr_array_add (kept, NULL);

  joined = g_strjoinv ("/", (char **) kept->pdata);
  path = g_strconcat ("/", joined, NULL);

  return nexus_path_normalize (path, NULL);
}

/* The content at the path, after following symbolic links. */
static NexusContentRef *
find_file (NexusEmbedded  *self,
           const char     *path,
           guint           version,
           NexusEntry    **entry,
           GCancellable   *cancellable,
           GError        **error)
{
  g_autofree char *current = g_strdup (path);

  for (guint i = 0; i <= LINKS_MAX; i++)
    {
      g_autoptr(NexusEntry) found = NULL;
      g_autoptr(NexusContentRef) content = NULL;
      g_autofree char *next = NULL;

      if (!_nexus_metadata_store_query_content (self->metadata, current, version, &found, &content,
                                                cancellable, error))
        {
          if (i > 0)
            g_prefix_error (error, _("The link “%s” leads to “%s”: "), path, current);
          return NULL;
        }

      if (content != NULL)
        {
          if (content->locator == NULL)
            {
              g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
                           _("The content of “%s” has not arrived in this store yet"), current);
              return NULL;
            }
          if (entry != NULL)
            *entry = g_steal_pointer (&found);
          return g_steal_pointer (&content);
        }

      next = resolve_target (current, nexus_entry_get_target (found));
      if (next == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _("The link “%s” leads to “%s”, which cannot be in a store"),
                       current, nexus_entry_get_target (found));
          return NULL;
        }
      g_free (current);
      current = g_steal_pointer (&next);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS,
               _("“%s” leads through more than %d links, perhaps in a circle"), path, LINKS_MAX);

  return NULL;
}

/* Between the look at the metadata and the look at the content it may have been replaced and collected, or moved by a
 * sweep: TRUE if metadata says something else by now, which is tried instead. */
static gboolean
may_read_again (NexusEmbedded    *self,
                const char       *path,
                guint             version,
                NexusContentRef  *content,
                guint            *n_tries,
                GError          **error)
{
  g_autoptr(NexusContentRef) now = NULL;

  if ((*n_tries)++ >= TRIES_MAX || (!g_error_matches (*error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING) &&
                                    !g_error_matches (*error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT)))
    return FALSE;

  now = find_file (self, path, version, NULL, NULL, NULL);
  if (now != NULL && memcmp (now->hash, content->hash, NEXUS_HASH_SIZE) == 0 &&
      g_bytes_equal (now->locator, content->locator))
    return FALSE;
  g_clear_error (error);

  return TRUE;
}

GBytes *
_nexus_embedded_read (NexusFilesystem  *filesystem,
                      const char       *path,
                      guint             version,
                      GCancellable     *cancellable,
                      GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  g_autoptr(GError) local_error = NULL;
  guint n_tries = 0;

  for (;;)
    {
      g_autoptr(NexusContentRef) content = find_file (self, path, version, NULL, cancellable, error);
      GBytes *bytes;

      if (content == NULL)
        return NULL;
      bytes = _nexus_content_store_read (self->content, content, cancellable, &local_error);
      if (bytes != NULL)
        return bytes;
      if (may_read_again (self, path, version, content, &n_tries, &local_error))
        continue;

      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), _("“%s”: "), path);
      return NULL;
    }
}

NexusContentReader *
_nexus_embedded_open (NexusFilesystem  *filesystem,
                      const char       *path,
                      guint             version,
                      NexusEntry      **entry,
                      GCancellable     *cancellable,
                      GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  g_autoptr(GError) local_error = NULL;
  guint n_tries = 0;

  for (;;)
    {
      g_autoptr(NexusEntry) found = NULL;
      g_autoptr(NexusContentRef) content = find_file (self, path, version, &found, cancellable, error);
      NexusContentReader *reader;

      if (content == NULL)
        return NULL;
      reader = _nexus_content_store_open (self->content, content, &local_error);
      if (reader != NULL)
        {
          if (entry != NULL)
            *entry = g_steal_pointer (&found);
          return reader;
        }
      if (may_read_again (self, path, version, content, &n_tries, &local_error))
        continue;

      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), _("“%s”: "), path);
      return NULL;
    }
}
