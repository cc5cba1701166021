#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The program and the library speak the language of the person who uses them."""
import os
import re
import sys

from cli_test import SOURCE, Skip, contains, equal, main, true

sys.path.insert(0, os.path.join(SOURCE, "tests"))
from nexus_language import make_environment


def speak(store, locale):
    environment = make_environment(store.path("locales"), locale)
    if environment is None:
        raise Skip("there is no locale here that knows UTF-8")
    return environment


def test_help_is_translated(store):
    german = speak(store, "de_DE")
    text = store.ok("--help", env=german).text
    contains(text, "Aufruf: nexus")
    contains(text, "In den Papierkorb sehen und Dinge zurückbringen")
    contains(text, "„man nexus“")
    text = store.ok("cat", "--help", env=german).text
    contains(text, " PFAD…")
    contains(text, "Diese Version ausgeben; „nexus log“ listet sie auf")
    contains(text, "Den Befehl erklären")


def test_errors_of_the_library_are_translated(store):
    german = speak(store, "de_DE")
    contains(store.ok("init", env=german).text, "Eine Ablage wurde in ")
    equal(store.fail(1, "cat", "/nothing", env=german).err, "nexus: Unter „/nothing“ gibt es nichts.\n")
    contains(store.fail(1, "ls", "/a/..", env=german).err, "„..“ ist in einem Pfad nicht erlaubt")
    contains(store.fail(2, "lss", env=german).err, "meinten Sie „ls“?")


def test_plurals_and_large_numbers_are_translated(store):
    german = speak(store, "de_DE")
    store.write("/one", "1")
    contains(store.ok("tree", env=german).text, "1 Datei\n")
    store.write("/two", "2")
    contains(store.ok("tree", env=german).text, "2 Dateien\n")


def test_help_is_whole_in_each_language(store):
    """Texts are put into others there, in an order that differs from one language to the next."""
    commands = re.findall(r"^  ([a-z]+) ", store.ok("--help").text.split("Options of every")[0], re.MULTILINE)
    true(len(commands) > 20, commands)
    with open(os.path.join(SOURCE, "po", "LINGUAS"), encoding="utf-8") as file:
        languages = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    true("de" in languages, languages)
    for language in languages:
        speaker = make_environment(store.path("locales-" + language), language)
        if speaker is None:
            raise Skip("there is no locale here that knows UTF-8")
        text = store.ok("--help", env=speaker).text
        true(text != store.ok("--help").text, f"{language} is English")
        for command in commands:
            contains(text, f"\n  {command} ")
            contains(store.ok(command, "--help", env=speaker).text, f"nexus {command}")
        contains(store.fail(2, "lss", env=speaker).err, "ls")
        error = store.fail(1, "cat", "/nothing", env=speaker).err
        contains(error, "/nothing")
        true(error != store.fail(1, "cat", "/nothing").err, f"{language} has English errors")


def test_json_is_the_same_in_each_language(store):
    german = speak(store, "de_DE")
    store.write("/one", "1")
    for command in (["info", "/one"], ["ls", "/"], ["stats"], ["version"]):
        equal(store.ok(*command, "--json", env=german).text, store.ok(*command, "--json").text)


def test_a_language_that_is_not_known_is_english(store):
    other = speak(store, "tlh_QO")
    contains(store.ok("--help", env=other).text, "Usage: nexus")
    equal(store.fail(1, "cat", "/nothing", env=other).err, store.fail(1, "cat", "/nothing").err)


def test_no_translations_where_there_are_none(store):
    german = dict(speak(store, "de_DE"), NEXUS_LOCALE_DIR=store.path("locales"))
    text = store.ok("--help", env=german).text
    true(text.startswith("Usage: nexus"), text)


if __name__ == "__main__":
    main(sys.modules[__name__])
