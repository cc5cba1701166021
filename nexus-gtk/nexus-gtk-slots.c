/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-slot.h"
#include "nexus-gtk-slots.h"

/*   list → selection → slots → view
 *
 * Of items that are replaced, GTK throws away the widgets and makes others, some thousands of them, and it asks for each
 * of the new items, be they a million, whether it is one of those that it had.  What is replaced here by as much is not
 * told: only what the slots that somebody holds have in them becomes something else.
 *
 * Few items that move are told, and those of a short list, so that the focus goes with the item that has it.
 *
 * A view makes widgets for some hundreds of items as soon as it learns of them, and measures all of them, before anything
 * else has its turn.  So it learns of the first few at once and of more from frame to frame, until it has all the widgets
 * that it makes; then of the others. */

/* So many are told in any list. */
#define FEW 20

/* No view makes widgets for more: a list has 200 of them, a grid 30 rows. */
#define ENOUGH 600

/* Within a frame there is time for the widgets of a step and for what is drawn. */
#define STEP_MS 16

struct _NexusGtkSlots {
  GObject            parent_instance;

  GtkSelectionModel *model;
  guint              small_max;
  guint              step;      /* of items that a view learns of at once; 0: all */
  guint              n_told;    /* items that it knows, which are the first ones */
  guint              step_id;
  GHashTable        *slots;     /* position → slot, borrowed */
  GHashTable        *positions; /* slot → position */
  GHashTable        *moving;    /* item → slot, while it is told of a change; else NULL */
};

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusGtkSlots, nexus_gtk_slots, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

/* --- Slots --- */

static void
slot_gone_cb (gpointer  user_data,
              GObject  *slot)
{
  NexusGtkSlots *self = user_data;
  gpointer position = g_hash_table_lookup (self->positions, slot);

  g_hash_table_remove (self->positions, slot);
  g_hash_table_remove (self->slots, position);
}

static void
put (NexusGtkSlots *self,
     NexusGtkSlot  *slot,
     guint          position)
{
  g_object_weak_ref (G_OBJECT (slot), slot_gone_cb, self);
  g_hash_table_insert (self->slots, GUINT_TO_POINTER (position), slot);
  g_hash_table_insert (self->positions, slot, GUINT_TO_POINTER (position));
}

static void
forget (NexusGtkSlots *self)
{
  GHashTableIter iter;
  gpointer slot;

  g_hash_table_iter_init (&iter, self->positions);
  while (g_hash_table_iter_next (&iter, &slot, NULL))
    g_object_weak_unref (slot, slot_gone_cb, self);
  g_hash_table_remove_all (self->positions);
  g_hash_table_remove_all (self->slots);
}

/* --- The list --- */

static GType
nexus_gtk_slots_get_item_type (GListModel *model)
{
  return NEXUS_GTK_TYPE_SLOT;
}

static guint
nexus_gtk_slots_get_n_items (GListModel *model)
{
  return NEXUS_GTK_SLOTS (model)->n_told;
}

static gpointer
nexus_gtk_slots_get_item (GListModel *model,
                          guint       position)
{
  NexusGtkSlots *self = NEXUS_GTK_SLOTS (model);
  NexusGtkSlot *slot = g_hash_table_lookup (self->slots, GUINT_TO_POINTER (position));
  g_autoptr(GObject) item = NULL;

  if (slot != NULL)
    return g_object_ref (slot);
  if (position >= self->n_told)
    return NULL;
  item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  if (item == NULL)
    return NULL;

  slot = self->moving != NULL ? g_hash_table_lookup (self->moving, item) : NULL;
  if (slot != NULL)
    {
      g_object_ref (slot);
      g_hash_table_remove (self->moving, item);
    }
  else
    {
      slot = nexus_gtk_slot_new (item);
    }
  put (self, slot, position);

  return slot;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_slots_get_item_type;
  iface->get_n_items = nexus_gtk_slots_get_n_items;
  iface->get_item = nexus_gtk_slots_get_item;
}

/* --- Changes --- */

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return (first > second) - (first < second);
}

/* Those that somebody holds, at `start` up to `end`, ascending. */
static GArray *
list_positions (NexusGtkSlots *self,
                guint          start,
                guint          end)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint position = GPOINTER_TO_UINT (key);

      if (position >= start && position < end)
        g_array_append_val (positions, position);
    }
  g_array_sort (positions, compare_positions);

  return positions;
}

/* What the slots have in them becomes what is at their positions now. */
static void
refill (NexusGtkSlots *self,
        guint          start,
        guint          end)
{
  g_autoptr(GArray) positions = list_positions (self, start, end);

  for (guint i = 0; i < positions->len; i++)
    {
      guint position = g_array_index (positions, guint, i);
      NexusGtkSlot *slot = g_hash_table_lookup (self->slots, GUINT_TO_POINTER (position));
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

      /* Whoever was told of another one may have let go of it. */
      if (slot != NULL && item != NULL)
        {
          g_autoptr(NexusGtkSlot) held = g_object_ref (slot);

          nexus_gtk_slot_set_item (held, item);
        }
    }
}

/* Slots of removed items wait for their items to turn up again, those behind them go along. */
static GHashTable *
move_slots (NexusGtkSlots *self,
            guint          position,
            guint          removed,
            guint          added)
{
  g_autoptr(GHashTable) slots = g_steal_pointer (&self->positions);
  GHashTable *moving = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  GHashTableIter iter;
  gpointer slot;
  gpointer value;

  g_hash_table_remove_all (self->slots);
  self->positions = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, slots);
  while (g_hash_table_iter_next (&iter, &slot, &value))
    {
      guint at = GPOINTER_TO_UINT (value);

      g_object_weak_unref (slot, slot_gone_cb, self);
      if (at < position)
        put (self, slot, at);
      else if (at >= position + removed)
        put (self, slot, at - removed + added);
      else
        g_hash_table_insert (moving, nexus_gtk_slot_get_item (slot), g_object_ref (slot));
    }

  return moving;
}

static void
tell (NexusGtkSlots *self,
      guint          position,
      guint          removed,
      guint          added)
{
  guint n_former = self->n_told;
  guint same = MIN (removed, added);

  self->n_told = n_former - removed + added;
  if (same > FEW && MAX (self->n_told, n_former) > self->small_max)
    {
      refill (self, position, position + same);
      position += same;
      removed -= same;
      added -= same;
    }
  else
    {
      same = 0;
    }
  if (removed > 0 || added > 0)
    {
      self->moving = move_slots (self, position, removed, added);
      g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
      g_clear_pointer (&self->moving, g_hash_table_unref);
    }
  /* None of what is there now was told to be selected or not. */
  if (same > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position - same, same);
}

static guint
get_n_all (NexusGtkSlots *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

static gboolean
step_cb (gpointer user_data)
{
  NexusGtkSlots *self = user_data;
  guint n_more = get_n_all (self) - self->n_told;

  if (self->n_told < ENOUGH)
    n_more = MIN (n_more, self->step);
  if (self->n_told + n_more < get_n_all (self))
    {
      tell (self, self->n_told, 0, n_more);
      return G_SOURCE_CONTINUE;
    }

  self->step_id = 0;
  tell (self, self->n_told, 0, n_more);

  return G_SOURCE_REMOVE;
}

/* Goes on as long as there are items that the view does not know. */
static void
step_on (NexusGtkSlots *self)
{
  if (self->n_told == get_n_all (self))
    g_clear_handle_id (&self->step_id, g_source_remove);
  else if (self->step_id == 0)
    self->step_id = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, STEP_MS, step_cb, self, NULL);
}

static void
items_changed_cb (NexusGtkSlots *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  guint n_told = self->n_told;
  guint n_known = MIN (removed, n_told - MIN (position, n_told));
  guint n_kept = n_told - n_known;

  /* What comes behind all that the view knows, it learns of later. */
  if (self->step > 0 && position >= n_kept && n_kept < ENOUGH)
    added = MIN (added, MAX (n_known, self->step));
  else if (self->step > 0 && n_known < removed)
    added = MIN (added, n_known);
  if (position <= n_told && (n_known > 0 || added > 0))
    tell (self, position, n_known, added);
  step_on (self);
}

/* --- The selection --- */

static gboolean
nexus_gtk_slots_is_selected (GtkSelectionModel *model,
                             guint              position)
{
  return gtk_selection_model_is_selected (NEXUS_GTK_SLOTS (model)->model, position);
}

static GtkBitset *
nexus_gtk_slots_get_selection_in_range (GtkSelectionModel *model,
                                        guint              position,
                                        guint              n_items)
{
  return gtk_selection_model_get_selection_in_range (NEXUS_GTK_SLOTS (model)->model, position, n_items);
}

static gboolean
nexus_gtk_slots_select_item (GtkSelectionModel *model,
                             guint              position,
                             gboolean           unselect_rest)
{
  return gtk_selection_model_select_item (NEXUS_GTK_SLOTS (model)->model, position, unselect_rest);
}

static gboolean
nexus_gtk_slots_select_range (GtkSelectionModel *model,
                              guint              position,
                              guint              n_items,
                              gboolean           unselect_rest)
{
  return gtk_selection_model_select_range (NEXUS_GTK_SLOTS (model)->model, position, n_items, unselect_rest);
}

static gboolean
nexus_gtk_slots_select_all (GtkSelectionModel *model)
{
  return gtk_selection_model_select_all (NEXUS_GTK_SLOTS (model)->model);
}

static gboolean
nexus_gtk_slots_unselect_all (GtkSelectionModel *model)
{
  return gtk_selection_model_unselect_all (NEXUS_GTK_SLOTS (model)->model);
}

static gboolean
nexus_gtk_slots_set_selection (GtkSelectionModel *model,
                               GtkBitset         *selected,
                               GtkBitset         *mask)
{
  return gtk_selection_model_set_selection (NEXUS_GTK_SLOTS (model)->model, selected, mask);
}

/* All and the rest are those of the selection, also where the view does not know them yet. */
static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = nexus_gtk_slots_is_selected;
  iface->get_selection_in_range = nexus_gtk_slots_get_selection_in_range;
  iface->select_item = nexus_gtk_slots_select_item;
  iface->select_range = nexus_gtk_slots_select_range;
  iface->select_all = nexus_gtk_slots_select_all;
  iface->unselect_all = nexus_gtk_slots_unselect_all;
  iface->set_selection = nexus_gtk_slots_set_selection;
}

static void
selection_changed_cb (NexusGtkSlots *self,
                      guint          position,
                      guint          n_items)
{
  if (position < self->n_told)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, MIN (n_items, self->n_told - position));
}

/* --- The object --- */

static void
nexus_gtk_slots_dispose (GObject *object)
{
  NexusGtkSlots *self = NEXUS_GTK_SLOTS (object);

  g_clear_handle_id (&self->step_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  forget (self);

  G_OBJECT_CLASS (nexus_gtk_slots_parent_class)->dispose (object);
}

static void
nexus_gtk_slots_finalize (GObject *object)
{
  NexusGtkSlots *self = NEXUS_GTK_SLOTS (object);

  g_hash_table_unref (self->slots);
  g_hash_table_unref (self->positions);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (nexus_gtk_slots_parent_class)->finalize (object);
}

static void
nexus_gtk_slots_class_init (NexusGtkSlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_slots_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_slots_finalize;
}

static void
nexus_gtk_slots_init (NexusGtkSlots *self)
{
  self->slots = g_hash_table_new (NULL, NULL);
  self->positions = g_hash_table_new (NULL, NULL);
}

NexusGtkSlots *
nexus_gtk_slots_new (GtkSelectionModel *model)
{
  NexusGtkSlots *self;

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (model), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_SLOTS, NULL);
  self->model = g_object_ref (model);
  self->n_told = get_n_all (self);
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (model, "selection-changed", G_CALLBACK (selection_changed_cb), self);

  return self;
}

void
nexus_gtk_slots_set_small_max (NexusGtkSlots *self,
                               guint          small_max)
{
  g_return_if_fail (NEXUS_GTK_IS_SLOTS (self));

  self->small_max = small_max;
}

void
nexus_gtk_slots_set_step (NexusGtkSlots *self,
                          guint          step)
{
  g_return_if_fail (NEXUS_GTK_IS_SLOTS (self));
  g_return_if_fail (step > 0);

  self->step = step;
  if (self->n_told > step)
    tell (self, step, self->n_told - step, 0);
  step_on (self);
}

void
nexus_gtk_slots_reach (NexusGtkSlots *self,
                       guint          position)
{
  g_return_if_fail (NEXUS_GTK_IS_SLOTS (self));

  if (position < self->n_told || self->n_told == get_n_all (self))
    return;

  tell (self, self->n_told, 0, get_n_all (self) - self->n_told);
  step_on (self);
}
