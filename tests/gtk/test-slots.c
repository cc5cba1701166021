/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gtk-selection.h"
#include "nexus-gtk-slot.h"
#include "nexus-gtk-slots.h"
#include "nexus-gtk-test-util.h"
#include "nexus-test-util.h"

#define N_MANY 1000000

/* --- A list of any length, which makes its items when they are asked for, and counts them --- */

#define TEST_TYPE_LIST (test_list_get_type ())
G_DECLARE_FINAL_TYPE (TestList, test_list, TEST, LIST, GObject)

struct _TestList {
  GObject parent_instance;

  guint   n_items;
  guint   n_made;
};

static GType
test_list_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
test_list_get_n_items (GListModel *model)
{
  return TEST_LIST (model)->n_items;
}

static gpointer
test_list_get_item (GListModel *model,
                    guint       position)
{
  TestList *self = TEST_LIST (model);

  if (position >= self->n_items)
    return NULL;

  self->n_made++;

  return g_object_new (G_TYPE_OBJECT, NULL);
}

static void
test_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = test_list_get_item_type;
  iface->get_n_items = test_list_get_n_items;
  iface->get_item = test_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestList, test_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, test_list_model_init))

static void
test_list_class_init (TestListClass *klass)
{
}

static void
test_list_init (TestList *self)
{
}

/* --- What is told --- */

typedef struct {
  GString *changes;      /* position, removed and added */
  GString *selections;   /* position and number */
} Told;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Told       *told)
{
  g_string_append_printf (told->changes, "%u-%u+%u ", position, removed, added);
}

static void
selection_changed_cb (GtkSelectionModel *model,
                      guint              position,
                      guint              n_items,
                      Told              *told)
{
  g_string_append_printf (told->selections, "%u:%u ", position, n_items);
}

static Told *
told_new (gpointer model)
{
  Told *told = g_new0 (Told, 1);

  told->changes = g_string_new (NULL);
  told->selections = g_string_new (NULL);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), told);
  g_signal_connect (model, "selection-changed", G_CALLBACK (selection_changed_cb), told);

  return told;
}

/* And begins anew. */
static void
assert_told (Told       *told,
             const char *changes,
             const char *selections)
{
  g_assert_cmpstr (told->changes->str, ==, changes);
  g_assert_cmpstr (told->selections->str, ==, selections);
  g_string_truncate (told->changes, 0);
  g_string_truncate (told->selections, 0);
}

static void
told_free (Told *told)
{
  g_string_free (told->changes, TRUE);
  g_string_free (told->selections, TRUE);
  g_free (told);
}

/* --- Selections --- */

static guint64
count (gpointer model)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (model);

  return gtk_bitset_get_size (selected);
}

static void
test_selection (void)
{
  g_autoptr(GListStore) store = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr(NexusGtkSelection) selection = nexus_gtk_selection_new ();
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);
  Told *told = told_new (selection);
  g_autoptr(GtkBitset) before = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 0));
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GObject) item = g_object_new (G_TYPE_OBJECT, NULL);

      g_list_store_append (store, item);
    }
  nexus_gtk_selection_set_model (selection, G_LIST_MODEL (store));
  assert_told (told, "0-0+10 ", "");

  gtk_selection_model_select_item (model, 3, TRUE);
  gtk_selection_model_select_item (model, 5, FALSE);
  g_assert_true (gtk_selection_model_is_selected (model, 3));
  g_assert_false (gtk_selection_model_is_selected (model, 4));
  g_assert_true (gtk_selection_model_is_selected (model, 5));
  assert_told (told, "", "3:1 5:1 ");
  /* What is so already is not told. */
  gtk_selection_model_select_item (model, 5, FALSE);
  assert_told (told, "", "");

  /* One that somebody looks at stays as it is. */
  before = gtk_selection_model_get_selection (model);
  gtk_selection_model_select_range (model, 4, 3, TRUE);
  g_assert_cmpuint (gtk_bitset_get_size (before), ==, 2);
  assert_told (told, "", "3:4 ");
  g_assert_cmpuint (count (model), ==, 3);

  /* It moves along; what is taken away, and what comes, is not selected. */
  g_list_store_remove (store, 5);
  assert_told (told, "5-1+0 ", "");
  g_list_store_remove (store, 0);
  g_assert_true (gtk_selection_model_is_selected (model, 3));
  g_assert_true (gtk_selection_model_is_selected (model, 4));
  g_assert_cmpuint (count (model), ==, 2);

  gtk_selection_model_select_all (model);
  g_assert_cmpuint (count (model), ==, 8);
  gtk_selection_model_unselect_all (model);
  g_assert_cmpuint (count (model), ==, 0);
  gtk_selection_model_select_all (model);
  nexus_gtk_selection_set_model (selection, NULL);
  g_assert_cmpuint (count (model), ==, 0);
  told_free (told);
}

static void
test_selection_of_many (void)
{
  g_autoptr(TestList) list = g_object_new (TEST_TYPE_LIST, NULL);
  g_autoptr(NexusGtkSelection) selection = nexus_gtk_selection_new ();
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);

  list->n_items = N_MANY;
  nexus_gtk_selection_set_model (selection, G_LIST_MODEL (list));
  gtk_selection_model_select_all (model);
  g_assert_cmpuint (count (model), ==, N_MANY);
  gtk_selection_model_unselect_range (model, 10, N_MANY - 20);
  g_assert_cmpuint (count (model), ==, 20);
  g_list_model_items_changed (G_LIST_MODEL (list), 0, N_MANY, N_MANY);
  g_assert_cmpuint (count (model), ==, 0);
  /* None of it is asked for. */
  g_assert_cmpuint (list->n_made, ==, 0);
}

/* --- Slots --- */

typedef struct {
  TestList          *list;
  NexusGtkSelection *selection;
  NexusGtkSlots     *slots;
  Told              *told;
} Many;

static void
many_set_up (Many          *many,
             gconstpointer  data)
{
  many->list = g_object_new (TEST_TYPE_LIST, NULL);
  many->list->n_items = N_MANY;
  many->selection = nexus_gtk_selection_new ();
  nexus_gtk_selection_set_model (many->selection, G_LIST_MODEL (many->list));
  many->slots = nexus_gtk_slots_new (GTK_SELECTION_MODEL (many->selection));
  many->told = told_new (many->slots);
}

static void
many_tear_down (Many          *many,
                gconstpointer  data)
{
  nexus_test_assert_finalized (many->slots);
  nexus_test_assert_finalized (many->selection);
  nexus_test_assert_finalized (many->list);
  told_free (many->told);
}

static void
change (Many  *many,
        guint  position,
        guint  removed,
        guint  added)
{
  many->list->n_items += added - removed;
  g_list_model_items_changed (G_LIST_MODEL (many->list), position, removed, added);
}

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

static void
test_replace (Many          *many,
              gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (many->slots);
  g_autoptr(NexusGtkSlot) first = g_list_model_get_item (model, 0);
  g_autoptr(NexusGtkSlot) again = g_list_model_get_item (model, 0);
  g_autoptr(NexusGtkSlot) far = g_list_model_get_item (model, 500000);
  g_autoptr(NexusGtkSlot) after = NULL;
  g_autoptr(GObject) item = g_object_ref (nexus_gtk_slot_get_item (first));
  guint n_changes = 0;

  g_assert_true (first == again);
  g_assert_null (g_list_model_get_item (model, N_MANY));
  g_signal_connect_swapped (first, "changed", G_CALLBACK (count_cb), &n_changes);

  /* The same slots have other items, of which only those are made that are held. */
  many->list->n_made = 0;
  change (many, 0, N_MANY, N_MANY);
  assert_told (many->told, "", "0:1000000 ");
  g_assert_cmpuint (many->list->n_made, ==, 2);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (nexus_gtk_slot_get_item (first) != item);
  after = g_list_model_get_item (model, 0);
  g_assert_true (after == first);

  /* Fewer, and more: the rest goes, or comes, at the end. */
  change (many, 0, N_MANY, 300);
  assert_told (many->told, "300-999700+0 ", "0:300 ");
  change (many, 100, 200, 400);
  assert_told (many->told, "300-0+200 ", "100:200 ");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 500);
  /* That which went is not to be had from its slot's position any more. */
  g_clear_object (&far);
  g_assert_cmpuint (n_changes, ==, 2);
}

static void
test_told (Many          *many,
           gconstpointer  data)
{
  g_autoptr(NexusGtkSlot) before = g_list_model_get_item (G_LIST_MODEL (many->slots), 10);
  g_autoptr(NexusGtkSlot) behind = g_list_model_get_item (G_LIST_MODEL (many->slots), 50);
  g_autoptr(NexusGtkSlot) other = NULL;
  g_autoptr(NexusGtkSlot) moved = NULL;

  /* A few are told in a list of any length, and what is behind them moves along. */
  change (many, 20, 5, 8);
  assert_told (many->told, "20-5+8 ", "");
  other = g_list_model_get_item (G_LIST_MODEL (many->slots), 50);
  moved = g_list_model_get_item (G_LIST_MODEL (many->slots), 53);
  g_assert_true (moved == behind);
  g_assert_true (other != behind);
  change (many, 0, 0, 100000);
  assert_told (many->told, "0-0+100000 ", "");
  g_clear_object (&moved);
  moved = g_list_model_get_item (G_LIST_MODEL (many->slots), 100010);
  g_assert_true (moved == before);

  /* All of a small list. */
  change (many, 0, many->list->n_items, 0);
  change (many, 0, 0, 500);
  g_string_truncate (many->told->changes, 0);
  nexus_gtk_slots_set_small_max (many->slots, 500);
  change (many, 0, 500, 500);
  assert_told (many->told, "0-500+500 ", "");
  change (many, 0, 500, 501);
  assert_told (many->told, "500-0+1 ", "0:500 ");
}

static gint
compare_addresses (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  return a < b ? 1 : -1;
}

/* As a view does it, to find out which of its items have moved. */
static void
look_cb (GListModel *model,
         guint       position,
         guint       removed,
         guint       added,
         GHashTable *slots)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(NexusGtkSlot) slot = g_list_model_get_item (model, i);

      g_assert_true (g_hash_table_lookup (slots, nexus_gtk_slot_get_item (slot)) == slot);
    }
}

/* Of items that move in a small list, each keeps its slot. */
static void
test_move (void)
{
  g_autoptr(GListStore) store = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr(NexusGtkSelection) selection = nexus_gtk_selection_new ();
  g_autoptr(NexusGtkSlots) slots = nexus_gtk_slots_new (GTK_SELECTION_MODEL (selection));
  g_autoptr(GHashTable) held = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);

  nexus_gtk_slots_set_small_max (slots, 100);
  nexus_gtk_selection_set_model (selection, G_LIST_MODEL (store));
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr(GObject) item = g_object_new (G_TYPE_OBJECT, NULL);

      g_list_store_append (store, item);
      g_hash_table_insert (held, item, g_list_model_get_item (G_LIST_MODEL (slots), i));
    }
  g_signal_connect (slots, "items-changed", G_CALLBACK (look_cb), held);
  g_list_store_sort (store, compare_addresses, NULL);
  look_cb (G_LIST_MODEL (slots), 0, 0, 60, held);
}

/* What is selected through the slots is so in the selection, and is told of in both. */
static void
test_select (Many          *many,
             gconstpointer  data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (many->slots);

  gtk_selection_model_select_range (model, 10, 20, TRUE);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (many->selection), 29));
  g_assert_true (gtk_selection_model_is_selected (model, 29));
  assert_told (many->told, "", "10:20 ");
  gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (many->selection), 15);
  assert_told (many->told, "", "15:1 ");
  g_assert_cmpuint (count (model), ==, 19);
}

/* --- What is told in steps --- */

static void
test_steps (Many          *many,
            gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (many->slots);
  g_autoptr(NexusGtkSlot) slot = g_list_model_get_item (model, 99);
  g_autoptr(NexusGtkSlot) same = NULL;

  nexus_gtk_slots_set_step (many->slots, 100);
  assert_told (many->told, "100-999900+0 ", "");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 100);
  g_assert_null (g_list_model_get_item (model, 100));

  /* Some at a time, as long as there may be widgets made for them. */
  nexus_test_spin_until (g_list_model_get_n_items (model) == N_MANY);
  assert_told (many->told, "100-0+100 200-0+100 300-0+100 400-0+100 500-0+100 600-0+999400 ", "");
  same = g_list_model_get_item (model, 99);
  g_assert_true (same == slot);

  /* What comes at the end of so many, or between them, is told as it is. */
  change (many, N_MANY, 0, 1000);
  change (many, 10, 0, 1000);
  assert_told (many->told, "1000000-0+1000 10-0+1000 ", "");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, N_MANY + 2000);
}

/* As a place is left for another one, which has been read a moment later. */
static void
test_steps_anew (Many          *many,
                 gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (many->slots);

  nexus_gtk_slots_set_step (many->slots, 100);
  nexus_gtk_slots_reach (many->slots, 1000);
  assert_told (many->told, "100-999900+0 100-0+999900 ", "");
  change (many, 0, N_MANY, 0);
  change (many, 0, 0, 250);
  assert_told (many->told, "0-1000000+0 0-0+100 ", "");
  nexus_test_spin_until (g_list_model_get_n_items (model) == 250);
  assert_told (many->told, "100-0+100 200-0+50 ", "");

  /* As many as the view has widgets for become others at once. */
  change (many, 0, 250, N_MANY);
  assert_told (many->told, "", "0:250 ");
  nexus_test_spin_until (g_list_model_get_n_items (model) == N_MANY);
  assert_told (many->told, "250-0+100 350-0+100 450-0+100 550-0+100 650-0+999350 ", "");
}

/* While the view knows a part of them only. */
static void
test_changes_between_steps (Many          *many,
                            gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (many->slots);

  nexus_gtk_slots_set_step (many->slots, 100);
  assert_told (many->told, "100-999900+0 ", "");
  change (many, 20, 5, 8);
  assert_told (many->told, "20-5+8 ", "");
  change (many, 103, 0, 10);
  change (many, 500, 10, 20);
  assert_told (many->told, "103-0+10 ", "");
  change (many, 100, 50, 60);
  assert_told (many->told, "100-13+60 ", "");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 160);
  change (many, 150, many->list->n_items - 150, 30);
  assert_told (many->told, "150-10+30 ", "");
  /* That is all of it. */
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, many->list->n_items);
  change (many, 0, 180, 50);
  assert_told (many->told, "50-130+0 ", "0:50 ");
}

static void
test_reach (Many          *many,
            gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (many->slots);

  nexus_gtk_slots_set_step (many->slots, 100);
  assert_told (many->told, "100-999900+0 ", "");
  nexus_gtk_slots_reach (many->slots, 99);
  assert_told (many->told, "", "");
  nexus_gtk_slots_reach (many->slots, 100);
  assert_told (many->told, "100-0+999900 ", "");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, N_MANY);
}

/* All are selected, and the rest is not, whatever the view knows of them. */
static void
test_select_between_steps (Many          *many,
                           gconstpointer  data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (many->slots);

  nexus_gtk_slots_set_step (many->slots, 100);
  assert_told (many->told, "100-999900+0 ", "");
  gtk_selection_model_select_all (model);
  g_assert_cmpuint (count (many->selection), ==, N_MANY);
  gtk_selection_model_select_item (model, 5, TRUE);
  g_assert_cmpuint (count (many->selection), ==, 1);
  assert_told (many->told, "", "0:100 0:100 ");
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (many->selection), 90, 20, FALSE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (many->selection), 100, FALSE);
  gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (many->selection), 105);
  assert_told (many->told, "", "90:10 ");
  gtk_selection_model_select_range (model, 0, 10, TRUE);
  g_assert_cmpuint (count (many->selection), ==, 10);
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (many->selection), 1000, 10, FALSE);
  gtk_selection_model_unselect_all (model);
  g_assert_cmpuint (count (many->selection), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/slots/selection", test_selection);
  g_test_add_func ("/slots/selection-of-many", test_selection_of_many);
  g_test_add ("/slots/replace", Many, NULL, many_set_up, test_replace, many_tear_down);
  g_test_add ("/slots/told", Many, NULL, many_set_up, test_told, many_tear_down);
  g_test_add_func ("/slots/move", test_move);
  g_test_add ("/slots/select", Many, NULL, many_set_up, test_select, many_tear_down);
  g_test_add ("/slots/steps", Many, NULL, many_set_up, test_steps, many_tear_down);
  g_test_add ("/slots/steps-anew", Many, NULL, many_set_up, test_steps_anew, many_tear_down);
  g_test_add ("/slots/changes-between-steps", Many, NULL, many_set_up, test_changes_between_steps, many_tear_down);
  g_test_add ("/slots/reach", Many, NULL, many_set_up, test_reach, many_tear_down);
  g_test_add ("/slots/select-between-steps", Many, NULL, many_set_up, test_select_between_steps, many_tear_down);

  return g_test_run ();
}
