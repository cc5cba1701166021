# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does with the browser what somebody does who cannot see it: through the names and roles that AT-SPI tells."""
import os
import sys

from browser_atspi import (STATE, Atspi, Browser, Results, act, find, find_button, find_dialog, find_focus, find_row,
                           find_text, get_window, has_state, is_named, nexus, press, push, wait_active, wait_for, walk,
                           write)

STORE = os.path.join(os.environ["HOME"], "store")


def check_names(application):
    """Every button says what it does, in words and not by the name of a class."""
    wait_for("the window", lambda: find_button(application, "Back"))
    buttons = [accessible for accessible in walk(application) if "button" in accessible.get_role_name()]
    assert len(buttons) > 8, buttons
    for button in buttons:
        name = button.get_name()
        assert name and not name.startswith(("Gtk", "Adw", "Nexus")) and "_" not in name, f"a button is called {name!r}"
    for name in ("Sidebar", "Back", "Forward", "Up", "Show as Grid", "View Options", "Details", "Main Menu"):
        assert any(button.get_name() == name for button in buttons), f"there is no button {name}"


def check_rows(application):
    row = wait_for("the row of a folder", lambda: find_row(application, "docs"))
    assert row.get_name().startswith("docs, Folder, "), row.get_name()
    row = wait_for("the row of a file", lambda: find_row(application, "letter.txt"))
    assert row.get_name().lower() == "letter.txt, plain text document, 5 bytes", row.get_name()


def answer(application, text, button):
    """Writes a name into a dialog and pushes its button.  Then the files have the focus again."""
    dialog = wait_for("the dialog", lambda: find_dialog(application, button))
    write(dialog, "Name", text)
    push(dialog, button)
    wait_for("the end of the dialog", lambda: application.get_child_count() == 1)
    window = get_window(application)
    wait_active(window)
    row = wait_for("the focus", lambda: find_focus(window))
    assert row.get_role_name() == "table row", f"{row.get_role_name()} {row.get_name()} has the focus"


def listed(path):
    return nexus(STORE, "ls", path).splitlines()


def check_new_folder(application):
    act(get_window(application), "win.new-folder")
    answer(application, "made", "Create")
    wait_for("the folder in the store", lambda: "made" in listed("/"))
    wait_for("the new folder", lambda: find_row(application, "made"))


def check_rename(application):
    """What is new is selected."""
    window = get_window(application)
    act(window, "win.rename")
    wait_for("the entry to have the focus", lambda: (find_focus(window) or window).get_name() == "New name")
    write(window, "New name", "renamed")
    press("Return")
    wait_for("the new name in the store", lambda: "renamed" in listed("/") and "made" not in listed("/"))
    wait_for("the new name", lambda: find_row(application, "renamed"))
    assert find_row(application, "made") is None


def check_tag(application):
    """A tag is a place of the sidebar, and can be taken away in the details.  (What is written into a row of libadwaita
    1.2 can be given neither the focus nor an end through AT-SPI, so that the tag comes from elsewhere.)"""
    window = get_window(application)
    nexus(STORE, "tag", "add", "/renamed", "work")
    wait_for("the place", lambda: find(window, ("list item",), "work"))
    act(window, "win.inspector")
    assert find_text(window, "Add a Tag") is not None
    push(window, "Remove tag work")
    wait_for("the tag to be gone from the store", lambda: "work" not in nexus(STORE, "info", "/renamed"))
    wait_for("the tag to be gone", lambda: find_button(window, "Remove tag work") is None)
    nexus(STORE, "tag", "add", "/renamed", "work")
    wait_for("the tag to be back", lambda: find_button(window, "Remove tag work"))
    act(window, "win.inspector")


def check_delete(application):
    """(The message that offers to undo it may be over before it is found from here.)"""
    act(get_window(application), "win.delete")
    wait_for("the folder in the trash", lambda: "renamed" in nexus(STORE, "trash", "list"))
    assert "renamed" not in listed("/")
    wait_for("the folder to be gone", lambda: find_row(application, "renamed") is None)


def go(application, place):
    """With a key, which is pressed when the location has the focus."""
    window = get_window(application)

    def find_location():
        """The page that is shown next may take the focus."""
        act(window, "win.location")
        focus = find_focus(window)
        return focus is not None and "EditableText" in focus.get_interfaces() and focus

    entry = wait_for("the location to have the focus", find_location)
    assert Atspi.EditableText.set_text_contents(entry, place), place
    press("Return")


def check_empty_folder(application):
    """Where there is nothing, the page that says so has the focus."""
    go(application, "/docs")
    wait_for("the file", lambda: find_row(application, "inner.txt"))
    go(application, "/docs/void")
    wait_for("the empty page to have the focus", lambda: any(
        accessible.get_name().startswith("Folder Is Empty") and has_state(accessible, STATE.FOCUSED)
        for accessible in walk(application)))


CHECKS = (check_names, check_rows, check_new_folder, check_rename, check_tag, check_delete, check_empty_folder)


def main():
    nexus(STORE, "mkdir", "-p", "/docs/void")
    nexus(STORE, "write", "/letter.txt", write="hello")
    nexus(STORE, "write", "/docs/inner.txt", write="inner")
    results = Results(len(CHECKS))
    with Browser(STORE) as browser:
        wait_active(get_window(browser.application))
        for check in CHECKS:
            results.run(browser, check.__name__, check, browser.application)
    return 1 if results.failed else 0


sys.exit(main())
