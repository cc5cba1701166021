#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Looks into what was built, with readelf: whether it has what the build asks for.  Prints TAP."""
import re
import subprocess
import sys


def readelf(path, *options):
    return subprocess.run(["readelf", "-W", *options, path], check=True, capture_output=True, text=True).stdout


def check(path, is_program):
    header = readelf(path, "-h")
    segments = readelf(path, "-l")
    dynamic = readelf(path, "-d")
    symbols = readelf(path, "--dyn-syms")

    yield "is placed at random", re.search(r"Type:\s+DYN", header) and (not is_program or "PIE" in dynamic)
    yield "has a table of addresses that is read-only", "GNU_RELRO" in segments
    yield "has it filled at the start", "BIND_NOW" in dynamic or re.search(r"FLAGS_1.*NOW", dynamic)
    stack = re.search(r"GNU_STACK\s+.*?\s(R\S*)\s+0x", segments)
    yield "has a stack that runs nothing", stack and "E" not in stack.group(1)
    yield "has no segment that is both written and run", not re.search(r"LOAD\s.*\sRWE\s", segments)
    yield "has no relocation in its code", "TEXTREL" not in dynamic
    yield "watches its stack", "__stack_chk_fail" in symbols
    yield "looks for no library in folders of its own", is_program or "RPATH" not in dynamic
    if "--fortified" in sys.argv:
        yield "calls the checked functions of the C library", re.search(r"__\w+_chk\b(?<!__stack_chk)", symbols.replace(
            "__stack_chk_fail", ""))


def main():
    library, *programs = [a for a in sys.argv[1:] if not a.startswith("--")]
    number = failed = 0
    for path in [library, *programs]:
        for what, good in check(path, path != library):
            number += 1
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} {path.rsplit('/', 1)[-1]} {what}")
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
