# SPDX-License-Identifier: LGPL-2.1-or-later
"""Goes through every page, popover and dialog of the browser, and looks at everything that can have the focus there: it
must have a name of its own and a role that says what can be done with it."""
import contextlib
import os
import re
import sys
import time

from browser_atspi import (STATE, Atspi, Browser, Results, act, find, find_button, find_focus, find_row, get_window,
                           has_state, is_named, is_old_gtk, nexus, press, push, wait_active, wait_for, walk)
from x_display import focus_front_window, resize_front_window

HOME = os.environ["HOME"]
STORE = os.path.join(HOME, "store")

# Seconds that the window has for what it is still about to fill in.
SETTLE = 5

# What somebody can be in, and knows what to do with.
ROLES = {
    "button", "push button", "toggle button", "check box", "radio button", "switch", "link", "entry", "text",
    "password text", "list item", "table row", "table cell", "menu item", "check menu item", "radio menu item", "tab",
    "page tab", "list box option", "list", "table", "tree table", "slider", "combo box", "row header",
    "column header", "tree item", "label", "scroll pane",
}


def get_label(accessible):
    """The name, or else that of what it is labelled by."""
    name = accessible.get_name()
    if name:
        return name
    for relation in accessible.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return " ".join(relation.get_target(index).get_name() for index in range(relation.get_n_targets()))
    return ""


def get_place(accessible):
    """For the messages: where something is."""
    names = []
    while accessible is not None and accessible.get_role() != Atspi.Role.APPLICATION:
        names.append(f"{accessible.get_role_name()} {accessible.get_name()!r}")
        accessible = accessible.get_parent()
    return " in ".join(names[:6])


def is_old_tab(accessible):
    """libadwaita 1.2 gives its tabs no role."""
    parent = accessible.get_parent()
    return IS_OLD and parent is not None and parent.get_name() == "AdwTabBox"


def list_faults(root, shown):
    """Of everything, or only of what is shown."""
    faults = []
    buttons = {}
    for accessible in walk(root):
        if not has_state(accessible, STATE.FOCUSABLE) or (shown and not has_state(accessible, STATE.SHOWING)):
            continue
        role = accessible.get_role_name()
        label = get_label(accessible)
        if not label.strip():
            faults.append(f"no name: {get_place(accessible)}")
        # GTK itself calls two keys so in the labels of shortcuts, and the pages of the window that shows them.
        elif label.startswith(("Gtk", "Adw", "Nexus")) or "_" in re.sub(r"Page_Up|Page_Down|^_\d$", "", label):
            faults.append(f"no words: {get_place(accessible)}")
        # A page that only says something is a group, with what it says.
        is_page = role in ("panel", "grouping") and accessible.get_description()
        if role not in ROLES and not is_page and not is_old_tab(accessible):
            faults.append(f"no role: {get_place(accessible)}")
        if "button" in role and has_state(accessible, STATE.SHOWING):
            buttons.setdefault((label, role), []).append(accessible)
    for (label, _), several in buttons.items():
        if len(several) > 1:
            faults.append(f"{len(several)} buttons are called {label}: {get_place(several[1])}")
    return faults


def sweep(application, shown):
    """The window that is in front: the last one, or the first one with its popovers."""
    deadline = time.monotonic() + SETTLE
    faults = list_faults(application.get_child_at_index(application.get_child_count() - 1), shown)
    # A row that is just being filled has no name yet.
    while faults and time.monotonic() < deadline:
        time.sleep(0.1)
        faults = list_faults(application.get_child_at_index(application.get_child_count() - 1), shown)
    assert not faults, "\n" + "\n".join(faults)


def go(window, place):
    def find_location():
        act(window, "win.location")
        focus = find_focus(window)
        return focus is not None and "EditableText" in focus.get_interfaces() and focus

    entry = wait_for("the location to have the focus", find_location)
    assert Atspi.EditableText.set_text_contents(entry, place), place
    press("Return")


def wait_row(application):
    wait_for("the files", lambda: find_row(application, "letter.txt"))


def go_home(application):
    go(get_window(application), "/")
    wait_row(application)
    wait_for("the focus to be in the files", lambda: find_focus(application).get_role_name() == "table row")


def press_until(key, application, what, condition):
    """Goes on with a key until something has the focus, as somebody does who has nothing but the keyboard."""
    passed = []
    for _ in range(30):
        focus = wait_for("a focus", lambda: find_focus(application))
        if condition(focus):
            return passed
        passed.append(f"{focus.get_role_name()} {focus.get_name()}")
        press(key)
        wait_for("the next focus", lambda: find_focus(application) not in (None, focus))
    raise AssertionError(f"{key} does not lead to {what}, but to: {', '.join(passed)}")


def tab_to(application, name):
    """Of the files, no more than one is on the way."""
    passed = press_until("Tab", application, name, lambda focus: is_named(focus, name))
    rows = [each for each in passed if each.startswith("table row")]
    assert len(rows) <= 1, f"Tab goes through {rows}"


def tab_to_files(application):
    press_until("Tab", application, "the files", lambda focus: focus.get_role_name() == "table row")


def choose_place(application, name):
    """In the sidebar."""
    press_until("Tab", application, "the places", lambda focus: is_named(focus.get_parent(), "Places"))
    press("Home")
    press_until("Down", application, name, lambda focus: is_named(focus, name))
    press("Return")


# --- Pages: each leads to what is looked at, and back ---

@contextlib.contextmanager
def show_list(application):
    wait_row(application)
    yield


@contextlib.contextmanager
def show_grid(application):
    act(get_window(application), "win.grid")
    yield
    act(get_window(application), "win.grid")


@contextlib.contextmanager
def show_narrow(application):
    width = get_window(application).get_extents(Atspi.CoordType.WINDOW).width
    resize_front_window(400, 640)
    wait_for("the narrow window", lambda: get_window(application).get_extents(Atspi.CoordType.WINDOW).width < width)
    yield
    resize_front_window(1080, 700)
    wait_for("the wide window", lambda: get_window(application).get_extents(Atspi.CoordType.WINDOW).width == width)


@contextlib.contextmanager
def show_details(application):
    window = get_window(application)
    act(window, "win.inspector")
    press("End")
    wait_for("the versions", lambda: any(is_named(accessible, "Version 2") for accessible in walk(window)))
    yield
    act(window, "win.inspector")


@contextlib.contextmanager
def show_details_of_several(application):
    window = get_window(application)
    act(window, "win.inspector")
    act(window, "win.select-all")
    wait_for("the page", lambda: any(is_named(accessible, "3 Items") for accessible in walk(window)))
    yield
    act(window, "win.inspector")


@contextlib.contextmanager
def show_location(application):
    window = get_window(application)
    act(window, "win.location")
    wait_for("the location to have the focus", lambda: is_named(find_focus(window), "Location"))
    yield
    press("Escape")
    wait_for("the focus to be in the files", lambda: find_focus(window).get_role_name() == "table row")


@contextlib.contextmanager
def show_type_ahead(application):
    window = get_window(application)
    press("l")
    wait_for("the search to have the focus", lambda: is_named(find_focus(window), "Select by name"))
    yield
    press("Escape")
    wait_for("the focus to be in the files", lambda: find_focus(window).get_role_name() == "table row")


def show_status(place, title):
    """A folder with a page instead of files."""
    @contextlib.contextmanager
    def show(application):
        go(get_window(application), place)
        wait_for("the page to have the focus", lambda: is_named(find_focus(application), title))
        yield
        go_home(application)
    return show


def show_dialog(action):
    @contextlib.contextmanager
    def show(application):
        act(get_window(application), action)
        yield from show_other_window(application)
    return show


def show_other_window(application):
    wait_for("the dialog", lambda: application.get_child_count() == 2)
    focus_front_window()
    wait_for("the focus of the dialog", lambda: find_focus(application.get_child_at_index(1)))
    yield
    press("Escape")
    wait_for("the end of the dialog", lambda: application.get_child_count() == 1)
    wait_active(get_window(application))


def find_menu_item(application):
    focus = find_focus(application)
    return focus is not None and "menu item" in focus.get_role_name()


def leave_menu(application):
    press("Escape")
    wait_for("the end of the menu", lambda: not find_menu_item(application))


@contextlib.contextmanager
def show_main_menu(application):
    press("F10")
    wait_for("the menu to have the focus", lambda: find_menu_item(application))
    yield
    leave_menu(application)


@contextlib.contextmanager
def show_view_menu(application):
    tab_to(application, "View Options")
    press("space")
    wait_for("the menu to have the focus", lambda: find_menu_item(application))
    yield
    leave_menu(application)
    tab_to_files(application)


@contextlib.contextmanager
def show_context_menu(application):
    press("Shift_L", "F10")
    wait_for("the menu to have the focus", lambda: find_menu_item(application))
    yield
    leave_menu(application)


@contextlib.contextmanager
def show_tag(application):
    choose_place(application, "work")
    wait_for("the folder to be gone", lambda: find_row(application, "docs") is None)
    wait_row(application)
    yield
    go_home(application)


@contextlib.contextmanager
def show_trash(application):
    choose_place(application, "Trash")
    wait_for("what was deleted", lambda: find_row(application, "old.txt"))
    yield
    go_home(application)


@contextlib.contextmanager
def show_trash_question(application):
    with show_trash(application):
        act(get_window(application), "win.empty-trash")
        yield from show_other_window(application)


@contextlib.contextmanager
def show_undo(application):
    """With the message that offers it."""
    window = get_window(application)
    nexus(STORE, "write", "/zero", write="0")
    wait_for("the file", lambda: find_row(application, "zero"))
    press("End")
    act(window, "win.delete")
    wait_for("the message", lambda: find_button(window, "Undo"))
    yield
    wait_for("the file to be gone", lambda: find_row(application, "zero") is None)


@contextlib.contextmanager
def show_conflict(application):
    path = os.path.join(HOME, "letter.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("another one")
    Browser.hand_over(STORE, path)
    yield from show_other_window(application)


@contextlib.contextmanager
def show_operations(application):
    """With one that failed."""
    window = get_window(application)
    path = os.path.join(HOME, "pipes")
    if not os.path.exists(path):
        os.mkdir(path)
        os.mkfifo(os.path.join(path, "pipe"))
    Browser.hand_over(STORE, path)
    wait_for("the operation to end", lambda: any(is_named(accessible, "Operations") for accessible in walk(window)))
    tab_to(application, "Operations")
    press("space")
    wait_for("the operation", lambda: find_button(window, "Show 1 Problem…"))
    yield
    press("Escape")
    wait_for("the end of the operations", lambda: is_named(find_focus(application), "Operations"))
    tab_to_files(application)


PAGES = {
    "list": show_list,
    "grid": show_grid,
    "narrow": show_narrow,
    "details": show_details,
    "details-of-several": show_details_of_several,
    "location": show_location,
    "type-ahead": show_type_ahead,
    "main-menu": show_main_menu,
    "view-menu": show_view_menu,
    "context-menu": show_context_menu,
    "new-folder": show_dialog("win.new-folder"),
    "empty-folder": show_status("/docs/void", "Folder Is Empty"),
    "hidden-folder": show_status("/docs/hidden", "Nothing to Show"),
    "missing-folder": show_status("/nowhere", "This Cannot Be Shown"),
    "tag": show_tag,
    "trash": show_trash,
    "trash-question": show_trash_question,
    "undo": show_undo,
    "conflict": show_conflict,
    "operations": show_operations,
    "about": show_dialog("win.about"),
    "shortcuts": show_dialog("win.show-help-overlay"),
}


# GTK 4.8 tells also of what is not shown, so that few looks see all of the window.
IS_OLD = is_old_gtk()
OLD_PAGES = ("list", "details", "location", "view-menu", "new-folder", "trash-question", "conflict", "operations")

# These are made by GTK and libadwaita, with pages that wait for their turn.
LIBRARY_PAGES = ("about", "shortcuts")


def check(application, name):
    with PAGES[name](application):
        failure = None
        try:
            sweep(application, name in LIBRARY_PAGES)
        except AssertionError as error:
            failure = error
    if failure is not None:
        raise failure


def fill_store():
    nexus(STORE, "mkdir", "-p", "/docs/void")
    nexus(STORE, "mkdir", "-p", "/docs/hidden")
    nexus(STORE, "write", "/docs/hidden/.secret", write="hidden")
    nexus(STORE, "write", "/letter.txt", write="hello")
    nexus(STORE, "write", "/letter.txt", write="hello again")
    nexus(STORE, "tag", "add", "/letter.txt", "work")
    nexus(STORE, "meta", "set", "/letter.txt", "author", "Ann")
    nexus(STORE, "meta", "set", "/letter.txt", "pages", "2")
    nexus(STORE, "write", "/image.png", write="no image")
    nexus(STORE, "write", "/old.txt", write="old")
    nexus(STORE, "rm", "/old.txt")


def check_first_run(application):
    wait_for("the page", lambda: find_button(application, "Create Store"))
    sweep(application, False)


def check_error(application):
    push(application, "Create Store")
    wait_for("the page", lambda: find_button(application, "Try Again"))
    sweep(application, False)


def main():
    pages = sys.argv[1:] or (OLD_PAGES if IS_OLD else PAGES)
    results = Results(len(pages) + 2)
    fill_store()
    with Browser(STORE) as browser:
        wait_active(get_window(browser.application))
        wait_row(browser.application)
        press("Home")
        for name in pages:
            results.run(browser, name, check, browser.application, name)
    # Where there is a file, there can be no store.
    with open(os.path.join(HOME, "file"), "w", encoding="utf-8"), Browser(os.path.join(HOME, "file")) as browser:
        results.run(browser, "first-run", check_first_run, browser.application)
        results.run(browser, "error", check_error, browser.application)
    return 1 if results.failed else 0


sys.exit(main())
