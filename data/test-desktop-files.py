#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the files for the desktop say of each other holds.  Prints TAP."""
import configparser
import os
import re
import struct
import sys
import xml.etree.ElementTree as ET

FILES_ID = "org.nexusfs.Nexus"
APP_ID = os.environ["NEXUS_APP_ID"]
BUILD = sys.argv[1]
SOURCE = os.environ["NEXUS_SOURCE_ROOT"]
sys.path.insert(0, os.path.join(SOURCE, "tests"))
from nexus_tap import run


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def read_keys(path):
    keys = configparser.ConfigParser(interpolation=None, strict=True)
    keys.optionxform = str
    keys.read(path, encoding="utf-8")
    return keys


def test_actions():
    """Each action has its group, and the application knows it: the desktop calls it by D-Bus."""
    keys = read_keys(os.path.join(BUILD, APP_ID + ".desktop"))
    actions = [name for name in keys["Desktop Entry"]["Actions"].split(";") if name]
    assert len(actions) >= 4, actions
    known = set(re.findall(r'\.name = "([a-z-]+)"', read(os.path.join(SOURCE, "nexus-gtk/nexus-gtk-application.c"))))
    for name in actions:
        group = keys[f"Desktop Action {name}"]
        assert group["Name"] and group["Exec"].startswith("nexus-gtk --"), name
        assert name in known, name
    assert sorted(f"Desktop Action {name}" for name in actions) == sorted(
        name for name in keys.sections() if name.startswith("Desktop Action"))


def test_activation():
    """Desktop file, service and search provider mean the same application."""
    keys = read_keys(os.path.join(BUILD, APP_ID + ".desktop"))["Desktop Entry"]
    service = read_keys(os.path.join(BUILD, APP_ID + ".service"))["D-BUS Service"]
    search = read_keys(os.path.join(BUILD, APP_ID + ".search-provider.ini"))["Shell Search Provider"]
    assert keys["DBusActivatable"] == "true" and keys["Icon"] == APP_ID
    assert "x-scheme-handler/nexus" in keys["MimeType"].split(";")
    assert service["Name"] == APP_ID == search["BusName"]
    assert os.path.isabs(service["Exec"].split()[0]) and service["Exec"].endswith("/nexus-gtk --gapplication-service")
    assert search["DesktopId"] == APP_ID + ".desktop" and search["Version"] == "2"
    assert search["ObjectPath"] == "/" + APP_ID.replace(".", "/") + "/SearchProvider"


def test_icons():
    for path, size in (("scalable/apps/" + FILES_ID, 128), ("symbolic/apps/" + FILES_ID + "-symbolic", 16)):
        root = ET.parse(os.path.join(SOURCE, "data/icons/hicolor", path + ".svg")).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("viewBox") == f"0 0 {size} {size}", path
        # A renderer of icons fetches nothing.
        assert not any("href" in key for node in root.iter() for key in node.attrib), path


def test_pictures():
    """All pictures that a software center may show are there, and large enough."""
    root = ET.parse(os.path.join(SOURCE, "data", FILES_ID + ".metainfo.xml.in.in")).getroot()
    images = [image.text for image in root.iter("image")]
    assert len(images) >= 3
    for image in images:
        base, name = image.rsplit("/", 1)
        assert base == "@media_url@"
        with open(os.path.join(SOURCE, "docs/images", name), "rb") as file:
            head = file.read(24)
        assert head[:8] == b"\x89PNG\r\n\x1a\n", name
        width, height = struct.unpack(">II", head[16:24])
        assert width >= 320 and height >= 600, (name, width, height)
    # Without an address there are none, rather than such that nobody can fetch.
    built = ET.parse(os.path.join(BUILD, APP_ID + ".metainfo.xml")).getroot()
    assert all(image.text.startswith("https://") for image in built.iter("image"))


sys.exit(run([test_actions, test_activation, test_icons, test_pictures]))
