/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A GFile without a path, "test:///…", over a folder of this computer, to stand for servers, archives and whatever else
 * only GIO reaches; and what such a place may be unable to do. */

#define NEXUS_TYPE_REMOTE_FILE (nexus_remote_file_get_type ())
G_DECLARE_FINAL_TYPE (NexusRemoteFile, nexus_remote_file, NEXUS, REMOTE_FILE, GObject)

typedef struct {
  /* What the place cannot do. */
  gboolean    no_links;
  gboolean    no_times;         /* tells none and keeps none */
  gboolean    no_time_settable; /* tells them, but keeps none that it is given */
  gboolean    coarse_times;     /* seconds */
  gboolean    no_modes;
  gboolean    no_sizes;
  gboolean    no_move;
  gboolean    no_replace;
  gboolean    times_fail;       /* says that it keeps times, and then does not */

  /* A folder that claims to be one of a store. */
  const char *store_folder;
  const char *store_id;

  /* What goes wrong with every file that is written. */
  gboolean    full;             /* G_IO_ERROR_NO_SPACE after some bytes */
  gboolean    broken_close;     /* G_IO_ERROR_FAILED when a new file is closed */

  /* What goes wrong, by the name of a file or folder. */
  const char *unlisted;         /* G_IO_ERROR_PERMISSION_DENIED */
  const char *broken_read;      /* G_IO_ERROR_FAILED after some bytes */
  const char *lost_read;        /* G_IO_ERROR_CONNECTION_CLOSED after some bytes */
  const char *growing;          /* has another size and time whenever it was read */

  /* What waits until nexus_remote_release(). */
  const char *held_listing;     /* of the folder of that name */
  gboolean    held_reads;       /* of all files */

  /* What was done, counted atomically. */
  int         n_reads;
  int         n_listings;
} NexusRemotePlace;

/* The place of all files that are made; reset with memset(). */
extern NexusRemotePlace nexus_remote_place;

/* Lets all go on that waits. */
void   nexus_remote_release  (void);

/* The file that stands for a path of this computer. */
GFile *nexus_remote_file_new (const char *path);

G_END_DECLS
