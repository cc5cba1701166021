#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Imports a folder into a store, tags it, lists it, reads a file and exports the folder again.
# Usage: example.py STORE FOLDER OUTPUT
import sys

import gi

gi.require_version("Nexus", "1")
from gi.repository import Gio, GLib, Nexus

store, folder, output = sys.argv[1:]
fs = Nexus.connect(Nexus.Config(data_dir=store), None)

operation = fs.import_(Gio.File.new_for_path(folder), "/folder", Nexus.ConflictPolicy.REPLACE)
operation.connect("notify::fraction", lambda self, _: print(f"{self.get_fraction():4.0%}"))
operation.run(None)

fs.write("/folder/note.txt", GLib.Bytes.new(b"imported"), None, Nexus.WriteFlags.NONE, None)
fs.add_tag("/folder/note.txt", "example", None)
fs.set_attribute("/folder/note.txt", "author", GLib.Variant("s", "Ann"), None)

for entry in fs.list("/folder", None):
    print(f"{entry.get_size():10}  {entry.get_path()}")
print(fs.read("/folder/note.txt", None).get_data().decode())

try:
    fs.read("/nothing", None)
except GLib.Error as error:
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)
    print(error.message)

fs.export("/folder", Gio.File.new_for_path(output), Nexus.ConflictPolicy.REPLACE).run(None)
fs.close(None)
