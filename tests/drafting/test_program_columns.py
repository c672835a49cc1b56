"""Columns that survey programs write about an interview, known by their names and by what stands in them."""

from pathlib import Path

import pytest
from drafted import draft, items_of

from relstudy.drafting.making import make_study

N = 40
IDS = [str(i) for i in range(1, N + 1)]


def cycle(*values: str) -> list[str]:
    return [values[i % len(values)] for i in range(N)]


#: What survey programs write about an interview, by the name they give it.
WRITTEN_BY_PROGRAMS = {
    "LimeSurvey, German": {
        "Antwort ID": IDS, "Start-Sprache": ["de"] * N, "Zufallsstartwert": [str(10**6 + i * 37) for i in range(N)],
        "Letzte Seite": ["4"] * N, "Gesamtzeit": [f"{100 + i}.{i:02d}" for i in range(N)],
        "Gruppenzeit: Person": [f"{i}.{i:02d}" for i in range(N)],
    },
    "LimeSurvey, Spanish": {
        "ID de respuesta": IDS, "Última página": ["3"] * N, "Lenguaje inicial": ["es"] * N,
        "Semilla": [str(10**6 + i * 37) for i in range(N)], "Tiempo total": [f"{100 + i}.{i:02d}" for i in range(N)],
    },
    "QuestionPro": {
        "Response ID": IDS, "Response Status": ["Completed"] * N, "Duplicate": ["No"] * N,
        "Time Taken to Complete (Seconds)": [str(60 + i) for i in range(N)], "Seq. Number": [str(1 + i) for i in range(N)],
    },
    "Prolific": {
        "Participant id": [f"5f{i:022x}" for i in range(N)], "Started at": [f"2025-04-01T10:{i:02d}:00Z" for i in range(N)],
        "Time taken": [str(60 + i * 7) for i in range(N)], "Completion code": ["C1A2B3"] * N,
        "Total approvals": [str(10 + i * 3) for i in range(N)], "User Agent": cycle("Mozilla/5.0", "Mozilla/4.0"),
    },
    "Qualtrics": {
        "ResponseId": IDS, "Finished": ["1"] * N, "Q_RecaptchaScore": cycle("0.9", "1", "0.7"), "Q_URL": ["https://x.example/1"] * N,
        "Q_TotalDuration": [str(60 + i) for i in range(N)], "UserLanguage": cycle("EN", "FR"),
    },
    "Alchemer": {
        "Response ID": IDS, "User Agent": cycle("Mozilla/5.0", "Mozilla/4.0"), "Longitude": [f"{i}.1234" for i in range(N)],
        "Latitude": [f"4{i % 9}.{i:04d}" for i in range(N)], "Country": ["France"] * N, "City": cycle("Lyon", "Paris"),
    },
    "Hotjar": {
        "Number": IDS, "User": [f"{i * 7919 + 2**24:08x}" for i in range(N)], "Date Submitted": [f"2025-04-01 10:{i:02d}:00" for i in range(N)],
        "Source URL": cycle("https://x.example/a", "https://x.example/b"), "Device": cycle("desktop", "mobile"),
        "Browser": cycle("Chrome 120", "Safari 17"), "OS": cycle("iOS", "Windows"), "Hotjar User ID": [f"{i * 7919 + 2**40:012x}" for i in range(N)],
    },
    "Survey123": {
        "ObjectID": IDS, "GlobalID": [f"{{{i + 2**60:032X}}}" for i in range(N)], "CreationDate": [f"04/01/2025 10:{i:02d}" for i in range(N)],
        "Creator": ["field"] * N, "Editor": ["field"] * N, "x": [f"2.{i:04d}" for i in range(N)], "y": [f"48.{i:04d}" for i in range(N)],
    },
    "REDCap": {"record_id": IDS, "survey_complete": cycle("2", "0")},
    "ODK": {
        "KEY": [f"uuid:{i:032x}" for i in range(N)], "SubmitterID": ["12"] * N, "SubmitterName": ["field team"] * N,
        "AttachmentsPresent": ["0"] * N, "DeviceID": [f"collect:{i:012x}" for i in range(N)], "FormVersion": ["2024010101"] * N,
    },
}  # fmt: skip


@pytest.mark.parametrize("program", WRITTEN_BY_PROGRAMS)
def test_what_programs_write_about_an_interview_is_no_question(tmp_path: Path, program: str) -> None:
    study, _ = draft(tmp_path, {**WRITTEN_BY_PROGRAMS[program], "Pays préféré": cycle("Italie", "Grèce")})
    assert list(items_of(study)) == ["pays_prefere"]


def test_what_programs_write_too_is_a_question_where_nothing_says_they_did(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "id": IDS, "Nom": [f"Martin{i}" for i in range(N)], "Country": cycle("France", "Italy"), "City": cycle("Lyon", "Rome"),
        "Semilla": cycle("Trigo", "Maíz"), "Duplicate": cycle("Key", "Badge"), "Score": cycle("1", "2", "3"), "Device": cycle("Phone", "Tablet"),
        "task_complete": cycle("1", "0"), "task2_complete": cycle("Complete", "Incomplete"), "time_spent": [str(3 + i * 7 % 11) for i in range(N)],
        "Time taken": [str(3 + i * 5 % 13) for i in range(N)],
    })  # fmt: skip
    assert list(items_of(study)) == [
        "country",
        "city",
        "semilla",
        "duplicate",
        "score",
        "device",
        "task_complete",
        "task2_complete",
        "time_spent",
        "time_taken",
    ]


def test_what_a_program_wrote_below_a_heading_of_its_own_is_no_question(tmp_path: Path) -> None:
    heads = ["Détails de la soumission,,,,Satisfait ?", "Numéro de série,SID,Brouillon,Adresse IP,"]
    rows = [f"{1 + i},{9000 + 3 * i},0,10.1.7.{i},{('Oui', 'Non')[i % 2]}" for i in range(N)]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join([*heads, *rows]) + "\n", encoding="utf-8")
    make_study(tmp_path / "study", source, "fr")
    assert list(items_of(tmp_path / "study")) == ["q5"]
