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


WAVE = {
    "v1": "On attend vingt minutes au téléphone, toujours.",
    "v2": "Le guichet reste humain, toujours.",
    "w1": "Rien à dire.",
}
CASES = {"v1": "Anne", "v2": "Anne", "w1": "Bruno"}


def named(*excerpts: Excerpt) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts that excerpts are placed in, and what is told of their documents."""
    log = FaultLog()
    material = CodedMaterial(excerpts=excerpts, codes=(Code(key="c", name="c"),))
    found = settle_excerpts(material, WAVE, log, file="t.csv", cases=CASES)
    assert log.faults == []
    return [one.verbatim for one in found.codings], [(loss.what, loss.where) for loss in found.losses]


def test_a_document_under_another_name_is_known_by_its_quotes() -> None:
    assert named(excerpt("1 Anne.docx", "attend vingt minutes au"), excerpt("1 Anne.docx", "toujours")) == (
        ["v1", "v1"],
        [("found-by-quotes", "1 Anne.docx")],
    )
    # Beside one that is known, a short quote tells; alone it may be anybody's.
    short = excerpt("2 Bruno", "Rien à dire")
    assert named(excerpt("v2", "humain"), short)[0] == ["v2", "w1"]
    assert named(short) == (["2 Bruno #1"], [("text-around-quotes", "2 Bruno")])
    # Two texts have it.
    assert named(excerpt("v2", "humain"), excerpt("3", "toujours"))[0] == ["v2", "3 #1"]


def test_the_name_of_a_case_stands_for_its_texts() -> None:
    assert named(excerpt("Anne", "humain"), excerpt("Anne", "vingt minutes")) == (["v2", "v1"], [])
    assert named(excerpt("Anne", "toujours")) == (["v1"], [("quote-stands-twice", "Anne")])
    assert named(excerpt("Anne", "humain"), excerpt("Anne", "jamais"))[0] == ["Anne #1", "Anne #2"]
