"""`explain`: the contract's JSON, a text a client reads, and honest words where a number is not there or not the same."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, write_study

from relstudy.definitions.reading import read_study
from relstudy.delivery.explaining import Teller, _near_keys, _steps_before
from relstudy.report.book import open_book
from relstudy.words import LANGS, Lang, load_words

CONTRACT = [
    "key", "wave", "value", "text", "recomputed", "equal", "inputs", "question", "filter", "base", "weight", "method",
    "reference", "steps",
]  # fmt: skip
KEY = "survey/uses_app/share/1/target=client"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_study(tmp_path_factory.mktemp("explain") / "mutuelle")
    assert call("run", str(made), "--plain")[0] == 0
    return made


def test_a_share_is_told_with_question_base_weight_files_and_its_recount(study: Path) -> None:
    code, told, _ = call("explain", str(study), KEY)
    assert code == 0
    assert list(told) == CONTRACT
    cell = cells_of(study).loc[KEY]
    assert told["value"] == cell["value"]
    assert told["equal"] is True
    assert told["recomputed"] == pytest.approx(told["value"], rel=1e-9)
    assert set(told["question"]) == {"fr", "en"}
    assert "poids" in told["weight"]
    assert [one["path"] for one in told["inputs"]] == ["waves/2026-03/responses.csv"]
    assert told["inputs"][0]["rows"] == len(pd.read_csv(study / "waves/2026-03/responses.csv"))
    assert told["steps"][0] == "intake"
    assert told["steps"][-1] == "report"


@pytest.mark.parametrize(("lang", "says"), [("fr", "Recompté"), ("en", "Counted again")])
def test_the_text_is_in_the_language_asked_for(study: Path, lang: str, says: str) -> None:
    _, told, _ = call("explain", str(study), KEY, "--lang", lang)
    assert says in told["text"]
    assert "{" not in told["text"]


def test_every_kind_of_cell_has_a_text_without_gaps(study: Path) -> None:
    cells = pd.read_parquet(study / "out/2026-03/cells.parquet")
    plan = read_study(study).study
    teller = Teller.of(plan, plan.waves[-1], cells)
    book = open_book(cells.drop_duplicates(["section", "measure", "status"]))
    for cell in book.by_key.values():
        for lang in ("fr", "en"):
            told = teller.tell(cell, lang)
            assert not re.search(r"[{}]|None", told.text), told.text
            assert told.method, cell.key
            assert told.reference, cell.key
            assert (told.value is None) is not cell.shown


@pytest.mark.parametrize("lang", LANGS)
def test_a_rule_and_its_verdict_are_told_in_words(study: Path, lang: Lang) -> None:
    cells = pd.read_parquet(study / "out/2026-03/cells.parquet")
    plan = read_study(study).study
    teller = Teller.of(plan, plan.waves[-1], cells)
    book = open_book(cells[(cells["section"] == "strategy") & cells["item"].str.startswith("rule.")])
    assert {cell.text for cell in book.by_key.values()} >= {"met", "not_met", "no_evidence"} - {"met"}
    for cell in book.by_key.values():
        figure = teller.tell(cell, lang).text.partition("\n")[0]
        assert not re.search(r"rule\.|not_met|no_evidence|: ?met$", figure), figure


def test_a_withheld_number_is_explained_and_not_told(study: Path) -> None:
    cells = cells_of(study).reset_index()
    withheld = cells[cells["status"] == "withheld"]
    if withheld.empty:
        pytest.skip("the example withholds nothing")
    _, told, _ = call("explain", str(study), withheld["key"].iloc[0])
    assert told["value"] is None
    assert told["recomputed"] is None
    assert told["equal"] is None


@pytest.mark.parametrize(
    "copied", [f"'{KEY}", f"{KEY} ", "survey/uses_app/share/1\ttarget=client", "survey/uses_app/share/1 target=client"]
)
def test_a_key_is_read_as_it_was_copied(study: Path, copied: str) -> None:
    code, told, _ = call("explain", str(study), copied)
    assert (code, told["key"]) == (0, KEY)


def test_every_measure_of_the_example_has_a_word(study: Path) -> None:
    cells = pd.read_parquet(study / "out/2026-03/cells.parquet")
    measures = set(cells.loc[cells["section"] != "audit", "measure"]) - {"_"}
    for lang in LANGS:
        assert measures <= set(load_words(lang, "explain")["measures"])


def test_an_unknown_number_names_the_nearest(study: Path) -> None:
    code, told, err = call("explain", str(study), "survey/uses_ap/share/1/all")
    assert code == 1
    assert [f["code"] for f in told["faults"]] == ["unknown-cell"]
    assert "survey/uses_app/share/1/all" in err


def test_a_file_that_changed_since_is_named_and_the_numbers_differ(tmp_path: Path) -> None:
    study = write_study(tmp_path / "mutuelle")
    assert call("run", str(study), "--plain")[0] == 0
    answers = study / "waves/2026-03/responses.csv"
    header, *rows = answers.read_text(encoding="utf-8").splitlines()
    answers.write_text("\n".join((header, *rows[: len(rows) // 2])) + "\n", encoding="utf-8")
    code, told, _ = call("explain", str(study), "sample/_/n/_/all", "--lang", "en")
    assert code == 0
    assert told["equal"] is False
    assert "has changed since" in told["text"]


def test_a_wave_that_was_not_run_says_so(tmp_path: Path) -> None:
    study = write_study(tmp_path / "mutuelle")
    code, told, _ = call("explain", str(study), KEY)
    assert code == 1
    assert [f["code"] for f in told["faults"]] == ["not-run"]


def test_steps_a_wave_does_not_have_are_not_told(study: Path) -> None:
    manifest = json.loads((study / "out/2026-03/manifest.json").read_text(encoding="utf-8"))
    absent = {step["name"] for step in manifest["steps"] if step["state"] == "not_in_study"}
    assert absent
    cells = pd.read_parquet(study / "out/2026-03/cells.parquet")
    plan = read_study(study).study
    teller = Teller.of(plan, plan.waves[-1], cells)
    told = {
        step
        for cell in open_book(cells.drop_duplicates("step")).by_key.values()
        for step in teller.tell(cell, "en").steps
    }
    assert {"intake", "report"} < told
    assert not told & absent
    needed = {
        step for cell in open_book(cells.drop_duplicates("step")).by_key.values() for step in _steps_before(cell.step)
    }
    assert needed & absent, "no cell of this study would have told an absent step"


@pytest.mark.parametrize("lang", LANGS)
def test_a_category_a_date_and_a_quote_are_told_as_the_report_says_them(study: Path, lang: Lang) -> None:
    cells = pd.read_parquet(study / "out/2026-03/cells.parquet")
    plan = read_study(study).study
    teller = Teller.of(plan, plan.waves[-1], cells)
    spoken = cells[
        cells["section"].isin(("audit", "interviews"))
        & cells["kind"].isin(("category", "date", "quote"))
        & cells["text"].notna()
    ]
    book = open_book(spoken.drop_duplicates(["section", "row", "kind", "text"]))
    assert {"category", "date"} <= {cell.kind for cell in book.by_key.values() if cell.section == "audit"}
    equal = load_words(lang, "explain")["text"]["equal_text"]
    said = load_words(lang, "report")["audit"]
    for cell in book.by_key.values():
        lines = teller.tell(cell, lang).text.splitlines()
        if cell.kind == "quote":
            assert lines[0].endswith(str(cell.text))
            assert equal in lines
        elif cell.section == "audit":
            assert lines[0].endswith(said[cell.text] if cell.kind == "category" else str(cell.text)[:4]), lines[0]


@pytest.mark.parametrize("lang", LANGS)
def test_that_there_is_no_partition_is_told_in_words_with_its_own_reason(study: Path, lang: Lang) -> None:
    cells = pd.read_parquet(study / "out/2026-03/cells.parquet")
    plan = read_study(study).study
    kept = cells["key"] == "profiles/_/k/_/_"
    cells.loc[kept, "kind"], cells.loc[kept, "text"], cells.loc[kept, "value"] = "category", "none", None
    cells.loc[kept, "unit"] = "none"
    teller = Teller.of(plan, plan.waves[-1], cells[kept])
    nobody = replace(teller, recount=replace(teller.recount, profile_of={}))
    told = nobody.tell(open_book(cells[kept]).by_key["profiles/_/k/_/_"], lang)
    words = load_words(lang, "explain")
    assert told.value == "none"
    assert told.text.splitlines()[0].endswith(load_words(lang, "report")["profiles"]["partition"]["none"])
    assert told.equal is None
    assert words["text"]["not_recounted"].format(reason=words["unrecounted"]["partition"]) in told.text


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("survey/uses_ap/share/1/all", ["survey/uses_app/share/1/all"]),
        ("survey/uses_app/shares/1/all", ["survey/uses_app/share/1/all"]),
        ("survey/uses_app/share/7/all", ["survey/uses_app/share/1/all", "survey/uses_app/share/2/all"]),
        ("survey/uses_app/mode/_/all", ["survey/uses_app/mean/_/all", "survey/uses_app/share/1/all", "survey/uses_app/share/2/all"]),
        ("sample/uses_app/unit/_/all", []),
        ("survey/weather/share/1/all", []),
        ("survey", []),
        ("nothing/at/all", []),
    ],
)  # fmt: skip
def test_near_keys_are_of_the_same_question(asked: str, near: list[str]) -> None:
    known = [f"survey/uses_app/{rest}/all" for rest in ("mean/_", "share/1", "share/2")]
    known += ["sample/_/n/_/all", "survey/other/share/1/all"]
    assert sorted(_near_keys(asked, known)) == near
