"""Outputs carried out: an output of bytes is made, stored, reused, checked and listed; one that fails or is absent says so."""

import dataclasses
import json
from concurrent.futures import Future
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from relstudy.delivery.store import FileStore
from relstudy.errors import MethodError, fault
from relstudy.outputs.making import Made, make_outputs
from relstudy.outputs.order import OUTPUTS
from relstudy.outputs.output import Check, Files, Output, Papers
from relstudy.report.book import Book
from relstudy.report.findings import Findings
from relstudy.steps.absence import NotInStudy
from relstudy.study.method import StepOutcome, WaveResult, run_plainly
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Design, Identity, Respondents, Steps, Study, Wave, WaveFacts

SLIDES = b"PK\x00\xff slides"
CELLS = pd.DataFrame({"key": ["a", "b"], "value": [1.0, 2.0], "status": ["published", "published"]})
MANIFEST = OUTPUTS[-1]


def papers(**more: object) -> Papers:
    facts = WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2))
    wave = Wave(id="w1", facts=facts)
    study = Study(
        folder=Path("study"), identity=Identity(id="s"), languages=("fr",), design=Design(), respondents=Respondents(),
        steps=Steps(audit=False, benchmark=False, interviews=False, survey=False), waves=(wave,),
    )  # fmt: skip
    findings = Findings(
        study=study, wave=wave, steps=WaveResult(wave=wave), cells=CELLS, tests=CELLS.head(0), book=Book()
    )
    found = {f.name for f in dataclasses.fields(Findings)} & more.keys()
    findings = dataclasses.replace(findings, **{name: more.pop(name) for name in found})  # type: ignore[arg-type]
    whole = Papers(findings=findings, langs=("fr",), packages={"numpy": "2"})
    return dataclasses.replace(whole, **more)  # type: ignore[arg-type]


def deck(calls: list[str], **more: object) -> Output:
    def write_deck(*, cells: pd.DataFrame, langs: tuple[str, ...], study_labels: Labels) -> Files:
        calls.append("made")
        return {f"deck.{lang}.pptx": SLIDES + bytes([len(cells)]) for lang in langs}

    def check_deck(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
        seen = {name: content.startswith(b"PK") for name, content in files.items()}
        return (Check(name="deck_opens", passed=all(seen.values()), detail=", ".join(seen)),)

    entry = Output(name="deck", needs=("cells", "langs", "study.labels"), makes=write_deck, checks=check_deck)
    return dataclasses.replace(entry, **more)  # type: ignore[arg-type]


def make(outputs: tuple[Output, ...], store: Path, of: Papers | None = None) -> Made:
    return make_outputs(outputs, of or papers(), run=run_plainly, store=FileStore(store), sources="program")


def test_an_output_of_bytes_is_made_checked_and_listed(tmp_path: Path) -> None:
    made = make((deck([]), MANIFEST), tmp_path)
    assert made.files["deck.fr.pptx"] == SLIDES + b"\x02"
    assert made.steps.outcomes["deck"].state == "ran"
    told = json.loads(made.files["manifest.json"])
    assert [step["name"] for step in told["steps"]] == ["deck"]
    assert [(f["path"], f["bytes"]) for f in told["files"]] == [("deck.fr.pptx", len(SLIDES) + 1)]
    assert told["checks"] == [{"name": "deck_opens", "passed": True, "detail": "deck.fr.pptx"}]


def test_it_is_stored_and_reused_until_a_need_changes(tmp_path: Path) -> None:
    calls: list[str] = []
    entry = deck(calls)
    first = make((entry,), tmp_path)
    again = make((entry,), tmp_path, papers(remarks=(fault("empty-wave", "x"),)))
    assert (again.files, again.steps.outcomes["deck"].state, len(calls)) == (first.files, "reused", 1)
    relabelled = dataclasses.replace(papers().findings.study, labels=Labels(texts={"study": {"fr": "Autre"}}))
    changes: tuple[dict[str, object], ...] = ({"langs": ("en",)}, {"cells": CELLS.head(1)}, {"study": relabelled})
    for change in changes:
        assert make((entry,), tmp_path, papers(**change)).steps.outcomes["deck"].state == "ran"


def test_one_that_is_not_in_the_study_is_told_with_its_reason(tmp_path: Path) -> None:
    made = make((deck([], absent=lambda study, wave: "no_survey"),), tmp_path)
    assert made.steps.outcomes["deck"].result == NotInStudy("no_survey")
    assert (made.files, made.checks, made.steps.outcomes["deck"].reason) == ({}, (), "no_survey")


def test_one_that_fails_is_a_failed_step_with_its_faults_and_the_others_are_made(tmp_path: Path) -> None:
    said = fault("not-available", "study.toml")

    def refuse(**_: object) -> Files:
        raise MethodError([said])

    made = make((deck([], name="pdf", makes=refuse), deck([]), MANIFEST), tmp_path)
    assert (made.steps.failed, made.faults) == (("pdf",), (said,))
    assert sorted(made.files) == ["deck.fr.pptx", "manifest.json"]


def test_one_that_needs_a_failed_step_is_not_made(tmp_path: Path) -> None:
    wave = papers().findings.wave
    failed = WaveResult(wave=wave, outcomes={"profiles": StepOutcome(name="profiles", state="failed", reason="faults")})
    made = make((deck([], needs=("cells", "langs", "study.labels", "profiles.k")),), tmp_path, papers(steps=failed))
    assert made.steps.outcomes["deck"].reason == "needs:profiles"
    assert made.files == {}


def test_one_made_beside_the_others_is_begun_first_and_told_in_its_turn(tmp_path: Path) -> None:
    calls: list[str] = []
    coming: Future[Files] = Future()

    def begin_paper() -> Future[Files]:
        calls.append("begun")
        return coming

    def write_tables() -> Files:
        calls.append("tables")
        coming.set_result({"report.pdf": b"PK"})
        return {"tables.xlsx": b"PK"}

    tables = deck([], name="tables", needs=(), makes=write_tables, is_step=False)
    paper = deck([], name="paper", needs=(), makes=begin_paper, is_step=False, is_beside=True)
    made = make((tables, paper, MANIFEST), tmp_path)
    assert calls == ["begun", "tables"]
    assert list(made.files) == ["tables.xlsx", "report.pdf", "manifest.json"]
    assert [check.detail for check in made.checks] == ["tables.xlsx", "report.pdf"]


def test_what_goes_wrong_beside_is_said(tmp_path: Path) -> None:
    coming: Future[Files] = Future()
    coming.set_exception(OSError("no room"))
    with pytest.raises(OSError, match="no room"):
        make((deck([], needs=(), makes=lambda: coming, is_step=False, is_beside=True),), tmp_path)


def test_what_is_kept_is_not_made_beside() -> None:
    with pytest.raises(ValueError, match="deck"):
        deck([], is_beside=True)


def test_two_outputs_that_claim_one_file_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"deck\.fr\.pptx"):
        make((deck([]), deck([], name="slides")), tmp_path)


def test_what_ran_and_what_was_stored_tell_the_same_report() -> None:
    ran = StepOutcome(name="audit", state="ran", result=1, seconds=2.0, fingerprint="f")
    assert ran == StepOutcome(name="audit", state="reused", result=1, fingerprint="f")
    assert ran != StepOutcome(name="audit", state="failed", reason="faults", fingerprint="f")
