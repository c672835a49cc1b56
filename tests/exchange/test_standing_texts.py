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
