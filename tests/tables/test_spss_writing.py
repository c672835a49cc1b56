"""SPSS files written and read again: sets, weight, missing values and labels as they were said, the same bytes twice."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relstudy.tables import spss_writing
from relstudy.tables.dictionary import AnswerSet, Dictionary, MissingRange, Variable
from relstudy.tables.spss_writing import WORDING, write_spss

DAY = date(2026, 3, 20)
COLUMNS = {
    "Q1": np.array([1.0, 9.0, np.nan]),
    "preferred_channel_app": np.array([1.0, 0.0, np.nan]),
    "preferred_channel_desk": np.array([0.0, 0.0, 1.0]),
    "seg": np.array(["p1", "", "p2"], dtype=object),
    "weight": np.array([0.5, 1.25, 1.25]),
}
SAID = Dictionary(
    variables={
        "Q1": Variable(
            name="Q1", label="Utilisez-vous l'application ?", labels={"1": "Oui", "9": "Ne sait pas"},
            missing=(MissingRange(low=9.0, high=9.0),), measure="ordinal",
        ),
        "preferred_channel_app": Variable(name="preferred_channel_app", label="Appli", measure="nominal"),
        "preferred_channel_desk": Variable(name="preferred_channel_desk", label="Guichet", measure="nominal"),
        "seg": Variable(name="seg", label="Profil", labels={"p1": "Connectés"}, measure="nominal", kind="text"),
        "weight": Variable(name="weight", label="Poids", measure="scale"),
    },
    sets=(
        AnswerSet(
            name="channels", label="Canaux préférés", columns=("preferred_channel_app", "preferred_channel_desk"), counted="1"
        ),
    ),
    weight="weight",
)  # fmt: skip


def test_what_is_written_is_read_again(read) -> None:
    content = write_spss(COLUMNS, SAID, name="Étude – vague", made_on=DAY)
    table = read(content, "t.sav").table
    assert table.columns == tuple(COLUMNS)
    assert table.dictionary == SAID
    assert table.text("Q1").tolist() == ["1", "9", ""]
    assert table.text("seg").tolist() == ["p1", "", "p2"]


def test_the_same_columns_give_the_same_bytes_and_no_clock() -> None:
    first, second = (write_spss(COLUMNS, SAID, name="x", made_on=DAY) for _ in range(2))
    assert first == second
    assert first[92:109] == b"20 Mar 2600:00:00"


def test_texts_too_long_for_spss_end_in_a_dot_of_three_and_hold_no_half_sign(read) -> None:
    long = Variable(name="a", label="é" * 300 + "\n$x=D", measure="scale")
    content = write_spss({"a": np.zeros(2)}, Dictionary(variables={"a": long}), name="é" * 80, made_on=DAY)
    label = read(content, "t.sav").table.dictionary.variables["a"].label
    assert label == "é" * 126 + "…"
    assert len(label.encode()) <= WORDING


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40), min_size=1, max_size=3),
    st.lists(st.one_of(st.floats(-1e9, 1e9), st.just(float("nan"))), min_size=1, max_size=6),
)
def test_any_label_of_a_set_and_any_number_come_back(read, labels: list[str], numbers: list[float]) -> None:
    names = tuple(f"a_rather_long_name_{i}" for i in range(len(labels) + 1))
    sets = tuple(
        AnswerSet(name=f"s{i}", label=" ".join(label.split()), columns=names[i : i + 2], counted="1")
        for i, label in enumerate(labels)
    )
    said = Dictionary(variables={name: Variable(name=name, measure="scale") for name in names}, sets=sets)
    content = write_spss(dict.fromkeys(names, np.array(numbers)), said, name="x", made_on=DAY)
    got = read(content, "t.sav")
    assert got.table.dictionary.sets == sets
    assert np.array_equal(got.table.numbers(names[0], got.log), np.array(numbers), equal_nan=True)


def test_cases_written_some_at_a_time_are_the_whole_in_the_order_asked(read, monkeypatch: pytest.MonkeyPatch) -> None:
    n = 37
    numbers = np.array([(-99.0, 151.0, -100.0, 152.0, 0.5, np.nan, 7.0)[i % 7] for i in range(n)])
    texts = np.array([("", "a", "neuf octets", "é" * 8, "        x")[i % 5] for i in range(n)], dtype=object)
    columns = {"a": numbers, "t": texts, "b": np.arange(n) * 1.0}
    said = Dictionary(
        variables={v: Variable(name=v, kind="text" if v == "t" else "number", measure="nominal") for v in columns}
    )
    order = np.arange(n)[::-1]
    whole = write_spss(columns, said, name="x", made_on=DAY, order=order)
    monkeypatch.setattr(spss_writing, "_AT_ONCE", 8)
    assert write_spss(columns, said, name="x", made_on=DAY, order=order) == whole
    got = read(whole, "t.sav")
    assert np.array_equal(got.table.numbers("a", got.log), numbers[::-1], equal_nan=True)
    assert got.table.text("t").tolist() == [text.strip() for text in texts[::-1]]
    assert got.table.numbers("b", got.log).tolist() == columns["b"][::-1].tolist()


def test_a_set_finds_its_columns_under_any_name(tmp_path: Path) -> None:
    import pyreadstat

    names = ("ÀÉ", "Préféré_Appli", "A" * 64, "A" * 63 + "b", "数据")
    said = Dictionary(
        variables={name: Variable(name=name, measure="nominal") for name in names},
        sets=(AnswerSet(name="s", label="Canaux", columns=names, counted="1"),),
    )
    path = tmp_path / "t.sav"
    path.write_bytes(write_spss(dict.fromkeys(names, np.array([1.0])), said, name="x", made_on=DAY))
    assert pyreadstat.read_sav(path)[1].mr_sets["s"]["variable_list"] == list(names)


def test_another_program_reads_it(tmp_path: Path) -> None:
    import pyreadstat

    path = tmp_path / "t.sav"
    path.write_bytes(write_spss(COLUMNS, SAID, name="x", made_on=DAY))
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    assert frame["Q1"].tolist()[:2] == [1.0, 9.0]
    assert meta.missing_ranges["Q1"] == [{"lo": 9.0, "hi": 9.0}]
    assert meta.variable_value_labels["seg"] == {"p1": "Connectés"}
