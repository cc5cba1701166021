# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs each example the way its readers would, the C one also built against the installed library alone."""
import filecmp
import os
import shlex
import subprocess
import sys
import tempfile

BUILD = os.environ["NEXUS_BUILD_ROOT"]
SOURCE = os.environ["NEXUS_SOURCE_ROOT"]
sys.path.insert(0, os.path.join(SOURCE, "tests"))
import nexus_tap

MESON = shlex.split(os.environ["NEXUS_TEST_MESON"])
COMPILER = shlex.split(os.environ["NEXUS_TEST_CC"])
LIBRARY = os.path.join(BUILD, "libnexus-glib")


def run(*command, **environment):
    process = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert process.returncode == 0, f"{command} ended with {process.returncode}\n{process.stdout}{process.stderr}"
    return process.stdout


def example(*command, **environment):
    """Imports a folder, and expects it back with the note that each example adds."""
    work = tempfile.mkdtemp()
    folder, output = work + "/folder with blank", work + "/output"
    os.makedirs(folder + "/inner/empty")
    with open(folder + "/inner/text.txt", "w", encoding="utf-8") as file:
        file.write("text\n" * 1000)
    os.symlink("inner/text.txt", folder + "/link")
    shown = run(*command, work + "/store", folder, output, **environment)
    assert "note.txt" in shown and "imported" in shown, shown
    with open(output + "/note.txt", encoding="utf-8") as file:
        assert file.read().strip() == "imported"
    os.remove(output + "/note.txt")
    assert sorted(os.listdir(output)) == ["inner", "link"]
    assert os.readlink(output + "/link") == "inner/text.txt"
    assert filecmp.cmp(folder + "/inner/text.txt", output + "/inner/text.txt", shallow=False)
    assert os.listdir(output + "/inner/empty") == []
    return shown


def c():
    assert "100 %" in example(BUILD + "/examples/nexus-example")


def python():
    assert "100%" in example(sys.executable, SOURCE + "/examples/example.py")


def asyncio():
    shown = run(sys.executable, SOURCE + "/examples/example-asyncio.py", tempfile.mkdtemp() + "/store")
    assert "1000 files, 7890 bytes" in shown and "missing" in shown, shown


def javascript():
    assert "100 %" in example("gjs", SOURCE + "/examples/example.js")


def shell():
    example("sh", SOURCE + "/examples/example.sh", PATH=BUILD + "/nexus-cli:" + os.environ["PATH"])


def installed():
    """What is installed is enough to build and run a program; nothing of the source tree is needed."""
    root = tempfile.mkdtemp()
    run(*MESON, "install", "-C", BUILD, "--no-rebuild", "--destdir", root)
    [folder] = [path for path, _, names in os.walk(root) if "nexus-glib-1.pc" in names]
    library = os.path.dirname(folder)
    # Only our own prefix is below the root; other libraries are where they always are.
    with open(os.path.join(folder, "nexus-glib-1.pc"), encoding="utf-8") as file:
        text = file.read()
    os.mkdir(root + "/pkgconfig")
    with open(root + "/pkgconfig/nexus-glib-1.pc", "w", encoding="utf-8") as file:
        file.write(text.replace("prefix=", "prefix=" + root, 1))
    flags = shlex.split(run("pkg-config", "--cflags", "--libs", "nexus-glib-1", PKG_CONFIG_PATH=root + "/pkgconfig"))
    program = root + "/program"
    run(*COMPILER, "-std=c11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", SOURCE + "/examples/nexus-example.c",
        "-o", program, *flags)
    example(program, LD_LIBRARY_PATH=library)
    typelibs = os.path.join(library, "girepository-1.0")
    example(sys.executable, SOURCE + "/examples/example.py", LD_LIBRARY_PATH=library, GI_TYPELIB_PATH=typelibs)


def vala():
    work = tempfile.mkdtemp()
    program = work + "/program"
    run("valac", "--vapidir", LIBRARY, "--pkg", "gio-2.0", "--pkg", "nexus-glib-1", SOURCE + "/examples/example.vala",
        "-d", work, "-o", program, "-X", "-I" + SOURCE + "/libnexus-glib", "-X", "-I" + LIBRARY, "-X", "-L" + LIBRARY,
        "-X", "-lnexus-glib-1", "-X", "-w")
    assert run(program, work + "/store") == "hello\n"


sys.exit(nexus_tap.run([globals()[name] for name in sys.argv[1:]]))
