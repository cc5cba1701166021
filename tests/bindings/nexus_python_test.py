# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the public API in Python have in common."""
import os
import sys
import tempfile
import time

import gi

gi.require_version("Nexus", "1")
from gi.repository import Gio, GLib, Nexus  # noqa: E402

sys.path.insert(0, os.path.join(os.environ["NEXUS_SOURCE_ROOT"], "tests"))
import nexus_tap  # noqa: E402

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def connect():
    return Nexus.connect(Nexus.Config(data_dir=tempfile.mkdtemp()), None)


def raises(domain, code, function, *arguments):
    try:
        function(*arguments)
    except GLib.Error as error:
        assert error.matches(domain, code), error
        return error.message
    raise AssertionError("no error")


def io_error(code, function, *arguments):
    return raises(Gio.io_error_quark(), code, function, *arguments)


def wait_for(condition, context=None):
    context = context or GLib.MainContext.default()
    late = time.monotonic() + 60
    alarm = GLib.timeout_source_new(50)
    alarm.set_callback(lambda *unused: True)
    alarm.attach(context)
    while not condition():
        assert time.monotonic() < late, "waited 60 s"
        context.iteration(True)
    alarm.destroy()


def write(fs, path, data, flags=Nexus.WriteFlags.PARENTS, etag=None):
    return fs.write(path, GLib.Bytes.new(data), etag, flags, None)


def shown(model):
    """The names that a list shows, once it is complete and all are read."""
    rows = []

    def is_complete():
        rows[:] = list(model)
        return not model.get_loading() and all(row.props.loaded for row in rows)

    wait_for(is_complete)
    return [row.get_entry().get_name() for row in rows]


def main():
    return nexus_tap.run(TESTS)
