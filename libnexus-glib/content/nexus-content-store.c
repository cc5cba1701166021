/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-content-store-private.h"

G_DEFINE_ABSTRACT_TYPE (NexusContentStore, _nexus_content_store, G_TYPE_OBJECT)

#define GET_CLASS(self) (G_TYPE_INSTANCE_GET_CLASS ((self), NEXUS_TYPE_CONTENT_STORE, NexusContentStoreClass))

static void
_nexus_content_store_class_init (NexusContentStoreClass *klass)
{
}

static void
_nexus_content_store_init (NexusContentStore *self)
{
}

NexusContentWriter *
_nexus_content_store_begin (NexusContentStore  *self,
                            guint64             size_hint,
                            GError            **error)
{
  return GET_CLASS (self)->begin (self, size_hint, error);
}

NexusContentRef *
_nexus_content_store_stage (NexusContentStore  *self,
                            const guint8       *hash,
                            const void         *data,
                            gsize               size,
                            GError            **error)
{
  return GET_CLASS (self)->stage (self, hash, data, size, error);
}

gboolean
_nexus_content_store_sync (NexusContentStore  *self,
                           GError            **error)
{
  return GET_CLASS (self)->sync (self, error);
}

GBytes *
_nexus_content_store_read (NexusContentStore  *self,
                           NexusContentRef    *content,
                           GCancellable       *cancellable,
                           GError            **error)
{
  return GET_CLASS (self)->read (self, content, cancellable, error);
}

NexusContentReader *
_nexus_content_store_open (NexusContentStore  *self,
                           NexusContentRef    *content,
                           GError            **error)
{
  return GET_CLASS (self)->open (self, content, error);
}

void
_nexus_content_store_set_reserve (NexusContentStore *self,
                                  gint64             reserve)
{
  GET_CLASS (self)->set_reserve (self, reserve);
}

gboolean
_nexus_content_store_look_at_space (NexusContentStore *self,
                                    guint64           *available,
                                    guint64           *reserve)
{
  return GET_CLASS (self)->look_at_space (self, available, reserve);
}

gboolean
_nexus_content_store_get_disk_size (NexusContentStore  *self,
                                    guint64            *disk_size,
                                    GCancellable       *cancellable,
                                    GError            **error)
{
  return GET_CLASS (self)->get_disk_size (self, disk_size, cancellable, error);
}

gboolean
_nexus_content_store_close (NexusContentStore  *self,
                            GError            **error)
{
  return GET_CLASS (self)->close (self, error);
}

gboolean
_nexus_content_store_hold (NexusContentStore  *self,
                           GError            **error)
{
  return GET_CLASS (self)->hold (self, error);
}

void
_nexus_content_store_drop (NexusContentStore *self)
{
  GET_CLASS (self)->drop (self);
}

void
_nexus_content_store_give_hold (NexusContentStore *self,
                                NexusContentRef   *content)
{
  GET_CLASS (self)->give_hold (self, content);
}

gboolean
_nexus_content_store_begin_collecting (NexusContentStore  *self,
                                       GError            **error)
{
  return GET_CLASS (self)->begin_collecting (self, error);
}

void
_nexus_content_store_end_collecting (NexusContentStore *self)
{
  GET_CLASS (self)->end_collecting (self);
}

gboolean
_nexus_content_store_exclude (NexusContentStore  *self,
                              GCancellable       *cancellable,
                              GError            **error)
{
  return GET_CLASS (self)->exclude (self, cancellable, error);
}

void
_nexus_content_store_admit (NexusContentStore *self)
{
  GET_CLASS (self)->admit (self);
}

NexusContentSweep *
_nexus_content_store_begin_sweep (NexusContentStore  *self,
                                  GError            **error)
{
  return GET_CLASS (self)->begin_sweep (self, error);
}

gboolean
_nexus_content_store_keep (NexusContentStore  *self,
                           NexusContentSweep  *sweep,
                           NexusContentRef    *content,
                           GError            **error)
{
  return GET_CLASS (self)->keep (self, sweep, content, error);
}

gboolean
_nexus_content_store_run_sweep (NexusContentStore             *self,
                                NexusContentSweep             *sweep,
                                const NexusContentSweepFuncs  *funcs,
                                GCancellable                  *cancellable,
                                GError                       **error)
{
  return GET_CLASS (self)->run_sweep (self, sweep, funcs, cancellable, error);
}

void
_nexus_content_store_end_sweep (NexusContentStore *self,
                                NexusContentSweep *sweep)
{
  GET_CLASS (self)->end_sweep (self, sweep);
}

gboolean
_nexus_content_store_check (NexusContentStore    *self,
                            NexusContentRef      *content,
                            GCancellable         *cancellable,
                            GError              **error)
{
  return GET_CLASS (self)->check (self, content, cancellable, error);
}

gboolean
_nexus_content_store_scan (NexusContentStore    *self,
                           NexusContentFoundFunc func,
                           gpointer              user_data,
                           GCancellable         *cancellable,
                           GError              **error)
{
  return GET_CLASS (self)->scan (self, func, user_data, cancellable, error);
}

NexusContentRef *
_nexus_content_store_adopt (NexusContentStore    *self,
                            const NexusContentFound *found,
                            GCancellable         *cancellable,
                            GError              **error)
{
  return GET_CLASS (self)->adopt (self, found, cancellable, error);
}

gboolean
_nexus_content_store_quarantine (NexusContentStore    *self,
                                 NexusContentRef      *content,
                                 char                **name,
                                 GError              **error)
{
  return GET_CLASS (self)->quarantine (self, content, name, error);
}
