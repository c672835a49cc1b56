"""Deliveries: numbered, read-only, with exact errata; refused with every reason named, and then nothing is written."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from good_study import call
from quick_study import WAVES, write_study

from relstudy.cli import main
from relstudy.delivery.checking import check_study
from relstudy.delivery.delivering import detail_of
from relstudy.delivery.journal import hold_wave
from relstudy.errors import fault
from relstudy.outputs.errata import COLUMNS
from relstudy.survey.disclosure import MANDATORY, OF_INTERVIEWS
from relstudy.survey.plan import NO_DAY

WAVE = WAVES[0]
FACTS = "".join(f'{name} = "dit : {name}"\n' for name in (*MANDATORY, *OF_INTERVIEWS))
CLAIM = 'claims = [{{ text = "Ils sont soixante.", holds = "sample/_/n/_/all == {n}", proof = "method" }}]\n'


def with_facts(study: Path) -> None:
    path = study / "waves" / WAVE / "wave.toml"
    told = path.read_text(encoding="utf-8")
    dates = [line for line in told.splitlines() if line.startswith(("field_start", "field_end"))]
    path.write_text("\n".join(dates) + "\n" + FACTS, encoding="utf-8")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_study(tmp_path_factory.mktemp("deliver") / "study", waves=(WAVE,))
    with_facts(study)
    code, told, said = call("deliver", study, "--wave", WAVE)
    assert code == 0, said
    assert told == {
        "status": "delivered",
        "path": str(study / "deliveries" / WAVE / "v1"),
        "version": "v1",
        "reasons": [],
        "errata": 0,
    }
    return study


@pytest.fixture
def study(delivered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(delivered, tmp_path / "study", ignore=shutil.ignore_patterns("deliveries")))


def reasons(study: Path) -> list[tuple[str, str]]:
    code, told, _ = call("deliver", study, "--wave", WAVE, "--lang", "en")
    assert (code, told["status"], told["path"], told["version"], told["errata"]) == (3, "refused", None, None, 0)
    assert not (study / "deliveries").exists()
    return [(reason["code"], reason["detail"]) for reason in told["reasons"]]


def write_claim(study: Path, n: int) -> None:
    (study / "waves" / WAVE / "texts.fr.toml").write_text("[synthesis]\n" + CLAIM.format(n=n), encoding="utf-8")


def write_review(study: Path, *lines: str) -> None:
    text = "\n".join(("key,who,date,remark,state", *lines))
    (study / "review.csv").write_text(text + "\n", encoding="utf-8")


def errata_of(version: Path) -> pd.DataFrame:
    return pd.read_csv(version / "errata.csv", keep_default_na=False, dtype=str)


def manifest_of(version: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    return told


def test_a_delivery_has_every_file_of_the_wave_without_the_mark_of_a_draft(delivered: Path) -> None:
    version, out = delivered / "deliveries" / WAVE / "v1", delivered / "out" / WAVE
    assert {p.name for p in version.iterdir()} == {p.name for p in out.iterdir()} | {"errata.csv"}
    assert (version / "cells.csv").read_bytes() == (out / "cells.csv").read_bytes()
    assert "Document de travail" in (out / "report.fr.html").read_text(encoding="utf-8")
    assert "Document de travail" not in (version / "report.fr.html").read_text(encoding="utf-8")
    told = manifest_of(version)
    assert (told["state"], told["reviewer"]) == ("delivered", None)
    assert {f["path"] for f in told["files"]} == {p.name for p in version.iterdir()} - {"manifest.json"}
    assert tuple(errata_of(version).columns) == COLUMNS
    assert errata_of(version).empty
    assert 'class="state delivered"' in (delivered / "out" / "index.html").read_text(encoding="utf-8")


def test_nobody_writes_into_a_delivery_again(delivered: Path) -> None:
    version = delivered / "deliveries" / WAVE / "v1"
    assert {p.stat().st_mode & 0o222 for p in (version, *version.iterdir())} == {0}


def test_the_same_again_is_nothing_to_do_until_a_reviewer_is_named(study: Path, capsys: Any) -> None:
    for version, who in (("v1", ()), ("v1", ()), ("v2", ("--who", "Anne Martin")), ("v2", ())):
        code, told, _ = call("deliver", study, "--wave", WAVE, *who)
        assert (code, told["version"], told["errata"]) == (0, version, 0)
    assert manifest_of(study / "deliveries" / WAVE / "v2")["reviewer"] == "Anne Martin"
    capsys.readouterr()
    assert main(["deliver", str(study), "--wave", WAVE, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Nothing to do: v2 stands" in said
    assert "0 figures are printed differently" in said


def test_a_first_delivery_speaks_of_no_version_before_it(study: Path, capsys: Any) -> None:
    assert main(["deliver", str(study), "--wave", WAVE, "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    assert "Première livraison" in said
    assert "version précédente" not in said


def test_errata_name_exactly_the_cells_printed_otherwise_and_the_file_that_changed(study: Path) -> None:
    call("deliver", study, "--wave", WAVE)
    path = study / "waves" / WAVE / "responses.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    weight = next(name for name in rows.columns if name.lower() in ("poids", "weight"))
    rows.loc[3, weight] = "2.75"
    rows.to_csv(path, index=False)
    code, told, _ = call("deliver", study, "--wave", WAVE)
    assert (code, told["version"]) == (0, "v2")
    was, now = (
        pd.read_parquet(study / "deliveries" / WAVE / v / "cells.parquet").set_index("key") for v in ("v1", "v2")
    )
    found = errata_of(study / "deliveries" / WAVE / "v2")
    assert told["errata"] == len(found) > 0
    assert set(found["reason"]) == {f"waves/{WAVE}/responses.csv"}
    shares = now[(now["unit"] == "share") & (now["section"] == "survey") & now["value"].notna()].join(
        was["value"], rsuffix="_was"
    )
    printed = shares[["value", "value_was"]].apply(lambda column: (column * 100 + 1e-9).round())
    moved = printed[printed["value"] != printed["value_was"]]
    told_shares = found[found["key"].isin(shares.index)].set_index("key")
    beside = told_shares[told_shares["before"].str.contains("=|tests")]
    assert set(told_shares.index) - set(beside.index) == set(moved.index)
    bases = now[["base_weighted", "base_effective"]].round() != was[["base_weighted", "base_effective"]].round()
    based = beside[beside["before"].str.contains("base")].index
    assert set(based) == set(bases.index[bases.any(axis=1)]) & set(shares.index) - set(moved.index)
    assert len(moved) < (shares["value"] != shares["value_was"]).sum()
    key = moved.index[0]
    assert tuple(told_shares.loc[key, ["before", "after"]]) == tuple(
        f"{value:.0f}\u00a0%" for value in printed.loc[key, ["value_was", "value"]]
    )
    assert (found["before"] != found["after"]).all()


def test_errata_name_the_files_a_figure_rests_on_not_all_that_changed(study: Path) -> None:
    call("deliver", study, "--wave", WAVE)
    codings = study / "waves" / WAVE / "codings.csv"
    lines = codings.read_text(encoding="utf-8").splitlines(keepends=True)
    codings.write_text("".join(lines[:-3]), encoding="utf-8")
    answers = study / "waves" / WAVE / "responses.csv"
    responses = pd.read_csv(answers, dtype=str, keep_default_na=False)
    responses.iloc[:-1].to_csv(answers, index=False)
    assert call("deliver", study, "--wave", WAVE)[1]["version"] == "v2"
    found = errata_of(study / "deliveries" / WAVE / "v2")
    section = found["key"].str.split("/").str[0]
    assert set(found.loc[section == "interviews", "reason"]) == {f"waves/{WAVE}/codings.csv"}
    assert set(found.loc[section == "survey", "reason"]) == {f"waves/{WAVE}/responses.csv"}
    based = found[found["before"].str.startswith("n\u00a0=")]
    assert len(based) > 0, "one respondent less: bases are printed otherwise"
    assert (based["before"] != based["after"]).all()


def test_a_reason_in_french_has_its_space_before_the_colon() -> None:
    column = fault("weight-not-numeric", "waves/2026/responses.csv", line=3, column="Q7", found="abc")
    assert "colonne «\u00a0Q7\u00a0»\u00a0: " in detail_of(column, "fr")
    assert "»: " not in detail_of(column, "fr")
    assert "\u00a0:" not in detail_of(column, "en")


def test_a_delivery_does_not_go_out_with_the_dates_of_a_draft(study: Path) -> None:
    path = study / "waves" / WAVE / "wave.toml"
    told = re.sub(r"(?m)^(field_start|field_end) = .*", rf"\1 = {NO_DAY}", path.read_text(encoding="utf-8"))
    path.write_text(told, encoding="utf-8")
    found = reasons(study)
    assert [code for code, _ in found] == ["empty-disclosure"] * 2
    assert all(f'"{fact}"' in detail for fact, (_, detail) in zip(("field_start", "field_end"), found, strict=True))


def test_a_claim_that_nothing_proves_is_told_as_it_goes_out(study: Path, capsys: Any) -> None:
    claim = '[synthesis]\nclaims = [{ text = "62 % le veulent.", proof = "method" }]\n'
    (study / "waves" / WAVE / "texts.fr.toml").write_text(claim, encoding="utf-8")
    for _ in range(2):
        assert main(["deliver", str(study), "--wave", WAVE, "--lang", "fr"]) == 0
        said = capsys.readouterr().err
        assert "[unproved-claim]" in said
        assert "62 % " in said.replace("\u00a0", " ").replace(".", " ")


def test_every_fact_that_is_not_said_is_named(study: Path) -> None:
    path = study / "waves" / WAVE / "wave.toml"
    told = path.read_text(encoding="utf-8").replace('"dit : limits"', '"  "')
    told = told.replace('sponsor = "dit : sponsor"\n', "")
    path.write_text(told.replace('interviews_mode = "dit : interviews_mode"\n', ""), encoding="utf-8")
    found = reasons(study)
    assert [code for code, _ in found] == ["empty-disclosure"] * 3
    said = {
        "sponsor": "who commissioned the study",
        "limits": "what the study cannot tell",
        "interviews_mode": "how people were heard",
    }
    for (fact, words), (_, detail) in zip(said.items(), found, strict=True):
        assert f'"{fact}"' in detail
        assert words in detail


def test_a_false_claim_names_its_numbers_also_where_it_was_accepted(study: Path, capsys: Any) -> None:
    write_claim(study, 61)
    accepted = (
        f'\n[[accepted]]\ncode = "false-claim"\nwhere = "waves/{WAVE}/texts.fr.toml"\nwhy = "bientôt"\nwho = "Anne"\n'
    )
    with (study / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(accepted)
    [(code, detail)] = reasons(study)
    assert code == "false-claim"
    assert "sample/_/n/_/all = 60" in detail
    capsys.readouterr()
    assert main(["deliver", str(study), "--wave", WAVE, "--lang", "en"]) == 3
    assert "error [false-claim]" in capsys.readouterr().err
    write_claim(study, 60)
    assert call("deliver", study, "--wave", WAVE)[0] == 0


def test_open_lines_of_the_review_block_and_closed_ones_do_not(study: Path) -> None:
    write_review(
        study,
        "sample/_/n/_/all,Anne,2026-04-01,à revoir,open",
        "sample/_/n/_/nobody,Anne,02/04/2026,et ceci,open",
        "sample/_/n/_/all,Luc,,vu,closed",
    )
    first, second = reasons(study)
    assert (first[0], second[0]) == ("open-review", "open-review")
    assert "sample/_/n/_/all" in first[1]
    assert "Anne – à revoir" in first[1]
    assert "no such cell" in second[1]
    write_review(study, "sample/_/n/_/all,Luc,,vu,closed")
    assert call("deliver", study, "--wave", WAVE)[0] == 0


@pytest.mark.parametrize(
    "line",
    [
        "survey/a,Anne,2026-04-01,vu,done",
        "survey/a,Anne,2026-04-31,vu,closed",
        ",Anne,,vu,closed",
        "survey/a,Anne,,vu,",
    ],
)
def test_a_review_that_cannot_be_read_is_a_fault(study: Path, line: str) -> None:
    write_review(study, line)
    [(code, detail)] = reasons(study)
    assert code == "faults"
    assert detail.startswith("review.csv, line 2")


def test_faults_of_the_study_and_gates_are_all_named(study: Path) -> None:
    path = study / "waves" / WAVE / "responses.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("client", "clinet", 1), encoding="utf-8")
    write_review(study, "sample/_/n/_/all,Anne,,à revoir,open")
    assert {code for code, _ in reasons(study)} == {"faults", "open-review"}


def test_a_column_that_awaits_approval_is_drift(study: Path) -> None:
    later = Path(shutil.copytree(study / "waves" / WAVE, study / "waves" / WAVES[1]))
    path = later / "responses.csv"
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{head.replace('SEXE', 'genre_rep')}\n{rest}", encoding="utf-8")
    code, told, _ = call("deliver", study, "--wave", WAVES[1])
    assert (code, [reason["code"] for reason in told["reasons"]]) == (3, ["drift"])
    assert not (study / "deliveries").exists()


def test_one_run_at_a_time_and_no_such_wave(study: Path) -> None:
    with hold_wave(study, WAVE):
        code, told, _ = call("deliver", study, "--wave", WAVE)
    assert (code, told["status"]) == (4, "refused")
    code, told, _ = call("deliver", study, "--wave", "2031")
    assert (code, [reason["code"] for reason in told["reasons"]]) == (1, ["faults"])
    assert not (study / "deliveries").exists()


def test_what_a_killed_delivery_left_is_cleared(study: Path) -> None:
    left = study / "deliveries" / WAVE / f".v1.part-{os.getpid()}0"
    left.mkdir(parents=True)
    (left / "cells.csv").write_text("half", encoding="utf-8")
    left.chmod(0o555)
    assert call("deliver", study, "--wave", WAVE)[1]["version"] == "v1"
    assert [p.name for p in (study / "deliveries" / WAVE).iterdir()] == ["v1"]


def test_a_check_says_what_is_wrong_in_the_review(study: Path) -> None:
    write_review(
        study,
        "sample/_/n/_/all,Anne,2026-04-31,vu,closed",
        "sample/_/n/_/all,Anne,,vu,done",
        "sample/_/n/_/nobody,Anne,,à revoir,open",
        "sample/_/n/_/all,Anne,,à revoir,open",
        "sample/_/n/_/gone,Anne,,vu,closed",
    )
    found = [f for f in check_study(study).faults if f.file == "review.csv"]
    assert [(f.code, f.line) for f in found] == [("bad-date", 2), ("bad-value", 3), ("unknown-cell", 4)]


def test_a_check_of_waves_that_were_not_run_says_nothing_of_cells(study: Path) -> None:
    write_review(study, "sample/_/n/_/nobody,Anne,,à revoir,open")
    shutil.rmtree(study / "out")
    assert not [f for f in check_study(study).faults if f.file == "review.csv"]
