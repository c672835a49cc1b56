"""SPSS files: values as texts of codes, what the file says of its columns, and files that are none or break off."""

import struct
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spss_files import categories, dichotomies, spss, weighted_by, with_cases, with_sets

from relstudy.errors import FaultLog
from relstudy.survey.plan import Source
from relstudy.tables import read_table
from relstudy.tables import spss as reader
from relstudy.tables.dictionary import AnswerSet, MissingRange

KINDS: tuple[dict[str, Any], ...] = ({}, {"row_compress": True}, {"compress": True})


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.0, None, 2.0, 1.0], ["1", "", "2", "1"]),
        ([0.5, 1.0, 1e20, -3.0], ["0.5", "1", "1e+20", "-3"]),
        ([0.1, 12.34, -0.0, 0.0], ["0.1", "12.34", "0", "0"]),
        (["01", " 1 ", "", "A"], ["01", "1", "", "A"]),
        (["Ça & là", "«»", "日本", "x"], ["Ça & là", "«»", "日本", "x"]),
        (
            [date(2026, 3, 31), date(1880, 5, 6), None, date(2026, 3, 31)],
            ["2026-03-31", "1880-05-06", "", "2026-03-31"],
        ),
        ([datetime(2026, 3, 31, 9, 5, 7)] * 4, ["2026-03-31T09:05:07"] * 4),
        ([time(9, 5, 7), time(0, 0), None, time(23, 59, 59)], ["09:05:07", "00:00:00", "", "23:59:59"]),
    ],
)
def test_values_as_texts(read, tmp_path: Path, values: list[Any], texts: list[str]) -> None:
    table = read(spss(tmp_path, {"a": values}), "t.sav").table
    assert table.text("a").tolist() == texts
    assert table.column("a").blank().tolist() == [text == "" for text in texts]
    assert len(set(table.column("a").texts)) == len(table.column("a").texts)


def test_typed_numbers_are_never_ambiguous(read, tmp_path: Path) -> None:
    got = read(spss(tmp_path, {"w": [1.234, 0.5, np.nan]}), "t.sav")
    assert got.table.numbers("w", got.log).tolist()[:2] == [1.234, 0.5]
    assert np.isnan(got.table.numbers("w", got.log)[2])
    assert not got.log.faults


def test_cases_count_from_two_as_if_the_names_stood_on_line_one(read, tmp_path: Path) -> None:
    got = read(spss(tmp_path, {"a": ["1", "x", "3"]}), "t.sav")
    assert got.table.lines.tolist() == [2, 3, 4]
    got.table.numbers("a", got.log)
    assert got.told == [("not-a-number", 3, "x")]


@pytest.mark.parametrize("kind", KINDS)
def test_long_and_mixed_case_names_and_very_long_texts(read, tmp_path: Path, kind: dict[str, Any]) -> None:
    name = "Satisfaction_Globale_" + "x" * 40
    long = ["é" * 3000, "", "b" * 256]
    table = read(spss(tmp_path, {name: [1, 2, 3], "satisfaction": [4, 5, 6], "long": long}, **kind), "t.zsav").table
    assert table.columns == (name, "satisfaction", "long")
    assert table.text(name).tolist() == ["1", "2", "3"]
    assert table.text("long").tolist() == long


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", [True, False])
def test_parts_read_one_after_the_other_are_the_whole(
    read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: dict[str, Any], told: bool
) -> None:
    monkeypatch.setattr(reader, "_LEAST_CASES", 7)
    monkeypatch.setattr(reader, "_CELLS", 14)
    n = 28
    columns = {"n": [i % 5 + 0.5 if i % 3 else None for i in range(n)], "t": [f"réponse {i % 9}" for i in range(n)]}
    content = spss(tmp_path, columns, **kind)
    table = read(content if told else with_cases(content, -1), "t.sav").table
    assert len(table) == n
    assert table.text("n").tolist() == ["" if v is None else str(v) for v in columns["n"]]
    assert table.text("t").tolist() == columns["t"]


def test_only_the_columns_wanted_are_read_and_all_are_named(read, tmp_path: Path) -> None:
    table = read(spss(tmp_path, {"a": [1, 2], "b": [3, 4]}), "t.sav", wanted=("b", "nowhere")).table
    assert table.columns == ("a", "b")
    assert table.text("b").tolist() == ["3", "4"]
    with pytest.raises(KeyError):
        table.text("a")
    assert len(read(spss(tmp_path, {"a": [1, 2], "b": [3, 4]}), "t.sav", wanted=()).table) == 2


def test_what_the_file_says_of_its_columns(read, tmp_path: Path) -> None:
    content = spss(
        tmp_path, {"Q1": [1.0, 9.0, 98.0], "s": ["a", "b", "z"], "d": [date(2026, 1, 1)] * 3},
        column_labels={"Q1": "Êtes-vous\nsatisfait ?", "s": "Une lettre"},
        variable_value_labels={"Q1": {1: "Oui", 9: "Ne sait pas", 2: "Non"}, "s": {"a": "Alpha"}},
        missing_ranges={"Q1": [9, {"lo": 97, "hi": 99}], "s": ["z"]},
        variable_measure={"Q1": "ordinal", "s": "nominal"},
    )  # fmt: skip
    about = read(content, "t.sav").table.dictionary
    first, second = about.variables["Q1"], about.variables["s"]
    assert (first.label, first.measure, first.kind) == ("Êtes-vous satisfait ?", "ordinal", "number")
    assert dict(first.labels) == {"1": "Oui", "2": "Non", "9": "Ne sait pas"}
    assert set(first.missing) == {MissingRange(low=9.0, high=9.0), MissingRange(low=97.0, high=99.0)}
    assert [first.declares_missing(str(n), n) for n in (1, 9, 96.9, 97, 98, 99)] == [
        False,
        True,
        False,
        True,
        True,
        True,
    ]
    assert (dict(second.labels), second.kind) == ({"a": "Alpha"}, "text")
    assert second.declares_missing("z", np.nan)
    assert not second.declares_missing("a", np.nan)
    assert about.variables["d"].kind == "time"


def test_a_value_the_file_declares_missing_stays(read, tmp_path: Path) -> None:
    content = spss(tmp_path, {"a": [1.0, 99.0], "t": ["x", "z"]}, missing_ranges={"a": [99], "t": ["z"]})
    table = read(content, "t.sav").table
    assert table.text("a").tolist() == ["1", "99"]
    assert table.text("t").tolist() == ["x", "z"]


def test_a_file_in_a_one_byte_encoding_says_so(read, tmp_path: Path) -> None:
    content = spss(tmp_path, {"a": ["é", "x"]}, column_labels={"a": "Été"})
    name = struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8"
    western = content.replace(name, struct.pack("<iiii", 7, 20, 1, 12) + b"windows-1252")
    western = western.replace("Été".encode(), b"\xc9t\xe9  ").replace("é".encode(), b"\xe9 ")
    table = read(western, "t.sav").table
    assert table.text("a").tolist() == ["é", "x"]
    assert table.dictionary.variables["a"].label == "Été"


def test_letters_outside_the_encoding_declared_are_a_fault(read, tmp_path: Path) -> None:
    content = spss(tmp_path, {"a": ["été", "x"]}).replace("été".encode(), b"\xe9t\xe9  ")
    assert read(content, "t.sav").told == [("encoding", None, "@spss-letters")]


def test_sets_and_the_weight_are_read_from_the_head(read, tmp_path: Path) -> None:
    columns = {"Canal_Boutique": [1, 0], "Canal_Internet": [0, 1], "texte": ["a" * 20, "b"], "Poids_Final": [0.5, 1.5]}
    content = with_sets(
        spss(tmp_path, columns),
        dichotomies("canaux", "1", "Canaux utilisés", "canal_boutique", "canal_internet"),
        categories("cites", "", "CANAL_BOUTIQUE", "Canal_Internet"),
    )
    content = with_sets(content, "$e=E 11 3 Oui 0  canal_boutique canal_internet", "nonsense", subtype=19)
    # Cells of a case: two numbers, three for a text of 20, then the weight.
    about = read(weighted_by(content, 6), "t.sav").table.dictionary
    names = ("Canal_Boutique", "Canal_Internet")
    assert about.weight == "Poids_Final"
    assert about.sets == (
        AnswerSet(name="canaux", label="Canaux utilisés", columns=names, counted="1"),
        AnswerSet(name="cites", label="", columns=names),
        AnswerSet(name="e", label="", columns=names, counted="Oui", labels_of_values=True),
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("left", [0.3, 0.9, 0.999])
def test_a_file_that_breaks_off_is_a_fault(read, tmp_path: Path, kind: dict[str, Any], left: float) -> None:
    content = spss(tmp_path, {"a": np.random.default_rng(1).normal(size=500), "b": ["x"] * 500}, **kind)
    got = read(content[: int(left * len(content))], "t.sav")
    assert got.table is None
    assert got.told == [("unreadable-file", None, "@spss-broken")]


def test_more_cases_told_than_there_are(read, tmp_path: Path) -> None:
    content = spss(tmp_path, {"a": [1.0, 2.0]}, row_compress=True)
    assert read(with_cases(content, 3), "t.sav").told == [("unreadable-file", None, "@spss-broken")]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "@spss-none"),
        (b"id;q1\n1;2\n", "@spss-none"),
        (b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + b"\1" * 500, "@spss-protected"),
        (b"ASCII SPSS PORT FILE" * 10, "@spss-portable"),
        (b"PK\x03\x04" + b"\0" * 100, "XLSX"),
        (b"$FL2", "@spss-broken"),
        (b"$FL2" + b"\0" * 500, "@spss-broken"),
    ],
)
def test_what_is_no_spss_file(read, content: bytes, what: str) -> None:
    assert read(content, "t.sav").told == [("unreadable-file", None, what)]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    log = FaultLog()
    assert read_table(Source(path="t.sav", sha256="", absolute=tmp_path / "t.sav"), log) is None
    assert [f.code for f in log.faults] == ["missing-file"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_never_raises(read, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(
        with_sets(
            spss(tmp_path, {"a": [1.0, 2.0], "t": ["é", "b"]}, variable_value_labels={"a": {1: "Oui"}}),
            dichotomies("s", "1", "Sets", "a"),
        )
    )
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    got = read(bytes(content), "t.sav")
    assert (got.table is None) == bool(got.faults)
