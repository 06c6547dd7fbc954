"""The JSON that the binary writes keeps to docs/schemas/NAME.json: the contract that other programs read."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from checks import PLAN, ROOT, Wrong, certmap, must, run

MARKETS = ["--market", "CN", "--market", "US", "--market", "DE"]
COMMANDS = {
    "scope": ["scope", "examples/toy-train.toml", *MARKETS, "--format", "json"],
    "plan": [*PLAN, "--format", "json"],
    "find": ["find", "kettle", "--format", "json"],
    "coverage": ["pack", "coverage", "--format", "json"],
}
ALLOWED = (0, 1, 3, 4)  # everything but bad input; scope and plan tell their result by it


def keeps_to(name, schema):
    must(name in COMMANDS, f"tests/schemas.py knows no command that writes `{name}`")
    text = certmap(*COMMANDS[name], allowed=ALLOWED).decode("utf-8")
    try:
        values = [json.loads(text)]
    except json.JSONDecodeError:  # an object per product, a line each
        values = [json.loads(line) for line in text.splitlines() if line.strip()]
    must(values, "nothing was written")
    for value in values:
        for error in Draft202012Validator(schema).iter_errors(value):
            raise Wrong(f"at {error.json_path}: {error.message[:200]}")


def check(file: Path):
    schema = json.loads(file.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    must("2020-12" in schema.get("$schema", ""), "`$schema` does not name draft 2020-12")
    keeps_to(file.stem, schema)


run([(f"schema-{file.stem}", lambda file=file: check(file)) for file in sorted((ROOT / "docs/schemas").glob("*.json"))])
