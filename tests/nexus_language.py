# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of translations share: somebody who speaks another language, on a machine that may not know it."""
import os

BUILD = os.environ["NEXUS_BUILD_ROOT"]


def make_environment(folder, locale):
    """The environment in which a program of the build folder speaks the language of a locale such as "de_DE".

    None if that cannot be had here.  The C library looks for a translation by the name of the locale only, so that its
    own plain locale serves under that name too, and none has to be installed.
    """
    for plain in ("/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"):
        if os.path.isdir(plain):
            os.makedirs(folder, exist_ok=True)
            os.symlink(plain, os.path.join(folder, locale + ".UTF-8"))
            return {"LC_ALL": locale + ".UTF-8", "LANGUAGE": "", "LOCPATH": folder,
                    "NEXUS_LOCALE_DIR": os.path.join(BUILD, "po")}
    return None
