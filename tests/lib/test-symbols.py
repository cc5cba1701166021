#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The shared library exports what the public headers declare, and that is what symbols.txt says.

usage: test-symbols.py [--update] LIBRARY SYMBOLS HEADER...
"""

import re
import subprocess
import sys


def declared(headers):
    names = set()
    for header in headers:
        with open(header, encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        text = re.sub(r"(G_DECLARE_FINAL_TYPE\s*\([^)]*\))", r"\1;", text)
        text = "\n".join(line for line in text.splitlines() if not line.rstrip().endswith("\\"))
        for declaration in re.findall(r"NEXUS_AVAILABLE_IN_\d+_\d+\s+([^;{]*)", text):
            final = re.match(r"G_DECLARE_FINAL_TYPE\s*\(\s*\w+,\s*(\w+)", declaration)
            function = re.search(r"\b(nexus_\w+)\s*\(", declaration)
            if final:
                names.add(final.group(1) + "_get_type")
            elif function:
                names.add(function.group(1))
        for prefix in re.findall(r"^NEXUS_DECLARE_INTERNAL_TYPE\s*\(\s*\w+,\s*(\w+)", text, flags=re.M):
            names.add(prefix + "_get_type")
    return names


def exported(library):
    output = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    names = {line.split()[-1].split("@")[0] for line in output.splitlines() if line.strip()}
    # What instrumented builds add.
    return {name for name in names if not re.match(r"__(\w*san|odr|sancov|gcov|llvm)", name)}


def compare(what, have, should):
    ok = have == should
    for name in sorted(have - should):
        print(f"# {name}: more than {what}")
    for name in sorted(should - have):
        print(f"# {name}: less than {what}")
    return ok


def main():
    arguments = sys.argv[1:]
    update = arguments[:1] == ["--update"]
    library, symbols, *headers = arguments[1:] if update else arguments
    from_headers = declared(headers)
    if update:
        with open(symbols, "w", encoding="utf-8") as file:
            file.writelines(name + "\n" for name in sorted(from_headers))
        return 0

    with open(symbols, encoding="utf-8") as file:
        listed = file.read().split()
    tests = [
        ("the list is sorted and has nothing twice", listed == sorted(set(listed))),
        ("the list is what the headers declare", compare("the headers declare", set(listed), from_headers)),
        ("the library exports the list", compare("the list says", exported(library), set(listed))),
    ]
    print(f"1..{len(tests)}")
    for number, (title, ok) in enumerate(tests, 1):
        print(f"{'ok' if ok else 'not ok'} {number} {title}")
    return 0 if all(ok for _, ok in tests) else 1


sys.exit(main())
