/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

/* --- Warnings --- */

static void
note_exceeded (NexusFilesystem *filesystem,
               NexusQuota      *quota,
               gpointer         user_data)
{
  NexusCli *cli = user_data;

  if (cli->exceeded == NULL)
    cli->exceeded = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_hash_table_replace (cli->exceeded, (char *) nexus_quota_get_path (quota), g_object_ref (quota));
}

void
nexus_cli_watch_quotas (NexusCli *cli)
{
  g_signal_connect (cli->filesystem, "quota-exceeded", G_CALLBACK (note_exceeded), cli);
}

static char *
dup_number (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static char *
dup_entries (guint64 number)
{
  return g_strdup_printf (g_dngettext (NULL, "%" PRIu64 " entry", "%" PRIu64 " entries", (gulong) number), number);
}

static void
warn_one (NexusQuota *quota)
{
  gboolean is_size = nexus_quota_get_soft_bytes (quota) != 0 &&
                     nexus_quota_get_used_bytes (quota) > nexus_quota_get_soft_bytes (quota);
  g_autofree char *used = is_size ? g_format_size (nexus_quota_get_used_bytes (quota))
                                  : dup_entries (nexus_quota_get_used_entries (quota));
  g_autofree char *limit = is_size ? g_format_size (nexus_quota_get_soft_bytes (quota))
                                   : dup_number (nexus_quota_get_soft_entries (quota));
  /* Translators: a path, and what it holds and may hold: two sizes, or a number of entries and a number */
  g_autofree char *text = g_strdup_printf (_("warning: “%s” holds %s, more than its soft limit of %s"),
                                           nexus_quota_get_path (quota), used, limit);

  nexus_cli_error (text);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

void
nexus_cli_warn_of_quotas (NexusCli *cli)
{
  g_autoptr(GPtrArray) paths = NULL;
  GHashTableIter iter;
  gpointer path;

  /* Nobody has run the context if the command needs none. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_handlers_disconnect_by_data (cli->filesystem, cli);
  if (cli->quiet || cli->exceeded == NULL)
    return;

  paths = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, cli->exceeded);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_ptr_array_add (paths, path);
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    warn_one (g_hash_table_lookup (cli->exceeded, g_ptr_array_index (paths, i)));
}

/* --- Showing --- */

static void
print_json (GListModel *list)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(NexusQuota) quota = g_list_model_get_item (list, i);

      json_builder_begin_object (builder);
      nexus_cli_json_add_string (builder, "path", nexus_quota_get_path (quota));
      nexus_cli_json_add_number (builder, "used_bytes", nexus_quota_get_used_bytes (quota));
      nexus_cli_json_add_number (builder, "hard_bytes", nexus_quota_get_hard_bytes (quota));
      nexus_cli_json_add_number (builder, "soft_bytes", nexus_quota_get_soft_bytes (quota));
      nexus_cli_json_add_number (builder, "used_entries", nexus_quota_get_used_entries (quota));
      nexus_cli_json_add_number (builder, "hard_entries", nexus_quota_get_hard_entries (quota));
      nexus_cli_json_add_number (builder, "soft_entries", nexus_quota_get_soft_entries (quota));
      json_builder_set_member_name (builder, "exceeded");
      json_builder_add_boolean_value (builder, nexus_quota_get_exceeded (quota));
      json_builder_end_object (builder);
      nexus_cli_json_array_item (builder);
    }
  nexus_cli_json_array_end ();
}

/* What is used, of what, and from when on there is a warning. */
static char *
dup_share (guint64  used,
           guint64  hard,
           guint64  soft,
           gboolean is_size)
{
  /* What is counted is said once: “1 of 10 entries (soft 8)”. */
  g_autofree char *used_text = is_size ? g_format_size (used) : hard != 0 ? dup_number (used) : dup_entries (used);
  g_autofree char *hard_text = is_size ? g_format_size (hard) : dup_entries (hard);
  g_autofree char *soft_text = is_size ? g_format_size (soft) : dup_number (soft);

  if (hard != 0 && soft != 0)
    /* Translators: what is used, the hard limit and the soft limit */
    return g_strdup_printf (_("%s of %s (soft %s)"), used_text, hard_text, soft_text);
  if (hard != 0)
    /* Translators: what is used, and the hard limit */
    return g_strdup_printf (_("%s of %s"), used_text, hard_text);
  if (soft != 0)
    /* Translators: what is used, and the soft limit */
    return g_strdup_printf (_("%s (soft %s)"), used_text, soft_text);

  return g_steal_pointer (&used_text);
}

static void
print_table (NexusCli   *cli,
             GListModel *list)
{
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (4);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(NexusQuota) quota = g_list_model_get_item (list, i);
      g_autofree char *path = nexus_cli_dup_shown (cli, nexus_quota_get_path (quota));
      g_autofree char *bytes = dup_share (nexus_quota_get_used_bytes (quota), nexus_quota_get_hard_bytes (quota),
                                          nexus_quota_get_soft_bytes (quota), TRUE);
      g_autofree char *entries = dup_share (nexus_quota_get_used_entries (quota), nexus_quota_get_hard_entries (quota),
                                            nexus_quota_get_soft_entries (quota), FALSE);

      nexus_cli_table_add (table, nexus_quota_get_exceeded (quota) ? "!" : "", bytes, entries, path);
    }
  nexus_cli_table_print (table);
}

/* --- Setting --- */

typedef gboolean (*ParseFunc) (const char *text,
                               guint64    *number);

static gboolean
parse_count (const char *text,
             guint64    *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, number, NULL);
}

/* LIMIT or LIMIT:SOFT; either may be empty or 0, for none. */
static gboolean
parse_limits (const char *text,
              ParseFunc   parse,
              guint64    *hard,
              guint64    *soft)
{
  g_auto(GStrv) parts = g_strsplit (text, ":", -1);
  guint n_parts = g_strv_length (parts);

  *hard = *soft = 0;

  return (n_parts == 1 || n_parts == 2) && text[0] != '\0' && (parts[0][0] == '\0' || parse (parts[0], hard)) &&
         (n_parts == 1 || parts[1][0] == '\0' || parse (parts[1], soft));
}

/* Its own, of those that count for it: NULL if it has none. */
static NexusQuota *
find_own (GListModel *list,
          const char *path)
{
  guint n_items = g_list_model_get_n_items (list);
  g_autoptr(NexusQuota) last = n_items > 0 ? g_list_model_get_item (list, n_items - 1) : NULL;

  return last != NULL && strcmp (nexus_quota_get_path (last), path) == 0 ? g_steal_pointer (&last) : NULL;
}

static gboolean
set_quota (NexusCli    *cli,
           const char  *path,
           const char  *bytes,
           const char  *entries,
           GError     **error)
{
  guint64 hard_bytes = 0, soft_bytes = 0, hard_entries = 0, soft_entries = 0;
  g_autofree char *normal = nexus_path_normalize (path, error);
  g_autoptr(GListModel) list = NULL;
  g_autoptr(NexusQuota) own = NULL;

  if (normal == NULL)
    return FALSE;
  list = nexus_filesystem_list_quotas (cli->filesystem, normal, NULL, error);
  if (list == NULL)
    return FALSE;

  /* What is not said stays as it is. */
  own = find_own (list, normal);
  if (own != NULL)
    {
      hard_bytes = nexus_quota_get_hard_bytes (own);
      soft_bytes = nexus_quota_get_soft_bytes (own);
      hard_entries = nexus_quota_get_hard_entries (own);
      soft_entries = nexus_quota_get_soft_entries (own);
    }
  if (bytes != NULL)
    parse_limits (bytes, nexus_cli_parse_size, &hard_bytes, &soft_bytes);
  if (entries != NULL)
    parse_limits (entries, parse_count, &hard_entries, &soft_entries);

  return nexus_filesystem_set_quota (cli->filesystem, normal, hard_bytes, soft_bytes, hard_entries, soft_entries, NULL, error);
}

int
nexus_cli_quota (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv)
{
  g_autofree char *bytes = NULL;
  g_autofree char *entries = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;
  gboolean remove = FALSE;
  guint64 hard, soft;
  const GOptionEntry options[] = {
    { "bytes", 0, 0, G_OPTION_ARG_STRING, &bytes, N_("Let files have so many bytes together: 500M, 2GiB, 10G:8G, :8G"),
      N_("SIZE[:SOFT]") },
    { "entries", 0, 0, G_OPTION_ARG_STRING, &entries, N_("Let there be so many files, directories and links"),
      N_("N[:SOFT]") },
    { "remove", 0, 0, G_OPTION_ARG_NONE, &remove, N_("Remove the quota"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, options,
                        _("Shows the quotas that count for PATH, its own and those above it, or all that there are; with "
                          "an option, sets that of a directory. Nothing gets in beyond a limit; beyond a soft one there is a "
                          "warning. “!” stands before what has more than that. Older versions and the trash do not count."),
                        0, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (bytes != NULL && !parse_limits (bytes, nexus_cli_parse_size, &hard, &soft))
    return nexus_cli_usage (_("--bytes: “%s” is no size such as 1000, 500M or 2GiB, or two with a colon between them"), bytes);
  if (entries != NULL && !parse_limits (entries, parse_count, &hard, &soft))
    return nexus_cli_usage (_("--entries: “%s” is no number, or two with a colon between them"), entries);
  if (remove && (bytes != NULL || entries != NULL))
    return nexus_cli_usage (_("--remove goes with neither --bytes nor --entries"));
  if ((remove || bytes != NULL || entries != NULL) && paths[0] == NULL)
    return nexus_cli_usage (_("say which directory the quota is for; “/” is all of the store"));
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (remove || bytes != NULL || entries != NULL)
    {
      if (!(remove ? nexus_filesystem_set_quota (cli->filesystem, paths[0], 0, 0, 0, 0, NULL, &error)
                   : set_quota (cli, paths[0], bytes, entries, &error)))
        return nexus_cli_fail (cli, error);
      return NEXUS_CLI_DONE;
    }

  list = nexus_filesystem_list_quotas (cli->filesystem, paths[0], NULL, &error);
  if (list == NULL)
    return nexus_cli_fail (cli, error);
  if (cli->json)
    print_json (list);
  else
    print_table (cli, list);

  return NEXUS_CLI_DONE;
}
