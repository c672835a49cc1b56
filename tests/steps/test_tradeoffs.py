"""Trade-offs: cases that choose one channel over another, why, in what situation; quotes; faults; the second road."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from interview_files import source_of

from relstudy.cells import assemble
from relstudy.errors import Fault, FieldworkError
from relstudy.recount.tradeoffs import Choosing
from relstudy.steps.tradeoffs import Tradeoffs, cells_of, weigh_choices
from relstudy.study.codec import digest, load, save
from relstudy.survey.plan import Design, Identity, Respondents, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry, Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("app", "desk", "phone"))
FRAME = tuple(CodebookEntry(id=name) for name in ("trust", "hours", "loan", "card"))
CASES = "case_id,target\nE2,Client\nE1,Client\nE3,Prospect\nE4,\n"
LONG = "Un long récit. " * 40
VERBATIMS = f"verbatim_id,case_id,text\nv1,E1,Pour un prêt je veux voir quelqu'un.\nV-1,E1,Le guichet.\nv2,E2,{LONG}\nv3,E3,Le soir.\n"
HEAD = "case_id,chosen,refused,situation,reason,verbatim_id\n"
LINES = (
    "E1,desk,app|phone,loan,trust|hours,v1\nE1,desk,app,card,,V-1\nE2,desk,app,loan,trust,v2\n"
    "E3,app,desk,,hours,v3\nE1,app,desk,,hours,\n"
)


def wave_of(folder: Path, lines: str, *, head: str = HEAD) -> Wave:
    return Wave(
        id="w",
        facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)),
        cases=source_of(folder, "cases.csv", CASES),
        verbatims=source_of(folder, "verbatims.csv", VERBATIMS),
        tradeoffs=source_of(folder, "tradeoffs.csv", head + lines),
    )


def choices_of(wave: Wave) -> Tradeoffs:
    return weigh_choices(
        wave_cases=wave.cases, wave_verbatims=wave.verbatims, wave_tradeoffs=wave.tradeoffs, study_offers=OFFERS,
        study_codebook=FRAME,
    )  # fmt: skip


def study_of() -> Study:
    return Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), offers=OFFERS, codebook=FRAME, design=Design(),
        respondents=Respondents(), steps=Steps(audit=False, benchmark=False, interviews=True, survey=False),
    )  # fmt: skip


def cells(wave: Wave) -> pd.DataFrame:
    rows = cells_of(choices_of(wave), study_of(), wave)
    return assemble([rows], study="s", wave="w", min_base=30, caution_base=100).set_index("key")


def test_a_case_counts_once_for_each_thing_its_choices_tell(tmp_path: Path) -> None:
    got = cells(wave_of(tmp_path, LINES))
    counted = {key: (row["value"], row["base"]) for key, row in got[got["kind"] == "number"].iterrows() if row["value"]}
    assert counted == {
        "journeys/app/over/desk/all": (2, 3), "journeys/app/over/desk/target=client": (1, 2),
        "journeys/app/over/desk/target=prospect": (1, 1), "journeys/desk/over/app/all": (2, 3),
        "journeys/desk/over/app/target=client": (2, 2), "journeys/desk/over/phone/all": (1, 3),
        "journeys/desk/over/phone/target=client": (1, 2), "journeys/app/chosen_for/hours/all": (2, 3),
        "journeys/desk/chosen_for/hours/all": (1, 3), "journeys/desk/chosen_for/trust/all": (2, 3),
        "journeys/app/refused_for/hours/all": (1, 3), "journeys/app/refused_for/trust/all": (2, 3),
        "journeys/desk/refused_for/hours/all": (2, 3), "journeys/phone/refused_for/hours/all": (1, 3),
        "journeys/phone/refused_for/trust/all": (1, 3), "journeys/desk/chosen_in/card/all": (1, 3),
        "journeys/desk/chosen_in/loan/all": (2, 3),
    }  # fmt: skip
    assert set(got["step"]) == {"tradeoffs"}


def test_a_choice_is_quoted_whole_where_its_text_is_short_and_every_quote_has_a_key(tmp_path: Path) -> None:
    got = cells(wave_of(tmp_path, LINES))
    quotes = got.loc[got["kind"] == "quote", "text"].to_dict()
    assert quotes == {
        "journeys/app/choice_quote/v3.1/_": "Le soir.",
        "journeys/desk/choice_quote/v-1.1/_": "Le guichet.",
        "journeys/desk/choice_quote/v1.1/_": "Pour un prêt je veux voir quelqu'un.",
    }


def test_a_second_road_counts_the_same(tmp_path: Path) -> None:
    wave = wave_of(tmp_path, LINES)
    again = Choosing.read(study_of(), wave)
    got = cells(wave)
    assert len(got) > 20
    for key, cell in got.iterrows():
        mine = cell["text"] if cell["kind"] == "quote" else cell["value"]
        assert again.figure(cell["item"], cell["measure"], cell["row"], cell["column"]) == mine, key


def test_neither_the_order_of_lines_nor_that_of_a_list_says_anything(tmp_path: Path) -> None:
    mixed = "".join(reversed(LINES.replace("app|phone", "phone|app").splitlines(keepends=True)))
    (tmp_path / "other").mkdir()
    one, other = (
        cells(wave_of(tmp_path, LINES)).drop(columns="source"),
        cells(wave_of(tmp_path / "other", mixed)).drop(columns="source"),
    )
    pd.testing.assert_frame_equal(one, other)


def test_a_file_of_the_required_columns_alone_is_read(tmp_path: Path) -> None:
    got = cells(wave_of(tmp_path, "E1,desk,app\n", head="case_id,chosen,refused\n"))
    assert got.loc["journeys/desk/over/app/all", ["value", "base"]].tolist() == [1, 1]


def test_without_a_line_there_is_no_cell(tmp_path: Path) -> None:
    assert not len(cells(wave_of(tmp_path, "")))


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    lines = (
        "E9,desk,app,,,\nE1,dsk,app,,,\nE1,desk,,,,\nE1,desk,app|fax,,,\nE1,desk,desk|app,,,\nE1,desk,app,laon,,\n"
        "E1,desk,app,,trust|why,\nE1,desk,app,,,v3\nE2,desk,app,,,\nE2,desk,app,,,\n"
    )

    def said() -> tuple[Fault, ...]:
        with pytest.raises(FieldworkError) as caught:
            choices_of(wave_of(tmp_path, lines))
        return caught.value.faults

    assert {(f.code, f.line, f.column) for f in said()} == {
        ("unknown-item", 2, "case_id"), ("unknown-item", 3, "chosen"), ("missing-value", 4, "refused"),
        ("unknown-item", 5, "refused"), ("bad-value", 6, "refused"), ("unknown-code", 7, "situation"),
        ("unknown-code", 8, "reason"), ("bad-value", 9, "verbatim_id"), ("duplicate-id", 11, "chosen"),
    }  # fmt: skip


def test_what_is_stored_is_read_again(tmp_path: Path) -> None:
    result = choices_of(wave_of(tmp_path, LINES))
    (tmp_path / "kept").mkdir()
    save(result, tmp_path / "kept")
    assert digest(load(Tradeoffs, tmp_path / "kept")) == digest(result)
