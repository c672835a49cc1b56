"""The synthesis: what a study does not measure is said once, not again as everything that would have been made of it."""

from dataclasses import replace

from page_context import context_of

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
