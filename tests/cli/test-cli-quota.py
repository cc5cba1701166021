#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Quotas on the command line."""
import os
import sys

from cli_test import contains, equal, main, true


def test_set_and_show(store):
    equal(store.ok("quota").text, "")
    equal(store.ok("quota", "--json").json, [])
    store.ok("mkdir", "-p", "/q/in")
    store.write("/q/in/a", "12345")
    store.ok("quota", "/q", "--bytes", "2kB:1.5k", "--entries", "10:8")
    store.ok("quota", "/q/in", "--bytes", ":1KiB")
    store.ok("quota", "/", "--entries", "1000")
    equal([line.split() for line in store.ok("quota").lines],
          [["5", "bytes", "3", "of", "1000", "entries", "/"],
           ["5", "bytes", "of", "2.0", "kB", "(soft", "1.5", "kB)", "2", "of", "10", "entries", "(soft", "8)", "/q"],
           ["5", "bytes", "(soft", "1.0", "kB)", "1", "entry", "/q/in"]])
    equal(store.ok("quota", "/q/in/a", "--json").json[2],
          {"path": "/q/in", "used_bytes": 5, "hard_bytes": 0, "soft_bytes": 1024, "used_entries": 1, "hard_entries": 0,
           "soft_entries": 0, "exceeded": False})
    equal([one["path"] for one in store.ok("quota", "/q", "--json").json], ["/", "/q"])
    # What is not said stays.
    store.ok("quota", "/q/", "--entries", "1")
    quota = store.ok("quota", "/q", "--json").json[1]
    equal([quota["hard_bytes"], quota["soft_bytes"], quota["hard_entries"], quota["soft_entries"]], [2000, 1500, 1, 0])
    equal(quota["exceeded"], True)
    true(store.ok("quota", "/q").lines[1].startswith("!"))
    store.ok("quota", "/q", "--remove")
    equal(len(store.ok("quota").lines), 2)
    equal(store.ok("undo").text, "Set the quota of “q”\n")
    equal(len(store.ok("quota").lines), 3)


def test_full(store):
    store.ok("mkdir", "/q")
    store.ok("quota", "/q", "--bytes", "10")
    store.write("/q/a", "12345")
    tree = os.path.dirname(store.make_file("tree/b", b"123456"))
    error = store.fail(1, "put", os.path.join(tree, "b"), "/q/").err
    contains(error, "The directory “/q” may hold 10 bytes and holds 5 bytes, so that there is no room for 6 bytes more")
    error = store.fail(1, "write", "/q/b", input=b"123456").err
    contains(error, "“/q” may hold 10 bytes")
    store.ok("rm", "/q/a")
    store.ok("write", "/q/b", input=b"123456")
    store.ok("quota", "/q", "--entries", "1")
    error = store.fail(1, "write", "/q/c", input=b"1").err
    contains(error, "The directory “/q” may hold 1 entry and holds 1, so that there is no room for 1 more")
    equal(store.ok("quota", "/q").lines[0].split()[5:], ["1", "of", "1", "entry", "/q"])


def warnings(store, *args, **options):
    result = store.run(*args, **options)
    equal(result.status, 0)
    return result.err


def test_soft(store):
    store.ok("mkdir", "-p", "/q/in")
    store.ok("quota", "/q", "--bytes", ":10")
    store.ok("quota", "/q/in", "--entries", ":1")
    store.ok("write", "/q/a", input=b"12345")
    equal(warnings(store, "write", "/q/b", input=b"123456"),
          "nexus: warning: “/q” holds 11 bytes, more than its soft limit of 10 bytes\n")
    store.ok("write", "-q", "/q/b", input=b"1234567")
    store.make_file("tree/1", b"1")
    tree = os.path.dirname(store.make_file("tree/2", b"2"))
    errors = warnings(store, "put", tree, "/q/in/")
    equal([line.split()[2] for line in errors.splitlines()], ["“/q”", "“/q/in”"])
    contains(errors, "“/q/in” holds 3 entries, more than its soft limit of 1")
    store.ok("rm", "/q/a")


def test_wrong(store):
    for args, part in ((("--bytes", "1"), "say which directory"),
                       (("/", "--bytes", "x"), "“x” is no size"),
                       (("/", "--bytes", "1e3"), "“1e3” is no size"),
                       (("/", "--bytes", "1:2:3"), "“1:2:3” is no size"),
                       (("/", "--bytes", "-1"), "is no size"),
                       (("/", "--bytes", "20E"), "is no size"),
                       (("/", "--bytes", ""), "is no size"),
                       (("/", "--entries", "1.5"), "“1.5” is no number"),
                       (("/", "--entries", "1k"), "“1k” is no number"),
                       (("/", "--remove", "--bytes", "1"), "--remove goes with neither")):
        contains(store.fail(2, "quota", *args).err, part)
    contains(store.fail(1, "quota", "/none").err, "/none")
    contains(store.fail(1, "quota", "/", "--bytes", "1:2").err, "soft limit of a quota cannot be above")
    store.write("/file", "x")
    contains(store.fail(1, "quota", "/file", "--bytes", "1").err, "is not a directory")


main(sys.modules["__main__"])
