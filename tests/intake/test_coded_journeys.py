"""Journeys told by codings: what is a step, at which phase, in which order, what is told of it, what nobody can place."""

from pathlib import Path

import numpy as np
import pytest
from interview_files import interviews_of

from relstudy.intake.coded_journeys import journey_codes, take_journeys
from relstudy.intake.journeys import JourneySteps
from relstudy.survey.phases import PHASES
from relstudy.survey.plan import JourneysTold
from relstudy.survey.registers import CodebookEntry, Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("app", "desk", "phone"))
FRAME = (
    CodebookEntry(id="channels", facet="channel"),
    CodebookEntry(id="ch_app", parent="channels", facet="channel", offer="app"),
    CodebookEntry(id="ch_app_chat", parent="ch_app", facet="channel"),
    CodebookEntry(id="ch_desk", parent="channels", facet="channel", offer="desk"),
    CodebookEntry(id="ch_phone", parent="channels", facet="channel", offer="phone"),
    CodebookEntry(id="st_buy", facet="stage", phase="purchase"),
    CodebookEntry(id="st_after", facet="stage", phase="after_sales"),
    CodebookEntry(id="sent_on", facet="other", outcome="redirected"),
    CodebookEntry(id="gave_up", facet="other", outcome="abandoned"),
    CodebookEntry(id="again", facet="other", continued=False),
    CodebookEntry(id="went_on", facet="other", continued=True),
    CodebookEntry(id="at_once", facet="other", together=True),
)
#        0         1         2         3
TEXT = "application guichet telephone fin."
VERBATIMS = f"verbatim_id,case_id,text\nv1,A1,{TEXT}\nv2,A1,{TEXT}\nv3,A2,{TEXT}\n"
APP, DESK, PHONE = "v1,ch_app,0,11\n", "v1,ch_desk,12,19\n", "v1,ch_phone,20,29\n"
WHOLE = "v1,st_buy,,\n"


def steps_of(folder: Path, lines: str, by: JourneysTold = "verbatim") -> JourneySteps:
    assert by != "file"
    files = interviews_of(
        folder,
        "verbatim_id,code_id,start,end\n" + lines,
        codebook=FRAME,
        cases="case_id\nA2\nA1\n",
        verbatims=VERBATIMS,
    )
    return take_journeys(files, codebook=FRAME, offers=OFFERS, by=by)  # type: ignore[arg-type]


def told(steps: JourneySteps) -> list[tuple[str, str, str, int]]:
    names = np.array([offer.id for offer in OFFERS])[steps.offer]
    rows = zip(names.tolist(), steps.phase.tolist(), steps.outcome.tolist(), steps.continued.tolist(), strict=True)
    return [(str(a), str(b), str(c), int(d)) for a, b, c, d in rows]


def test_a_passage_on_a_channel_is_a_step_at_the_phase_that_overlaps_it_in_the_order_of_the_text(
    tmp_path: Path,
) -> None:
    steps = steps_of(tmp_path, DESK + APP + "v1,st_buy,0,5\nv1,st_after,15,34\n" + PHONE)
    assert [row[:2] for row in told(steps)] == [("app", "purchase"), ("desk", "after_sales"), ("phone", "after_sales")]
    assert steps.journey.tolist() == [0, 0, 0]
    assert steps.ordered.tolist() == [True] * 3
    assert steps.unplaced == 0


def test_the_only_phase_of_a_text_is_that_of_all_its_channels(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + DESK + "v1,st_buy,30,34\n")
    assert [row[:2] for row in told(steps)] == [("app", "purchase"), ("desk", "purchase")]


def test_a_channel_without_a_phase_or_between_two_is_no_step_and_is_counted(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + "v1,st_buy,0,5\nv1,st_after,15,19\n" + PHONE + "v2,ch_app,,\n")
    assert [row[:2] for row in told(steps)] == [("app", "purchase")]
    assert steps.unplaced == 2


def test_a_channel_at_two_phases_is_two_steps(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + WHOLE + "v1,st_after,,\n")
    assert [row[:2] for row in told(steps)] == [("app", "purchase"), ("app", "after_sales")]


def test_passages_on_one_channel_that_overlap_are_one_step_whoever_coded_them(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + "v1,ch_app_chat,5,14\n" + DESK + WHOLE)
    assert [row[0] for row in told(steps)] == ["app", "desk"]


def test_two_channels_that_begin_at_one_place_have_no_order(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, "v1,ch_app,,\nv1,ch_desk,,\n" + PHONE + WHOLE)
    assert [row[0] for row in told(steps)] == ["app", "desk", "phone"]
    assert steps.ordered.tolist() == [False, False, False]


def test_an_outcome_and_continuity_belong_to_the_steps_their_passage_overlaps(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + DESK + PHONE + WHOLE + "v1,sent_on,3,15\nv1,again,3,15\nv1,gave_up,18,25\n")
    assert told(steps) == [
        ("app", "purchase", "redirected", -1), ("desk", "purchase", "", 0), ("phone", "purchase", "abandoned", -1),
    ]  # fmt: skip
    said = steps.said.groupby("tells")["text"].agg(list).to_dict()
    assert said == {"outcome": [TEXT[3:15], TEXT[18:25]], "continuity": [TEXT[3:15]]}


def test_no_continuity_counts_before_continuity(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + DESK + WHOLE + "v1,went_on,12,15\nv1,again,14,18\n")
    assert [row[3] for row in told(steps)] == [-1, 0]


def test_what_overlaps_no_step_is_told_of_the_only_one_or_of_nobody(tmp_path: Path) -> None:
    steps = steps_of(tmp_path, APP + WHOLE + "v1,gave_up,30,34\nv3,gave_up,,\n")
    assert [row[2] for row in told(steps)] == ["abandoned"]
    assert steps.unplaced == 1


@pytest.mark.parametrize(
    ("lines", "beside", "unplaced"),
    [
        (APP + DESK + PHONE + WHOLE + "v1,at_once,5,15\n", [(0, 1)], 0),
        (APP + DESK + WHOLE + "v1,at_once,30,34\n", [(0, 1)], 0),
        (APP + DESK + PHONE + WHOLE + "v1,at_once,30,34\n", [], 1),
        (APP + WHOLE + "v1,at_once,0,5\n", [], 1),
    ],
)
def test_use_at_the_same_time_is_told_of_two_channels_or_of_none(
    tmp_path: Path, lines: str, beside: list[tuple[int, int]], unplaced: int
) -> None:
    steps = steps_of(tmp_path, lines)
    assert [tuple(row) for row in steps.beside.to_numpy().tolist()] == beside
    assert steps.unplaced == unplaced


def test_by_case_all_texts_tell_one_journey_in_the_order_of_phases(tmp_path: Path) -> None:
    lines = "v1,ch_phone,,\nv1,st_after,,\nv2,ch_app,0,11\nv2,ch_desk,12,19\nv2,st_buy,,\nv3,ch_app,,\nv3,st_buy,,\n"
    steps = steps_of(tmp_path, lines, by="case")
    assert steps.journey.tolist() == [0, 0, 0, 1]
    assert [row[0] for row in told(steps)] == ["app", "desk", "phone", "app"]
    apart = steps_of(tmp_path, lines, by="verbatim")
    assert apart.journey.tolist() == [0, 1, 1, 2]


def test_what_says_the_contrary_of_a_code_tells_nothing(tmp_path: Path) -> None:
    files = interviews_of(
        tmp_path,
        "verbatim_id,code_id,stance\nv1,ch_app,contrary\nv1,st_buy,voice\n",
        codebook=FRAME,
        verbatims=VERBATIMS,
    )
    assert not len(take_journeys(files, codebook=FRAME, offers=OFFERS, by="case").case)


def test_a_code_says_what_the_nearest_above_it_says_and_an_offer_only_of_a_channel() -> None:
    codes = dict(zip([entry.id for entry in FRAME], journey_codes(FRAME), strict=True))
    assert codes["ch_app_chat"].offer == "app"
    assert codes["st_buy"].phase in PHASES
    other = (CodebookEntry(id="nc", facet="new_channel", offer="app"),)
    assert journey_codes(other)[0].offer is None
