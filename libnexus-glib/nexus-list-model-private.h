/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-list-model.h"
#include "nexus-model-engine-private.h"

G_BEGIN_DECLS

struct _NexusListModel {
  GObject            parent_instance;

  NexusFilesystem   *filesystem;
  char              *sort_key;          /* this and the next two have their first values from the class below */
  gboolean           sort_descending;
  gboolean           folders_first;
  gboolean           show_hidden;
  gboolean           is_search;
  gboolean           is_open;
  NexusModelEngine  *engine;
};

struct _NexusListModelClass {
  GObjectClass parent_class;
};

/* From here on it fills: with a directory, or NULL for what a search finds. */
void _nexus_list_model_open       (NexusListModel  *self,
                                   const char      *path);
/* One of the switches above. */
void _nexus_list_model_set_switch (NexusListModel  *self,
                                   gboolean        *value,
                                   gboolean         new_value,
                                   GParamSpec      *property);

G_END_DECLS
