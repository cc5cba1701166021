/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-desktop-search.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-search-provider.h"

/* So long after the last question the stores stay open: a person who types has more of them. */
#define STORES_SECONDS 15

struct _NexusGtkSearchProvider {
  GObject          parent_instance;

  GApplication    *application;    /* not owned: it owns this */
  GDBusConnection *connection;
  guint            object_id;
  NexusGtkStores  *stores;         /* NULL when nothing was asked for a while */
  guint            stores_id;
  GCancellable    *cancellable;    /* of the search in progress */
  GHashTable      *hits;           /* what was found last, by address */
};

enum {
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSearchProvider, nexus_gtk_search_provider, G_TYPE_OBJECT)

static const char interface_xml[] =
  "<node>"
  "  <interface name='org.gnome.Shell.SearchProvider2'>"
  "    <method name='GetInitialResultSet'>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='as' name='results' direction='out'/>"
  "    </method>"
  "    <method name='GetSubsearchResultSet'>"
  "      <arg type='as' name='previous_results' direction='in'/>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='as' name='results' direction='out'/>"
  "    </method>"
  "    <method name='GetResultMetas'>"
  "      <arg type='as' name='identifiers' direction='in'/>"
  "      <arg type='aa{sv}' name='metas' direction='out'/>"
  "    </method>"
  "    <method name='ActivateResult'>"
  "      <arg type='s' name='identifier' direction='in'/>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='u' name='timestamp' direction='in'/>"
  "    </method>"
  "    <method name='LaunchSearch'>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='u' name='timestamp' direction='in'/>"
  "    </method>"
  "  </interface>"
  "</node>";

/* --- Stores, while they are asked for --- */

static void
release_stores (NexusGtkSearchProvider *self)
{
  if (self->stores == NULL)
    return;
  g_clear_handle_id (&self->stores_id, g_source_remove);
  g_clear_object (&self->stores);
  g_application_release (self->application);
}

static gboolean
stores_cb (gpointer user_data)
{
  NexusGtkSearchProvider *self = user_data;

  self->stores_id = 0;
  release_stores (self);

  return G_SOURCE_REMOVE;
}

static void
hold_stores (NexusGtkSearchProvider *self)
{
  if (self->stores == NULL)
    {
      self->stores = nexus_gtk_stores_ref_default ();
      g_application_hold (self->application);
    }
  g_clear_handle_id (&self->stores_id, g_source_remove);
  self->stores_id = g_timeout_add_seconds (STORES_SECONDS, stores_cb, self);
}

void
nexus_gtk_search_provider_rest (NexusGtkSearchProvider *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_PROVIDER (self));

  release_stores (self);
}

/* --- A question --- */

typedef struct {
  NexusGtkSearchProvider *provider;
  GApplication           *application;   /* stays until the answer */
  GDBusMethodInvocation  *invocation;
  GStrv                   locations;
  guint                   time;
} Question;

/* Takes the invocation. */
static Question *
question_new (NexusGtkSearchProvider *self,
              GDBusMethodInvocation  *invocation)
{
  Question *question = g_new0 (Question, 1);

  question->provider = g_object_ref (self);
  question->application = g_object_ref (self->application);
  question->invocation = invocation;
  g_application_hold (question->application);

  return question;
}

static void
question_free (Question *question)
{
  g_application_release (question->application);
  g_object_unref (question->application);
  g_clear_object (&question->invocation);
  g_object_unref (question->provider);
  g_strfreev (question->locations);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* --- Searching --- */

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  NexusGtkSearchProvider *self = question->provider;
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));
  g_autoptr(GPtrArray) hits = NULL;
  g_autoptr(GError) error = NULL;

  hits = nexus_gtk_desktop_search_finish (result, &error);
  /* A desktop has no use for a failure; it is where the application is opened that it is told. */
  if (hits == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("A search of the desktop failed: %s", error->message);
  if (hits != NULL)
    g_hash_table_remove_all (self->hits);
  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      NexusGtkDesktopHit *hit = g_ptr_array_index (hits, i);

      g_hash_table_replace (self->hits, g_strdup (hit->address), g_object_ref (hit->entry));
      g_variant_builder_add (&builder, "s", hit->address);
    }
  g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation), g_variant_new ("(as)", &builder));
}

/* Of what was asked before, nobody needs the answer any more. */
static void
search (NexusGtkSearchProvider *self,
        GVariant               *words,
        GDBusMethodInvocation  *invocation)
{
  g_autofree const char **terms = g_variant_get_strv (words, NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  hold_stores (self);
  nexus_gtk_desktop_search_async (self->stores, terms, self->cancellable, searched_cb, question_new (self, invocation));
}

/* --- What was found --- */

static void
add_meta (GVariantBuilder *metas,
          const char      *address,
          NexusEntry      *entry)
{
  g_autofree char *name = nexus_path_display (nexus_entry_get_name (entry));
  g_autofree char *folder = g_path_get_dirname (nexus_entry_get_path (entry));
  g_autofree char *shown = nexus_gtk_place_dup_text (folder);
  g_autoptr(GIcon) icon = nexus_gtk_get_icon (entry);
  g_autoptr(GVariant) serialized = g_icon_serialize (icon);
  g_autofree char *text = g_icon_to_string (icon);

  g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (address));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (shown));
  g_variant_builder_add (metas, "{sv}", "icon", serialized);
  g_variant_builder_add (metas, "{sv}", "gicon", g_variant_new_string (text));
  g_variant_builder_close (metas);
}

/* What has been forgotten meanwhile is left out; a desktop asks for what it was given last. */
static void
describe (NexusGtkSearchProvider *self,
          GVariant               *ids,
          GDBusMethodInvocation  *invocation)
{
  g_auto(GVariantBuilder) metas = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autofree const char **addresses = g_variant_get_strv (ids, NULL);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      NexusEntry *entry = g_hash_table_lookup (self->hits, addresses[i]);

      if (entry != NULL)
        add_meta (&metas, addresses[i], entry);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &metas));
}

/* --- What was chosen --- */

/* The store may have to be opened first: this process need not be the one that has found it. */
static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;

  /* The window tells why there is no store. */
  if (!nexus_gtk_desktop_open_finish (result, &error))
    g_message ("The store could not be opened: %s", error->message);
  g_signal_emit (question->provider, signals[SIGNAL_OPEN], 0, question->locations, question->time);
  g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation), NULL);
}

static void
open_location (NexusGtkSearchProvider *self,
               const char             *location,
               guint                   time,
               GDBusMethodInvocation  *invocation)
{
  const char *locations[] = { location, NULL };
  Question *question = question_new (self, invocation);

  question->locations = g_strdupv ((GStrv) locations);
  question->time = time;
  hold_stores (self);
  nexus_gtk_desktop_open_async (self->stores, opened_cb, question);
}

static void
called_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *object_path,
           const char            *interface_name,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  NexusGtkSearchProvider *self = user_data;
  g_autoptr(GVariant) first = g_variant_get_child_value (parameters, 0);
  guint time;

  if (strcmp (method, "GetInitialResultSet") == 0)
    {
      search (self, first, invocation);
    }
  else if (strcmp (method, "GetSubsearchResultSet") == 0)
    {
      /* What begins like a word need not be among what contains it: a search of its own is as fast. */
      g_autoptr(GVariant) words = g_variant_get_child_value (parameters, 1);

      search (self, words, invocation);
    }
  else if (strcmp (method, "GetResultMetas") == 0)
    {
      describe (self, first, invocation);
    }
  else if (strcmp (method, "ActivateResult") == 0)
    {
      g_variant_get_child (parameters, 2, "u", &time);
      open_location (self, g_variant_get_string (first, NULL), time, invocation);
    }
  else
    {
      g_autofree const char **words = g_variant_get_strv (first, NULL);
      g_autofree char *text = nexus_gtk_desktop_search_text (words);
      g_autofree char *place = g_strconcat (NEXUS_GTK_PLACE_SEARCH, text, NULL);

      g_variant_get_child (parameters, 1, "u", &time);
      open_location (self, place, time, invocation);
    }
}

/* --- The object --- */

gboolean
nexus_gtk_search_provider_export (NexusGtkSearchProvider  *self,
                                  GDBusConnection         *connection,
                                  const char              *object_path,
                                  GError                 **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, error);

  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (self->object_id == 0, FALSE);

  if (node == NULL)
    return FALSE;
  self->object_id = g_dbus_connection_register_object (connection, object_path, node->interfaces[0], &vtable, self, NULL,
                                                       error);
  if (self->object_id != 0)
    self->connection = g_object_ref (connection);

  return self->object_id != 0;
}

void
nexus_gtk_search_provider_unexport (NexusGtkSearchProvider *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_PROVIDER (self));

  if (self->object_id != 0)
    g_dbus_connection_unregister_object (self->connection, self->object_id);
  self->object_id = 0;
  g_clear_object (&self->connection);
}

static void
nexus_gtk_search_provider_dispose (GObject *object)
{
  NexusGtkSearchProvider *self = NEXUS_GTK_SEARCH_PROVIDER (object);

  nexus_gtk_search_provider_unexport (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  release_stores (self);

  G_OBJECT_CLASS (nexus_gtk_search_provider_parent_class)->dispose (object);
}

static void
nexus_gtk_search_provider_finalize (GObject *object)
{
  g_hash_table_unref (NEXUS_GTK_SEARCH_PROVIDER (object)->hits);

  G_OBJECT_CLASS (nexus_gtk_search_provider_parent_class)->finalize (object);
}

static void
nexus_gtk_search_provider_class_init (NexusGtkSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_search_provider_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_search_provider_finalize;

  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_STRV, G_TYPE_UINT);
}

static void
nexus_gtk_search_provider_init (NexusGtkSearchProvider *self)
{
  self->hits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

NexusGtkSearchProvider *
nexus_gtk_search_provider_new (GApplication *application)
{
  NexusGtkSearchProvider *self = g_object_new (NEXUS_GTK_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;

  return self;
}
