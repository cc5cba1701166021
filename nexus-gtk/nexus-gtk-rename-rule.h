/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* How several entries get new names.  It knows nothing of windows.
 *
 * A template is text with placeholders: {name} and {ext} for the parts of the former name, {date} for the day on which it
 * was modified, {tag} for the tags, {KEY} for an attribute, and [1], [01], [001] … for a counter that begins there and has
 * at least as many digits.  "{{" and "[[" stand for the letters themselves.  The ending of the name stays, unless {ext} is
 * in the template. */
typedef struct {
  gboolean    replaces;       /* else the template is used */
  const char *template;
  const char *find;           /* nothing is found if it is empty */
  const char *replacement;    /* \1 … stand for groups of a regular expression */
  gboolean    is_regex;
  gboolean    match_case;
} NexusGtkRenameRule;

typedef struct {
  NexusEntry *entry;
  char       *name;           /* the new one */
  char       *problem;        /* why it cannot have that; NULL if it can */
} NexusGtkRename;

/* Whether something that is not renamed has that path. */
typedef gboolean (* NexusGtkRenameTaken) (const char *folder,
                                          const char *name,
                                          gpointer    user_data);

/* New: a rename for each of the entries, in their order; NULL if the rule makes no sense. */
GPtrArray *nexus_gtk_rename_rule_apply (const NexusGtkRenameRule  *rule,
                                        GPtrArray                 *entries,
                                        GError                   **error);
/* Finds out which of them would be in the way of each other or of something else; returns how many cannot be done. */
guint      nexus_gtk_rename_check      (GPtrArray                 *renames,
                                        NexusGtkRenameTaken        taken,
                                        gpointer                   user_data);
/* How many names are other ones than before. */
guint      nexus_gtk_rename_count      (GPtrArray                 *renames);
/* Names may be handed on from one entry to another, also in a circle. */
void       nexus_gtk_rename_add_to     (GPtrArray                 *renames,
                                        NexusBatch                *batch);

G_END_DECLS
