"""Papers are set while others are laid out; a paper read again: what is not tagged, or has its fonts outside, is seen."""

from datetime import date
from threading import Event
from types import SimpleNamespace

import pandas as pd
import pytest

from relstudy.outputs import pdf
from relstudy.outputs.pdf import check_papers, write_papers
from relstudy.words import Lang

WHOLE = b"%PDF-1.7 /MarkInfo /StructTreeRoot /Lang (fr) /Outlines /FontFile3"


def test_a_tagged_paper_passes() -> None:
    (check,) = check_papers({"report.fr.pdf": WHOLE}, pd.DataFrame())
    assert (check.name, check.passed) == ("report_fr_paper_is_tagged", True)


def test_what_a_paper_lacks_is_named() -> None:
    (check,) = check_papers({"report.fr.pdf": WHOLE.replace(b"/StructTreeRoot", b"")}, pd.DataFrame())
    assert not check.passed
    assert check.detail == "/StructTreeRoot"


def test_a_paper_is_set_while_the_next_one_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()

    def lay(lang: Lang, remarks: object) -> dict[str, object]:
        return {"lang": lang, "first is being set": lang == "en" and begun.wait(10)}

    def set_one(tree: dict[str, object], *, day: date, brand: object) -> bytes:
        begun.set()
        return repr(tree).encode()

    monkeypatch.setattr(pdf, "open_context", lambda findings, lang: lang)
    monkeypatch.setattr(pdf, "lay_paper", lay)
    monkeypatch.setattr(pdf, "set_paper", set_one)
    found = SimpleNamespace(
        wave=SimpleNamespace(facts=SimpleNamespace(field_end=None)), study=SimpleNamespace(brand=None)
    )
    made = write_papers(findings=found, remarks=(), langs=("fr", "en")).result()
    assert made == {
        "report.fr.pdf": b"{'lang': 'fr', 'first is being set': False}",
        "report.en.pdf": b"{'lang': 'en', 'first is being set': True}",
    }
