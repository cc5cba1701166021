#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Imports a folder into a store, tags it, lists it, reads a file and exports the folder again.
# Usage: example.sh STORE FOLDER OUTPUT
set -eu
NEXUS_DATA_DIR=$1
export NEXUS_DATA_DIR

nexus mkdir -p /folder
nexus put "$2"/* /folder/
echo imported | nexus write /folder/note.txt
nexus tag add /folder/note.txt example
nexus meta set /folder/note.txt author Ann
nexus ls -l /folder
nexus cat /folder/note.txt
nexus get /folder "$3"
