/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-replay.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-test-util.h"

#define PAGE   4096
#define SECTOR 512

typedef struct {
  const TortureRecord *record;   /* in the log; its bytes follow */
  gboolean             removes;  /* of a rename between folders: the half that takes the old name away */
} Change;

typedef struct {
  gboolean    is_folder;
  GByteArray *bytes;     /* on the disk */
  GHashTable *names;     /* on the disk: name → Node */
  GArray     *changes;   /* of Change, since it was synced */
} Node;

struct _TortureReplay {
  GPtrArray  *nodes;     /* all that there ever were */
  GHashTable *by_number; /* number of the file system → Node; a number may be used again */
  GHashTable *by_record; /* the record that made it → Node */
  Node       *top;
  GPtrArray  *logs;      /* of GBytes */
  gsize       n_read;
  GPtrArray  *records;
  guint       position;
};

const char *
torture_loss_describe (TortureLoss loss)
{
  static const char * const names[] = {
    "all that was not synced is lost", "nothing is lost", "names are lost", "bytes are lost", "bytes become zeros",
    "some is lost",
  };

  return names[loss];
}

/* --- Nodes --- */

static Node *
node_new (TortureReplay *self,
          gboolean       is_folder)
{
  Node *node = g_new0 (Node, 1);

  node->is_folder = is_folder;
  node->bytes = g_byte_array_new ();
  node->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  node->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_ptr_array_add (self->nodes, node);

  return node;
}

static void
node_free (Node *node)
{
  g_byte_array_unref (node->bytes);
  g_hash_table_unref (node->names);
  g_array_unref (node->changes);
  g_free (node);
}

static void
set_number (TortureReplay *self,
            guint64        number,
            Node          *node)
{
  g_hash_table_insert (self->by_number, g_memdup2 (&number, sizeof number), node);
}

static Node *
get_node (TortureReplay *self,
          guint64        number)
{
  Node *node = g_hash_table_lookup (self->by_number, &number);

  g_assert (node != NULL);

  return node;
}

static Node *
take_folder (TortureReplay *self,
             const char    *path)
{
  Node *node = node_new (self, TRUE);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  set_number (self, info.st_ino, node);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      Node *child_node;
      g_autofree char *text = NULL;
      gsize size;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        {
          child_node = take_folder (self, child);
        }
      else
        {
          g_assert_true (g_file_get_contents (child, &text, &size, NULL));
          g_assert_cmpint (stat (child, &info), ==, 0);
          child_node = node_new (self, FALSE);
          g_byte_array_append (child_node->bytes, (const guint8 *) text, (guint) size);
          set_number (self, info.st_ino, child_node);
        }
      g_hash_table_insert (node->names, g_strdup (name), child_node);
    }

  return node;
}

/* --- What changes do --- */

static const guint8 *
get_data (const TortureRecord *record)
{
  return (const guint8 *) (record + 1);
}

static void
put_bytes (GByteArray   *bytes,
           guint64       offset,
           const guint8 *data,
           gsize         size)
{
  guint length = bytes->len;

  if (offset + size > length)
    {
      g_byte_array_set_size (bytes, (guint) (offset + size));
      if (offset > length)
        memset (bytes->data + length, 0, offset - length);
      if (data == NULL)
        memset (bytes->data + MAX (length, offset), 0, offset + size - MAX (length, offset));
    }
  if (data != NULL)
    memcpy (bytes->data + offset, data, size);
}

static void
cut (GByteArray *bytes,
     guint64     length)
{
  guint former = bytes->len;

  g_byte_array_set_size (bytes, (guint) length);
  if (length > former)
    memset (bytes->data + former, 0, length - former);
}

static void
punch (GByteArray *bytes,
       guint64     offset,
       guint64     length)
{
  if (offset < bytes->len)
    memset (bytes->data + offset, 0, MIN (length, bytes->len - offset));
}

/* One piece of a write at a time, as they reach the disk in any order and not all of them. */
static void
put_some (GByteArray          *bytes,
          const TortureRecord *record,
          double               share,
          GRand               *random)
{
  gsize done = 0;
  gsize unit = g_rand_int_range (random, 0, 8) == 0 ? SECTOR : PAGE;

  while (done < record->size)
    {
      guint64 offset = record->first + done;
      gsize size = MIN (record->size - done, unit - offset % unit);

      if (g_rand_double (random) < share)
        put_bytes (bytes, offset, get_data (record) + done, size);
      done += size;
    }
}

static void
change_bytes (GByteArray          *bytes,
              const TortureRecord *record)
{
  if (record->kind == TORTURE_LOG_DATA)
    put_bytes (bytes, record->first, get_data (record), record->size);
  else if (record->kind == TORTURE_LOG_CUT)
    cut (bytes, record->first);
  else
    punch (bytes, record->first, record->other);
}

static void
change_names (TortureReplay *self,
              GHashTable    *names,
              const Change  *change)
{
  const TortureRecord *record = change->record;
  g_autofree char *name = g_strndup ((const char *) get_data (record), record->size);
  const char *new_name = (const char *) get_data (record) + strlen (name) + 1;

  switch (record->kind)
    {
    case TORTURE_LOG_CREATE:
    case TORTURE_LOG_MKDIR:
      g_hash_table_insert (names, g_strdup (name), g_hash_table_lookup (self->by_record, record));
      break;

    case TORTURE_LOG_UNLINK:
      g_hash_table_remove (names, name);
      break;

    case TORTURE_LOG_RENAME:
      if (change->removes || record->first == record->other)
        g_hash_table_remove (names, name);
      if (!change->removes)
        g_hash_table_insert (names, g_strdup (new_name), g_hash_table_lookup (self->by_record, record));
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
sync_node (TortureReplay *self,
           Node          *node)
{
  for (guint i = 0; i < node->changes->len; i++)
    {
      const Change *change = &g_array_index (node->changes, Change, i);

      if (node->is_folder)
        change_names (self, node->names, change);
      else
        change_bytes (node->bytes, change->record);
    }
  g_array_set_size (node->changes, 0);
}

/* --- Going on --- */

static void
add_change (Node                *node,
            const TortureRecord *record,
            gboolean             removes)
{
  const Change change = { record, removes };

  g_array_append_val (node->changes, change);
}

static void
play (TortureReplay       *self,
      const TortureRecord *record)
{
  Node *node;

  switch (record->kind)
    {
    case TORTURE_LOG_CREATE:
    case TORTURE_LOG_MKDIR:
      node = node_new (self, record->kind == TORTURE_LOG_MKDIR);
      set_number (self, record->node, node);
      g_hash_table_insert (self->by_record, (gpointer) record, node);
      add_change (get_node (self, record->first), record, FALSE);
      break;

    case TORTURE_LOG_DATA:
    case TORTURE_LOG_CUT:
    case TORTURE_LOG_PUNCH:
      add_change (get_node (self, record->node), record, FALSE);
      break;

    case TORTURE_LOG_UNLINK:
      add_change (get_node (self, record->first), record, FALSE);
      break;

    case TORTURE_LOG_RENAME:
      g_hash_table_insert (self->by_record, (gpointer) record, get_node (self, record->node));
      add_change (get_node (self, record->other), record, FALSE);
      if (record->first != record->other)
        add_change (get_node (self, record->first), record, TRUE);
      break;

    case TORTURE_LOG_SYNC:
      sync_node (self, get_node (self, record->node));
      break;

    case TORTURE_LOG_SYNC_ALL:
      for (guint i = 0; i < self->nodes->len; i++)
        sync_node (self, g_ptr_array_index (self->nodes, i));
      break;

    case TORTURE_LOG_MARK:
      break;

    default:
      g_assert_not_reached ();
    }
}

void
torture_replay_go (TortureReplay *self,
                   guint          position)
{
  g_assert_cmpuint (position, >=, self->position);
  while (self->position < position)
    play (self, g_ptr_array_index (self->records, self->position++));
}

char *
torture_replay_get_marks (TortureReplay *self,
                          guint          from,
                          guint          to)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < to; i++)
    {
      const TortureRecord *record = g_ptr_array_index (self->records, i);

      if (record->kind == TORTURE_LOG_MARK)
        g_string_append_len (text, (const char *) get_data (record), record->size);
    }

  return g_string_free (text, FALSE);
}

gboolean
torture_replay_is_safe (TortureReplay *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = g_ptr_array_index (self->nodes, i);

      if (node->changes->len > 0)
        return FALSE;
    }

  return TRUE;
}

/* --- Writing --- */

static GByteArray *
make_bytes (Node        *node,
            TortureLoss  loss,
            GRand       *random)
{
  GByteArray *bytes = g_byte_array_sized_new (node->bytes->len);
  static const double shares[] = { 0.0, 0.1, 0.5, 0.9, 1.0 };
  double share = shares[g_rand_int_range (random, 0, G_N_ELEMENTS (shares))];

  g_byte_array_append (bytes, node->bytes->data, node->bytes->len);
  for (guint i = 0; i < node->changes->len; i++)
    {
      const TortureRecord *record = g_array_index (node->changes, Change, i).record;

      if (loss == TORTURE_LOSE_NOTHING || loss == TORTURE_LOSE_NAMES)
        change_bytes (bytes, record);
      else if (loss == TORTURE_LOSE_TO_ZEROS && record->kind == TORTURE_LOG_DATA)
        put_bytes (bytes, record->first, NULL, record->size);
      else if (loss == TORTURE_LOSE_TO_ZEROS)
        change_bytes (bytes, record);
      else if (loss == TORTURE_LOSE_AT_RANDOM && record->kind == TORTURE_LOG_DATA)
        put_some (bytes, record, share, random);
      else if (loss == TORTURE_LOSE_AT_RANDOM && g_rand_double (random) < share)
        change_bytes (bytes, record);
    }

  return bytes;
}

static GHashTable *
make_names (TortureReplay *self,
            Node          *node,
            TortureLoss    loss,
            GRand         *random)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name, child;
  guint n_kept = 0;

  g_hash_table_iter_init (&iter, node->names);
  while (g_hash_table_iter_next (&iter, &name, &child))
    g_hash_table_insert (names, g_strdup (name), child);

  if (loss == TORTURE_LOSE_AT_RANDOM)
    n_kept = (guint) g_rand_int_range (random, 0, (gint32) node->changes->len + 1);
  else if (loss != TORTURE_LOSE_ALL && loss != TORTURE_LOSE_NAMES)
    n_kept = node->changes->len;
  for (guint i = 0; i < n_kept; i++)
    change_names (self, names, &g_array_index (node->changes, Change, i));

  return names;
}

static void
write_node (TortureReplay *self,
            Node          *node,
            TortureLoss    loss,
            GRand         *random,
            const char    *path)
{
  g_autoptr(GHashTable) names = NULL;
  g_autoptr(GByteArray) bytes = NULL;
  g_autofree const char **sorted = NULL;
  guint n_names;
  int fd;

  if (!node->is_folder)
    {
      /* Memory that processes share is not on the disk in any way that they rely on. */
      if (g_str_has_suffix (path, "-shm"))
        return;
      bytes = make_bytes (node, loss, random);
      fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (write (fd, bytes->data, bytes->len), ==, (gssize) bytes->len);
      close (fd);
      return;
    }

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  names = make_names (self, node, loss, random);
  /* In an order that does not depend on where things lie in memory, so that a seed gives the same again. */
  sorted = (const char **) g_hash_table_get_keys_as_array (names, &n_names);
  for (guint i = 0; i < n_names; i++)
    {
      for (guint j = i + 1; j < n_names; j++)
        {
          if (strcmp (sorted[i], sorted[j]) > 0)
            {
              const char *other = sorted[i];

              sorted[i] = sorted[j];
              sorted[j] = other;
            }
        }
    }
  for (guint i = 0; i < n_names; i++)
    {
      g_autofree char *child = g_build_filename (path, sorted[i], NULL);

      write_node (self, g_hash_table_lookup (names, sorted[i]), loss, random, child);
    }
}

void
torture_replay_write (TortureReplay *self,
                      TortureLoss    loss,
                      GRand         *random,
                      const char    *folder)
{
  nexus_test_remove_tree (folder);
  write_node (self, self->top, loss, random, folder);
}

/* --- Beginning --- */

void
torture_replay_read (TortureReplay *self,
                     const char    *log)
{
  g_autoptr(GMappedFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) all = NULL;
  g_autoptr(GBytes) added = NULL;
  GBytes *copy;
  const guint8 *data;
  gsize size, done = 0;

  file = g_mapped_file_new (log, FALSE, &error);
  g_assert_no_error (error);
  all = g_mapped_file_get_bytes (file);
  added = g_bytes_new_from_bytes (all, self->n_read, g_bytes_get_size (all) - self->n_read);
  self->n_read = g_bytes_get_size (all);

  copy = g_bytes_new (g_bytes_get_data (added, NULL), g_bytes_get_size (added));
  g_ptr_array_add (self->logs, copy);
  data = g_bytes_get_data (copy, &size);
  while (done < size)
    {
      TortureRecord record;

      g_assert_cmpuint (size - done, >=, sizeof record);
      memcpy (&record, data + done, sizeof record);
      g_ptr_array_add (self->records, (gpointer) (data + done));
      done += sizeof record + TORTURE_PADDED (record.size);
    }
}

guint
torture_replay_get_length (TortureReplay *self)
{
  return self->records->len;
}

TortureReplay *
torture_replay_new (const char *folder)
{
  TortureReplay *self = g_new0 (TortureReplay, 1);

  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  self->by_number = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->by_record = g_hash_table_new (NULL, NULL);
  self->logs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->records = g_ptr_array_new ();
  self->top = take_folder (self, folder);

  return self;
}

void
torture_replay_free (TortureReplay *self)
{
  g_ptr_array_unref (self->nodes);
  g_hash_table_unref (self->by_number);
  g_hash_table_unref (self->by_record);
  g_ptr_array_unref (self->logs);
  g_ptr_array_unref (self->records);
  g_free (self);
}
