/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <errno.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* The code of G_IO_ERROR.  GIO has none for an exceeded quota, nor for a file that grows beyond a limit; for whoever writes
 * both are the same as a full disk. */
static inline int
_nexus_errno_to_code (int saved_errno)
{
  return saved_errno == EDQUOT || saved_errno == EFBIG ? G_IO_ERROR_NO_SPACE : (int) g_io_error_from_errno (saved_errno);
}

G_END_DECLS
