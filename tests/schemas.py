"""The JSON that the binary writes keeps to docs/schemas/NAME.json: the contract that other programs read. And every file
of every pack keeps to packs/schemas/NAME.schema.json, by which editors help those who write packs."""

import datetime
import json
import shutil
import tempfile
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

from checks import PLAN, ROOT, Wrong, certmap, must, run

MARKETS = ["--market", "CN", "--market", "US", "--market", "DE"]
COMMANDS = {
    "scope": [["scope", "examples/toy-train.toml", *MARKETS, "--format", "json"]],
    "plan": [[*PLAN, "--format", "json"]],
    "find": [["find", *words, "--format", "json"] for words in (["kettle"], ["8516.79"], ["CCIB"], ["KC"])],
    "coverage": [["pack", "coverage", "--format", "json"]],
    "ahead": [["ahead", "examples/toy-train.toml", *MARKETS, "--within", "3y", "--format", "json"]],
    "diff": [["pack", "diff", "OLD", "packs", "--format", "json"]],
}
ALLOWED = (0, 1, 3, 4)  # everything but bad input; scope and plan tell their result by it


def older_packs(folder):
    """A copy of the packs in which a rule says something else."""
    old = Path(folder) / "packs"
    shutil.copytree(ROOT / "packs", old, ignore=shutil.ignore_patterns("review", "schemas"))
    file = old / "cn-ccc/schemes/cn-ccc/07-household.toml"
    text = file.read_text("utf-8")
    must("max(rated_voltage) <= 250 V" in text, f"{file.name} has no limit that could be changed")
    file.write_text(text.replace("max(rated_voltage) <= 250 V", "max(rated_voltage) <= 200 V", 1), "utf-8")
    return str(old)


def keeps_to(name, schema):
    must(name in COMMANDS, f"tests/schemas.py knows no command that writes `{name}`")
    for command in COMMANDS[name]:
        with tempfile.TemporaryDirectory() as folder:
            words = [older_packs(folder) if word == "OLD" else word for word in command]
            text = certmap(*words, allowed=ALLOWED).decode("utf-8")
        try:
            values = [json.loads(text)]
        except json.JSONDecodeError:  # an object per product, a line each
            values = [json.loads(line) for line in text.splitlines() if line.strip()]
        must(values, "nothing was written")
        for value in values:
            for error in Draft202012Validator(schema).iter_errors(value):
                raise Wrong(f"{' '.join(command)}, at {error.json_path}: {error.message[:200]}")


def read(file: Path):
    schema = json.loads(file.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    must("2020-12" in schema.get("$schema", ""), "`$schema` does not name draft 2020-12")
    return schema


def notation(file: Path):
    """The name of the schema for a file of a pack, by the folder in which it stands."""
    pack, *folders, leaf = file.relative_to(ROOT / "packs").parts
    if not folders:
        return leaf.removesuffix(".toml")
    if pack == "common":
        return folders[0]
    return {"procedures": "procedure", "schemes": "scheme", "tests": "tests"}[folders[0]]


def plain(value):
    """A value of TOML as JSON has it: a date is a text."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def pack_files(schema: Path):
    checker = Draft202012Validator(read(schema))
    name = schema.name.removesuffix(".schema.json")
    files = [file for file in sorted((ROOT / "packs").rglob("*.toml")) if notation(file) == name]
    must(files, "no file of a pack is held against it")
    for file in files:
        for error in checker.iter_errors(plain(tomllib.loads(file.read_text("utf-8")))):
            raise Wrong(f"{file.relative_to(ROOT)} at {error.json_path}: {error.message[:200]}")


def every_pack_file_has_a_schema():
    for file in (ROOT / "packs").rglob("*.toml"):
        must((ROOT / f"packs/schemas/{notation(file)}.schema.json").exists(), f"{file.relative_to(ROOT)} has none")


contracts = sorted((ROOT / "docs/schemas").glob("*.json"))
notations = sorted((ROOT / "packs/schemas").glob("*.schema.json"))
run(
    [(f"schema-{file.stem}", lambda file=file: keeps_to(file.stem, read(file))) for file in contracts]
    + [(f"notation-{file.name.removesuffix('.schema.json')}", lambda file=file: pack_files(file)) for file in notations]
    + [("every-pack-file-has-a-schema", every_pack_file_has_a_schema)]
)
