#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""put and get: whole trees there and back, conflicts, signals and progress."""
import os
import pty
import select
import signal
import socket
import stat
import subprocess
import sys
import time

from cli_test import LIMIT, Skip, contains, equal, main, true


def describe(folder):
    """Everything about a tree that must survive."""
    facts = {}
    for parent, folders, names in os.walk(folder):
        for name in folders + names + ["."]:
            path = os.path.join(parent, name)
            info = os.lstat(path)
            key = os.path.normpath(os.path.relpath(path, folder))
            if stat.S_ISLNK(info.st_mode):
                facts[key] = ("link", os.readlink(path))
                continue
            data = None
            if stat.S_ISREG(info.st_mode):
                with open(path, "rb") as file:
                    data = file.read()
            facts[key] = (stat.S_IMODE(info.st_mode), info.st_mtime_ns, data)
    return facts


def make_tree(store, name="tree"):
    root = store.path(name)
    for number in range(200):
        store.make_file(f"{name}/many/{number % 7}/file {number}", os.urandom(number * 37), time=10**18 + number)
    store.make_file(f"{name}/large", os.urandom(3000000), mode=0o600)
    store.make_file(f"{name}/script", "#!/bin/sh\n", mode=0o755)
    store.make_file(f"{name}/.hidden", "h", time=123456789)
    store.make_file(f"{name}/empty", "")
    os.makedirs(store.path(name, "void", "deep"))
    os.symlink("script", store.path(name, "link"))
    os.symlink("many/3", store.path(name, "folder link"))
    os.symlink("gone", store.path(name, "dangling"))
    os.chmod(store.path(name, "void"), 0o700)
    os.utime(store.path(name, "void", "deep"), ns=(5, 1234567890123456789))
    return root


def test_a_tree_there_and_back(store):
    root = make_tree(store)
    store.ok("put", root, "/in")
    store.ok("get", "/in", "out")
    subprocess.run(["diff", "-r", "--no-dereference", root, store.path("out")], check=True)
    equal(describe(store.path("out")), describe(root))


def test_where_things_go(store):
    store.make_file("src/f", "f")
    store.make_file("a", "a")
    store.make_file("b", "b")
    store.ok("put", "src", "/x")
    equal(store.ok("ls", "/x").lines, ["f"], "the source becomes the path")
    store.ok("put", "src", "/x")
    equal(store.ok("ls", "/x").lines, ["f", "src"], "it goes into a directory that is there")
    store.ok("put", "src/", "/deep/down/")
    equal(store.ok("ls", "/deep/down").lines, ["src"], "a slash at the end makes the directory")
    store.ok("put", "a", "/one")
    equal(store.ok("cat", "/one").text, "a")
    store.ok("put", "a", "b", "/x")
    equal(store.ok("ls", "/x").lines, ["a", "b", "f", "src"])
    contains(store.fail(1, "put", "a", "b", "/none").err, "slash")
    store.ok("put", "a", "b", "/none/")
    equal(store.ok("ls", "/none").lines, ["a", "b"])
    store.ok("put", ".", "/here", cwd=store.path("src"))
    equal(store.ok("ls", "/here").lines, ["f"])
    store.ok("put", ".", "/", cwd=store.path("src"))
    equal(store.ok("ls", "/src").lines, ["f"])
    os.mkdir(store.path("out"))
    store.ok("get", "/x", "out")
    equal(sorted(os.listdir(store.path("out"))), ["x"])
    store.ok("get", "/x/a", "/x/b", "out")
    equal(sorted(os.listdir(store.path("out"))), ["a", "b", "x"])
    store.ok("get", "/x/a", "renamed")
    equal(open(store.path("renamed"), "rb").read(), b"a")
    contains(store.fail(1, "get", "/x/a", "/x/b", "nowhere").err, "slash")
    store.ok("get", "/x/a", "/x/b", "nowhere/deep/")
    equal(sorted(os.listdir(store.path("nowhere", "deep"))), ["a", "b"])
    store.ok("get", "/", "all")
    equal(sorted(os.listdir(store.path("all"))), ["deep", "here", "none", "one", "src", "x"])


def test_files_as_uris(store):
    """URIs name files as well as paths do, and what only looks like a URI is a path."""
    store.make_file("some src/f%20g", "f")
    store.make_file("Notes: one.txt", "notes")
    store.ok("put", "file://" + store.path("some%20src", "f%2520g"), "/there/")
    equal(store.ok("ls", "/there").lines, ["f%20g"])
    equal(store.ok("cat", "/there/f%20g").text, "f")
    store.ok("put", "Notes: one.txt", "/there")
    store.ok("write", "/there/w", "file://" + store.path("Notes:%20one.txt"))
    equal(store.ok("cat", "/there/w").text, "notes")
    store.ok("get", "/there", "file://" + store.path("my%20out"))
    equal(sorted(os.listdir(store.path("my out"))), ["Notes: one.txt", "f%20g", "w"])
    store.ok("get", "/there/w", "/there/Notes: one.txt", "file://" + store.path("made", "here") + "/")
    equal(sorted(os.listdir(store.path("made", "here"))), ["Notes: one.txt", "w"])
    store.ok("get", "/there/w", "Copy: w")
    equal(open(store.path("Copy: w"), "rb").read(), b"notes")
    store.ok("export", "file://" + store.path("a%20dump.jsonl"))
    equal(open(store.path("a dump.jsonl"), "rb").read(), store.ok("export").out)
    for arguments in (("put", "nosuch://host/f", "/x"), ("get", "/there/w", "nosuch://host/f"),
                      ("get", "/there/w", "nosuch://host/folder/"), ("write", "/x", "nosuch://host/f"),
                      ("export", "nosuch://host/dump")):
        result = store.fail(1, *arguments)
        equal(result.err.count("\n"), 1, result.err)
    equal(store.ok("ls", "/").lines, ["there"])


def test_put_again_reads_nothing(store):
    root = make_tree(store)
    first = store.ok("put", "--json", root, "/in").json
    true(first["items_done"] > 200 and first["items_skipped"] == 0 and first["failures"] == [], first)
    again = store.ok("put", "--json", root + "/many", "/in").json
    equal((again["items_skipped"], again["bytes_done"] > 0), (again["items_done"], True))
    equal(store.ok("log", "/in/large", "--json").json[0]["version"], 1)


def test_put_conflicts(store):
    store.make_file("f", "new", time=2 * 10**18)
    for policy, text, status in (("replace", "new", 0), ("skip", "old", 0), ("keep-both", "old", 0), ("fail", "old", 1),
                                 ("newer", "old", 0), (None, "new", 0)):
        path = f"/{policy}/f"
        store.write(path, "old")
        if policy == "newer":
            os.utime(store.path("f"), ns=(0, 10**9))
        result = store.run("put", *(["--conflict", policy] if policy else []), "f", path)
        equal((result.status, result.err.count("\n")), (status, status), f"{policy}: {result.err}")
        equal(store.ok("cat", path).text, text, policy)
        os.utime(store.path("f"), ns=(0, 2 * 10**18))
    equal(store.ok("ls", "/keep-both").lines, ["f", "f (2)"])
    equal(store.ok("cat", "/replace/f", "--version", "1").text, "old")


def test_get_never_replaces_unasked(store):
    store.write("/f", "from the store")
    store.make_file("f", "mine")
    contains(store.fail(1, "get", "/f", "f").err, "f")
    equal(open(store.path("f"), "rb").read(), b"mine")
    store.ok("get", "--conflict", "skip", "/f", "f")
    equal(open(store.path("f"), "rb").read(), b"mine")
    store.ok("get", "--conflict", "keep-both", "/f", "f")
    equal(open(store.path("f"), "rb").read(), b"mine")
    store.ok("get", "--conflict", "replace", "/f", "f")
    equal(open(store.path("f"), "rb").read(), b"from the store")
    store.ok("get", "/f", "f")


def test_what_cannot_be_imported_is_named(store):
    store.make_file("t/good", "g")
    os.mkfifo(store.path("t", "pipe"))
    with open(store.path("t").encode() + b"/bad\xff", "wb"):
        pass
    server = socket.socket(socket.AF_UNIX)
    server.bind(store.path("t", "socket"))
    result = store.fail(1, "put", "t", "/t")
    for name in ("pipe", "socket", "bad\\xff"):
        contains(result.err, name)
    equal(result.err.count("\n"), 3, result.err)
    equal(store.ok("ls", "/t").lines, ["good"])
    failed = store.fail(1, "put", "--json", "t", "/t2").json["failures"]
    equal(len(failed), 3)
    true(all(item["message"] for item in failed))
    server.close()


def test_unreadable_files_are_named(store):
    if os.geteuid() == 0:
        raise Skip("root reads everything")
    store.make_file("t/good", "g")
    store.make_file("t/secret", "s", mode=0)
    contains(store.fail(1, "put", "t", "/t").err, "secret")
    equal(store.ok("ls", "/t").lines, ["good"])


def test_verbose_prints_each_path(store):
    store.make_file("t/sub/a", "a")
    store.make_file("t/b", "b")
    equal(sorted(store.ok("put", "-v", "t", "/t").lines), ["/t", "/t/b", "/t/sub", "/t/sub/a"])


def test_what_was_printed_survives_a_kill(store):
    for number in range(3000):
        store.make_file(f"t/{number % 10}/{number}", str(number))
    process = store.start("put", "-v", "t", "/t")
    printed = []
    for line in process.stdout:
        printed.append(line.rstrip(b"\n").decode())
        if len(printed) == 200:
            process.kill()
    process.communicate(timeout=LIMIT)
    kinds = {entry["path"]: entry["kind"] for entry in store.ok("ls", "-R", "--json", "/").json}
    true(len(printed) >= 200, len(printed))
    for path in printed:
        contains(kinds, path)
        if kinds[path] == "file":
            number = path.rsplit("/", 1)[1]
            equal(kinds[path], "file")
            printed_file = (path, number)
    equal(store.ok("cat", printed_file[0]).text, printed_file[1])
    store.ok("put", "t", "/", "--conflict", "fail")
    store.ok("get", "/t", "out")
    equal(describe(store.path("out")), describe(store.path("t")))


def wait_for_state(store, process, path):
    """Until the import has shown that it runs."""
    limit = time.monotonic() + LIMIT
    line = b""
    while b"\n" not in line:
        true(time.monotonic() < limit and process.poll() is None, f"{path} was not printed")
        if select.select([process.stdout], [], [], 1)[0]:
            block = os.read(process.stdout.fileno(), 1)
            true(block, "the import ended early")
            line += block


def test_interrupt_ends_put_cleanly(store):
    for number in range(20000):
        store.make_file(f"t/{number % 100}/{number}", b"x" * 2000)
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = store.start("put", "-v", "t", f"/t{status}")
        wait_for_state(store, process, "/t")
        process.send_signal(number)
        out, err = process.communicate(timeout=LIMIT)
        equal(process.returncode, status, err)
        contains(err.decode(), "goes on from there")
        done = len(store.ok("ls", "-R", "--json", f"/t{status}").json)
        true(done < 20100, "it was not done yet")
    store.ok("put", "t", "/t130x")
    equal(store.ok("stats", "--json").json["files"] > 20000, True)


def test_progress_on_a_terminal(store):
    for number in range(6000):
        store.make_file(f"t/{number % 20}/{number}", b"y" * 3000)
    parent, child = pty.openpty()
    process = store.start("put", "t", "/t", stderr=child)
    os.close(child)
    shown = b""
    while True:
        try:
            block = os.read(parent, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    process.communicate(timeout=LIMIT)
    os.close(parent)
    equal(process.returncode, 0)
    text = shown.decode("utf-8")
    contains(text, "6021 items, 18.0\u00a0MB; 0 of them unchanged or skipped")
    for part in text.split("\r")[1:-1]:
        true(len(part.replace("\x1b[K", "").strip("\n")) <= 80, f"a bar fits on a line: {part!r}")
        true(" of " in part or " left" not in part, f"no time is told before it is known how much there is: {part!r}")
    parent, child = pty.openpty()
    process = store.start("-q", "put", "t", "/again", stderr=child)
    process.communicate(timeout=LIMIT)
    equal(process.returncode, 0)
    true(not select.select([parent], [], [], 0)[0], "-q shows no progress")
    os.close(child)
    os.close(parent)


def test_export_does_not_leave_the_destination(store):
    store.make_file("t/f", "x")
    os.symlink("/etc", store.path("t", "etc"))
    os.symlink("../../outside", store.path("t", "up"))
    store.ok("put", "t", "/t")
    result = store.fail(1, "get", "/t", "out")
    contains(result.err, "etc")
    contains(result.err, "up")
    equal(os.listdir(store.path("out")), ["f"])


main(sys.modules["__main__"])
