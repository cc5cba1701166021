/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* Operations of GFile that write down what came of them, a line each, so that what two kinds of files answer can be
 * compared as texts.  Each goes the synchronous or the asynchronous way.  Names are relative to the root. */
typedef struct {
  GFile    *root;
  GString  *log;
  gboolean  async;
} Ctx;

typedef enum {
  HOW_CREATE,
  HOW_REPLACE,
  HOW_APPEND,
} How;

/* A new store in a folder of its own. */
NexusFilesystem *nexus_gio_test_connect        (char       **folder);
/* All that is in a file; each fails the test if it fails. */
void             nexus_gio_test_put            (GFile       *file,
                                                const char  *data,
                                                gsize        size);
void             nexus_gio_test_assert_content (GFile       *file,
                                                const char  *data,
                                                gsize        size);

GFile *ctx_file         (Ctx *ctx, const char *name);
void   ctx_note         (Ctx *ctx, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* "ok", or the error's domain and code. */
void   ctx_outcome      (Ctx *ctx, const char *what, const char *name, gboolean ok, GError *error);

/* For setting the scene: fails the test if it fails, writes nothing down. */
void   ctx_put          (Ctx *ctx, const char *name, const char *text);
void   ctx_dir          (Ctx *ctx, const char *name);
void   ctx_link         (Ctx *ctx, const char *name, const char *target);

void   ctx_read         (Ctx *ctx, const char *name);
void   ctx_write        (Ctx *ctx, How how, const char *name, const char *text, const char *etag, gboolean backup,
                         GFileCreateFlags flags);
char  *ctx_get_etag     (Ctx *ctx, const char *name);
void   ctx_info         (Ctx *ctx, const char *name, const char *attributes, GFileQueryInfoFlags flags);
void   ctx_list         (Ctx *ctx, const char *name, const char *attributes, GFileQueryInfoFlags flags);
void   ctx_mkdir        (Ctx *ctx, const char *name);
void   ctx_symlink      (Ctx *ctx, const char *name, const char *target);
void   ctx_delete       (Ctx *ctx, const char *name);
void   ctx_rename       (Ctx *ctx, const char *name, const char *display_name);
void   ctx_copy         (Ctx *ctx, const char *name, const char *destination, GFileCopyFlags flags);
void   ctx_move         (Ctx *ctx, const char *name, const char *destination, GFileCopyFlags flags);
void   ctx_set          (Ctx *ctx, const char *name, GFileInfo *info, GFileQueryInfoFlags flags);
void   ctx_readwrite    (Ctx *ctx, How how, gboolean existing, const char *name, const char *text);
void   ctx_usage        (Ctx *ctx, const char *name);

G_END_DECLS
