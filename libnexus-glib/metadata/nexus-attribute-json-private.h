/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Attribute values as JSON.  The types b, x, d, s, as and a{sv} of them go there and back unchanged: integers never
 * have a point or an exponent, doubles always have one of them.  What has no such form (other types, a double that
 * is not a number or not finite, the same key twice, too deep or too large) is G_IO_ERROR_INVALID_ARGUMENT. */

#define NEXUS_ATTRIBUTE_DEPTH_MAX 16
#define NEXUS_ATTRIBUTE_SIZE_MAX  (1024 * 1024)
#define NEXUS_ATTRIBUTE_KEY_MAX   255

char     *_nexus_attribute_to_json      (GVariant    *value,
                                         GError     **error);
/* Reads what _nexus_attribute_to_json() writes, with spaces where JSON has them; a floating reference is not returned. */
GVariant *_nexus_attribute_from_json    (const char  *json,
                                         GError     **error);
/* 1 to 255 bytes of UTF-8. */
gboolean  _nexus_attribute_validate_key (const char  *key,
                                         GError     **error);

G_END_DECLS
