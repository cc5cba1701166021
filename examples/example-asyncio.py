#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Writes, lists and reads many files of a store at once with asyncio, through nexus:// and nothing but GIO.
# Usage: example-asyncio.py STORE
import asyncio
import sys
import threading

import gi

gi.require_version("Nexus", "1")
from gi.repository import Gio, GLib, Nexus

NORMAL = GLib.PRIORITY_DEFAULT


async def call(start, *arguments):
    """Awaits an asynchronous call of GIO: x_async (*arguments, cancellable, callback), then x_finish (result)."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    cancellable = Gio.Cancellable()
    finish = start.__name__.replace("_bytes", "").replace("_async", "_finish")

    def done(source, result):
        try:
            value = getattr(source, finish)(result)
            loop.call_soon_threadsafe(lambda: future.cancelled() or future.set_result(value))
        except GLib.Error as error:
            loop.call_soon_threadsafe(lambda caught=error: future.cancelled() or future.set_exception(caught))

    start(*arguments, cancellable, done)
    try:
        return await future
    finally:
        cancellable.cancel()


async def write(folder, number):
    file = folder.get_child(f"{number}.txt")
    text = GLib.Bytes.new(f"note {number}".encode())
    await call(file.replace_contents_bytes_async, text, None, False, Gio.FileCreateFlags.NONE)


async def main():
    folder = Gio.File.new_for_uri("nexus://notes/folder")
    await call(folder.make_directory_async, NORMAL)

    # All at once: they share the syncs to the disk.
    await asyncio.gather(*(write(folder, number) for number in range(1000)))

    names = []
    children = await call(folder.enumerate_children_async, "standard::name", Gio.FileQueryInfoFlags.NONE, NORMAL)
    while batch := await call(children.next_files_async, 100, NORMAL):
        names += [info.get_name() for info in batch]
    loaded = await asyncio.gather(*(call(folder.get_child(name).load_contents_async) for name in names))
    print(f"{len(names)} files, {sum(len(contents) for _, contents, _ in loaded)} bytes")

    try:
        await call(folder.get_child("missing").load_contents_async)
    except GLib.Error as error:
        assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)
        print(error.message)


fs = Nexus.connect(Nexus.Config(data_dir=sys.argv[1]), None)
Nexus.vfs_register()
Nexus.vfs_add("notes", fs)

# GLib's main loop has a thread of its own, and asyncio this one.
glib = GLib.MainLoop()
thread = threading.Thread(target=glib.run)
thread.start()
try:
    asyncio.run(main())
finally:
    glib.quit()
    thread.join()
    Nexus.vfs_remove("notes")
    fs.close(None)
