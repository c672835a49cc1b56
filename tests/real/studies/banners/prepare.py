"""Declare the items the other program tabulated as its own description of the file has them; the answers stay as they are."""

import csv
import json
from pathlib import Path

FOLDER = "quantipy-example-a"
BANNER = ("gender", "locality")
TABULATED = ("q2", "q2b", "q3", "q4", "q5_1", "q5_2", "q5_3", "q5_4", "q5_5", "q5_6", "q8", "q9")
LISTED = ("q8a", "q9a")
#: Two tables show the first rows alone: the other program filtered there.
FIRST_ALONE = ("q5_2", "q5_4")
FIRST = 30


def prepare(data: Path, study: Path) -> None:
    """Write the questionnaire and the one wave's answers."""
    said = json.loads((data / FOLDER / "Example Data (A).json").read_text(encoding="utf-8"))
    columns = said["columns"]
    for about in columns.values():
        if isinstance(about.get("values"), str):
            about["values"] = said["lib"]["values"][about["values"].rpartition("@")[2]]
    columns["first"] = {
        "type": "single",
        "text": {"en-GB": "Among the first rows"},
        "values": [{"value": value, "text": {"en-GB": text}} for value, text in ((1, "Yes"), (2, "No"))],
    }
    kept = ("unique_id", "first", *BANNER, *TABULATED, *LISTED)
    items = [_item(name, columns[name]) for name in kept[1:]]
    (study / "questionnaire.toml").write_text("\n".join(items), encoding="utf-8")
    with (
        (data / FOLDER / "Example Data (A).csv").open(encoding="utf-8", newline="") as source,
        (study / "waves/2015/responses.csv").open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.DictWriter(stream, kept, extrasaction="ignore")
        writer.writeheader()
        for place, row in enumerate(csv.DictReader(source)):
            writer.writerow({**row, "first": 1 if place < FIRST else 2})


def _item(name: str, about: dict) -> str:
    several = about["type"] == "delimited set"
    kind = "open" if about["type"] == "string" else "multiple" if several else "single"
    lines = ["[[items]]", f'id = "{name}"', f'type = "{kind}"', f'column = "{name}"', f"label = {_text(about)}"]
    if several:
        lines.append('separator = ";"')
    if about.get("values"):
        lines += ["codes = [", *(f"  {_code(value, several=several)}," for value in about["values"]), "]"]
    if kind != "open":
        # No column says who was asked: a blank is a question that was not put.
        lines += ['filter = "unknown"', 'blank = "filtered"']
    if name in FIRST_ALONE:
        lines.append("base = \"first == '1'\"")
    return "\n".join([*lines, ""])


def _code(value: dict, *, several: bool) -> str:
    """Return a code; one that says "don't know" is declared so and stays in the base of those asked."""
    label = value["text"]["en-GB"].casefold()
    absent = ', missing = "dont_know"' if label.startswith("don't know") else ""
    alone = ", exclusive = true" if several and label.startswith(("none of", "not applicable")) else ""
    return f'{{ code = "{value["value"]}", label = {_text(value)}{absent}{alone} }}'


def _text(about: dict) -> str:
    return f"{{ en = {json.dumps(about['text']['en-GB'], ensure_ascii=False)} }}"
