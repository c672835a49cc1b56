"""Sets whose ticks something beside them tells: which of 1 and 2 is the tick, which text was written beside an answer."""

from pathlib import Path

import numpy as np
import pytest
from drafted import answers_of, draft, errors_of, items_of, keys_of

from relstudy.drafting.making import make_study
from relstudy.survey.items import MISSING_CODES

N = 60
IDS = [f"r{i:03d}" for i in range(N)]
TICKS = [[(i + j) % (j + 2) == 0 for i in range(N)] for j in range(3)]


def coded(tick: str, none: str) -> dict[str, list[str]]:
    return {f"q5_{j + 1}": [tick if t else none for t in TICKS[j]] for j in range(3)}


def ticked_of(study: Path) -> list[int]:
    ticked = answers_of(study).ticked[items_of(study)["q5"].id]
    return [int(n) for n in ticked.sum(axis=0)]


@pytest.mark.parametrize(("tick", "none", "yes"), [("2", "1", "2"), ("1", "2", None)])
def test_a_column_that_counts_the_ticks_tells_them(tmp_path: Path, tick: str, none: str, yes: str | None) -> None:
    count = [str(sum(t[i] for t in TICKS)) for i in range(N)]
    study, made = draft(tmp_path, {"id": IDS, "q5": count, **coded(tick, none), "q6": ["a", "b"] * 30})
    assert set(items_of(study)) == {"q5", "q6"}
    assert (items_of(study)["q5"].yes, keys_of(made, "q5")) == (yes, ["one-two-told"])
    assert not errors_of(study)
    assert ticked_of(study) == [sum(t) for t in TICKS]


@pytest.mark.parametrize(("tick", "none"), [("2", "1"), ("1", "2")])
def test_what_was_written_beside_an_answer_tells_its_tick(tmp_path: Path, tick: str, none: str) -> None:
    written = [f"shop {i}" if t and i % 3 else "" for i, t in enumerate(TICKS[2])]
    study, made = draft(tmp_path, {"id": IDS, **coded(tick, none), "q5_3a": written})
    assert keys_of(made, "q5") == ["one-two-told"]
    assert ticked_of(study) == [sum(t) for t in TICKS]


def test_a_column_that_counts_something_else_tells_nothing(tmp_path: Path) -> None:
    count = [str(i % 4) for i in range(N)]
    study, made = draft(tmp_path, {"id": IDS, "visits": count, **coded("2", "1")})
    assert "visits" in items_of(study)
    assert keys_of(made, "q5") == ["one-two"]


def test_a_text_of_another_question_tells_nothing(tmp_path: Path) -> None:
    written = [f"because {i}" if i % 5 == 0 else "" for i in range(N)]
    _, made = draft(tmp_path, {"id": IDS, **coded("2", "1"), "why": written})
    assert keys_of(made, "q5") == ["one-two"]


@pytest.mark.parametrize(
    "heading", ["Which ones? [Sonstiges, und zwar]", "Which ones? [Otro (especifique)]", "Which ones? [Say more]"]
)
def test_what_was_written_beside_an_answer_is_no_answer_of_its_own(tmp_path: Path, heading: str) -> None:
    ticks = {
        "Which ones? [Branch]": ["1" if i % 2 else "0" for i in range(N)],
        "Which ones? [Web]": ["1" if i % 3 else "0" for i in range(N)],
        "Which ones? [Another one]": ["1" if i % 6 == 0 else "0" for i in range(N)],
    }
    written = [f"shop {i // 12}" if i % 6 == 0 else "" for i in range(N)]
    study, _ = draft(tmp_path, {"id": IDS, **ticks, heading: written})
    sets = [item for item in items_of(study).values() if item.type == "multiple"]
    assert [len(item.codes) for item in sets] == [3]
    assert [item.type for item in items_of(study).values()] == ["multiple", "open"]


@pytest.mark.parametrize(
    ("pair", "text", "kind", "base"),
    [
        (("1", "0"), "99", "filtered", 45),
        (("1", "0"), "-1", "filtered", 45),
        (("Yes", "No"), "-", "absent", 45),
        (("Selected", "Not selected"), "Not shown", "not_asked", 45),
        (("Oui", "Non"), "Ne sait pas", "dont_know", 60),
    ],
)
def test_one_text_in_all_columns_of_a_respondent_says_why_nothing_is_ticked(
    tmp_path: Path, pair: tuple[str, str], text: str, kind: str, base: int
) -> None:
    columns = {f"q5_{j + 1}": [text if i % 4 == 0 else pair[not t] for i, t in enumerate(TICKS[j])] for j in range(3)}
    study, made = draft(tmp_path, {"id": IDS, **columns})
    item = items_of(study)["q5"]
    assert (item.type, item.missing_texts, keys_of(made, "q5")) == ("multiple", ((text, kind),), ["missing-word"])
    assert not errors_of(study)
    answers = answers_of(study)
    assert answers.ticked["q5"].sum(axis=0).tolist() == [sum(t for i, t in enumerate(one) if i % 4) for one in TICKS]
    asked = ~np.isin(answers.missing["q5"], [MISSING_CODES[k] for k in ("filtered", "absent", "not_asked")])
    assert int(asked.sum()) == base


@pytest.mark.parametrize("none", ["0", "Non"])
@pytest.mark.parametrize("own", [("1", "2", "3"), ("Branch", "Web", "Phone")])
def test_an_own_code_beside_no_is_a_tick_of_its_column(tmp_path: Path, own: tuple[str, ...], none: str) -> None:
    columns = {f"q5_{j + 1}": [own[j] if t else none for t in TICKS[j]] for j in range(3)}
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert (items_of(study)["q5"].type, errors_of(study)) == ("multiple", [])
    assert ticked_of(study) == [sum(t) for t in TICKS]


def test_own_codes_of_two_columns_are_no_yes_and_no(tmp_path: Path) -> None:
    columns = {f"q5_{j + 1}": [str(j + 1) if t else "0" for t in TICKS[j]] for j in range(2)}
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert ticked_of(study) == [sum(t) for t in TICKS[:2]]


def test_a_name_that_comes_again_loses_no_column(tmp_path: Path) -> None:
    points = [str(1 + i % 5) for i in range(N)]
    rows = [["id", "Rating", "Rating", "Rating", "q"], *([f"r{i}", p, p, p, "ab"[i % 2]] for i, p in enumerate(points))]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    make_study(tmp_path / "study", source, "en")
    read = {column for item in items_of(tmp_path / "study").values() for column in item.columns}
    assert read == {"Rating", "Rating (2)", "Rating (3)", "q"}


def test_lines_some_of_which_are_not_known_stay_a_grid(tmp_path: Path) -> None:
    columns = {f"q5_{j + 1}": ["99" if (i + j) % 4 == 0 else "01"[t] for i, t in enumerate(TICKS[j])] for j in range(3)}
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert items_of(study)["q5"].type == "grid"


def test_an_answer_and_its_denial_are_a_tick_and_none(tmp_path: Path) -> None:
    ticked = {"Q2r1": "Branch", "Q2r2": "By phone", "Q2r3": "Web"}
    columns = {
        name: [text if (i >> at) % 3 else f"NO TO: {text}" for i in range(40)]
        for at, (name, text) in enumerate(ticked.items())
    }
    study, _ = draft(tmp_path, {"record": [f"R{i}" for i in range(40)], **columns, "Q3": ["Yes", "No"] * 20})
    item = items_of(study)["q2r"]
    assert item.type == "multiple"
    assert errors_of(study) == []
    answers = answers_of(study)
    assert answers.ticked["q2r"].sum(axis=0).tolist() == [
        sum(t == text for t in columns[name]) for name, text in ticked.items()
    ]


def test_who_denies_the_same_answer_in_all_lines_answers_a_grid(tmp_path: Path) -> None:
    lines = {f"Q5_{k}": [("Interested", "Not interested")[(i + k) % 2] for i in range(40)] for k in (1, 2, 3)}
    study, _ = draft(tmp_path, {"id": [f"R{i}" for i in range(40)], **lines})
    assert [item.type for item in items_of(study).values() if not item.grid] == ["grid"]
