"""A declaration that cannot be read says nothing to those who only pass by."""

from pathlib import Path

import pytest

from relstudy.definitions.peeking import peek_toml


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_declared_is_returned_whatever_the_mark(tmp_path: Path, mark: bytes) -> None:
    file = tmp_path / "study.toml"
    file.write_bytes(mark + '[study]\nid = "été"\n'.encode())
    assert peek_toml(file) == {"study": {"id": "été"}}


@pytest.mark.parametrize("content", [b"[study\n", '[study]\nid = "été"\n'.encode("cp1252"), None])
def test_a_file_that_is_no_toml_in_utf8_or_not_there_says_nothing(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "study.toml"
    if content is not None:
        file.write_bytes(content)
    assert peek_toml(file) == {}
