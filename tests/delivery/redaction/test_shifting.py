"""Codings after a replacement: the same passages, wherever they stand now; what is not sure is refused."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from relstudy.delivery.redaction.shifting import replace_passages, shift_codings, shift_span
from relstudy.errors import FaultLog
from relstudy.intake.redactions import Redaction
from relstudy.tables import GivenFile, Table, read_table

TEXT = "Paul Martin m'a dit 😀 que Paul Martin attend."


def redaction(start: int, end: int, pseudonym: str = "[Personne 1]", text: str = TEXT) -> Redaction:
    return Redaction(
        verbatim="V1", start=start, end=end, found=text[start:end], kind="name", pseudonym=pseudonym, decision="yes"
    )


BOTH = (redaction(0, 11), redaction(26, 37))


def codings(tmp_path: Path, lines: str) -> Table:
    path = tmp_path / "codings.csv"
    path.write_text(f"verbatim_id,code_id,start,end,quote\n{lines}", encoding="utf-8")
    table = read_table(GivenFile(path="codings.csv", absolute=path), FaultLog(), as_written=("quote",))
    assert table is not None
    return table


def shifted(tmp_path: Path, lines: str) -> tuple[dict[str, dict[int, str]], list[str]]:
    log = FaultLog()
    said = {"V0": "Rien.", "V1": TEXT}
    changes = shift_codings(codings(tmp_path, lines), said=said, replaced={"V1": BOTH}, log=log)
    return changes, [f.code for f in log.faults]


@st.composite
def replaced_texts(draw: st.DrawFn) -> tuple[str, list[Redaction]]:
    pieces = draw(st.lists(st.text(alphabet="ab é😀\r\n", min_size=1, max_size=6), min_size=1, max_size=9))
    text, taken = "".join(pieces), []
    at = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            taken.append((at, at + len(piece)))
        at += len(piece)
    pseudonyms = [draw(st.text(alphabet="[P1]", min_size=1, max_size=8)) for _ in taken]
    return text, [redaction(*span, pseudonym, text) for span, pseudonym in zip(taken, pseudonyms, strict=True)]


@given(replaced_texts(), st.data())
def test_a_shifted_passage_is_the_same_passage(made: tuple[str, list[Redaction]], data: st.DataObject) -> None:
    text, replaced = made
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = shift_span(start, end, replaced)
    cut = any(r.start < start < r.end or r.start < end < r.end for r in replaced)
    assert (span is None) == cut
    if span is not None:
        inside = [r for r in replaced if start <= r.start and r.end <= end]
        passage = replace_passages(text[start:end], [
            redaction(r.start - start, r.end - start, r.pseudonym, text[start:end]) for r in inside
        ])  # fmt: skip
        assert replace_passages(text, replaced)[slice(*span)] == passage


def test_offsets_and_quotes_are_written_where_they_were(tmp_path: Path) -> None:
    changes, faults = shifted(
        tmp_path, f"V1,a,12,21,m'a dit 😀\nV1,b,0,{len(TEXT)},\nV0,c,0,4,\nV1,d,,,\nV1,e,38,44,\n"
    )
    assert faults == []
    assert changes == {"start": {0: "13", 4: "40"}, "end": {0: "22", 1: str(len(TEXT) + 2), 4: "46"}}


def test_a_quote_with_a_pseudonym_in_it_is_cut_again(tmp_path: Path) -> None:
    changes, faults = shifted(tmp_path, "V1,a,22,44,que Paul Martin attend\n")
    assert (changes["quote"], faults) == ({0: "que [Personne 1] attend"}, [])


def test_a_passage_that_ends_inside_a_name_is_refused(tmp_path: Path) -> None:
    assert shifted(tmp_path, "V1,a,0,4,Paul\nV1,b,12,15,m'a\n")[1] == ["unsure-coding"]


def test_offsets_counted_otherwise_are_refused(tmp_path: Path) -> None:
    assert shifted(tmp_path, "V1,a,39,45,attend\n")[1] == ["unsure-coding"]


def test_a_quote_alone_that_would_stand_elsewhere_too_is_refused(tmp_path: Path) -> None:
    text = "Personne ne sait. M. Zoé Personne"
    log = FaultLog()
    table = codings(tmp_path, "V1,a,,,Personne ne\n")
    replaced = {"V1": (redaction(21, 24, "[x]", text),)}
    assert shift_codings(table, said={"V1": text}, replaced=replaced, log=log) == {}
    assert log.faults == []
    text = "M. Zoé : une personne."
    table = codings(tmp_path, "V1,a,,,personne\n")
    replaced = {"V1": (redaction(3, 6, "[personne 1]", text),)}
    shift_codings(table, said={"V1": text}, replaced=replaced, log=log)
    assert [f.code for f in log.faults] == ["unsure-coding"]


def test_a_coding_that_is_wrong_already_is_said_as_it_is(tmp_path: Path) -> None:
    assert shifted(tmp_path, "V1,a,12,15,autre chose\nV0,b,0,99,\n")[1] == ["quote-not-in-source"]
