"""Draws the invented data of this study: answers and coded interviews of each wave.

What is drawn is written once: in `planted.toml` (profiles, tiers, actions, shifts between waves), in
`generate/interviews_<wave>.toml` (what people say, coded passages marked in the text) and in `generate/open_answers.toml` (what
respondents write). The draw is seeded: the same files give the same bytes. The planted profile of a respondent is written nowhere.

    python surveys/banque/generate.py [FOLDER]
"""

import csv
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "generate"))

from conversations import draw_interviews  # noqa: E402
from open_question import code_answers, draw_answers  # noqa: E402
from respondents import draw_responses, generator  # noqa: E402


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write a table as CSV: UTF-8, comma, one line feed a line."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def write_study(folder: Path, *, say: Callable[[str], object] = lambda _: None) -> None:
    """Write responses and what their open answers were given, cases, verbatims, codings and matters raised of every planted wave below `folder`/waves."""
    plan = read_toml(HERE / "planted.toml")
    written = read_toml(HERE / "generate" / "open_answers.toml")
    with (HERE / "codebook.csv").open(encoding="utf-8", newline="") as stream:
        codebook = list(csv.DictReader(stream))
    for wave in plan["waves"]:
        place = folder / "waves" / wave
        place.mkdir(parents=True, exist_ok=True)
        frame, group = draw_responses(plan, wave)
        texts, themes = draw_answers(plan, written, wave, group, generator(plan, wave, "open question"))
        frame.insert(len(frame.columns) - 1, "Q21", texts)
        coding = code_answers(
            plan, frame["ident"].tolist(), themes, "one_change", generator(plan, wave, "open codings")
        )
        told = read_toml(HERE / "generate" / f"interviews_{wave}.toml")["case"]
        chance = generator(plan, wave, "second coder")
        write_rows(place / "responses.csv", [list(frame.columns), *frame.to_numpy().tolist()])
        for stem, rows in draw_interviews(told, plan, codebook, chance).items():
            write_rows(place / f"{stem}.csv", rows)
        write_rows(place / "open_codings.csv", coding)
        say(f"{place}: {len(frame)} respondents")


if __name__ == "__main__":
    write_study(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE, say=print)
