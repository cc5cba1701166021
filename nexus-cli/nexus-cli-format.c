/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-cli.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

/* Seconds and the rest; the rest is never negative, also before 1970. */
static gint64
split_time (gint64  time_ns,
            gint64 *rest)
{
  gint64 seconds = time_ns / NS_PER_SECOND;

  *rest = time_ns % NS_PER_SECOND;
  if (*rest < 0)
    {
      *rest += NS_PER_SECOND;
      seconds--;
    }

  return seconds;
}

char *
nexus_cli_dup_time (gint64 time_ns)
{
  gint64 rest;
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (split_time (time_ns, &rest));

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

char *
nexus_cli_dup_utc (gint64 time_ns)
{
  gint64 rest;
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (split_time (time_ns, &rest));
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;

  return text != NULL ? g_strdup_printf ("%s.%09" G_GINT64_FORMAT "Z", text, rest) : NULL;
}

/* As ls writes it: "drwxr-xr-x". */
char *
nexus_cli_dup_mode (NexusEntry *entry)
{
  NexusKind kind = nexus_entry_get_kind (entry);
  guint mode = nexus_entry_get_mode (entry);
  char *text = g_strdup ("-rwxrwxrwx");

  text[0] = kind == NEXUS_KIND_DIRECTORY ? 'd' : kind == NEXUS_KIND_SYMBOLIC_LINK ? 'l' : '-';
  for (guint i = 0; i < 9; i++)
    {
      if ((mode & (0400u >> i)) == 0)
        text[i + 1] = '-';
    }
  if (mode & 04000)
    text[3] = text[3] == 'x' ? 's' : 'S';
  if (mode & 02000)
    text[6] = text[6] == 'x' ? 's' : 'S';
  if (mode & 01000)
    text[9] = text[9] == 'x' ? 't' : 'T';

  return text;
}

const char *
nexus_cli_get_kind (NexusEntry *entry)
{
  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return "directory";
    case NEXUS_KIND_SYMBOLIC_LINK:
      return "symbolic-link";
    case NEXUS_KIND_FILE:
    default:
      return "file";
    }
}

char *
nexus_cli_dup_size (guint64  size,
                    gboolean exact)
{
  return exact ? g_strdup_printf ("%" G_GUINT64_FORMAT, size) : g_format_size (size);
}

gboolean
nexus_cli_parse_size (const char *text,
                      guint64    *size)
{
  static const char letters[] = "kmgtpe";
  gboolean whole = g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, size, NULL);
  double number, factor = 1;
  const char *letter;
  char *end;

  if (whole || !g_ascii_isdigit (text[0]))
    return whole;

  number = g_ascii_strtod (text, &end);
  if (strspn (text, "0123456789.") != (gsize) (end - text))
    return FALSE;
  letter = *end != '\0' ? strchr (letters, g_ascii_tolower (*end)) : NULL;
  if (letter != NULL)
    {
      double base = g_ascii_tolower (end[1]) == 'i' ? 1024 : 1000;

      for (gsize i = 0; i <= (gsize) (letter - letters); i++)
        factor *= base;
      end += base == 1024 ? 2 : 1;
    }
  if ((*end != '\0' && g_ascii_strcasecmp (end, "b") != 0) || number * factor > 4e18)
    return FALSE;
  *size = (guint64) (number * factor);

  return TRUE;
}

gboolean
nexus_cli_is_directory (NexusCli    *cli,
                        const char  *path,
                        gboolean    *is_directory,
                        GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (cli->filesystem, path, NULL, &local_error);

  *is_directory = entry != NULL && nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  if (entry != NULL || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

char *
nexus_cli_dup_target (const char  *destination,
                      gboolean     is_directory,
                      const char  *name,
                      GError     **error)
{
  if (*destination == '\0' || (!is_directory && !g_str_has_suffix (destination, "/")))
    return nexus_path_normalize (destination, error);

  /* The top has no name of its own: its children go where the others go by name. */
  if (strcmp (name, "/") == 0)
    return nexus_path_normalize (destination, error);

  return nexus_path_join (destination, name, error);
}
