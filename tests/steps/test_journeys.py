"""Journeys: the rule of practices branch by branch, phases, mishaps, changes, quotes; the order of lines and names say nothing; faults."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relstudy.cells import assemble
from relstudy.errors import Fault, FieldworkError
from relstudy.steps.journeys import Journeys, cells_of, follow_journeys
from relstudy.study.codec import digest, load, save
from relstudy.survey.plan import Design, Identity, Respondents, Source, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("branch", "phone", "app", "site"))
CASES = "case_id,target\nE1,Client\nE2,Client\nE3,Prospect\nE4,\n"
VERBATIMS = (
    "verbatim_id,case_id,text\nv1,E1,On m'a renvoyé vers l'agence.\nv2,E2,J'ai tout laissé tomber.\n"
    f"v3,E1,{'Un long récit. ' * 40}\n"
)
HEAD = "case_id,journey_id,step,offer_id,phase,outcome,continuity,with,verbatim_id\n"


def source_of(folder: Path, name: str, text: str | None) -> Source | None:
    if text is None:
        return None
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return Source(path=f"waves/w/{name}", sha256="0", absolute=path)


def journeys_of(
    folder: Path, lines: str, *, head: str = HEAD, cases: str | None = CASES, verbatims: str | None = VERBATIMS
) -> Journeys:
    return follow_journeys(
        wave_cases=source_of(folder, "cases.csv", cases), wave_verbatims=source_of(folder, "verbatims.csv", verbatims),
        wave_journeys=source_of(folder, "journeys.csv", head + lines), study_offers=OFFERS,
    )  # fmt: skip


def faults_of(folder: Path, lines: str, **files: str | None) -> tuple[Fault, ...]:
    with pytest.raises(FieldworkError) as caught:
        journeys_of(folder, lines, **files)  # type: ignore[arg-type]
    return caught.value.faults


def cells(result: Journeys) -> pd.DataFrame:
    study = Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), offers=OFFERS, design=Design(), respondents=Respondents(),
        steps=Steps(audit=False, benchmark=False, interviews=True, survey=False),
    )  # fmt: skip
    wave = Wave(id="w", facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)))
    return assemble([cells_of(result, study, wave)], study="s", wave="w", min_base=30, caution_base=100).set_index(
        "key"
    )


def practice_of_one(folder: Path, lines: str) -> str:
    got = cells(journeys_of(folder, lines))
    shown = [key.split("/")[3] for key, n in got["value"].items() if "/practice/" in key and key.endswith("/all") and n]  # type: ignore[attr-defined]
    assert len(shown) == 1
    return str(shown[0])


@pytest.mark.parametrize(
    ("lines", "practice"),
    [
        ("E1,a,1,phone,,,,,\n", "mono"),
        ("E1,a,1,phone,,,,,\nE1,a,2,phone,,,no,,\n", "mono"),
        ("E1,a,1,phone,,,,phone,\n", "mono"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,yes,,\n", "cross"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,oui,,\nE1,a,3,phone,,,1,,\n", "cross"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,no,,\n", "multi"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,yes,,\nE1,a,3,app,,,non,,\n", "multi"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,,,\nE1,a,3,app,,,no,,\n", "multi"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,,,\n", "unsettled"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,yes,,\nE1,a,3,app,,,,,\n", "unsettled"),
        # Continuity on a step that is no change, the first one or one of the same channel, says nothing of changes.
        ("E1,a,1,phone,,,yes,,\nE1,a,2,branch,,,,,\n", "unsettled"),
        ("E1,a,1,phone,,,no,,\nE1,a,2,branch,,,yes,,\n", "cross"),
        ("E1,a,1,phone,,,,,\nE1,a,2,phone,,,no,,\nE1,a,3,app,,,yes,,\n", "cross"),
        ("E1,a,1,phone,,,,app,\n", "omni"),
        ("E1,a,1,phone,,,,,\nE1,a,2,branch,,,no,app|site,\n", "omni"),
        ("E1,a,1,phone,,,,phone,\nE1,a,2,branch,,,yes,,\n", "cross"),
    ],
)
def test_one_rule_tells_the_practice(tmp_path: Path, lines: str, practice: str) -> None:
    assert practice_of_one(tmp_path, lines) == practice


LINES = (
    "E1,a,1,app,purchase,redirected,,,\nE1,a,2,branch,purchase,done,no,,v1\nE1,b,1,phone,after_sales,done,,,\n"
    "E2,a,1,site,evaluation,,,,\nE2,a,2,branch,purchase,abandoned,no,,v2\nE2,a,3,site,purchase,done,yes,phone,\n"
    "E3,a,1,app,purchase,redirected,,,v9\n"
).replace("v9", "")


def test_cases_are_counted_once_per_practice_they_show_phase_mishap_and_change(tmp_path: Path) -> None:
    got = cells(journeys_of(tmp_path, LINES))
    value, base = got["value"], got["base"]
    for practice, everybody, clients, prospects in (
        ("mono", 2, 1, 1),
        ("multi", 1, 1, 0),
        ("omni", 1, 1, 0),
        ("cross", 0, 0, 0),
    ):
        keys = [f"journeys/_/practice/{practice}/{column}" for column in ("all", "target=client", "target=prospect")]
        assert [value[key] for key in keys] == [everybody, clients, prospects], practice
        assert [base[key] for key in keys] == [3, 2, 1]
    assert value["journeys/app/phase/purchase/all"] == 2
    assert value["journeys/branch/phase/purchase/all"] == 2
    assert value["journeys/phone/phase/purchase/all"] == 1, "what is used at the same time is used at that phase"
    assert value["journeys/phone/phase/evaluation/all"] == 0
    assert value["journeys/app/redirected/_/all"] == 2
    assert value["journeys/branch/abandoned/_/all"] == 1
    assert value["journeys/branch/broken/_/all"] == 2
    assert value["journeys/app/to/branch/all"] == 1
    assert value["journeys/branch/to/site/all"] == 1
    assert {key for key in got.index if "/to/" in key} == {
        "journeys/app/to/branch/all", "journeys/branch/to/site/all", "journeys/site/to/branch/all",
    }  # fmt: skip
    counts = got[got["kind"] == "number"]
    assert set(counts["unit"]) == {"cases"}
    assert set(counts["base_kind"]) == {"cases"}
    assert set(counts["step"]) == {"journeys"}


def test_two_journeys_of_one_name_in_two_cases_are_two(tmp_path: Path) -> None:
    got = cells(journeys_of(tmp_path, "E1,a,1,phone,,,,,\nE2,a,1,app,,,,,\n"))
    assert got.loc["journeys/_/practice/mono/all", "value"] == 2
    assert not [key for key in got.index if "/to/" in key]


def test_a_mishap_is_quoted_whole_where_its_text_is_short(tmp_path: Path) -> None:
    lines = "E1,a,1,app,,redirected,,,v3\nE1,a,2,branch,,redirected,no,,v1\nE2,a,1,app,,done,,,v2\n"
    got = cells(journeys_of(tmp_path, lines))
    quotes = got[got["kind"] == "quote"]
    assert quotes.index.tolist() == ["journeys/branch/quote/v1.1/_", "journeys/branch/quote/v1.2/_"]
    assert set(quotes["text"]) == {"On m'a renvoyé vers l'agence."}


def test_a_file_without_the_optional_columns_is_read(tmp_path: Path) -> None:
    lines = "E1,a,1,phone\nE1,a,2,app\n"
    got = cells(journeys_of(tmp_path, lines, head="case_id,journey_id,step,offer_id\n"))
    assert got.loc["journeys/_/practice/unsettled/all", "value"] == 1


def test_without_a_line_nothing_is_counted(tmp_path: Path) -> None:
    got = cells(journeys_of(tmp_path, ""))
    assert set(got["status"]) == {"missing"}


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    lines = (
        "E9,a,1,phone,,,,,\nE1,,1,phone,,,,,\nE1,a,0,phone,,,,,\nE1,a,1.5,phone,,,,,\nE1,a,1,fone,,,,,\nE1,b,1,app,achat,,,,\n"
        "E1,c,1,app,,perdu,,,\nE1,d,1,app,,,peut-être,,\nE1,e,1,app,,,,phone|fax,\nE1,f,1,app,,,,,v2\nE1,g,1,app,,,,,v8\n"
        "E1,h,1,app,,,,,\nE1,h,1,phone,,,,,\n"
    )
    found = {(f.code, f.line, f.column) for f in faults_of(tmp_path, lines)}
    assert found == {
        ("unknown-item", 2, "case_id"), ("missing-value", 3, "journey_id"), ("bad-value", 4, "step"), ("bad-value", 5, "step"),
        ("unknown-item", 6, "offer_id"), ("bad-value", 7, "phase"), ("bad-value", 8, "outcome"), ("bad-value", 9, "continuity"),
        ("unknown-item", 10, "with"), ("bad-value", 11, "verbatim_id"), ("unknown-item", 12, "verbatim_id"),
        ("duplicate-id", 14, "step"),
    }  # fmt: skip


def test_the_faults_of_the_cases_come_with_those_of_the_journeys(tmp_path: Path) -> None:
    found = faults_of(tmp_path, "E1,a,1,fone,,,,,\n", cases="case_id\nE1\nE1\n")
    assert {(f.code, f.file) for f in found} == {
        ("duplicate-id", "waves/w/cases.csv"), ("unknown-item", "waves/w/journeys.csv"), ("unknown-item", "waves/w/verbatims.csv"),
    }  # fmt: skip


def test_a_journey_that_leaves_out_a_step_is_doubted_not_refused(tmp_path: Path) -> None:
    result = journeys_of(tmp_path, "E1,a,1,phone,,,,,\nE1,a,3,app,,,yes,,\nE1,a,4,site,,,yes,,\n")
    assert [(f.code, f.severity, f.line, f.found, f.allowed) for f in result.faults] == [
        ("bad-value", "warning", 3, "3", "2")
    ]


def test_what_is_stored_is_read_again(tmp_path: Path) -> None:
    result = journeys_of(tmp_path, LINES)
    (tmp_path / "kept").mkdir()
    save(result, tmp_path / "kept")
    assert digest(load(Journeys, tmp_path / "kept")) == digest(result)


STEP = st.tuples(
    st.sampled_from(["branch", "phone", "app"]), st.sampled_from(["", "purchase", "delivery"]),
    st.sampled_from(["", "done", "abandoned", "redirected"]), st.sampled_from(["", "yes", "no"]), st.sampled_from(["", "", "site", "app"]),
)  # fmt: skip
TOLD = st.lists(
    st.tuples(st.sampled_from(["E1", "E2", "E3", "E4"]), st.lists(STEP, min_size=1, max_size=4)), min_size=1, max_size=7
)


def rows_of(told: list[tuple[str, list[tuple[str, ...]]]]) -> list[tuple[str, ...]]:
    return [
        (case, f"j{number}", str(place), *step)
        for number, (case, steps) in enumerate(told)
        for place, step in enumerate(steps, start=1)
    ]


def plainly(rows: list[tuple[str, ...]]) -> dict[str, float]:
    """Count again with sets, journey by journey."""
    shown: dict[str, set[str]] = defaultdict(set)
    journeys: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        journeys[row[0], row[1]].append(row)
    for (case, _), steps in journeys.items():
        steps.sort(key=lambda row: int(row[2]))
        channels = {name for row in steps for name in (row[3], row[7]) if name}
        said = [b[6] for a, b in pairwise(steps) if a[3] != b[3]]
        if len(channels) == 1:
            practice = "mono"
        elif any(row[7] not in ("", row[3]) for row in steps):
            practice = "omni"
        elif "no" in said:
            practice = "multi"
        else:
            practice = "cross" if said and set(said) == {"yes"} else "unsettled"
        shown[f"_/practice/{practice}"].add(case)
        for before, row in zip([None, *steps], steps, strict=False):
            for name in {row[3], row[7]} - {""}:
                shown[f"{name}/phase/{row[4]}"].add(case)
            shown[f"{row[3]}/{row[5]}/_"].add(case)
            if before is not None and before[3] != row[3]:
                shown[f"{before[3]}/to/{row[3]}"].add(case)
                shown[f"{row[3]}/{'broken' if row[6] == 'no' else 'went_on'}/_"].add(case)
    return {f"journeys/{key}/all": float(len(cases)) for key, cases in shown.items()}


def text_of(rows: list[tuple[str, ...]]) -> str:
    return "".join(",".join((*row, "")) + "\n" for row in rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=TOLD, data=st.data())
def test_a_plain_count_gives_the_same_and_neither_order_nor_names_say_anything(
    tmp_path: Path, told: list[tuple[str, list[tuple[str, ...]]]], data: st.DataObject
) -> None:
    rows = rows_of(told)
    got = cells(journeys_of(tmp_path, text_of(rows)))["value"].dropna().to_dict()
    plain = plainly(rows)
    assert {key: n for key, n in plain.items() if key in got} == {
        key: n for key, n in got.items() if n and key.endswith("/all")
    }
    assert all(
        key.split("/")[2] in ("", "done", "went_on") or key.split("/")[3] == "" for key in plain if key not in got
    )
    mixed = data.draw(st.permutations(rows))
    renamed = [(row[0], f"z{99 - int(row[1][1:])}", *row[2:]) for row in mixed]
    again = journeys_of(tmp_path, text_of(renamed))
    assert cells(again)["value"].dropna().to_dict() == got
