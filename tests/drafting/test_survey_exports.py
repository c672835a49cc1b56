"""One questionnaire, exported by ten programs: every export drafts to the same questions, answers and numbers."""

from pathlib import Path

import pytest
import survey_exports as exports
from drafted import errors_of, keys_of, plan_of

from relstudy.drafting.made import Made
from relstudy.drafting.making import make_study
from relstudy.intake.responses import ReadWave, read_responses
from relstudy.survey.items import Item
from relstudy.survey.plan import Study


def read(study: Study) -> ReadWave:
    wave = study.waves[0]
    assert wave.responses is not None
    return read_responses(
        wave.responses, wave.items, weighting=wave.weighting, respondents=study.respondents, design=study.design
    )


def counted(item: Item, wave: ReadWave) -> list[int]:
    """Return the rows of each answer of an item that anybody gave, in ascending order."""
    answers = wave.responses
    if item.id in answers.ticked:
        rows = answers.ticked[item.id].sum(axis=0).tolist()
    else:
        rows = [int((answers.codes[item.id] == place).sum()) for place in range(len(item.codes))]
    return sorted(n for n in rows if n)


@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd"])
@pytest.mark.parametrize("layout", exports.LAYOUTS)
def test_every_layout_gives_the_same_answers(layout: str, odd: bool, tmp_path: Path) -> None:
    source = exports.write_export(tmp_path, layout, odd=odd)
    make_study(tmp_path / "study", source, "fr")
    assert errors_of(tmp_path / "study") == []
    study = plan_of(tmp_path / "study")
    wave = read(study)
    lines = [item for item in study.waves[0].items if item.type not in ("open", "grid")]
    expected = exports.counts(odd=odd)
    assert [(item.type, counted(item, wave)) for item in lines if item.type == "multiple"] == [
        ("multiple", sorted(n for n in expected[exports.CHANNELS].values() if n))
    ]
    assert [counted(item, wave) for item in lines] == [
        sorted(n for n in rows.values() if n) for rows in expected.values()
    ]
    assert lines[-1].type in ("nps", "scale")
    assert wave.rows - wave.skipped == exports.N


@pytest.mark.parametrize(
    "layout",
    [
        "qualtrics",
        "limesurvey_full",
        "surveymonkey",
        "google_forms",
        "microsoft_forms",
        "typeform",
        "simplesurvey",
        "simplesurvey_ones",
    ],
)
def test_answers_bear_the_words_of_the_questionnaire(layout: str, tmp_path: Path) -> None:
    source = exports.write_export(tmp_path, layout, odd=False)
    made = make_study(tmp_path / "study", source, "fr")
    plan = plan_of(tmp_path / "study")
    item = next(item for item in plan.items if item.type == "multiple")
    labels = {plan.labels.texts[f"code/{item.id}/{code.code}"]["fr"] for code in item.codes}
    assert labels == set(exports.OPTIONS)
    asked = plan.labels.texts[f"item/{item.id}"]["fr"]
    assert asked == exports.CHANNELS or "question-unsaid" in keys_of(made, item.id)


def drafted(folder: Path, rows: exports.Rows) -> tuple[list[Item], Made]:
    source = folder / "export.csv"
    source.write_text(exports.text_of(rows), encoding="utf-8")
    made = make_study(folder / "study", source, "fr")
    assert errors_of(folder / "study") == []
    return list(plan_of(folder / "study").waves[0].items), made


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("q3[SQ00{n}][{scale}]", True),
        ("q3_SQ00{n}#{at}", True),
        ("Pour chaque point [{line}][Échelle {scale}]", False),
        ("q3[SQ00{n}][{scale}]. Pour chaque point [{line}] [Échelle {scale}]", False),
    ],
)
def test_two_scales_in_turn_are_two_grids(heading: str, named: bool, tmp_path: Path) -> None:
    rows = exports.dual_scale(heading, named=named)
    items, _ = drafted(tmp_path, rows)
    grids = [item for item in items if item.type == "grid"]
    assert [[list(rows[0]).index(column) for column in item.columns] for item in grids] == [[2, 4, 6], [3, 5, 7]]
    assert [len(item.answers) for item in grids] == [4, 3]


@pytest.mark.parametrize(
    "headings",
    [
        ("Canaux_1", "Canaux_2", "Canaux_3"),
        ("Premier canal utilisé", "Deuxième canal utilisé", "Troisième canal utilisé"),
        ("Canaux cités - 1re citation", "Canaux cités - 2e citation", "Canaux cités - 3e citation"),
    ],
)
def test_mentions_of_one_list_are_one_question_to_settle(headings: tuple[str, ...], tmp_path: Path) -> None:
    items, made = drafted(tmp_path, exports.mentions(headings))
    (asked,) = [item for item in items if len(item.columns) > 1]
    assert asked.columns == headings
    assert "mentions" in keys_of(made, asked.id)


@pytest.mark.parametrize("turned", [False, True])
def test_mentions_in_the_order_of_a_list_are_no_ranking(turned: bool, tmp_path: Path) -> None:
    brands = ["Alpha", "Beta", "Gamma", "Delta", "Zeta"]
    given = [[b for j, b in enumerate(brands) if (i * 7 + j * 3) % 5 < 2 + i % 2] for i in range(60)]
    rows = [g[::-1] if turned and i % 2 else g for i, g in enumerate(given)]
    columns = {f"marques_{k + 1}": [row[k] if k < len(row) else "" for row in rows] for k in range(3)}
    table = [["id", *columns], *([f"r{i}", *row] for i, row in enumerate(zip(*columns.values(), strict=True)))]
    items, made = drafted(tmp_path, table)
    (asked,) = items
    assert (asked.type, asked.by_place) == ("rank" if turned else "multiple", True)
    assert ("mentions" if turned else "mentions-listed") in keys_of(made, asked.id)


def test_lines_that_only_say_themselves_are_a_grid_to_settle(tmp_path: Path) -> None:
    items, made = drafted(tmp_path, exports.microsoft_forms(odd=False))
    (grid,) = [item for item in items if item.type == "grid"]
    assert grid.columns == exports.LINES
    assert "lines-unsaid" in keys_of(made, grid.id)


def test_questions_with_the_same_answers_stay_questions(tmp_path: Path) -> None:
    rows = exports.microsoft_forms(odd=False)
    asked = ["L'accueil vous convient-il ?", "Et le délai ?", "Le prix est-il juste ?"]
    head = [asked[exports.LINES.index(name)] if name in exports.LINES else name for name in rows[0]]
    items, _ = drafted(tmp_path, [head, *rows[1:]])
    assert [item.columns for item in items if set(item.columns) & set(asked)] == [(name,) for name in asked]


def test_columns_that_share_no_answer_are_no_mentions(tmp_path: Path) -> None:
    rows = exports.mentions(("Canaux_1", "Canaux_2"))
    for i, row in enumerate(rows[1:]):
        row[2:4] = [row[2] or "Agence", f"Marque {i % 5}"]
    items, _ = drafted(tmp_path, rows)
    assert [item.columns for item in items if set(item.columns) & {"Canaux_1", "Canaux_2"}] == [
        ("Canaux_1",),
        ("Canaux_2",),
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("PRIORITES_rang1", "PRIORITES_rang2", "PRIORITES_rang3"),
        ("PRIORITES_1", "PRIORITES_2", "PRIORITES_3"),
        ("PRIORITES",),
    ],
)
def test_answers_in_their_order_are_a_ranking(headings: tuple[str, ...], tmp_path: Path) -> None:
    rows = exports.ranking(headings)
    items, _ = drafted(tmp_path, rows)
    (ranked,) = [item for item in items if item.type == "rank"]
    assert ranked.columns == headings
    read_places = read(plan_of(tmp_path / "study")).responses.ranks[ranked.id]
    places = [rows[0].index(name) for name in headings]
    told = [[cell for at in places for cell in row[at].split("; ")] for row in rows[1:]]
    codes = [code.code for code in ranked.codes]
    assert [
        [int(row[codes.index(line)]) for line in line_order] for row, line_order in zip(read_places, told, strict=True)
    ] == [[1, 2, 3]] * exports.N


def test_one_word_in_every_row_beside_what_a_program_wrote_is_no_question(tmp_path: Path) -> None:
    rows = exports.simplesurvey(odd=False)
    rows = [[*row[:5], word, *row[5:]] for row, word in zip(rows, ["Canal", *["web"] * exports.N], strict=True)]
    items, _ = drafted(tmp_path, rows)
    assert items[0].columns == (exports.CLIENT,)


@pytest.mark.parametrize(
    ("heading", "word"), [("Avez-vous plus de 18 ans ?", "Oui"), ("Application mobile", "Application mobile")]
)
def test_one_answer_of_everybody_to_a_question_keeps_the_question(heading: str, word: str, tmp_path: Path) -> None:
    rows = exports.simplesurvey(odd=False)
    rows = [[*row[:5], said, *row[5:]] for row, said in zip(rows, [heading, *[word] * exports.N], strict=True)]
    items, _ = drafted(tmp_path, rows)
    assert heading in items[0].columns


def test_a_column_without_a_name_is_told_by_its_letters_and_what_stands_below(tmp_path: Path) -> None:
    drafted(tmp_path, exports.surveymonkey(odd=True))
    written = (tmp_path / "study" / "questionnaire.toml").read_text(encoding="utf-8")
    assert "la colonne L (Autre (veuillez préciser)) (4)" in written
    assert not any("#" in line.lstrip("# ") for line in written.splitlines() if line.startswith("#"))
