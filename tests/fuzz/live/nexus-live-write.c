/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-live.h"

#include <nexus-sqlite-verify-private.h>

/* What is written to a database that somebody has changed. */

#define PICK(input, list) ((list)[take (input) % G_N_ELEMENTS (list)])

void
live_write_notes (Live  *self,
                  Input *input)
{
  NexusContentNote note = { .content = take (input) % 8 };
  NexusContentRef *content = live_get_content (take (input));
  g_autoptr(GBytes) locator = g_bytes_new_static ("else", 4);

  note.checked_ns = take (input);
  note.good = note.checked_ns % 2 != 0;
  if (take (input) % 2)
    _nexus_sqlite_note_checked (self->mender, &note, 1, NULL);
  else if (content != NULL)
    _nexus_sqlite_relocate (self->mender, content->hash, take (input) % 2 ? locator : NULL, NULL, NULL, NULL);
}

/* What a caller can ask for: what the filesystem above refuses never comes here. */
static NexusMutation *
take_mutation (Live  *self,
               Input *input)
{
  static const char * const texts[] = { "first", "second", "third", "new" };
  static const char * const destinations[] = { "/d/a", "/moved", "/d/sub/moved", "/d", "/c", "/d/sub" };
  static const char * const tags[] = { "red", "blue", "green" };
  guint kind = take (input) % (NEXUS_MUTATION_SET_TRASH_DAYS + 1);
  const char *path = live_paths[1 + take (input) % (LIVE_N_PATHS - 1)];
  const char *destination = PICK (input, destinations);
  guint8 more = take (input);
  NexusMutation *mutation;

  switch (kind)
    {
    case NEXUS_MUTATION_PUT_FILE:
      return hostile_new_put (path, texts[more % G_N_ELEMENTS (texts)]);

    case NEXUS_MUTATION_MAKE_LINK:
      return hostile_new (kind, path, "d/a", NULL);

    case NEXUS_MUTATION_MOVE:
    case NEXUS_MUTATION_COPY:
      mutation = hostile_new (kind, path, destination, NULL);
      mutation->copy_flags = more % 2 ? NEXUS_COPY_OVERWRITE : 0;
      return mutation;

    case NEXUS_MUTATION_DELETE:
      mutation = hostile_new (kind, path, NULL, NULL);
      mutation->delete_flags = (more & 1 ? NEXUS_DELETE_RECURSIVE : 0) | (more & 2 ? NEXUS_DELETE_PERMANENT : 0);
      return mutation;

    case NEXUS_MUTATION_SET_FACTS:
      mutation = hostile_new (kind, path, NULL, NULL);
      mutation->mode = more;
      mutation->fields = NEXUS_MUTATION_HAS_MODE;
      return mutation;

    case NEXUS_MUTATION_SET_ATTRIBUTE:
      mutation = hostile_new (kind, path, NULL, more % 2 ? "author" : "other");
      mutation->value = g_variant_ref_sink (g_variant_new_int64 (more));
      return mutation;

    case NEXUS_MUTATION_REMOVE_ATTRIBUTE:
      return hostile_new (kind, path, NULL, "author");

    case NEXUS_MUTATION_SET_TAG_COLOR:
      return hostile_new (kind, NULL, more % 2 ? "#00ff00" : NULL, "red");

    case NEXUS_MUTATION_RENAME_TAG:
      return hostile_new (kind, NULL, "blue", tags[more % 3]);

    case NEXUS_MUTATION_RESTORE_VERSION:
      mutation = hostile_new (kind, path, NULL, NULL);
      mutation->version = 1 + more % 3;
      return mutation;

    case NEXUS_MUTATION_RESTORE_TRASH:
      mutation = hostile_new (kind, NULL, more & 1 ? destination : NULL, self->trashed);
      mutation->policy = more & 2 ? NEXUS_CONFLICT_REPLACE : NEXUS_CONFLICT_FAIL;
      return mutation;

    case NEXUS_MUTATION_DELETE_TRASH:
      return hostile_new (kind, NULL, NULL, self->trashed);

    case NEXUS_MUTATION_EMPTY_TRASH:
      mutation = hostile_new (kind, NULL, NULL, NULL);
      mutation->deleted_before_ns = G_MAXINT64;
      return mutation;

    case NEXUS_MUTATION_SAVE_SEARCH:
      return hostile_new (kind, NULL, "tag:blue", more % 2 ? "reds" : "blues");

    case NEXUS_MUTATION_REMOVE_SEARCH:
      return hostile_new (kind, NULL, NULL, "reds");

    case NEXUS_MUTATION_LOAD:       /* `fuzz-jsonl` is for records */
    case NEXUS_MUTATION_UNDO:
    case NEXUS_MUTATION_REDO:
      mutation = hostile_new (kind == NEXUS_MUTATION_REDO ? kind : NEXUS_MUTATION_UNDO, NULL, NULL, NULL);
      mutation->step = more % 24;
      return mutation;

    case NEXUS_MUTATION_CREATE_SNAPSHOT:
      return hostile_new (kind, path, NULL, more % 2 ? "now" : "then");

    case NEXUS_MUTATION_DELETE_SNAPSHOT:
    case NEXUS_MUTATION_RESTORE_SNAPSHOT:
      return hostile_new (kind, NULL, NULL, "then");

    case NEXUS_MUTATION_SET_QUOTA:
      mutation = hostile_new (kind, path, NULL, NULL);
      mutation->limits.hard_bytes = more;
      return mutation;

    case NEXUS_MUTATION_SET_TRASH_DAYS:
      mutation = hostile_new (kind, NULL, NULL, NULL);
      mutation->version = more;
      return mutation;

    default:
      return hostile_new (kind, path, NULL, tags[more % 3]);
    }
}

/* What was written can be read: a write that came to an end is what is told from then on. */
void
live_write (Live             *self,
            Input            *input,
            const LiveChange *change)
{
  NexusMutation *mutation = take_mutation (self, input);
  gboolean is_put = mutation->kind == NEXUS_MUTATION_PUT_FILE;
  g_autoptr(NexusContentRef) put = is_put ? _nexus_content_ref_ref (mutation->content) : NULL;
  g_autofree char *path = g_strdup (mutation->path);
  g_autoptr(NexusContentRef) content = NULL;

  if (!hostile_apply (self->store, mutation) || !is_put)
    return;

  _nexus_metadata_store_query_content (self->store, path, 0, NULL, &content, NULL, NULL);
  if (content != NULL && !change->schema && !change->pages)
    g_assert_cmpmem (content->hash, NEXUS_HASH_SIZE, put->hash, NEXUS_HASH_SIZE);
}
