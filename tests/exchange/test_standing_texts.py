"""A text the wave has already, white space and pseudonyms apart, stays as it is there, and takes what was given to it."""

from relstudy.exchange.coded_material import Case, CodedMaterial, Coding, Loss, Verbatim
from relstudy.exchange.standing_texts import keep_standing_texts

HERE = "Déçue 😡,\r\ndit [P 1].\r\nFin."
GIVEN = "Déçue 😡,\ndit Mme Duval.\nFin. "


def moved(text: str, *spans: tuple[int, int] | None) -> CodedMaterial:
    codings = tuple(
        Coding(verbatim="A", code="c") if one is None else Coding(verbatim="A", code="c", start=one[0], end=one[1])
        for one in spans
    )
    material = CodedMaterial(verbatims=(Verbatim(id="A", case="E", text=text),), codings=codings)
    return keep_standing_texts(material, {"A": HERE, "B": "autre"}, {"A": "E", "B": "E"}, {"[P 1]"})


def test_passages_move_to_the_text_that_stands() -> None:
    start = GIVEN.index("dit")
    found = moved(GIVEN, (0, 7), (start, start + 13), None, (7, 8))
    assert [one.text for one in found.verbatims] == [HERE]
    assert [one.quote for one in found.codings] == ["Déçue 😡", "dit [P 1]", "", ","]
    assert all(one.start is None or HERE[one.start : one.end] == one.quote for one in found.codings)
    assert found.losses == (Loss(what="text-kept", where="A", n=1),)


def test_white_space_alone_is_no_passage_of_it() -> None:
    gap = GIVEN.index("\n")
    found = moved(GIVEN, (gap, gap + 1))
    assert found.codings == ()
    assert Loss(what="selection-outside-text", where="A", n=1) in found.losses


def test_another_text_is_another_text() -> None:
    given = GIVEN.replace("Fin", "Non")
    assert [one.text for one in moved(given).verbatims] == [given]
    assert moved(HERE, (0, 5)).losses == ()


def test_a_text_belongs_to_the_case_it_has_where_a_file_tells_of_none() -> None:
    made = CodedMaterial(
        cases=(Case(id="A"), Case(id="B"), Case(id="C")),
        verbatims=tuple(
            Verbatim(id=id_, case=id_, text=text) for id_, text in (("A", GIVEN), ("B", "non"), ("C", "oui"))
        ),
    )
    found = keep_standing_texts(made, {"A": HERE, "B": "autre"}, {"A": "E", "B": "E"}, {"[P 1]"})
    # B is another text: it is refused where the tables meet.
    assert [(one.id, one.case) for one in found.verbatims] == [("A", "E"), ("B", "B"), ("C", "C")]
    assert [one.id for one in found.cases] == ["B", "C"]


LONG = {
    name: f"{name} : " + "on attend vingt minutes au téléphone et personne ne rappelle. " * 3 for name in ("un", "deux")
}


def joined(*given: tuple[str, str, str]) -> CodedMaterial:
    """Material of (id, case, text) with a coding each, held against a wave that has two long texts and a short one."""
    material = CodedMaterial(
        cases=tuple(Case(id=case) for case in dict.fromkeys(case for _, case, _ in given)),
        verbatims=tuple(Verbatim(id=id_, case=case, text=text) for id_, case, text in given),
        codings=tuple(Coding(verbatim=id_, code="c", start=0, end=2) for id_, _, _ in given),
    )
    wave = {"Entretien 1": LONG["un"], "Entretien 2": LONG["deux"].replace("minutes", "[P 1]"), "court": "Oui."}
    return keep_standing_texts(material, wave, dict.fromkeys(wave, "E"), {"[P 1]"})


def test_a_long_text_under_another_name_is_the_one_that_stands() -> None:
    # Without its extension, with line ends of its own, and with the name a review took out.
    one, two = LONG["un"].replace(". ", ".\r\n"), LONG["deux"]
    found = joined(("1.docx", "1.docx", one), ("2.docx", "2.docx", two), ("3", "3", "Oui."))
    assert [(v.id, v.case) for v in found.verbatims] == [("Entretien 1", "E"), ("Entretien 2", "E"), ("3", "3")]
    assert [c.id for c in found.cases] == ["3"]
    assert [c.verbatim for c in found.codings] == ["Entretien 1", "Entretien 2", "3"]
    assert {(loss.what, loss.where) for loss in found.losses} == {
        ("found-by-text", "1.docx"),
        ("found-by-text", "2.docx"),
        ("text-kept", "Entretien 1"),
        ("text-kept", "Entretien 2"),
    }


def test_two_documents_of_one_name_may_come_in_another_order() -> None:
    found = joined(("Entretien 1", "Entretien 1", LONG["deux"]), ("Entretien 2", "Entretien 2", LONG["un"]))
    assert [v.id for v in found.verbatims] == ["Entretien 2", "Entretien 1"]
    assert [c.id for c in found.cases] == []


def test_a_case_the_file_names_stays_and_a_text_told_twice_is_not_settled() -> None:
    found = joined(("1.docx", "Anne", LONG["un"]))
    assert [(v.id, v.case) for v in found.verbatims] == [("Entretien 1", "Anne")]
    twice = joined(("a", "a", LONG["un"]), ("b", "b", LONG["un"]))
    assert [v.id for v in twice.verbatims] == ["a", "b"]
