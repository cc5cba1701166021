#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Options, help, exit codes, configuration and the standard streams of the program."""
import os
import re
import shutil
import subprocess
import sys

from cli_test import SOURCE, Skip, contains, equal, main, true

COMMANDS = ["init", "put", "get", "ls", "tree", "cat", "write", "cp", "mv", "rm", "mkdir", "rmdir", "info", "find", "glob",
            "grep", "search", "index", "meta", "tag", "log", "restore", "trash", "undo", "redo", "history",
            "import", "export", "verify", "repair", "stats", "backup", "gc", "quota", "snapshot", "db", "version"]
GROUPS = {"search": ["list", "save", "rm"], "meta": ["get", "set", "rm", "list"],
          "tag": ["add", "rm", "list", "files", "rename", "color", "delete"],
          "snapshot": ["list", "create", "diff", "restore", "export", "delete"],
          "trash": ["list", "restore", "empty", "keep"], "db": ["current", "history", "upgrade", "downgrade"]}


def test_help_lists_each_command_and_no_other(store):
    text = store.ok("--help").text
    listed = re.findall(r"^  ([a-z]+) ", text.split("Options of every")[0], re.MULTILINE)
    equal(listed, COMMANDS)
    equal(store.ok("help").text, text)
    equal(store.ok("-h").text, text)
    true(not os.path.exists(store.data_dir), "help makes no store")


def test_each_command_explains_itself(store):
    for command in COMMANDS:
        text = store.ok(command, "--help").text
        contains(text, f"nexus {command}")
        equal(store.ok("help", command).text, text)
        for child in GROUPS.get(command, []):
            contains(text, child)
            contains(store.ok(command, child, "--help").text, f"nexus {command} {child}")
    true(not os.path.exists(store.data_dir), "help makes no store")


def test_wrong_usage_exits_with_2_and_helps(store):
    contains(store.fail(2).err, "--help")
    contains(store.fail(2, "lss").err, "did you mean “ls”?")
    contains(store.fail(2, "add").err, "did you mean “put”?")
    contains(store.fail(2, "meta", "gett").err, "did you mean “get”?")
    contains(store.fail(2, "tag").err, "nexus tag --help")
    contains(store.fail(2, "frobnicate").err, "--help")
    contains(store.fail(2, "ls", "--nonsense").err, "--nonsense")
    contains(store.fail(2, "--nonsense").err, "--nonsense")
    contains(store.fail(2, "cat").err, "too few arguments")
    contains(store.fail(2, "log", "/a", "/b").err, "one argument too many: “/b”")
    contains(store.fail(2, "put", "x").err, "SOURCE… PATH")
    contains(store.fail(2, "put", "--conflict", "maybe", "x", "/").err, "fail, skip, replace, keep-both, newer")
    contains(store.fail(2, "cat", "--version", "x", "/a").err, "x")
    contains(store.fail(2, "tree", "-L", "-3").err, "negative")
    contains(store.fail(2, "put", "-v", "--json", "x", "/").err, "--verbose")
    contains(store.fail(2, "init", "--content-hash", "md5").err, "sha256")
    contains(store.fail(2, "--data-dir", "x", "init", "y").err, "not both")
    contains(store.fail(2, "meta", "set", "/a", "k", "v", "--type", "float").err, "double")
    contains(store.fail(2, "\x1b[31mred").err, "\\x1b")
    true(not os.path.exists(store.data_dir), "wrong usage makes no store")


def test_version(store):
    true(re.fullmatch(r"nexus \d+\.\d+\.\d+\n", store.ok("version").text))
    equal(store.ok("--version").text, store.ok("version").text)
    contains(store.ok("version").text, store.ok("version", "--json").json["version"])


def test_init_says_where_the_store_is(store):
    contains(store.ok("init").text, f"Made a store in {store.data_dir}")
    contains(store.ok("init").text, f"There is a store in {store.data_dir} already")
    text = store.ok("init", "other").text
    contains(text, "data_dir: " + store.path("other"))
    true(os.path.exists(store.path("other", "metadata.db")))
    equal(store.ok("init", "--json", "third").json, {"data_dir": store.path("third"), "created": True})
    equal(store.ok("init", "--json", "third").json["created"], False)


def test_init_with_another_hash(store):
    store.ok("init", "--content-hash", "sha256")
    store.write("/a", "abc")
    equal(store.ok("info", "/a", "--json").json[0]["etag"],
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


def test_a_folder_of_something_else_is_left_alone(store):
    store.make_file("store/precious.txt", "mine")
    contains(store.fail(1, "init").err, "store")
    equal(os.listdir(store.data_dir), ["precious.txt"])


def test_data_dir_beats_environment_and_file(store):
    store.make_file("nexus.yaml", "data_dir: from-file\ndatabase: elsewhere.db\n")
    store.ok("init", env={"NEXUS_DATA_DIR": None})
    true(os.path.isdir(store.path("from-file")), "the file is found")
    true(os.path.exists(store.path("elsewhere.db")))
    store.ok("init")
    true(os.path.isdir(store.data_dir), "the environment comes before the file")
    store.ok("ls", "--data-dir", store.path("given"))
    true(os.path.exists(store.path("given", "metadata.db")), "the option comes first, and its store is whole")
    equal(store.ok("--data-dir", store.path("given"), "stats", "--json").json["data_dir"], store.path("given"))


def test_config_file_beats_environment(store):
    store.make_file("etc/my.yaml", "data_dir: here\n")
    store.make_file("nexus.yaml", "data_dir: wrong\n")
    equal(store.ok("stats", "--json", "--config", "etc/my.yaml").json["data_dir"], store.path("etc", "here"))
    store.make_file("etc/empty.yaml", "")
    equal(store.ok("stats", "--json", "--config", "etc/empty.yaml").json["data_dir"], store.data_dir)
    contains(store.fail(1, "ls", "--config", "etc/none.yaml").err, "none.yaml")


def test_default_store(store):
    home = {"NEXUS_DATA_DIR": None, "XDG_DATA_HOME": store.path("data")}
    store.ok("mkdir", "/x", env=home)
    true(os.path.exists(store.path("data", "nexus", "metadata.db")))
    equal(store.ok("ls", env=dict(home, XDG_DATA_HOME="relative", HOME=store.path("home"))).out, b"")
    true(not os.path.exists(store.path("relative")), "a relative XDG folder is ignored")


def test_config_errors_and_warnings(store):
    store.make_file("nexus.yaml", "mode: embedded\nreaders: many\n")
    contains(store.fail(1, "ls").err, "nexus.yaml:2:10: ")
    store.make_file("nexus.yaml", "histroy_limit: 3\ncache_size_mb: 5\n")
    result = store.run("ls")
    equal(result.status, 0)
    equal(result.err.count("\n"), 1, result.err)
    contains(result.err, "nexus.yaml:1:1: ")
    contains(result.err, "history_limit")
    store.ok("-q", "ls")
    contains(store.fail(1, "ls", "-q", env={"NEXUS_TIMEOUT": "soon"}).err, "NEXUS_TIMEOUT")
    result = store.fail(1, "-q", "ls", env={"NEXUS_DATABASE": "postgresql://ann:secret@db.example/x"})
    true("secret" not in result.err, result.err)


def test_missing_paths_exit_with_1_and_are_named(store):
    for args in (["cat"], ["ls"], ["tree"], ["info"], ["log"], ["restore"], ["rm"], ["rmdir"], ["meta", "list"],
                 ["tag", "list"], ["trash", "restore"], ["trash", "empty"]):
        contains(store.fail(1, *args, "/no where").err, "/no where")
    for args in (["cp", "/no where", "/b"], ["mv", "/no where", "/b"], ["get", "/no where", "b"], ["meta", "get", "/no where", "k"],
                 ["meta", "set", "/no where", "k", "v"], ["meta", "rm", "/no where", "k"], ["tag", "add", "/no where", "t"],
                 ["tag", "rm", "/no where", "t"], ["put", "no where", "/b"], ["write", "/b", "no where"]):
        contains(store.fail(1, *args).err, "no where")
    equal(store.ok("ls", "-R").text, "/:\n", "and nothing was made")


def test_partly_done_is_failed_and_the_rest_is_done(store):
    store.write("/a", "a")
    store.write("/b", "b")
    equal(store.fail(1, "cat", "/a", "/none", "/b").out, b"ab")
    result = store.fail(1, "rm", "/a", "/none", "/b")
    equal(result.err.count("\n"), 1)
    equal(store.ok("ls").out, b"")
    equal(store.fail(1, "info", "--json", "/none", "/").json[0]["path"], "/")


def test_full_output_is_a_failure(store):
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full")
    store.write("/a", "text")
    for command in (["cat", "/a"], ["ls"], ["--help"], ["ls", "--help"], ["ls", "--json"], ["version"]):
        with open("/dev/full", "wb") as full:
            result = store.run(*command, stdout=full)
        equal(result.status, 1, command)
        contains(result.err, "standard output")


def test_closed_streams_never_reach_the_store(store):
    store.write("/a", "text " * 100000)
    script = 'exec "$@" <&- >&- 2>&-'
    for command in (["cat", "/a"], ["ls", "-l"], ["write", "/b"]):
        process = store.start("--version")
        process.communicate()
        status = subprocess.run(["sh", "-c", script, "sh", process.args[0], "--data-dir", store.data_dir, *command],
                                check=False, timeout=60).returncode
        true(status in (0, 1), f"{command}: {status}")
    equal(store.ok("cat", "/a").text, "text " * 100000)
    equal(store.ok("mkdir", "/c").out, b"")


def test_broken_pipe_is_quiet(store):
    store.write("/a", b"0123456789" * 1000000)
    read, write = os.pipe()
    process = store.start("cat", "/a", stdout=write)
    os.close(write)
    os.read(read, 10)
    os.close(read)
    equal(process.communicate(timeout=60)[1], b"")
    true(process.returncode != 0)


def test_manual_page_is_clean(store):
    page = os.path.join(SOURCE, "nexus-cli", "nexus.1")
    if shutil.which("man") and shutil.which("groff"):
        result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], capture_output=True,
                                env=dict(os.environ, MANROFFSEQ="", MANWIDTH="80"), check=True)
        equal(result.stderr.decode(), "")
    with open(page, encoding="utf-8") as file:
        text = file.read().replace("\\-", "-")
    for command in COMMANDS:
        for child in GROUPS.get(command, [""]):
            true(re.search(rf'^\.BI? "?{command}[ "\\]*{child}', text, re.MULTILINE), f"{command} {child} is in the manual")


def complete(store, line):
    """What bash offers for the last word of the line."""
    script = f"""
      source {os.path.join(SOURCE, 'nexus-cli', 'nexus.bash-completion')!r}
      compopt () {{ :; }}
      read -ra COMP_WORDS <<< "$1"
      [[ $1 == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
      _nexus
      printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    program = store.start("--version")
    program.communicate()
    environment = dict(os.environ, NEXUS_DATA_DIR=store.data_dir,
                       PATH=os.path.dirname(program.args[0]) + ":" + os.environ["PATH"])
    result = subprocess.run(["bash", "--norc", "-c", script, "bash", line], capture_output=True, check=False,
                            env=environment, cwd=store.folder, timeout=60)
    equal(result.stderr.decode(), "")
    return [word for word in result.stdout.decode().split("\n") if word]


def test_completion(store):
    if not shutil.which("bash"):
        raise Skip("no bash")
    equal(complete(store, "nexus ls /"), [])
    true(not os.path.exists(store.data_dir), "asking makes no store")
    store.ok("mkdir", "-p", "/docs/my letters", "/data")
    store.write("/docs/a.txt", "a")
    store.make_file("local.txt", "x")
    equal(sorted(complete(store, "nexus ")), sorted(COMMANDS + ["help"]))
    equal(complete(store, "nexus tr"), ["tree", "trash"])
    equal(complete(store, "nexus ls /"), ["/data/", "/docs/"])
    equal(complete(store, "nexus ls /do"), ["/docs/"])
    equal(complete(store, "nexus --json cat /docs/"), ["/docs/a.txt", "/docs/my\\ letters/"])
    equal(complete(store, "nexus cat docs/a"), ["docs/a.txt"])
    equal(complete(store, "nexus put lo"), ["local.txt"])
    equal(complete(store, "nexus put local.txt /da"), ["/data/"])
    equal(complete(store, "nexus get /docs lo"), ["local.txt"])
    equal(complete(store, "nexus put --conflict n"), ["newer"])
    equal(complete(store, "nexus mv --no"), ["--no-clobber"])
    store.ok("tag", "add", "/docs/a.txt", "work")
    store.ok("search", "save", "recent", "modified<7d")
    equal(complete(store, "nexus find tag:w"), ["tag:work"])
    equal(complete(store, "nexus find -l -n 3 budget -ty"), ["-type:"])
    equal(complete(store, "nexus find --saved r"), ["recent"])
    equal(complete(store, "nexus search rm "), ["recent"])
    store.ok("snapshot", "create", "first")
    equal(complete(store, "nexus snapshot restore f"), ["first"])
    equal(complete(store, "nexus snapshot restore first /da"), ["/data/"])
    equal(complete(store, "nexus search save x in:/d"), ["in:/data", "in:/docs"])
    steps = [str(step["id"]) for step in store.ok("history", "--json").json]
    equal(complete(store, "nexus redo "), [])
    equal(complete(store, "nexus undo "), steps)
    store.ok("undo", steps[0])
    equal(complete(store, "nexus redo "), steps[:1])
    store.ok("redo")
    equal(complete(store, "nexus grep -C 2 word /da"), ["/data/"])
    equal(complete(store, "nexus glob --path /da"), ["/data/"])
    for group, children in GROUPS.items():
        equal(sorted(complete(store, f"nexus {group} ")), sorted(children))
    equal(complete(store, f"nexus --data-dir {store.data_dir} ls /da"), ["/data/"])
    equal(complete(store, f"nexus --data-dir {store.path('none')} ls /"), [])
    true(not os.path.exists(store.path("none")))


def test_completion_knows_the_options_of_each_command(store):
    if not shutil.which("bash"):
        raise Skip("no bash")
    for command in COMMANDS:
        for words in ([command, child] for child in GROUPS.get(command, [""])):
            words = [word for word in words if word]
            text = store.ok(*words, "--help").text
            offered = complete(store, f"nexus {' '.join(words)} --")
            equal(sorted(offered), sorted(set(re.findall(r"(--[a-z-]+)", text.split("Options:")[1]))), " ".join(words))


main(sys.modules["__main__"])
