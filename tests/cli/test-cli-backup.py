#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""backup, as somebody meets it who has never made one, and repair out of what there is."""
import fcntl
import os
import signal
import sys
import time

from cli_test import LIMIT, contains, equal, main, true


def tree(folder):
    """All files below a folder with their bytes, times and rights."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            info = os.lstat(path)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = (info.st_mode, info.st_mtime_ns, file.read())
    return found


def fill(store, count=60):
    for number in range(count):
        store.make_file(f"in/{number % 5}/file {number}", os.urandom(150000 if number % 20 == 0 else 1000 + number),
                        time=1_700_000_000_000_000_000 + number)
    store.ok("put", store.path("in"), "/in")
    store.ok("tag", "add", "/in/0/file 0", "important")


def usage(folder):
    return sum(os.lstat(os.path.join(top, name)).st_size for top, _, names in os.walk(folder) for name in names)


def test_round_trip(store):
    fill(store)
    store.ok("backup", store.path("bk"))
    before = {name: os.stat(os.path.join(store.path("bk"), name)).st_mtime_ns
              for name in tree(store.path("bk")) if name.startswith("content")}
    equal(len(before), 3)
    size = usage(store.path("bk"))
    store.write("/new", b"new")
    store.ok("rm", "/in/1/file 1")
    store.ok("backup", store.path("bk"))
    # What was there is not written again, and a small change is a small backup.
    for name, when in before.items():
        equal(os.stat(os.path.join(store.path("bk"), name)).st_mtime_ns, when, name)
    true(usage(store.path("bk")) < size + 100000)

    store.ok("backup", "--restore", store.path("bk"), store.path("again"))
    store.ok("get", "/", store.path("out"))
    again = {"env": {"NEXUS_DATA_DIR": store.path("again")}}
    store.ok("get", "/", store.path("out-again"), **again)
    equal(tree(store.path("out")), tree(store.path("out-again")))
    contains(store.ok("verify", **again).text, "No problem was found.")
    contains(store.ok("find", "tag:important", **again).text, "/in/0/file 0")
    equal(len(store.ok("trash", "list", "--json", **again).json), 1)


def test_names_like_addresses(store):
    store.write("/file", b"text")
    store.ok("backup", "disk: monthly")
    store.ok("backup", "--restore", "disk: monthly", "again: one")
    equal(store.ok("cat", "/file", env={"NEXUS_DATA_DIR": store.path("again: one")}).text, "text")


def test_wrong_way(store):
    fill(store, 5)
    store.make_file("foreign/letter", b"mine")
    for folder, words in ((store.data_dir, "store"), (os.path.join(store.data_dir, "packs", "x"), "store"),
                          (store.path("foreign"), "foreign"), (store.path("foreign", "letter"), "letter"),
                          ("/proc/nothing", "/proc")):
        error = store.fail(1, "backup", folder).err
        contains(error, words)
        true(len(error.splitlines()) == 1, error)
    equal(os.listdir(store.path("foreign")), ["letter"])
    store.ok("verify")

    store.fail(1, "backup", "--restore", store.path("nowhere"), store.path("x"))
    store.fail(1, "backup", "--restore", store.path("foreign"), store.path("x"))
    true(not os.path.exists(store.path("x")) or not os.listdir(store.path("x")))
    store.ok("backup", store.path("bk"))
    contains(store.fail(1, "backup", "--restore", store.path("bk"), store.path("foreign")).err, "foreign")
    contains(store.fail(1, "backup", "--restore", store.path("bk"), store.data_dir).err, "store")
    equal(tree(store.path("foreign"))["letter"][2], b"mine")

    # Two stores do not share a backup.
    other = {"env": {"NEXUS_DATA_DIR": store.path("other")}}
    store.ok("write", "/x", input=b"x", **other)
    contains(store.fail(1, "backup", store.path("bk"), **other).err, "bk")


def test_interrupted(store):
    fill(store, 200)
    for attempt in range(20):
        process = store.start("backup", store.path("bk"))
        time.sleep(0.002 * attempt)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=LIMIT)
    store.ok("backup", store.path("bk"))
    store.ok("backup", "--restore", store.path("bk"), store.path("again"))
    again = {"env": {"NEXUS_DATA_DIR": store.path("again")}}
    store.ok("verify", **again)
    equal(store.ok("ls", "-R", "/in", **again).text, store.ok("ls", "-R", "/in").text)

    # Ctrl+C says that it was, and nothing else.
    process = store.start("backup", store.path("bk2"))
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=LIMIT)
    true(process.returncode in (0, 130, -signal.SIGINT), process.returncode)
    true("CRITICAL" not in error.decode(), error)
    store.ok("backup", store.path("bk2"))


def test_two_at_once(store):
    fill(store, 200)
    first = [store.start("backup", store.path("bk")) for _ in range(4)]
    ends = [(process.communicate(timeout=LIMIT), process.returncode) for process in first]
    true(any(status == 0 for _, status in ends))
    for (_, error), status in ends:
        if status != 0:
            contains(error.decode(), "Another program is writing a backup")
    store.ok("backup", store.path("bk"))
    store.ok("backup", "--restore", store.path("bk"), store.path("again"))
    store.ok("verify", env={"NEXUS_DATA_DIR": store.path("again")})


def damage(store):
    """Turns a bit in each content and each pack, and writes over the database if asked."""
    for folder in ("content", "packs"):
        for top, _, names in os.walk(os.path.join(store.data_dir, folder)):
            for name in names:
                path = os.path.join(top, name)
                os.chmod(path, 0o600)
                with open(path, "r+b") as file:
                    file.seek(os.path.getsize(path) // 2)
                    byte = file.read(1)[0]
                    file.seek(-1, os.SEEK_CUR)
                    file.write(bytes([byte ^ 8]))


def test_repair_from_backup(store):
    fill(store)
    store.ok("backup", store.path("bk"))
    before = tree(store.path("bk"))
    damage(store)
    equal(store.run("verify").status, 1)
    contains(store.ok("repair", "--from", store.path("bk")).text, "Nothing is wrong any more.")
    store.ok("verify")
    store.ok("get", "/in", store.path("out"))
    equal(tree(store.path("out")), tree(store.path("in")))
    equal(tree(store.path("bk")), before)


def test_repair_from_other_store(store):
    fill(store)
    other = {"env": {"NEXUS_DATA_DIR": store.path("other")}}
    store.ok("put", store.path("in"), "/elsewhere", **other)
    damage(store)
    contains(store.ok("repair", "--from", store.path("other")).text, "Nothing is wrong any more.")
    store.ok("get", "/in", store.path("out"))
    equal(tree(store.path("out")), tree(store.path("in")))
    store.ok("verify", **other)


def test_repair_from_two(store):
    """What one place has not, another may have."""
    fill(store)
    halves = [store.path("half", str(number)) for number in range(2)]
    for half in halves:
        os.makedirs(half)
    for name in tree(store.path("in")):
        number = int(name.split()[-1])
        os.rename(store.path("in", name), os.path.join(halves[number // 20 % 2], str(number)))
    damage(store)
    true(len(store.run("verify", "--json").json["findings"]) > 3)
    equal(store.run("repair", "--from", halves[0]).status, 1)
    contains(store.ok("repair", "--from", halves[0], "--from", halves[1]).text, "Nothing is wrong any more.")
    store.ok("verify")


def test_repair_without_database(store):
    """A store of which somebody has written over the database, repaired twice: the second time there is nothing to do."""
    fill(store)
    listing = store.ok("ls", "-R", "/").text
    with open(os.path.join(store.data_dir, "metadata.db"), "r+b") as file:
        file.write(b"x" * 4096)
    store.fail(1, "ls", "/")
    store.run("repair")
    equal(store.ok("ls", "-R", "/").text, listing)
    contains(store.ok("verify").text, "No problem was found.")
    before = tree(store.data_dir)
    store.ok("repair")
    equal(tree(store.data_dir), before)
    true(not os.path.exists(os.path.join(store.data_dir, "rescue-unfinished")))


def test_garbage_after_interrupted_repair(store):
    """Garbage is not collected before contents without names have come back."""
    fill(store, 5)
    store.make_file("store/rescue-unfinished")
    contains(store.fail(1, "gc").err, "repair")
    store.ok("repair")
    store.ok("gc")


def test_garbage_beside_one_that_is_stopped(store):
    """Who waits for a program that holds contents for ever keeps nobody else from writing."""
    fill(store, 5)
    # What a program that is stopped while it writes leaves locked.
    fd = os.open(os.path.join(store.data_dir, "lock"), os.O_RDWR)
    fcntl.fcntl(fd, 37, bytes(  # F_OFD_SETLK: a read lock of the first byte
        b"\0\0" + b"\0\0" + b"\0" * 4 + (0).to_bytes(8, "little") + (1).to_bytes(8, "little") + b"\0" * 8))
    collector = store.start("gc", "--grace", "0")
    for number in range(5):
        store.write(f"/beside/{number}", b"beside")
        true(collector.poll() is None or number > 0)
    _, error = collector.communicate(timeout=LIMIT)
    equal(collector.returncode, 1)
    contains(error.decode(), "stopped")
    os.close(fd)
    store.ok("gc", "--grace", "0")


if __name__ == "__main__":
    main(sys.modules[__name__])
