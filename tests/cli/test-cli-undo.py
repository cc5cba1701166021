#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Undo, redo and the history on the command line."""
import re
import sys

from cli_test import contains, equal, main, true


def test_undo_and_redo(store):
    store.write("/a.txt", "one")
    store.write("/a.txt", "two")
    store.ok("mkdir", "/docs")
    store.ok("mv", "/a.txt", "/docs")
    equal(store.ok("undo").text, "Move “a.txt” to “/docs”\n")
    equal(store.ok("cat", "/a.txt").text, "two")
    equal(store.ok("undo").text, "Make the directory “docs”\n")
    equal(store.ok("undo").text, "Write “a.txt”\n")
    equal(store.ok("cat", "/a.txt").text, "one")
    equal(store.ok("redo").text, "Write “a.txt”\n")
    equal(store.ok("cat", "/a.txt").text, "two")
    store.ok("redo")
    step = store.ok("redo", "--json").json
    equal((step["description"], step["state"], step["path"], step["count"]), ("Move “a.txt” to “/docs”", "done", "/a.txt", 1))
    equal(store.ok("ls", "/").text, "docs\n")
    contains(store.fail(1, "redo").err, "nothing to do again")


def test_history(store):
    equal(store.ok("history").text, "")
    equal(store.ok("history", "--json").json, [])
    store.write("/a.txt", "one")
    store.ok("tag", "add", "/a.txt", "red")
    store.ok("undo")
    store.ok("rm", "--permanent", "/a.txt")
    store.write("/b", "b")
    store.ok("undo")
    lines = store.ok("history", env={"TZ": "UTC"}).lines
    equal([re.sub(r" +[0-9]+ +[0-9-]{10} [0-9:]{5,8} +", "|", line) for line in lines],
          ["-|Write “b”", "!|Delete “a.txt”", "|Write “a.txt”"])
    history = store.ok("history", "--json").json
    equal([step["state"] for step in history], ["undone", "final", "done"])
    equal([step["path"] for step in history], ["/b", "/a.txt", "/a.txt"])
    true(history[0]["id"] > history[1]["id"] > history[2]["id"])
    true(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", history[0]["time"]))
    equal(len(store.ok("history", "-n", "2").lines), 2)


def test_an_import_is_one_step(store):
    for number in range(50):
        store.make_file(f"photos/{number % 5}/{number}", str(number))
    store.ok("put", store.path("photos"), "/")
    before = store.ok("export").text
    equal(store.ok("history", "--json").json[0]["description"], "Import “photos”")
    equal(store.ok("undo").text, "Import “photos”\n")
    equal(store.ok("ls", "-a", "/").text, "")
    store.ok("redo")
    equal(store.ok("export").text, before)
    equal(store.ok("cat", "/photos/3/13").text, "13")


def test_a_step_by_its_number(store):
    for name in "abc":
        store.write(f"/{name}", name)
    first = store.ok("history", "--json").json[2]["id"]
    store.ok("undo", str(first))
    equal(store.ok("ls", "/").text, "b\nc\n")
    contains(store.fail(1, "undo", str(first)).err, "undone already")
    contains(store.fail(1, "undo", "1000").err, "no step 1000")
    store.ok("redo", str(first))
    equal(store.ok("ls", "/").text, "a\nb\nc\n")


def test_a_conflict_names_what_it_is(store):
    store.write("/a", "one")
    first = store.ok("history", "--json").json[0]["id"]
    store.write("/a", "two")
    contains(store.fail(1, "undo", str(first)).err, "“Write “a”” cannot be undone: “/a” has changed since")
    equal(store.ok("cat", "/a").text, "two")


def test_wrong_usage(store):
    for words in (["undo", "x"], ["undo", "0"], ["undo", "-1"], ["redo", "1", "2"], ["history", "x"], ["history", "-n", "-1"]):
        store.fail(2, *words)
    contains(store.fail(1, "undo").err, "nothing to undo")


main(sys.modules["__main__"])
