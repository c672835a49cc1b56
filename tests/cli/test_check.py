import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from relstudy.cli import main
from relstudy.errors import Fault, fault

FAULTS = (
    fault("unknown-item", "questionnaire.toml", line=31, item="q9", found="q8", allowed="q7"),
    fault("missing-column", "waves/2026/responses.csv", column="Q4"),
    fault("answered-though-filtered", "waves/2026/responses.csv", line=3, column="Q5", item="q5", found="2"),
    fault("unknown-key", "questionnaire.toml", line=4, column="lable", found="lable", allowed="label"),
    fault("read-as", "waves/2026/responses.csv", found="cp1252"),
)
PRECISION = [
    {
        "wave": "2026",
        "column": "all",
        "base": 1200,
        "base_effective": 961.34,
        "half_width": 0.0316,
        "smallest_difference": 0.0903,
        "against": None,
        "sampling": "quota",
    },
    {
        "wave": "2026",
        "column": "target=client",
        "base": 0,
        "base_effective": 0.0,
        "half_width": None,
        "smallest_difference": None,
        "against": None,
        "sampling": "quota",
    },
]
QUOTAS = [{"wave": "2026", "item": "sexe", "code": "1", "planned": 600, "achieved": 412, "missing": 188}]


class Report:
    """What `check_study` returns, staged."""

    def __init__(self, faults: tuple[Fault, ...] = (), precision: Any = (), quotas: Any = ()) -> None:
        self.faults, self._precision, self._quotas = faults, precision, quotas

    @property
    def exit_code(self) -> int:
        return 1 if any(f.severity == "error" for f in self.faults) else 0

    def as_dict(self, lang: str) -> dict[str, Any]:
        from relstudy.fault_words import as_json

        return {
            "ok": not self.exit_code,
            "faults": [as_json(f, "en" if lang == "en" else "fr") for f in self.faults],
            "precision": list(self._precision),
            "quotas": list(self._quotas),
        }


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is staged (`report`) and what was asked for (`wave`)."""
    staged: dict[str, Any] = {"report": Report()}
    module = ModuleType("relstudy.delivery.checking")

    def check_study(folder: Path, *, wave: str | None) -> Report:
        staged["wave"] = wave
        report: Report = staged["report"]
        return report

    module.check_study = check_study  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "relstudy.delivery.checking", module)
    return staged


def test_faults_are_grouped_by_file_and_counted(
    reports: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports["report"] = Report(FAULTS)
    assert main(["check", str(tmp_path), "--lang", "en"]) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert said.err == ""
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "questionnaire.toml",
        "waves/2026/responses.csv",
        "3 errors, 1 warning, 1 note",
    ]
    severities = [line.split("]")[0].strip() for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert severities == [
        "error [unknown-key",
        "error [unknown-item",
        "error [missing-column",
        "note [read-as",
        "warning [answered-though-filtered",
    ]
    unknown = next(line for line in lines if "[unknown-item]" in line)
    assert "line 31" in unknown
    assert "q8" in unknown
    assert "questionnaire.toml" not in unknown
    assert "\x1b" not in said.out


def test_french_counts_none_as_one(reports: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path), "--lang", "fr", "--wave", "2026"]) == 0
    assert capsys.readouterr().out == "0 erreur, 0 avertissement, 0 note\n"
    assert reports["wave"] == "2026"
    main(["check", str(tmp_path), "--lang", "en"])
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 notes\n"


def test_the_state_of_the_fieldwork_is_a_table(
    reports: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports["report"] = Report((), PRECISION, QUOTAS)
    assert main(["check", str(tmp_path), "--lang", "fr"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "",
        "Précision d’une part de 50\u00a0%\u202f; écart, en points, qu’un test à 95\u00a0% trouve quatre fois sur cinq\u00a0:",
        "  vague  colonne        base  base efficace  ± points  écart  face à",
        "  2026   all            1200          961,3       3,2    9,0       -",
        "  2026   target=client     0            0,0         -      -       -",
        "  À titre indicatif\u00a0: l’échantillon est par quotas, ces chiffres sont ceux d’un tirage au hasard.",
        "",
        "Quotas\u00a0:",
        "  vague  question  code  prévus  atteints  manquants",
        "  2026   sexe      1        600       412        188",
    ]


def test_json_is_the_report_and_nothing_else(
    reports: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports["report"] = Report(FAULTS, PRECISION, QUOTAS)
    assert main(["check", str(tmp_path), "--json", "--lang", "en"]) == 1
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer == Report(FAULTS, PRECISION, QUOTAS).as_dict("en")
    assert said.err == ""
