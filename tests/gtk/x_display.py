# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a window manager and a keyboard know of an X display."""
import ctypes

REVERT_TO_POINTER_ROOT = 1
IS_VIEWABLE = 2

XID = ctypes.c_ulong
X11 = ctypes.CDLL("libX11.so.6")
X11.XOpenDisplay.restype = ctypes.c_void_p
X11.XDefaultRootWindow.restype = XID
X11.XStringToKeysym.restype = XID
X11.XKeysymToKeycode.restype = ctypes.c_ubyte


class Attributes(ctypes.Structure):
    """XWindowAttributes of the X library."""
    _fields_ = [(name, kind) for names, kind in (
        ("x y width height border_width depth", ctypes.c_int), ("visual", ctypes.c_void_p), ("root", XID),
        ("class_ bit_gravity win_gravity backing_store", ctypes.c_int), ("planes pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int), ("colormap", XID), ("installed map_state", ctypes.c_int),
        ("all_mask your_mask do_not_mask", ctypes.c_long), ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p)) for name in names.split()]


class Display:
    """A connection that ends with the block."""

    def __enter__(self):
        display = X11.XOpenDisplay(None)
        assert display, "there is no display"
        self.pointer = ctypes.c_void_p(display)
        return self

    def __exit__(self, *failure):
        X11.XSync(self.pointer, 0)
        X11.XCloseDisplay(self.pointer)

    def list_windows(self):
        """Those that are shown, from the back to the front."""
        root = XID(X11.XDefaultRootWindow(self.pointer))
        ignored = XID()
        windows = ctypes.POINTER(XID)()
        number = ctypes.c_uint()
        attributes = Attributes()
        shown = []
        assert X11.XQueryTree(self.pointer, root, ctypes.byref(ignored), ctypes.byref(ignored), ctypes.byref(windows),
                              ctypes.byref(number))
        for window in windows[:number.value]:
            X11.XGetWindowAttributes(self.pointer, XID(window), ctypes.byref(attributes))
            if attributes.map_state == IS_VIEWABLE and not attributes.override_redirect:
                shown.append(window)
        X11.XFree(windows)
        return shown


def focus_front_window():
    """What a window manager does when a window comes or goes: the one that is in front then has the keyboard.  There
    is none here, and GTK 4.18 tells of no focus in a window that has not the keyboard."""
    with Display() as display:
        windows = display.list_windows()
        assert windows, "there is no window"
        X11.XSetInputFocus(display.pointer, XID(windows[-1]), REVERT_TO_POINTER_ROOT, ctypes.c_ulong(0))


def resize_front_window(width, height):
    with Display() as display:
        X11.XResizeWindow(display.pointer, XID(display.list_windows()[-1]), width, height)


def get_key_code(name):
    """The code of a key, by the name of what it types."""
    with Display() as display:
        code = X11.XKeysymToKeycode(display.pointer, XID(X11.XStringToKeysym(name.encode())))
    assert code, f"there is no key {name}"
    return code
