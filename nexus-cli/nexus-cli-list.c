/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>

#include "nexus-cli-entries.h"
#include "nexus-cli-grid.h"
#include "nexus-cli-json.h"
#include "nexus-cli.h"

typedef struct {
  NexusCli      *cli;
  gboolean       all;
  gboolean       details;
  gboolean       exact;
  gboolean       recursive;
  gboolean       slash;
  gboolean       titles;
  gboolean       printed;   /* something, so that a blank line comes before the next title */
  JsonBuilder   *builder;
  NexusCliTable *table;
  NexusCliGrid  *grid;      /* NULL for one name a line */
} Listing;

static char *
dup_label (Listing    *listing,
           const char *name,
           NexusEntry *entry)
{
  g_autofree char *shown = nexus_cli_dup_shown (listing->cli, name);
  const char *end = "";

  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY && listing->slash && !g_str_has_suffix (name, "/"))
    end = "/";
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK && listing->details)
    {
      g_autofree char *target = nexus_cli_dup_shown (listing->cli, nexus_entry_get_target (entry));

      return g_strdup_printf ("%s -> %s", shown, target);
    }

  return g_strconcat (shown, end, NULL);
}

static void
print_entry (Listing    *listing,
             const char *name,
             NexusEntry *entry)
{
  g_autofree char *label = NULL;

  if (listing->cli->json)
    {
      nexus_cli_json_begin_entry (listing->builder, entry);
      json_builder_end_object (listing->builder);
      nexus_cli_json_array_item (listing->builder);
      return;
    }

  label = dup_label (listing, name, entry);
  listing->printed = TRUE;
  if (listing->details)
    {
      nexus_cli_add_details (listing->table, entry, label, listing->exact);
    }
  else if (listing->grid != NULL)
    {
      nexus_cli_grid_add (listing->grid, label);
    }
  else
    {
      puts (label);
    }
}

static void
print_rest (Listing *listing)
{
  nexus_cli_table_print (listing->table);
  if (listing->grid != NULL)
    nexus_cli_grid_print (listing->grid);
}

typedef struct {
  Listing   *listing;
  GPtrArray *below;     /* paths that are listed afterwards */
} Folder;

static void
list_entry (NexusEntry *entry,
            gpointer    user_data)
{
  Folder *folder = user_data;
  const char *name = nexus_entry_get_name (entry);

  if (name[0] == '.' && !folder->listing->all)
    return;
  print_entry (folder->listing, name, entry);
  if (folder->listing->recursive && nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    g_ptr_array_add (folder->below, g_strdup (nexus_entry_get_path (entry)));
}

/* One that was deleted meanwhile, or cannot be read to its end, does not end the listing of the others. */
static void
list_directory (Listing    *listing,
                const char *path)
{
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func (g_free);
  Folder folder = { .listing = listing, .below = below };
  g_autoptr(GError) error = NULL;

  enumerator = nexus_filesystem_enumerate (listing->cli->filesystem, path, NEXUS_ENUMERATE_NONE, NULL, &error);
  if (enumerator == NULL)
    {
      nexus_cli_fail (listing->cli, error);
      return;
    }

  if (listing->titles && !listing->cli->json)
    {
      g_autofree char *shown = nexus_cli_dup_shown (listing->cli, path);

      printf ("%s%s:\n", listing->printed ? "\n" : "", shown);
      listing->printed = TRUE;
    }

  nexus_cli_each_entry (enumerator, list_entry, &folder, &error);
  print_rest (listing);
  if (error != NULL)
    nexus_cli_fail (listing->cli, error);

  for (guint i = 0; i < below->len; i++)
    list_directory (listing, g_ptr_array_index (below, i));
}

static void
list_paths (Listing  *listing,
            char    **paths)
{
  g_autoptr(GPtrArray) directories = g_ptr_array_new_with_free_func (g_free);

  /* What is no directory comes first, as ls does. */
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (listing->cli->filesystem, paths[i], NULL, &error);

      if (entry == NULL)
        nexus_cli_fail (listing->cli, error);
      else if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
        g_ptr_array_add (directories, g_strdup (nexus_entry_get_path (entry)));
      else
        print_entry (listing, nexus_entry_get_path (entry), entry);
    }
  print_rest (listing);

  for (guint i = 0; i < directories->len; i++)
    list_directory (listing, g_ptr_array_index (directories, i));
}

int
nexus_cli_ls (NexusCli               *cli,
              const NexusCliCommand  *command,
              int                     argc,
              char                  **argv)
{
  Listing listing = { .cli = cli, .slash = cli->terminal };
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_new_details ();
  g_autoptr(NexusCliGrid) grid = nexus_cli_grid_new (nexus_cli_grid_get_width ());
  gboolean one = !cli->terminal;
  g_auto(GStrv) paths = NULL;
  char *top[] = { (char *) "/", NULL };
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &listing.all, N_("Show names that begin with a dot too"), NULL },
    { "long", 'l', 0, G_OPTION_ARG_NONE, &listing.details, N_("Show mode, version, size and time of modification"), NULL },
    { "recursive", 'R', 0, G_OPTION_ARG_NONE, &listing.recursive, N_("List what is below as well"), NULL },
    { "bytes", 'b', 0, G_OPTION_ARG_NONE, &listing.exact, N_("Show sizes in bytes"), NULL },
    { "slash", 'p', 0, G_OPTION_ARG_NONE, &listing.slash, N_("Put a slash after each directory, as is done on a terminal"), NULL },
    { "one", '1', 0, G_OPTION_ARG_NONE, &one, N_("Show one name a line, as is done if it is not for a terminal"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Without PATH the top is listed. The size of a directory is that of all the files below it."),
                        0, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  listing.builder = builder;
  listing.table = table;
  listing.grid = one ? NULL : grid;
  listing.titles = listing.recursive || g_strv_length (paths) > 1;
  if (cli->json)
    nexus_cli_json_array_begin ();
  list_paths (&listing, paths[0] != NULL ? paths : top);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

/* --- tree --- */

typedef struct {
  NexusCli    *cli;
  gboolean     all;
  gboolean     sizes;
  int          levels;    /* 0 for all */
  guint64      n_directories;
  guint64      n_files;
  JsonBuilder *builder;
} Tree;

static gboolean print_tree (Tree        *tree,
                            const char  *path,
                            const char  *indent,
                            int          level,
                            GError     **error);

static void
print_node (Tree        *tree,
            NexusEntry  *entry,
            const char  *indent,
            gboolean     last,
            int          level)
{
  NexusCli *cli = tree->cli;
  NexusKind kind = nexus_entry_get_kind (entry);
  g_autoptr(GError) error = NULL;
  g_autofree char *below = g_strconcat (indent, last ? "    " : "│   ", NULL);

  if (kind == NEXUS_KIND_DIRECTORY)
    tree->n_directories++;
  else
    tree->n_files++;

  if (cli->json)
    {
      nexus_cli_json_begin_entry (tree->builder, entry);
      nexus_cli_json_add_number (tree->builder, "depth", level);
      json_builder_end_object (tree->builder);
      nexus_cli_json_array_item (tree->builder);
    }
  else
    {
      g_autofree char *name = nexus_cli_dup_shown (cli, nexus_entry_get_name (entry));
      g_autofree char *target = kind == NEXUS_KIND_SYMBOLIC_LINK
                                  ? nexus_cli_dup_shown (cli, nexus_entry_get_target (entry)) : NULL;
      g_autofree char *size = g_format_size (kind == NEXUS_KIND_DIRECTORY ? nexus_entry_get_total_size (entry)
                                                                          : nexus_entry_get_size (entry));
      g_autofree char *facts = tree->sizes ? g_strdup_printf ("[%s]  ", size) : g_strdup ("");

      printf ("%s%s%s%s%s%s%s\n", indent, last ? "└── " : "├── ", facts, name,
              kind == NEXUS_KIND_DIRECTORY ? "/" : "", target != NULL ? " -> " : "", target != NULL ? target : "");
    }

  if (kind == NEXUS_KIND_DIRECTORY && (tree->levels == 0 || level < tree->levels) &&
      !print_tree (tree, nexus_entry_get_path (entry), below, level + 1, &error))
    nexus_cli_fail (cli, error);
}

typedef struct {
  Tree       *tree;
  const char *indent;
  int         level;
  NexusEntry *waiting;    /* until it is known whether another one follows */
} Branch;

static void
add_node (NexusEntry *entry,
          gpointer    user_data)
{
  Branch *branch = user_data;

  if (nexus_entry_get_name (entry)[0] == '.' && !branch->tree->all)
    return;
  if (branch->waiting != NULL)
    print_node (branch->tree, branch->waiting, branch->indent, FALSE, branch->level);
  g_set_object (&branch->waiting, entry);
}

static gboolean
print_tree (Tree        *tree,
            const char  *path,
            const char  *indent,
            int          level,
            GError     **error)
{
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  Branch branch = { .tree = tree, .indent = indent, .level = level };
  gboolean good;

  enumerator = nexus_filesystem_enumerate (tree->cli->filesystem, path, NEXUS_ENUMERATE_NONE, NULL, error);
  if (enumerator == NULL)
    return FALSE;

  good = nexus_cli_each_entry (enumerator, add_node, &branch, error);
  if (branch.waiting != NULL)
    print_node (tree, branch.waiting, indent, TRUE, level);
  g_clear_object (&branch.waiting);

  return good;
}

int
nexus_cli_tree (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  Tree tree = { .cli = cli };
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_auto(GStrv) paths = NULL;
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *directories = NULL;
  g_autofree char *files = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &tree.all, N_("Show names that begin with a dot too"), NULL },
    { "level", 'L', 0, G_OPTION_ARG_INT, &tree.levels, N_("Go at most this deep"), N_("N") },
    { "size", 's', 0, G_OPTION_ARG_NONE, &tree.sizes, N_("Show sizes"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries, NULL, 0, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (tree.levels < 0)
    return nexus_cli_usage (_("the number of levels cannot be negative"));
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  path = nexus_path_normalize (paths[0] != NULL ? paths[0] : "/", &error);
  if (path == NULL)
    return nexus_cli_fail (cli, error);

  tree.builder = builder;
  if (cli->json)
    {
      nexus_cli_json_array_begin ();
      if (!print_tree (&tree, path, "", 1, &error))
        nexus_cli_fail (cli, error);
      nexus_cli_json_array_end ();
      return NEXUS_CLI_DONE;
    }

  shown = nexus_cli_dup_shown (cli, path);
  puts (shown);
  if (!print_tree (&tree, path, "", 1, &error))
    return nexus_cli_fail (cli, error);
  directories = g_strdup_printf (g_dngettext (NULL, "%" PRIu64 " directory", "%" PRIu64 " directories",
                                              (gulong) tree.n_directories), tree.n_directories);
  files = g_strdup_printf (g_dngettext (NULL, "%" PRIu64 " file", "%" PRIu64 " files", (gulong) tree.n_files), tree.n_files);
  /* Translators: the last line below a tree: “3 directories”, “5 files” */
  printf (_("\n%s, %s\n"), directories, files);

  return NEXUS_CLI_DONE;
}
