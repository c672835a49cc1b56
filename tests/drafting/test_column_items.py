"""Columns as untouched exports have them: the study they become gives the right numbers."""

import tomllib
import unicodedata
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from drafted import answers_of, draft, errors_of, items_of, keys_of, plan_of

from relstudy.drafting.making import make_study

N = 60
IDS = [f"r{i:03d}" for i in range(N)]


def cycle(*values: str, n: int = N) -> list[str]:
    return [values[i % len(values)] for i in range(n)]


def mean_of(study: Path, item: str) -> float:
    return float(answers_of(study).numbers(item).mean())


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_codes_of_up_to_two_answers(tmp_path: Path, delimiter: str) -> None:
    cells = cycle("5", "4", "1,2", "1,4", "2,3", "3,5")
    study, made = draft(tmp_path, {"id": IDS, "Q2": cells}, delimiter=delimiter)
    item = items_of(study)["q2"]
    assert (item.type, item.separator) == ("multiple", ",")
    assert keys_of(made, "q2") == ["list-or-decimals"]
    ticked = dict(zip([c.code for c in item.codes], answers_of(study).ticked["q2"].sum(axis=0).tolist(), strict=True))
    assert ticked == {"1": 20, "2": 20, "3": 20, "4": 20, "5": 20}


def test_a_ranking_in_a_cell_is_told_from_a_set(tmp_path: Path) -> None:
    cells = cycle("Tel;App;Web;", "App;Tel;Web;", "Tel;Web;App;")
    study, made = draft(tmp_path, {"id": IDS, "rang": cells, "canaux": cycle("Tel;App;", "Web;", "App;Web;Tel;")})
    assert [item.type for item in items_of(study).values()] == ["rank", "multiple"]
    told = next(remark for _, about, remark in made.remarks if about == "rang")
    assert (told.key, told.fields["first"]) == ("ranking", "Tel 40, App 20, Web 0")
    first = (answers_of(study).ranks["rang"] == 1).sum(axis=0).tolist()
    assert dict(zip([c.code for c in items_of(study)["rang"].codes], first, strict=True)) == {
        "App": 20,
        "Tel": 40,
        "Web": 0,
    }
    assert errors_of(study) == []


def test_a_set_everybody_ticked_whole_is_doubted(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "canaux": cycle("Tel;App;Web;")})
    assert items_of(study)["canaux"].type == "multiple"
    assert keys_of(made, "canaux") == ["all-ticked"]


def test_scales_below_zero(tmp_path: Path) -> None:
    froid = [str(i % 7 - 3) for i in range(N)]
    study, _ = draft(tmp_path, {
        "id": IDS, "froid": froid, "mieux": cycle("-2", "-1", "0", "1"), "evolution": [str(-40 + (i * 37) % 101) for i in range(N)],
    })  # fmt: skip
    items = items_of(study)
    assert [code.code for code in items["froid"].codes] == ["-3", "-2", "-1", "0", "1", "2", "3"]
    assert [code.code for code in items["mieux"].codes] == ["-2", "-1", "0", "1", "2"]
    assert (items["evolution"].type, items["evolution"].codes) == ("numeric", ())
    assert mean_of(study, "froid") == pytest.approx(sum(map(int, froid)) / N)
    assert errors_of(study) == []


def test_numbers_inside_labels_and_points_nobody_chose(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS,
        "Recommanderiez-vous la banque à un proche ?": cycle("10 - Tout à fait probable", "3", "8", "0 - Pas du tout probable"),
        "Et l'accueil, en êtes-vous content ?": cycle("1 (pas du tout)", "2", "5 (tout à fait)"),
        "Et de l'application mobile ?": cycle("Très satisfait", "Plutôt satisfait", "Plutôt insatisfait", "Très insatisfait"),
    })  # fmt: skip
    items = items_of(study)
    assert [(item.type, [code.value for code in item.codes]) for item in items.values()] == [
        ("nps", list(range(11))), ("scale", [1, 2, 3, 4, 5]), ("scale", [1, 2, 3, 4]),
    ]  # fmt: skip
    assert (keys_of(made, "q2"), keys_of(made, "q3"), keys_of(made, "q4")) == ([], [], ["scale-points"])
    assert (mean_of(study, "q2"), mean_of(study, "q4")) == (pytest.approx(5.25), pytest.approx(2.5))
    assert errors_of(study) == []


def test_texts_that_look_alike_are_one_answer(tmp_path: Path) -> None:
    plain, apart = "Très satisfait", unicodedata.normalize("NFD", "Très satisfait")
    study, made = draft(tmp_path, {
        "id": IDS, "avis": cycle(plain, apart, "Pas du tout satisfait", "pas du tout satisfait"),
        "age": cycle("18\u00a0-\u00a034 ans", "35 - 59 ans", "18 - 34 ans"), "accord": cycle("J'accepte", "J\u2019accepte", "Je refuse"),
    })  # fmt: skip
    items = items_of(study)
    assert [code.code for code in items["age"].codes] == ["18 - 34 ans", "35 - 59 ans"]
    assert sorted(code.code for code in items["accord"].codes) == ["J'accepte", "Je refuse"]
    codes = answers_of(study).codes
    assert [int((codes["age"] == place).sum()) for place in (0, 1)] == [40, 20]
    assert "look-alikes" in keys_of(made, "accord")
    assert errors_of(study) == []


def test_ranges_a_spreadsheet_made_dates_of_are_doubted(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "effectif": cycle("01-sept", "10-déc", "13-49", "50 et +")})
    assert items_of(study)["effectif"].type == "single"
    told = next(remark for _, about, remark in made.remarks if about == "effectif")
    assert (told.key, told.fields["ranges"]) == ("ranges-as-dates", "01-sept = 1-9?, 10-déc = 10-12?")


def test_an_answer_that_holds_the_separator(tmp_path: Path) -> None:
    cells = cycle("App, By phone, free", "By phone, free", "App, Branch", "Branch", "App")
    study, _ = draft(tmp_path, {"id": IDS, "q": cells})
    item = items_of(study)["q"]
    ticked = dict(zip([c.code for c in item.codes], answers_of(study).ticked["q"].sum(axis=0).tolist(), strict=True))
    assert ticked == {"App": 36, "By phone, free": 24, "Branch": 24}


def test_who_ticked_nothing_and_went_on_is_in_the_base(tmp_path: Path) -> None:
    columns = {
        "id": IDS,
        "q5_1": cycle("x", "", "", "x"),
        "q5_2": cycle("", "x", "", ""),
        "q6": cycle("1", "2", "2", "1", "1"),
    }
    study, made = draft(tmp_path, columns)
    item = items_of(study)["q5"]
    assert (item.base, item.filter) == ("all", None)
    assert keys_of(made, "q5") == ["nothing-ticked"]


@pytest.mark.parametrize(
    ("cells", "type_", "last"),
    [
        (("1", "2", "3", "4", "5"), "scale", 5),
        (("1 (pas du tout)", "2", "3", "4", "5 (certainement)"), "scale", 5),
        (("1", "2", "3"), "single", 3),
        (("0 (not at all)", "3", "6", "8", "9"), "nps", 10),
    ],
)
def test_a_recommendation_on_a_shorter_scale_gives_no_score(
    tmp_path: Path, cells: tuple[str, ...], type_: str, last: int
) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Would you recommend us?": cycle(*cells)})
    (item,) = items_of(study).values()
    assert item.type == type_
    assert len(item.codes) == last + (type_ == "nps")


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        ([f"{1 + i % 2}/{10 + i % 15}/26" for i in range(N)], "2026-01-10", "2026-02-24"),
        ([f"{10 + i % 15}.03.26" for i in range(N)], "2026-03-10", "2026-03-24"),
        ([f"{13 + i % 3}/03/26 10:00:00" for i in range(N)], "2026-03-13", "2026-03-15"),
    ],
)
def test_days_with_a_year_of_two_digits_are_days(tmp_path: Path, cells: list[str], first: str, last: str) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Interview date": cells, "client": cycle("yes", "no", "no")})
    assert list(items_of(study)) == ["client"]
    (wave,) = study.glob("waves/*/wave.toml")
    said = tomllib.loads(wave.read_text(encoding="utf-8"))
    assert [str(said["field_start"]), str(said["field_end"])] == [first, last]


def test_answers_behind_a_page_of_title_are_read_from_their_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Enquête 2026"])
    sheet = book.create_sheet("Data")
    for row in [["id", "client"], *([id_, "oui" if i % 3 else "non"] for i, id_ in enumerate(IDS))]:
        sheet.append(row)
    book.save(tmp_path / "answers.xlsx")
    made = make_study(tmp_path / "study", tmp_path / "answers.xlsx", "en")
    plan = plan_of(tmp_path / "study")
    assert plan.respondents.sheet == "Data"
    assert keys_of(made).count("sheet-chosen") == 1
    (item,) = items_of(tmp_path / "study").values()
    assert [code.code for code in item.codes] == ["oui", "non"]


def test_what_a_program_writes_for_itself_is_known_in_french_too(tmp_path: Path) -> None:
    own = {
        "ID de la réponse": [str(i) for i in range(N)],
        "Dernière page": cycle("5"),
        "Langue de départ": cycle("fr", "fr", "en"),
        "Tête de série": cycle("11", "12", "13", "14"),
        "Date de lancement": cycle("2026-03-02 10:00:00", "2026-03-03 10:00:00"),
        "Adresse IP": [f"10.0.0.{i}" for i in range(N)],
    }
    study, _ = draft(tmp_path, {**own, "Êtes-vous client ?": cycle("Oui", "Non")})
    assert [item.columns for item in items_of(study).values()] == [("Êtes-vous client ?",)]


@pytest.mark.parametrize("ends", [("-2", "+2"), ("-2 (worse)", "+2 (better)")])
def test_points_with_a_plus_are_points(tmp_path: Path, ends: tuple[str, str]) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "evolution": cycle(ends[0], "-1", "+1", "+1", ends[1])})
    item = items_of(study)["evolution"]
    assert (item.type, [code.value for code in item.codes]) == ("scale", [-2, -1, 0, 1, 2])
    assert mean_of(study, "evolution") == pytest.approx(0.2)


@pytest.mark.parametrize("form", ["{}", "{} (worse)"])
def test_a_minus_as_printers_set_it_is_one(tmp_path: Path, form: str) -> None:
    lowest = form.format("\u22122")
    study, _ = draft(tmp_path, {"id": IDS, "change": cycle(lowest, "\u22121", "0", "1", "2")})
    item = items_of(study)["change"]
    assert (item.type, [code.value for code in item.codes]) == ("scale", [-2, -1, 0, 1, 2])
    assert mean_of(study, "change") == pytest.approx(0.0)


def test_a_recommendation_in_two_digits_is_read(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "q7_nps": cycle("07", "08", "09", "10", "00")})
    assert items_of(study)["q7_nps"].type == "nps"
    assert not errors_of(study)
    assert mean_of(study, "q7_nps") == pytest.approx(6.8)


@pytest.mark.parametrize(("points", "none"), [("012345", "0"), ("123456", "6")])
@pytest.mark.parametrize("lines", [1, 3])
def test_a_scale_and_one_number_more_is_asked_about(tmp_path: Path, points: str, none: str, lines: int) -> None:
    rows = {
        f"q6_{j}": [points[(i * (j + 1) + i // 8) % len(points)] for i in range(3 * N)] for j in range(1, lines + 1)
    }
    study, made = draft(tmp_path, {"id": [f"r{i:03d}" for i in range(3 * N)], **rows})
    item = next(iter(items_of(study).values()))
    assert (item.type, keys_of(made, item.id)) == ("single" if lines == 1 else "grid", ["scale-with-none"])
    assert f"{none} says that there is no answer" in (study / "questionnaire.toml").read_text(encoding="utf-8")


def test_a_line_called_price_between_two_of_a_scale_is_one_too(tmp_path: Path) -> None:
    points = cycle("1", "2", "3", "4", "5")
    points[7] = points[11] = "99"
    columns = {"Welcome": points, "Price": points[::-1], "Clarity": points, "Visits": points}
    study, made = draft(tmp_path, {"id": IDS, **columns})
    assert [item.type for item in items_of(study).values()] == ["scale", "scale", "scale", "numeric"]
    assert keys_of(made, "price") == ["scale-or-list", "missing-number-taken"]
    means = [float(np.nanmean(answers_of(study).numbers(id_))) for id_ in ("price", "welcome")]
    assert means[0] == means[1]


def test_a_plain_list_of_numbers_is_no_scale_with_one_more(tmp_path: Path) -> None:
    _, made = draft(tmp_path, {"id": IDS, "q": cycle("1", "2", "3", "4"), "r": cycle("2", "3", "4", "5", "6")})
    assert keys_of(made, "q") == keys_of(made, "r") == []


def test_numbers_with_a_unit_are_told(tmp_path: Path) -> None:
    columns = {"growth": [f"{i - 20:+d} %" for i in range(N)], "visits": cycle("1 time", "2 times", "3 times")}
    study, made = draft(tmp_path, {"id": IDS, **columns})
    assert {id_: item.type for id_, item in items_of(study).items()} == {"growth": "open", "visits": "single"}
    assert keys_of(made, "growth") == ["numbers-with-unit"]


def test_a_path_of_wordings_parts_at_its_last_stroke(tmp_path: Path) -> None:
    app, desk = cycle("TRUE", "FALSE", "TRUE"), cycle("FALSE", "TRUE", "TRUE")
    columns = {
        "Use/Which channels ?": cycle("The app", "At the desk", "The app At the desk"),
        "Use/Which channels ?/The app": app,
        "Use/Which channels ?/At the desk": desk,
        "Use/Note/Welcome desk": cycle("1", "2", "3", "4", "5"),
        "Use/Note/Time to wait": cycle("5", "2", "1", "4", "3"),
    }
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    channels, *notes = items_of(study).values()
    assert (channels.type, [code.code for code in channels.codes]) == ("multiple", ["the_app", "at_the_desk"])
    assert [note.id for note in notes if "." in note.id] == ["note.welcome_desk", "note.time_to_wait"]


def test_three_answers_in_order_are_places(tmp_path: Path) -> None:
    orders = [("a", "b", "c"), ("c", "a", "b"), ("b", "a", "c"), ("a", "c", "b")]
    columns = {f"Q3[{n + 1}]": [orders[i % 4][n] for i in range(N)] for n in range(3)}
    _, made = draft(tmp_path, {"id": IDS, **columns})
    assert "mentions" in keys_of(made, "q3")


def test_a_column_without_a_name_before_the_first_question_belongs_to_none(tmp_path: Path) -> None:
    rows = [["Survey"], ["", "Which channels?", "", ""], ["", "App", "Branch", "Phone"]]
    rows += [[id_, *(("App", "", "Phone") if i % 3 else ("", "Branch", ""))] for i, id_ in enumerate(IDS)]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    make_study(tmp_path / "study", source, "en")
    (item,) = items_of(tmp_path / "study").values()
    assert (item.type, [code.code for code in item.codes]) == ("multiple", ["app", "branch", "phone"])
    assert plan_of(tmp_path / "study").respondents.skip_rows == (3,)


def test_words_above_numbers_and_days_are_a_second_header(tmp_path: Path) -> None:
    columns = {
        "When": ["Day of call", *(f"2026-03-{1 + i % 20:02d}" for i in range(N))],
        "Q1": ["Age?", *(str(20 + i % 30) for i in range(N))],
        "Q2": ["Client?", *cycle("yes", "no")],
    }
    study, _ = draft(tmp_path, {"id": ["Key", *IDS], **columns})
    assert plan_of(study).respondents.skip_rows == (2,)
    assert {id_: (item.type, len(item.codes)) for id_, item in items_of(study).items()} == {
        "q1": ("numeric", 0),
        "q2": ("single", 2),
    }


def test_a_name_is_a_persons_and_a_post_code_no_quantity(tmp_path: Path) -> None:
    columns = {"Votre nom": [f"Martin {i}" for i in range(N)], "postal": [f"{1000 + 977 * i:05d}" for i in range(N)]}
    study, _ = draft(tmp_path, {"id": IDS, **columns, "client": cycle("oui", "non")})
    assert {id_: item.type for id_, item in items_of(study).items()} == {"postal": "open", "client": "single"}


def test_a_title_alone_on_its_line_is_above_the_header(tmp_path: Path) -> None:
    rows = [["Results", "", ""], ["no", "Client?", "Note"], *([id_, "yes", str(i % 5)] for i, id_ in enumerate(IDS))]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    make_study(tmp_path / "study", source, "en")
    assert plan_of(tmp_path / "study").respondents.header_row == 2
    assert list(items_of(tmp_path / "study")) == ["q2", "note"]


def test_a_recommendation_may_have_words_for_no_answer(tmp_path: Path) -> None:
    cells = cycle(*(str(n) for n in range(11)), "Sans opinion")
    study, _ = draft(tmp_path, {"id": IDS, "Nous recommanderiez-vous ?": cells, "client": cycle("oui", "non")})
    item = next(iter(items_of(study).values()))
    assert (item.type, [code.missing for code in item.codes if code.missing]) == ("nps", ["dont_know"])
    assert len(item.codes) == 12


@pytest.mark.parametrize("word", ["X", "NC", "None"])
def test_a_word_beside_all_points_of_a_scale_is_no_point_and_said(tmp_path: Path, word: str) -> None:
    study, made = draft(tmp_path, {"id": IDS, "note": cycle("1", "2", "3", "4", "5", word)})
    item = items_of(study)["note"]
    assert item.type == "scale"
    assert [code.code for code in item.codes if code.missing] == [word]
    assert "words-among-numbers" in keys_of(made, "note")
    assert np.nanmean(answers_of(study).numbers("note")) == 3
    assert errors_of(study) == []


def test_a_word_that_may_label_a_point_is_no_missing_one(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "note": cycle("1", "2", "3", "4", "5", "Très satisfait")})
    assert items_of(study)["note"].type == "single"
    assert not any(code.missing for code in items_of(study)["note"].codes)


def test_a_recommendation_beside_a_word_keeps_its_score(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Recommandation": cycle(*map(str, range(11)), "X")})
    item = items_of(study)["recommandation"]
    assert (item.type, [code.code for code in item.codes if code.missing]) == ("nps", ["X"])


def test_a_number_of_no_answer_among_words_enters_no_mean(tmp_path: Path) -> None:
    words = ("Pas du tout satisfait", "Plutôt pas satisfait", "Plutôt satisfait", "Très satisfait")
    study, made = draft(tmp_path, {"id": IDS, "q": cycle(*words, "99")})
    item = items_of(study)["q"]
    assert (item.type, [code.code for code in item.codes if code.missing]) == ("scale", ["99"])
    assert "missing-number-taken" in keys_of(made, "q")


def test_signs_that_differ_are_answers_and_one_sign_is_none(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "q": cycle("--", "-", "0", "+", "++"), "r": cycle("a", "b", "-")})
    assert items_of(study)["q"].type == "open"
    assert keys_of(made, "q") == ["codes-alike"]
    assert [code.code for code in items_of(study)["r"].codes if code.missing] == ["-"]


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("${:,.2f}", "numbers-grouped"),
        ("£{:,.2f}", "numbers-grouped"),
        ("CHF {:.2f}", "numbers-with-unit"),
        ("({:.0f})", "numbers-unread"),
        ("{:.0f}-", "numbers-unread"),
        ("{:.2f} ¤", "numbers-unread"),
    ],
)
def test_quantities_that_stay_texts_are_said(tmp_path: Path, form: str, key: str) -> None:
    study, made = draft(tmp_path, {"id": IDS, "montant": [form.format(1000 + i * 37.5) for i in range(N)]})
    assert items_of(study)["montant"].type == "open"
    assert keys_of(made, "montant") == [key]


def test_zero_far_below_a_quantity_is_doubted(tmp_path: Path) -> None:
    ages = [str(18 + i % 50) if i % 12 else "0" for i in range(N)]
    spent = [str(i * 7 % 300) for i in range(N)]
    _, made = draft(tmp_path, {"id": IDS, "age": ages, "depense": spent})
    assert keys_of(made, "age") == ["zero-apart"]
    assert keys_of(made, "depense") == []


@pytest.mark.parametrize("sign", ["-", "N/A", "."])
def test_a_sign_in_every_empty_cell_of_an_open_question_is_nothing_anybody_wrote(tmp_path: Path, sign: str) -> None:
    answers = [sign if i % 4 else f"Le site est lent, essai {i}" for i in range(N)]
    study, made = draft(tmp_path, {"id": IDS, "Pourquoi ?": answers})
    (item,) = items_of(study).values()
    assert (item.type, [(c.code, c.missing) for c in item.codes]) == ("open", [(sign, "absent")])
    assert keys_of(made, item.id) == ["missing-word"]
    assert (answers_of(study).missing[item.id] == 0).sum() == N / 4


def test_the_words_of_people_who_do_not_know_are_what_they_wrote(tmp_path: Path) -> None:
    answers = ["Je ne sais pas" if i % 4 else f"Le site est lent, essai {i}" for i in range(N)]
    study, _made = draft(tmp_path, {"id": IDS, "Pourquoi ?": [*answers[:-2], "na", "NA"]})
    (item,) = items_of(study).values()
    assert (item.type, [c.code for c in item.codes]) == ("open", ["na"])
    assert (answers_of(study).missing[item.id] == 0).sum() == N - 2, "both spellings of one word"


def test_an_id_that_is_named_goes_before_a_count_of_the_rows(tmp_path: Path) -> None:
    ids = [str(270_000 + 7 * (i * 37 % N)) for i in range(N)]
    study, _made = draft(tmp_path, {"": [str(i) for i in range(N)], "ID expérience": ids, "Note": cycle("1", "5", "3")})
    assert plan_of(study).respondents.id == "ID expérience"
    assert set(items_of(study)) == {"note"}, "neither is a quantity with a mean"


@pytest.mark.parametrize("name", ["Code INSEE commune", "Zip code", "CP"])
def test_numbers_that_are_names_have_no_mean(name: str, tmp_path: Path) -> None:
    codes = [f"{75_001 + 13 * (i * 7 % 31)}.0" for i in range(N)]
    study, _made = draft(tmp_path, {"id": IDS, name: codes, "Dépense": [str(i * 3) for i in range(N)]})
    assert [(item.type, item.columns) for item in items_of(study).values()] == [
        ("open", (name,)),
        ("numeric", ("Dépense",)),
    ]


@pytest.mark.parametrize(
    ("heading", "doubted"),
    [
        ("Note de 1 à 10", True), ("How good is it, from 1 to 10?", True), ("Bewertung (1-10)", True), ("Nota de 1 a 10", True),
        ("Note de 0 à 10", False), ("Note", False), ("Note sur 10", False), ("Question 1.10", False),
    ],
)  # fmt: skip
def test_a_zero_below_a_scale_that_begins_at_one_is_doubted(tmp_path: Path, heading: str, doubted: bool) -> None:
    study, made = draft(tmp_path, {"id": [f"R{i}" for i in range(44)], heading: [str(i % 11) for i in range(44)]})
    (item,) = items_of(study).values()
    assert (item.type, "zero-unsaid" in keys_of(made, item.id)) == ("scale", doubted)


@pytest.mark.parametrize(
    "classes",
    [
        ("meno di 10K", "da 10 a 25K", "da 25 a 40K", "oltre i 40K"), ("Unter 20 Jahre", "20 bis 39 Jahre", "40 Jahre und älter"),
        ("Menos de 1000", "1000 a 2000", "Más de 2000"), ("Hasta 5", "6 a 10", "Más de 10"), ("Minder dan 5", "5 tot 10", "Meer dan 10"),
    ],
    ids=lambda classes: classes[0],
)  # fmt: skip
def test_classes_come_in_their_order_in_any_language(tmp_path: Path, classes: tuple[str, ...]) -> None:
    cells = [classes[-1 - i % len(classes)] for i in range(60)]
    study, _ = draft(tmp_path, {"id": [f"R{i}" for i in range(60)], "Classe": cells})
    (item,) = items_of(study).values()
    assert [code.code for code in item.codes] == list(classes)


def test_answers_that_only_signs_tell_apart_are_counted_apart(tmp_path: Path) -> None:
    kinds = ("C", "C++", "C#", "Neko")
    cells = [";".join(kind for at, kind in enumerate(kinds) if i >> at & 1) for i in range(1, 16)] * 4
    study, _ = draft(tmp_path, {"id": [f"R{i}" for i in range(60)], "Languages used": cells})
    item = items_of(study)["languages_used"]
    assert {code.code: code.yes for code in item.codes} == {
        "C": None, "c-plus-plus": "C++", "c-number": "C#", "Neko": None,
    }  # fmt: skip
    assert errors_of(study) == []
    assert answers_of(study).ticked["languages_used"].sum(axis=0).tolist() == [32] * 4
