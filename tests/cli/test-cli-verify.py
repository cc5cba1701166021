#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""verify and repair."""
import os
import sys

from cli_test import contains, equal, main, true


def damage(store):
    """Turns a bit in every content that has a file of its own."""
    count = 0
    for top, _, names in os.walk(os.path.join(store.data_dir, "content")):
        for name in names:
            path = os.path.join(top, name)
            os.chmod(path, 0o600)
            with open(path, "r+b") as file:
                file.seek(1000)
                byte = file.read(1)[0]
                file.seek(1000)
                file.write(bytes([byte ^ 4]))
            count += 1
    return count


def fill(store):
    for number in range(3):
        store.make_file(f"originals/{number}", os.urandom(150000))
    store.make_file("originals/small", b"small")
    store.ok("put", store.path("originals"), "/d")
    store.ok("cp", "/d/0", "/copy")


def test_good(store):
    fill(store)
    contains(store.ok("verify").text, "No problem was found.")
    report = store.ok("verify", "--json").json
    equal((report["good"], report["complete"], report["contents"], report["entries"], report["findings"]), (True, True, 4, 6, []))
    equal(store.ok("verify", "-q").text, "")
    equal(store.ok("verify", "--json", "/copy", "/d/small").json["contents"], 2)
    contains(store.ok("verify").text, "Looked at 6 entries and 4 contents (")
    contains(store.ok("verify", "/copy").text, "Looked at 0 entries and 1 content (")
    equal(store.ok("verify", "--json", "--since", "1h").json["contents"], 0)
    equal(store.ok("verify", "--json", "--since", "2100-01-01").json["contents"], 4)
    equal(store.ok("verify", "--json", "--budget", "1K").json["complete"], False)
    equal(store.ok("verify", "--json", "--budget", "10min").json["complete"], True)


def test_usage(store):
    for arguments in (["--since", "soon"], ["--since", "5"], ["--budget", "0"], ["--budget", "many"], ["--budget", "5X"],
                      ["--budget", "16777216T"]):
        contains(store.fail(2, "verify", *arguments).err, arguments[1])
    store.fail(2, "repair", "/path")
    contains(store.fail(1, "verify", "/not there").err, "/not there")
    damaged(store)
    contains(store.fail(1, "repair", "--from", store.path("nowhere")).err, "nowhere")


def damaged(store):
    fill(store)
    return damage(store)


def test_damaged(store):
    equal(damaged(store), 3)
    result = store.run("verify")
    equal((result.status, result.err), (1, ""))
    contains(result.text, "    /d/0\n    /copy\n")
    contains(result.text, "3 problems remain.")
    result = store.run("verify", "--json")
    equal(result.status, 1)
    findings = result.json["findings"]
    equal(sorted(use["path"] for finding in findings for use in finding["uses"]),
          ["/copy", "/d/0", "/d/1", "/d/2"])
    true(all(finding["kind"] == "content-damaged" and finding["state"] == "found" for finding in findings))
    error = store.fail(1, "cat", "/copy").err
    contains(error, "is damaged")
    contains(error, "“/copy”")
    equal(store.ok("cat", "/d/small").text, "small")


def test_repair(store):
    damaged(store)
    equal(store.run("repair", "--dry-run").status, 1)
    true(not os.path.exists(os.path.join(store.data_dir, "quarantine")))
    text = store.ok("repair", "--from", store.path("originals")).text
    contains(text, "Mended: ")
    contains(text, "Nothing is wrong any more.")
    store.ok("verify")
    with open(store.path("originals", "0"), "rb") as file:
        equal(store.ok("cat", "/copy").out, file.read())


def test_quarantine(store):
    damaged(store)
    result = store.run("repair", "--json")
    equal(result.status, 1)
    equal([finding["state"] for finding in result.json["findings"]], ["set-aside"] * 3)
    equal(len(os.listdir(os.path.join(store.data_dir, "quarantine"))), 3)
    contains(store.fail(1, "cat", "/copy").err, "/copy")
    equal(store.run("verify", "--json").json["findings"][0]["kind"], "content-missing")


if __name__ == "__main__":
    main(sys.modules[__name__])
