/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-comparison.h"
#include "nexus-gtk-text-sample.h"

/* So much of each is compared: more than anybody looks through, and little enough for two text views. */
#define COMPARED_MAX (512 * 1024)
#define LINES_MAX    10000

typedef struct {
  NexusFilesystem *filesystem;
  char            *path;
  guint            old_version;
  guint            new_version;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->filesystem);
  g_free (reading->path);
  g_free (reading);
}

void
nexus_gtk_comparison_free (NexusGtkComparison *self)
{
  g_strfreev (self->old_lines);
  g_strfreev (self->new_lines);
  g_clear_pointer (&self->runs, g_array_unref);
  g_free (self->notes);
  g_free (self);
}

static NexusGtkTextSample *
read_version (Reading       *reading,
              guint          version,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GInputStream) input = nexus_filesystem_open_version (reading->filesystem, reading->path, version,
                                                                 cancellable, error);

  return input != NULL ? nexus_gtk_text_sample_read (input, COMPARED_MAX, cancellable, error) : NULL;
}

/* A line feed ends a line, and is no empty line after it. */
static char **
split (NexusGtkTextSample *sample)
{
  g_auto(GStrv) lines = NULL;
  gsize length = strlen (sample->text);

  if (length > 0 && sample->text[length - 1] == '\n')
    sample->text[length - 1] = '\0';
  else if (length == 0)
    return g_new0 (char *, 1);
  lines = g_strsplit (sample->text, "\n", LINES_MAX + 1);
  if (g_strv_length (lines) > LINES_MAX)
    {
      g_clear_pointer (&lines[LINES_MAX], g_free);
      sample->truncated = TRUE;
    }

  return g_steal_pointer (&lines);
}

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Reading *reading = task_data;
  g_autoptr(NexusGtkTextSample) old_sample = NULL;
  g_autoptr(NexusGtkTextSample) new_sample = NULL;
  g_autoptr(NexusGtkComparison) comparison = g_new0 (NexusGtkComparison, 1);
  NexusGtkTextSample both = { 0 };
  GError *error = NULL;

  old_sample = read_version (reading, reading->old_version, cancellable, &error);
  if (old_sample != NULL)
    new_sample = read_version (reading, reading->new_version, cancellable, &error);
  if (new_sample == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (old_sample->text != NULL && new_sample->text != NULL)
    {
      comparison->old_lines = split (old_sample);
      comparison->new_lines = split (new_sample);
      comparison->runs = nexus_gtk_diff ((const char * const *) comparison->old_lines,
                                         (const char * const *) comparison->new_lines);
      for (guint i = 0; i < comparison->runs->len; i++)
        {
          const NexusGtkDiffRun *run = &g_array_index (comparison->runs, NexusGtkDiffRun, i);

          comparison->n_removed += run->kind == NEXUS_GTK_DIFF_REMOVED ? run->n_lines : 0;
          comparison->n_added += run->kind == NEXUS_GTK_DIFF_ADDED ? run->n_lines : 0;
        }
      both.truncated = old_sample->truncated || new_sample->truncated;
      both.shortened = old_sample->shortened || new_sample->shortened;
      both.repaired = old_sample->repaired || new_sample->repaired;
      comparison->notes = nexus_gtk_text_sample_dup_notes (&both);
    }
  g_task_return_pointer (task, g_steal_pointer (&comparison), (GDestroyNotify) nexus_gtk_comparison_free);
}

void
nexus_gtk_comparison_read_async (NexusFilesystem     *filesystem,
                                 const char          *path,
                                 guint                old_version,
                                 guint                new_version,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->filesystem = g_object_ref (filesystem);
  reading->path = g_strdup (path);
  reading->old_version = old_version;
  reading->new_version = new_version;
  g_task_set_source_tag (task, nexus_gtk_comparison_read_async);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

NexusGtkComparison *
nexus_gtk_comparison_read_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
