/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files that come and go as they do in a sandbox: not by their paths, but by a key of the file-transfer portal, which is
 * played here. */
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

#define KEY       "a key of the portal"
#define MIME_TYPE "application/vnd.portal.filetransfer"

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.portal.FileTransfer'>"
  "<method name='StartTransfer'><arg type='a{sv}' direction='in'/><arg type='s' direction='out'/></method>"
  "<method name='AddFiles'><arg type='s' direction='in'/><arg type='ah' direction='in'/>"
  "<arg type='a{sv}' direction='in'/></method>"
  "<method name='RetrieveFiles'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='as' direction='out'/></method>"
  "<method name='StopTransfer'><arg type='s' direction='in'/></method>"
  "<signal name='TransferClosed'><arg type='s'/></signal>"
  "<property name='version' type='u' access='read'/>"
  "</interface></node>";

/* GTK asks for it before the test has a main loop. */
typedef struct {
  GThread      *thread;
  GMainContext *context;
  GMainLoop    *loop;
  GMutex        mutex;
  GCond         cond;
  gboolean      ready;
  GPtrArray    *paths;      /* that were handed over, or are to be */
} Portal;

static Portal portal;

static void
add_files (GDBusMethodInvocation *invocation,
           GVariant              *parameters)
{
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
  g_autoptr(GVariantIter) handles = NULL;
  const char *key;
  gint32 handle;

  g_variant_get (parameters, "(&saha{sv})", &key, &handles, NULL);
  g_assert_cmpstr (key, ==, KEY);
  while (g_variant_iter_next (handles, "h", &handle))
    {
      g_autoptr(GError) error = NULL;
      int fd = g_unix_fd_list_get (list, handle, &error);
      g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

      g_assert_no_error (error);
      g_mutex_lock (&portal.mutex);
      g_ptr_array_add (portal.paths, g_file_read_link (link, NULL));
      g_mutex_unlock (&portal.mutex);
      g_close (fd, NULL);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
retrieve_files (GDBusMethodInvocation *invocation,
                GVariant              *parameters)
{
  g_auto(GVariantBuilder) paths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  const char *key;

  g_variant_get (parameters, "(&sa{sv})", &key, NULL);
  g_assert_cmpstr (key, ==, KEY);
  g_mutex_lock (&portal.mutex);
  for (guint i = 0; i < portal.paths->len; i++)
    g_variant_builder_add (&paths, "s", g_ptr_array_index (portal.paths, i));
  g_mutex_unlock (&portal.mutex);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", &paths));
}

static void
call_cb (GDBusConnection       *connection,
         const char            *sender,
         const char            *object_path,
         const char            *interface_name,
         const char            *method_name,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  if (strcmp (method_name, "AddFiles") == 0)
    add_files (invocation, parameters);
  else if (strcmp (method_name, "RetrieveFiles") == 0)
    retrieve_files (invocation, parameters);
  else
    g_dbus_method_invocation_return_value (invocation,
                                           strcmp (method_name, "StartTransfer") == 0 ? g_variant_new ("(s)", KEY) : NULL);
}

static GVariant *
get_property_cb (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *object_path,
                 const char       *interface_name,
                 const char       *property_name,
                 GError          **error,
                 gpointer          user_data)
{
  return g_variant_new_uint32 (1);
}

static gpointer
run_portal (gpointer data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb, .get_property = get_property_cb };
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(GVariant) owned = NULL;
  g_autoptr(GError) error = NULL;

  g_main_context_push_thread_default (portal.context);
  connection = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (connection, "/org/freedesktop/portal/documents", node->interfaces[0], &vtable, NULL,
                                     NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.portal.Documents", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_mutex_lock (&portal.mutex);
  portal.ready = TRUE;
  g_cond_signal (&portal.cond);
  g_mutex_unlock (&portal.mutex);
  g_main_loop_run (portal.loop);
  g_main_context_pop_thread_default (portal.context);

  return NULL;
}

static void
start_portal (void)
{
  portal.context = g_main_context_new ();
  portal.loop = g_main_loop_new (portal.context, FALSE);
  portal.paths = g_ptr_array_new_with_free_func (g_free);
  portal.thread = g_thread_new ("portal", run_portal, NULL);
  g_mutex_lock (&portal.mutex);
  while (!portal.ready)
    g_cond_wait (&portal.cond, &portal.mutex);
  g_mutex_unlock (&portal.mutex);
}

static void
stop_portal (void)
{
  g_main_loop_quit (portal.loop);
  g_thread_join (portal.thread);
  g_main_loop_unref (portal.loop);
  g_main_context_unref (portal.context);
  g_ptr_array_unref (portal.paths);
}

/* --- Out --- */

static gboolean
is_used (void)
{
  g_autoptr(GdkContentFormats) formats = gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST);

  formats = gdk_content_formats_union_serialize_mime_types (g_steal_pointer (&formats));
  if (gdk_content_formats_contain_mime_type (formats, MIME_TYPE))
    return TRUE;
  g_test_skip ("This GTK asks for no portal outside of a sandbox");

  return FALSE;
}

/* Another program in a sandbox is told the key; the portal gets the files, under the names that they have in the store. */
static void
test_out (void)
{
  Fixture *fixture;
  GdkClipboard *clipboard;
  g_autofree char *text = NULL;

  if (!is_used ())
    return;
  fixture = fixture_new ();
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  fixture_select (fixture, "a2.txt");
  nexus_test_spin_until (is_enabled (fixture, "win.copy"));
  activate (fixture, "win.copy");
  text = read_clipboard_as (clipboard, MIME_TYPE);
  g_assert_cmpstr (text, ==, KEY);

  g_mutex_lock (&portal.mutex);
  g_assert_cmpuint (portal.paths->len, ==, 1);
  g_assert_true (g_str_has_suffix (g_ptr_array_index (portal.paths, 0), "/a2.txt"));
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (g_ptr_array_index (portal.paths, 0), &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "two again");
  g_ptr_array_set_size (portal.paths, 0);
  g_mutex_unlock (&portal.mutex);
  gdk_clipboard_set_content (clipboard, NULL);
  fixture_free (fixture);
}

/* --- In --- */

/* What another program has given to the portal is imported; which one of them it is decides about moving. */
static void
test_in (void)
{
  g_autoptr(GBytes) key = g_bytes_new_static (KEY, strlen (KEY));
  g_autoptr(GBytes) copied = g_bytes_new_static ("copy\nfile:///of/the/host/one.txt", 32);
  GdkContentProvider *parts[2];
  g_autoptr(GdkContentProvider) content = NULL;
  g_autoptr(GFile) file = NULL;
  Fixture *fixture;

  if (!is_used ())
    return;
  fixture = fixture_new ();
  file = make_file (fixture, "one.txt", "one");
  g_mutex_lock (&portal.mutex);
  g_ptr_array_add (portal.paths, g_file_get_path (file));
  g_mutex_unlock (&portal.mutex);
  /* The path of the host is of no use in here. */
  parts[0] = gdk_content_provider_new_for_bytes ("x-special/gnome-copied-files", copied);
  parts[1] = gdk_content_provider_new_for_bytes (MIME_TYPE, key);
  content = gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), content);
  nexus_test_spin_until (is_enabled (fixture, "win.paste"));
  activate (fixture, "win.paste");
  fixture_wait_names (fixture, "docs a2.txt a10.txt one.txt");
  fixture_settle (fixture);
  assert_stored (fixture, "/one.txt", "one");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  start_portal ();
  /* As if this were a sandbox: the former for GTK 4.8, the latter for those that came after it. */
  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  g_setenv ("GDK_DEBUG", "portals,gl-disable", TRUE);
  init_toolkit ();

  g_test_add_func ("/portal/out", test_out);
  g_test_add_func ("/portal/in", test_in);
  status = g_test_run ();
  stop_portal ();

  return status;
}
