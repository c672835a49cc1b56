"""Journeys told by codings: the arrays of the step and the walk of the second road count the same."""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from interview_files import source_of

from relstudy.cells import assemble
from relstudy.recount.journeys import Travelling
from relstudy.steps.journeys import cells_of, follow_journeys
from relstudy.survey.plan import Design, Identity, JourneysTold, Respondents, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry, Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("app", "desk", "phone"))
FRAME = (
    CodebookEntry(id="ch_app", facet="channel", offer="app"),
    CodebookEntry(id="ch_chat", facet="channel", parent="ch_app"),
    CodebookEntry(id="ch_desk", facet="channel", offer="desk"),
    CodebookEntry(id="ch_phone", facet="channel", offer="phone", outcome="done"),
    CodebookEntry(id="st_buy", facet="stage", phase="purchase"),
    CodebookEntry(id="st_after", facet="stage", phase="after_sales"),
    CodebookEntry(id="sent_on", outcome="redirected", continued=False),
    CodebookEntry(id="gave_up", outcome="abandoned"),
    CodebookEntry(id="again", continued=False),
    CodebookEntry(id="went_on", continued=True),
    CodebookEntry(id="at_once", together=True),
)
LENGTH = 12
VERBATIMS = "verbatim_id,case_id,text\n" + "".join(
    f"{name},{case},{letters}\n"
    for name, case, letters in (
        ("v1", "A1", "abcdefghijkl"),
        ("V-1", "A1", "mnopqrstuvwx"),
        ("v3", "A2", "yzABCDEFGHIJ"),
    )
)
CASES = "case_id,target\nA2,b\nA1,a\n"
PLACE = st.one_of(
    st.just(("", "")),
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 4)).map(lambda p: (str(p[0]), str(min(p[0] + p[1], LENGTH)))),
)
CODING = st.tuples(
    st.sampled_from(["v1", "V-1", "v3"]),
    st.sampled_from([e.id for e in FRAME]),
    PLACE,
    st.sampled_from(["", "", "contrary"]),
)
CODINGS = st.lists(CODING, min_size=1, max_size=14, unique=True)


@settings(max_examples=40)
@given(told=CODINGS, by=st.sampled_from(["verbatim", "case"]))
def test_both_roads_count_the_same(told: list[tuple[str, str, tuple[str, str], str]], by: JourneysTold) -> None:
    # Stages stand in most texts, so that most draws tell journeys.
    staged = [("v1", "st_buy", ("0", "8"), ""), ("V-1", "st_after", ("2", "4"), ""), *told]
    lines = "".join(
        f"{text},{code},{start},{end},{stance}\n" for text, code, (start, end), stance in dict.fromkeys(staged)
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wave = Wave(
            id="w",
            facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)),
            cases=source_of(folder, "cases.csv", CASES),
            verbatims=source_of(folder, "verbatims.csv", VERBATIMS),
            codings=source_of(folder, "codings.csv", "verbatim_id,code_id,start,end,stance\n" + lines),
        )
        study = Study(
            folder=folder, identity=Identity(id="s"), languages=("fr",), design=Design(), respondents=Respondents(),
            steps=Steps(audit=False, benchmark=False, interviews=True, survey=False), offers=OFFERS, codebook=FRAME, journeys_told=by,
        )  # fmt: skip
        result = follow_journeys(
            wave_cases=wave.cases, wave_verbatims=wave.verbatims, wave_codings=wave.codings, wave_journeys=None,
            study_offers=OFFERS, study_codebook=FRAME, study_journeys_told=by,
        )  # fmt: skip
        again = Travelling.read(study, wave)
    cells = assemble([cells_of(result, study, wave)], study="s", wave="w", min_base=30, caution_base=100)
    for cell in cells.to_dict("records"):
        mine = cell["text"] if cell["kind"] == "quote" else cell["value"]
        expected = None if cell["status"] == "missing" else mine
        assert again.figure(cell["item"], cell["measure"], cell["row"], cell["column"]) == expected, cell["key"]
