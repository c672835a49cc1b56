"""coding.qdpx: the interviews of a wave as other programs open them, and as this one reads them back."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from interview_study import WAVE, call_json, tables_of, write_interview_study

from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Verbatim
from relstudy.exchange.refi_writing import write_project
from relstudy.outputs.coding import PROJECT, _without_respondents, check_coding

CODEBOOK = """\
code_id,label_fr,parent_id,facet,definition
canal,Canaux,,channel,Tout canal nommé
tel,Téléphone,canal,channel,
attente,Attente,,satisfaction,
"""
CASES = 'case_id,target,kind,attributes\nE01,client,individual,"Femme, 62 ans"\nG 2,,group,\nE03,prospect,individual,\n'
VERBATIMS = (
    "verbatim_id,case_id,text\r\n"
    'v1,E01,"J’ai été déçue 😡 par le téléphone,\r\nvraiment."\r\n'
    "v2,E01,Rien.\r\n"
    "v3,G 2,\u00a0Tre\u0300s bien le site\r\n"
    "v4,E03,=1+1 <b>gras</b>\r\n"
)
CODINGS = """\
verbatim_id,code_id,coder,start,end,valence,prompted,stance
v1,tel,claire,9,17,-2,yes,
v1,tel,marc,9,17,-1,,
v1,attente,claire,17,40,,,
v2,tel,claire,,,,,contrary
v3,canal,,1,7,1,,
v4,tel,marc,5,16,0,no,
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_interview_study(tmp_path_factory.mktemp("coding") / "s")
    wave = folder / "waves" / WAVE
    (folder / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    for name, text in (("cases.csv", CASES), ("verbatims.csv", VERBATIMS), ("codings.csv", CODINGS)):
        (wave / name).write_bytes(text.encode())
    code, told = call_json("run", folder, "--plain")
    assert (code, told["status"]) == (0, "done")
    return folder


def test_cases_that_are_respondents_go_out_under_other_names() -> None:
    cases = ("R0001", "R0002", "E3", "2")
    texts = {"R0001-a": "R0001", "R0002_b": "R0002", "v3": "E3", "2-c": "2", "R00011": "R0001"}
    material = CodedMaterial(
        cases=tuple(Case(id=one) for one in cases),
        verbatims=tuple(Verbatim(id=id_, case=case, text="x") for id_, case in texts.items()),
        codes=(Code(key="k", name="k"),),
        codings=tuple(Coding(verbatim=id_, code="k") for id_ in texts),
    )
    found = _without_respondents(material, ["R0001", "R0002", "R0003", "2"])
    assert [case.id for case in found.cases] == ["case-1", "case-2", "E3", "2"]
    assert [(one.id, one.case) for one in found.verbatims] == [
        ("case-1-a", "case-1"), ("case-2_b", "case-2"), ("v3", "E3"), ("2-c", "2"), ("R00011", "case-1"),
    ]  # fmt: skip
    assert [one.verbatim for one in found.codings] == [one.id for one in found.verbatims]
    assert _without_respondents(material, ["X"]) is material


def records(content: bytes, *names: str) -> list[tuple[str, ...]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return sorted(tuple(row.get(name) or "" for name in names) for row in rows)


def test_what_went_out_comes_back_as_the_same_tables(study: Path, tmp_path: Path) -> None:
    fresh = write_interview_study(tmp_path / "fresh")
    out = study / "out" / WAVE
    code, told = call_json("import", fresh, out / PROJECT, "--wave", WAVE)
    assert (code, told["faults"], told["losses"]) == (0, [], [])
    before, after = tables_of(study), tables_of(fresh)
    for name, columns in (
        ("codebook.csv", ("code_id", "label_fr", "parent_id", "facet")),
        ("cases.csv", ("case_id", "target", "kind", "attributes")),
        ("verbatims.csv", ("verbatim_id", "case_id", "text")),
        ("codings.csv", ("verbatim_id", "code_id", "coder", "start", "end", "valence", "stance")),
    ):
        assert records(after[name], *columns) == records(before[name], *columns), name
    assert call_json("run", fresh, "--plain")[0] == 0
    cells = [pd.read_parquet(one / "out" / WAVE / "cells.parquet") for one in (study, fresh)]
    values = [frame.set_index("key")[["value", "text", "status"]] for frame in cells]
    assert values[0].equals(values[1])


def test_it_comes_back_to_the_study_it_left_without_a_change(study: Path) -> None:
    before = tables_of(study)
    code, told = call_json("import", study, study / "out" / WAVE / PROJECT, "--wave", WAVE)
    assert (code, told["faults"], told["codings"]) == (0, [], 6)
    assert tables_of(study) == before


def test_the_check_counts_cases_again(study: Path) -> None:
    out = study / "out" / WAVE
    cells = pd.read_parquet(out / "cells.parquet")
    assert [(one.passed, one.detail) for one in check_coding({PROJECT: (out / PROJECT).read_bytes()}, cells)] == [
        (True, "6 codings")
    ]
    empty = check_coding({PROJECT: write_project(CodedMaterial(), name="x", dated=date(2026, 1, 1))}, cells)
    assert [one.passed for one in empty] == [False]
    cells.loc[cells["key"] == "interviews/tel/cases/_/all", "value"] = 1.0
    assert not check_coding({PROJECT: (out / PROJECT).read_bytes()}, cells)[0].passed
    assert not check_coding({PROJECT: b"nothing"}, cells)[0].passed


def test_the_manifest_lists_both_files(study: Path) -> None:
    told = json.loads((study / "out" / WAVE / "manifest.json").read_text(encoding="utf-8"))
    assert {"coding.qdpx", "coding.qdc"} <= {one["path"] for one in told["files"]}
    assert [one["passed"] for one in told["checks"] if one["name"] == "coding_reads_back"] == [True]


def test_what_a_code_means_comes_back_with_it(study: Path, tmp_path: Path) -> None:
    for name in (PROJECT, "coding.qdc"):
        fresh = write_interview_study(tmp_path / name)
        code, _ = call_json("import", fresh, study / "out" / WAVE / name, "--wave", WAVE)
        assert code == 0
        back = list(csv.DictReader(io.StringIO(tables_of(fresh)["codebook.csv"].decode("utf-8-sig"))))
        told = csv.DictReader(io.StringIO(CODEBOOK))
        columns = ("code_id", "label_fr", "parent_id", "facet", "definition")
        assert [[row[name] for name in columns] for row in back] == [[row[name] for name in columns] for row in told]
