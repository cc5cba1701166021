/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-metadata-store-private.h"

G_BEGIN_DECLS

/* A content whose bytes are not what they have to be, or not there. */
typedef struct {
  gint64            id;
  NexusContentRef  *content;      /* without a locator: known to be missing */
  GPtrArray        *uses;         /* of NexusContentUse */
  GError           *error;        /* what reading it says */
} NexusDamage;

void     _nexus_damage_free            (NexusDamage        *self);
NexusFindingKind _nexus_damage_get_kind (const NexusDamage *self);

/* --- nexus-embedded-check.c: reads many contents at once --- */

typedef struct {
  NexusMetadataStore *metadata;
  NexusContentStore  *content;
  NexusOperation     *operation;
  NexusReport        *report;       /* for its counts */
  guint64             max_bytes;    /* 0: any number */
  gint64              max_time;     /* microseconds, 0: any */
  gboolean            note;         /* write down what was good */
  NexusTextSums      *texts;        /* what the index of texts says of them; NULL: it does not matter */
  GArray             *doubtful;     /* gint64 ids of contents of which it may say what is not so */
  /* What comes out. */
  GPtrArray          *damages;      /* of NexusDamage, made by the caller */
  gboolean            complete;
} NexusCheckRun;

gboolean _nexus_check_contents         (NexusCheckRun             *self,
                                        GArray                    *ids,
                                        GCancellable              *cancellable,
                                        GError                   **error);

/* --- nexus-embedded-rescue.c: a database that is made anew --- */

/* Whether contents of which the names are lost are still to come into /lost+found, and that they have. */
gboolean _nexus_rescue_is_unfinished   (const char                *folder);
gboolean _nexus_rescue_finish          (const char                *folder,
                                        GError                   **error);

/* --- nexus-embedded-texts.c: the index of texts --- */

/* Looks at the index itself, and if it is good, what it says is compared with the contents that are checked … */
gboolean _nexus_texts_begin            (NexusCheckRun             *run,
                                        gboolean                   mend,
                                        GCancellable              *cancellable,
                                        GError                   **error);
/* … and told of after that. */
gboolean _nexus_texts_end              (NexusCheckRun             *run,
                                        gboolean                   mend,
                                        GCancellable              *cancellable,
                                        GError                   **error);
void     _nexus_texts_clear            (NexusCheckRun             *run);
/* Whether the words in a content are those that the index has. */
gboolean _nexus_texts_agree            (NexusCheckRun             *run,
                                        NexusTextSums             *texts,
                                        gint64                     id,
                                        NexusContentRef           *content,
                                        GCancellable              *cancellable);

/* --- nexus-embedded-verify.c, -repair.c: what the class does --- */

gboolean _nexus_embedded_run_verify    (NexusMetadataStore        *metadata,
                                        NexusContentStore         *content,
                                        const NexusVerifyRequest  *request,
                                        GCancellable              *cancellable,
                                        GError                   **error);
gboolean _nexus_embedded_run_repair    (NexusMetadataStore        *metadata,
                                        NexusContentStore         *content,
                                        NexusContentHash           hash,
                                        const NexusRepairRequest  *request,
                                        GCancellable              *cancellable,
                                        GError                   **error);

G_END_DECLS
