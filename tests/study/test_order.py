"""METHOD says what a step reads: what the intake opens is declared, what is declared is a file of the contract."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from good_study import write_study

from relstudy.definitions.reading import read_study
from relstudy.study.method import REGISTERS, Step, StepOutcome, run_wave
from relstudy.study.order import METHOD, files_behind
from relstudy.survey.plan import WAVE_FILES, Study, Wave

#: The tables of `waves/<w>/` in the contract, section 2.
CONTRACT = {
    "responses", "audit", "grid", "benchmark", "cases", "verbatims", "codings", "reads", "journeys", "asked",
    "open_codings", "open_redactions", "tradeoffs",
}  # fmt: skip
#: Its registers of the study folder.
CONTRACT_REGISTERS = {
    "questionnaire", "offers", "players", "expectations", "codebook", "maturity", "roadmap", "hypotheses", "targets",
}  # fmt: skip

#: Where opened files are noted; an audit hook cannot be taken away, only told to be silent.
_noting: list[Path] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _noting is not None and isinstance(arguments[0], (str, Path)):
        _noting.append(Path(arguments[0]))


def declared_by(step: Step[Any]) -> tuple[str, ...]:
    """Return the stems of the tables of the wave that a step says it opens where they are there."""
    return tuple(file.stem for file in WAVE_FILES if f"wave.{file.stem}" in step.needs)


@contextmanager
def opened() -> Iterator[list[Path]]:
    global _noting  # noqa: PLW0603
    _noting = []
    try:
        yield _noting
    finally:
        _noting = None


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = write_study(tmp_path_factory.mktemp("reads") / "study")
    (folder / "hypotheses.csv").write_text(
        "hypothesis_id,item,base,direction,minimum_effect,test,declared_on\n"
        "h1,prefers_desk,uses_app == '1',lower,0.1,mean,2020-01-01\n",
        encoding="utf-8",
    )
    (folder / "waves/2026-03/journeys.csv").write_text(
        "case_id,journey_id,step,offer_id\nE01,1,1,app\n", encoding="utf-8"
    )
    (folder / "waves/2026-03/tradeoffs.csv").write_text("case_id,chosen,refused\nE01,app,desk\n", encoding="utf-8")
    with (folder / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[items]]\nid = "remarks"\ntype = "open"\ncolumn = "SEXE"\nlabel = { fr = "Remarques" }\n')
    (folder / "waves/2026-03/open_codings.csv").write_text(
        "respondent_id,item,code_id\nR0001,remarks,\n", encoding="utf-8"
    )
    study = read_study(folder).study
    assert study is not None
    return study


@pytest.fixture(scope="module")
def opened_by_step(study: Study) -> dict[str, set[str]]:
    sys.addaudithook(_note)
    found: dict[str, set[str]] = {}

    def run(name: str, act: Callable[[], StepOutcome]) -> StepOutcome:
        with opened() as paths:
            outcome = act()
        found[name] = {p.stem for p in paths if p.is_relative_to(study.folder)}
        return outcome

    result = run_wave(study, study.waves[0], method=METHOD, run=run)
    assert not result.failed
    return found


def test_every_file_a_step_opens_is_declared_by_it(opened_by_step: dict[str, set[str]]) -> None:
    assert any(opened_by_step.values())
    for step in METHOD:
        assert opened_by_step[step.name] <= set(declared_by(step)), step.name


def test_every_file_without_which_a_step_has_nothing_to_read_is_opened(
    study: Study, opened_by_step: dict[str, set[str]]
) -> None:
    for step in METHOD:
        spared = {need.partition(".")[2] for need in step.spares(study, study.waves[0])}
        assert opened_by_step[step.name] >= set(step.reads) - spared, step.name


def test_every_declared_file_is_one_of_the_contract_and_some_step_reads_it() -> None:
    assert {file.stem for file in WAVE_FILES} <= CONTRACT
    assert {file.stem for file in WAVE_FILES} == {stem for step in METHOD for stem in declared_by(step)}
    assert {file.stem for file in WAVE_FILES} <= {f.name for f in fields(Wave)}
    assert set(REGISTERS.values()) <= CONTRACT_REGISTERS


def test_an_item_whose_base_differs_between_waves_counts_in_each_of_them(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study", waves=("2025-03", "2026-03"))
    (folder / "hypotheses.csv").write_text(
        "hypothesis_id,item,base,direction,minimum_effect,test,declared_on\n"
        "h1,prefers_desk,calls == '1',lower,0.1,mean,2020-01-01\n",
        encoding="utf-8",
    )
    study = read_study(folder).study
    assert study is not None
    bases = {"2025-03": "uses_chat == '1'", "2026-03": "asked"}
    waves = tuple(
        replace(wave, items=tuple(replace(i, base=bases[wave.id]) if i.id == "prefers_desk" else i for i in wave.items))
        for wave in study.waves
    )
    asks = next(step for step in METHOD if step.name == "hypotheses").asks
    assert asks is not None
    assert asks(replace(study, waves=waves)) >= {"prefers_desk", "calls", "uses_chat"}


def test_a_file_is_behind_the_steps_that_read_it_and_those_made_of_them() -> None:
    changed = [
        "codebook.csv", "study.toml", "waves/w/audit.csv", "waves/w/codings.csv", "waves/w/responses.csv",
        "waves/w/texts.fr.toml",
    ]  # fmt: skip
    assert files_behind("audit", changed) == ("study.toml", "waves/w/audit.csv")
    # Open answers are coded on the code frame.
    assert files_behind("survey", changed) == ("codebook.csv", "study.toml", "waves/w/responses.csv")
    assert "waves/w/responses.csv" not in files_behind("agreement", changed)
    assert {"codebook.csv", "waves/w/codings.csv"} <= set(files_behind("agreement", changed))
    assert set(changed[:5]) == set(files_behind("strategy", changed))
    assert files_behind("changes", changed) == tuple(changed)
