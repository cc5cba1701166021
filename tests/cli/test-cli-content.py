#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Contents, listings and names."""
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios

from cli_test import contains, equal, main, true


def on_terminal(store, *args, columns=80):
    """What the program shows when its standard output is a terminal."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = store.start(*args, stdout=child)
    os.close(child)
    data = b""
    while True:
        try:
            block = os.read(parent, 65536)
        except OSError:
            break
        if not block:
            break
        data += block
    process.communicate(timeout=60)
    os.close(parent)
    equal(process.returncode, 0)
    return data.replace(b"\r\n", b"\n").decode("utf-8")


def test_cat_is_exact_to_the_byte(store):
    data = bytes(range(256)) * 5000 + b"\r\n\0\xff no newline"
    store.write("/binary", data)
    equal(store.ok("cat", "/binary").out, data)
    store.write("/empty", b"")
    equal(store.ok("cat", "/empty", "/binary", "/empty").out, data)
    contains(store.fail(1, "cat", "/").err, "/")


def test_write(store):
    file = store.make_file("local.bin", b"\0local")
    store.ok("write", "/deep/down/file", file)
    equal(store.ok("cat", "/deep/down/file").out, b"\0local")
    store.ok("write", "/deep/down/file", "-", input=b"second")
    equal(store.ok("cat", "deep/down//file").out, b"second")
    etag = store.ok("info", "/deep/down/file", "--json").json[0]["etag"]
    store.ok("write", "--etag", etag, "/deep/down/file", input=b"third")
    store.fail(1, "write", "--etag", etag, "/deep/down/file", input=b"fourth")
    store.fail(1, "write", "--create", "/deep/down/file", input=b"fifth")
    store.ok("write", "--create", "/new", input=b"new")
    equal(store.ok("cat", "/deep/down/file").out, b"third")
    contains(store.fail(1, "write", "/x", store.folder).err, store.folder)
    contains(store.fail(1, "write", "/deep", input=b"x").err, "/deep")
    equal(store.ok("ls").lines, ["deep", "new"], "what failed left nothing")


def test_a_killed_write_leaves_nothing(store):
    store.write("/a", "before")
    process = store.start("write", "/a")
    process.stdin.write(b"x" * 3000000)
    process.stdin.flush()
    process.kill()
    process.communicate()
    equal(store.ok("cat", "/a").out, b"before")


def test_refused_paths(store):
    for path in ("/a/../b", "..", "", "/a\nb", "/a\rb", b"/\xff", b"/\xc0\xaf", b"/\xed\xa0\x80", "/" + "x" * 256, "/x" * 3000):
        result = store.fail(1, "mkdir", path)
        equal(result.err.count("\n"), 1, repr(path))
        true(len(result.err) < 1000, "the message is short")
        store.fail(1, "write", path, input=b"x")
        store.fail(1, "ls", path)
        store.fail(1, "put", store.make_file("f"), path)
    equal(store.ok("ls").out, b"")
    contains(store.fail(1, "mkdir", "/a/../b").err, "..")
    contains(store.fail(1, "mkdir", "/a\nb").err, "invalid character")


HOSTILE = ["\x1b[2J", "tab\there", "‮gpj.exe", " leading", "trailing ", "back\\slash", "'quote\"", "-rf", "*", "$(x)", "..dots",
           "a..b", "émile", "e\u0301mile", "日本語", "👩‍👩‍👧", "%s%n", "x" * 255, "null\u0001"]


def test_hostile_names_go_through_unchanged(store):
    for name in HOSTILE:
        store.ok("write", "/" + name, input=name.encode())
    equal(sorted(store.ok("ls", "-a").lines), sorted(HOSTILE))
    equal(sorted(entry["name"] for entry in store.ok("ls", "-a", "--json").json), sorted(HOSTILE))
    for name in HOSTILE:
        equal(store.ok("cat", "--", "/" + name).text, name)
    store.ok("get", "/", "out")
    equal(sorted(os.listdir(store.path("out"))), sorted(HOSTILE))


def test_a_terminal_gets_no_commands_from_names(store):
    for name in HOSTILE:
        store.ok("write", "/d/" + name, input=b"x")
    for command in (["ls", "/d"], ["ls", "-l", "/d"], ["ls", "-R"], ["tree"], ["info", "/d/\x1b[2J"]):
        shown = on_terminal(store, *command)
        true("\x1b" not in shown and "\u202e" not in shown and "\x01" not in shown, f"{command}: {shown!r}")
        contains(shown, "\\x1b[2J")
    contains(on_terminal(store, "ls", "/d"), "\\u{202e}gpj.exe")
    result = store.fail(1, "cat", "/\x1b[2Jnone")
    true("\x1b" not in result.err)


def test_ls_in_columns(store):
    for number in range(1, 9):
        store.write(f"/{'n' * number}{number}", "x")
    store.write("/日本", "x")
    equal(on_terminal(store, "ls", columns=40).split("\n"),
          ["n1   nnn3   nnnnn5   nnnnnnn7   日本", "nn2  nnnn4  nnnnnn6  nnnnnnnn8", ""])
    equal(on_terminal(store, "ls", columns=35).split("\n"),
          ["n1    nnnn4    nnnnnnn7", "nn2   nnnnn5   nnnnnnnn8", "nnn3  nnnnnn6  日本", ""])
    equal(on_terminal(store, "ls", columns=5).split("\n")[:2], ["n1", "nn2"])
    equal(on_terminal(store, "ls", columns=200).count("\n"), 1)


def test_ls(store):
    store.ok("mkdir", "-p", "/b/sub", "/.hidden")
    store.write("/a.txt", "x" * 1234)
    store.write("/b/c.txt", "1")
    store.write("/b/sub/d.txt", "2")
    equal(store.ok("ls").lines, ["a.txt", "b"])
    equal(store.ok("ls", "-a").lines, [".hidden", "a.txt", "b"])
    equal(store.ok("ls", "-p").lines, ["a.txt", "b/"])
    equal(on_terminal(store, "ls").split("\n"), ["a.txt  b/", ""])
    equal(on_terminal(store, "ls", "-1").split("\n"), ["a.txt", "b/", ""])
    equal(store.ok("ls", "/a.txt").lines, ["/a.txt"])
    equal(store.ok("ls", "-R").lines, ["/:", "a.txt", "b", "", "/b:", "c.txt", "sub", "", "/b/sub:", "d.txt"])
    equal(store.ok("ls", "/b", "/a.txt", "/b/sub").lines, ["/a.txt", "", "/b:", "c.txt", "sub", "", "/b/sub:", "d.txt"])
    equal([entry["path"] for entry in store.ok("ls", "-R", "--json").json],
          ["/a.txt", "/b", "/b/c.txt", "/b/sub", "/b/sub/d.txt"])
    equal(store.ok("ls", "--json", "/b/sub/d.txt").json[0]["size"], 1)
    equal(store.ok("ls", "--json", "/.hidden").json, [])


def test_ls_long(store):
    store.make_file("tree/日本.txt", "x" * 1234, time=0, mode=0o640)
    store.make_file("tree/b", "y", time=10**9 * 86400, mode=0o755)
    os.symlink("b", store.path("tree", "link"))
    os.mkdir(store.path("tree", "sub"))
    store.ok("put", store.path("tree"), "/")
    lines = store.ok("ls", "-lb", "/tree", env={"TZ": "UTC"}).lines
    equal(lines[0], "-rwxr-xr-x  1     1  1970-01-02 00:00  b")
    true(re.fullmatch(r"lrwxrwxrwx  -     -  \d{4}-\d\d-\d\d \d\d:\d\d  link -> b", lines[1]), lines[1])
    true(re.fullmatch(r"drwxr-xr-x  -     0  .{16}  sub", lines[2]), lines[2])
    equal(lines[3], "-rw-r-----  1  1234  1970-01-01 00:00  日本.txt")
    contains(store.ok("ls", "-l", "/tree").text, "1.2\u00a0kB")
    equal(store.ok("ls", "-lb", "/tree/b", env={"TZ": "UTC"}).lines, ["-rwxr-xr-x  1  1  1970-01-02 00:00  /tree/b"])


def test_ls_of_many(store):
    for number in range(5000):
        store.make_file(f"many/{number:05}", b"x")
    store.ok("put", store.path("many"), "/many")
    equal(store.ok("ls", "/many").lines, [f"{number:05}" for number in range(5000)])
    lines = store.ok("ls", "-l", "/many").lines
    equal(len(lines), 5000)
    equal(len({len(line) for line in lines}), 1, "all lines are aligned")
    equal(len(store.ok("ls", "/many", "--json").json), 5000)


def damage_rows(store, text):
    """Turns a bit in every page of the database that holds rows with this text, but in none that leads to others."""
    path = os.path.join(store.data_dir, "metadata.db")
    with open(path, "rb") as file:
        database = bytearray(file.read())
    for page in range(4096, len(database), 4096):
        if database[page] == 13 and text in database[page:page + 4096]:
            database[page + 2048] ^= 1
    with open(path, "wb") as file:
        file.write(database)


def test_what_was_read_comes_before_the_error(store):
    """An entry of the second thousand cannot be read: the first thousand is there, in its place, and so is what follows."""
    names = [f"name-{number:04}" for number in range(2000)]
    store.write("/other", "x")
    other = json.loads(store.ok("export").text)
    del other["id"]
    # In this order, so that rows are neighbours whose names are.
    store.make_file("lines", "".join(json.dumps({**other, "path": "/many/" + name}) + "\n" for name in names))
    store.ok("import", "lines")
    store.ok("mkdir", "/z")
    store.write("/z/last", "z")
    damage_rows(store, b"name-1500")

    def run(*args):
        """Both streams as one, so that their order is seen."""
        result = store.run(*args, stderr=subprocess.STDOUT)
        equal(result.status, 1, result.text)
        return result.lines

    def is_error(line):
        return line.startswith("nexus: ") and "damaged" in line

    some = names[:1000]
    lines = run("ls", "/many", "/z")
    equal(lines[:1001], ["/many:"] + some)
    true(is_error(lines[1001]), lines[1001])
    equal(lines[1002:], ["", "/z:", "last"])
    lines = run("ls", "-l", "/many", "/z")
    equal([line.split(" ")[-1] for line in lines[:1001]], ["/many:"] + some)
    true(is_error(lines[1001]), lines[1001])
    equal([line.split(" ")[-1] for line in lines[1002:]], ["", "/z:", "last"])
    lines = run("tree", "/")
    equal([line.split(" ")[-1] for line in lines[:1002]], ["/", "many/"] + some)
    true(is_error(lines[1002]), lines[1002])
    equal(lines[1003:], ["├── other", "└── z/", "    └── last", "", "2 directories, 1002 files"])
    lines = run("glob", "-l", "/*/*[0-9t]")
    equal([line.split(" ")[-1] for line in lines[:1000]], ["/many/" + name for name in some])
    true(is_error(lines[1000]), lines[1000])
    equal([line.split(" ")[-1] for line in lines[1001:]], ["/z/last"])
    result = store.fail(1, "ls", "--json", "/many", "/z")
    equal([entry["name"] for entry in result.json], some + ["last"])


def test_tree(store):
    store.write("/a/one", "1")
    store.write("/a/two/three", "333")
    store.write("/.dot", "")
    store.write("/z", "")
    equal(store.ok("tree").lines, ["/", "├── a/", "│   ├── one", "│   └── two/", "│       └── three", "└── z", "",
                                   "2 directories, 3 files"])
    equal(store.ok("tree", "-L", "1", "/a").lines[:3], ["/a", "├── one", "└── two/"])
    contains(store.ok("tree", "-s").text, "[3 bytes]  three")
    contains(store.ok("tree", "-a").text, ".dot")
    equal([(entry["path"], entry["depth"]) for entry in store.ok("tree", "--json").json],
          [("/a", 1), ("/a/one", 2), ("/a/two", 2), ("/a/two/three", 3), ("/z", 1)])
    contains(store.fail(1, "tree", "/z").err, "/z")


def test_cp_and_mv(store):
    store.write("/a", "a")
    store.ok("mkdir", "/dir")
    store.ok("cp", "/a", "/b")
    store.ok("cp", "/a", "/b", "/dir")
    equal(store.ok("ls", "/dir").lines, ["a", "b"])
    store.write("/b", "b")
    store.ok("cp", "/b", "/dir/a")
    equal(store.ok("cat", "/dir/a").text, "b")
    equal(len(store.ok("log", "/dir/a").lines), 2, "what was replaced stays as a version")
    store.fail(1, "cp", "-n", "/a", "/dir/a")
    store.ok("cp", "-r", "/dir", "/copy")
    equal(store.ok("ls", "/copy").lines, ["a", "b"])
    contains(store.fail(1, "cp", "/a", "/none/").err, "mkdir")
    contains(store.fail(1, "cp", "/a", "/b", "/none").err, "mkdir")
    store.fail(1, "cp", "/a", "/none/a")
    store.ok("cp", "-p", "/a", "/none/")
    equal(store.ok("ls", "/none").lines, ["a"])
    store.ok("mv", "/a", "/renamed")
    store.ok("mv", "/renamed", "/dir/")
    equal(store.ok("ls", "/dir").lines, ["a", "b", "renamed"])
    store.fail(1, "mv", "/dir", "/dir/itself")
    store.fail(1, "mv", "/", "/dir")
    store.ok("mv", "-p", "/dir", "/new/place")
    equal(store.ok("ls").lines, ["b", "copy", "new", "none"])


def test_mkdir_rmdir_rm(store):
    store.ok("mkdir", "/a", "/b")
    store.fail(1, "mkdir", "/a")
    store.ok("mkdir", "-p", "/a", "/c/d/e")
    store.fail(1, "mkdir", "/x/y")
    contains(store.fail(1, "rmdir", "/c").err, "not empty")
    store.write("/f", "f")
    contains(store.fail(1, "rmdir", "/f").err, "not a directory")
    store.ok("rmdir", "/c/d/e", "/b")
    contains(store.fail(1, "rm", "/c").err, "rm -r")
    store.ok("rm", "-r", "/c")
    store.ok("rm", "-f", "/none")
    store.ok("rm", "--permanent", "/f")
    store.fail(1, "rm", "-r", "/")
    equal(store.ok("ls").lines, ["a"])
    true("/f" not in [item["original_path"] for item in store.ok("trash", "list", "--json").json])


def test_two_at_once(store):
    store.ok("init")
    processes = [store.start("write", f"/file{number}") for number in range(8)]
    for number, process in enumerate(processes):
        process.stdin.write(str(number).encode())
        process.stdin.close()
        process.stdin = None
    for process in processes:
        _, err = process.communicate(timeout=60)
        equal((process.returncode, err), (0, b""))
    for number in range(8):
        equal(store.ok("cat", f"/file{number}").text, str(number))


main(sys.modules["__main__"])
