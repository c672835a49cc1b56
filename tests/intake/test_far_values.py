"""A number far from all others is said with its line, and stays; a declared one is what the questionnaire says."""

from pathlib import Path

from good_study import call, cells_of, write_study
from mutations import in_responses, swap


def told(study: Path, lang: str = "en") -> list[dict]:
    return [f for f in call("check", study, "--lang", lang)[1]["faults"] if f["code"] == "far-value"]


def test_it_is_said_with_its_line_and_counted_as_it_stands(tmp_path: Path) -> None:
    study = write_study(tmp_path / "s")
    assert told(study) == []
    for row, value in ((7, "12345678901234567890"), (4, "999"), (9, "999")):
        in_responses(row, "AGE", value)(study)
    first, second = told(study)
    assert [first[k] for k in ("severity", "file", "line", "column", "item")] == [
        "warning", "waves/2026-03/responses.csv", 6, "AGE", "age",
    ]  # fmt: skip
    assert (first["found"], second["found"], second["line"]) == ("999 (and 1 more)", "12345678901234567890", 9)
    assert 0 < float(first["allowed"]) < 99.9
    assert call("run", study, "--plain")[0] == 0
    assert cells_of(study).loc["survey/age/mean/_/all", "value"] > 1e15


def test_a_declared_number_is_none(tmp_path: Path) -> None:
    study = write_study(tmp_path / "s")
    in_responses(4, "AGE", "999")(study)
    assert [f["line"] for f in told(study)] == [6]
    missing = 'codes = [{ code = "999", label = { fr = "Refus", en = "Refused" }, missing = "refused" }]'
    swap("questionnaire.toml", 'column = "AGE"\n', f'column = "AGE"\n{missing}\n')(study)
    assert told(study) == []
