"""Passages without their texts: by their offsets, else by their quotes, else as texts of their own."""

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Code, CodedMaterial, Coding, Excerpt, Loss
from relstudy.exchange.excerpts import settle_excerpts

TEXT = "Déçue 😡 par le téléphone, déçue 😡 encore."


def excerpt(document: str, quote: str, start: int | None = None, end: int | None = None) -> Excerpt:
    return Excerpt(coding=Coding(verbatim=document, code="c", coder="ana"), quote=quote, start=start, end=end)


def settled(*excerpts: Excerpt) -> tuple[CodedMaterial, list[str]]:
    log = FaultLog()
    material = CodedMaterial(excerpts=excerpts, codes=(Code(key="c", name="c"),))
    found = settle_excerpts(material, {"A": TEXT}, log, file="t.csv")
    assert found.excerpts == ()
    return found, [fault.code for fault in log.faults]


def places(material: CodedMaterial) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.verbatim, one.start, one.end, one.quote) for one in material.codings]


def test_offsets_are_judged_by_their_quotes() -> None:
    # In UTF-16 units: one more behind the emoji.
    material, faults = settled(excerpt("A", "téléphone", 16, 25), excerpt("A", "Déçue", 0, 5))
    assert (faults, places(material)) == ([], [("A", 15, 24, "téléphone"), ("A", 0, 5, "Déçue")])
    assert (material.dialect, material.score) == ("utf-16", 1.0)


def test_numbers_that_are_no_offsets_give_way_to_the_quotes() -> None:
    material, faults = settled(excerpt("A", "téléphone", 3, 3), excerpt("A", "encore", 3, 4))
    assert (faults, [one[3] for one in places(material)]) == ([], ["téléphone", "encore"])
    assert (material.dialect, material.score) == ("quote", 1.0)


def test_a_quote_is_found_and_one_that_stands_twice_is_said() -> None:
    material, faults = settled(excerpt("A", " par le téléphone "), excerpt("A", "😡"))
    assert (faults, places(material)) == ([], [("A", 8, 24, "par le téléphone"), ("A", 6, 7, "😡")])
    assert material.losses == (Loss(what="quote-stands-twice", where="A", n=1),)


def test_a_quote_that_its_text_has_not_is_a_fault() -> None:
    assert settled(excerpt("A", "au guichet"))[1] == ["quote-not-in-source"]


def test_passages_of_unknown_documents_are_texts_of_their_own() -> None:
    material, faults = settled(excerpt("B", "un"), excerpt("B", "deux"), excerpt("B", "un"))
    assert faults == []
    assert [(v.id, v.case, v.text) for v in material.verbatims] == [("B #1", "B", "un"), ("B #2", "B", "deux")]
    assert [one[:3] for one in places(material)] == [("B #1", None, None), ("B #2", None, None)]
    assert [case.id for case in material.cases] == ["B"]
    assert material.losses == (Loss(what="text-around-quotes", where="B", n=1),)


def test_neither_text_nor_quote_is_a_fault() -> None:
    assert settled(excerpt("B", "", 1, 2))[1] == ["unknown-item"]


def test_a_code_without_quote_or_offsets_is_of_the_whole_text() -> None:
    assert places(settled(excerpt("A", ""))[0]) == [("A", None, None, "")]
