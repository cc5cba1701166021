# SPDX-License-Identifier: LGPL-2.1-or-later
"""The public API as Python sees it, through introspection."""
import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

import gi

gi.require_version("Nexus", "1")
from gi.repository import Gio, GLib, Nexus  # noqa: E402

from nexus_python_test import connect, io_error, main, raises, shown, test, wait_for, write  # noqa: E402


@test
def write_and_read():
    fs = connect()
    entry = write(fs, "/notes/größe.txt", b"one\0two")
    assert entry.get_path() == "/notes/größe.txt" and entry.props.name == "größe.txt"
    assert entry.get_kind() == Nexus.Kind.FILE and entry.get_size() == 7 and entry.get_version() == 1
    assert fs.read("/notes/größe.txt", None).get_data() == b"one\0two"
    assert fs.exists("/notes", None) and not fs.exists("/nothing", None)
    stream = fs.open("/notes/größe.txt", None)
    stream.seek(4, GLib.SeekType.SET, None)
    assert stream.read_bytes(100, None).get_data() == b"two"
    stream.close(None)
    fs.close(None)


@test
def directory_model():
    fs = connect()
    for name in ("a10", "a9", "B", ".hidden"):
        write(fs, "/d/" + name, name.encode())
    fs.make_directory("/d/z", Nexus.MakeDirectoryFlags.NONE, None)
    model = Nexus.DirectoryModel.new(fs, "/d")
    assert isinstance(model, Nexus.ListModel) and isinstance(model, Gio.ListModel)
    assert model.get_item_type() == Nexus.ModelRow.__gtype__
    assert shown(model) == ["z", "a9", "a10", "B"] and model.get_path() == "/d"
    row = model[1]
    model.set_properties(sort_key="size", sort_descending=True, folders_first=False, show_hidden=True)
    assert shown(model) == [".hidden", "a10", "a9", "B", "z"]
    assert model[2] == row, "a row stays the same object"

    said = []
    model.connect("items-changed", lambda model, *numbers: said.append(numbers))
    generation = model.get_generation()
    write(fs, "/d/new", b"twelve bytes")
    wait_for(lambda: model.get_generation() > generation)
    assert said == [(0, 0, 1)] and model.props.n_items == 6

    model.set_sort_key("beauty")
    assert model.get_error().matches(Gio.io_error_quark(), Gio.IOErrorEnum.INVALID_ARGUMENT)
    fs.close(None)


@test
def search_model():
    fs = connect()
    for path in ("/a/plan", "/b/plan 2", "/c/else"):
        write(fs, path, b"1")
    model = Nexus.SearchModel.new(fs, None)
    assert shown(model) == [] and model.get_query() is None
    model.set_query(Nexus.Query.new_parse("plan"))
    assert shown(model) == ["plan", "plan 2"]
    model.props.sort_key = "folder"
    model.props.sort_descending = True
    assert shown(model) == ["plan 2", "plan"]
    fs.add_tag("/c/else", "x", None)
    # A property of any class takes what somebody holds: PyGObject warns of anything else.
    query = Nexus.Query.new_parse("tag:x")
    references = query.ref_count
    model.props.query = query
    assert shown(model) == ["else"]
    model.set_query(None)
    assert query.ref_count == references
    model.set_query(query)
    fs.remove_tag("/c/else", "x", None)
    wait_for(lambda: len(model) == 0)
    fs.close(None)


@test
def output_stream():
    fs = connect()
    stream = fs.create_stream("/streamed", None, Nexus.WriteFlags.NONE, None)
    stream.write_all(b"part one, ", None)
    stream.write_all(b"part two", None)
    assert not fs.exists("/streamed", None), "visible before it is closed"
    stream.close(None)
    assert fs.read("/streamed", None).get_data() == b"part one, part two"
    assert stream.get_etag() == fs.query("/streamed", None).get_etag()
    fs.close(None)


@test
def listing_and_enumerating():
    fs = connect()
    for name in "cab":
        write(fs, f"/folder/{name}", b"x")
    fs.make_symbolic_link("/folder/link", "a", None)
    names = [entry.get_name() for entry in fs.list("/folder", None)]
    assert sorted(names) == ["a", "b", "c", "link"], names
    assert fs.query("/folder/link", None).get_target() == "a"
    enumerator = fs.enumerate("/", Nexus.EnumerateFlags.RECURSIVE, None)
    paths = []
    while batch := enumerator.next(2, None):
        assert len(batch) <= 2
        paths += [entry.get_path() for entry in batch]
    assert paths[0] == "/folder" and sorted(paths[1:]) == ["/folder/a", "/folder/b", "/folder/c", "/folder/link"], paths
    folder = fs.query("/folder", None)
    assert (folder.get_total_count(), folder.get_total_size()) == (4, 3), folder.get_total_count()
    fs.close(None)


@test
def attributes_of_every_type():
    fs = connect()
    write(fs, "/file", b"")
    values = {
        "bool": GLib.Variant("b", True),
        "integer": GLib.Variant("x", -(2 ** 63)),
        "number": GLib.Variant("d", 0.1),
        "text": GLib.Variant("s", "Ünïcode \U0001f600"),
        "list": GLib.Variant("as", ["one", ""]),
        "map": GLib.Variant("a{sv}", {"inner": GLib.Variant("x", 5)}),
    }
    for key, value in values.items():
        assert fs.set_attribute("/file", key, value, None)
    for key, value in values.items():
        assert fs.get_attribute("/file", key, None).equal(value), key
    assert fs.list_attributes("/file", None).unpack() == {k: v.unpack() for k, v in values.items()}
    assert fs.query("/file", None).get_attributes().unpack()["text"] == "Ünïcode \U0001f600"
    assert fs.remove_attribute("/file", "map", None)
    io_error(Gio.IOErrorEnum.NOT_FOUND, fs.get_attribute, "/file", "map", None)
    io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, fs.set_attribute, "/file", "k", GLib.Variant("i", 1), None)
    fs.close(None)


@test
def tags():
    fs = connect()
    write(fs, "/a", b"")
    fs.add_tag("/a", "work", None)
    fs.add_tag("/a", "2026", None)
    fs.rename_tag("work", "job", None)
    fs.set_tag_color("job", "#3584e4", None)
    assert fs.query("/a", None).get_tags() == ["2026", "job"]
    assert {t.get_name(): (t.get_count(), t.get_color()) for t in fs.list_tags(None)}["job"] == (1, "#3584e4")
    assert [entry.get_path() for entry in fs.list_tagged("job", None)] == ["/a"]
    fs.remove_tag("/a", "2026", None)
    assert fs.query("/a", None).get_tags() == ["job"]
    fs.close(None)


@test
def batches():
    fs = connect()
    batch = Nexus.Batch(filesystem=fs, description="Sort the notes")
    batch.make_directory("/notes", Nexus.MakeDirectoryFlags.NONE)
    batch.write("/notes/a", GLib.Bytes.new(b"a"), None, Nexus.WriteFlags.NONE)
    batch.set_attribute("/notes/a", "stars", GLib.Variant("x", 5))
    assert batch.props.n_operations == 3 and batch.commit(None)
    batch = Nexus.Batch.new(fs)
    batch.delete("/notes/a", None, Nexus.DeleteFlags.NONE)
    batch.move("/none", "/somewhere", None, Nexus.CopyFlags.NONE)
    assert "/none" in io_error(Gio.IOErrorEnum.NOT_FOUND, batch.commit, None)
    assert fs.exists("/notes/a", None)
    results = []
    batch = Nexus.Batch.new(fs)
    batch.copy("/notes", "/copy", Nexus.CopyFlags.NONE)
    batch.commit_async(None, lambda source, result: results.append(source.commit_finish(result)))
    wait_for(lambda: results)
    assert results == [True] and fs.exists("/copy/a", None)
    batch = Nexus.Batch.new(fs)
    batch.make_directory("/one", Nexus.MakeDirectoryFlags.NONE)
    later = batch.follow_up()
    later.make_directory("/two", Nexus.MakeDirectoryFlags.NONE)
    assert batch.commit(None) and later.commit(None)
    fs.undo(0, None)
    assert not fs.exists("/one", None) and not fs.exists("/two", None)
    fs.close(None)


@test
def undo_and_redo():
    folder = tempfile.mkdtemp()
    fs = Nexus.connect(Nexus.Config(data_dir=folder), None)
    write(fs, "/a", b"one")
    write(fs, "/a", b"two")
    fs.add_tag("/a", "red", None)
    fs.close(None)
    fs = Nexus.connect(Nexus.Config(data_dir=folder), None)
    history = [(step.props.description, step.props.state) for step in fs.list_history(None)]
    done = Nexus.UndoState.DONE
    assert history == [("Tag “a” with “red”", done), ("Write “a”", done), ("Write “a”", done)], history
    step = fs.undo(0, None)
    assert step.props.state == Nexus.UndoState.UNDONE and step.props.path == "/a" and step.props.count == 1
    assert abs(step.props.time.to_unix() - time.time()) < 3600
    results = []
    fs.undo_async(0, None, lambda source, result: results.append(source.undo_finish(result)))
    wait_for(lambda: results)
    assert fs.read("/a", None).get_data() == b"one"
    fs.redo_async(0, None, lambda source, result: results.append(source.redo_finish(result)))
    wait_for(lambda: len(results) == 2)
    assert results[0].props.id == results[1].props.id and fs.read("/a", None).get_data() == b"two"
    fs.list_history_async(None, lambda source, result: results.append(source.list_history_finish(result)))
    wait_for(lambda: len(results) == 3)
    assert [step.props.state for step in results[2]] == [Nexus.UndoState.UNDONE, done, done]
    first = list(results[2])[2].props.id
    assert "/a" in raises(Nexus.error_quark(), Nexus.Error.CONFLICT, fs.undo, first, None)
    fs.close(None)


@test
def snapshots():
    folder = tempfile.mkdtemp()
    fs = Nexus.connect(Nexus.Config(data_dir=folder), None)
    write(fs, "/a", b"one")
    assert fs.create_snapshot("first", "/", None)
    write(fs, "/a", b"two")
    write(fs, "/b", b"new")
    assert [(one.props.name, one.props.path, one.props.count, one.props.size) for one in fs.list_snapshots(None)] == [
        ("first", "/", 1, 3)]
    changes = [(change.get_path(), change.get_kind()) for change in fs.diff_snapshots("first", None, None)]
    assert changes == [("/a", Nexus.ChangeKind.CONTENT), ("/b", Nexus.ChangeKind.CREATED)], changes
    out = Gio.File.new_for_path(os.path.join(folder, "out"))
    assert fs.export_snapshot("first", None, out).run(None)
    assert out.get_child("a").load_bytes(None)[0].get_data() == b"one"
    assert fs.restore_snapshot("first", None, None)
    assert fs.read("/a", None).get_data() == b"one" and not fs.exists("/b", None)
    assert fs.delete_snapshot("first", None) and len(list(fs.list_snapshots(None))) == 0
    fs.close(None)


@test
def quotas():
    fs = connect()
    write(fs, "/q/a", b"12345")
    seen, results = [], []
    fs.connect("quota-exceeded", lambda _, quota: seen.append((quota.props.path, quota.props.used_bytes)))
    assert fs.set_quota("/q", 10, 6, 0, 0, None)
    assert "“/q” may hold 10 bytes" in io_error(Gio.IOErrorEnum.NO_SPACE, write, fs, "/q/b", b"123456")
    write(fs, "/q/b", b"12")
    wait_for(lambda: seen == [("/q", 7)])
    quota = list(fs.list_quotas("/q/b", None))[0]
    assert (quota.props.hard_bytes, quota.props.soft_bytes, quota.get_used_entries(), quota.props.exceeded) == (10, 6, 2, True)
    fs.set_quota_async("/q", 0, 0, 0, 0, None, lambda source, result: results.append(source.set_quota_finish(result)))
    wait_for(lambda: results == [True])
    fs.list_quotas_async(None, None, lambda source, result: results.append(len(list(source.list_quotas_finish(result)))))
    wait_for(lambda: results == [True, 0])
    fs.close(None)


@test
def versions():
    fs = connect()
    first = write(fs, "/a", b"one")
    write(fs, "/a", b"two")
    assert sorted((v.get_number(), v.get_is_current()) for v in fs.list_versions("/a", None)) == [(1, False), (2, True)]
    assert fs.read_version("/a", 1, None).get_data() == b"one"
    restored = fs.restore_version("/a", 1, None)
    assert restored.get_etag() == first.get_etag() and fs.read("/a", None).get_data() == b"one"
    fs.close(None)


@test
def trash():
    fs = connect()
    write(fs, "/a", b"kept")
    fs.add_tag("/a", "dear", None)
    assert fs.delete("/a", None, Nexus.DeleteFlags.NONE, None)
    assert not fs.exists("/a", None)
    item = fs.list_trash(None)[0]
    assert item.get_original_path() == "/a" and item.get_entry().get_size() == 4
    restored = fs.restore(item.get_id(), None, Nexus.ConflictPolicy.FAIL, None)
    assert restored.get_path() == "/a" and restored.get_tags() == ["dear"]
    fs.delete("/a", None, Nexus.DeleteFlags.NONE, None)
    assert fs.empty_trash(None) and len(fs.list_trash(None)) == 0
    assert fs.get_trash_days(None) == 30 and fs.set_trash_days(0, None) and fs.get_trash_days(None) == 0
    fs.close(None)


@test
def errors_by_domain_and_code():
    fs = connect()
    assert "/missing" in io_error(Gio.IOErrorEnum.NOT_FOUND, fs.read, "/missing", None)
    assert ".." in io_error(Gio.IOErrorEnum.INVALID_FILENAME, fs.read, "/../etc/passwd", None)
    io_error(Gio.IOErrorEnum.INVALID_FILENAME, fs.read, "", None)
    io_error(Gio.IOErrorEnum.INVALID_FILENAME, fs.read, "/line\nbreak", None)
    io_error(Gio.IOErrorEnum.INVALID_FILENAME, fs.read, "/not-utf8\udcff", None)
    try:
        fs.read("/nul\0byte", None)
        raise AssertionError("a NUL was cut off")
    except ValueError:
        pass
    io_error(Gio.IOErrorEnum.IS_DIRECTORY, fs.read, "/", None)
    etag = write(fs, "/a", b"one").get_etag()
    write(fs, "/a", b"two")
    io_error(Gio.IOErrorEnum.WRONG_ETAG, write, fs, "/a", b"three", Nexus.WriteFlags.NONE, etag)
    io_error(Gio.IOErrorEnum.EXISTS, write, fs, "/a", b"three", Nexus.WriteFlags.CREATE)
    cancelled = Gio.Cancellable()
    cancelled.cancel()
    io_error(Gio.IOErrorEnum.CANCELLED, fs.delete, "/a", None, Nexus.DeleteFlags.NONE, cancelled)
    assert fs.read("/a", None).get_data() == b"two"
    fs.close(None)
    io_error(Gio.IOErrorEnum.CLOSED, fs.read, "/a", None)
    message = raises(Nexus.error_quark(), Nexus.Error.CONFIG, Nexus.Config.new_from_data, "data_dir: x\nhistory_limit: many\n")
    assert "2:" in message and "history_limit" in message, message


@test
def a_surrogate_is_refused():
    fs = connect()
    try:
        write(fs, "/\udc80", b"")
    except (GLib.Error, UnicodeError, TypeError):
        pass
    else:
        raise AssertionError("a name that is not UTF-8 was taken")
    assert len(fs.list("/", None)) == 0
    fs.close(None)


@test
def asynchronous_calls():
    results = []
    Nexus.connect_async(Nexus.Config(data_dir=tempfile.mkdtemp()), None, lambda _, r: results.append(Nexus.connect_finish(r)))
    wait_for(lambda: results)
    fs = results.pop()
    fs.write_async("/a", GLib.Bytes.new(b"data"), None, Nexus.WriteFlags.NONE, None,
                   lambda source, r: results.append(source.write_finish(r)))
    assert not results, "called back before the call returned"
    wait_for(lambda: results)
    assert results.pop().get_size() == 4
    fs.read_async("/b", None, lambda source, r: results.append(io_error(Gio.IOErrorEnum.NOT_FOUND, source.read_finish, r)))
    wait_for(lambda: results)
    assert "/b" in results.pop()
    for number in range(100):
        fs.write_async(f"/many{number}", GLib.Bytes.new(b"%d" % number), None, Nexus.WriteFlags.NONE, None,
                       lambda source, r: results.append(source.write_finish(r).get_path()))
    wait_for(lambda: len(results) == 100)
    assert sorted(results) == sorted(f"/many{number}" for number in range(100))
    results.clear()
    fs.close_async(None, lambda source, r: results.append(source.close_finish(r)))
    wait_for(lambda: results)
    assert results == [True]


@test
def callbacks_come_in_the_context_of_the_caller():
    fs = connect()
    write(fs, "/a", b"x")
    seen = []

    def other():
        context = GLib.MainContext.new()
        context.push_thread_default()
        fs.read_async("/a", None, lambda source, r: seen.append((threading.get_ident(), source.read_finish(r).get_data())))
        wait_for(lambda: seen, context)
        context.pop_thread_default()
        seen.append(threading.get_ident())

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert seen[0] == (seen[1], b"x"), seen
    fs.close(None)


@test
def changes_are_told():
    fs = connect()
    seen = []
    fs.connect("changed", lambda _, change: seen.append((change.get_kind(), change.get_path())))
    write(fs, "/a", b"x", Nexus.WriteFlags.NONE)
    wait_for(lambda: (Nexus.ChangeKind.CREATED, "/a") in seen)
    fs.add_tag("/a", "t", None)
    wait_for(lambda: (Nexus.ChangeKind.METADATA, "/a") in seen)
    fs.close(None)


@test
def import_with_progress_and_export():
    fs = connect()
    folder = tempfile.mkdtemp()
    os.makedirs(folder + "/tree/empty")
    for number in range(200):
        with open(f"{folder}/tree/{number}.txt", "w", encoding="utf-8") as file:
            file.write("x" * number)
    os.symlink("7.txt", folder + "/tree/link")
    operation = fs.import_(Gio.File.new_for_path(folder + "/tree"), "/tree", Nexus.ConflictPolicy.FAIL)
    assert operation.get_state() == Nexus.OperationState.PENDING
    fractions, states, acknowledged, done = [], [], [], []
    operation.connect("notify::fraction", lambda o, _: fractions.append(o.get_fraction()))
    operation.connect("notify::state", lambda o, _: states.append(o.get_state()))
    operation.connect("acknowledged", lambda _, path: acknowledged.append(path))
    operation.run_async(None, lambda o, r: done.append(o.run_finish(r)))
    wait_for(lambda: done)
    assert done == [True] and operation.get_state() == Nexus.OperationState.DONE
    assert fractions and fractions == sorted(fractions) and fractions[-1] == 1.0, fractions
    assert Nexus.OperationState.DONE in states
    assert "/tree/199.txt" in acknowledged
    assert operation.get_files_done() == operation.get_files_total() > 200
    assert operation.get_bytes_done() == sum(range(200))

    again = fs.import_(Gio.File.new_for_path(folder + "/tree"), "/tree", Nexus.ConflictPolicy.REPLACE)
    assert again.run(None) and again.get_files_skipped() >= 200, again.get_files_skipped()

    assert fs.export("/tree", Gio.File.new_for_path(folder + "/out"), Nexus.ConflictPolicy.FAIL).run(None)
    assert sorted(os.listdir(folder + "/out")) == sorted(os.listdir(folder + "/tree"))
    assert os.readlink(folder + "/out/link") == "7.txt"
    with open(folder + "/out/150.txt", encoding="utf-8") as file:
        assert file.read() == "x" * 150
    fs.close(None)


@test
def import_tells_of_each_failure():
    fs = connect()
    folder = tempfile.mkdtemp()
    with open(os.fsencode(folder) + b"/bad\xff.txt", "w", encoding="utf-8") as file:
        file.write("x")
    with open(folder + "/good.txt", "w", encoding="utf-8") as file:
        file.write("good")
    operation = fs.import_(Gio.File.new_for_path(folder), "/in", Nexus.ConflictPolicy.FAIL)
    raises(Nexus.error_quark(), Nexus.Error.PARTIAL, operation.run, None)
    failures = operation.get_failures()
    assert len(failures) == 1, len(failures)
    assert failures[0].get_error().matches(Gio.io_error_quark(), Gio.IOErrorEnum.INVALID_FILENAME), failures[0].get_message()
    assert fs.read("/in/good.txt", None).get_data() == b"good"
    fs.close(None)


@test
def an_operation_can_be_cancelled():
    fs = connect()
    folder = tempfile.mkdtemp()
    with open(folder + "/a", "w", encoding="utf-8") as file:
        file.write("x")
    operation = fs.import_(Gio.File.new_for_path(folder), "/in", Nexus.ConflictPolicy.FAIL)
    operation.pause()
    messages = []
    operation.run_async(None, lambda o, r: messages.append(io_error(Gio.IOErrorEnum.CANCELLED, o.run_finish, r)))
    wait_for(lambda: operation.get_state() == Nexus.OperationState.PAUSED)
    operation.cancel()
    wait_for(lambda: messages)
    assert operation.get_state() == Nexus.OperationState.CANCELLED
    assert not fs.exists("/in/a", None)
    fs.close(None)


def found(results):
    paths = []
    while batch := results.next(2, None):
        paths += [entry.get_path() for entry in batch]
    return paths


@test
def search():
    fs = connect()
    for path in ("/docs/Crème Brûlée.txt", "/docs/budget.pdf", "/old/budget 1999.txt"):
        write(fs, path, b"The text of " + path.encode())
    fs.add_tag("/docs/budget.pdf", "work", None)
    fs.set_attribute("/docs/budget.pdf", "author", GLib.Variant("s", "Ann Lee"), None)

    query = Nexus.Query.new_parse("budget -in:/old")
    assert query.to_string() == "budget -in:/old" and not query.is_empty() and query.reads_texts()
    results = fs.search(query, Nexus.SearchOrder.RELEVANCE, None)
    assert results.get_count() == results.props.count == 1 and found(results) == ["/docs/budget.pdf"]
    for text, paths in (("creme", ["/docs/Crème Brûlée.txt"]), ("tag:work author:lee", ["/docs/budget.pdf"]), ("nothing", [])):
        assert found(fs.search(Nexus.Query.new_parse(text), Nexus.SearchOrder.NAME, None)) == paths, text
    assert "character 1" in io_error(Gio.IOErrorEnum.INVALID_ARGUMENT, Nexus.Query.new_parse, '"open')

    done = []
    fs.update_index_async(None, lambda source, result: done.append(source.update_index_finish(result)))
    wait_for(lambda: done)
    query = Nexus.Query.new_parse("text:\"text of\" type:text")
    fs.search_async(query, Nexus.SearchOrder.NAME, None, lambda source, result: done.append(source.search_finish(result)))
    wait_for(lambda: len(done) == 2)
    assert found(done[1]) == ["/old/budget 1999.txt", "/docs/Crème Brûlée.txt"]

    fs.save_search("recent", Nexus.Query.new_parse("modified<7d"), None)
    saved = list(fs.list_searches(None))
    assert [(search.get_name(), search.get_query().to_string()) for search in saved] == [("recent", "modified<7d")]
    fs.remove_search("recent", None)
    io_error(Gio.IOErrorEnum.NOT_FOUND, fs.remove_search, "recent", None)

    assert fs.complete_query("x tag:w", 7, None) == (["work"], 6, 7)
    fs.close(None)


@test
def properties():
    config = Nexus.Config(data_dir=tempfile.mkdtemp(), history_limit=3)
    assert config.props.mode == Nexus.Mode.EMBEDDED and config.get_origin("history_limit") == "api"
    fs = Nexus.connect(config, None)
    assert fs.get_config().get_history_limit() == 3
    entry = write(fs, "/a", b"x")
    for spec in entry.list_properties():
        getter = getattr(entry, "get_" + spec.name.replace("-", "_"), None)
        assert getter is None or entry.get_property(spec.name) == getter(), spec.name
    assert entry.props.modified.equal(entry.dup_modified())
    assert entry.dup_modified().to_unix() * 10 ** 9 <= entry.get_modified_ns()
    fs.close(None)


@test
def verify_and_repair():
    folder = tempfile.mkdtemp()
    fs = Nexus.connect(Nexus.Config(data_dir=folder), None)
    fs.write("/file", GLib.Bytes.new(b"x" * 200000), None, Nexus.WriteFlags.NONE, None)
    verify = fs.verify(["/file"])
    verify.set_since(None)
    verify.set_budget(0, 10 ** 12)
    assert verify.get_report() is None
    assert verify.run(None)
    report = verify.get_report()
    assert report.is_good() and report.is_complete() and report.get_n_contents() == 1
    assert json.loads(report.to_json())["bytes"] == 200000

    for top, _, names in os.walk(os.path.join(folder, "content")):
        for name in names:
            os.chmod(os.path.join(top, name), 0o600)
            with open(os.path.join(top, name), "r+b") as file:
                file.write(b"damage")
    verify = fs.verify(None)
    assert verify.run(None)
    findings = verify.get_report().get_findings()
    assert findings.get_n_items() == 1
    finding = findings.get_item(0)
    assert finding.get_kind() == Nexus.FindingKind.CONTENT_DAMAGED
    assert finding.get_paths() == ["/file"] and len(finding.get_hash()) == 64

    with tempfile.TemporaryDirectory() as source:
        with open(os.path.join(source, "any name"), "wb") as file:
            file.write(b"x" * 200000)
        repair = fs.repair()
        repair.add_source(Gio.File.new_for_path(source))
        assert repair.run(None)
        assert repair.get_report().get_findings().get_item(0).get_state() == Nexus.FindingState.MENDED
    assert fs.read("/file", None).get_data() == b"x" * 200000
    fs.close(None)


@test
def dump_and_load():
    fs = connect()
    write(fs, "/d/f", b"text")
    fs.add_tag("/d/f", "work", None)
    stream = Gio.MemoryOutputStream.new_resizable()
    assert fs.dump(stream, Nexus.DumpFormat.JSONL).run(None)
    stream.close(None)
    lines = stream.steal_as_bytes()
    assert lines.get_data().count(b"\n") == 3

    other = connect()
    load = other.load(Gio.MemoryInputStream.new_from_bytes(lines), None, Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE)
    assert load.run(None)
    assert (load.get_n_created(), load.get_n_updated(), load.get_n_missing()) == (2, 1, 1)
    assert other.query("/d/f", None).get_tags() == ["work"]
    raises(Nexus.error_quark(), Nexus.Error.CONTENT_MISSING, other.read, "/d/f", None)

    write(other, "/d/f", b"else")
    load = other.load(Gio.MemoryInputStream.new_from_bytes(lines), None, Nexus.LoadConflict.REMAP, Nexus.LoadFlags.DRY_RUN)
    assert load.run(None)
    assert load.get_n_collisions() == 1
    collision = load.get_collisions()[0]
    assert collision.props.path == "/d/f" and collision.props.new_path == "/d/f_imported1"
    assert collision.props.resolution == Nexus.LoadResolution.REMAPPED
    assert collision.props.existing_etag != collision.props.imported_etag and collision.props.message
    io_error(Gio.IOErrorEnum.NOT_FOUND, other.query, "/d/f_imported1", None)

    bad = other.load(Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(b"\n{}\n")), None, Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE)
    assert io_error(Gio.IOErrorEnum.INVALID_DATA, bad.run, None).startswith("line 2: ")
    original = other.load_original(Gio.File.new_for_path(tempfile.mkdtemp()), Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE)
    raises(Nexus.error_quark(), Nexus.Error.NOT_A_STORE, original.run, None)
    other.close(None)
    fs.close(None)


def make_original():
    """A data folder as the original Nexus has it, with one file."""
    folder = tempfile.mkdtemp()
    name = hashlib.sha256(b"text").hexdigest()
    os.makedirs(f"{folder}/cas/{name[:2]}/{name[2:4]}")
    with open(f"{folder}/cas/{name[:2]}/{name[2:4]}/{name}", "wb") as file:
        file.write(b"text")
    with sqlite3.connect(folder + "/metadata.db") as db:
        db.execute("CREATE TABLE file_paths (path_id TEXT, tenant_id TEXT, virtual_path TEXT, backend_id TEXT, physical_path TEXT,"
                   " file_type TEXT, size_bytes INTEGER, content_hash TEXT, created_at TEXT, updated_at TEXT, deleted_at TEXT)")
        db.execute("CREATE TABLE file_metadata (metadata_id TEXT, path_id TEXT, key TEXT, value TEXT, created_at TEXT)")
        db.execute("INSERT INTO file_paths VALUES ('1', 't', '/in/file', 'local', ?, NULL, 4, ?, '2026-01-01 00:00:00',"
                   " '2026-01-01 00:00:00', NULL)", (name, name))
        db.execute("INSERT INTO file_metadata VALUES ('1', '1', 'author', '\"Ann\"', '2026-01-01 00:00:00')")
    db.close()
    return folder


@test
def load_from_the_original():
    fs = connect()
    load = fs.load_original(Gio.File.new_for_path(make_original()), Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE)
    done = []
    load.run_async(None, lambda source, result: done.append(source.run_finish(result)))
    wait_for(lambda: done)
    assert done == [True] and load.get_n_missing() == 0
    assert fs.read("/in/file", None).get_data() == b"text"
    assert fs.get_attribute("/in/file", "author", None).unpack() == "Ann"
    fs.undo(0, None)
    assert not fs.exists("/in", None)
    fs.redo(0, None)
    assert fs.read("/in/file", None).get_data() == b"text"
    stream = Gio.MemoryOutputStream.new_resizable()
    assert fs.dump(stream, Nexus.DumpFormat.ORIGINAL).run(None)
    stream.close(None)
    [line] = stream.steal_as_bytes().get_data().splitlines()
    assert json.loads(line)["path"] == "/in/file"
    fs.close(None)


@test
def nothing_public_is_untyped():
    core = "{http://www.gtk.org/introspection/core/1.0}"
    gir = ElementTree.parse(os.path.join(os.environ["NEXUS_BUILD_ROOT"], "libnexus-glib", "Nexus-1.gir"))
    callables = [e for kind in ("function", "method", "constructor") for e in gir.iter(core + kind)]
    assert len(callables) > 100
    for call in callables:
        name = call.get("{http://www.gtk.org/introspection/c/1.0}identifier")
        assert call.get("introspectable") != "0", name
        for value in [call.find(core + "return-value")] + call.findall(f"{core}parameters/{core}parameter"):
            kind = value.find(core + "type")
            if kind is not None and kind.get("name") == "gpointer":
                assert value.get("name") == "user_data", f"{name}: {value.get('name')}"
        assert call.find(core + "doc") is not None or call.get("shadowed-by"), f"{name} is not documented"


sys.exit(main())
