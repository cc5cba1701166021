/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SEARCH_CHIP (nexus_gtk_search_chip_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSearchChip, nexus_gtk_search_chip, NEXUS_GTK, SEARCH_CHIP, AdwBin)

/* A button that shows what a search asks of one key, and a popover to ask something else.  A filter is what stands behind
 * the key in the text of a search, such as ">1M".
 * Signals: "chosen" (string array), what is to be asked; "opens", before the popover is shown. */
NexusGtkSearchChip *nexus_gtk_search_chip_new          (const char         *key,
                                                        const char         *title);
const char         *nexus_gtk_search_chip_get_key      (NexusGtkSearchChip *self);
/* What is offered.  NULL as a filter asks for nothing. */
void                nexus_gtk_search_chip_add_choice   (NexusGtkSearchChip *self,
                                                        const char         *label,
                                                        const char         *filter);
void                nexus_gtk_search_chip_clear        (NexusGtkSearchChip *self);
/* Several may be chosen at a time, all of which are to be met. */
void                nexus_gtk_search_chip_set_several  (NexusGtkSearchChip *self,
                                                        gboolean            several);
/* Lets a person write one; the text says what can be written. */
void                nexus_gtk_search_chip_allow_other  (NexusGtkSearchChip *self,
                                                        const char         *hint);
/* Those that are asked now. */
void                nexus_gtk_search_chip_set_filters  (NexusGtkSearchChip *self,
                                                        const char * const *filters);

G_END_DECLS
