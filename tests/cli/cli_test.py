# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the command line share: a store of its own for each test, and TAP."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.path.join(os.environ["NEXUS_BUILD_ROOT"], "nexus-cli", "nexus")
SOURCE = os.environ["NEXUS_SOURCE_ROOT"]
# A program that hangs is a failure of its test, not of the whole suite.
LIMIT = 60


class Result:
    def __init__(self, process, out, err):
        self.status = process.returncode
        self.out = out
        self.err = err.decode("utf-8", "surrogateescape")

    @property
    def text(self):
        return self.out.decode("utf-8")

    @property
    def lines(self):
        return self.text.splitlines()

    @property
    def json(self):
        return json.loads(self.out)


class Store:
    """A data folder, and the program that works on it."""

    def __init__(self, folder):
        self.folder = folder
        self.data_dir = os.path.join(folder, "store")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, *args, **options):
        options.setdefault("stdin", subprocess.PIPE)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("cwd", self.folder)
        environment = dict(os.environ, NEXUS_DATA_DIR=self.data_dir)
        environment.update(options.pop("env", {}))
        environment = {key: value for key, value in environment.items() if value is not None}
        return subprocess.Popen([PROGRAM, *args], env=environment, **options)

    def run(self, *args, input=b"", **options):
        process = self.start(*args, **options)
        out, err = process.communicate(input, timeout=LIMIT)
        return Result(process, out or b"", err or b"")

    def ok(self, *args, **options):
        """Runs what has to succeed without a word on the standard error."""
        result = self.run(*args, **options)
        equal(result.status, 0, f"nexus {' '.join(map(str, args))}: {result.err}")
        equal(result.err, "", f"nexus {' '.join(map(str, args))}")
        return result

    def fail(self, status, *args, **options):
        """Runs what has to fail with one line of why."""
        result = self.run(*args, **options)
        equal(result.status, status, f"nexus {' '.join(map(str, args))}: {result.err}")
        true(result.err.startswith("nexus: "), result.err)
        true("Traceback" not in result.err and "CRITICAL" not in result.err and "WARNING" not in result.err, result.err)
        return result

    def write(self, path, text):
        self.ok("write", path, input=text if isinstance(text, bytes) else text.encode())

    def make_file(self, name, data=b"", time=None, mode=None):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        if mode is not None:
            os.chmod(path, mode)
        if time is not None:
            os.utime(path, ns=(time, time))
        return path


def true(value, text=""):
    if not value:
        raise AssertionError(text or "not true")


def equal(a, b, text=""):
    if a != b:
        raise AssertionError(f"{a!r} is not {b!r}" + (f" ({text})" if text else ""))


def contains(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


class Skip(Exception):
    pass


def main(module):
    """Runs each function whose name begins with "test_" on a store of its own."""
    tests = [(name, value) for name, value in vars(module).items() if name.startswith("test_")]
    failed = False
    print(f"1..{len(tests)}")
    for number, (name, function) in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="nexus-cli-")
        label = f"{number} {name[5:].replace('_', ' ')}"
        try:
            function(Store(folder))
            print(f"ok {label}", flush=True)
        except Skip as reason:
            print(f"ok {label} # SKIP {reason}", flush=True)
        except (AssertionError, subprocess.TimeoutExpired, OSError, ValueError, KeyError, IndexError):
            failed = True
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {label}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)
