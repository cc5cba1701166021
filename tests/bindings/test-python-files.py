# SPDX-License-Identifier: LGPL-2.1-or-later
"""The files of a store as Python sees them, through GIO, and what other processes do to them."""
import subprocess
import sys
import tempfile

import gi

gi.require_version("Nexus", "1")
from gi.repository import Gio, GLib, Nexus  # noqa: E402

from nexus_python_test import connect, io_error, main, shown, test, wait_for, write  # noqa: E402


@test
def files():
    """A store as GIO sees it: files by URI, by all that a file of a disk can do."""
    fs = connect()
    assert Nexus.vfs_register() and Nexus.vfs_add("python", fs)
    folder = Gio.File.new_for_uri("nexus://python/a%20folder")
    file = folder.get_child("größe.txt")
    assert file.equal(fs.get_file("/a folder/größe.txt"))
    assert folder.make_directory_with_parents(None)
    _, etag = file.replace_contents(b"one", None, False, Gio.FileCreateFlags.NONE, None)
    io_error(Gio.IOErrorEnum.WRONG_ETAG, file.replace_contents, b"two", "other", False, Gio.FileCreateFlags.NONE, None)
    assert file.load_contents(None) == (True, b"one", etag)

    info = Gio.FileInfo()
    info.set_attribute_string("xattr::author", "Ann Lee")
    info.set_attribute_stringv("nexus::tags", ["work"])
    assert file.set_attributes_from_info(info, Gio.FileQueryInfoFlags.NONE, None)
    assert fs.get_attribute("/a folder/größe.txt", "author", None).unpack() == "Ann Lee"
    [info] = list(folder.enumerate_children("standard::*,nexus::*,etag::*", Gio.FileQueryInfoFlags.NONE, None))
    assert info.get_display_name() == "größe.txt" and info.get_size() == 3 and info.get_etag() == etag
    assert info.get_attribute_stringv("nexus::tags") == ["work"]

    told = []
    local = Gio.File.new_for_path(tempfile.mkdtemp()).get_child("copy")
    assert file.copy(local, Gio.FileCopyFlags.NONE, None, lambda *progress: told.append(progress))
    assert local.load_contents(None)[1] == b"one" and told[-1][:2] == (3, 3)
    assert local.move(folder.get_child("back"), Gio.FileCopyFlags.NONE, None, None)
    assert fs.read("/a folder/back", None).get_data() == b"one" and not local.query_exists(None)

    for uri in ("nexus://python/a%2Fb", "nexus://python/%00", "nexus://python/../a", "nexus:///%"):
        io_error(Gio.IOErrorEnum.INVALID_FILENAME, Gio.File.new_for_uri(uri).load_contents, None)
    assert Nexus.vfs_remove("python")
    assert "python" in io_error(Gio.IOErrorEnum.NOT_MOUNTED, file.load_contents, None)
    fs.close(None)


@test
def files_asynchronously():
    fs = connect()
    folder = fs.get_file("/")
    results = []
    for number in range(20):
        child = folder.get_child(str(number))
        child.replace_contents_bytes_async(GLib.Bytes.new(b"x" * (number + 1)), None, False,
                                           Gio.FileCreateFlags.NONE, None,
                                           lambda f, r: results.append(f.replace_contents_finish(r)[0]))
    wait_for(lambda: len(results) == 20)
    assert all(results)

    infos, loaded, errors, ended = [], [], [], []

    def some(enumerator, result):
        batch = enumerator.next_files_finish(result)
        infos.extend(batch)
        if not batch:
            ended.append(True)
        else:
            enumerator.next_files_async(7, GLib.PRIORITY_DEFAULT, None, some)

    folder.enumerate_children_async(
        "standard::name,standard::size", Gio.FileQueryInfoFlags.NONE, GLib.PRIORITY_DEFAULT, None,
        lambda f, r: f.enumerate_children_finish(r).next_files_async(7, GLib.PRIORITY_DEFAULT, None, some))
    folder.get_child("19").load_contents_async(None, lambda f, r: loaded.append(f.load_contents_finish(r)[1]))
    folder.get_child("missing").load_contents_async(
        None, lambda f, r: errors.append(io_error(Gio.IOErrorEnum.NOT_FOUND, f.load_contents_finish, r)))
    wait_for(lambda: ended and loaded and errors)
    assert len(infos) == 20
    assert sorted(int(info.get_name()) for info in infos) == list(range(20))
    assert all(info.get_size() == int(info.get_name()) + 1 for info in infos)
    assert loaded == [b"x" * 20]
    fs.close(None)


@test
def file_streams():
    fs = connect()
    file = fs.get_file("/file")
    stream = file.create(Gio.FileCreateFlags.NONE, None)
    stream.write_all(b"0123456789", None)
    assert stream.query_info("standard::size", None).get_size() == 10
    assert not file.query_exists(None), "visible before it is closed"
    stream.close(None)
    assert stream.get_etag() == file.query_info("etag::value", Gio.FileQueryInfoFlags.NONE, None).get_etag()
    stream = file.append_to(Gio.FileCreateFlags.NONE, None)
    stream.write_all(b"ab", None)
    stream.close(None)
    reader = file.read(None)
    file.replace_contents(b"something else", None, False, Gio.FileCreateFlags.NONE, None)
    assert reader.can_seek() and reader.seek(8, GLib.SeekType.SET, None) and reader.tell() == 8
    assert reader.read_bytes(100, None).get_data() == b"89ab", "not the version that was opened"
    assert reader.query_info("standard::size", None).get_size() == 12

    cancellable = Gio.Cancellable()
    stream = file.replace(None, False, Gio.FileCreateFlags.NONE, None)
    stream.write_all(b"given up", None)
    cancellable.cancel()
    io_error(Gio.IOErrorEnum.CANCELLED, stream.close, cancellable)
    assert file.load_contents(None)[1] == b"something else"
    both = file.open_readwrite(None)
    both.get_output_stream().write_all(b"S", None)
    both.close(None)
    assert file.load_contents(None)[1] == b"Something else"
    fs.close(None)


OTHER = """
import sys, gi
gi.require_version("Nexus", "1")
from gi.repository import GLib, Nexus
fs = Nexus.connect(Nexus.Config(data_dir=sys.argv[1]), None)
fs.write("/d/theirs", GLib.Bytes.new(b"theirs"), None, Nexus.WriteFlags.PARENTS, None)
fs.close(None)
"""


@test
def changes_of_other_processes():
    folder = tempfile.mkdtemp()
    fs = Nexus.connect(Nexus.Config(data_dir=folder), None)
    write(fs, "/d/ours", b"ours")
    model = Nexus.DirectoryModel.new(fs, "/d")
    search = Nexus.SearchModel.new(fs, Nexus.Query.new_parse("theirs"))
    assert shown(model) == ["ours"] and shown(search) == []
    told, events = [], []
    fs.connect("changed", lambda _, change: told.append((change.get_kind(), change.get_path())))
    monitor = fs.get_file("/d").monitor_directory(Gio.FileMonitorFlags.NONE, None)
    monitor.connect("changed", lambda m, file, other, event: events.append((event, file.get_basename())))
    subprocess.run([sys.executable, "-c", OTHER, folder], check=True)
    wait_for(lambda: (Nexus.ChangeKind.CREATED, "/d/theirs") in told)
    wait_for(lambda: (Gio.FileMonitorEvent.CREATED, "theirs") in events)
    wait_for(lambda: len(model) == 2 and len(search) == 1)
    assert shown(model) == ["ours", "theirs"] and shown(search) == ["theirs"]
    assert fs.undo(0, None).props.path == "/d/theirs"
    monitor.cancel()
    fs.close(None)


@test
def files_tell_of_changes():
    fs = connect()
    folder = fs.get_file("/")
    monitor = folder.monitor_directory(Gio.FileMonitorFlags.WATCH_MOVES, None)
    told = []
    monitor.connect("changed", lambda m, file, other, event: told.append((event, file.get_basename(),
                                                                          other.get_basename() if other else None)))
    write(fs, "/a", b"one")
    wait_for(lambda: (Gio.FileMonitorEvent.CREATED, "a", None) in told)
    fs.move("/a", "/b", None, Nexus.CopyFlags.NONE, None)
    wait_for(lambda: (Gio.FileMonitorEvent.RENAMED, "a", "b") in told)
    fs.delete("/b", None, Nexus.DeleteFlags.NONE, None)
    wait_for(lambda: (Gio.FileMonitorEvent.DELETED, "b", None) in told)
    monitor.cancel()
    fs.close(None)


sys.exit(main())
