"""A declaration that cannot be read says nothing to those who only pass by."""

from pathlib import Path

import pytest

from relstudy.definitions.peeking import peek_toml, targets_stem


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_declared_is_returned_whatever_the_mark(tmp_path: Path, mark: bytes) -> None:
    file = tmp_path / "study.toml"
    file.write_bytes(mark + '[study]\nid = "été"\n'.encode())
    assert peek_toml(file) == {"study": {"id": "été"}}


@pytest.mark.parametrize("content", [b"[study\n", b"\x81\x8d", None])
def test_a_file_that_is_no_toml_or_not_there_says_nothing(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "study.toml"
    if content is not None:
        file.write_bytes(content)
    assert peek_toml(file) == {}


def test_what_an_office_saved_in_cp1252_is_seen_too(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes('# Étude\r\n[weighting]\r\ntargets = "cibles.xlsx"\r\n'.encode("cp1252"))
    assert peek_toml(path) == {"weighting": {"targets": "cibles.xlsx"}}
    assert targets_stem(tmp_path) == "cibles"


@pytest.mark.parametrize("named", ["../cibles.csv", "/srv/cibles.csv", "C:\\\\cibles.csv", "plus/../../cibles.csv"])
def test_targets_outside_the_study_are_no_input_of_it(tmp_path: Path, named: str) -> None:
    (tmp_path / "study.toml").write_text(f'[weighting]\ntargets = "{named}"\n', encoding="utf-8")
    assert targets_stem(tmp_path) == "targets"
