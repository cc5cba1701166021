#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Attributes, tags, versions, the trash, and what is told about the store."""
import os
import re
import sys

from cli_test import contains, equal, main, true


def test_info(store):
    store.write("/a.txt", "hello")
    text = store.ok("info", "/a.txt", env={"TZ": "UTC"}).text
    for label, value in (("Path", "/a.txt"), ("Kind", "file"), ("Size", "5 bytes"), ("Version", "1"), ("Mode", r"-rw-r--r-- \(0644\)"),
                         ("Modified", r"\d{4}-\d\d-\d\d \d\d:\d\d"), ("Etag", "[0-9a-f]{64}"), ("Id", "[0-9a-f-]{36}")):
        true(re.search(rf"^{label}: +{value}$", text, re.MULTILINE), f"{label} in {text}")
    entry = store.ok("info", "--json", "/a.txt", "/").json
    equal(entry[0]["content_type"], "text/plain")
    equal((entry[1]["kind"], entry[1]["total_size"], entry[1]["total_count"]), ("directory", 5, 1))
    true(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", entry[0]["modified"]))


def test_times_are_exact(store):
    for number, time in enumerate([0, -1, 1, 10**9 - 1, -(10**9) - 7, 2**31 * 10**9 + 5, 4102444800 * 10**9]):
        store.make_file(f"t/{number}", time=time)
    store.ok("put", store.path("t"), "/t")
    modified = [entry["modified"] for entry in store.ok("ls", "/t", "--json").json]
    equal(modified[:5], ["1970-01-01T00:00:00.000000000Z", "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00.000000001Z",
                         "1970-01-01T00:00:00.999999999Z", "1969-12-31T23:59:58.999999993Z"])
    equal(modified[5], "2038-01-19T03:14:08.000000005Z")
    equal(modified[6], "2100-01-01T00:00:00.000000000Z")


def test_gc(store):
    store.write("/a", "a" * 5000)
    store.write("/b", "b" * 200000)
    store.ok("rm", "--permanent", "/a", "/b")
    contains(store.ok("gc").text, "0 contents removed")
    planned = store.ok("gc", "-n", "--grace", "0", "--json").json
    equal((planned["dry_run"], planned["contents"], planned["bytes"] >= 200000), (True, 2, True))
    equal(store.ok("gc", "--grace=0s", "--json").json, {"dry_run": False, "contents": 2, "bytes": planned["bytes"]})
    contains(store.ok("gc", "--grace", "0").text, "0 contents removed, 0 bytes of the disk given back")
    for grace in ("x", "-1", "1y", "", "5 m", "99999999999d"):
        store.fail(2, "gc", "--grace", grace)
    store.fail(2, "gc", "/a")


def test_backup(store):
    store.write("/a", "hello")
    store.write("/b", "world")
    folder = store.path("saved")
    equal(store.ok("backup", "--json", folder).json, {"contents_copied": 2, "contents_kept": 0, "bytes_copied": 10})
    contains(store.ok("backup", folder).text, "0 contents copied (0 bytes), 2 there already")
    contains(store.ok("backup", "--restore", folder, store.path("new")).text, "2 contents copied")
    equal(store.ok("--data-dir", store.path("new"), "cat", "/a", "/b").text, "helloworld")
    store.fail(1, "backup", store.path("new"))
    store.fail(1, "backup", "--restore", store.path("new"), store.path("other"))
    store.fail(2, "backup")


def test_meta_values(store):
    store.write("/a", "a")
    for given, kind, value in (("true", "bool", True), ("false", "bool", False), ("42", "int", 42), ("-5", "int", -5),
                               ("9223372036854775807", "int", 2**63 - 1), ("9223372036854775808", "string", "9223372036854775808"),
                               ("1.5", "double", 1.5), ("-2e3", "double", -2000.0), ("007", "string", "007"), ("1.2.3", "string", "1.2.3"),
                               ("Ann Lee", "string", "Ann Lee"), ("", "string", ""), ("True", "string", "True"), ("null", "string", "null"),
                               ('"42"', "string", "42"), ('["x", "y"]', "list", ["x", "y"]), ("[]", "list", []),
                               ('{"a": {"b": [ "c" ]}, "n": 1}', "object", {"a": {"b": ["c"]}, "n": 1}), ("0", "int", 0),
                               ("é\n✓", "string", "é\n✓"), ("--x", "string", "--x")):
        args = ["--", "/a", "key", given] if given.startswith("--") else ["/a", "key", given]
        store.ok("meta", "set", *args)
        equal(store.ok("meta", "get", "--json", "/a", "key").json, {"path": "/a", "key": "key", "type": kind, "value": value}, given)
    store.ok("meta", "set", "/a", "key", "Ann Lee")
    equal(store.ok("meta", "get", "/a", "key").text, "Ann Lee\n")


def test_meta_types(store):
    store.write("/a", "a")
    for kind, given, value in (("string", "42", "42"), ("bool", "yes", True), ("bool", "OFF", False), ("int", "7", 7), ("double", "7", 7.0),
                               ("list", "a, b,c", ["a", "b", "c"]), ("list", "", []), ("list", '["a,b"]', ["a,b"]), ("json", "1", 1),
                               ("json", '{"x": true}', {"x": True})):
        store.ok("meta", "set", "--type", kind, "/a", "key", given)
        equal(store.ok("meta", "get", "--json", "/a", "key").json["value"], value, f"{kind} {given}")
    for kind, given in (("bool", "maybe"), ("int", "1.5"), ("int", "99999999999999999999"), ("double", "nan"), ("double", "x"),
                        ("json", "{"), ("json", "null"), ("json", ""), ("json", "[1]"), ("list", "[1]"), ("json", "[" * 100000),
                        ("json", "{\"a\":" * 40 + "1" + "}" * 40)):
        store.fail(2, "meta", "set", "/a", "key", given, "--type", kind)
    store.fail(2, "meta", "set", "/a", "key", b"\xff")
    equal(store.ok("meta", "get", "--json", "/a", "key").json["value"], {"x": True}, "what failed changed nothing")


def test_meta_list_and_rm(store):
    store.write("/a", "a")
    equal(store.ok("meta", "list", "/a").out, b"")
    equal(store.ok("meta", "list", "/a", "--json").json, {})
    store.ok("meta", "set", "/a", "author", "Ann Lee")
    store.ok("meta", "set", "/a", "n", "3")
    store.ok("meta", "set", "/a", "lines", "one\ntwo")
    equal([re.split(" {2,}", line) for line in store.ok("meta", "list", "/a").lines],
          [["author", "string", "Ann Lee"], ["lines", "string", "one\\x0atwo"], ["n", "int", "3"]])
    equal(store.ok("meta", "list", "--json", "/a").json, {"author": "Ann Lee", "n": 3, "lines": "one\ntwo"})
    contains(store.fail(1, "meta", "get", "/a", "none").err, "none")
    contains(store.fail(1, "meta", "rm", "/a", "author", "none", "n").err, "none")
    equal(store.ok("meta", "list", "--json", "/a").json, {"lines": "one\ntwo"})
    contains(store.ok("info", "/a").text, 'lines = "one\\ntwo"')
    store.fail(1, "meta", "set", "/a", "", "x")
    store.fail(1, "meta", "set", "/a", "k" * 256, "x")
    store.ok("mv", "/a", "/b")
    equal(store.ok("meta", "get", "/b", "lines").text, "one\ntwo\n")


def test_tags(store):
    store.write("/a", "a")
    store.write("/b", "b")
    store.ok("tag", "add", "/a", "work", "two words")
    store.ok("tag", "add", "/b", "work")
    equal(store.ok("tag", "list", "/a").lines, ["two words", "work"])
    equal(store.ok("tag", "list", "--json", "/a").json, ["two words", "work"])
    equal(store.ok("tag", "list").lines, ["two words  1  -", "work       2  -"])
    store.ok("tag", "color", "work", "#3584e4")
    equal(store.ok("tag", "list", "--json").json, [{"name": "two words", "color": None, "count": 1},
                                                 {"name": "work", "color": "#3584e4", "count": 2}])
    store.fail(1, "tag", "color", "work", "blue-ish")
    store.ok("tag", "color", "work", "none")
    equal(store.ok("tag", "list", "--json").json[1]["color"], None)
    equal(store.ok("tag", "files", "work").lines, ["/a", "/b"])
    equal([entry["path"] for entry in store.ok("tag", "files", "work", "--json").json], ["/a", "/b"])
    store.ok("tag", "rename", "two words", "work")
    equal([tag["name"] for tag in store.ok("tag", "list", "--json").json], ["work"])
    contains(store.fail(1, "tag", "rename", "none", "x").err, "none")
    store.ok("tag", "rm", "/b", "work")
    contains(store.fail(1, "tag", "rm", "/b", "work").err, "work")
    store.ok("tag", "delete", "work")
    equal(store.ok("tag", "list").out, b"")
    store.fail(1, "tag", "delete", "work")
    store.fail(1, "tag", "add", "/a", "")
    store.fail(1, "tag", "add", "/a", "line\nbreak")


def test_log_and_restore(store):
    for text in ("one", "second", "third one"):
        store.write("/a", text)
    lines = store.ok("log", "/a").lines
    equal([line.split()[:2] for line in lines][0], ["*", "3"])
    equal([line.split()[0] for line in lines][1:], ["2", "1"])
    versions = store.ok("log", "/a", "--json").json
    equal([(v["version"], v["current"], v["size"]) for v in versions], [(3, True, 9), (2, False, 6), (1, False, 3)])
    equal(store.ok("cat", "/a", "--version", "1").text, "one")
    store.ok("restore", "/a")
    equal(store.ok("cat", "/a").text, "second")
    store.ok("restore", "/a", "--version", "1")
    equal(store.ok("cat", "/a").text, "one")
    equal(len(store.ok("log", "/a").lines), 5, "nothing is lost by restoring")
    contains(store.fail(1, "restore", "/a", "--version", "99").err, "99")
    contains(store.fail(1, "cat", "/a", "--version", "99").err, "99")
    store.fail(2, "restore", "/a", "--version", "-1")
    store.write("/b", "b")
    contains(store.fail(1, "restore", "/b").err, "no older version")
    store.fail(1, "log", "/")


def test_trash(store):
    store.write("/d/a", "first")
    store.ok("rm", "/d/a")
    store.write("/d/a", "second")
    store.ok("rm", "/d/a")
    items = store.ok("trash", "list", "--json").json
    equal([(item["original_path"], item["size"], item["kind"]) for item in items], [("/d/a", 6, "file"), ("/d/a", 5, "file")])
    lines = store.ok("trash", "list").lines
    true(lines[0].startswith(items[0]["id"]) and lines[0].endswith("  /d/a"), lines[0])
    contains(store.fail(1, "restore", "/d/a").err, "nexus trash restore")
    equal(store.ok("trash", "restore", "/d/a").text, "/d/a\n")
    equal(store.ok("cat", "/d/a").text, "second", "the last one deleted comes first")
    contains(store.fail(1, "trash", "restore", "/d/a").err, "/d/a")
    equal(store.ok("trash", "restore", "--to", "/elsewhere/b", items[1]["id"], "--json").json[0]["path"], "/elsewhere/b")
    equal(store.ok("cat", "/elsewhere/b").text, "first")
    equal(store.ok("trash", "list", "--json").json, [])


def test_trash_restore_conflicts(store):
    for policy, path, text in (("keep-both", "/a (2)", "old"), ("replace", "/a", "old"), ("skip", "/a", "new")):
        store.write("/a", "old")
        store.ok("rm", "/a")
        store.write("/a", "new")
        shown = store.ok("trash", "restore", "--conflict", policy, "/a").text
        equal(shown, "" if policy == "skip" else path + "\n")
        equal(store.ok("cat", path).text, text)
        store.ok("rm", "-rf", "--permanent", "/a", "/a (2)")
        store.ok("trash", "empty")
    store.fail(2, "trash", "restore", "--to", "/x", "/a", "/b")


def test_trash_empty(store):
    for name in "abc":
        store.write("/" + name, name)
        store.ok("rm", "/" + name)
    store.ok("trash", "empty", "/b")
    equal([item["original_path"] for item in store.ok("trash", "list", "--json").json], ["/c", "/a"])
    store.fail(1, "trash", "empty", "/b")
    store.ok("trash", "empty")
    equal(store.ok("trash", "list").out, b"")
    store.ok("trash", "empty")


def test_trash_keep(store):
    equal(store.ok("trash", "keep").text, "30\n")
    store.ok("trash", "keep", "7")
    equal(store.ok("trash", "keep").text, "7\n")
    equal(store.ok("trash", "keep", "--json").json, {"trash_days": 7})
    store.ok("trash", "keep", "forever")
    equal(store.ok("trash", "keep").text, "forever\n")
    store.write("/a", "a")
    store.ok("rm", "/a")
    true("expires" not in store.ok("trash", "list", "--json").json[0])
    item = store.ok("trash", "list", "--json", env={"NEXUS_TRASH_DAYS": "365"}).json[0]
    equal(int(item["expires"][:4]) - int(item["deleted"][:4]), 1)
    for wrong in ("0", "36501", "-1", "7 days", "", "1.5"):
        contains(store.fail(2, "trash", "keep", "--", wrong).err, "36500")
    equal(store.ok("trash", "keep").text, "forever\n")
    result = store.fail(0, "trash", "keep", "8", env={"NEXUS_TRASH_DAYS": "3"})
    contains(result.err, "NEXUS_TRASH_DAYS")
    equal(store.ok("trash", "keep", env={"NEXUS_TRASH_DAYS": "3"}).text, "3\n")
    equal(store.ok("trash", "keep").text, "8\n")


def test_stats(store):
    store.write("/d/a", "same")
    store.write("/d/b", "same")
    store.write("/d/b", "other")
    store.ok("rm", "/d/a")
    facts = store.ok("stats", "--json").json
    equal((facts["files"], facts["directories"], facts["trashed"], facts["versions"], facts["logical_size"]), (1, 1, 1, 1, 5))
    equal(facts["data_dir"], store.data_dir)
    text = store.ok("stats").text
    contains(text, store.data_dir)
    contains(text, "Space on disk:")
    equal((facts["contents"], facts["verified"]), (2, 0))
    store.ok("verify")
    equal(store.ok("stats", "--json").json["verified"], 2)


def test_db(store):
    equal(store.ok("db", "current").text, "0 (no database yet)\n")
    true(not os.path.exists(os.path.join(store.data_dir, "metadata.db")), "asking makes no database")
    latest = store.ok("db", "current", "--json").json["latest"]
    contains(store.fail(1, "db", "upgrade").err, "nexus init")
    store.write("/a", "a")
    equal(store.ok("db", "current").text, f"{latest} (the newest)\n")
    contains(store.ok("db", "upgrade").text, "already")
    history = store.ok("db", "history", "--json").json
    equal([item["version"] for item in history], list(range(latest, 0, -1)))
    equal([item["current"] for item in history], [True] + [False] * (latest - 1))
    true(store.ok("db", "history").lines[0].startswith(f"*  {latest}  "))
    store.fail(2, "db", "downgrade")
    store.fail(2, "db", "downgrade", "x")
    contains(store.fail(2, "db", "upgrade", "0").err, "downgrade")
    contains(store.fail(2, "db", "downgrade", str(latest + 1)).err, "upgrade")
    contains(store.ok("db", "downgrade", "0").text, f"from version {latest} to 0")
    true([name for name in os.listdir(store.data_dir) if name.endswith(".bak")], "a copy was written first")
    equal(store.ok("db", "upgrade", "--json").json, {"from": 0, "to": latest})
    equal(store.ok("ls").out, b"")


main(sys.modules["__main__"])
