"""The internal audit: gaps to targets, dates, per cents, verdicts, faults."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from relstudy.cells import assemble
from relstudy.errors import FieldworkError
from relstudy.steps.audit import Audit, audit_channels, cells_of
from relstudy.study.codec import digest, load, save
from relstudy.survey.plan import Design, Identity, Respondents, Source, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("site", "phone", "shop"))


def audit_of(tmp_path: Path, text: str, name: str = "audit.csv") -> Audit:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return audit_channels(wave_audit=Source(path=f"waves/w/{name}", sha256="0", absolute=path), study_offers=OFFERS)


def cells(result: Audit) -> pd.DataFrame:
    study = Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), offers=OFFERS, design=Design(), respondents=Respondents(),
        steps=Steps(audit=True, benchmark=False, interviews=False, survey=False),
    )  # fmt: skip
    wave = Wave(id="w", facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)))
    return assemble([cells_of(result, study, wave)], study="s", wave="w", min_base=30, caution_base=100).set_index(
        "key"
    )


def test_the_text_s_example(tmp_path: Path) -> None:
    """Conversion 2.5 % against 3 %, CSAT 4.2 against 4.5: method page, section 5; contract, section 3."""
    got = cells(
        audit_of(
            tmp_path,
            "offer_id;kpi;value;unit;target;date\nsite;conv;2,5;%;3;31/03/2026\nsite;csat;4,2;score;4,5;\n",
        )
    )
    assert got.loc["audit/site/conv/_/_", "value"] == 0.025
    assert got.loc["audit/site/conv/target/_", "value"] == 0.03
    assert got.loc["audit/site/conv/gap/_", "value"] == -0.005
    assert set(got.loc[["audit/site/conv/_/_", "audit/site/conv/gap/_"], "unit"]) == {"share"}
    assert (got.loc["audit/site/conv/verdict/_", "kind"], got.loc["audit/site/conv/verdict/_", "text"]) == (
        "category",
        "not_met",
    )
    assert (got.loc["audit/site/conv/date/_", "kind"], got.loc["audit/site/conv/date/_", "text"]) == (
        "date",
        "2026-03-31",
    )
    assert got.loc["audit/site/csat/gap/_", "value"] == -0.3
    assert "audit/site/csat/date/_" not in got.index
    assert set(got["base_kind"]) == {"none"}
    assert got.loc["audit/site/csat/_/_", "source"] == "waves/w/audit.csv#L3"


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [("3", "%", 0.03), ("3 %", "%", 0.03), ("3 %", "share", 0.03), ("0.03", "share", 0.03)],
)
def test_a_per_cent_is_a_share(tmp_path: Path, written: str, unit: str, value: float) -> None:
    result = audit_of(tmp_path, f"offer_id,kpi,value,unit\nsite,conv,{written},{unit}\n")
    assert result.measures["value"].tolist() == [value]
    assert result.measures["unit"].tolist() == ["share"]
    assert not [f for f in result.faults if f.severity != "note"]


def test_a_share_above_one_is_a_warning(tmp_path: Path) -> None:
    result = audit_of(tmp_path, "offer_id,kpi,value,unit\nsite,conv,3,share\n")
    assert [(f.code, f.severity, f.line) for f in result.faults] == [("bad-value", "warning", 2)]


@pytest.mark.parametrize(
    ("better", "value", "verdict"),
    [
        ("", 5, "met"),
        ("", 4, "not_met"),
        ("", 6, "met"),
        ("non", 5, "met"),
        ("non", 4, "met"),
        ("non", 6, "not_met"),
        ("oui", 4, "not_met"),
    ],
)
def test_on_target_is_met_whichever_way_is_better(tmp_path: Path, better: str, value: int, verdict: str) -> None:
    got = cells(
        audit_of(tmp_path, f"offer_id,kpi,value,unit,target,higher_is_better\nsite,days,{value},days,5,{better}\n")
    )
    assert got.loc["audit/site/days/verdict/_", "text"] == verdict


def test_the_latest_date_wins_whatever_the_order_of_lines(tmp_path: Path) -> None:
    lines = [
        "site,nps,10,points,2026-01-31,a",
        "site,nps,30,points,31/03/2026,b",
        "site,nps,20,points,2026-02-28,c",
        "site,nps,5,points,,d",
    ]
    for order in (lines, lines[::-1]):
        result = audit_of(tmp_path, "offer_id,kpi,value,unit,date,action\n" + "\n".join(order) + "\n")
        assert result.measures[["value", "date", "action", "older"]].to_numpy().tolist() == [
            [30.0, "2026-03-31", "b", 3]
        ]


def test_without_a_value_nothing_is_said(tmp_path: Path) -> None:
    got = cells(
        audit_of(
            tmp_path,
            "offer_id,kpi,value,unit,target,date\nsite,nps,,points,30,2026-03-01\nsite,nps,20,points,30,2026-02-01\n",
        )
    )
    assert set(got.loc[["audit/site/nps/_/_", "audit/site/nps/gap/_", "audit/site/nps/verdict/_"], "status"]) == {
        "missing"
    }
    assert got.loc["audit/site/nps/target/_", "value"] == 30
    got = cells(audit_of(tmp_path, "offer_id,kpi,value,unit,target\nsite,nps,20,points,\n"))
    assert got.index.tolist() == ["audit/site/nps/_/_"]


def test_offers_stand_in_the_order_of_the_register(tmp_path: Path) -> None:
    result = audit_of(tmp_path, "offer_id,kpi,value,unit\nshop,b,1,count\nsite,z,2,count\nsite,a,3,count\n")
    assert result.measures[["offer_id", "kpi"]].to_numpy().tolist() == [["site", "a"], ["site", "z"], ["shop", "b"]]


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FieldworkError) as caught:
        audit_channels(wave_audit=None, study_offers=OFFERS)
    assert [f.code for f in caught.value.faults] == ["missing-file"]
    assert len(cells(audit_of(tmp_path, "offer_id,kpi,value,unit\n"))) == 0


def test_the_result_can_be_stored(tmp_path: Path) -> None:
    result = audit_of(
        tmp_path,
        "offer_id;kpi;value;unit;target;date;action\nsite;conv;2,5;%;3;31/03/2026;refaire\nphone;nps;;points;;;\n",
    )
    (tmp_path / "store").mkdir()
    save(result, tmp_path / "store")
    again = load(Audit, tmp_path / "store")
    assert digest(again) == digest(result)
    pd.testing.assert_frame_equal(cells(again), cells(result))
