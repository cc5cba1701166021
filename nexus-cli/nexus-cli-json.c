/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli-json.h"

/* json-glib descends once for each level; deeper text is an attack rather than an attribute. */
#define DEPTH_MAX 32

/* Whether an element of the array was printed. */
static gboolean has_item;

void
nexus_cli_json_add_string (JsonBuilder *builder,
                           const char  *name,
                           const char  *text)
{
  json_builder_set_member_name (builder, name);
  if (text == NULL)
    {
      json_builder_add_null_value (builder);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      json_builder_add_string_value (builder, valid);
    }
}

void
nexus_cli_json_add_number (JsonBuilder *builder,
                           const char  *name,
                           guint64      number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) number);
}

void
nexus_cli_json_add_time (JsonBuilder *builder,
                         const char  *name,
                         gint64       time_ns)
{
  g_autofree char *text = nexus_cli_dup_utc (time_ns);

  nexus_cli_json_add_string (builder, name, text);
}

void
nexus_cli_json_add_variant (JsonBuilder *builder,
                            const char  *name,
                            GVariant    *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, json_gvariant_serialize (value));
}

void
nexus_cli_json_add_failure (JsonBuilder  *builder,
                            NexusFailure *failure)
{
  json_builder_begin_object (builder);
  nexus_cli_json_add_string (builder, "path", nexus_failure_get_path (failure));
  nexus_cli_json_add_string (builder, "message", nexus_failure_get_message (failure));
  json_builder_end_object (builder);
}

static void
add_tags (JsonBuilder        *builder,
          const char * const *tags)
{
  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    json_builder_add_string_value (builder, tags[i]);
  json_builder_end_array (builder);
}

void
nexus_cli_json_begin_entry (JsonBuilder *builder,
                            NexusEntry  *entry)
{
  NexusKind kind = nexus_entry_get_kind (entry);
  g_autofree char *mode = g_strdup_printf ("%04o", nexus_entry_get_mode (entry));
  GVariant *attributes = nexus_entry_get_attributes (entry);

  json_builder_begin_object (builder);
  nexus_cli_json_add_string (builder, "path", nexus_entry_get_path (entry));
  nexus_cli_json_add_string (builder, "name", nexus_entry_get_name (entry));
  nexus_cli_json_add_string (builder, "kind", nexus_cli_get_kind (entry));
  nexus_cli_json_add_string (builder, "id", nexus_entry_get_id (entry));
  if (kind == NEXUS_KIND_FILE)
    {
      nexus_cli_json_add_number (builder, "size", nexus_entry_get_size (entry));
      nexus_cli_json_add_string (builder, "etag", nexus_entry_get_etag (entry));
      nexus_cli_json_add_string (builder, "content_type", nexus_entry_get_content_type (entry));
      nexus_cli_json_add_number (builder, "version", nexus_entry_get_version (entry));
    }
  else if (kind == NEXUS_KIND_SYMBOLIC_LINK)
    {
      nexus_cli_json_add_string (builder, "target", nexus_entry_get_target (entry));
    }
  else
    {
      nexus_cli_json_add_number (builder, "total_size", nexus_entry_get_total_size (entry));
      nexus_cli_json_add_number (builder, "total_count", nexus_entry_get_total_count (entry));
    }
  nexus_cli_json_add_string (builder, "mode", mode);
  nexus_cli_json_add_time (builder, "created", nexus_entry_get_created_ns (entry));
  nexus_cli_json_add_time (builder, "modified", nexus_entry_get_modified_ns (entry));
  add_tags (builder, nexus_entry_get_tags (entry));
  if (attributes != NULL)
    {
      nexus_cli_json_add_variant (builder, "attributes", attributes);
    }
  else
    {
      json_builder_set_member_name (builder, "attributes");
      json_builder_begin_object (builder);
      json_builder_end_object (builder);
    }
}

static char *
dup_text (JsonBuilder *builder,
          gboolean     pretty)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);

  json_builder_reset (builder);

  return json_to_string (root, pretty);
}

void
nexus_cli_json_print (JsonBuilder *builder)
{
  g_autofree char *text = dup_text (builder, TRUE);

  puts (text);
}

void
nexus_cli_json_array_begin (void)
{
  has_item = FALSE;
  fputs ("[", stdout);
}

void
nexus_cli_json_array_item (JsonBuilder *builder)
{
  g_autofree char *text = dup_text (builder, FALSE);

  printf ("%s\n  %s", has_item ? "," : "", text);
  has_item = TRUE;
}

void
nexus_cli_json_array_end (void)
{
  puts (has_item ? "\n]" : "]");
}

/* --- Attributes --- */

static gboolean
is_too_deep (const char *text)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (; *text != '\0'; text++)
    {
      if (in_string)
        {
          if (*text == '\\' && text[1] != '\0')
            text++;
          else if (*text == '"')
            in_string = FALSE;
        }
      else if (*text == '"')
        in_string = TRUE;
      else if ((*text == '[' || *text == '{') && ++depth > DEPTH_MAX)
        return TRUE;
      else if ((*text == ']' || *text == '}') && depth > 0)
        depth--;
    }

  return FALSE;
}

static GVariant *
convert (JsonNode  *node,
         GError   **error)
{
  if (JSON_NODE_HOLDS_VALUE (node))
    {
      GType type = json_node_get_value_type (node);

      if (type == G_TYPE_BOOLEAN)
        return g_variant_new_boolean (json_node_get_boolean (node));
      if (type == G_TYPE_INT64)
        return g_variant_new_int64 (json_node_get_int (node));
      if (type == G_TYPE_DOUBLE)
        return g_variant_new_double (json_node_get_double (node));
      return g_variant_new_string (json_node_get_string (node));
    }

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
            {
              g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                   _("a list can have strings in it, and nothing else"));
              return NULL;
            }
          g_variant_builder_add (&builder, "s", json_node_get_string (element));
        }
      return g_variant_builder_end (&builder);
    }

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          GVariant *value = convert (member, error);

          if (value == NULL)
            return NULL;
          g_variant_builder_add (&builder, "{sv}", name, value);
        }
      return g_variant_builder_end (&builder);
    }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("“null” is no value; remove the attribute instead"));

  return NULL;
}

GVariant *
nexus_cli_json_parse (const char  *text,
                      GError     **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) local_error = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("the value is not valid UTF-8"));
      return NULL;
    }
  if (is_too_deep (text))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("the value is nested more than %d levels deep"), DEPTH_MAX);
      return NULL;
    }

  node = json_from_string (text, &local_error);
  if (local_error != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("the value is not JSON: %s"),
                   local_error->message);
      return NULL;
    }
  if (node == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("the value is not JSON: it is empty"));
      return NULL;
    }

  return convert (node, error);
}

char *
nexus_cli_json_dup_variant (GVariant *value)
{
  g_autoptr(JsonNode) node = json_gvariant_serialize (value);

  return json_to_string (node, FALSE);
}
