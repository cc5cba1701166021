#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is known of the files, written as lines of JSON and read again: "export" and "import"."""
import hashlib
import json
import os
import signal
import sqlite3
import sys

from cli_test import Store, contains, equal, main, true


def line(path, text, **rest):
    hash = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"path": path, "backend_name": "local", "physical_path": hash, "size": len(text), "etag": hash, **rest}) + "\n"


def put(folder, text):
    hash = hashlib.sha256(text.encode()).hexdigest()
    os.makedirs(os.path.join(folder, hash[:2]), exist_ok=True)
    with open(os.path.join(folder, hash[:2], hash), "w") as file:
        file.write(text)


def other(store):
    result = Store(store.folder)
    result.data_dir = store.path("other")
    return result


def test_export(store):
    store.write("/b/f", "text")
    store.write("/a", "1")
    store.ok("rm", "/a")
    lines = [json.loads(text) for text in store.ok("export").lines]
    equal([entry["path"] for entry in lines], ["/b", "/b/f", "/a"])
    equal(list(lines[1])[:9], ["path", "backend_name", "physical_path", "size", "etag", "mime_type", "created_at", "modified_at", "version"])
    true("deleted_at" in lines[2])
    equal([json.loads(text)["path"] for text in store.ok("export", "--format", "original").lines], ["/b/f"])
    equal(store.ok("export", "-").out, store.ok("export").out)


def test_export_file(store):
    store.write("/f", "text")
    file = store.make_file("dump", "there before", mode=0o600)
    equal(store.ok("export", "dump").text, "")
    with open(file) as opened:
        equal(opened.read(), store.ok("export").text)
    # Who may read it stays as it was; a new file is as any other.
    equal(os.stat(file).st_mode & 0o777, 0o600)
    mask = os.umask(0)
    os.umask(mask)
    store.ok("export", "new")
    equal(os.stat(store.path("new")).st_mode & 0o777, 0o666 & ~mask)
    os.remove(store.path("new"))
    equal(sorted(os.listdir(store.folder)), ["dump", "store"])
    contains(store.fail(1, "export", "nowhere/dump").err, "nowhere/dump")
    equal(store.fail(2, "export", "--format", "xml").out, b"")
    store.ok("export", "/dev/null")
    with open("/dev/full", "w") as full:
        equal(store.run("export", stdout=full).status, 1)


def test_round_trip(store):
    store.write("/d/f", "one")
    store.write("/d/f", "two")
    store.ok("tag", "add", "/d/f", "work")
    store.ok("meta", "set", "/d/f", "author", "Ann")
    store.ok("export", "dump")
    there = other(store)
    contains(there.ok("import", "dump").text, "2 created, 1 updated, 0 skipped, 0 remapped\n")
    equal(there.ok("export").out, store.ok("export").out)
    contains(there.fail(1, "cat", "/d/f").err, "/d/f")
    with open(store.path("dump"), "rb") as file:
        contains(there.ok("import", input=file.read()).text, "0 created, 3 updated")
    equal(there.ok("import", "-q", "dump").text, "")


def test_import_content(store):
    put(store.path("contents"), "loaded")
    text = line("/f", "loaded") + line("/g", "nowhere")
    result = store.ok("import", "--content", "contents", input=text.encode())
    equal(result.lines[0], "2 created, 0 updated, 0 skipped, 0 remapped")
    contains(result.lines[1], "1 content is missing")
    equal(store.ok("cat", "/f").text, "loaded")
    contains(store.fail(1, "import", "--content", "none", input=text.encode()).err, "none")

    damaged = hashlib.sha256(b"nowhere").hexdigest()
    store.make_file(f"contents/{damaged}", "NOWHERE")
    result = store.run("import", "--content", "contents", input=text.encode())
    equal(result.status, 1)
    contains(result.err, "/g: ")
    contains(result.err, damaged)
    contains(result.text, "0 created, 2 updated")


def test_import_conflicts(store):
    put(store.path("contents"), "loaded")
    text = line("/f", "loaded", modified_at="2001-01-01T00:00:00").encode()
    store.write("/f", "there")

    result = store.ok("import", "--json", "--content", "contents", "--conflict", "auto", input=text).json
    equal((result["created"], result["updated"], result["skipped"], result["remapped"], result["missing"]), (0, 0, 1, 0, 0))
    collision = result["collisions"][0]
    equal((collision["path"], collision["resolution"], collision["new_path"]), ("/f", "skipped", None))
    true(collision["existing_etag"] != collision["imported_etag"] and collision["message"])
    equal(result["failures"], [])

    result = store.ok("import", "--content", "contents", "--conflict", "remap", input=text)
    contains(result.lines[0], "/f_imported1")
    equal(store.ok("cat", "/f_imported1").text, "loaded")
    equal(store.ok("cat", "/f").text, "there")

    contains(store.ok("import", "--content", "contents", input=text).text, "1 skipped")
    trial = store.ok("import", "--dry-run", "--content", "contents", "--conflict", "overwrite", input=text)
    contains(trial.text, "0 created, 1 updated")
    contains(trial.text, "nothing was changed")
    equal(store.ok("cat", "/f").text, "there")
    store.ok("import", "--content", "contents", "--conflict", "overwrite", input=text)
    equal(store.ok("cat", "/f").text, "loaded")


def test_import_bad(store):
    store.write("/f", "text")
    before = store.ok("export").out
    text = line("/new", "new") + "\n" + line("/../etc/passwd", "x")
    contains(store.fail(1, "import", input=text.encode()).err, "line 3: ")
    contains(store.fail(1, "import", input=b"\xff\n").err, "line 1: ")
    contains(store.fail(1, "import", "nowhere").err, "nowhere")
    contains(store.fail(1, "import", ".").err, "nexus put")
    equal(store.ok("export").out, before)


def test_import_usage(store):
    contains(store.fail(2, "import", "--conflict", "merge").err, "skip, overwrite, remap, auto")
    store.fail(2, "import", "a", "b")
    store.fail(2, "import", "--from", "x", "dump")
    store.fail(2, "import", "--from", "x", "--content", "y")


# There is no server to import into; that is said before a line is read.
def test_import_url(store):
    error = store.fail(1, "import", "--url", "http://localhost:8080", "nowhere").err
    contains(error, "not part of this version")
    true(not os.path.exists(store.data_dir))


def test_import_from(store):
    original = store.path("original")
    hash = hashlib.sha256(b"print()\n").hexdigest()
    store.make_file(f"original/cas/{hash[:2]}/{hash[2:4]}/{hash}", "print()\n")
    database = sqlite3.connect(os.path.join(original, "metadata.db"))
    database.executescript("""
        CREATE TABLE file_paths (path_id VARCHAR(36) PRIMARY KEY, tenant_id VARCHAR(36), virtual_path TEXT, backend_id VARCHAR(36),
          physical_path TEXT, file_type VARCHAR(50), size_bytes BIGINT, content_hash VARCHAR(64), created_at DATETIME,
          updated_at DATETIME, deleted_at DATETIME, accessed_at DATETIME, locked_by VARCHAR(255), UNIQUE (tenant_id, virtual_path));
        CREATE TABLE file_metadata (metadata_id VARCHAR(36) PRIMARY KEY, path_id VARCHAR(36), key VARCHAR(255), value TEXT,
          created_at DATETIME);
    """)
    database.execute("INSERT INTO file_paths VALUES ('1', 't', '/a.py', 'local', ?, NULL, 8, ?, '2026-11-20 23:31:10.569586',"
                     " '2026-11-20 23:31:10.569586', NULL, NULL, NULL)", (hash, hash))
    database.execute("""INSERT INTO file_metadata VALUES ('1', '1', 'author', '"Ann"', '2026-11-20 23:31:10.569586')""")
    database.commit()
    database.close()

    contains(store.ok("import", "--from", "original", "--dry-run").text, "1 created")
    equal(store.ok("ls", "/").text, "")
    contains(store.ok("import", "--from", "original").text, "1 created")
    equal(store.ok("cat", "/a.py").text, "print()\n")
    equal(store.ok("meta", "get", "/a.py", "author").text.strip(), "Ann")
    contains(store.fail(1, "import", "--from", "store").err, "metadata.db")


# What is interrupted while it waits for the next line has changed nothing.
def test_import_interrupted(store):
    store.write("/f", "x")
    process = store.start("import")
    process.stdin.write((line("/new", "new") * 100).encode())
    process.stdin.flush()
    # It has read what is in the pipe when there is room for more than a pipe holds.
    process.stdin.write(b"\n" * (1 << 20))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    # The pipe stays open: its end would be the end of the import.
    equal(process.wait(timeout=60), 130)
    contains(process.stderr.read().decode(), "nothing was changed")
    process.communicate()
    equal(store.ok("ls", "/").text, "f\n")


main(sys.modules[__name__])
