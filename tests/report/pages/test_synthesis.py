"""The synthesis: what a study does not measure is said once, not again as everything that would have been made of it."""

from dataclasses import replace

import pytest
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.pages.synthesis import SynthesisView, build_page
from relstudy.report.plain.inline import read_flat
from relstudy.study.method import StepOutcome, WaveResult

REASONS = {
    "interviews": "no_interviews",
    "agreement": "no_interviews",
    "journeys": "no_interviews",
    "tradeoffs": "no_interviews",
    "hypotheses": "no_hypotheses",
    "changes": "no_wave_before",
}


def test_what_would_be_made_of_interviews_is_not_missed_beside_them() -> None:
    context = context_of((), [])
    ran = ("intake", "weights", "audit", "grid", "benchmark", "themes", "survey", "open_answers", "profiles", "typing", "contacts", "expectations", "strategy")  # fmt: skip
    outcomes = {step: StepOutcome(name=step, state="ran") for step in ran}
    outcomes |= {step: StepOutcome(name=step, state="not_in_study", reason=why) for step, why in REASONS.items()}
    view = build_page(replace(context, result=WaveResult(wave=context.wave, outcomes=outcomes))).view
    assert isinstance(view, SynthesisView)
    assert [read_flat(note.text) for note in view.absent] == [
        "Étude qualitative, hypothèses, comparaison avec la vague précédente."
    ]


@pytest.mark.parametrize(
    ("lacking", "told"), [(4, None), (5, "et 1 autre, page Benchmark"), (7, "et 3 autres, page Benchmark")]
)
def test_a_finding_says_how_many_more_its_page_tells(lacking: int, told: str | None) -> None:
    cells = [
        Cell(section="benchmark", item=f"p{i}", measure="players", row="_", column=column, value=float(n), unit="players", base=base, base_kind="players")
        for i in range(lacking)
        for column, n, base in (("kind=client", 0, 1), ("all", 6 - i % 3, 8))
    ]  # fmt: skip
    view = build_page(context_of((), cells, {f"practice/p{i}": f"Pratique {i}" for i in range(lacking)})).view
    assert isinstance(view, SynthesisView)
    (finding,) = (f for f in view.findings if f.page == "benchmark")
    more = [read_flat(point.figure) for point in finding.points if not point.label]
    assert more == ([told] if told else [])
    assert len(finding.points) == 4 + bool(told)


def test_a_wave_no_rule_finds_anything_in_claims_nothing_and_says_where_the_answers_are() -> None:
    context = context_of((), [])
    page = build_page(context)
    assert isinstance(page.view, SynthesisView)
    assert read_flat(page.title) == "Ce que l’étude a recueilli"
    outcomes = {"survey": StepOutcome(name="survey", state="ran")}
    asked = build_page(replace(context, result=WaveResult(wave=context.wave, outcomes=outcomes))).view
    assert isinstance(asked, SynthesisView)
    assert "Les réponses sont à la page Enquête." in read_flat(asked.no_findings)
    assert "Enquête" not in read_flat(page.view.no_findings)
