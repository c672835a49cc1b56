"""How offsets were counted: each dialect found again from the selections alone, nothing decided where nothing can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refi_files import DIALECTS, TEXT, counted, words

from relstudy.errors import FaultLog
from relstudy.exchange.offset_counting import (
    Counting,
    Dialect,
    Selection,
    count_documents,
    told_countings,
)
from relstudy.exchange.offset_faults import say_countings
from relstudy.fault_words import explain
from relstudy.words import Lang


def selections(text: str, spans: list[tuple[int, int]], dialect: str, *, named: bool) -> list[Selection]:
    return [
        Selection(
            start=counted(text, start, dialect),
            end=counted(text, end, dialect),
            name=text[start:end] if named else f"sel {start}",
        )
        for start, end in spans
    ]


def alone(text: str, found: list[Selection], *, had_bom: bool = False) -> Counting:
    """Return how the only document of a file was counted."""
    return count_documents({"d": (text, had_bom)}, {"d": found})["d"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_is_found_by_quotes(dialect: str) -> None:
    spans = words(TEXT)
    found = alone(TEXT, selections(TEXT, spans, dialect, named=True))
    assert found.passages == tuple(spans)
    assert (found.dialect.name, found.score, found.decides) == (dialect, 1.0, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_is_found_by_edges_of_words_alone(dialect: str) -> None:
    spans = words(TEXT)
    found = alone(TEXT, selections(TEXT, spans, dialect, named=False))
    assert found.passages == tuple(spans)


@pytest.mark.parametrize("dialect", ["code-points+bom", "utf-16+bom", "utf-8+bom", "code-points"])
def test_a_mark_is_counted_or_not(dialect: str) -> None:
    spans = words(TEXT)
    found = alone(TEXT, selections(TEXT, spans, dialect, named=True), had_bom=True)
    assert (found.passages, found.dialect.name) == (tuple(spans), dialect)


def test_a_line_end_stored_as_one_sign_and_counted_as_two() -> None:
    text = "Un mot.\nDeux mots.\nTrois mots ici."
    spans = words(text)
    found = alone(text, selections(text, spans, "lf-as-two", named=True))
    assert (found.passages, found.dialect.name) == (tuple(spans), "code-points+lf-as-two")


@given(
    st.lists(
        st.sampled_from(
            ["mot", "déçue", "e\u0301te\u0301", "😡", "👩‍👩‍👧", "l\u2019attente", "\u00a0", "\r\n", "fin.", "a"]
        ),
        min_size=4,
        max_size=25,
    ),
    st.sampled_from([*DIALECTS, "utf-16+bom", "code-points+lf-as-two"]),
    st.data(),
)
def test_quotes_lead_back_to_their_passages(parts: list[str], dialect: str, data: st.DataObject) -> None:
    text = " ".join(parts)
    spans = words(text)
    if not spans or ("lf-as-two" in dialect and "\r\n" in text):
        return
    chosen = data.draw(st.lists(st.sampled_from(spans), min_size=1, max_size=6))
    given_ = selections(text, chosen, dialect, named=True)
    found = alone(text, given_, had_bom="bom" in dialect)
    if found.score == 1.0 and found.is_settled:
        assert [text[slice(*passage)] for passage in found.passages if passage] == [text[a:b] for a, b in chosen]
    assert found.score == 1.0


def test_where_no_way_of_counting_fits_nothing_is_settled() -> None:
    text = "Anna a téléphoné 😡 deux fois, longuement, à l\u2019agence."
    odd = [Selection(start=start, end=start + 4, name=f"n{start}") for start in (20, 22, 24, 32)]
    found = alone(text, odd)
    assert found.decides
    assert found.score < 0.6
    assert not found.is_settled


def test_a_plain_text_needs_no_dialect() -> None:
    text = "plain words only, on one line"
    found = alone(text, [Selection(start=1, end=3)])
    assert (found.decides, found.is_settled, found.passages) == (False, True, ((1, 3),))


def test_a_document_that_fits_two_ways_is_counted_as_the_others_are() -> None:
    # The one selection of "b" is "b" in code points, "a" in UTF-16 units.
    text = "😡😡 a b"
    texts = {"a": (TEXT, False), "b": (text, False)}
    found = count_documents(
        texts, {"a": selections(TEXT, words(TEXT), "utf-16", named=True), "b": [Selection(start=5, end=6)]}
    )
    assert {key: one.dialect.name for key, one in found.items()} == {"a": "utf-16", "b": "utf-16"}
    assert (told_countings(found)[0], found["b"].rival) == ("utf-16", None)


@pytest.mark.parametrize("documents", [1, 3])
def test_a_file_that_fits_two_ways_throughout_is_doubted(documents: int) -> None:
    texts = {f"d{n}": ("😡😡 a b", False) for n in range(documents)}
    found = count_documents(texts, {key: [Selection(start=5, end=6)] for key in texts})
    assert {one.dialect.name for one in found.values()} == {"code-points"}
    assert {one.rival for one in found.values()} == {Dialect(unit="utf-16")}


def test_without_selections_nothing_is_told() -> None:
    assert told_countings(count_documents({"a": (TEXT, False)}, {})) == (None, None)


def test_the_example_of_the_truths() -> None:
    """Taguette stores UTF-8 bytes: 33-64 is "déçue 😡 par le téléphone", 24-48 in code points, 24-49 in UTF-16 units."""
    text = "Enquêtée n°1 — J\u2019ai été déçue 😡 par le téléphone, l\u2019attente est trop longue."
    quote = "déçue 😡 par le téléphone"
    for start, end, name in ((33, 64, "utf-8"), (24, 48, "code-points"), (24, 49, "utf-16")):
        found = alone(text, [Selection(start=start, end=end, name=quote)])
        assert (found.dialect.name, found.passages) == (name, ((24, 48),))


def test_a_quote_its_program_shortened_is_more_than_its_name() -> None:
    text = "Le 📱 nonchalant."
    start, end = text.index("📱"), text.index(".")
    found = alone(text, [Selection(start=start, end=end, name="1:1 📱 nonchalan…")])
    assert (found.passages, found.dialect.name) == (((start, end),), "code-points")


@pytest.mark.parametrize(("lang", "told"), [("fr", "octets"), ("en", "bytes")])
def test_two_ways_of_counting_that_fit_alike_are_told_in_words(lang: Lang, told: str) -> None:
    doubtful = Counting(
        dialect=Dialect(unit="utf-8", line_ends="lf-as-two"),
        rival=Dialect(unit="utf-16", counts_bom=True),
        score=0.9,
        decides=True,
        passages=(),
    )
    log = FaultLog()
    say_countings({"k": doubtful}, {"k": "Camille"}, log, file="p.qdpx")
    (found,) = log.faults
    said = explain(found, lang)
    assert found.code == "rival-offsets"
    assert told in said.message
    assert not any(part in said.message for part in ("utf-8", "lf-as-two", "+", "@", "bom"))
