"""The same study as other offices save it: semicolons, decimal commas, cp1252, a BOM, tabs, workbooks, Parquet, SPSS; equal cells, exit 0."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from good_study import call, cells_of, write_study

#: Columns of numbers, where a comma is a decimal one in French files.
NUMBERS = {"poids", "value", "target", "score", "printed_total"}


def tables(study: Path) -> list[Path]:
    return sorted([*study.glob("*.csv"), *study.glob("waves/*/*.csv")])


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def respell(separator: str, encoding: str) -> Callable[[Path], None]:
    def spell(study: Path) -> None:
        for path in tables(study):
            header, *rows = rows_of(path)
            french = [
                [
                    v.replace(".", ",") if name in NUMBERS and path.stem != "cases" else v
                    for name, v in zip(header, row, strict=True)
                ]
                for row in rows
            ]
            # cp1252 has no emoji: the texts that hold one stay in UTF-8, as the office that wrote them would.
            used = "utf-8-sig" if encoding == "cp1252" and path.stem == "verbatims" else encoding
            with path.open("w", encoding=used, newline="") as stream:
                csv.writer(stream, delimiter=separator).writerows([header, *french])

    return spell


def as_workbooks(study: Path) -> None:
    for path in tables(study):
        book = openpyxl.Workbook()
        header, *rows = rows_of(path)
        book.active.append(header)
        for row in rows:
            book.active.append(
                [
                    float(v) if name in NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", v) else v or None
                    for name, v in zip(header, row, strict=True)
                ]
            )
        book.save(path.with_suffix(".xlsx"))
        path.unlink()


def as_parquet(study: Path) -> None:
    for path in study.glob("waves/*/responses.csv"):
        frame = pd.read_csv(path, dtype=str)
        frame["poids"] = frame["poids"].astype(float)
        frame["AGE"] = frame["AGE"].astype("Int64")
        frame.to_parquet(path.with_suffix(".parquet"))
        path.unlink()


def as_spss(ending: str, **options: bool) -> Callable[[Path], None]:
    def spell(study: Path) -> None:
        for path in study.glob("waves/*/responses.csv"):
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            for name in frame.columns:
                numbers = pd.to_numeric(frame[name].replace("", None), errors="coerce")
                # What an analyst's SPSS holds as numbers: codes too, "1" as 1.0, but never "01".
                if (numbers.isna() == frame[name].eq("")).all() and not frame[name].str.match(r"0\d").any():
                    frame[name] = numbers.astype(float)
            pyreadstat.write_sav(frame, str(path.with_name("written.sav")), **options)
            path.with_name("written.sav").rename(path.with_suffix(ending))
            path.unlink()

    return spell


SPELLINGS = {
    "semicolon, comma, cp1252": respell(";", "cp1252"),
    "semicolon, comma, BOM": respell(";", "utf-8-sig"),
    "tab, comma": respell("\t", "utf-8"),
    "comma, point, BOM": lambda study: (
        [p.write_bytes(b"\xef\xbb\xbf" + p.read_bytes()) for p in tables(study)] and None
    ),
    "workbooks": as_workbooks,
    "parquet": as_parquet,
    "SPSS": as_spss(".sav", row_compress=True),
    "SPSS, uncompressed": as_spss(".sav"),
    "SPSS, zipped": as_spss(".zsav", compress=True),
    "toml in cp1252": lambda study: (
        [
            p.write_bytes(p.read_text(encoding="utf-8").encode("cp1252"))
            for p in (study / "study.toml", study / "questionnaire.toml")
        ]
        and None
    ),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    study = write_study(tmp_path_factory.mktemp("plain") / "study")
    assert call("run", study, "--plain")[0] == 0
    return cells_of(study)


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_give_equal_cells(plain: pd.DataFrame, tmp_path: Path, name: str) -> None:
    study = write_study(tmp_path / "study")
    SPELLINGS[name](study)
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    assert all(f["severity"] == "note" for f in report["faults"])
    if name != "parquet" and not name.startswith("SPSS"):
        assert {f["code"] for f in report["faults"]} == {"read-as"}, "what was read otherwise than plainly is recorded"
    assert cells_of(study).drop(columns="source").equals(plain.drop(columns="source"))


def test_the_order_of_rows_and_columns_changes_nothing(plain: pd.DataFrame, tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    path = study / "waves/2026-03/responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.sample(frac=1, random_state=3)[list(frame.columns[::-1])].to_csv(path, index=False)
    assert call("run", study, "--plain")[0] == 0
    assert cells_of(study).equals(plain)


def test_a_wave_held_by_another_run_is_4(tmp_path: Path) -> None:
    from relstudy.delivery.journal import hold_wave

    study = write_study(tmp_path / "study")
    with hold_wave(study, "2026-03"):
        code, report, _ = call("run", study, "--plain")
    assert (code, report["status"], report["faults"][0]["code"]) == (4, "refused", "busy")
    assert call("run", study, "--plain")[0] == 0


def test_a_small_base_is_a_note(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    path = study / "waves/2026-03/responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    prospects = frame.index[frame["CIBLE"] == "prospect"]
    frame.drop(prospects[20:]).to_csv(path, index=False)
    code, report, _ = call("check", study)
    noted = [f for f in report["faults"] if f["code"] == "base-too-small"]
    assert (code, [f["severity"] for f in noted]) == (0, ["note"])
    assert "20" in noted[0]["found"]
