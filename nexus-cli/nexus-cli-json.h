/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "nexus-cli.h"

G_BEGIN_DECLS

/* Each begins an object that the caller may add members to, and ends with json_builder_end_object(). */
void      nexus_cli_json_begin_entry   (JsonBuilder *builder,
                                        NexusEntry  *entry);
void      nexus_cli_json_add_string    (JsonBuilder *builder,
                                        const char  *name,
                                        const char  *text);
void      nexus_cli_json_add_number    (JsonBuilder *builder,
                                        const char  *name,
                                        guint64      number);
void      nexus_cli_json_add_time      (JsonBuilder *builder,
                                        const char  *name,
                                        gint64       time_ns);
void      nexus_cli_json_add_variant   (JsonBuilder *builder,
                                        const char  *name,
                                        GVariant    *value);
/* An object of its own, for the array of failures. */
void      nexus_cli_json_add_failure   (JsonBuilder  *builder,
                                        NexusFailure *failure);

/* Prints what was built and empties the builder. */
void      nexus_cli_json_print         (JsonBuilder *builder);

/* An array is printed element by element, so that it takes no memory: begin, one item() per object, end. */
void      nexus_cli_json_array_begin   (void);
void      nexus_cli_json_array_item    (JsonBuilder *builder);
void      nexus_cli_json_array_end     (void);

/* A value of an attribute from JSON text; NULL with an error that says what is wrong. */
GVariant *nexus_cli_json_parse         (const char  *text,
                                        GError     **error);
/* A value of an attribute as one line of JSON. */
char     *nexus_cli_json_dup_variant   (GVariant    *value);

G_END_DECLS
