/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Conflicts that hold nothing up, trying again what failed, and the window of all operations. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-transfer-list.h"
#include "nexus-test-util.h"

static NexusGtkTransfer *
get_transfer (Fixture *fixture,
              guint    position)
{
  g_autoptr(NexusGtkTransfer) transfer = NULL;

  transfer = g_list_model_get_item (G_LIST_MODEL (fixture->window->transfers), position);

  return transfer;      /* the queue has a reference */
}

static gboolean
has_state (NexusGtkTransfer      *transfer,
           NexusGtkTransferState  state)
{
  return transfer != NULL && nexus_gtk_transfer_get_state (transfer) == state;
}

static void
wait_text (const char *window,
           const char *text)
{
  nexus_test_spin_until (find_toplevel (window) != NULL && shows_text (find_toplevel (window), text));
}

/* Answers what the dialog asks, whatever dialog comes next. */
static void
answer (const char *choice)
{
  GtkWidget *dialog = find_toplevel ("conflict-dialog");
  const char *label = adw_message_dialog_get_response_label (ADW_MESSAGE_DIALOG (dialog), "do");

  gtk_check_button_set_active (find_named (dialog, choice), TRUE);
  g_signal_emit_by_name (find_button (dialog, label), "clicked");
}

/* --- Conflicts --- */

/* What has the same content is left without a word, whenever it was modified. */
static void
test_identical (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) file = make_file (fixture, "a2.txt", "two again");
  g_autofree char *words = NULL;

  set_year (file, 2030);
  drop (fixture, file, NULL);
  fixture_settle (fixture);
  g_assert_null (find_toplevel ("conflict-dialog"));
  g_assert_true (has_state (get_transfer (fixture, 0), NEXUS_GTK_TRANSFER_DONE));
  words = nexus_gtk_transfer_describe (get_transfer (fixture, 0));
  g_assert_nonnull (strstr (words, "1 left as it was"));
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

/* Both sides are shown, and each conflict gets the answer that is for it. */
static void
test_sides (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) first = make_file (fixture, "a2.txt", "from outside, and longer");
  g_autoptr(GFile) second = make_file (fixture, "a10.txt", "TEN");
  g_autoptr(GFile) free = make_file (fixture, "b.txt", "b");
  g_autofree char *hash = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *dialog;

  hash = nexus_filesystem_hash_file (fixture->filesystem, first, NULL, &error);
  g_assert_no_error (error);
  hash[10] = '\0';
  drop (fixture, first, second, free, NULL);
  wait_text ("conflict-dialog", "“a2.txt” Exists Already");
  dialog = find_toplevel ("conflict-dialog");
  g_assert_true (shows_text (dialog, "9 bytes"));
  g_assert_true (shows_text (dialog, "24 bytes"));
  g_assert_true (shows_text (dialog, hash));
  assert_stored (fixture, "/b.txt", "b");

  answer ("keep-both");
  wait_text ("conflict-dialog", "“a10.txt” Exists Already");
  g_assert_null (find_named (find_toplevel ("conflict-dialog"), "apply-to-all"));
  answer ("replace");
  fixture_settle (fixture);
  assert_stored (fixture, "/a2.txt", "two again");
  assert_stored (fixture, "/a2 (2).txt", "from outside, and longer");
  assert_stored (fixture, "/a10.txt", "TEN");
  fixture_free (fixture);
}

/* While a transfer asks, the next one runs; and one that is cancelled asks no longer. */
static void
test_holds_up_nothing (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) clash = make_file (fixture, "a2.txt", "from outside");
  g_autoptr(GFile) other = make_file (fixture, "b.txt", "b");

  drop (fixture, clash, NULL);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  drop (fixture, other, NULL);
  fixture_wait_names (fixture, "docs a2.txt a10.txt b.txt");
  g_assert_true (has_state (get_transfer (fixture, 0), NEXUS_GTK_TRANSFER_ASKING));
  nexus_gtk_transfer_cancel (get_transfer (fixture, 0));
  nexus_test_spin_until (find_toplevel ("conflict-dialog") == NULL);
  fixture_settle (fixture);
  assert_stored (fixture, "/a2.txt", "two again");
  fixture_free (fixture);
}

/* So many that they are done together, and still as the one answer says. */
static void
test_many (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) folder = NULL;
  g_autoptr(GListModel) history = NULL;
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("many/%02u", i);
      g_autoptr(GFile) file = make_file (fixture, name, name);

      if (i == 0)
        folder = g_file_get_parent (file);
    }
  drop (fixture, folder, NULL);
  fixture_settle (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("many/%02u", i);
      g_autoptr(GFile) file G_GNUC_UNUSED = make_file (fixture, name, "other");
    }
  drop (fixture, folder, NULL);
  wait_text ("conflict-dialog", "Apply to 19 more conflicts");
  gtk_check_button_set_active (find_named (find_toplevel ("conflict-dialog"), "apply-to-all"), TRUE);
  answer ("replace");
  fixture_settle (fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/%02u", i);

      assert_stored (fixture, path, "other");
    }
  history = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  step = g_list_model_get_item (history, 0);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Import “many”");
  fixture_free (fixture);
}

/* --- Trying again --- */

/* Only what failed is done again, and nothing is left to retry then. */
static void
test_retry (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) good = make_file (fixture, "folder/good.txt", "good");
  g_autoptr(GFile) bad = make_file (fixture, "folder/bad.txt", "bad");
  g_autoptr(GFile) folder = g_file_get_parent (good);
  GtkWidget *list = find_widget (GTK_WIDGET (fixture->window->operations), NEXUS_GTK_TYPE_TRANSFER_LIST);
  GtkWidget *retry;

  /* A pipe in its place cannot be imported. */
  g_assert_true (g_file_delete (bad, NULL, NULL));
  g_assert_cmpint (mkfifo (g_file_peek_path (bad), 0600), ==, 0);
  drop (fixture, folder, NULL);
  fixture_settle (fixture);
  g_assert_true (nexus_gtk_transfer_can_retry (get_transfer (fixture, 0)));
  assert_stored (fixture, "/folder/good.txt", "good");
  g_assert_false (is_stored (fixture, "/folder/bad.txt"));

  g_assert_cmpint (g_unlink (g_file_peek_path (bad)), ==, 0);
  g_object_unref (make_file (fixture, "folder/bad.txt", "better"));
  g_object_unref (make_file (fixture, "folder/good.txt", "not asked for"));
  retry = find_named (list, "retry");
  g_assert_true (gtk_widget_get_visible (retry));
  g_signal_emit_by_name (retry, "clicked");
  fixture_settle (fixture);
  assert_stored (fixture, "/folder/bad.txt", "better");
  assert_stored (fixture, "/folder/good.txt", "good");
  g_assert_cmpuint (count_transfers (fixture), ==, 1);
  g_assert_false (nexus_gtk_transfer_can_retry (get_transfer (fixture, 0)));
  g_assert_cmpstr (nexus_gtk_transfer_get_title (get_transfer (fixture, 0)), ==, "Import “bad.txt”");
  fixture_free (fixture);
}

/* --- The window --- */

static void
test_window (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) first = make_big_file (fixture, "first");
  g_autoptr(GFile) second = make_big_file (fixture, "second");
  GtkWidget *window;

  activate (fixture, "win.operations");
  nexus_test_spin_until ((window = find_toplevel ("operations-window")) != NULL);
  g_assert_true (shows_text (window, "No Operations"));
  drop (fixture, first, NULL);
  drop (fixture, second, NULL);
  g_assert_true (shows_text (window, "2 in progress"));
  g_signal_emit_by_name (find_named (window, "pause-all"), "clicked");
  g_assert_true (has_state (get_transfer (fixture, 0), NEXUS_GTK_TRANSFER_PAUSED));
  g_assert_true (has_state (get_transfer (fixture, 1), NEXUS_GTK_TRANSFER_PAUSED));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (find_named (window, "pause-all")), ==, "Resume All");
  g_signal_emit_by_name (find_named (window, "pause-all"), "clicked");
  fixture_settle (fixture);
  g_assert_true (shows_text (window, "2 finished"));
  g_assert_true (shows_text (window, "Import “first”"));

  /* The popover takes nothing away from it. */
  nexus_gtk_operations_popup (fixture->window->operations);
  gtk_popover_popdown (find_widget (GTK_WIDGET (fixture->window->operations), GTK_TYPE_POPOVER));
  g_assert_cmpuint (count_transfers (fixture), ==, 2);
  g_signal_emit_by_name (find_named (window, "clear"), "clicked");
  g_assert_true (shows_text (window, "No Operations"));
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

/* --- Notifications --- */

static const char notifications_xml[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "</interface></node>";

/* What a desktop would show: the title and the text, a line each. */
static void
called_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  GString *shown = user_data;
  const char *summary, *body;

  if (strcmp (method, "Notify") != 0)
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (parameters, 3, "&s", &summary);
  g_variant_get_child (parameters, 4, "&s", &body);
  g_string_append_printf (shown, "%s: %s\n", summary, body);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 1));
}

static void
named_cb (GDBusConnection *connection,
          const char      *name,
          gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Nobody looks at the window, so that they are told of long work by the desktop, and brought there by its button. */
static void
test_notifications (void)
{
  static const GDBusInterfaceVTable vtable = { called_cb, NULL, NULL, { NULL } };
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) clash = make_file (fixture, "a2.txt", "from outside");
  g_autoptr(GFile) file = make_file (fixture, "b.txt", "b");
  g_autoptr(GDBusNodeInfo) node = NULL;
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(GString) shown = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gboolean named = FALSE;
  guint object, name, id;
  GtkWidget *other = gtk_window_new ();

  node = g_dbus_node_info_new_for_xml (notifications_xml, &error);
  g_assert_no_error (error);
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  object = g_dbus_connection_register_object (connection, "/org/freedesktop/Notifications", node->interfaces[0], &vtable,
                                              shown, NULL, &error);
  g_assert_no_error (error);
  name = g_bus_own_name_on_connection (connection, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE,
                                       named_cb, NULL, &named, NULL);
  nexus_test_spin_until (named);

  /* Something that has nothing to do with it lies over it. */
  gtk_window_set_default_size (GTK_WINDOW (other), 1400, 1000);
  gtk_window_present (GTK_WINDOW (other));
  nexus_test_spin_until (!gtk_window_is_active (GTK_WINDOW (fixture->window)));

  /* Short work is nothing to be told of, a question is. */
  drop (fixture, file, NULL);
  fixture_settle (fixture);
  drop (fixture, clash, NULL);
  nexus_test_spin_until (strstr (shown->str, "Import “a2.txt”: 1 item exists already and differs\n") != NULL);
  g_assert_null (strstr (shown->str, "b.txt"));
  respond ("conflict-dialog", "cancel");
  fixture_settle (fixture);

  fixture->window->notify_after = 0;
  drop (fixture, file, NULL);
  fixture_settle (fixture);
  nexus_test_spin_until (strstr (shown->str, "Import “b.txt”: 1 item, ") != NULL);

  /* What its button does. */
  id = gtk_application_window_get_id (GTK_APPLICATION_WINDOW (fixture->window));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "show-operations", g_variant_new_uint32 (id));
  nexus_test_spin_until (find_toplevel ("operations-window") != NULL);
  gtk_window_destroy (GTK_WINDOW (other));
  gtk_window_destroy (find_toplevel ("operations-window"));
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (connection, object);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/operations/identical", test_identical);
  g_test_add_func ("/operations/sides", test_sides);
  g_test_add_func ("/operations/holds-up-nothing", test_holds_up_nothing);
  g_test_add_func ("/operations/many", test_many);
  g_test_add_func ("/operations/retry", test_retry);
  g_test_add_func ("/operations/window", test_window);
  g_test_add_func ("/operations/notifications", test_notifications);

  return g_test_run ();
}
