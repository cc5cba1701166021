# SPDX-License-Identifier: LGPL-2.1-or-later
"""The browser speaks the language of the person who uses it: its windows, buttons, pages and menus."""
import os
import sys

from browser_atspi import (Browser, Results, act, find, find_button, find_dialog, get_window, nexus, press, push,
                           wait_active, wait_for, walk)

sys.path.insert(0, os.path.join(os.environ["NEXUS_SOURCE_ROOT"], "tests"))
from nexus_language import make_environment

STORE = os.path.join(os.environ["HOME"], "store")


def check_buttons(application):
    for name in ("Hauptmenü", "Zurück", "Vor", "Übergeordneter Ordner", "Als Raster anzeigen", "Ansichtsoptionen"):
        wait_for(name, lambda: find_button(application, name))
    assert find_button(application, "Main Menu") is None


def check_page(application):
    """An empty store says so."""
    wait_for("the empty page", lambda: any(accessible.get_name().startswith("Der Ordner ist leer")
                                           for accessible in walk(get_window(application))))


def check_menu(application):
    wait_active(get_window(application))
    press("F10")
    wait_for("an item of the menu", lambda: find(application, ("menu item",), "Neues Fenster"))
    press("Escape")


def check_dialog(application):
    act(get_window(application), "win.new-folder")
    dialog = wait_for("the dialog", lambda: find_dialog(application, "Anlegen"))
    assert dialog.get_name() == "Neuer Ordner", dialog.get_name()
    push(dialog, "Abbrechen")
    wait_for("the end of the dialog", lambda: application.get_child_count() == 1)


CHECKS = (check_buttons, check_page, check_menu, check_dialog)


def main():
    german = make_environment(os.path.join(os.environ["HOME"], "locales"), "de_DE")
    if german is None:
        print("1..0 # SKIP there is no locale here that knows UTF-8")
        return 0
    nexus(STORE, "init")
    results = Results(len(CHECKS))
    with Browser(STORE, **german) as browser:
        for check in CHECKS:
            results.run(browser, check.__name__[6:].replace("_", " "), check, browser.application)
    return 1 if results.failed else 0


sys.exit(main())
