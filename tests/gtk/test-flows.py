# SPDX-License-Identifier: LGPL-2.1-or-later
"""A day of somebody's work, from outside: through AT-SPI and keys a folder is imported, what is in it is
tagged, searched, renamed, deleted and had back, an older version is restored, and all of it exported."""
import os
import sys

import x_display
from browser_atspi import (STATE, Atspi, Browser, Results, act, find, find_button, find_focus, find_row, get_window,
                           has_state, is_named, nexus, press, wait_active, wait_for, walk, write)

HOME = os.environ["HOME"]
STORE = os.path.join(HOME, "store")
PHOTOS = os.path.join(HOME, "photos")
OUT = os.path.join(HOME, "out")


def focus_text(root):
    """The text that has the focus."""
    focus = find_focus(root)
    return focus is not None and "EditableText" in focus.get_interfaces() and focus


def find_choice(application, name):
    """The button of GTK's own dialog, to whose name GTK 4.8 adds that with the underline."""
    for index in range(1, application.get_child_count()):
        for accessible in walk(application.get_child_at_index(index)):
            if (accessible.get_role_name() in ("push button", "button") and
                    name in accessible.get_name().replace("_", "").split()):
                return accessible
    return None


def choose(application, path, name):
    """In the dialog that asks for a folder: its location is written, as with a keyboard."""
    wait_for("the chooser", lambda: find_choice(application, name))
    dialog = application.get_child_at_index(1)

    def find_location():
        x_display.focus_front_window()
        press("Control_L", "l")
        return focus_text(dialog)

    entry = wait_for("the location of the chooser", find_location)
    assert Atspi.EditableText.set_text_contents(entry, path), path

    def push():
        button = find_choice(application, name)
        if button is not None and has_state(button, STATE.SENSITIVE):
            Atspi.Action.do_action(button, 0)
        return application.get_child_count() == 1

    wait_for("the end of the chooser", push)
    wait_active(get_window(application))


def go(application, place):
    window = get_window(application)

    def find_location():
        act(window, "win.location")
        return focus_text(window)

    entry = wait_for("the location to have the focus", find_location)
    assert Atspi.EditableText.set_text_contents(entry, place), place
    press("Return")


def select_only(application, place, name):
    """The only one that is there."""
    window = get_window(application)
    go(application, place)
    wait_for(f"the row of {name}", lambda: find_row(window, name))
    act(window, "win.select-all")
    wait_for(f"{name} to be selected", lambda: has_state(find_row(window, name), STATE.SELECTED))


def listed(path):
    return nexus(STORE, "ls", path).splitlines()


def check_import(application):
    act(get_window(application), "win.import-folders")
    choose(application, PHOTOS, "Import")
    wait_for("the folder in the store", lambda: "photos" in listed("/"))
    wait_for("the folder", lambda: find_row(application, "photos"))
    wait_for("all of it", lambda: "lake.txt" in listed("/photos/summer"))
    assert nexus(STORE, "cat", "/photos/summer/lake.txt") == "a lake"


def check_tag(application):
    """What has a tag is shown along with it.  (What is written into a row of libadwaita 1.2 can be given neither the
    focus nor an end through AT-SPI, so that the tag comes from elsewhere.)"""
    window = get_window(application)
    select_only(application, "/photos/summer", "lake.txt")
    nexus(STORE, "tag", "add", "/photos/summer/lake.txt", "water")
    wait_for("the place of the tag", lambda: find(window, ("list item",), "water"))
    act(window, "win.inspector")
    wait_for("the tag in the details", lambda: find_button(window, "Remove tag water"))
    act(window, "win.inspector")


def check_search(application):
    window = get_window(application)
    go(application, "/")
    wait_for("the folder", lambda: find_row(window, "photos"))

    def find_entry():
        press("Control_L", "f")
        return focus_text(window)

    entry = wait_for("the entry for what is looked for", find_entry)
    assert Atspi.EditableText.set_text_contents(entry, "lake tag:water")
    wait_for("what is found", lambda: find_row(window, "lake.txt"))
    assert find_row(window, "photos") is None
    press("Escape")
    wait_for("the folder again", lambda: find_row(window, "photos"))


def check_rename(application):
    window = get_window(application)
    select_only(application, "/photos/summer", "lake.txt")
    act(window, "win.rename")
    wait_for("the entry to have the focus", lambda: is_named(find_focus(window), "New name"))
    write(window, "New name", "sea.txt")
    press("Return")
    wait_for("the new name in the store", lambda: listed("/photos/summer") == ["sea.txt"])
    wait_for("the new name", lambda: find_row(window, "sea.txt"))


def check_delete(application):
    window = get_window(application)
    select_only(application, "/photos/summer", "sea.txt")
    act(window, "win.delete")
    wait_for("the trash to have it", lambda: "sea.txt" in nexus(STORE, "trash", "list"))
    wait_for("it to be gone", lambda: find_row(window, "sea.txt") is None)


def check_undo(application):
    """The deletion, and then the name."""
    window = get_window(application)
    act(window, "win.undo")
    wait_for("it to be back", lambda: find_row(window, "sea.txt"))
    assert listed("/photos/summer") == ["sea.txt"]
    act(window, "win.undo")
    wait_for("its old name", lambda: find_row(window, "lake.txt"))
    assert "water" in nexus(STORE, "info", "/photos/summer/lake.txt")


def check_version(application):
    window = get_window(application)
    nexus(STORE, "write", "/photos/summer/lake.txt", write="another lake")
    select_only(application, "/photos/summer", "lake.txt")
    act(window, "win.inspector")
    row = wait_for("the first version", lambda: next(
        (accessible for accessible in walk(window) if accessible.get_name().startswith("Version 1") and
         accessible.get_role_name() == "list item"), None))
    act(row, "version.restore")
    wait_for("the older content", lambda: nexus(STORE, "cat", "/photos/summer/lake.txt") == "a lake")
    wait_for("the third version", lambda: any(is_named(accessible, "Version 3") for accessible in walk(window)))
    act(window, "win.inspector")


def check_export(application):
    window = get_window(application)
    go(application, "/")
    wait_for("the folder", lambda: find_row(window, "photos"))
    act(window, "win.select-all")
    act(window, "win.export")
    choose(application, OUT, "Select")
    path = os.path.join(OUT, "photos", "summer", "lake.txt")
    wait_for("the file", lambda: os.path.exists(path))
    with open(path, encoding="utf-8") as file:
        assert file.read() == "a lake"


CHECKS = (check_import, check_tag, check_search, check_rename, check_delete, check_undo, check_version, check_export)


def main():
    os.makedirs(os.path.join(PHOTOS, "summer"))
    os.makedirs(OUT)
    with open(os.path.join(PHOTOS, "summer", "lake.txt"), "w", encoding="utf-8") as file:
        file.write("a lake")
    nexus(STORE, "init")
    results = Results(len(CHECKS))
    with Browser(STORE) as browser:
        wait_active(get_window(browser.application))
        for check in CHECKS:
            results.run(browser, check.__name__, check, browser.application)
    return 1 if results.failed else 0


sys.exit(main())
