"""Quotas on a wave still in the field: counted whatever else is wrong with the interim file."""

from pathlib import Path

import pandas as pd
import pytest
from good_study import write_study

from relstudy.cli import main
from relstudy.delivery.checking import check_study

QUOTAS = "item,code,planned\ncible,client,420\nsexe,2,300\ncible*sexe,client*2,200\nchannels,app,400\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "etude")
    (folder / "quotas.csv").write_text(QUOTAS, encoding="utf-8")
    return folder


def answers(study: Path) -> pd.DataFrame:
    return pd.read_csv(study / "waves/2026-03/responses.csv", dtype=str, keep_default_na=False)


def expected(frame: pd.DataFrame) -> list[int]:
    client, women = frame["CIBLE"] == "client", frame["SEXE"] == "2"
    return [int(m.sum()) for m in (client, women, client & women, frame["Q5_1"] == "1")]


def test_quotas_are_counted_unweighted_crossed_ones_and_ticks_too(study: Path) -> None:
    report = check_study(study)
    assert [q.achieved for q in report.quotas] == expected(answers(study))
    assert [q.planned for q in report.quotas] == [420, 300, 200, 400]
    assert report.quotas[2].label == {"fr": "Clients × Femme", "en": "Clients × Woman"}
    missing = [q["missing"] for q in report.as_dict("fr")["quotas"]]
    assert missing == [max(p - a, 0) for p, a in zip((420, 300, 200, 400), expected(answers(study)), strict=True)]


@pytest.mark.parametrize("spoilt", ["no weight", "id twice", "unknown code elsewhere", "half the rows"])
def test_an_interim_file_with_faults_is_counted_all_the_same(study: Path, spoilt: str) -> None:
    frame = answers(study)
    if spoilt == "no weight":
        frame = frame.drop(columns="poids")
    elif spoilt == "id twice":
        frame.loc[1, "ident"] = frame.loc[0, "ident"]
    elif spoilt == "unknown code elsewhere":
        frame.loc[3, "USES_APP"] = "77"
    else:
        frame = frame.iloc[:300]
    frame.to_csv(study / "waves/2026-03/responses.csv", index=False)
    report = check_study(study)
    assert report.ok == (spoilt == "half the rows")
    assert [q.achieved for q in report.quotas] == expected(frame)


def test_quotas_that_name_a_faulty_column_are_not_made_up(study: Path) -> None:
    frame = answers(study)
    frame.loc[0, "SEXE"] = "7"
    frame.to_csv(study / "waves/2026-03/responses.csv", index=False)
    report = check_study(study)
    assert not report.ok
    assert [(q.item, q.achieved) for q in report.quotas] == [
        ("cible", expected(frame)[0]),
        ("channels", expected(frame)[3]),
    ]


def test_a_person_reads_labels_planned_achieved_and_missing(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(study), "--lang", "fr"]) == 0
    lines = [
        line.split() for line in capsys.readouterr().out.partition("Quotas\u00a0:")[2].splitlines() if line.strip()
    ]
    assert lines[0] == ["vague", "question", "code", "libellé", "prévus", "atteints", "manquants"]
    clients = expected(answers(study))[0]
    assert lines[1] == ["2026-03", "cible", "client", "Clients", "420", str(clients), str(max(420 - clients, 0))]
