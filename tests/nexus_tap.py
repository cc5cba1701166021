# SPDX-License-Identifier: LGPL-2.1-or-later
"""TAP for tests that are functions."""
import traceback


def run(tests):
    """Calls each and says how it went; whatever is raised fails one, and the others are tried.  The status to exit with."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
        except Exception:  # pylint: disable=broad-except
            failed += 1
            # A message may have lines that came escaped from another program.
            for line in traceback.format_exc().replace("\\n", "\n").splitlines():
                print(f"# {line}")
            print(f"not ok {number} {test.__name__}", flush=True)
        else:
            print(f"ok {number} {test.__name__}", flush=True)
    return 1 if failed else 0
