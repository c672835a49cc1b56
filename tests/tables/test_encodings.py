"""Texts that decode and lie are named or read as they were meant; sound texts are never doubted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.tables.encodings import find_misreading, find_pair, undo_second_reading
from relstudy.tables.text_files import decode

WORDS = (
    "Employé retraitée Étudiant ÉLÈVE très déçu l’été naïf où çà Noël cœur Œuvre sœur âgé forêt hôtel goût maître aiguë "
    "straße Übermut größer Äpfel mañana ¿Qué? ¡Sí! niño pingüino façade São Ação Ångström smørrebrød Škoda žižka "
    "25° n°5 m² 12 € 5€ €50 £3 Microsoft® iPhone™ iPhone™s ©2026 Post-it®s «oui» « non » “so” ‘it’ it’s prix… 50–60 oui—non 1½ ±3 ¹ a\u00a0b l´eau DateÉmission"
).split()
LATIN = (*WORDS, *"Łódź żółć gęś Dvořák Čapek İstanbul Tiếng".split())
SCRIPTS = (*LATIN, *"Привет Ελλάδα 日本語 العربية 😀 → ≥ ✓".split())


@given(st.lists(st.sampled_from(SCRIPTS), min_size=1, max_size=12), st.sampled_from([" ", ";", ", ", "\n"]))
def test_a_sound_text_in_utf8_is_never_doubted(words: list[str], between: str) -> None:
    text = f"id{between}{between.join(words)}\n"
    log = FaultLog()
    assert decode(text.encode(), "f.csv", log) == (text, None)
    assert not log.faults


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.sampled_from([" ", ";", ", ", "\n"]))
def test_a_sound_text_in_cp1252_is_never_doubted(words: list[str], between: str) -> None:
    text = f"id{between}{between.join(words)}\n"
    log = FaultLog()
    decoded = decode(text.encode("cp1252"), "f.csv", log)
    assert not log.faults
    assert decoded is not None
    assert decoded[0] == text


ACCENTED = ("Employé", "Retraitée", "très", "déçu", "forêt", "goûté", "naïve", "maître", "hôtel")


@given(st.lists(st.sampled_from(ACCENTED), min_size=1), st.sampled_from(["mac_roman", "cp850"]))
def test_a_mac_or_dos_file_is_never_read_as_something_else(words: list[str], codec: str) -> None:
    log = FaultLog()
    assert decode("\n".join(words).encode(codec), "f.csv", log) is None
    assert [f.code for f in log.faults] == ["encoding"]


@pytest.mark.parametrize(("codec", "name"), [("mac_roman", "(MacRoman)"), ("cp850", "(DOS, cp850)")])
def test_the_encoding_of_a_mac_or_dos_file_is_named(read, codec: str, name: str) -> None:
    (fault,) = read(("a;b\n" + "".join(f"{i};{word}\n" for i, word in enumerate(ACCENTED))).encode(codec)).faults
    assert fault.found.endswith(name)


@pytest.mark.parametrize(
    ("codec", "found"),
    [("mac_roman", "EmployŽ, @likely Employé (MacRoman)"), ("cp850", "Employ‚, @likely Employé (DOS, cp850)")],
)
def test_the_word_is_told_as_it_reads_and_as_it_was_meant(read, codec: str, found: str) -> None:
    got = read("a;b\n1;x\n2;Employé\n3;Salarié\n".encode(codec))
    assert got.table is None
    assert got.told == [("encoding", 3, found)]
    again = read("a;b\n1;x\n2;Employé\n3;Salarié\n".encode(codec).decode("cp1252"))
    assert again.told == [("encoding", 3, found)]


def test_a_byte_that_cp1252_has_not_is_told_with_its_encoding(read) -> None:
    assert read("a;b\n1;très\n".encode("mac_roman")).told == [("encoding", 2, "tr\ufffds, @likely très (MacRoman)")]


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_utf8_read_twice_is_read_as_it_was_meant(read, codec: str, bom: bytes) -> None:
    text = "a;activité\n1;Très satisfait\n2;l’œuvre à 5 €\n"
    got = read(bom + text.encode().decode(codec).encode())
    assert got.table.columns == ("a", "activité")
    assert got.table.text("activité").tolist() == ["Très satisfait", "l’œuvre à 5 €"]
    assert [n.found for n in got.notes] == ["@utf8-twice, ;"]


def test_a_cell_that_was_read_twice_is_a_warning(read) -> None:
    got = read("a;b\n1;très\n2;trÃ¨s\n")
    assert [(f.code, f.severity, f.line, f.found) for f in got.faults] == [
        ("encoding", "warning", 3, "Ã¨ (@utf8-twice)")
    ]
    assert got.table.text("b").tolist() == ["très", "trÃ¨s"]


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=["Cc"]), max_size=40))
def test_what_was_read_twice_comes_back_and_nothing_else_is_changed(text: str) -> None:
    meant = undo_second_reading(text)
    assert meant is None or not text.isascii()
    if meant is not None:
        assert len(meant) < len(text)


@given(st.lists(st.sampled_from(LATIN), min_size=1))
def test_no_sound_text_holds_a_pair(words: list[str]) -> None:
    assert find_pair(" ".join(words)) is None
    assert undo_second_reading(" ".join(words)) is None
    assert find_misreading(" ".join(words)) is None
