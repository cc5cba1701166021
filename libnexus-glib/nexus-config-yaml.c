/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yaml.h>

#include "nexus-config-keys-private.h"
#include "nexus-error.h"
#include "nexus-path.h"

#define DEPTH_MAX 64

typedef struct {
  NexusConfig   *config;
  const char    *data;
  gsize          length;
  const char    *name;
  const char    *base;
  yaml_parser_t  parser;
  guint          seen;      /* a bit for each key */
} Loader;

G_GNUC_PRINTF (4, 5)
static void
set_error (Loader              *loader,
           const yaml_mark_t   *mark,
           GError             **error,
           const char          *format,
           ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, "%s:%zu:%zu: %s",
               loader->name, mark->line + 1, mark->column + 1, text);
}

/* The reader counts bytes, from the start and far ahead of the parser, where all others count lines. */
static void
find_offset (Loader      *loader,
             gsize        offset,
             yaml_mark_t *mark)
{
  mark->line = 0;
  mark->column = 0;
  for (gsize i = 0; i < MIN (offset, loader->length); i++)
    {
      if (loader->data[i] == '\n')
        {
          mark->line++;
          mark->column = 0;
        }
      else if ((loader->data[i] & 0xc0) != 0x80)
        {
          mark->column++;
        }
    }
}

static gboolean
next_event (Loader        *loader,
            yaml_event_t  *event,
            GError       **error)
{
  yaml_parser_t *parser = &loader->parser;
  yaml_mark_t mark;

  if (yaml_parser_parse (parser, event))
    return TRUE;

  mark = parser->problem_mark;
  if (parser->error == YAML_READER_ERROR)
    {
      find_offset (loader, parser->problem_offset, &mark);
      if (parser->problem_value > 0 && parser->problem_value < ' ')
        set_error (loader, &mark, error, _("a control character is not allowed here"));
      else
        set_error (loader, &mark, error, _("not valid UTF-8 text"));
      return FALSE;
    }
  set_error (loader, &mark, error, _("broken YAML: %s"), parser->problem != NULL ? parser->problem : "?");

  return FALSE;
}

/* Steps over a value of a key that we do not look at.  libyaml takes a time that grows with the square of the depth,
 * hence the limit. */
static gboolean
skip_value (Loader        *loader,
            yaml_event_t  *first,
            GError       **error)
{
  guint depth = 0;
  yaml_event_type_t type = first->type;

  for (;;)
    {
      yaml_event_t event;

      if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT)
        depth++;
      else if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT)
        depth--;
      if (depth == 0)
        return TRUE;
      if (depth > DEPTH_MAX)
        {
          set_error (loader, &loader->parser.mark, error, _("lists and mappings are nested too deep"));
          return FALSE;
        }

      if (!next_event (loader, &event, error))
        return FALSE;
      type = event.type;
      yaml_event_delete (&event);
    }
}

static gboolean
is_null (const yaml_event_t *event)
{
  const char *text = (const char *) event->data.scalar.value;

  return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
         (*text == '\0' || strcmp (text, "~") == 0 || strcmp (text, "null") == 0 || strcmp (text, "Null") == 0 ||
          strcmp (text, "NULL") == 0);
}

static gboolean
load_value (Loader             *loader,
            const char         *name,
            const yaml_mark_t  *key_mark,
            yaml_event_t       *event,
            GError            **error)
{
  NexusConfigKey key = _nexus_config_key_find (name);
  g_autoptr(GError) local_error = NULL;
  const char *text;

  if (key == 0)
    {
      if (!_nexus_config_key_is_foreign (name))
        {
          const char *similar = _nexus_config_key_suggest (name);
          g_autofree char *shown = nexus_path_display (name);
          g_autofree char *hint = similar != NULL ? g_strdup_printf (_("; did you mean “%s”?"), similar)
                                                  : g_strdup ("");

          _nexus_config_add_warning (loader->config,
                                     g_strdup_printf (_("%s:%zu:%zu: unknown key “%s” is ignored%s"), loader->name,
                                                      key_mark->line + 1, key_mark->column + 1, shown, hint));
        }
      return skip_value (loader, event, error);
    }

  if (loader->seen & (1u << key))
    {
      set_error (loader, key_mark, error, _("the key “%s” stands there twice"), name);
      return FALSE;
    }
  loader->seen |= 1u << key;

  if (event->type == YAML_ALIAS_EVENT)
    {
      set_error (loader, &event->start_mark, error, _("“%s” needs a value of its own, not an alias"), name);
      return FALSE;
    }
  if (event->type != YAML_SCALAR_EVENT)
    {
      set_error (loader, &event->start_mark, error, _("“%s” needs one value, not a list or mapping"), name);
      return FALSE;
    }
  if (is_null (event))
    return TRUE;

  text = (const char *) event->data.scalar.value;
  if (strlen (text) != event->data.scalar.length)
    {
      set_error (loader, &event->start_mark, error, _("the value of “%s” has a NUL character in it"), name);
      return FALSE;
    }
  if (!_nexus_config_set_from_text (loader->config, key, text, loader->base, loader->name, &local_error))
    {
      set_error (loader, &event->start_mark, error, "%s", local_error->message);
      return FALSE;
    }

  return TRUE;
}

static gboolean
load_pair (Loader        *loader,
           yaml_event_t  *key,
           GError       **error)
{
  yaml_event_t value;
  gboolean loaded;

  if (key->type != YAML_SCALAR_EVENT)
    {
      set_error (loader, &key->start_mark, error, _("a key must be a word"));
      return FALSE;
    }
  if (!next_event (loader, &value, error))
    return FALSE;

  loaded = load_value (loader, (const char *) key->data.scalar.value, &key->start_mark, &value, error);
  yaml_event_delete (&value);

  return loaded;
}

static gboolean
load_document (Loader  *loader,
               GError **error)
{
  gboolean in_mapping = FALSE;

  for (;;)
    {
      yaml_event_t event;
      yaml_event_type_t type;
      gboolean good = TRUE;

      if (!next_event (loader, &event, error))
        return FALSE;

      type = event.type;
      if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT || type == YAML_DOCUMENT_END_EVENT)
        ;
      else if (in_mapping && type != YAML_MAPPING_END_EVENT)
        good = load_pair (loader, &event, error);
      else if (type == YAML_MAPPING_START_EVENT)
        in_mapping = TRUE;
      else if (type == YAML_MAPPING_END_EVENT)
        in_mapping = FALSE;
      else if (type == YAML_SCALAR_EVENT && is_null (&event))
        ; /* an empty document is an empty configuration */
      else if (type != YAML_STREAM_END_EVENT)
        {
          set_error (loader, &event.start_mark, error, _("a configuration is lines of the form “key: value”"));
          good = FALSE;
        }
      yaml_event_delete (&event);

      if (!good)
        return FALSE;
      if (type == YAML_STREAM_END_EVENT)
        return TRUE;
    }
}

gboolean
_nexus_config_load_yaml (NexusConfig  *self,
                         const char   *data,
                         gsize         length,
                         const char   *name,
                         const char   *base,
                         GError      **error)
{
  Loader loader = { .config = self, .data = data, .length = length, .name = name, .base = base };
  gboolean loaded;

  if (!yaml_parser_initialize (&loader.parser))
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("%s: not enough memory to read it"), name);
      return FALSE;
    }
  yaml_parser_set_input_string (&loader.parser, (const unsigned char *) data, length);
  loaded = load_document (&loader, error);
  yaml_parser_delete (&loader.parser);

  return loaded;
}
