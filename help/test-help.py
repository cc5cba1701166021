#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the help tells people to choose and to press is there.  Prints TAP."""
import glob
import os
import re
import sys
import xml.etree.ElementTree as ET

SOURCE = os.environ["NEXUS_SOURCE_ROOT"]
sys.path.insert(0, os.path.join(SOURCE, "tests"))
from nexus_tap import run

MALLARD = "{http://projectmallard.org/1.0/}"
# Named keys as an accelerator has them.
KEYS = {"←": "Left", "→": "Right", "↑": "Up", "Enter": "Return", "Space": "space"}


def read(*parts):
    with open(os.path.join(SOURCE, *parts), encoding="utf-8") as file:
        return file.read()


def pages():
    names = sorted(glob.glob(os.path.join(SOURCE, "help", "C", "*.page")))
    assert len(names) >= 13, names
    return {os.path.basename(name): ET.parse(name).getroot() for name in names}


def texts_of_program():
    """All that can be translated, without marks of mnemonics."""
    texts = set()
    for name in glob.glob(os.path.join(SOURCE, "nexus-gtk", "*.ui")):
        texts |= {node.text for node in ET.parse(name).getroot().iter() if node.get("translatable") and node.text}
    for name in glob.glob(os.path.join(SOURCE, "nexus-gtk", "*.c")):
        texts |= set(re.findall(r'\b(?:_|N_|C_)\s*\((?:"[^"]*",\s*)?"((?:[^"\\]|\\.)*)"', read(name)))
    return {text.replace("_", "") for text in texts}


def test_labels():
    texts = texts_of_program()
    labels = {(name, node.text) for name, root in pages().items() for node in root.iter(MALLARD + "gui")}
    assert len(labels) > 10
    missing = sorted(label for label in labels if label[1] not in texts)
    assert not missing, missing


def accelerators():
    program = read("nexus-gtk", "nexus-gtk-application.c") + read("nexus-gtk", "help-overlay.ui").replace("&lt;", "<").replace(
        "&gt;", ">")
    found = set(re.findall(r'"((?:<\w+>)*\w+)"', program))
    for accelerator in re.findall(r'"accelerator">([^<]*(?:<\w+>[^<]*)*)</property>', program):
        found |= set(accelerator.split())
    return {accelerator.lower() for accelerator in found}


def test_keys():
    known = accelerators()
    checked = 0
    for name, root in pages().items():
        for node in root.iter(MALLARD + "keyseq"):
            keys = [key.text for key in node.iter(MALLARD + "key")]
            last = KEYS.get(keys[-1], keys[-1])
            modifiers = sorted(keys[:-1])
            assert set(modifiers) <= {"Ctrl", "Shift", "Alt"}, keys
            wanted = "".join("<primary>" if key == "Ctrl" else f"<{key.lower()}>" for key in modifiers) + last
            turned = "".join("<primary>" if key == "Ctrl" else f"<{key.lower()}>" for key in reversed(modifiers)) + last
            assert wanted.lower() in known or turned.lower() in known, (name, keys)
            checked += 1
    assert checked > 10


def test_list():
    """meson.build installs all pages."""
    listed = sorted(re.findall(r"'C/([a-z-]+\.page)'", read("help", "meson.build")))
    assert listed == sorted(pages()), listed


sys.exit(run([test_labels, test_keys, test_list]))
