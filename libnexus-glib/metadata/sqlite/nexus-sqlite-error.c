/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-connection-private.h"
#include "nexus-sqlite-error-private.h"

/* Why the system refused it: SQLite has codes of its own for a full disk, but not for an exceeded quota nor wherever else
 * space runs out, and none for too many files. */
static int
get_errno (sqlite3 *db,
           int      result)
{
  int primary = result & 0xff;

  return db != NULL && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) ? sqlite3_system_errno (db) : 0;
}

void
_nexus_sqlite_set_error (GError     **error,
                         sqlite3     *db,
                         int          result,
                         const char  *action)
{
  const char *path = db != NULL ? sqlite3_db_filename (db, "main") : NULL;
  const char *detail = db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (result);
  const char *sentence;
  GQuark domain = G_IO_ERROR;
  int code;

  switch (get_errno (db, result))
    {
    case ENOSPC:
    case EDQUOT:
      result = SQLITE_FULL;
      break;

    case EMFILE:
    case ENFILE:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES, "%s (%s: %s)",
                   _("The metadata database cannot be opened, because too many files are open. "
                     "Close some, or raise the limit of open files."), action, detail);
      return;

    default:
      break;
    }

  switch (result & 0xff)
    {
    case SQLITE_FULL:
      code = G_IO_ERROR_NO_SPACE;
      sentence = _("There is no space left for the metadata database. Free some space and try again.");
      break;

    case SQLITE_READONLY:
      code = G_IO_ERROR_READ_ONLY;
      sentence = _("The metadata database cannot be written. Check the rights of its file and folder, and whether the disk is mounted read-only.");
      break;

    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      code = G_IO_ERROR_PERMISSION_DENIED;
      sentence = _("The metadata database cannot be opened. Check the rights of its file and folder.");
      break;

    case SQLITE_CORRUPT:
      domain = NEXUS_ERROR;
      code = NEXUS_ERROR_CORRUPT;
      sentence = _("The metadata database is damaged. Look at it with “nexus verify”, mend it with “nexus repair” or restore it from a backup copy.");
      break;

    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      domain = NEXUS_ERROR;
      code = NEXUS_ERROR_NOT_A_STORE;
      sentence = _("This is not the metadata database of a Nexus store.");
      break;

    case SQLITE_INTERRUPT:
      code = G_IO_ERROR_CANCELLED;
      sentence = _("The operation was cancelled.");
      break;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      code = G_IO_ERROR_BUSY;
      sentence = _("Another process has been writing to this store for a long time. Wait until it is done, or end it, and try again.");
      break;

    case SQLITE_TOOBIG:
      code = G_IO_ERROR_INVALID_ARGUMENT;
      sentence = _("A value is too large for the metadata database.");
      break;

    case SQLITE_NOMEM:
      code = G_IO_ERROR_FAILED;
      sentence = _("There is not enough memory for this operation.");
      break;

    case SQLITE_IOERR:
      if (result == SQLITE_IOERR_NOMEM)
        {
          code = G_IO_ERROR_FAILED;
          sentence = _("There is not enough memory for this operation.");
        }
      else if (result == SQLITE_IOERR_CORRUPTFS)
        {
          domain = NEXUS_ERROR;
          code = NEXUS_ERROR_CORRUPT;
          sentence = _("The file system that holds the metadata database is damaged. Check it, then restore the database from a backup copy.");
        }
      else
        {
          code = G_IO_ERROR_FAILED;
          sentence = _("The metadata database could not be read or written. Check the disk that holds it.");
        }
      break;

    case SQLITE_CONSTRAINT:
      /* Every rule is checked before a row is written, so a broken constraint means a damaged index. */
      domain = NEXUS_ERROR;
      code = NEXUS_ERROR_CORRUPT;
      sentence = _("The metadata database contradicts itself. Restore it from a backup copy.");
      break;

    default:
      code = G_IO_ERROR_FAILED;
      sentence = _("The metadata database reported a failure.");
      break;
    }

  if ((result & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, domain, code, sentence);
  else if (code == NEXUS_ERROR_CORRUPT && domain == NEXUS_ERROR && path != NULL && path[0] != '\0')
    /* Translators: a path, a sentence, and two details for those who mend it */
    g_set_error (error, domain, code, _("“%s”: %s (%s: %s)"), path, sentence, action, detail);
  else
    g_set_error (error, domain, code, "%s (%s: %s)", sentence, action, detail);
}

int
_nexus_sqlite_complaint_get_code (const char *line)
{
  const char *code = strstr (line, "error code");

  if (code == NULL)
    return SQLITE_OK;
  code += strlen ("error code");

  return atoi (*code == '=' || *code == ' ' ? code + 1 : code);
}

void
_nexus_sqlite_set_corrupt (GError     **error,
                           const char  *path)
{
  /* A text that could not be made looks like one that is not there. */
  if (_nexus_sqlite_has_lost_memory ())
    {
      _nexus_sqlite_set_error (error, NULL, SQLITE_NOMEM, path);
      return;
    }

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("What the metadata database says about “%s” does not match its checksum. Restore it from a backup copy."),
               path);
}
