"""What the checks under tests/ share: running the binary, and saying `ok NAME` or `not ok NAME: why`."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TODAY = os.environ.get("CERTMAP_TODAY", "2026-11-21")
PLAN = ["plan", "examples/toy-train.toml", "--market", "CN", "--market", "US", "--market", "DE", "--ship", "2027-06-01"]


class Wrong(Exception):
    """A check does not hold; the message says why, in one line."""


def must(condition, why):
    """Raise `Wrong` unless the condition holds."""
    if not condition:
        raise Wrong(why)


def certmap(*words, allowed=(0,)):
    """Run the binary in the repository's root on the fixed day, and give what it wrote as bytes."""
    command = [os.environ["CERTMAP_BIN"], *words, "--today", TODAY]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    told = done.stderr.decode("utf-8", "replace").strip().splitlines()
    must(done.returncode in allowed, f"`{' '.join(words)}` ended with {done.returncode}: {' / '.join(told[-3:])}")
    return done.stdout


def plan(*words):
    """The plan of the first example; 0 is on time or tight, 1 late or impossible."""
    return certmap(*PLAN, *words, allowed=(0, 1))


def run(checks):
    """Run (name, function) pairs, print a line for each, and end the program with 1 if any failed."""
    failed = 0
    for name, check in checks:
        try:
            check()
            print(f"ok {name}", flush=True)
        except Exception as error:  # a parser may raise anything; all of it is a failed check
            failed += 1
            why = str(error) if isinstance(error, Wrong) else f"{type(error).__name__}: {error}"
            print(f"not ok {name}: {' '.join(why.split())}", flush=True)
    sys.exit(1 if failed else 0)
