"""Where an id still stands: whole words in any spelling and packing, no part of another's id, no number that says nothing."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from small_study import write_small_study

from relstudy.definitions.reading import read_study
from relstudy.delivery.traces import Names, find_traces, names_of
from relstudy.survey.plan import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    read = read_study(write_small_study(tmp_path_factory.mktemp("study") / "s")).partial
    assert read is not None
    return read


def names(study: Study, person: str, *others: str) -> Names:
    return names_of(person, study, others=frozenset(others))


def traced(folder: Path, wanted: Names) -> list[str]:
    return [trace.path for trace in find_traces(folder, wanted)]


def in_text(path: Path, word: str) -> None:
    path.write_text(f"one\nasked {word}, twice", encoding="utf-8")


def in_wide_text(path: Path, word: str) -> None:
    path.write_bytes(f"one\nasked {word}, twice".encode("utf-16"))


def in_archive(path: Path, word: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<t>{word}</t>")


def in_gzip(path: Path, word: str) -> None:
    path.write_bytes(gzip.compress(f"id,x\n{word},1\n".encode()))


def in_arrays(path: Path, word: str) -> None:
    np.savez_compressed(path.with_suffix(".npz"), ids=np.array([word, "other"]))


def in_parquet(path: Path, word: str) -> None:
    pd.DataFrame({"who": ["a", word]}).to_parquet(path)


def in_unused_category(path: Path, word: str) -> None:
    frame = pd.DataFrame({"who": pd.Categorical(["a", word])})
    frame.iloc[:1].to_parquet(path)


def in_spss(path: Path, word: str) -> None:
    pyreadstat.write_sav(pd.DataFrame({"who": ["a", word]}), path.with_suffix(".sav"), row_compress=True)


def in_workbook(path: Path, word: str) -> None:
    pd.DataFrame({"who": ["a", word]}).to_excel(path.with_suffix(".xlsx"), index=False)


def in_name(path: Path, word: str) -> None:
    path.with_name(f"interview {word}.mp3").write_bytes(b"\0\1")


PLACES = (
    in_text, in_wide_text, in_archive, in_gzip, in_arrays, in_parquet, in_unused_category, in_spss, in_workbook, in_name,
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_an_id_is_found_wherever_it_stands(study: Study, tmp_path: Path, place: Callable[[Path, str], None]) -> None:
    place(tmp_path / "held", "R-0042")
    assert len(traced(tmp_path, names(study, "R-0042"))) == 1
    assert traced(tmp_path, names(study, "R-0043")) == []


@pytest.mark.parametrize("place", PLACES)
def test_an_id_within_anothers_is_no_trace(study: Study, tmp_path: Path, place: Callable[[Path, str], None]) -> None:
    place(tmp_path / "held", "R-0042-b")
    assert traced(tmp_path, names(study, "R-0042", "R-0042-b")) == []
    assert traced(tmp_path, names(study, "R-004", "R-0042-b")) == []


@pytest.mark.parametrize(
    "spelling", ["Zo\u00e9 B", "Zoe\u0301 B", "zo\u00e9 b", "interviews/x/quote/zoe-b.1/_", '"Zo\\u00e9 B"']
)
def test_a_name_is_found_in_every_spelling(study: Study, tmp_path: Path, spelling: str) -> None:
    (tmp_path / "texts.fr.toml").write_text(f"a\n\nb = '{spelling}'", encoding="utf-8")
    (trace,) = find_traces(tmp_path, names(study, "Zo\u00e9 B"))
    assert trace.line == 3


@pytest.mark.parametrize("person", ["7", "12", "c1", "app", "price", "3.5"])
def test_a_number_or_a_code_is_looked_for_in_columns_of_ids_alone(study: Study, tmp_path: Path, person: str) -> None:
    (tmp_path / "a.csv").write_text(f"ident,Q4\nr1,{person}\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"about {person} of them", encoding="utf-8")
    pd.DataFrame({"respondent_id": ["r1"], "n": [person]}).to_parquet(tmp_path / "c.parquet")
    wanted = names(study, person)
    assert traced(tmp_path, wanted) == []
    (tmp_path / "d.csv").write_text(f"ident;Q4\n {person} ;1\n", encoding="utf-8")
    pd.DataFrame({"case_id": [person]}).to_excel(tmp_path / "e.xlsx", index=False)
    assert traced(tmp_path, wanted) == ["d.csv", "e.xlsx"]


@pytest.mark.parametrize("person", ["nobody", "Personne", "table", "caption"])
def test_a_word_the_program_writes_itself_is_looked_for_in_columns_of_ids_alone(
    study: Study, tmp_path: Path, person: str
) -> None:
    (tmp_path / "report.html").write_text(f"<{person.lower()}>{person} is left out</{person.lower()}>", "utf-8")
    wanted = names(study, person)
    assert traced(tmp_path, wanted) == []
    (tmp_path / "cases.csv").write_text(f"case_id\n{person}\n", encoding="utf-8")
    assert traced(tmp_path, wanted) == ["cases.csv"]


def test_two_ids_that_differ_by_capitals_alone_are_two_people(study: Study, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ident,Q4\nabc,1\n", encoding="utf-8")
    assert traced(tmp_path, names(study, "ABC", "abc")) == []
    assert traced(tmp_path, names(study, "abc", "ABC")) == ["a.csv"]
