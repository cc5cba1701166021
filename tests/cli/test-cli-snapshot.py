#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots on the command line."""
import os
import sys

from cli_test import contains, equal, main, true


def fill(store):
    store.ok("mkdir", "-p", "/docs/sub")
    store.write("/docs/a.txt", "one")
    store.write("/docs/sub/b.txt", "two")
    store.ok("tag", "add", "/docs/sub/b.txt", "red")
    store.ok("meta", "set", "/docs/sub/b.txt", "author", "me")
    store.write("/other", "other")
    store.ok("snapshot", "create", "first", "/docs")


def change(store):
    store.write("/docs/a.txt", "changed")
    store.ok("rm", "-r", "/docs/sub")
    store.write("/docs/new.txt", "new")
    store.write("/other", "changed too")


def test_create_and_list(store):
    equal(store.ok("snapshot", "list").text, "")
    equal(store.ok("snapshot", "list", "--json").json, [])
    fill(store)
    store.ok("snapshot", "create", "all")
    listed = store.ok("snapshot", "list", "--json").json
    equal([(one["name"], one["path"], one["count"], one["size"]) for one in listed],
          [("all", "/", 5, 11), ("first", "/docs", 3, 6)])
    line = store.ok("snapshot", "list").lines[1].split()
    equal(line[2:], ["3", "6", "bytes", "first", "/docs"])
    contains(store.fail(1, "snapshot", "create", "first").err, "There is a snapshot “first” already")
    contains(store.fail(1, "snapshot", "create", "x", "/none").err, "/none")
    contains(store.fail(1, "snapshot", "create", "").err, "1 to 255 bytes")


def test_diff(store):
    fill(store)
    equal(store.ok("snapshot", "diff", "first").text, "")
    change(store)
    store.ok("snapshot", "create", "second", "/docs")
    expected = "* /docs/a.txt\n+ /docs/new.txt\n- /docs/sub\n- /docs/sub/b.txt\n"
    equal(store.ok("snapshot", "diff", "first").text, expected)
    equal(store.ok("snapshot", "diff", "first", "second").text, expected)
    equal(store.ok("snapshot", "diff", "second").text, "")
    store.ok("tag", "add", "/docs/new.txt", "blue")
    equal(store.ok("snapshot", "diff", "second", "--json").json, [{"kind": "metadata", "path": "/docs/new.txt"}])
    contains(store.fail(1, "snapshot", "diff", "third").err, "There is no snapshot “third”")
    contains(store.fail(1, "snapshot", "diff", "first", "third").err, "There is no snapshot “third”")


def test_restore(store):
    fill(store)
    before = store.ok("export").text
    change(store)
    changed = store.ok("export").text
    store.ok("snapshot", "restore", "first", "/docs/sub/b.txt")
    equal(store.ok("snapshot", "diff", "first").text, "* /docs/a.txt\n+ /docs/new.txt\n")
    equal(store.ok("undo").text, "Restore the snapshot “first”\n")
    equal(store.ok("export").text, changed)
    store.ok("snapshot", "restore", "first")
    equal(store.ok("snapshot", "diff", "first").text, "")
    equal(store.ok("cat", "/docs/a.txt").text, "one")
    equal(store.ok("cat", "/docs/sub/b.txt").text, "two")
    equal(store.ok("tag", "list", "/docs/sub/b.txt").text, "red\n")
    equal(store.ok("meta", "get", "/docs/sub/b.txt", "author").text, "me\n")
    equal(store.ok("cat", "/other").text, "changed too")
    contains(store.ok("trash", "list").text, "/docs/new.txt")
    store.ok("undo")
    equal(store.ok("export").text, changed)
    true(before != changed)
    contains(store.fail(1, "snapshot", "restore", "first", "/other").err, "The snapshot “first” has no “/other”")


def test_export(store):
    fill(store)
    change(store)
    out = store.path("out")
    store.ok("snapshot", "export", "first", out)
    found = sorted(os.path.relpath(os.path.join(folder, name), out)
                   for folder, folders, names in os.walk(out) for name in folders + names)
    equal(found, ["a.txt", "sub", "sub/b.txt"])
    with open(os.path.join(out, "sub", "b.txt"), encoding="utf-8") as file:
        equal(file.read(), "two")
    one = store.path("one.txt")
    store.ok("snapshot", "export", "first", "/docs/a.txt", one)
    with open(one, encoding="utf-8") as file:
        equal(file.read(), "one")
    store.fail(1, "snapshot", "export", "first", out)
    store.ok("snapshot", "export", "first", "out: first")
    equal(sorted(os.listdir(store.path("out: first"))), ["a.txt", "sub"])


def test_delete(store):
    fill(store)
    store.ok("snapshot", "create", "second")
    store.ok("snapshot", "delete", "first", "second")
    equal(store.ok("snapshot", "list").text, "")
    contains(store.fail(1, "snapshot", "delete", "first").err, "There is no snapshot “first”")


def test_wrong_usage(store):
    for words in ([], ["x"], ["create"], ["create", "a", "/", "b"], ["diff"], ["restore"], ["export", "a"], ["delete"], ["list", "a"]):
        store.fail(2, "snapshot", *words)


main(sys.modules["__main__"])
