# SPDX-License-Identifier: LGPL-2.1-or-later
"""The browser from outside: what AT-SPI tells of it, and the keys that a person presses in it."""
import os
import signal
import subprocess
import sys
import time
import traceback

# GTK 4.8 and libatspi warn of widgets that come or go while they are told of, which must end neither of them.
if "G_DEBUG" in os.environ:
    del os.environ["G_DEBUG"]
    os.execv(sys.executable, sys.orig_argv)

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print(f"1..0 # SKIP {error}")
    sys.exit(0)

import x_display

BUILD = os.environ["NEXUS_BUILD_ROOT"]
PROGRAM = (os.path.join(BUILD, "nexus-gtk", "nexus-gtk"), "--data-dir")
# Seconds; busy machines take long to answer.
LIMIT = 60
STATE = Atspi.StateType


def nexus(store, *arguments, write=None):
    """Runs the command-line program on a store."""
    command = [os.path.join(BUILD, "nexus-cli", "nexus"), "--data-dir", store, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, input=write).stdout


def wait_for(what, condition):
    """Every condition is waited for, and none of them for ever."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except GLib.Error:
            pass  # it went away while it was looked at
        time.sleep(0.05)
    raise AssertionError(f"waited {LIMIT} s for {what}")


# --- Looking ---

def walk(accessible):
    if accessible is None:
        return
    yield accessible
    for index in range(accessible.get_child_count()):
        yield from walk(accessible.get_child_at_index(index))


def find(root, roles, name):
    for accessible in walk(root):
        if accessible.get_name() == name and accessible.get_role_name() in roles:
            return accessible
    return None


def find_button(root, name):
    """Older versions of AT-SPI call it a push button, and newer ones a button."""
    return find(root, ("push button", "button"), name)


def find_row(root, name):
    for accessible in walk(root):
        if accessible.get_role_name() == "table row" and accessible.get_name().startswith(name + ", "):
            return accessible
    return None


def find_text(root, name):
    """What can be written into, by its name."""
    for accessible in walk(root):
        if accessible.get_name() == name and "EditableText" in accessible.get_interfaces():
            return accessible
    return None


def is_named(accessible, name):
    return accessible is not None and accessible.get_name().startswith(name)


def has_state(accessible, state):
    return accessible.get_state_set().contains(state)


# What the focus went to last, as far as it was told.
told = []


def focus_cb(event):
    if event.detail1:
        told[:] = [event.source]


LISTENER = Atspi.EventListener.new(focus_cb)
LISTENER.register("object:state-changed:focused")


def is_in(accessible, root):
    while accessible is not None and accessible != root:
        accessible = accessible.get_parent()
    return accessible is not None


def find_focus(root):
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)
    # To look everywhere takes seconds on a busy machine.
    if told and has_state(told[0], STATE.FOCUSED) and is_in(told[0], root):
        return told[0]
    return next((accessible for accessible in walk(root) if has_state(accessible, STATE.FOCUSED)), None)


def get_window(application):
    """The first window; every other one is a dialog."""
    return application.get_child_at_index(0)


def find_dialog(application, button):
    """The dialog that has such a button."""
    for index in range(1, application.get_child_count()):
        window = application.get_child_at_index(index)
        if window is not None and find_button(window, button) is not None:
            return window
    return None


# --- Doing ---

def get_action(accessible, name):
    """The number of an action that can be done now; GTK does not tell of those that cannot."""
    names = [Atspi.Action.get_action_name(accessible, index) for index in range(Atspi.Action.get_n_actions(accessible))]
    return names.index(name) + 1 if name in names else 0


def act(accessible, name):
    number = wait_for(f"{name} to be possible", lambda: get_action(accessible, name))
    assert Atspi.Action.do_action(accessible, number - 1), name


def push(root, name):
    """Waits until it can be done: a button that is not sensitive does nothing."""
    def can_be_pushed():
        button = find_button(root, name)
        return button is not None and has_state(button, STATE.SENSITIVE) and button
    assert Atspi.Action.do_action(wait_for(f"{name} to be sensitive", can_be_pushed), 0), name


def write(root, name, text):
    entry = wait_for(f"the text {name}", lambda: find_text(root, name))
    assert Atspi.EditableText.set_text_contents(entry, text), name
    return entry


def press(*names):
    """Presses a key, with those that are held down before it."""
    codes = [x_display.get_key_code(name) for name in names]
    for code in codes[:-1]:
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.PRESS)
    Atspi.generate_keyboard_event(codes[-1], None, Atspi.KeySynthType.PRESSRELEASE)
    for code in reversed(codes[:-1]):
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.RELEASE)


def wait_active(window):
    """Gives the keyboard to a window, as a window manager does with the one in front."""
    x_display.focus_front_window()
    wait_for("the window to be active", lambda: has_state(window, STATE.ACTIVE))


# --- The program ---

def find_application():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None and application.get_name() == "nexus-gtk":
            return application
    return None


def is_old_gtk():
    """Whether it is GTK 4.8, in which much of this was new."""
    gi.require_version("Gtk", "4.0")
    from gi.repository import Gtk
    return Gtk.get_minor_version() < 10


class Browser:
    """The program while it runs, and what AT-SPI knows of it."""

    def __init__(self, store, *arguments, **environment):
        self.process = subprocess.Popen([*PROGRAM, store, *arguments],
                                        env=dict(os.environ, GTK_A11Y="atspi", GTK_USE_PORTAL="0", **environment))
        self.application = None

    @staticmethod
    def hand_over(store, *files):
        """Starts it a second time, which leaves the files to the first one."""
        subprocess.run([*PROGRAM, store, *files], check=True)

    def __enter__(self):
        try:
            self.application = wait_for("the application", find_application)
        except BaseException:
            self.__exit__()
            raise
        # What is kept of it would be brought up to date by a main loop, which there is not.
        self.application.set_cache_mask(Atspi.Cache.NONE)
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait(20)
        wait_for("the application to be gone", lambda: find_application() is None)

    def has_crashed_in_gtk(self):
        """GTK 4.8 may crash when it is asked for a widget that just comes or goes, which later versions do not."""
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            return False
        return self.process.returncode == -signal.SIGSEGV and is_old_gtk()


class Results:
    """What the test tells, in TAP."""

    def __init__(self, number):
        self.number = 0
        self.failed = 0
        print(f"1..{number}", flush=True)

    def run(self, browser, name, check, *arguments):
        self.number += 1
        try:
            check(*arguments)
            print(f"ok {self.number} {name}", flush=True)
        except (AssertionError, GLib.Error, subprocess.CalledProcessError):
            if browser.has_crashed_in_gtk():
                print(f"ok {self.number} {name} # SKIP GTK 4.8 crashed", flush=True)
                return
            self.failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {self.number} {name}", flush=True)
