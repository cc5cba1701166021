/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>

#include "nexus-gtk-error.h"

/* What to do about a condition; NULL where the message of the library says it all. */
static const char *
get_advice (const GError *error)
{
  if (error->domain == NEXUS_ERROR)
    {
      switch ((NexusError) error->code)
        {
        case NEXUS_ERROR_CORRUPT:
        case NEXUS_ERROR_CONTENT_MISSING:
          return _("An older version of the file may still be good: look at Versions in the details.");
        case NEXUS_ERROR_SCHEMA_TOO_NEW:
          return _("Update this application to open the store.");
        case NEXUS_ERROR_CONFLICT:
          return _("Look at what has changed, then try again.");
        case NEXUS_ERROR_CONFIG:
        case NEXUS_ERROR_NOT_A_STORE:
        case NEXUS_ERROR_UNAVAILABLE:
        case NEXUS_ERROR_PARTIAL:
        default:
          return NULL;
        }
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return _("Free some space on the disk, then try again.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    return _("Somebody else has changed it meanwhile. Look at the new version first.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return _("Choose another name.");

  return NULL;
}

char *
nexus_gtk_error_describe (const GError *error)
{
  const char *advice = get_advice (error);

  return advice != NULL ? g_strdup_printf ("%s\n%s", error->message, advice) : g_strdup (error->message);
}
