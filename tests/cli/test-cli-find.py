#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finding by queries, patterns of paths, and regular expressions."""
import os
import subprocess
import sys

from cli_test import LIMIT, contains, equal, main, true


def test_find(store):
    store.ok("mkdir", "/docs", "/old")
    store.write("/docs/Annual Budget.pdf", "x" * 2000)
    store.write("/docs/notes.txt", "x")
    store.write("/old/budget 1999.txt", "x")
    store.ok("tag", "add", "/old/budget 1999.txt", "old")
    store.ok("meta", "set", "/docs/notes.txt", "author", "Ann Lee")
    equal(sorted(store.ok("find", "budget").lines), ["/docs/Annual Budget.pdf", "/old/budget 1999.txt"])
    equal(store.ok("find", "budget", "type:pdf").lines, ["/docs/Annual Budget.pdf"])
    equal(store.ok("find", "budget type:pdf").lines, ["/docs/Annual Budget.pdf"])
    equal(store.ok("find", "ánnual").lines, ["/docs/Annual Budget.pdf"])
    equal(store.ok("find", "size>1k", "type:file").lines, ["/docs/Annual Budget.pdf"])
    equal(store.ok("find", 'author:"ann lee"').lines, ["/docs/notes.txt"])
    equal(store.ok("find", "nothing").lines, [])
    equal(store.ok("find", "--count", "budget").text, "2\n")
    equal(store.ok("find", "--count", "budget", "--json").json, {"query": "budget", "count": 2})
    equal(store.ok("find", "-n", "1", "budget").lines, store.ok("find", "budget").lines[:1])
    equal(store.ok("find", "--limit", "0", "budget").lines, [])
    equal(store.ok("find", "--order", "name", "type:file").lines,
          ["/docs/Annual Budget.pdf", "/old/budget 1999.txt", "/docs/notes.txt"])
    equal(store.ok("find", "-o", "largest", "type:file").lines[0], "/docs/Annual Budget.pdf")
    true(store.ok("find", "-lb", "type:pdf").text.startswith("-rw-"))
    contains(store.ok("find", "-lb", "type:pdf").text, " 2000 ")
    entries = store.ok("find", "--json", "tag:old").json
    equal([(entry["path"], entry["tags"]) for entry in entries], [("/old/budget 1999.txt", ["old"])])
    equal(store.ok("find", "--json", "nothing").json, [])
    equal(store.ok("find", "").lines != [], True, "the empty query finds everything")


def test_find_what_is_not_so(store):
    store.write("/budget", "x")
    store.write("/budget draft", "x")
    store.ok("tag", "add", "/budget", "old")
    equal(store.ok("find", "budget", "-tag:old").lines, ["/budget draft"])
    equal(store.ok("find", "-tag:old", "budget").lines, ["/budget draft"])
    equal(store.ok("find", "budget -draft").lines, ["/budget"])
    equal(store.ok("find", "--", "budget", "-draft").lines, ["/budget"])
    equal(store.ok("find", "budget", '-"draft"').lines, ["/budget"])
    equal(store.ok("find", "-c", "budget", "-(draft OR other)").text, "1\n")
    contains(store.fail(2, "find", "budget", "-draft").err, "-d")


def test_find_refuses_what_it_cannot_read(store):
    contains(store.fail(2, "find").err, "what to look for")
    contains(store.fail(2, "find", 'a "b').err, "character 3")
    contains(store.fail(2, "find", "size>much").err, "much")
    contains(store.fail(2, "find", "(" * 1000).err, "character")
    store.fail(2, "find", b"\xff\xfe")
    contains(store.fail(2, "find", "--order", "size", "x").err, "relevance, newest, name, largest")
    contains(store.fail(2, "find", "-n", "-5", "x").err, "negative")
    true(not os.path.exists(store.data_dir), "wrong usage makes no store")


def test_searches_are_kept(store):
    store.write("/budget.pdf", "x")
    store.write("/budget.txt", "x")
    equal(store.ok("search", "list").out, b"")
    equal(store.ok("search", "list", "--json").json, [])
    store.ok("search", "save", "papers", "type:pdf", "-tag:old")
    store.ok("search", "save", "all", "")
    equal([line.rstrip() for line in store.ok("search", "list").lines], ["all", "papers  type:pdf -tag:old"])
    equal(store.ok("search", "list", "--json").json,
          [{"name": "all", "query": ""}, {"name": "papers", "query": "type:pdf -tag:old"}])
    equal(store.ok("find", "--saved", "papers").lines, ["/budget.pdf"])
    equal(store.ok("find", "-s", "papers", "nothing").lines, [])
    equal(store.ok("find", "-s", "all", "type:text").lines, ["/budget.txt"])
    store.ok("search", "save", "papers", "type:text", "OR", "nothing")
    equal(store.ok("find", "-s", "papers", "budget").lines, ["/budget.txt"])
    contains(store.fail(1, "find", "-s", "none").err, "none")
    contains(store.fail(1, "search", "rm", "none", "papers").err, "none")
    equal(store.ok("search", "list", "--json").json, [{"name": "all", "query": ""}])
    contains(store.fail(2, "search", "save", "x", "size>x").err, "character")
    contains(store.fail(1, "search", "save", "", "x").err, "name")


def test_texts_are_found(store):
    store.write("/a", "The quick brown fox")
    store.write("/b", b"fox\0")
    equal(store.ok("find", "text:fox").lines, ["/a"])
    equal(store.ok("find", "QUICK bro").lines, ["/a"])
    equal(store.ok("find", 'text:"brown quick"').lines, [])
    store.write("/c", "fox")
    equal(store.ok("index").out, b"")
    equal(store.ok("find", "-o", "name", "fox").lines, ["/a", "/c"])
    environment = {"NEXUS_INDEX_TEXT": "false"}
    equal(store.ok("find", "text:fox", env=environment).lines, [])
    store.ok("index", env=environment)
    contains(store.fail(1, "find", "fox", env={"NEXUS_INDEX_TEXT": "maybe"}).err, "true or false")


def test_find_completes(store):
    store.write("/a", "x")
    store.ok("mkdir", "/docs")
    store.ok("tag", "add", "/a", "work", "a b")
    store.ok("meta", "set", "/a", "author", "x")
    equal(store.ok("find", "--complete", "budget tag:w").lines, ["budget tag:work"])
    equal(store.ok("find", "--complete", "tag:").lines, ['tag:"a b"', "tag:work"])
    equal(store.ok("find", "--complete", "-au").lines, ["-author:"])
    equal(store.ok("find", "--complete", "in:/d").lines, ["in:/docs"])
    equal(store.ok("find", "--complete", "type:pr").lines, ["type:presentation"])


def test_glob(store):
    for path in ("/a.py", "/b.PY", "/.hidden.py", "/src/a.py", "/src/deep/c.py", "/src/deep/er/c.py", "/src/x1.csv", "/src/x2.csv",
                 "/src/x22.csv", "/src/xé.csv", "/src/[x].csv", "/src/a*b", "/src/{c}", "/srcs/a.py", "/docs/a,b.txt"):
        store.write(path, "x")
    for pattern, paths in (
            ("*.py", ["/.hidden.py", "/a.py"]),
            ("/*.py", ["/.hidden.py", "/a.py"]),
            ("**/*.py", ["/.hidden.py", "/a.py", "/src/a.py", "/src/deep/c.py", "/src/deep/er/c.py", "/srcs/a.py"]),
            ("src/*.py", ["/src/a.py"]),
            ("/src/**/c.py", ["/src/deep/c.py", "/src/deep/er/c.py"]),
            ("/src/**/deep/*.py", ["/src/deep/c.py"]),
            ("src/**", ["/src/[x].csv", "/src/a*b", "/src/a.py", "/src/deep", "/src/deep/c.py", "/src/deep/er", "/src/deep/er/c.py",
                        "/src/x1.csv", "/src/x2.csv", "/src/x22.csv", "/src/xé.csv", "/src/{c}"]),
            ("**/**/**/er/**", ["/src/deep/er/c.py"]),
            ("src/x?.csv", ["/src/x1.csv", "/src/x2.csv", "/src/xé.csv"]),
            ("**/x[!1]*.csv", ["/src/x2.csv", "/src/x22.csv", "/src/xé.csv"]),
            ("src/x[^12].csv", ["/src/xé.csv"]),
            ("src/x[0-9].csv", ["/src/x1.csv", "/src/x2.csv"]),
            ("src/x[[:alpha:]].csv", ["/src/xé.csv"]),
            ("src/x[[:digit:]é].csv", ["/src/x1.csv", "/src/x2.csv", "/src/xé.csv"]),
            ("src/[[]x[]].csv", ["/src/[x].csv"]),
            ("src/\\[x\\].csv", ["/src/[x].csv"]),
            ("src/[x.csv", []),
            ("src/a\\*b", ["/src/a*b"]),
            ("src/{c}", ["/src/{c}"]),
            ("src/{a.py,x{1,2}.csv}", ["/src/a.py", "/src/x1.csv", "/src/x2.csv"]),
            ("{src,srcs}/a.py", ["/src/a.py", "/srcs/a.py"]),
            ("{a.py,src/{deep/*,a}.py}", ["/a.py", "/src/a.py", "/src/deep/c.py"]),
            ("docs/a\\,b.txt", ["/docs/a,b.txt"]),
            ("docs/{a\\,b,c}.txt", ["/docs/a,b.txt"]),
            ("{a,a}.py", ["/a.py"]),
            ("*/", ["/docs", "/src", "/srcs"]),
            ("**/e*/", ["/src/deep/er"]),
            ("src//./a.py", ["/src/a.py"]),
            ("/", ["/"]),
            ("a.py/x", []),
            ("none/*", []),
            ("", ["/"]),
            ("s*c/a.py", ["/src/a.py"]),
            ("*a*a*a*a*a*a*a*a*a*a*a*a*b", []),
            ("x\ny", [])):
        equal(store.ok("glob", "--", pattern).lines, paths, pattern)
    equal(store.ok("glob", "-i", "*.py").lines, ["/.hidden.py", "/a.py", "/b.PY"])
    equal(store.ok("glob", "-i", "SRC/X[!a-z].CSV").lines, ["/src/x1.csv", "/src/x2.csv", "/src/xé.csv"])
    equal(store.ok("glob", "-p", "/src", "*.py").lines, ["/src/a.py"])
    equal(store.ok("glob", "--path", "src/deep", "**/*.py").lines, ["/src/deep/c.py", "/src/deep/er/c.py"])
    equal(store.ok("glob", "-p", "/src", "/*.py").lines, ["/.hidden.py", "/a.py"])
    equal([entry["path"] for entry in store.ok("glob", "--json", "*.py").json], ["/.hidden.py", "/a.py"])
    true(store.ok("glob", "-l", "a.py").text.startswith("-rw-"))


def test_glob_refuses_what_it_cannot_read(store):
    contains(store.fail(2, "glob").err, "too few")
    contains(store.fail(2, "glob", "a/../b").err, "..")
    contains(store.fail(2, "glob", "{a,b}" * 20).err, "1024")
    contains(store.fail(2, "glob", "a" * 5000).err, "4096")
    store.fail(2, "glob", b"\xff")
    true(not os.path.exists(store.data_dir))
    store.write("/a", "x")
    contains(store.fail(1, "glob", "-p", "/none", "*").err, "/none")
    contains(store.fail(1, "glob", "-p", "/a", "*").err, "not a directory")
    equal(store.ok("glob", "{" * 2000).lines, [])
    equal(store.ok("glob", "[" * 2000).lines, [])
    equal(store.ok("glob", "*a" * 1500).lines, [])


def test_grep(store):
    store.write("/docs/a.txt", "One\ntwo\nthree one\n")
    store.write("/docs/b.txt", "one\n")
    store.write("/c.txt", "none\n")
    equal(store.ok("grep", "one").lines, ["/c.txt:none", "/docs/a.txt:three one", "/docs/b.txt:one"])
    equal(store.ok("grep", "^one$", "/docs").lines, ["/docs/b.txt:one"])
    equal(store.ok("grep", "-i", "-n", "one", "/docs").lines, ["/docs/a.txt:1:One", "/docs/a.txt:3:three one", "/docs/b.txt:1:one"])
    equal(store.ok("grep", "-in", "^one", "/docs/a.txt").lines, ["1:One"])
    equal(store.ok("grep", "-n", "t", "/docs/a.txt", "/c.txt").lines, ["/docs/a.txt:2:two", "/docs/a.txt:3:three one"])
    equal(store.ok("grep", "-l", "one").lines, ["/c.txt", "/docs/a.txt", "/docs/b.txt"])
    equal(store.ok("grep", "-c", "-i", "one").lines, ["/c.txt:1", "/docs/a.txt:2", "/docs/b.txt:1"])
    equal(store.ok("grep", "-c", "zzz", "/c.txt").lines, ["0"])
    equal(store.ok("grep", "zzz").lines, [])
    equal(store.ok("grep", "-m", "1", "-i", "one", "/docs/a.txt").lines, ["One"])
    equal(store.ok("grep", "-g", "[ab].txt", "-l", "one").lines, ["/docs/a.txt", "/docs/b.txt"])
    equal(store.ok("grep", "-c", "", "/docs/a.txt").lines, ["3"])
    equal(store.ok("grep", "--json", "(one|two)", "/docs/a.txt").json,
          [{"path": "/docs/a.txt", "line": 2, "text": "two", "match": "two"},
           {"path": "/docs/a.txt", "line": 3, "text": "three one", "match": "one"}])
    equal(store.ok("grep", "--json", "-l", "two").json, [{"path": "/docs/a.txt"}])
    equal(store.ok("grep", "--json", "-c", "t").json, [{"path": "/docs/a.txt", "count": 2}])
    equal(store.ok("grep", "--json", "zzz").json, [])


def test_grep_context(store):
    store.write("/a", "".join(f"{number}\n" for number in range(1, 21)))
    store.write("/b", "x\n7\n")
    equal(store.ok("grep", "-C", "1", "^7$", "/a").lines, ["6", "7", "8"])
    equal(store.ok("grep", "-n", "-C1", "^(2|4|15)$", "/a").lines, ["1-1", "2:2", "3-3", "4:4", "5-5", "--", "14-14", "15:15", "16-16"])
    equal(store.ok("grep", "-A2", "^20$|^18$", "/a").lines, ["18", "19", "20"])
    equal(store.ok("grep", "-B", "2", "^1$|^5$", "/a").lines, ["1", "--", "3", "4", "5"])
    equal(store.ok("grep", "-B1", "-A", "0", "^7$").lines, ["/a-6", "/a:7", "--", "/b-x", "/b:7"])
    equal(store.ok("grep", "-m1", "-A1", "1", "/a").lines, ["1", "2"])
    equal([(line["line"], line.get("match")) for line in store.ok("grep", "--json", "-C1", "^7$", "/a").json],
          [(6, None), (7, "7"), (8, None)])


def test_grep_ends_of_lines(store):
    store.write("/none", "a\nb")
    store.write("/crlf", b"one\r\ntwo\r\n")
    store.write("/empty", "")
    store.write("/blank", "\n\n")
    equal(store.ok("grep", "b$", "/none").out, b"b\n")
    equal(store.ok("grep", "one$", "/crlf").out, b"one\r\n")
    equal(store.ok("grep", "-c", "", "/empty").lines, ["0"])
    equal(store.ok("grep", "-c", "^$", "/blank").lines, ["2"])
    equal(store.ok("grep", "a\\s*b", "/none").lines, [], "a match never goes over the end of a line")
    equal(store.ok("grep", "a\\n", "/none").lines, [])
    equal(store.ok("grep", "(?s)a.b", "/none").lines, [])
    equal(store.ok("grep", "[^x]*+$", "/none").lines, ["a", "b"])


def test_grep_of_bytes(store):
    store.write("/binary", b"\x00\x01needle\x02\n" * 3)
    store.write("/latin", "caf\xe9 needle\nplain\n".encode("latin-1"))
    store.write("/utf8", "Café NEEDLE\n")
    result = store.ok("grep", "needle")
    equal(result.out, b"/binary: binary file matches\n/latin:caf\xe9 needle\n")
    equal(store.ok("grep", "-c", "needle", "/binary").lines, ["3"])
    equal(store.ok("grep", "-l", "needle").lines, ["/binary", "/latin"])
    equal(store.ok("grep", "-a", "needle", "/binary").out, b"\x00\x01needle\x02\n" * 3)
    equal(store.ok("grep", "--json", "needle").json,
          [{"path": "/binary", "binary": True}, {"path": "/latin", "line": 1, "text": "caf\ufffd needle", "match": "needle"}])
    equal(store.ok("grep", "-i", "CAFÉ").lines, ["/utf8:Café NEEDLE"])
    equal(store.ok("grep", "caf.$|caf. n").out, b"/latin:caf\xe9 needle\n")


def test_grep_patterns(store):
    store.write("/a", "a.b\naxb\n[x]\nNOTE: x\n(a)\n")
    equal(store.ok("grep", "a.b").lines, ["/a:a.b", "/a:axb"])
    equal(store.ok("grep", "-F", "a.b").lines, ["/a:a.b"])
    equal(store.ok("grep", "-F", "[x]").lines, ["/a:[x]"])
    equal(store.ok("grep", "-Fi", "note").lines, ["/a:NOTE: x"])
    equal(store.ok("grep", "\\bNOTE\\b").lines, ["/a:NOTE: x"])
    equal(store.ok("grep", "(?<=\\()a(?=\\))").lines, ["/a:(a)"])
    equal(store.ok("grep", "--", "-x").lines, [])
    contains(store.fail(2, "grep", "(").err, "(")
    contains(store.fail(2, "grep", "[").err, "[")
    store.fail(2, "grep", b"\xff")
    contains(store.fail(2, "grep", "-C", "-1", "x").err, "negative")
    contains(store.fail(2, "grep", "-g", "a/b", "x").err, "slash")
    contains(store.fail(1, "grep", "a", "/none").err, "/none")
    result = store.run("grep", "-l", "a", "/none", "/a")
    equal((result.status, result.lines), (1, ["/a"]), "one that fails does not stop the others")
    store.write("/evil", "a" * 5000 + "b\n")
    result = store.fail(1, "grep", "^(a|aa|a?a?)+$", "/evil")
    contains(result.err, "/evil")
    contains(result.err, "line 1")


def test_grep_of_much(store):
    """More than a block, lines over the ends of blocks, and more lines than wait in memory."""
    lines = [f"line {number} " + "x" * (number % 300) for number in range(40000)]
    store.write("/big", "\n".join(lines) + "\n")
    for number in range(40):
        store.write(f"/many/{number:02}", f"file {number}\nline {number}\n")
    true(store.ok("grep", "line", "/big").lines == lines)
    equal(store.ok("grep", "-F", "-n", "line 39999 ", "/big").lines, ["40000:" + lines[-1]])
    equal(store.ok("grep", "-n", "^line [0-9]*7777 ", "/big").lines,
          [f"{number + 1}:{line}" for number, line in enumerate(lines) if number % 10000 == 7777])
    equal(store.ok("grep", "^line", "/many").lines, [f"/many/{number:02}:line {number}" for number in range(40)])
    equal(store.ok("grep", "-c", "line").lines, ["/big:40000"] + [f"/many/{number:02}:1" for number in range(40)])
    store.write("/long", "y" * 20000000 + "needle")
    equal(store.ok("grep", "-c", "needle", "/long").lines, ["1"])


def test_grep_into_a_pipe_that_closes(store):
    for number in range(4):
        store.write(f"/{number}", "line\n" * 400000)
    process = store.start("grep", "line", stdin=subprocess.DEVNULL)
    process.stdout.read(10)
    process.stdout.close()
    process.stderr.read()
    true(process.wait(LIMIT) != 0)


main(sys.modules["__main__"])
