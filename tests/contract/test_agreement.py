"""Agreement and saturation from the command line: published examples as small studies give the published figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call

WAVE = "waves/2026-03"
PLAN = (
    '[study]\nid = "s"\nname = { fr = "S" }\nlanguages = ["fr"]\n[steps]\naudit = false\nbenchmark = false\n'
    "interviews = true\nsurvey = false\n"
)


def write_study(
    folder: Path,
    *,
    judged: list[str],
    codes: str,
    plan: str = "",
    parents: dict[str, str] | None = None,
    told_reads: bool = True,
    cases: int | None = None,
) -> Path:
    """Write a study whose coders judged the units one letter each, "." where a coder did not read, "0" where no code is given.

    Unit u is the verbatim of case u, or of case u modulo `cases`.
    """
    units = len(judged[0])
    held = cases or units
    (folder / WAVE).mkdir(parents=True)
    (folder / "study.toml").write_text(PLAN + plan, encoding="utf-8")
    rows = "".join(f"{c},{(parents or {}).get(c, '')},theme {c}\n" for c in codes)
    tables = {
        "wave.toml": "field_start = 2026-03-01\nfield_end = 2026-03-02\n",
        "cases.csv": "case_id\n" + "".join(f"K{u}\n" for u in range(held)),
        "verbatims.csv": "verbatim_id,case_id,text\n" + "".join(f"v{u},K{u % held},texte\n" for u in range(units)),
        "codings.csv": "verbatim_id,code_id,coder\n"
        + "".join(
            f"v{u},{value},coder {k}\n"
            for k, row in enumerate(judged)
            for u, value in enumerate(row)
            if value not in ".0"
        ),
        "reads.csv": "coder,verbatim_id\n"
        + "".join(f"coder {k},v{u}\n" for k, row in enumerate(judged) for u, value in enumerate(row) if value != "."),
    }
    if not told_reads:
        tables.pop("reads.csv")
    for name, text in tables.items():
        (folder / WAVE / name).write_text(text, encoding="utf-8")
    (folder / "codebook.csv").write_text(f"code_id,parent_id,label_fr\n{rows}", encoding="utf-8")
    return folder


def cells_of(study: Path) -> pd.DataFrame:
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    return pd.read_parquet(study / "out/2026-03/cells.parquet").set_index("key")


def crossed(table: list[list[int]]) -> list[str]:
    """Return two coders' judgements of one code from a table of yes and no."""
    pairs = ["aa", "a0", "0a", "00"]
    counts = [n for row in table for n in row]
    drawn = [pair for pair, n in zip(pairs, counts, strict=True) for _ in range(n)]
    return ["".join(pair[k] for pair in drawn) for k in (0, 1)]


@pytest.mark.parametrize(
    ("judged", "codes", "key", "alpha"),
    [
        # Krippendorff 2011, Computing Krippendorff's Alpha-Reliability: A, B, C (nominal).
        (["0a000000a0", "aaa00a0000"], "a", "agreement/a/alpha/_/_", 0.095),
        (["aabbdcccedda", "babbbccceddd"], "abcde", "agreement/_/alpha/_/_", 0.692),
        (["123321412...", "1233224125.3", ".3332342251.", "12332441251."], "12345", "agreement/_/alpha/_/_", 0.743),
    ],
    ids=["A", "B", "C"],
)
def test_alpha_is_as_published(tmp_path: Path, judged: list[str], codes: str, key: str, alpha: float) -> None:
    got = cells_of(write_study(tmp_path / "s", judged=judged, codes=codes)).loc[key]
    assert got["value"] == pytest.approx(alpha, abs=0.0005)
    assert (got["unit"], got["base_kind"], got["interval"], got["status"]) == (
        "index",
        "rows",
        "bootstrap",
        "published",
    )
    assert got["low"] <= got["value"] <= got["high"]


@pytest.mark.parametrize(
    ("table", "kappa"), [([[20, 5], [10, 15]], 0.400), ([[45, 15], [25, 15]], 0.130), ([[25, 35], [5, 35]], 0.259)]
)
def test_kappa_of_two_coders_is_cohen_s(tmp_path: Path, table: list[list[int]], kappa: float) -> None:
    got = cells_of(write_study(tmp_path / "s", judged=crossed(table), codes="a"))
    assert got.loc["agreement/a/kappa/_/_", "value"] == pytest.approx(kappa, abs=0.0005)
    agreed, every = table[0][0] + table[1][1], np.sum(table)
    assert got.loc["agreement/a/observed/_/_", "value"] == pytest.approx(agreed / every, rel=1e-11)
    assert got.loc["agreement/a/coders/_/_", ["value", "base"]].tolist() == [2, every]


def test_without_variation_nothing_can_be_said(tmp_path: Path) -> None:
    got = cells_of(write_study(tmp_path / "s", judged=["aaaa", "aaaa"], codes="ab"))
    told = got[(got["section"] == "agreement") & (got["measure"] != "coders")]
    assert set(told["status"]) == {"missing"}
    assert told["value"].isna().all()


def test_one_coder_has_no_agreement(tmp_path: Path) -> None:
    got = cells_of(write_study(tmp_path / "s", judged=["a0a0"], codes="a"))
    assert "agreement" not in set(got["section"])


def test_who_coded_in_a_case_read_all_of_it_where_nobody_says_otherwise(tmp_path: Path) -> None:
    judged = ["a00a0a", "a0000."]
    read = cells_of(write_study(tmp_path / "told", judged=judged, codes="a", cases=3))
    thought = cells_of(write_study(tmp_path / "untold", judged=judged, codes="a", cases=3, told_reads=False))
    assert read.loc["agreement/a/observed/_/_", "base"] == 5
    assert thought.loc["agreement/a/observed/_/_", "base"] == 2
    assert thought.loc["agreement/a/observed/_/_", "value"] == 0.5


def test_a_parent_counts_its_children_and_a_case_is_a_unit_where_declared(tmp_path: Path) -> None:
    judged = ["b0c00b00", "c0b0000b"]
    by_verbatim = cells_of(
        write_study(tmp_path / "v", judged=judged, codes="abc", parents={"b": "a", "c": "a"}, cases=4)
    )
    assert by_verbatim.loc["agreement/a/observed/_/_", "value"] == 0.75
    assert by_verbatim.loc["agreement/b/observed/_/_", "value"] == 0.5
    plan = '[interviews]\nunit = "case"\nresamples = 200\n'
    by_case = cells_of(write_study(tmp_path / "c", judged=judged, codes="abc", plan=plan, cases=4))
    assert by_case.loc["agreement/b/observed/_/_", ["value", "base"]].tolist() == [0.0, 4]


@pytest.mark.parametrize(
    ("setting", "code", "fault"),
    [('unit = "page"', 1, "bad-value"), ("resample = 1", 1, "unknown-key")],
)
def test_a_setting_that_cannot_be_honoured_is_a_fault(tmp_path: Path, setting: str, code: int, fault: str) -> None:
    study = write_study(tmp_path / "s", judged=["a0", "0a"], codes="a", plan=f"[interviews]\n{setting}\n")
    left, told, _ = call("check", study)
    assert left == code
    assert fault in {f["code"] for f in told["faults"]}


def test_reads_name_verbatims_that_exist(tmp_path: Path) -> None:
    study = write_study(tmp_path / "s", judged=["a0", "0a"], codes="a")
    with (study / WAVE / "reads.csv").open("a", encoding="utf-8") as file:
        file.write("coder 1,v9\n")
    code, told, _ = call("check", study)
    assert code == 1
    assert [(f["code"], f["file"], f["line"], f["found"]) for f in told["faults"] if f["severity"] == "error"] == [
        ("unknown-item", f"{WAVE}/reads.csv", 6, "v9")
    ]


def test_saturation_is_as_published(tmp_path: Path) -> None:
    """Guest, Namey and Chen 2020: new themes 15, 10, 7, 5, 4, 3, 1, 0 reach saturation at 6+2."""
    news = [15, 10, 7, 5, 4, 3, 1, 0]
    study = write_study(tmp_path / "s", judged=["0" * len(news)], codes="z")
    themes = [f"t{n}" for n in range(sum(news))]
    case = np.repeat(np.arange(len(news)), news)
    again = "v7,t0,x\n"
    rows = "".join(f"v{k},{theme},x\n" for k, theme in zip(case, themes, strict=True))
    (study / WAVE / "codings.csv").write_text(f"verbatim_id,code_id,coder\n{rows}{again}", encoding="utf-8")
    (study / WAVE / "reads.csv").unlink()
    (study / "codebook.csv").write_text("code_id,label_fr\n" + "".join(f"{t},{t}\n" for t in themes), encoding="utf-8")
    got = cells_of(study)
    assert got.loc["interviews/_/saturation/_/_", ["kind", "text", "base"]].tolist() == ["category", "6+2", 8]
    assert [got.loc[f"interviews/_/new_themes/{n}/_", "value"] for n in range(1, 9)] == news


def test_saturation_that_is_not_reached_is_missing(tmp_path: Path) -> None:
    got = cells_of(write_study(tmp_path / "s", judged=["abcdef"], codes="abcdef"))
    assert got.loc["interviews/_/saturation/_/_", "status"] == "missing"


def test_by_character_where_passages_are_cut_counts_too(tmp_path: Path) -> None:
    """Krippendorff 2019, Content Analysis, 4th ed., figure 12.11."""
    study = write_study(
        tmp_path / "s", judged=["0", "0", "0"], codes="1234567", plan='[interviews]\nunit = "character"\n'
    )
    cuts = {
        "Alex": "0-7:1 7-13:2 30-32:5 32-37:6 37-44:6 44-60:7",
        "Paul": "0-7:1 7-13:3 13-21:5 32-44:6",
        "Suzan": "0-7:1 7-13:4 13-21:5 32-37:6 37-41:6 41-44:6",
    }
    lines = "".join(
        f"v0,{cut.split(':')[1]},{coder},{cut.split(':')[0].replace('-', ',')}\n"
        for coder, told in cuts.items()
        for cut in told.split()
    )
    (study / WAVE / "verbatims.csv").write_text(f"verbatim_id,case_id,text\nv0,K0,{'mot ' * 15}\n", encoding="utf-8")
    (study / WAVE / "codings.csv").write_text("verbatim_id,code_id,coder,start,end\n" + lines, encoding="utf-8")
    (study / WAVE / "reads.csv").unlink()
    got = cells_of(study)
    assert got.loc["agreement/_/u_alpha/_/_", "value"] == pytest.approx(0.510, abs=0.0005)
    assert got.loc["agreement/_/cu_alpha/_/_", "value"] == pytest.approx(0.724, abs=0.0005)
    assert got.loc["agreement/_/alpha/_/_", "base"] == 60
    # Of one code: given to a character or not; the first by all three to the same seven.
    assert got.loc["agreement/1/u_alpha/_/_", "value"] == pytest.approx(1)
    assert got.loc["agreement/1/observed/_/_", "value"] == pytest.approx(1)
    assert got.loc["agreement/1/cu_alpha/_/_", "status"] == "missing"


def test_a_parent_has_the_passages_of_its_children(tmp_path: Path) -> None:
    study = write_study(
        tmp_path / "s",
        judged=["0"],
        codes="abc",
        parents={"b": "a", "c": "a"},
        plan='[interviews]\nunit = "character"\n',
    )
    lines = "v0,b,one,0,3\nv0,c,two,0,3\n"
    (study / WAVE / "verbatims.csv").write_text("verbatim_id,case_id,text\nv0,K0,un texte entier\n", encoding="utf-8")
    (study / WAVE / "codings.csv").write_text("verbatim_id,code_id,coder,start,end\n" + lines, encoding="utf-8")
    (study / WAVE / "reads.csv").unlink()
    got = cells_of(study)["value"]
    assert got["agreement/a/u_alpha/_/_"] == pytest.approx(1)
    assert got["agreement/b/u_alpha/_/_"] < 0
