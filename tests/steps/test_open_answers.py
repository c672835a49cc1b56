"""Coded open answers: what is given, who read what, how far coders agree, what is left out and told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from relstudy.cells import assemble
from relstudy.errors import FieldworkError
from relstudy.intake.frames import Responses
from relstudy.stats.agreement import alpha_of, count_disagreements
from relstudy.steps.open_answers import OpenAnswers, cells_of, take_codings
from relstudy.survey.items import MISSING_CODES, Item, ItemId
from relstudy.survey.plan import CodingPlan, Identity, Source
from relstudy.survey.registers import CodebookEntry

CODEBOOK = (
    CodebookEntry(id="channels", facet="channel"), CodebookEntry(id="phone", parent="channels", facet="channel"),
    CodebookEntry(id="kindness"), CodebookEntry(id="never"),
)  # fmt: skip
ITEM = Item(id=ItemId("remarks"), type="open", columns=("REM",))
N = 12
#: The last respondent wrote nothing.
LAYER = np.array([MISSING_CODES["answered"]] * (N - 1) + [MISSING_CODES["absent"]], dtype=np.int8)
RESPONSES = Responses(
    respondent_id=np.array([f"R{n:02d}" for n in range(N)]), line=np.arange(2, N + 2), missing={ITEM.id: LAYER}
)


def taken(tmp_path: Path, *lines: str, codebook: tuple[CodebookEntry, ...] = CODEBOOK) -> OpenAnswers:
    path = tmp_path / "open_codings.csv"
    path.write_text("\n".join(("respondent_id,item,code_id,coder", *lines, "")), encoding="utf-8")
    return take_codings(
        wave_items=(ITEM,),
        wave_open_codings=Source(path="waves/w/open_codings.csv", sha256="0", absolute=path),
        intake_responses=RESPONSES,
        study_codebook=codebook,
        study_coding=CodingPlan(unit="character", resamples=50),
        study_identity=Identity(id="s"),
    )


def cells(found: OpenAnswers) -> pd.DataFrame:
    frame = cells_of(found, None, None)  # type: ignore[arg-type]
    return assemble([frame], study="s", wave="w", min_base=30, caution_base=100).set_index("key")


def test_an_answer_has_a_code_if_any_coder_gave_it_or_one_below_it(tmp_path: Path) -> None:
    found = taken(tmp_path, "R00,remarks,phone,ana", "R00,remarks,,ben", "R01,remarks,,ana")
    coded = found.coded[ITEM.id]
    assert [code.code for code in coded.item.codes] == ["channels", "phone"]
    assert coded.responses.ticked[ITEM.id][:3].tolist() == [[True, True], [False, False], [False, False]]
    assert coded.responses.answered(coded.item).tolist() == [True, True] + [False] * (N - 2)
    assert found.faults == ()


def test_coders_agree_as_those_of_interviews_do(tmp_path: Path) -> None:
    ana, ben = [1, 1, 1, 0, 0, 0, 1, 0, 0, 0], [1, 1, 0, 0, 0, 1, 1, 0, 0, 0]
    lines = [
        f"R{row:02d},remarks,{'phone' if given else ''},{coder}"
        for coder, all_given in (("ana", ana), ("ben", ben))
        for row, given in enumerate(all_given)
    ]
    got = cells(taken(tmp_path, *lines, "R10,remarks,kindness,ana", "R10,remarks,kindness,"))
    counts = np.array([[[2 - a - b, a + b] for a, b in zip(ana, ben, strict=True)]], dtype=float)
    disagreements = count_disagreements(counts, np.ones(10), np.arange(10), cases=10)
    alpha = alpha_of(disagreements, np.ones((1, 1), dtype=bool))[0]
    for pool in ("phone", "channels", "facet.channel"):
        assert got.loc[f"agreement/open.remarks/alpha/{pool}/_", "value"] == pytest.approx(alpha, abs=1e-9)
    assert got.loc["agreement/open.remarks/observed/phone/_", "value"] == pytest.approx(0.8)
    assert got.loc["agreement/open.remarks/coders/phone/_", ["value", "base"]].tolist() == [2, 10]
    # Nobody read it twice with a code given: no variation, and never 1.
    assert got.loc["agreement/open.remarks/alpha/kindness/_", "status"] == "missing"
    assert not [key for key in got.index if "never" in key or "u_alpha" in key]


def test_the_order_of_lines_changes_nothing(tmp_path: Path) -> None:
    lines = [
        f"R{row:02d},remarks,{code},{who}" for row in range(8) for who, code in (("a", "phone"), ("b", "kindness"))
    ]
    lines[0] = "R00,remarks,phone,b"
    one, other = (cells(taken(tmp_path, *some)) for some in (lines, lines[::-1]))
    pd.testing.assert_frame_equal(one, other)


def test_one_reader_has_nobody_to_agree_with(tmp_path: Path) -> None:
    assert taken(tmp_path, "R00,remarks,phone,ana", "R01,remarks,phone,ben").agreement == {}


def test_who_is_not_there_or_wrote_nothing_is_told_by_number_and_line(tmp_path: Path) -> None:
    found = taken(
        tmp_path, "R00,remarks,phone,ana", "X1,remarks,phone,ana", "X2,remarks,phone,ana", "X2,remarks,,ben",
        "R11,remarks,phone,ana",
    )  # fmt: skip
    told = [(f.code, f.severity, f.line, f.found) for f in found.faults]
    assert told == [("coded-nobody", "warning", 3, "2"), ("coded-blank", "warning", 6, "1")]
    assert found.coded[ITEM.id].responses.ticked[ITEM.id].sum() == 2


def test_all_that_is_wrong_in_the_file_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FieldworkError) as error:
        taken(tmp_path, "R00,other,phone,ana", "R00,remarks,fone,ana", "R01,remarks,phone,a", "R01,remarks,phone,a")
    assert [f.code for f in error.value.faults] == ["unknown-item", "unknown-code", "duplicate-id"]
