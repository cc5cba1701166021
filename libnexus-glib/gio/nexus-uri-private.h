/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NEXUS_URI_SCHEME "nexus"

/* nexus:///path is a path in the store that is discovered, nexus://NAME/path one in a store that was added under
 * that name.  Parsing gives the name ("" for the discovered store) and a normalised path, or tells why it cannot. */
gboolean  _nexus_uri_parse          (const char  *uri,
                                     char       **store,
                                     char       **path,
                                     GError     **error);

/* The one spelling of a place; ASCII only, or with the letters of all languages as they are. */
char     *_nexus_uri_build          (const char  *store,
                                     const char  *path,
                                     gboolean     ascii);

/* A URI that says nothing valid, brought into printable ASCII without changing what it says. */
char     *_nexus_uri_escape_invalid (const char  *uri);

/* 1 to 63 of a-z 0-9 . _ -, the first a letter or digit. */
gboolean  _nexus_uri_check_store    (const char  *name,
                                     GError     **error);

/* nexus_path_normalize(), but a name or path that is too long is told by a code of its own, as the kernel does. */
char     *_nexus_uri_normalize      (const char  *path,
                                     GError     **error);

/* The place that `relative` leads to from the directory `base`, as a shell would: ".." goes up and stays at the top,
 * a leading "/" starts there.  Not checked for what a name may hold. */
char     *_nexus_uri_resolve        (const char  *base,
                                     const char  *relative);

G_END_DECLS
