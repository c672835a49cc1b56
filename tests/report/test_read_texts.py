"""Analysts' words read from a file: a block for each profile on the page of the profiles, and nowhere else."""

from pathlib import Path

from page_context import context_of

from relstudy.cells import Cell
from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import FaultLog
from relstudy.report.read_texts import check_texts, read_texts
from relstudy.report.texts import Texts


def read(folder: Path, text: str) -> tuple[Texts, FaultLog]:
    (folder / "texts.fr.toml").write_text(text, encoding="utf-8")
    log = FaultLog()
    files = StudyFolder(root=folder, log=log)
    source = files.source("texts.fr.toml")
    assert source is not None
    return read_texts(source, files, items=None), log


def said(log: FaultLog) -> list[tuple[str, int | None, str | None]]:
    return [(fault.code, fault.line, fault.found) for fault in log.faults]


def test_a_profile_has_a_block_of_what_its_card_implies(tmp_path: Path) -> None:
    texts, log = read(
        tmp_path, '[profiles]\ntitle = "Deux profils"\n[profiles.p1]\nimplies = ["Rappeler.", "Écrire."]\n'
    )
    assert said(log) == []
    assert [s.text for s in texts.page("profiles").implies["p1"]] == ["Rappeler.", "Écrire."]


def test_a_block_knows_nothing_else_and_other_pages_have_none(tmp_path: Path) -> None:
    _, log = read(
        tmp_path, '[profiles.p1]\nimplys = "Rappeler."\n[profiles.one]\nimplies = "x"\n[R1.p1]\nimplies = "x"\n'
    )
    assert sorted(said(log)) == [("unknown-key", 2, "implys"), ("unknown-key", 3, "one"), ("unknown-key", 5, "p1")]


def test_a_block_of_a_profile_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    texts, log = read(tmp_path, '[profiles.p3]\nimplies = "Rappeler."\n')
    book = context_of((), [Cell(section="profiles", item="p1", measure="share", value=0.4, unit="share")]).book
    check_texts(texts, book, log)
    assert said(log) == [("unknown-item", 2, "p3")]


def test_what_a_card_implies_may_name_figures_and_is_held_against_them(tmp_path: Path) -> None:
    text = '[profiles.p1]\nimplies = { text = "Ils sont {profiles/p1/share/_/_|pct}.", holds = "profiles/p1/share/_/_ > 0.5" }\n'
    texts, log = read(tmp_path, text)
    book = context_of((), [Cell(section="profiles", item="p1", measure="share", value=0.4, unit="share")]).book
    check_texts(texts, book, log)
    assert [fault.code for fault in log.faults] == ["false-claim"]


def test_a_claim_on_the_wave_before_says_that_this_one_was_not_run(tmp_path: Path) -> None:
    texts, log = read(tmp_path, '[synthesis]\nclaims = [{ text = "Cela monte.", holds = "waves/q/share/1/all > 0" }]\n')
    cell = Cell(section="profiles", item="p1", measure="share", value=0.4, unit="share")
    check_texts(texts, context_of((), [cell]).book, log)
    assert said(log) == [("no-comparison", 2, "waves/q/share/1/all")]
    texts, log = read(tmp_path, '[synthesis]\nclaims = [{ text = "Cela monte.", holds = "waves/q/share/1/all > 0" }]\n')
    compared = Cell(section="waves", item="q", measure="share", row="2", column="all", value=0.1, unit="share")
    check_texts(texts, context_of((), [cell, compared]).book, log)
    assert [code for code, *_ in said(log)] == ["unknown-key"]


def test_figures_of_a_step_the_study_has_not_are_one_fault_with_their_lines(tmp_path: Path) -> None:
    text = (
        '[synthesis]\nclaims = [\n  { text = "{audit/app/csat/_/_|pct}", holds = "audit/app/cost/_/_ > 1" },\n'
        '  "{audit/app/x/_/_|pct}",\n  "{benchmark/p/x/_/_|pct}",\n]\n'
    )
    texts, log = read(tmp_path, text)
    cell = Cell(section="profiles", item="p1", measure="share", value=0.4, unit="share")
    check_texts(texts, context_of((), [cell]).book, log, absent=("audit",))
    assert [(f.code, f.item, f.found, f.allowed) for f in log.faults if f.code != "unknown-key"] == [
        ("figures-of-no-step", "audit", "3, 4", "synthesis")
    ]
    assert [f.found for f in log.faults if f.code == "unknown-key"] == ["benchmark/p/x/_/_"]


def test_names_of_a_step_the_study_has_not_are_one_warning_and_a_wrong_name_elsewhere_is_a_fault(
    tmp_path: Path,
) -> None:
    _, log = read(tmp_path, "")
    files = StudyFolder(root=tmp_path, log=log)
    (tmp_path / "shown.toml").write_text(
        '[show]\nq = { label = "Question" }\ncalls_lost = { label = "Perdus" }\nwait = { label = "Attente" }\n',
        encoding="utf-8",
    )
    source = files.source("shown.toml")
    assert source is not None
    texts = read_texts(source, files, items=("q",), absent=("audit",))
    assert [(f.code, f.severity, f.line, f.found, f.allowed) for f in log.faults] == [
        ("shown-nowhere", "warning", 3, "calls_lost, wait", "audit")
    ]
    assert list(texts.shown) == ["q"]
    log.faults.clear()
    read_texts(source, files, items=("q",))
    assert said(log) == [("unknown-item", 3, "calls_lost"), ("unknown-item", 4, "wait")]
