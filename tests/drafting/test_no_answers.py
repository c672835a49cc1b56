"""Files that hold more or other things than a line of answers for each respondent: said, or left out and said."""

from pathlib import Path

import openpyxl
import pytest
from drafted import draft, errors_of, items_of, keys_of, plan_of

from relstudy.drafting.making import make_study
from relstudy.errors import StudyError

N = 60
IDS = [f"R{i:03d}" for i in range(N)]


def cycle(*values: str, n: int = N) -> list[str]:
    return [values[i % len(values)] for i in range(n)]


def study_keys(made) -> list[str]:
    return keys_of(made, None)


SHARES = {"Canal": ["Agence", "Téléphone", "Site", "Appli"], "Ensemble": ["48 %", "30 %", "61,5 %", "-"], "Femmes": ["50 %", "28 %", "60 %", "12 %"]}  # fmt: skip
COUNTS = {"Réponse": ["Oui", "Non", "Ne sait pas", "Total"], "Effectif": ["412", "96", "32", "540"]}
TURNED = {
    "Question": ["Sexe", "Âge", "Satisfaction", "Note"],
    **{f"Rép. {i}": [("Femme", "Homme")[i % 2], str(20 + i), ("Bien", "Mal")[i % 3 == 0], str(1 + i % 5)] for i in range(12)},
}  # fmt: skip
CROSSED = {"": ["Base", "Satisfait", "Pas satisfait"], "Ensemble": ["140", "30%", "70%"], "Femme (A)": ["80", "31% B", "69%"], "Homme (B)": ["60", "28%", "72% A"]}  # fmt: skip
#: A line for each answer to each question, as open data have it.
LISTED = {
    "Question": ["Satisfait ?"] * 3 + ["Canal ?"] * 3 + ["Âge"] * 3, "Réponse": ["Oui", "Non", "NSP", "Agence", "Site", "Appli", "18-34", "35-54", "55+"],
    "Effectif": ["41", "9", "3", "20", "25", "8", "17", "19", "17"], "Pourcentage": ["77%", "17%", "6%", "38%", "47%", "15%", "32%", "36%", "32%"],
}  # fmt: skip
BY_YEAR = {
    "year": ["2024"] * 4 + ["2025"] * 4, "question": ["Use", "Use", "Trust", "Trust"] * 2, "answer": ["yes", "no"] * 4,
    "weighted_share": ["0.61", "0.39", "0.5", "0.5", "0.66", "0.34", "0.41", "0.59"],
}  # fmt: skip
NUMBERED_TURNED = {"code": ["Q1", "Q2", "Q3", "Q4"], **TURNED}
#: People whose number of something is asked, each with an id or not.
COUNTED = {"Sexe": cycle("Femme", "Homme"), "Région": cycle("Nord", "Sud", "Est"), "Nombre": cycle("1", "2", "3", "0")}
COUNTED_IDS = {
    "id": [f"R{i}" for i in range(12)],
    "Sexe": ["Femme", "Homme"] * 6,
    "Nombre": [str(i % 5) for i in range(12)],
}
#: Five people and their marks out of 10: answers, however few.
PILOT = {"Prénom": ["Anne", "Bruno", "Chloé", "David"], "Accueil": ["8", "7", "9", "4"], "Délai": ["5", "6", "10", "3"]}
WORDS = {"id": IDS, "avis": cycle("bien", "mal"), "note": cycle("1", "2", "3")}


@pytest.mark.parametrize(
    ("columns", "said"),
    [(SHARES, "table-of-results"), (COUNTS, "table-of-results"), (CROSSED, "table-of-results"), (TURNED, "questions-in-lines"), (PILOT, None), (WORDS, None),
     (LISTED, "table-of-results"), (BY_YEAR, "table-of-results"), (NUMBERED_TURNED, "questions-in-lines"), (COUNTED, None), (COUNTED_IDS, None)],
    ids=["shares", "counts", "crossed", "turned", "pilot", "answers", "listed", "by-year", "numbered-turned", "counted", "counted-ids"],
)  # fmt: skip
def test_tables_that_are_no_answers_are_said(tmp_path: Path, columns: dict[str, list[str]], said: str | None) -> None:
    _, made = draft(tmp_path, columns)
    assert [key for key in study_keys(made) if key in ("table-of-results", "questions-in-lines")] == (
        [said] if said else []
    )


def worked_on(folder: Path, beside: list[list[object]], *, gap: int) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "sexe", "note"])
    for i in range(N):
        sheet.append([i + 1, ("F", "H")[i % 2], 1 + i % 5])
    for line, cells in enumerate(beside, start=1):
        for place, cell in enumerate(cells):
            sheet.cell(line, 4 + gap + place, cell)
    path = folder / "export.xlsx"
    book.save(path)
    return path


LEGEND = [["Légende"], ["1 = Pas du tout"], ["5 = Tout à fait"], ["H = homme"], ["Source : terrain"]]
PIVOT = [[], ["Étiquettes", "Nombre"], ["F", 30], ["H", 30], ["Total général", 60]]


@pytest.mark.parametrize("beside", [LEGEND, LEGEND[1:], PIVOT], ids=["legend", "without a heading", "pivot"])
def test_what_stands_beyond_a_blank_column_is_left_out_and_said(tmp_path: Path, beside: list[list[object]]) -> None:
    made = make_study(tmp_path / "study", worked_on(tmp_path, beside, gap=1), "fr")
    assert set(items_of(tmp_path / "study")) == {"sexe", "note"}
    assert "columns-aside" in study_keys(made)
    assert errors_of(tmp_path / "study") == []


def test_a_legend_next_to_the_answers_is_doubted(tmp_path: Path) -> None:
    made = make_study(tmp_path / "study", worked_on(tmp_path, LEGEND, gap=0), "fr")
    assert items_of(tmp_path / "study")["legende"].type == "open"
    assert keys_of(made, "legende") == ["first-rows"]


def test_questions_beyond_a_blank_column_stay_questions(tmp_path: Path) -> None:
    answers = [["avis"], *([("bien", "mal")[i % 2]] for i in range(N))]
    made = make_study(tmp_path / "study", worked_on(tmp_path, answers, gap=1), "fr")
    assert "avis" in items_of(tmp_path / "study")
    assert "columns-aside" not in study_keys(made)


@pytest.mark.parametrize(
    "texts",
    [
        [f"{i // 7} min {i:02d} s" for i in range(N)],
        [f"{i % 3}h{i:02d}" for i in range(N)],
        [f"{i + 1} minutes {i} secondes" for i in range(N)],
        [f"{i}'{i % 60:02d}\"" for i in range(N)],
    ],
)
def test_durations_in_words_are_said(tmp_path: Path, texts: list[str]) -> None:
    study, made = draft(tmp_path, {"id": IDS, "attente": texts})
    assert items_of(study)["attente"].type == "open"
    assert keys_of(made, "attente") == ["durations"]


@pytest.mark.parametrize(
    ("first", "step"),
    [(39448.5, 1), (1199188800, 86400), (1199188800000, 86400000)],
    ids=["excel", "seconds", "thousandths"],
)
def test_days_that_programs_count_are_those_of_the_fieldwork(tmp_path: Path, first: float, step: int) -> None:
    # Microsoft's own example: day 39448 is 1 January 2008; `date -u -d 2008-01-01T12:00 +%s` is 1199188800.
    columns = {"id": IDS, "Date": [str(first + i // 6 * step) for i in range(N)], "sexe": cycle("F", "H")}
    study, made = draft(tmp_path, columns)
    facts = plan_of(study).waves[0].facts
    assert (facts.field_start.isoformat(), facts.field_end.isoformat()) == ("2008-01-01", "2008-01-10")
    assert [remark.key for _, _, remark in made.remarks if remark.key.startswith("dates")] == ["dates-counted"]
    assert "date" not in items_of(study)


def test_a_file_of_another_kind_is_refused_as_such(tmp_path: Path) -> None:
    source = tmp_path / "export.xls"
    source.write_text("<table><tr><td>1</td></tr></table>", encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        make_study(tmp_path / "study", source, "fr")
    assert [(f.code, f.found) for f in caught.value.faults] == [("other-format", ".xls")]


def test_amounts_below_a_heading_of_days_are_no_days(tmp_path: Path) -> None:
    columns = {"id": IDS, "Jours de stock": [str(30_000 + 900 * i) for i in range(N)], "sexe": cycle("F", "H")}
    study, _ = draft(tmp_path, columns)
    assert items_of(study)["jours_de_stock"].type == "numeric"


def test_signs_of_ticks_are_a_set_or_a_box(tmp_path: Path) -> None:
    columns = {"id": IDS, "Agence": cycle("✓", "✗"), "Site web": cycle("✓", "✓", "✗"), "avis": cycle("bien", "mal"), "Client ?": cycle("✔", "✘")}  # fmt: skip
    study, made = draft(tmp_path, columns)
    items = items_of(study)
    assert [(item.type, len(item.columns)) for item in items.values()] == [
        ("multiple", 2),
        ("single", 1),
        ("multiple", 1),
    ]
    assert errors_of(study) == []
    assert "question-unsaid" in keys_of(made, next(iter(items)))


def test_a_scale_nobody_gave_the_lowest_point_of_is_that_of_its_neighbours(tmp_path: Path) -> None:
    columns = {
        "id": IDS,
        "rapide": cycle("2", "3", "4", "5"),
        "clair": cycle("1", "2", "3", "4", "5"),
        "region": cycle("1", "2", "3"),
    }
    study, made = draft(tmp_path, columns)
    items = items_of(study)
    assert [code.value for code in items["rapide"].codes] == [1, 2, 3, 4, 5]
    assert keys_of(made, "rapide")[0] == "scale-or-list"
    assert items["region"].type == "single"


@pytest.mark.parametrize("first", ["Sexe", "Âge"])
def test_a_turned_file_without_ids_names_the_question_that_stands_where_headings_do(tmp_path: Path, first: str) -> None:
    lines = {
        "Sexe": cycle("Femme", "Homme"), "Âge": cycle("34", "41", "58"), "Satisfaction": cycle("Bien", "", "Mal", ""),
        "Note": cycle("7", "8", "10"), "Dépense": cycle("12.5", "30.25", "18"),
    }  # fmt: skip
    order = [first, *(name for name in lines if name != first)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(";".join((name, *lines[name])) for name in order) + "\n", encoding="utf-8")
    made = make_study(tmp_path / "s", path, "fr")
    told = [remark.fields for _, about, remark in made.remarks if about is None and remark.key == "questions-in-lines"]
    assert told == [{"lines": "5", "first": ", ".join(order[:3])}]
