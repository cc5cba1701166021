# SPDX-License-Identifier: LGPL-2.1-or-later
"""Looks at the browser as somebody does who cannot see it: through the names and roles that AT-SPI tells."""
import os
import subprocess
import sys
import time
import traceback

# GTK 4.8 and libatspi warn of widgets that come or go while they are told of, which must end neither of them.
if "G_DEBUG" in os.environ:
    del os.environ["G_DEBUG"]
    os.execv(sys.executable, [sys.executable, *sys.argv])

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print(f"1..0 # SKIP {error}")
    sys.exit(0)

BUILD = os.environ["NEXUS_BUILD_ROOT"]
STORE = os.path.join(os.environ["HOME"], "store")


def nexus(*arguments):
    command = [os.path.join(BUILD, "nexus-cli", "nexus"), "--data-dir", STORE, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wait_for(what, condition):
    """Every condition is waited for, and none of them for ever."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except GLib.Error:
            pass  # it went away while it was looked at
        time.sleep(0.05)
    raise AssertionError(f"waited 20 s for {what}")


def walk(accessible):
    if accessible is None:
        return
    yield accessible
    for index in range(accessible.get_child_count()):
        yield from walk(accessible.get_child_at_index(index))


def find_application():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None and application.get_name() == "nexus-gtk":
            return application
    return None


def find(root, role, name):
    for accessible in walk(root):
        if accessible.get_role_name() == role and accessible.get_name() == name:
            return accessible
    return None


def find_row(root, name):
    for accessible in walk(root):
        if accessible.get_role_name() == "table row" and accessible.get_name().startswith(name + ", "):
            return accessible
    return None


def check_names(application):
    """Every button says what it does, in words and not by the name of a class."""
    wait_for("the window", lambda: find(application, "push button", "Back"))
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
    assert row.get_name() == "letter.txt, plain text document, 5 bytes", row.get_name()


CHECKS = (check_names, check_rows)


def main():
    nexus("mkdir", "-p", "/docs")
    subprocess.run([os.path.join(BUILD, "nexus-cli", "nexus"), "--data-dir", STORE, "write", "/letter.txt"],
                   input="hello", text=True, check=True, capture_output=True)
    subprocess.run([os.path.join(BUILD, "nexus-cli", "nexus"), "--data-dir", STORE, "write", "/docs/inner.txt"],
                   input="inner", text=True, check=True, capture_output=True)
    environment = dict(os.environ, GTK_A11Y="atspi", GTK_USE_PORTAL="0")
    browser = subprocess.Popen([os.path.join(BUILD, "nexus-gtk", "nexus-gtk"), "--data-dir", STORE], env=environment)
    failed = 0
    print(f"1..{len(CHECKS)}")
    try:
        application = wait_for("the application", find_application)
        for number, check in enumerate(CHECKS, 1):
            try:
                check(application)
                print(f"ok {number} {check.__name__}", flush=True)
            except (AssertionError, GLib.Error, subprocess.CalledProcessError):
                failed += 1
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}")
                print(f"not ok {number} {check.__name__}", flush=True)
    finally:
        browser.terminate()
        browser.wait(20)
    return 1 if failed else 0


sys.exit(main())
