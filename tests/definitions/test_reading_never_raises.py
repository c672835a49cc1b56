"""Whatever an analyst, an editor or a disk does to a file of definitions, reading the study gives faults and never raises."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import FILES, write_small_study

from relstudy.definitions.reading import read_study
from relstudy.errors import SEVERITIES
from relstudy.fault_words import explain

DEFINITIONS = [name for name in FILES if name.endswith(".toml") or "/" not in name]
VALUES = [
    '""', '"x"', "0", "-1", "1e400", "nan", "true", "[]", "[1]", '["x"]', "[[]]", "{}", "{ a = 1 }", "[{}]", "2026-01-01",
    "07:30:00", '[{ code = "1" }, { code = 2 }]', "{ fr = 1 }", '"grid"', '"multiple"', '"numeric"', "99999999999999999999",
]  # fmt: skip


@pytest.fixture(scope="module")
def good() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield write_small_study(folder / "study")
    shutil.rmtree(folder)


def check(good: Path, file: str, data: bytes) -> None:
    before = (good / file).read_bytes()
    try:
        (good / file).write_bytes(data)
        for found in read_study(good).faults:
            assert found.code in SEVERITIES
            assert "\\" not in found.file
            assert explain(found, "fr").message
            if found.line is not None:
                assert found.line >= 1
    finally:
        (good / file).write_bytes(before)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_bytes_lost_and_put_in(good: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(DEFINITIONS))
    whole = FILES[file].encode()
    at = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(at, min(len(whole), at + 60)))
    put = data.draw(
        st.binary(max_size=4) | st.sampled_from([b'"', b"[", b"}", b"\r", b"\x00", b"\xe9", b"=", b"\n[[items]]\n"])
    )
    check(good, file, whole[:at] + put + whole[end:])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_value_of_any_type(good: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([name for name in DEFINITIONS if name.endswith(".toml")]))
    lines = FILES[file].split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(
            st.sampled_from([i for i, line in enumerate(lines) if " = " in line and not line.startswith(" ")])
        )
        key = lines[number].partition(" = ")[0]
        lines[number] = f"{key} = {data.draw(st.sampled_from(VALUES))}"
    check(good, file, "\n".join(lines).encode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_value_in_a_wave(good: Path, data: st.DataObject) -> None:
    keys = [
        "type",
        "codes",
        "columns",
        "column",
        "rows",
        "label",
        "from",
        "bands",
        "merge",
        "nets",
        "filter",
        "base",
        "asked",
    ]
    chosen = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True))
    item = data.draw(st.sampled_from(["uses_app", "channels", "age", "age_class", "sat", "other"]))
    text = f'[[items]]\nid = "{item}"\n' + "".join(f"{key} = {data.draw(st.sampled_from(VALUES))}\n" for key in chosen)
    (good / "waves/2026/questionnaire.toml").touch()
    check(good, "waves/2026/questionnaire.toml", text.encode())
