"""Interviews: who voices, unprompted or not, in praise or not, of how many asked; parents, quotes, offsets, faults."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from relstudy.cells import assemble
from relstudy.steps.interviews import Interviews, cells_of, count_interviews
from relstudy.study.codec import digest, load, save
from relstudy.survey.code_frame import lineage
from relstudy.survey.plan import Design, Identity, Respondents, Source, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry

CODEBOOK = (
    CodebookEntry(id="channels"), CodebookEntry(id="phone", parent="channels"), CodebookEntry(id="queue", parent="phone"),
    CodebookEntry(id="kindness"),
)  # fmt: skip
CASES = "case_id,target,kind\nA1,Client,\nA2,Client,group\nA3,Prospect,individual\nA4,,\n"
VERBATIMS = (
    "verbatim_id,case_id,text\nv1,A1,J'attends toujours au téléphone.\nv2,A2,déçue 😡 par le téléphone\nv3,A3,Très aimable\n"
    "v4,A1,On m'a bien aidé\n"
)


def source_of(tmp_path: Path, name: str, text: str | None) -> Source | None:
    if text is None:
        return None
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    return Source(path=f"waves/w/{name}", sha256="0", absolute=path)


def interviews_of(
    tmp_path: Path,
    codings: str | None,
    *,
    cases: str | None = CASES,
    verbatims: str | None = VERBATIMS,
    asked: str | None = None,
    reads: str | None = None,
    codebook: tuple[CodebookEntry, ...] = CODEBOOK,
) -> Interviews:
    return count_interviews(
        wave_cases=source_of(tmp_path, "cases.csv", cases), wave_verbatims=source_of(tmp_path, "verbatims.csv", verbatims),
        wave_codings=source_of(tmp_path, "codings.csv", codings), wave_asked=source_of(tmp_path, "asked.csv", asked),
        wave_reads=source_of(tmp_path, "reads.csv", reads), study_codebook=codebook,
    )  # fmt: skip


def cells(result: Interviews) -> pd.DataFrame:
    study = Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), codebook=CODEBOOK, design=Design(), respondents=Respondents(),
        steps=Steps(audit=False, benchmark=False, interviews=True, survey=False),
    )  # fmt: skip
    wave = Wave(id="w", facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)))
    return assemble([cells_of(result, study, wave)], study="s", wave="w", min_base=30, caution_base=100).set_index(
        "key"
    )


def count(got: pd.DataFrame, code: str, measure: str, column: str = "all") -> tuple[object, object]:
    row = got.loc[f"interviews/{code}/{measure}/_/{column}"]
    return row["value"], row["base"]


def test_any_coder_and_any_verbatim_counts_a_case_once(tmp_path: Path) -> None:
    got = cells(
        interviews_of(
            tmp_path,
            "verbatim_id,code_id,coder\nv1,queue,ana\nv1,queue,ben\nv4,queue,ana\nv2,queue,ana\nv3,kindness,ben\n",
        )
    )
    assert count(got, "queue", "cases") == (2, 4)
    assert count(got, "queue", "cases", "target=client") == (2, 2)
    assert count(got, "queue", "cases", "target=prospect") == (0, 1)
    assert count(got, "kindness", "cases", "target=prospect") == (1, 1)
    row = got.loc["interviews/queue/cases/_/all"]
    assert (row["unit"], row["interval"], row["base_kind"], row["status"]) == ("cases", "none", "cases", "published")
    assert row["se"] is pd.NA
    assert [got.loc[f"interviews/_/n/_/{c}", "value"] for c in ("all", "target=client", "target=prospect")] == [4, 2, 1]
    assert got.loc["interviews/_/groups/_/all", "value"] == 1


def test_a_parent_has_the_cases_of_all_below_it(tmp_path: Path) -> None:
    got = cells(interviews_of(tmp_path, "verbatim_id,code_id\nv1,queue\nv2,phone\nv3,channels\n"))
    assert [count(got, c, "cases")[0] for c in ("queue", "phone", "channels", "kindness")] == [1, 2, 3, 0]


def test_unprompted_is_at_least_one_unprompted_coding(tmp_path: Path) -> None:
    got = cells(
        interviews_of(tmp_path, "verbatim_id,code_id,prompted\nv1,queue,oui\nv4,queue,non\nv2,queue,yes\nv3,queue,\n")
    )
    assert [count(got, "queue", m)[0] for m in ("cases", "cases_unprompted", "cases_prompted")] == [3, 2, 1]


def test_positive_or_negative_is_the_sign_of_the_sum(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path,
        "verbatim_id,code_id,valence\nv1,queue,-2\nv4,queue,1\nv2,queue,0\nv3,queue,\nv1,kindness,+1\nv4,kindness,-1.0\n",
    )
    got = cells(result)
    assert [count(got, "queue", m)[0] for m in ("cases_positive", "cases_negative")] == [0, 1]
    assert [count(got, "kindness", m)[0] for m in ("cases", "cases_positive", "cases_negative")] == [1, 0, 0]
    # Judged: a neutral judgement is one, none is none.
    assert result.judged[:, result.codes.index("queue")].tolist() == [True, True, False, False]


def test_who_says_the_contrary_does_not_voice(tmp_path: Path) -> None:
    got = cells(
        interviews_of(
            tmp_path, "verbatim_id,code_id,stance,valence\nv1,queue,contrary,2\nv2,queue,voice,-1\nv4,queue,voice,-1\n"
        )
    )
    assert count(got, "queue", "cases") == (2, 4)
    assert [count(got, "queue", m)[0] for m in ("cases_contrary", "cases_positive", "cases_negative")] == [1, 0, 2]


def test_asked_is_listed_or_spoken_of(tmp_path: Path) -> None:
    got = cells(
        interviews_of(
            tmp_path,
            "verbatim_id,code_id,stance\nv1,queue,\nv2,queue,contrary\n",
            asked="case_id,code_id\nA3,queue\nA4,kindness\n",
        )
    )
    assert count(got, "queue", "cases") == (1, 3)
    assert count(got, "phone", "cases") == (1, 3), "a parent is asked where a code below it is"
    assert count(got, "kindness", "cases") == (0, 1)
    row = got.loc["interviews/kindness/cases/_/target=client"]
    assert (row["status"], row["base"], row["value"]) == ("missing", 0, pd.NA)


def test_offsets_are_code_points(tmp_path: Path) -> None:
    """ "déçue 😡 par le téléphone": the emoji is one code point, two UTF-16 units."""
    result = interviews_of(
        tmp_path, "verbatim_id,code_id,start,end,quote\nv2,phone,6,7,😡\nv2,phone,15,24,téléphone\nv1,queue,,,\n"
    )
    assert result.quotes[["code_id", "verbatim_id", "n", "text"]].to_numpy().tolist() == [
        ["phone", "v2", 1, "😡"], ["phone", "v2", 2, "téléphone"],
    ]  # fmt: skip
    row = cells(result).loc["interviews/phone/quote/v2.2/_"]
    assert (row["kind"], row["text"], row["source"], row["value"]) == (
        "quote",
        "téléphone",
        "waves/w/codings.csv#L3",
        pd.NA,
    )


def test_offsets_count_the_spaces_a_text_begins_with(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path,
        "verbatim_id,code_id,start,end\nv1,queue,2,6\n",
        verbatims='verbatim_id,case_id,text\nv1,A1,"  long\r\nwait "\n',
    )
    assert result.quotes["text"].tolist() == ["long"]


def test_a_passage_coded_by_two_stands_once(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path,
        "verbatim_id,code_id,coder,start,end,valence,prompted\nv2,phone,ben,15,24,-1,oui\nv2,phone,ana,15,24,-2,non\nv2,phone,ana,0,5,,\n",
    )
    assert result.quotes[["n", "text", "valence", "prompted", "line"]].astype(object).where(
        result.quotes[["n", "text", "valence", "prompted", "line"]].notna(), None
    ).to_numpy().tolist() == [[1, "déçue", None, False, 4], [2, "téléphone", -3.0, False, 2]]


def test_verbatim_ids_that_fold_alike_keep_their_own_keys(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path, "verbatim_id,code_id,start,end\nV 1,phone,0,2\nv-1,phone,0,2\n?,phone,0,2\n",
        verbatims="verbatim_id,case_id,text\nV 1,A1,oui\nv-1,A2,non\n?,A3,bof\n",
    )  # fmt: skip
    keys = [k for k in cells(result).index if "/quote/" in k]
    assert keys == [f"interviews/phone/quote/{part}/_" for part in ("v-1.1", "v-1.2", "_.1")]


def test_files_as_excel_saves_them_in_france(tmp_path: Path) -> None:
    result = interviews_of(
        tmp_path, "verbatim_id;code_id;valence\r\nv1;queue;-1,0\r\n", cases="\ufeffcase_id;target\r\nA1;Adhérent\r\n",
        verbatims="verbatim_id;case_id;text\r\nv1;A1;déçu\r\n",
    )  # fmt: skip
    assert [name for name, _ in result.columns] == ["all", "target=adherent"]
    assert result.target_names == {"adherent": "Adhérent"}
    assert result.valence[0, result.codes.index("queue")] == -1
    assert {f.severity for f in result.faults} == {"note"}


def test_no_coding_yet(tmp_path: Path) -> None:
    result = interviews_of(tmp_path, "verbatim_id,code_id\n")
    assert len(result.quotes) == 0
    assert count(cells(result), "queue", "cases") == (0, 4)


def test_order_of_lines_and_storage(tmp_path: Path) -> None:
    codings = ["v2,phone,ana,15,24,-1", "v1,queue,ana,,,1", "v3,kindness,ben,0,4,2", "v2,queue,ben,15,24,-1"]
    header = "verbatim_id,code_id,coder,start,end,valence"
    result = interviews_of(tmp_path, "\n".join([header, *codings]) + "\n")
    turned = interviews_of(
        tmp_path,
        "\n".join([header, *reversed(codings)]) + "\n",
        cases="case_id,target\nA4,\nA3,Prospect\nA2,Client\nA1,Client\n",
    )
    pd.testing.assert_series_equal(
        cells(result)["value"].drop("interviews/_/groups/_/all").filter(regex="^(?!.*/new_themes/)"),
        cells(turned)["value"].drop("interviews/_/groups/_/all").filter(regex="^(?!.*/new_themes/)"),
    )
    (tmp_path / "store").mkdir()
    save(result, tmp_path / "store")
    again = load(Interviews, tmp_path / "store")
    assert digest(again) == digest(result)
    pd.testing.assert_frame_equal(cells(again), cells(result))


def test_1200_cases_and_3500_codings_are_counted_as_one_by_one(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    codebook = tuple(CodebookEntry(id=f"k{i}", parent=f"k{i // 3}" if i > 3 else None) for i in range(40))
    pairs = {(int(random.integers(1200)), int(random.integers(40)), int(random.integers(3))) for _ in range(3600)}
    text = "verbatim_id,code_id,coder,start,end,valence\n" + "".join(
        f"v{v},k{k},c{c},3,11,{k % 5 - 2}\n" for v, k, c in sorted(pairs)
    )
    cases = "case_id,target\n" + "".join(f"A{i},t{i % 3}\n" for i in range(1200))
    verbatims = "verbatim_id,case_id,text\n" + "".join(f"v{i},A{i},{'une parole ' * 40}\n" for i in range(1200))
    result = interviews_of(tmp_path, text, cases=cases, verbatims=verbatims, codebook=codebook)
    frame = cells_of(result, None, None)  # type: ignore[arg-type]
    assert len(frame) > 3000
    for code in ("k3", "k39"):
        below = {
            c.id for c in codebook if lineage(codebook)[[x.id for x in codebook].index(c.id), result.codes.index(code)]
        }
        expected = len({v for v, k, _ in pairs if f"k{k}" in below})
        assert result.voiced[:, result.codes.index(code)].sum() == expected


def test_a_workbook_reads_as_a_csv(tmp_path: Path) -> None:
    import openpyxl

    for name, text in (
        ("cases", CASES),
        ("verbatims", VERBATIMS),
        ("codings", "verbatim_id,code_id,start,end,valence\nv2,phone,15,24,-1\n"),
    ):
        book = openpyxl.Workbook()
        for row in csv.reader(text.splitlines()):
            book.active.append([int(c) if c.lstrip("-").isdigit() else c for c in row])
        book.save(tmp_path / f"{name}.xlsx")
    files = {
        f"wave_{n}": Source(path=f"waves/w/{n}.xlsx", sha256="0", absolute=tmp_path / f"{n}.xlsx") for n in ("cases", "verbatims", "codings")
    }  # fmt: skip
    result = count_interviews(**files, wave_asked=None, study_codebook=CODEBOOK)
    assert result.quotes[["text", "valence"]].to_numpy().tolist() == [["téléphone", -1.0]]


STAGED = (
    CodebookEntry(id="channels", facet="channel"), CodebookEntry(id="phone", parent="channels", facet="channel"),
    CodebookEntry(id="desk", parent="channels", facet="channel"), CodebookEntry(id="buying", facet="stage"),
    CodebookEntry(id="after", facet="stage"),
)  # fmt: skip


def met(got: pd.DataFrame) -> dict[tuple[str, str, str], tuple[float, int]]:
    rows = got[got["measure"] == "cases_at"]
    return {(r["item"], r["row"], r["column"]): (r["value"], r["base"]) for r in rows.to_dict("records") if r["value"]}


def test_a_channel_is_spoken_of_at_a_stage_where_passages_of_both_overlap(tmp_path: Path) -> None:
    codings = (
        "verbatim_id,code_id,start,end,stance\n"
        "v1,phone,,,\nv1,buying,0,5,\n"  # a whole text overlaps every passage of it
        "v1,desk,5,9,\nv1,after,9,12,\n"  # these two touch, and do not overlap
        "v2,phone,0,9,\nv2,after,4,12,contrary\n"
        "v3,phone,,,\nv4,after,,,\n"  # two texts, two matters
    )
    got = cells(interviews_of(tmp_path, codings, codebook=STAGED))
    assert met(got) == {
        (channel, stage, column): (1.0, base)
        for channel in ("channels", "phone")
        for stage in ("buying", "after")
        for column, base in (("all", 4), ("target=client", 2))
    }


def test_a_codebook_without_channels_or_stages_has_none_of_these_cells(tmp_path: Path) -> None:
    got = cells(interviews_of(tmp_path, "verbatim_id,code_id\nv1,phone\n"))
    assert not len(got[got["measure"] == "cases_at"])


def test_how_many_read_and_which_texts_is_told_where_reads_says_so(tmp_path: Path) -> None:
    codings = "verbatim_id,code_id,coder\nv1,phone,anne\nv2,phone,bob\nv3,kindness,\n"
    silent = cells(interviews_of(tmp_path, codings))
    assert silent.loc["interviews/_/coders/_/all", "value"] == 2
    assert "interviews/_/texts/_/all" not in silent.index
    told = cells(interviews_of(tmp_path, codings, reads="coder,verbatim_id\nanne,v1\nbob,v1\nbob,v2\n"))
    assert [told.loc[f"interviews/_/{m}/_/all", "value"] for m in ("coders", "texts", "texts_read")] == [2, 4, 3]
    assert told.loc["interviews/_/texts_read/_/all", "source"] == "waves/w/reads.csv#verbatim_id"
    nameless = cells(interviews_of(tmp_path, "verbatim_id,code_id\nv1,phone\n"))
    assert "interviews/_/coders/_/all" not in nameless.index


def test_texts_cut_before_they_were_coded_are_passages_themselves_where_short_and_where_nobody_marked_one(
    tmp_path: Path,
) -> None:
    texts = VERBATIMS + f"v5,A4,{'mot ' * 70}\n"
    whole = "verbatim_id,code_id,coder,valence\nv1,phone,a,-1\nv1,phone,b,-1\nv5,phone,a,1\n"
    told = interviews_of(tmp_path, whole, verbatims=texts).quotes
    assert told[["verbatim_id", "text", "valence"]].to_numpy().tolist() == [
        ["v1", "J'attends toujours au téléphone.", -2.0]
    ]
    marked = whole.replace("\n", ",,\n").replace("valence,,", "valence,start,end") + "v2,phone,a,,6,7\n"
    assert interviews_of(tmp_path, marked, verbatims=texts).quotes["text"].tolist() == ["😡"]
