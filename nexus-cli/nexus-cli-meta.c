/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

/* The kinds of values as the command line and JSON name them. */
static const struct {
  const char *name;
  const char *type;
} kinds[] = {
  { "bool", "b" }, { "int", "x" }, { "double", "d" }, { "string", "s" }, { "list", "as" }, { "object", "a{sv}" },
};

static const char *
get_kind (GVariant *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (g_variant_get_type_string (value), kinds[i].type) == 0)
        return kinds[i].name;
    }

  return g_variant_get_type_string (value);
}

/* A text as it is, anything else as JSON: what a shell wants. */
static char *
dup_plain (GVariant *value)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : nexus_cli_json_dup_variant (value);
}

static GVariant *
parse_double (const char  *text,
              GError     **error)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end != text && *end == '\0' && isfinite (number))
    return g_variant_new_double (number);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not a number"), text);

  return NULL;
}

static GVariant *
parse_bool (const char  *text,
            GError     **error)
{
  static const char * const yes[] = { "true", "yes", "on", "1", NULL };
  static const char * const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (g_strv_contains (yes, lower) || g_strv_contains (no, lower))
    return g_variant_new_boolean (g_strv_contains (yes, lower));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is neither true nor false"), text);

  return NULL;
}

/* Words between commas; JSON for those that hold commas. */
static GVariant *
parse_list (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, ",", -1);

  if (*text == '\0')
    return g_variant_new_strv (NULL, 0);
  for (guint i = 0; words[i] != NULL; i++)
    g_strstrip (words[i]);

  return g_variant_new_strv ((const char * const *) words, -1);
}

static GVariant *
parse_typed (const char  *kind,
             const char  *text,
             GError     **error)
{
  gint64 number;

  if (strcmp (kind, "string") == 0)
    return g_variant_new_string (text);
  if (strcmp (kind, "bool") == 0)
    return parse_bool (text, error);
  if (strcmp (kind, "double") == 0)
    return parse_double (text, error);
  if (strcmp (kind, "list") == 0 && text[0] != '[')
    return parse_list (text);
  if (strcmp (kind, "int") == 0)
    {
      if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return g_variant_new_int64 (number);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not a whole number, or one that is too large"), text);
      return NULL;
    }

  return nexus_cli_json_parse (text, error);
}

/* true, false, numbers, and what is written as JSON in brackets or quotes are that; the rest is a text. */
static GVariant *
guess (const char  *text,
       GError     **error)
{
  gint64 number;
  GVariant *value;

  if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
    return g_variant_new_boolean (text[0] == 't');
  /* 007 and +49 are names rather than numbers. */
  if (g_ascii_isdigit (text[text[0] == '-']) && !(text[text[0] == '-'] == '0' && g_ascii_isdigit (text[1 + (text[0] == '-')])))
    {
      if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return g_variant_new_int64 (number);
      if (text[strspn (text, "-+.0123456789eE")] == '\0' && strpbrk (text, ".eE") != NULL &&
          (value = parse_double (text, NULL)) != NULL)
        return value;
    }
  if (text[0] == '[' || text[0] == '{' || text[0] == '"')
    return nexus_cli_json_parse (text, error);

  return g_variant_new_string (text);
}

static void
print_value (const char *path,
             const char *key,
             GVariant   *value)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  nexus_cli_json_add_string (builder, "path", path);
  nexus_cli_json_add_string (builder, "key", key);
  nexus_cli_json_add_string (builder, "type", get_kind (value));
  nexus_cli_json_add_variant (builder, "value", value);
  json_builder_end_object (builder);
  nexus_cli_json_print (builder);
}

int
nexus_cli_meta_get (NexusCli               *cli,
                    const NexusCliCommand  *command,
                    int                     argc,
                    char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value = NULL;
  g_autofree char *text = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("A text is printed as it is, any other value as JSON."), 2, 2, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  value = nexus_filesystem_get_attribute (cli->filesystem, paths[0], paths[1], NULL, &error);
  if (value == NULL)
    return nexus_cli_fail (cli, error);
  if (cli->json)
    {
      print_value (paths[0], paths[1], value);
      return NEXUS_CLI_DONE;
    }
  text = dup_plain (value);
  nexus_cli_print_line (cli, text);

  return NEXUS_CLI_DONE;
}

/* "meta set /a n -5" has a value, not an option. */
static char **
protect_number (int   *argc,
                char **argv)
{
  char **copy = g_new0 (char *, *argc + 2);
  const char *last = argv[*argc - 1];
  gboolean ended = FALSE;
  int n = 0;

  for (int i = 0; i < *argc; i++)
    {
      ended = ended || strcmp (argv[i], "--") == 0;
      if (i + 1 == *argc && i > 2 && !ended && last[0] == '-' && (g_ascii_isdigit (last[1]) || last[1] == '.'))
        copy[n++] = (char *) "--";
      copy[n++] = argv[i];
    }
  *argc = n;

  return copy;
}

int
nexus_cli_meta_set (NexusCli               *cli,
                    const NexusCliCommand  *command,
                    int                     argc,
                    char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autofree char *kind = NULL;
  g_autofree char **safe = protect_number (&argc, argv);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value = NULL;
  gboolean known;
  const GOptionEntry entries[] = {
    { "type", 't', 0, G_OPTION_ARG_STRING, &kind, N_("Take VALUE as bool, int, double, string, list or json"), N_("TYPE") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, safe, entries,
                        _("Without --type, “true”, “false” and numbers are that, a value that begins with [, { or a "
                          "quotation mark is JSON, and any other is a text. A list is written with commas or as JSON."),
                        3, 3, &paths))
    return NEXUS_CLI_USAGE;

  known = kind == NULL || strcmp (kind, "json") == 0;
  for (guint i = 0; !known && i < G_N_ELEMENTS (kinds) - 1; i++)
    known = strcmp (kind, kinds[i].name) == 0;
  if (!known)
    return nexus_cli_usage (_("--type cannot be “%s”; it is one of: %s"), kind, "bool, int, double, string, list, json");
  if (!g_utf8_validate (paths[2], -1, NULL))
    return nexus_cli_usage (_("the value is not valid UTF-8"));
  value = kind != NULL ? parse_typed (kind, paths[2], &error) : guess (paths[2], &error);
  if (value == NULL)
    return nexus_cli_usage ("%s", error->message);
  g_variant_ref_sink (value);

  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;
  if (!nexus_filesystem_set_attribute (cli->filesystem, paths[0], paths[1], value, NULL, &error))
    return nexus_cli_fail (cli, error);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_meta_rm (NexusCli               *cli,
                   const NexusCliCommand  *command,
                   int                     argc,
                   char                  **argv)
{
  return nexus_cli_each_of (cli, command, argc, argv, nexus_filesystem_remove_attribute);
}

int
nexus_cli_meta_list (NexusCli               *cli,
                     const NexusCliCommand  *command,
                     int                     argc,
                     char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) attributes = NULL;
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (3);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("With --json, prints one object of all keys and values."), 1, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  attributes = nexus_filesystem_list_attributes (cli->filesystem, paths[0], NULL, &error);
  if (attributes == NULL)
    return nexus_cli_fail (cli, error);
  if (cli->json)
    {
      g_autofree char *json = nexus_cli_json_dup_variant (attributes);

      puts (json);
      return NEXUS_CLI_DONE;
    }

  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *shown_key = nexus_path_display (key);
      g_autofree char *text = dup_plain (value);
      /* A text may have lines; in a table it is one. */
      g_autofree char *shown = nexus_path_display (text);

      nexus_cli_table_add (table, shown_key, get_kind (value), shown);
    }
  nexus_cli_table_print (table);

  return NEXUS_CLI_DONE;
}
