/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-drag.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window.h"

/* So long something is held over a place before it opens, in milliseconds. */
static guint spring_time = 800;

struct _NexusGtkDrag {
  GObject          parent_instance;

  NexusFilesystem *filesystem;
  GPtrArray       *entries;
  gboolean         cut;
};

G_DEFINE_FINAL_TYPE (NexusGtkDrag, nexus_gtk_drag, G_TYPE_OBJECT)

static void
nexus_gtk_drag_finalize (GObject *object)
{
  NexusGtkDrag *self = NEXUS_GTK_DRAG (object);

  g_object_unref (self->filesystem);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (nexus_gtk_drag_parent_class)->finalize (object);
}

static void
nexus_gtk_drag_class_init (NexusGtkDragClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_drag_finalize;
}

static void
nexus_gtk_drag_init (NexusGtkDrag *self)
{
}

NexusGtkDrag *
nexus_gtk_drag_new (NexusFilesystem *filesystem,
                    GPtrArray       *entries)
{
  NexusGtkDrag *self = g_object_new (NEXUS_GTK_TYPE_DRAG, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->entries = g_ptr_array_ref (entries);

  return self;
}

NexusFilesystem *
nexus_gtk_drag_get_filesystem (NexusGtkDrag *self)
{
  return self->filesystem;
}

GPtrArray *
nexus_gtk_drag_get_entries (NexusGtkDrag *self)
{
  return self->entries;
}

void
nexus_gtk_drag_set_cut (NexusGtkDrag *self,
                        gboolean      cut)
{
  self->cut = cut;
}

gboolean
nexus_gtk_drag_get_cut (NexusGtkDrag *self)
{
  return self->cut;
}

/* --- Targets --- */

guint
nexus_gtk_drag_get_spring_time (void)
{
  return spring_time;
}

void
nexus_gtk_drag_set_spring_time (guint milliseconds)
{
  spring_time = milliseconds;
}

typedef struct {
  GtkWidget *widget;      /* which owns this */
  char      *place;
  guint      spring_id;
} Target;

static void
target_free (Target *target)
{
  g_clear_handle_id (&target->spring_id, g_source_remove);
  g_free (target->place);
  g_free (target);
}

static gboolean
spring_cb (gpointer user_data)
{
  Target *target = user_data;

  target->spring_id = 0;
  gtk_widget_activate_action (target->widget, "win.go", "s", target->place);

  return G_SOURCE_REMOVE;
}

/* What is dragged, if it is from this application. */
static NexusGtkDrag *
dup_drag (GdkDrop *drop)
{
  GdkDrag *drag = gdk_drop_get_drag (drop);
  g_autoptr(GdkContentProvider) content = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  if (drag == NULL)
    return NULL;
  g_object_get (drag, "content", &content, NULL);
  g_value_init (&value, NEXUS_GTK_TYPE_DRAG);

  return content != NULL && gdk_content_provider_get_value (content, &value, NULL) ? g_value_dup_object (&value) : NULL;
}

/* The modifiers that are held leave one action of two; without any, moving is meant. */
GdkDragAction
nexus_gtk_drag_get_drop_action (GdkDrop         *drop,
                                NexusFilesystem *filesystem)
{
  g_autoptr(NexusGtkDrag) drag = drop != NULL ? dup_drag (drop) : NULL;

  return drag != NULL && drag->filesystem == filesystem && (gdk_drop_get_actions (drop) & GDK_ACTION_MOVE)
           ? GDK_ACTION_MOVE : GDK_ACTION_COPY;
}

GdkDragAction
nexus_gtk_drag_get_action (GtkDropTarget   *target,
                           NexusFilesystem *filesystem)
{
  return nexus_gtk_drag_get_drop_action (gtk_drop_target_get_current_drop (target), filesystem);
}

static GdkDragAction
get_action (GtkDropTarget *drop_target,
            Target        *target)
{
  GtkRoot *root = gtk_widget_get_root (target->widget);

  return nexus_gtk_drag_get_action (drop_target,
                                    NEXUS_GTK_IS_WINDOW (root)
                                      ? nexus_gtk_window_get_filesystem (NEXUS_GTK_WINDOW (root)) : NULL);
}

static GdkDragAction
enter_cb (GtkDropTarget *drop_target,
          double         x,
          double         y,
          Target        *target)
{
  if (target->spring_id == 0 && nexus_gtk_place_is_folder (target->place))
    target->spring_id = g_timeout_add (spring_time, spring_cb, target);

  return get_action (drop_target, target);
}

static GdkDragAction
motion_cb (GtkDropTarget *drop_target,
           double         x,
           double         y,
           Target        *target)
{
  return get_action (drop_target, target);
}

static void
leave_cb (GtkDropTarget *drop_target,
          Target        *target)
{
  g_clear_handle_id (&target->spring_id, g_source_remove);
}

static gboolean
drop_cb (GtkDropTarget *drop_target,
         const GValue  *value,
         double         x,
         double         y,
         Target        *target)
{
  GtkRoot *root = gtk_widget_get_root (target->widget);

  g_clear_handle_id (&target->spring_id, g_source_remove);

  return NEXUS_GTK_IS_WINDOW (root) &&
         nexus_gtk_window_drop (NEXUS_GTK_WINDOW (root), target->place, value,
                                get_action (drop_target, target) == GDK_ACTION_COPY);
}

void
nexus_gtk_drag_add_target (GtkWidget  *widget,
                           const char *place)
{
  GType types[] = { NEXUS_GTK_TYPE_DRAG, GDK_TYPE_FILE_LIST };
  GtkDropTarget *drop_target;
  Target *target;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (place != NULL);

  drop_target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  gtk_drop_target_set_gtypes (drop_target, types, G_N_ELEMENTS (types));
  target = g_new0 (Target, 1);
  target->widget = widget;
  target->place = g_strdup (place);
  g_object_set_data_full (G_OBJECT (drop_target), "nexus-gtk-target", target, (GDestroyNotify) target_free);
  g_signal_connect (drop_target, "enter", G_CALLBACK (enter_cb), target);
  g_signal_connect (drop_target, "motion", G_CALLBACK (motion_cb), target);
  g_signal_connect (drop_target, "leave", G_CALLBACK (leave_cb), target);
  g_signal_connect (drop_target, "drop", G_CALLBACK (drop_cb), target);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drop_target));
}

/* --- Without a target --- */

static GdkDragAction
refuse_cb (void)
{
  return 0;
}

void
nexus_gtk_drag_add_end (GtkWidget *window)
{
  GType types[] = { NEXUS_GTK_TYPE_DRAG, GDK_TYPE_FILE_LIST };
  GtkDropTarget *target;

  g_return_if_fail (GTK_IS_WINDOW (window));

  target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "enter", G_CALLBACK (refuse_cb), NULL);
  g_signal_connect (target, "motion", G_CALLBACK (refuse_cb), NULL);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (target));
}
