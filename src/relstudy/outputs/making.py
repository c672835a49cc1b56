"""Outputs carried out in their order: needs resolved as a step's are, files made or taken from the store, then read again."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, fields

from relstudy.errors import Fault
from relstudy.outputs.output import Check, Files, Output, Papers
from relstudy.steps.absence import NotInStudy
from relstudy.study.method import Runner, StepOutcome, Store, WaveResult, carry_out, failed_need, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The files of one wave and what was seen in them. `steps` are the method's outcomes, then those of the outputs that are steps; `faults` the outputs' own."""

    steps: WaveResult
    files: dict[str, bytes]
    checks: tuple[Check, ...]
    faults: tuple[Fault, ...] = ()


def make_outputs(outputs: tuple[Output, ...], papers: Papers, *, run: Runner, store: Store, sources: str) -> Made:
    """Return the files of every output this study has; one that fails leaves its files out and is a failed step with its faults.

    `sources` is a hash of the program, its templates and words: changed, they trust no stored file.
    """
    made = Made(steps=papers.findings.steps, files={}, checks=())
    begun = {
        output.name: _carry_out(output, papers, made, run=run, store=store, sources=sources)
        for output in outputs
        if output.is_beside
    }
    for output in outputs:
        outcome = begun.get(output.name) or _carry_out(output, papers, made, run=run, store=store, sources=sources)
        told = {**made.steps.outcomes, output.name: outcome} if output.is_step else made.steps.outcomes
        result = outcome.result.result() if isinstance(outcome.result, Future) else outcome.result
        files: Files = result if isinstance(result, Mapping) else {}
        twice = sorted(files.keys() & made.files.keys())
        if twice:
            raise ValueError(f"two outputs make {', '.join(twice)}")
        made = Made(
            steps=WaveResult(wave=papers.findings.wave, outcomes=told),
            files={**made.files, **files},
            checks=(*made.checks, *(output.checks(files, papers.findings.cells) if files else ())),
            faults=(*made.faults, *outcome.faults),
        )
    return made


def _carry_out(output: Output, papers: Papers, made: Made, *, run: Runner, store: Store, sources: str) -> StepOutcome:
    reason = output.absent(papers.findings.study, papers.findings.wave)
    if reason is not None:
        return StepOutcome(name=output.name, state="not_in_study", result=NotInStudy(reason), reason=reason)
    outcomes = made.steps.outcomes
    broken = failed_need(output.needs, outcomes)
    if broken is not None:
        return StepOutcome(name=output.name, state="failed", reason=f"needs:{broken}")
    slices: dict[str, object] = {name: outcome.result for name, outcome in outcomes.items()}
    for whole in (papers.findings, papers):
        slices |= {f.name: getattr(whole, f.name) for f in fields(whole)}  # needs are data, as a step's are
    slices |= {"steps": made.steps, "files": made.files, "checks": made.checks}
    arguments = {need.replace(".", "_"): resolve(need, slices) for need in output.needs}
    if not output.is_step:
        return StepOutcome(name=output.name, state="ran", result=output.makes(**arguments))
    return carry_out(output.name, output.makes, dict[str, bytes], arguments, run=run, store=store, sources=sources)
