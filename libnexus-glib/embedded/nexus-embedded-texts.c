/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-embedded-verify-private.h"
#include "nexus-error.h"
#include "nexus-text-indexer-private.h"

/* The index of texts, against itself and against the contents that it was made of.  Texts are being indexed meanwhile, and
 * contents come and go, so nothing counts as wrong before it has been looked up a second time. */

static gboolean
tell (NexusCheckRun  *run,
      gboolean        mend,
      const char     *message,
      GError        **error)
{
  if (mend && !_nexus_metadata_store_reset_texts (run->metadata, error))
    return FALSE;

  _nexus_report_add (run->report, _nexus_finding_new (NEXUS_FINDING_TEXT_INDEX, mend ? NEXUS_FINDING_MENDED : NEXUS_FINDING_FOUND,
                                                      message, NULL, NULL));

  return TRUE;
}

/* What is only derived may be left out where nothing can be written, as on a full disk: all else can still be verified. */
static gboolean
is_in_the_way (const GError *problem)
{
  return g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
         g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
         g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

gboolean
_nexus_texts_begin (NexusCheckRun  *run,
                    gboolean        mend,
                    GCancellable   *cancellable,
                    GError        **error)
{
  g_autoptr(NexusTextSums) texts = _nexus_text_sums_new ();
  GError *problem = NULL;
  gboolean good = FALSE;
  gboolean looked = TRUE;

  /* The file may just have been thrown away by who found it to be damaged. */
  for (guint i = 0; i < 2 && looked && !good; i++)
    {
      _nexus_text_sums_free (texts);
      texts = _nexus_text_sums_new ();
      looked = _nexus_metadata_store_verify_texts (run->metadata, texts, TRUE, &good, cancellable, &problem);
    }
  if (!looked)
    {
      if (!is_in_the_way (problem))
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      g_debug ("The index of texts cannot be looked at: %s", problem->message);
      g_error_free (problem);
      return TRUE;
    }
  if (!good)
    return tell (run, mend, _("The index of the texts in files is damaged, so that searches may miss files."), error);

  run->texts = g_steal_pointer (&texts);
  run->doubtful = g_array_new (FALSE, FALSE, sizeof (gint64));

  return TRUE;
}

void
_nexus_texts_clear (NexusCheckRun *run)
{
  g_clear_pointer (&run->texts, _nexus_text_sums_free);
  g_clear_pointer (&run->doubtful, g_array_unref);
}

gboolean
_nexus_texts_agree (NexusCheckRun    *run,
                    NexusTextSums    *texts,
                    gint64            id,
                    NexusContentRef  *content,
                    GCancellable     *cancellable)
{
  g_autofree char *words = NULL;

  if (!_nexus_text_sums_knows (texts, id))
    return TRUE;

  words = _nexus_text_read_words (run->content, content, cancellable);

  return _nexus_text_sums_agree (texts, id, content->hash, words) || g_cancellable_is_cancelled (cancellable);
}

/* What the contents are is read before what the index says: a number that has come to belong to another content by then
 * is known to the index as that of another, or not at all. */
static gboolean
count_wrong (NexusCheckRun  *run,
             guint          *n_wrong,
             GCancellable   *cancellable,
             GError        **error)
{
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);
  g_autoptr(NexusTextSums) texts = _nexus_text_sums_new ();
  gboolean good;

  *n_wrong = 0;
  for (guint i = 0; i < run->doubtful->len; i++)
    {
      g_autoptr(GError) local_error = NULL;
      NexusContentRef *content = _nexus_metadata_store_load_content (run->metadata, g_array_index (run->doubtful, gint64, i),
                                                                     cancellable, &local_error);

      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_ptr_array_add (contents, content);
    }

  if (!_nexus_metadata_store_verify_texts (run->metadata, texts, FALSE, &good, cancellable, error))
    return FALSE;
  for (guint i = 0; good && i < contents->len; i++)
    {
      NexusContentRef *content = g_ptr_array_index (contents, i);

      if (content != NULL && content->locator != NULL &&
          !_nexus_texts_agree (run, texts, g_array_index (run->doubtful, gint64, i), content, cancellable))
        (*n_wrong)++;
    }

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
_nexus_texts_end (NexusCheckRun  *run,
                  gboolean        mend,
                  GCancellable   *cancellable,
                  GError        **error)
{
  g_autofree char *message = NULL;
  guint n_wrong;

  if (run->texts == NULL || run->doubtful->len == 0)
    return TRUE;
  if (!count_wrong (run, &n_wrong, cancellable, error))
    return FALSE;
  if (n_wrong == 0)
    return TRUE;

  message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "The index of the texts in files has other words than %u content has.",
                                          "The index of the texts in files has other words than %u contents have.", n_wrong),
                             n_wrong);

  return tell (run, mend, message, error);
}
