"""Puts the table of `certmap pack coverage` into README.md, between its markers. Needs target/debug/certmap, or the binary
that CERTMAP_BIN names. With --check nothing is written, and a table that is out of date ends with 1."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- coverage -->\n", "<!-- end of coverage -->"


def table():
    binary = os.environ.get("CERTMAP_BIN") or ROOT / "target/debug/certmap"
    command = [binary, "pack", "coverage", "--format", "markdown", "--packs", ROOT / "packs"]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def main():
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"README.md needs one line {BEGIN.strip()} and one line {END}")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    made = f"{before}{BEGIN}{table()}{END}{after}"
    if made == text:
        print("README.md: the table is up to date")
    elif "--check" in sys.argv[1:]:
        sys.exit("README.md: the table is out of date; run: python3 scripts/readme.py")
    else:
        readme.write_text(made, "utf-8")
        print("README.md: the table was renewed")


main()
