"""References of web pages in the cells of answers: read as the signs of HTML they name, and nothing else."""

import html

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.tables.entities import read_entities

ANSWERS = (
    "id,avis,note\n1,Tr&egrave;s satisfait,4\n2,Tr&#232;s satisfait,5\n3,R&amp;D,1\n4,&nbsp;,2\n5,Très satisfait,3\n"
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Plut&ocirc;t d&#39;accord", "Plutôt d'accord"), ("&#xE9;t&eacute;", "été"), ("R&D; et AT&T;", "R&D; et AT&T;"),
        ("&notit; &egrave sans fin", "&notit; &egrave sans fin"), ("&amp;eacute;", "&eacute;"), ("Agence & site", "Agence & site"),
    ],
)  # fmt: skip
def test_only_the_signs_of_html_are_read(written: str, meant: str) -> None:
    assert read_entities(written) == meant


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_whatever_a_program_escaped_is_read_back(text: str) -> None:
    assert read_entities(html.escape(text)) == text


def test_answers_are_read_and_the_first_is_noted(read) -> None:
    got = read(ANSWERS, entities=True)
    assert got.table.text("avis").tolist() == ["Très satisfait", "Très satisfait", "R&D", "", "Très satisfait"]
    assert got.table.column("avis").counts().sum() == 5
    assert [(f.code, f.line, f.column, f.found) for f in got.notes] == [
        ("read-as", 2, "avis", "Tr&egrave;s satisfait → Très satisfait")
    ]
    assert np.isnan(got.table.column("avis").numbers).all()


def test_other_tables_keep_their_texts(read) -> None:
    got = read(ANSWERS)
    assert got.table.text("avis").tolist()[0] == "Tr&egrave;s satisfait"
    assert got.notes == []
