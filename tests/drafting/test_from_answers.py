"""Files of answers as offices write them, and the study each becomes; every draft is read, and checked with its answers."""

import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from drafted import answers_of, draft, errors_of, items_of, keys_of, plan_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relstudy.drafting.making import make_study
from relstudy.errors import StudyError
from relstudy.survey.disclosure import MANDATORY, OF_INTERVIEWS

N = 60


def cycle(*values: str, n: int = N) -> list[str]:
    return [values[i % len(values)] for i in range(n)]


IDS = [f"R{i:03d}" for i in range(N)]


def test_types_of_plain_columns(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "ident": IDS,
        "sexe": cycle("1", "2"),
        "satisfaction": cycle(*map(str, range(11))),
        "accord": cycle("1", "2", "3", "4", "5"),
        "Recommandation": cycle("0", "5", "9", "10"),
        "age": [str(18 + i) for i in range(N)],
        "depense": [f"{i}.5" for i in range(N)],
        "Pourquoi ?": [f"parce que je l'ai voulu ainsi, fois {i}" for i in range(N)],
    })  # fmt: skip
    items = items_of(study)
    assert {id_: item.type for id_, item in items.items()} == {
        "sexe": "single", "satisfaction": "scale", "accord": "scale", "recommandation": "nps", "age": "numeric",
        "depense": "numeric", "q8": "open",
    }  # fmt: skip
    assert [code.value for code in items["satisfaction"].codes] == list(range(11))
    assert plan_of(study).respondents.id == "ident"
    assert errors_of(study) == []


def test_codes_nobody_chose_inside_a_scale_are_declared(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "note": cycle("0", "2", "4", "6", "7", "10")})
    assert [code.code for code in items_of(study)["note"].codes] == [str(n) for n in range(11)]


def test_codes_come_in_the_order_of_their_numbers_and_missing_ones_last(tmp_path: Path) -> None:
    study, made = draft(
        tmp_path,
        {
            "id": IDS,
            "Age": cycle("60+", "18 - 29", "45 - 59", "-", "30 - 44"),
            "sure": cycle("No", "Don't know", "Yes"),
        },
    )
    items = items_of(study)
    assert [code.code for code in items["age"].codes] == ["18 - 29", "30 - 44", "45 - 59", "60+", "-"]
    assert [(code.code, code.missing) for code in items["sure"].codes] == [
        ("Yes", None),
        ("No", None),
        ("Don't know", "dont_know"),
    ]
    assert items["age"].codes[-1].missing == "absent"
    assert keys_of(made, "age") == ["missing-word"]
    assert errors_of(study) == []


def test_amounts_are_ordered_by_their_number(tmp_path: Path) -> None:
    income = ("$50,000 to $74,999", "$0 to $9,999", "$200,000 and up", "$10,000 to $24,999")
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle(*income)})
    assert [code.code for code in items_of(study)["q"].codes] == [income[1], income[3], income[0], income[2]]


def test_numbers_of_no_answer_are_proposed_for_a_list_and_kept_out_of_a_mean(tmp_path: Path) -> None:
    study, made = draft(
        tmp_path,
        {
            "id": IDS,
            "region": cycle("1", "2", "3", "99"),
            "note": cycle(*map(str, range(11)), "99"),
            "age": [*cycle("25", "31", "47", n=59), "999"],
        },
    )
    items = items_of(study)
    assert [(code.code, code.missing) for code in items["region"].codes][-1] == ("99", None)
    assert [(code.code, code.missing) for code in items["note"].codes][-1] == ("99", "refused")
    assert [(code.code, code.missing) for code in items["age"].codes] == [("999", "refused")]
    assert keys_of(made, "region") == ["missing-number"]
    assert keys_of(made, "note") == ["missing-number-taken"]
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert text.count("# TO SETTLE:") == 3


def test_whole_numbers_written_as_floats_are_codes(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle("1.0", "2.0", "")})
    assert [code.code for code in items_of(study)["q"].codes] == ["1", "2"]
    assert errors_of(study) == []


def test_one_decimal_convention_makes_numbers_and_two_do_not(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "a": [f"{i},5" for i in range(N)], "b": cycle("0,5", "1.0")})
    items = items_of(study)
    assert items["a"].type == "numeric"
    assert items["b"].type == "single"
    assert errors_of(study) == []


def test_a_number_that_may_be_a_thousand_is_not_taken_for_no_answer(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "spent": [*(str(i) for i in range(59)), "1,234"]})
    assert items_of(study)["spent"].type == "open"
    assert keys_of(made, "spent") == ["numbers-unread"]


def test_words_among_numbers_are_no_answers(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "hours": [*(str(i) for i in range(57)), "NSP", "refus", "NSP"]})
    assert [(c.code, c.missing) for c in items_of(study)["hours"].codes] == [("NSP", "dont_know"), ("refus", "refused")]
    assert keys_of(made, "hours") == ["words-among-numbers"]
    assert errors_of(study) == []


def test_answers_that_fold_alike_are_left_to_the_analyst(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "q": cycle("Très bien", "tres bien", "Mal")})
    assert items_of(study)["q"].type == "open"
    assert keys_of(made, "q") == ["codes-alike"]
    assert errors_of(study) == []


# -- sets and grids --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "separator", "codes"),
    [
        (("1;2;3;", "2;", "1;3;", "1;"), ";", ["1", "2", "3"]),
        (("app|desk", "app", "desk", "phone|app"), "|", ["app", "desk", "phone"]),
        (
            ("Téléphone, Agence", "Agence", "Téléphone", "Agence, Site web", "Site web"),
            ", ",
            ["Agence", "Téléphone", "Site web"],
        ),
        (("1,2", "2", "1,2,3", "1,3", "3"), ",", ["1", "2", "3"]),
    ],
)
def test_several_answers_in_one_cell(tmp_path: Path, texts: tuple[str, ...], separator: str, codes: list[str]) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "canaux": cycle(*texts)})
    item = items_of(study)["canaux"]
    assert (item.type, item.separator) == ("multiple", separator)
    assert sorted(code.code for code in item.codes) == sorted(codes)
    assert errors_of(study) == []


@pytest.mark.parametrize(
    "texts",
    [
        ("Yes, often", "Yes, rarely", "No, never"),
        ("$10,000 to $24,999", "$25,000 to $49,999"),
        ("oui/non", "plutôt oui"),
        ("0,5", "1,5"),
    ],
)
def test_a_comma_in_an_answer_is_no_separator(tmp_path: Path, texts: tuple[str, ...]) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle(*texts)})
    assert items_of(study)["q"].type != "multiple"


@pytest.mark.parametrize(
    ("ticks", "yes"),
    [
        (("0", "1"), None),
        (("oui", "non"), None),
        (("x", ""), None),
        (("1", ""), None),
        (("Selected", "Not selected"), "Selected"),
        (("1.0", "0.0"), "1.0"),
        (("O", "N"), "O"),
    ],
)
def test_columns_of_ticks_are_one_multiple_item(tmp_path: Path, ticks: tuple[str, str], yes: str | None) -> None:
    columns = {
        "id": IDS,
        "q5_1": cycle(*ticks),
        "q5_2": cycle(ticks[1], *ticks),
        "q5_3": cycle(*ticks, ticks[0], ticks[0]),
    }
    study, _ = draft(tmp_path, columns)
    item = items_of(study)["q5"]
    assert (item.type, item.columns, item.yes) == ("multiple", ("q5_1", "q5_2", "q5_3"), yes)
    assert [code.code for code in item.codes] == ["1", "2", "3"]
    assert errors_of(study) == []


def test_ticks_coded_one_and_two_are_asked_about(tmp_path: Path) -> None:
    _, made = draft(tmp_path, {"id": IDS, "q5_1": cycle("1", "2"), "q5_2": cycle("2", "1", "1")})
    assert keys_of(made, "q5") == ["one-two"]


def test_columns_that_hold_their_own_answer(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Q2 [a]": cycle("Agence", ""), "Q2 [b]": cycle("", "", "Site web")})
    item = items_of(study)["q2"]
    assert (item.type, item.yes, [code.code for code in item.codes]) == ("multiple", "*", ["agence", "site_web"])
    assert plan_of(study).labels.texts["code/q2/site_web"] == {"en": "Site web"}
    assert errors_of(study) == []


def test_the_same_codes_under_one_stem_are_a_grid(tmp_path: Path) -> None:
    columns = {"id": IDS, **{f"q7_{i}": cycle("1", "2", "3", "4", "5", n=N)[i:] + ["3"] * i for i in (1, 2, 3)}}
    study, made = draft(tmp_path, columns)
    items = items_of(study)
    assert [id_ for id_ in items if id_.startswith("q7")] == ["q7", "q7.1", "q7.2", "q7.3"]
    assert items["q7.2"].type == "scale"
    assert keys_of(made, "q7") == ["scale-or-list"]
    assert errors_of(study) == []


def test_mentions_are_not_passed_for_lines_of_a_grid(tmp_path: Path) -> None:
    first = cycle("1", "2", "3", "4", "5")
    second = ["" if i % 3 == 0 else str(1 + int(f) % 5) for i, f in enumerate(first)]
    study, made = draft(tmp_path, {"id": IDS, "q6_1": first, "q6_2": second})
    assert keys_of(made, "q6")[0] == "mentions"
    item = items_of(study)["q6"]
    assert (item.type, item.by_place, item.columns) == ("rank", True, ("q6_1", "q6_2"))
    assert errors_of(study) == []


def test_columns_of_places_are_a_ranking(tmp_path: Path) -> None:
    """Each column holds the place of its answer; one respondent in five places two answers only."""
    orders = cycle("123", "132", "213", "312", "12.")
    columns = {
        f"Classez [{name}]": [o[j].replace(".", "") for o in orders]
        for j, name in enumerate(("Site", "Appli", "Agence"))
    }
    study, made = draft(tmp_path, {"id": IDS, **columns})
    item = next(i for i in items_of(study).values() if i.type == "rank")
    assert (item.by_place, item.columns) == (False, tuple(columns))
    assert [code.code for code in item.codes] == ["site", "appli", "agence"]
    assert keys_of(made, item.id)[0] == "ranks"
    ranks = answers_of(study).ranks[item.id]
    assert (ranks == 1).sum(axis=0).tolist() == [36, 24, 0]
    assert (ranks[:, 2] == 0).sum() == N / 5
    assert errors_of(study) == []


def test_numbered_questions_are_no_family(tmp_path: Path) -> None:
    study, _ = draft(
        tmp_path, {"id": IDS, "q1": cycle("0", "1"), "q2": cycle("1", "0", "0"), "q3": cycle("1", "1", "0")}
    )
    assert [item.type for item in items_of(study).values()] == ["single"] * 3


def test_a_form_of_google_has_its_questions_as_labels(tmp_path: Path) -> None:
    columns = {
        "Horodateur": [f"{1 + i % 28:02d}/10/2021 18:01:0{i % 10}" for i in range(N)],
        "Comment évaluez-vous nos services ? [Accueil]": cycle("Bien", "Mal", "Moyen"),
        "Comment évaluez-vous nos services ? [Délai]": cycle("Mal", "Bien", "Moyen", "Mal"),
        "Quels canaux utilisez-vous ?": cycle("Site, Agence", "Site", "Agence", "Téléphone"),
        "Adresse e-mail": [f"a{i}@exemple.fr" for i in range(N)],
    }
    study, made = draft(tmp_path, columns, lang="en")
    items = items_of(study)
    assert [(item.id, item.type) for item in items.values()] == [
        ("q2", "grid"), ("q2.accueil", "scale"), ("q2.delai", "scale"), ("q4", "multiple"),
    ]  # fmt: skip
    plan = plan_of(study)
    assert plan.languages == ("fr",)
    assert plan.labels.texts["item/q2"] == {"fr": "Comment évaluez-vous nos services ?"}
    assert plan.labels.texts["row/q2/delai"] == {"fr": "Délai"}
    assert plan.respondents.id == "row"
    assert plan.waves[0].id == "2021-10"
    assert plan.waves[0].facts.field_start.isoformat() == "2021-10-01"
    assert keys_of(made) == ["personal", "dates-from"]
    assert errors_of(study) == []


# -- headers ---------------------------------------------------------------------------------------


def test_wordings_below_the_names(tmp_path: Path) -> None:
    columns = {
        "ResponseId": ["Response ID", *IDS],
        "Q1": ["Do you use the application of your bank?", *cycle("1", "2")],
        "Q2_1": ["Which of these do you use? - The app on the phone", *cycle("1", "")],
        "Q2_2": ["Which of these do you use? - The branch", *cycle("", "1", "1")],
    }
    study, made = draft(tmp_path, columns)
    plan = plan_of(study)
    assert plan.respondents.skip_rows == (2,)
    assert plan.labels.texts["item/q1"] == {"en": "Do you use the application of your bank?"}
    assert plan.labels.texts["item/q2"] == {"en": "Which of these do you use?"}
    assert plan.labels.texts["code/q2/2"] == {"en": "The branch"}
    assert "two-headers" in keys_of(made)
    assert errors_of(study) == []


def test_names_below_the_wordings(tmp_path: Path) -> None:
    columns = {
        "Identifiant du répondant dans le fichier": ["ident_1", *IDS],
        "Utilisez-vous l'application de votre banque ?": ["q_1", *cycle("1", "2")],
        "Que pensez-vous de son ergonomie aujourd'hui ?": ["q_2", *cycle(*map(str, range(11)))],
    }
    study, _ = draft(tmp_path, columns)
    plan = plan_of(study)
    assert plan.respondents.header_row == 2
    assert [item.columns for item in plan.items] == [("q_1",), ("q_2",)]
    assert plan.labels.texts["item/q_1"] == {"fr": "Utilisez-vous l'application de votre banque ?"}
    assert errors_of(study) == []


def test_answers_below_the_first_of_their_columns(tmp_path: Path) -> None:
    lines = ["Respondent ID,Which channels do you use?,,,How old are you?", ",The app,The branch,Phone,Response"]
    lines += [
        f"{1000 + i},{'The app' if i % 2 else ''},{'The branch' if i % 3 else ''},{'Phone' if i % 5 == 0 else ''},{20 + i % 31}"
        for i in range(N)
    ]
    source = tmp_path / "monkey.csv"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    study = tmp_path / "study"
    make_study(study, source, "en")
    plan = plan_of(study)
    assert [(item.id, item.type, item.columns) for item in plan.items] == [
        ("q2", "multiple", ("Which channels do you use?", "#3", "#4")), ("q5", "numeric", ("How old are you?",)),
    ]  # fmt: skip
    assert plan.labels.texts["item/q2"] == {"en": "Which channels do you use?"}
    assert errors_of(study) == []


def test_a_header_below_a_title(tmp_path: Path) -> None:
    source = tmp_path / "titled.csv"
    source.write_text("Enquête 2026\n\nid;q1\n" + "".join(f"{i};{1 + i % 2}\n" for i in range(N)), encoding="utf-8")
    made = make_study(tmp_path / "study", source, "fr")
    assert plan_of(tmp_path / "study").respondents.header_row == 3
    assert "header-row" in keys_of(made)
    assert errors_of(tmp_path / "study") == []


# -- roles -----------------------------------------------------------------------------------------


def test_weights_in_decimals_and_their_traps(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "q1": cycle("1", "2"), "poids": cycle("0,8", "1,2"), "pond_b": cycle("0,9", "1,1", ""), "weight": cycle("70", "65"),
    })  # fmt: skip
    plan = plan_of(study)
    assert plan.waves[0].weighting.column == "poids"
    assert [item.id for item in plan.items] == ["q1", "weight"]
    assert "weight-with-blanks" in keys_of(made)
    assert errors_of(study) == []


def test_several_weights_by_their_stage_are_to_settle(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "q1": cycle("1", "2"), "w_final": cycle("0.8", "1.2"), "weight_base": cycle("0.9", "1.1"),
        "weight_kg": cycle("70.5", "65.2", "81.3", "92.1"), "w_q2": cycle("1.5", "2.5", "3.5"),
    })  # fmt: skip
    plan = plan_of(study)
    assert plan.waves[0].weighting.column == "w_final"
    assert "several-weights" in keys_of(made)
    assert [item.id for item in plan.items] == ["q1", "weight_kg", "w_q2"]


def test_zero_weights_are_dropped_and_said(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "q1": cycle("1", "2"), "wgt": ["0", *cycle("0.8", "1.2", n=N - 1)]})
    assert plan_of(study).waves[0].weighting.zero == "drop"
    assert "zero-weights" in keys_of(made)
    assert errors_of(study) == []


def test_ids_that_repeat_are_lines(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"ident": [f"R{i // 2}" for i in range(N)], "q1": cycle("1", "2", "2")})
    assert plan_of(study).respondents.id == "row"
    assert "id-repeats" in keys_of(made)
    assert errors_of(study) == []


@pytest.mark.parametrize(
    ("days", "first", "said"),
    [
        (("13/02/2026", "01/03/2026"), "2026-02-13", ["dates-from"]),
        (("02/13/2026", "03/01/2026"), "2026-02-13", ["dates-from"]),
        (("02/03/2026", "04/03/2026"), "2026-03-02", ["dates-from", "dates-ambiguous"]),
        (("2026-03-02 10:00:00", "2026-03-04T11:00:00Z"), "2026-03-02", ["dates-from"]),
        (("2 mars 2026 10:00", "4 mars 2026 11:00"), "2026-03-02", ["dates-from"]),
        (("Mar 2, 2026", "Mar 4, 2026"), "2026-03-02", ["dates-from"]),
    ],
)
def test_dates_of_fieldwork(tmp_path: Path, days: tuple[str, ...], first: str, said: list[str]) -> None:
    study, made = draft(tmp_path, {"id": IDS, "q1": cycle("1", "2"), "Submit date": cycle(*days)})
    assert plan_of(study).waves[0].facts.field_start.isoformat() == first
    assert keys_of(made) == said if "labels" not in keys_of(made) else keys_of(made)[-len(said) :] == said


def test_without_dates_the_day_is_none_that_anybody_would_believe(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {"id": IDS, "Used": cycle("Yes", "No")})
    assert plan_of(study).waves[0].facts.field_start.year == 1900
    assert keys_of(made) == ["dates"]


def test_what_identifies_persons_is_left_out_and_said(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "q1": cycle("1", "2"), "Contact": [f"p{i}@exemple.fr" for i in range(N)], "Tel": [f"06 12 34 56 {i:02d}" for i in range(N)],
        "Nom": cycle("Martin", "Durand"), "part": [f"0.{i:016d}" for i in range(1, N + 1)],
    })  # fmt: skip
    assert [item.id for item in plan_of(study).items] == ["q1", "part"]
    personal = next(remark for _, _, remark in made.remarks if remark.key == "personal")
    assert personal.fields["columns"] == "Contact, Tel, Nom"
    assert errors_of(study) == []


def test_codes_that_only_number_answers_want_labels(tmp_path: Path) -> None:
    # Words say themselves, points of a scale and quantities need none.
    _, made = draft(tmp_path, {
        "id": IDS, "q1": cycle("1", "2", "4"), "q2": cycle("Oui", "Non"), "q3": cycle(*map(str, range(11))), "q4": [f"{i}.5" for i in range(N)],
    })  # fmt: skip
    (told,) = (remark for _, _, remark in made.remarks if remark.key == "code-labels")
    assert told.fields == {"items": "1", "first": "q1"}


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_typed_files(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({
        "rid": range(1000, 1000 + N),
        "ok": [True, False] * 30,
        "note": [float(i % 5 + 1) if i % 7 else None for i in range(N)],
        "share": [i / 61 for i in range(N)],
        "when": pd.date_range("2026-03-02 10:05", periods=N, freq="6h"),
    })  # fmt: skip
    source = tmp_path / f"answers.{ending}"
    frame.to_parquet(source) if ending == "parquet" else frame.to_excel(source, index=False)
    made = make_study(tmp_path / "study", source, "fr")
    plan = plan_of(tmp_path / "study")
    assert f"waves/2026-03/responses.{ending}" in made.files
    assert [(item.id, item.type) for item in plan.items] == [("ok", "single"), ("note", "scale"), ("share", "numeric")]
    assert [code.code for code in plan.items[0].codes] == ["0", "1"]
    assert plan.respondents.id == "rid"
    assert errors_of(tmp_path / "study") == []


# -- filters ---------------------------------------------------------------------------------------


def test_a_filter_the_answers_tell(tmp_path: Path) -> None:
    uses = cycle("1", "2", "3")
    study, made = draft(tmp_path, {
        "id": IDS, "uses": uses,
        "why": ["7" if u == "1" else "" for u in uses],
        "how": [("4" if i % 2 else "5") if u in "13" else "" for i, u in enumerate(uses)],
        "odd": ["1" if i % 7 else "" for i in range(N)],
    })  # fmt: skip
    items = items_of(study)
    assert items["why"].filter == "uses == '1'"
    assert items["how"].filter == "uses in ['1', '3']"
    assert (items["odd"].filter, items["odd"].blank) == ("unknown", "filtered")
    assert keys_of(made, "why") == ["one-answer", "blanks-rule"]
    assert keys_of(made, "odd") == ["one-answer", "blanks"]
    assert errors_of(study) == []


def test_a_filter_by_a_tick(tmp_path: Path) -> None:
    ticked = cycle("1;2;", "2;", "1;", "3;")
    study, _ = draft(tmp_path, {"id": IDS, "q1": ticked, "app": ["8" if "1" in t else "" for t in ticked]})
    assert items_of(study)["app"].filter == "q1 == '1'"
    assert errors_of(study) == []


def test_one_answer_against_the_rule_and_it_is_no_rule(tmp_path: Path) -> None:
    uses = cycle("1", "2")
    why = ["7" if u == "1" else "" for u in uses]
    why[1] = "8"
    study, _ = draft(tmp_path, {"id": IDS, "uses": uses, "why": why})
    assert items_of(study)["why"].filter == "unknown"


def test_a_long_file_is_looked_at_on_some_of_its_rows(tmp_path: Path) -> None:
    n = 120_000
    uses = cycle("1", "2", "3", n=n)
    study, _ = draft(tmp_path, {"uses": uses, "why": ["7" if u == "1" else "" for u in uses]})
    assert items_of(study)["why"].filter == "uses == '1'"


def test_settings_to_uncomment_read_and_name_what_may_serve(tmp_path: Path) -> None:
    columns = {"id": IDS, "Sexe": cycle("H", "F"), "note": cycle(*map(str, range(11)))}
    study, _ = draft(tmp_path, columns, lang="fr")
    text = (study / "study.toml").read_text(encoding="utf-8")
    path = study / "study.toml"
    at = text.rindex("# [profiles]")
    uncommented = text[at:].replace("# [", "[").replace("\n# ", "\n")
    # The register of expectations is not written yet.
    without = re.sub(r"\[expectations\].*?\n(?=\[)", "", uncommented, flags=re.DOTALL)
    path.write_text(text[:at] + without, encoding="utf-8")
    plan = plan_of(study)
    assert plan.profiles is not None
    assert plan.profiles.items == ("note",)
    assert plan.tables.banner == ("sexe",)


# -- whatever comes --------------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "-", "1", "2", "5", "10", "99", "1.0", "0,5", "1.5", "oui", "non", "Oui", "NSP", "1;2;", "a, b", "a|b", "12/10/2021",
     "é\"q'", "${x}", "\\", "🤩", "👍", "a/b", "nan", "ab\ncd", "'", "1 2", "=1+1", "1,234"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["q1", "q5_1", "q5_2", "Q7[a]", "Q7[b]", "Age", "id", "poids", "Vraiment ?", "email", "a - b", "a - c", "and", "x/y", "x/z",
     "NPS", "annee", "1", "_id", "items", "q1b", "😀", "", "codes"]
)  # fmt: skip


@given(
    names=st.lists(NAMES, min_size=1, max_size=6, unique=True),
    data=st.data(),
    rows=st.sampled_from([1, 2, 7, 30]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_draft_passes_check_or_is_refused_with_a_fault(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], data: st.DataObject, rows: int
) -> None:
    columns = {name: data.draw(st.lists(CELLS, min_size=rows, max_size=rows)) for name in names}
    folder = tmp_path_factory.mktemp("any")
    try:
        study, _ = draft(folder, columns)
    except StudyError:
        assert not (folder / "study").exists()
    else:
        assert errors_of(study) == []


def test_blanks_of_interviews_broken_off_are_no_filter(tmp_path: Path) -> None:
    first = [*cycle("1", "2", n=45), *[""] * 15]
    study, made = draft(tmp_path, {"id": IDS, "q1": first, "q2": [*cycle("A", "B", "C", n=45), *[""] * 15]})
    assert (items_of(study)["q2"].filter, items_of(study)["q2"].blank) == (None, "absent")
    assert keys_of(made, "q2") == ["blanks-broken-off"]


def test_few_numbers_with_decimals_may_be_names(tmp_path: Path) -> None:
    study, made = draft(
        tmp_path, {"id": IDS, "version": cycle("3.6", "3.7", "3.8"), "hours": [f"{i}.5" for i in range(N)]}
    )
    assert items_of(study)["version"].type == "numeric"
    assert (keys_of(made, "version"), keys_of(made, "hours")) == (["few-decimals"], [])


def test_a_file_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        draft(tmp_path, {"ident": IDS})
    assert [(f.code, f.found) for f in caught.value.faults] == [("no-question", "ident")]


def test_a_title_of_several_lines_is_looked_past(tmp_path: Path) -> None:
    """The line above the names, one cell alone, is a title too, and names no column."""
    path = tmp_path / "answers.csv"
    rows = "".join(f"{i},{'Yes' if i % 3 else 'No'},{i % 4}\n" for i in range(N))
    path.write_text(f"Client survey,,\n,,\nRaw data,,\nNo.,Client,Visits\n{rows}", encoding="utf-8")
    study = tmp_path / "study"
    make_study(study, path, "en")
    assert [item.columns for item in items_of(study).values()] == [("Client",), ("Visits",)]
    assert plan_of(study).respondents.header_row == 4


def test_the_order_in_which_lines_were_shown_is_no_line(tmp_path: Path) -> None:
    """The wordings of both begin alike; the names say another question, and a program's own."""
    shown = {f"Q3_DO_{k}": [str(1 + (i + k) % 3) for i in range(N)] for k in (1, 2, 3)}
    rated = {f"Q3_{k}": cycle("1", "2", "3", "4") for k in (1, 2, 3)}
    other = {f"Q4_{k}": cycle("4", "2", "3", "1") for k in (1, 2)}
    says = [f"How do you rate these points? - {line}" for line in ("Welcome", "Delay", "Price")]
    words = [*says, *(w.replace("- ", "- Display Order - ") for w in says), *says[:2]]
    columns = {**rated, **shown, **other}
    study, _ = draft(
        tmp_path,
        {
            "id": ["Id of the respondent", *IDS],
            **{n: [w, *c] for (n, c), w in zip(columns.items(), words, strict=True)},
        },
    )
    grids = [item.columns for item in items_of(study).values() if item.type == "grid"]
    assert grids == [tuple(rated), tuple(other)]
    assert len(items_of(study)) == 2 + len(rated) + len(other)


def test_ticks_below_names_that_begin_with_one_word_are_one_question(tmp_path: Path) -> None:
    columns = {f"canal_{name}": cycle("1", *"0" * place) for place, name in enumerate(("app", "web", "tel"), start=1)}
    together, _ = draft(tmp_path / "a", {"id": IDS, **columns})
    assert [(item.type, item.columns) for item in items_of(together).values()] == [("multiple", tuple(columns))]
    assert "begin with the same word" in (together / "questionnaire.toml").read_text(encoding="utf-8")
    apart, _ = draft(tmp_path / "b", {"id": IDS, **columns, "canal_avis": cycle("1", "2", "3")})
    assert [item.type for item in items_of(apart).values()] == ["single"] * 4


def test_an_answer_that_everybody_or_nobody_ticked_stays_in_its_set(tmp_path: Path) -> None:
    columns = {"q2_1": cycle("1", "0"), "q2_2": cycle("0"), "q2_3": cycle("1"), "q2_4": cycle("0", "1", "1")}
    study, _ = draft(tmp_path, {"id": IDS, **columns, "version": cycle("7")})
    assert [item.columns for item in items_of(study).values()] == [tuple(columns)]


def test_numbers_behind_the_same_letters_in_every_row_are_ids_and_no_question(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"sexe": cycle("1", "2"), "dossier": [f"K{37 * i:05d}" for i in range(N)]})
    assert list(items_of(study)) == ["sexe"]


def test_letters_of_codes_tell_no_language(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"Q1": cycle("A1", "A2"), "Q2": cycle("A2", "A1"), "id": IDS}, lang="fr")
    assert plan_of(study).languages == ("fr",)


def test_a_second_line_of_headings_that_repeat_is_no_respondent(tmp_path: Path) -> None:
    """Years under each question: what tells is the id, blank in that line alone."""
    path = tmp_path / "answers.csv"
    rows = "".join(
        f"R{i:03d},{1 + i % 5},{1 + i % 4},{'Yes' if i % 3 else 'No'},{'Yes' if i % 2 else 'No'}\n" for i in range(N)
    )
    path.write_text(f"Ident,Satisfaction,,Use,\n,2025,2026,2025,2026\n{rows}", encoding="utf-8")
    study = tmp_path / "study"
    make_study(study, path, "en")
    assert plan_of(study).respondents.skip_rows == (2,)
    assert plan_of(study).respondents.id == "Ident"


def test_numbers_with_thousands_and_decimals_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    amounts = [f"{1 + i}.{100 + 7 * i},{10 + i}" for i in range(N)]
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle("1", "2"), "amount": amounts}, delimiter=";")
    assert items_of(study)["amount"].type == "open"
    said = " ".join((study / "questionnaire.toml").read_text(encoding="utf-8").split())
    assert "between thousands" in said
    assert "1.100,10" in said


@pytest.mark.parametrize(
    "heading",
    ["Votre avis.{}", "Votre avis - {}", "Votre avis > {}", "Votre avis: {}", "Votre.avis...{}", "Votre avis->{}"],
)
def test_a_grid_keeps_its_question_whatever_sign_stands_before_its_lines(tmp_path: Path, heading: str) -> None:
    lines = {"Accueil": "1254", "Prix": "22351", "Délai": "514335"}
    columns = {heading.format(line): cycle(*cells) for line, cells in lines.items()}
    study, made = draft(tmp_path, {"id": IDS, **columns}, lang="fr")
    grid = next(item for item in items_of(study).values() if item.type == "grid")
    assert plan_of(study).labels.texts[f"item/{grid.id}"]["fr"].replace(".", " ") == "Votre avis"
    assert list(grid.rows) == ["accueil", "prix", "delai"]
    assert ("named-lines" in keys_of(made, grid.id)) == (
        " - " not in heading and "> " not in heading and ": " not in heading
    )


def test_names_of_a_group_are_no_grid(tmp_path: Path) -> None:
    study, _ = draft(
        tmp_path, {"id": IDS, "profil.client": cycle("Oui", "Non"), "profil.actif": cycle("Non", "Oui", "Oui")}
    )
    assert [item.type for item in items_of(study).values()] == ["single"] * 2


def test_what_a_column_of_two_languages_and_marks_of_two_scales_leave_to_settle(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "client": cycle("Oui", "Yes", "Non", "No"), "note": cycle("7/10", "3/5"), "avis": cycle("7/10", "9 / 10", "Don't know"),
    })  # fmt: skip
    assert [(item.type, keys_of(made, id_)) for id_, item in items_of(study).items()] == [
        ("single", ["two-languages"]), ("single", ["marks-differ"]), ("scale", ["missing-word", "marks"]),
    ]  # fmt: skip
    assert [code.value for code in items_of(study)["avis"].codes] == [*range(1, 11), None]
    told = next(remark for _, about, remark in made.remarks if about == "client")
    merged = f'\n[[items]]\nid = "client_all"\nfrom = "client"\nmerge = {told.fields["merge"]}\nlabel = {{ en = "Client" }}\n'
    with (study / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write(merged)
    assert errors_of(study) == []
    assert (answers_of(study).codes["client_all"] == 0).sum() == N / 2


def test_an_answer_may_stand_before_its_question(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "id": IDS,
        "Branch:Which channels do you use?": cycle("Branch", ""), "App:Which channels do you use?": cycle("App", "", "App"),
        "Welcome : How do you rate us?": cycle("Good", "Bad", "Average"), "Price : How do you rate us?": cycle("Bad", "Good", "Good", "Average"),
    })  # fmt: skip
    items = {id_: item for id_, item in items_of(study).items() if "." not in id_}
    texts = plan_of(study).labels.texts
    assert [(item.type, texts[f"item/{id_}"]["en"]) for id_, item in items.items()] == [
        ("multiple", "Which channels do you use?"), ("grid", "How do you rate us?"),
    ]  # fmt: skip
    assert texts["row/q4/price"] == {"en": "Price"}


def test_names_with_numbers_stand_before_wordings(tmp_path: Path) -> None:
    columns = {
        "Q1 - Sexe": cycle("Homme", "Femme"), "Q3_1 - Agence": cycle("1", "0"), "Q3_2 - Web": cycle("0", "1", "1"), "Q3_3 - Fax": cycle("0"),
    }  # fmt: skip
    study, _ = draft(tmp_path, {"id": IDS, **columns}, lang="fr")
    assert [(id_, item.type) for id_, item in items_of(study).items()] == [("q1", "single"), ("q3", "multiple")]
    assert plan_of(study).labels.texts["code/q3/2"] == {"fr": "Web"}
    assert answers_of(study).ticked["q3"].sum(axis=0).tolist() == [30, 40, 0]


def test_a_question_of_a_single_answer_says_so_and_how_to_count_it(tmp_path: Path) -> None:
    study, made = draft(
        tmp_path,
        {"id": IDS, "Veut être rappelé ?": cycle("Oui", "", ""), "source": cycle("Panel"), "age": cycle("1", "2")},
    )
    assert (keys_of(made, "q2"), keys_of(made, "source")) == (["one-answer", "blanks"], ["same-answer"])
    told = next(remark for _, about, remark in made.remarks if (about, remark.key) == ("q2", "one-answer")).fields
    path = study / "questionnaire.toml"
    declared = (
        f'[[items]]\nid = "rappel"\ntype = "multiple"\ncolumns = {{ oui = {told["column"]} }}\nyes = {told["yes"]}\n'
    )
    path.write_text(
        f'{declared}base = "all"\nlabel = {{ en = "Called back" }}\ncodes = [{{ code = "oui" }}]\n', "utf-8"
    )
    assert errors_of(study) == []
    assert answers_of(study).ticked["rappel"].sum() == N / 3


def test_texts_beside_a_set_stay_texts_however_often_they_come_back(tmp_path: Path) -> None:
    columns = {
        "Canal [Web]": cycle("Web", ""), "Canal [Agence]": cycle("", "Agence"), "Canal [Autre]": cycle("fax", *[""] * 9),
    }  # fmt: skip
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert [item.type for item in items_of(study).values()] == ["multiple", "open"]


@pytest.mark.parametrize(
    ("time", "wave"), [("2020-05-04 00:00:00", "v01"), ("2020-05-04 09:30:00", "2020-05"), ("2020-05-04", "2020-05")]
)
def test_one_midnight_in_all_rows_is_no_fieldwork(tmp_path: Path, time: str, wave: str) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "submitdate": cycle(time), "q1": cycle("Oui", "Non")})
    assert [one.id for one in plan_of(study).waves] == [wave]


@pytest.mark.parametrize("broken", [3, 5, 8])
def test_a_row_that_does_not_fit_makes_no_header_of_the_row_below(tmp_path: Path, broken: int) -> None:
    rows = [f"{i},{'NS'[i % 2]},{1 + i % 5}" for i in range(N)]
    rows[broken - 2] += ",7"
    (tmp_path / "a.csv").write_text("\n".join(["rang,zone,note", *rows]), encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        make_study(tmp_path / "study", tmp_path / "a.csv", "fr")
    assert [(fault.code, fault.line) for fault in refused.value.faults] == [("broken-row", broken)]


def test_cells_merged_among_the_answers_make_no_header_of_the_rows_below(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [("rang", "zone", "note"), *((i, "NS"[i % 2], 1 + i % 5) for i in range(N))]:
        sheet.append(row)
    sheet.merge_cells("B5:B8")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(StudyError) as refused:
        make_study(tmp_path / "study", tmp_path / "a.xlsx", "fr")
    assert [(fault.code, fault.line) for fault in refused.value.faults] == [("merged-cells", 5)]


def test_lines_of_several_answers_each_are_questions(tmp_path: Path) -> None:
    columns = {
        "When? [Weekday]": cycle("Branch, App", "App", "Phone, App", "Branch, Phone"), "When? [Weekend]": cycle("Phone", "Branch, Phone", "App, Phone", "App, Branch, Phone", "App"),
    }  # fmt: skip
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert [item.type for item in items_of(study).values()] == ["multiple", "multiple"]


def test_places_may_be_written_as_they_are_said(tmp_path: Path) -> None:
    columns = {
        f"Classez [{name}]": [("1er", "2e", "3ème")[order.index(at)] for order in cycle("abc", "bca", "acb")]
        for name, at in (("Site", "a"), ("Appli", "b"), ("Agence", "c"))
    }  # fmt: skip
    study, made = draft(tmp_path, {"id": IDS, **columns}, lang="fr")
    ((id_, item),) = items_of(study).items()
    assert (item.type, item.by_place, keys_of(made, id_)) == ("rank", False, ["ranks"])
    assert (answers_of(study).ranks[id_] == 1).sum(axis=0).tolist() == [40, 20, 0]


def test_what_may_be_a_quantity_or_a_list_of_answers_in_one_cell_is_asked(tmp_path: Path) -> None:
    _, made = draft(tmp_path, {
        "id": IDS, "points": [str(i % 11 * 10) for i in range(N)], "enfants": cycle("1 enfant", "2 enfants", "3 enfants"),
        "canaux": cycle("[App], [Web]", "[Web]"), "zone": cycle("1", "2", "3"), "region": [str(1 + i * 5 % 12) for i in range(N)],
        "seniority": [str(1 + sum(i >= step for step in (9, 20, 32, 41, 48, 53, 56, 58))) for i in range(N)],
    })  # fmt: skip
    assert {about: key for _, about, remark in made.remarks if (key := remark.key) in ("list-or-quantity", "bracketed")} == {
        "points": "list-or-quantity", "enfants": "list-or-quantity", "seniority": "list-or-quantity",
    }  # fmt: skip


def test_a_label_stands_on_one_line(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Are you\nsatisfied?": cycle("Yes", "No")})
    assert plan_of(study).labels.texts["item/q2"] == {"en": "Are you satisfied?"}


def test_lists_as_programs_write_them_are_several_answers(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "json": cycle('["App", "By phone, free"]', '["T\\u00e9l\u00e9phone"]', "[]"), "python": cycle("['App', \"l'agence\"]", "['App']"),
        "numbers": cycle("[1, 2]", "[3]"), "bare": cycle("[app, web]", "[web]"), "postgres": cycle("{app,web}", "{web}"),
    })  # fmt: skip
    items = items_of(study)
    assert {id_: [code.code for code in item.codes] for id_, item in items.items()} == {
        "json": ["App", "By phone, free", "T\u00e9l\u00e9phone"], "python": ["App", "l'agence"], "numbers": ["1", "2", "3"],
        "bare": ["web", "app"], "postgres": ["web", "app"],
    }  # fmt: skip
    asked = {about for _, about, remark in made.remarks if remark.key == "separator"}
    assert asked == {"bare", "postgres"}
    read = answers_of(study)
    assert {id_: read.ticked[id_].sum(axis=0).tolist() for id_ in ("json", "numbers", "bare")} == {
        "json": [20, 20, 20], "numbers": [30, 30, 30], "bare": [60, 30],
    }  # fmt: skip
    assert (read.missing["json"] == 0).all()


def test_stars_are_marks_also_in_a_grid(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "id": IDS, "Welcome": cycle("\u2605\u2605\u2605\u2606\u2606", "\u2605\u2606\u2606\u2606\u2606"), "Rate [Price]": cycle("\u2b50\u2b50", "\u2b50", ""),
        "Rate [Delay]": cycle("\u2b50", "\u2b50\u2b50\u2b50\u2b50"),
    })  # fmt: skip
    items = items_of(study)
    assert [code.value for code in items["welcome"].codes] == [1, 2, 3, 4, 5]
    read = answers_of(study)
    assert np.nanmean(read.numbers("welcome")) == 2
    lines = [item for item in items if "." in item]
    assert [float(np.nanmean(read.numbers(line))) for line in lines] == [1.5, 2.5]


def test_labels_hold_no_tags_and_no_signs_nobody_sees(tmp_path: Path) -> None:
    heads = (
        "<p><b>Are you</b> a&nbsp;customer&#63;</p>",
        "Satis\u200bfied<br/>with us today?",
        "Age < 30 or > 60, as you like?",
        "Do you use *Python* or **R**?",
        "* Required: 3 * 4, or 2*3*4 ?",
        "Our site ([a.example](https://a.example/x)), see [1] (page 2)",
    )
    study, _ = draft(tmp_path, {"id": IDS, **{head: cycle("Yes", "No") for head in heads}})
    labels = plan_of(study).labels.texts
    assert [labels[f"item/q{place}"]["en"] for place in (2, 3, 4, 5, 6, 7)] == [
        "Are you a customer?", "Satisfied with us today?", heads[2], "Do you use Python or R?", heads[4],
        "Our site (a.example), see [1] (page 2)",
    ]  # fmt: skip


def test_signs_of_ticks_are_ticks(tmp_path: Path) -> None:
    for place, (yes, no) in enumerate(
        (("\u2713", "\u2717"), ("\u2611", "\u2610"), ("\u2714\ufe0f", ""), ("\u2705", "\u274c"))
    ):
        study, _ = draft(tmp_path / str(place), {
            "id": IDS, "Channels : App": cycle(yes, no), "Channels : Branch": cycle(yes, no, no), "Channels : Phone": cycle(no, yes, yes),
        })  # fmt: skip
        ((id_, item),) = items_of(study).items()
        assert (item.type, errors_of(study)) == ("multiple", [])
        assert answers_of(study).ticked[id_].sum(axis=0).tolist() == [30, 20, 40]


def test_a_line_for_each_answer_is_told(tmp_path: Path) -> None:
    lines = [(id_, question) for id_ in IDS for question in ("client", "satis", "nps")]
    columns = {"respondent": [id_ for id_, _ in lines], "question": [question for _, question in lines]}
    _, made = draft(tmp_path / "a", {**columns, "answer": [str(i % 7) for i in range(len(lines))]})
    assert "line-each-answer" in keys_of(made)
    waves = {"respondent": columns["respondent"], "wave": columns["question"], "q1": ["Yes", "No", "No"] * N}
    _, made = draft(tmp_path / "b", waves)
    assert "line-each-answer" not in keys_of(made)


def test_who_ticked_nothing_in_a_last_set_was_asked_where_columns_say_so(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "id": IDS, "grp/q1": cycle("Yes", "No"), "grp/channels": cycle("app branch", "app", "branch", "", ""),
        "grp/channels/app": cycle("1", "1", "0", "0", ""), "grp/channels/branch": cycle("1", "0", "1", "0", ""),
    })  # fmt: skip
    assert items_of(study)["channels"].separator is None
    read = answers_of(study)
    assert (read.ticked["channels"].sum(axis=0).tolist(), int((read.missing["channels"] == 0).sum())) == ([24, 24], 48)


def test_references_of_web_pages_are_read_as_their_signs(tmp_path: Path) -> None:
    study, made = draft(
        tmp_path,
        {
            "id": IDS,
            "Vous &ecirc;tes": cycle("Homme", "Femme"),
            "Satisfait&nbsp;?": cycle("Tr&egrave;s satisfait", "Plut&ocirc;t satisfait", "Pas du tout satisfait"),
            "Canaux": cycle("Agence, T&eacute;l&eacute;phone", "T&eacute;l&eacute;phone", "Agence, Site", "Site"),
        },
    )
    items = items_of(study)
    assert [code.code for code in items["canaux"].codes] == ["Agence", "Téléphone", "Site"]
    assert [code.code for code in items["q3"].codes if code.code.startswith("Tr")] == ["Très satisfait"]
    assert items["vous_etes"].columns == ("Vous &ecirc;tes",)
    assert errors_of(study) == []
    assert "separator" in keys_of(made, "canaux")


def test_a_code_declared_as_a_reference_is_still_found(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "avis": cycle("Tr&egrave;s bien", "Mal")})
    path = study / "questionnaire.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Très bien", "Tr&egrave;s bien"), encoding="utf-8")
    assert errors_of(study) == []


@pytest.mark.parametrize(("name", "type_"), [("reco", "nps"), ("Q6_reco", "nps"), ("reconnaissance", "scale")])
def test_a_recommendation_is_known_by_what_offices_call_it(tmp_path: Path, name: str, type_: str) -> None:
    study, _ = draft(tmp_path, {"id": IDS, name: cycle(*map(str, range(11)))})
    assert [item.type for item in items_of(study).values()] == [type_]


def test_answers_below_one_question_of_two_columns_are_no_respondent(tmp_path: Path) -> None:
    rows = [["No", "Client?", "Rating", "", "Town"], ["", "", "Welcome", "Delay", ""]]
    rows += [[str(i), "YN"[i % 2], "1234"[i % 4], "4321"[i % 3], "AB"[i % 2]] for i in range(N)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    study = tmp_path / "study"
    make_study(study, path, "en")
    assert plan_of(study).respondents.skip_rows == (2,)
    grid = next(item for item in items_of(study).values() if item.type == "grid")
    assert set(grid.rows) == {"welcome", "delay"}


def test_an_answer_in_some_columns_only_is_no_line_of_headings(tmp_path: Path) -> None:
    rows = [["No", "Client?", "Rating", "", "Town"], ["", "", "3", "4", ""]]
    rows += [[str(i), "YN"[i % 2], "1234"[i % 4], "4321"[i % 3], "AB"[i % 2]] for i in range(N)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    make_study(tmp_path / "study", path, "en")
    assert plan_of(tmp_path / "study").respondents.skip_rows == ()


def test_the_time_of_a_question_is_no_question(tmp_path: Path) -> None:
    times = [f"{i * 7 % 43}.{i % 97}" for i in range(N)]
    columns = {"id": IDS, "G1Q1": cycle("a", "b"), "G1Q1Time": times, "waitingTime": times}
    assert set(items_of(draft(tmp_path, columns)[0])) == {"g1q1", "waitingtime"}


@pytest.mark.parametrize(
    "heading",
    [
        "Q5_First Click",
        "Q5_Page Submit",
        "Temps total",
        "Group time: Uses",
        "qtime",
        "groupTime12",
        "TIME001",
        "TIME_SUM",
        "userAgent",
        "_Home position_latitude",
    ],
)
def test_what_programs_measure_of_the_answering_is_no_question(tmp_path: Path, heading: str) -> None:
    cells = [f"{1 + i * 7 % 43}.{i % 97}" for i in range(N)]
    study, _ = draft(tmp_path, {"id": IDS, "q1": cycle("1", "2"), heading: cells})
    assert set(items_of(study)) == {"q1"}


def test_a_place_on_earth_is_personal_whatever_its_heading(tmp_path: Path) -> None:
    cells = [f"48.{i} 2.{i} 0 0" for i in range(N)]
    study, made = draft(tmp_path, {"id": IDS, "q1": cycle("1", "2"), "Where": cells})
    assert set(items_of(study)) == {"q1"}
    assert "personal" in keys_of(made)


def test_ids_of_a_program_some_of_them_twice_are_said(tmp_path: Path) -> None:
    tokens = [f"tk{0 if i == N - 1 else i:04d}" for i in range(N)]
    study, made = draft(tmp_path, {"Access": tokens, "q1": cycle("1", "2")})
    assert "id-repeats" in keys_of(made)
    assert set(items_of(study)) == {"q1"}


@pytest.mark.parametrize(
    ("days", "first", "said"),
    [
        ([f"3/{1 + i % 10}/2026 9:05 AM" for i in range(N)], "2026-03-01", "dates-month-first"),
        ([f"{1 + i % 10}/3/2026 9:05" for i in range(N)], "2026-03-01", "dates-ambiguous"),
        ([f"{13 + i % 10}/03/26 9h05" for i in range(N)], "2026-03-13", "dates-from"),
    ],
)
def test_days_are_read_in_the_order_that_brings_them_closer(
    tmp_path: Path, days: list[str], first: str, said: str
) -> None:
    study, made = draft(tmp_path, {"id": IDS, "q1": cycle("1", "2"), "Timestamp": days})
    assert plan_of(study).waves[0].facts.field_start.isoformat() == first
    assert said in keys_of(made)


@pytest.mark.parametrize(("high", "low"), [("Most important", "Least important"), ("Le meilleur", "Le pire")])
def test_the_best_and_the_worst_are_no_places_of_a_ranking(tmp_path: Path, high: str, low: str) -> None:
    options = ("Price", "Quality", "Delay", "Advice")
    best, worst = cycle(*options), cycle(*options[1:], options[0])
    study, _ = draft(tmp_path, {"id": IDS, f"Set 1 - {high}": best, f"Set 1 - {low}": worst})
    assert [item.type for item in items_of(study).values()] == ["single", "single"]


def test_numbers_with_one_unit_are_numbers(tmp_path: Path) -> None:
    ages = [f"{18 + i % 40} ans" for i in range(N)]
    pay = ["NSP" if i % 10 == 0 else f"{20 + i % 30}\u202f500 €" for i in range(N)]
    study, made = draft(tmp_path, {"id": IDS, "Q1": ages, "Pay": pay}, lang="fr")
    assert [item.type for item in items_of(study).values()] == ["numeric", "numeric"]
    assert errors_of(study) == []
    values = answers_of(study).values
    assert values["q1"][:2].tolist() == [18.0, 19.0]
    assert values["pay"][1] == 21500.0
    assert "unit-left-out" in keys_of(made, "q1")


def test_numbers_of_two_units_stay_texts(tmp_path: Path) -> None:
    stays = [f"{1 + i % 40} {'days' if i % 2 else 'weeks'}" for i in range(N)]
    study, _ = draft(tmp_path, {"id": IDS, "q1": cycle("1", "2"), "stay": stays})
    assert items_of(study)["stay"].type == "open"


@pytest.mark.parametrize("other", ["Autre", "Autre (précisez)", "Other - please say"])
def test_other_with_what_somebody_wrote_is_one_answer(tmp_path: Path, other: str) -> None:
    known = [("Radio", "Press", f"{other} : my aunt no. {i}")[i % 3] for i in range(N)]
    study, made = draft(tmp_path, {"id": IDS, "Known by": known})
    item = items_of(study)["known_by"]
    assert {code.code for code in item.codes} == {"Radio", "Press", other}
    assert "others-gathered" in keys_of(made, "known_by")
    assert errors_of(study) == []
    place = [code.code for code in item.codes].index(other)
    assert int((answers_of(study).codes["known_by"] == place).sum()) == N // 3


def test_an_option_that_asks_to_say_which_is_an_answer_as_it_stands(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Known by": cycle("Radio", "Press", "Other: please say")})
    assert "Other: please say" in {code.code for code in items_of(study)["known_by"].codes}


@pytest.mark.parametrize("pair", [("X", "-"), ("Oui", "—"), ("-1", "0")])
def test_a_sign_beside_ticks_is_no_tick(tmp_path: Path, pair: tuple[str, str]) -> None:
    yes, no = pair
    study, _ = draft(
        tmp_path, {"id": IDS, "Canaux [Agence]": cycle(yes, no), "Canaux [Web]": cycle(no, no, yes), "age": cycle("20")}
    )
    item = next(item for item in items_of(study).values() if item.type == "multiple")
    assert answers_of(study).ticked[item.id].sum(axis=0).tolist() == [30, 20]
    assert errors_of(study) == []


def test_one_text_beside_an_answer_is_no_answer_of_its_own(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "id": IDS, "Q3_1": cycle("Branch", ""), "Q3_2": cycle("", "Letter"), "Q3_2_TEXT": ["by post", *[""] * (N - 1)],
    })  # fmt: skip
    assert {item.type for item in items_of(study).values()} == {"multiple", "open"}
    item = next(item for item in items_of(study).values() if item.type == "multiple")
    assert len(item.codes) == 2


@pytest.mark.parametrize("name", ["Gewicht", "Gewichtungsfaktor", "Peso", "Ponderación", "weegfactor"])
def test_a_weight_is_known_in_other_languages(tmp_path: Path, name: str) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle("1", "2"), name: cycle("0.8", "1.2")})
    assert plan_of(study).waves[0].weighting.column == name


@pytest.mark.parametrize("between", [" \u2192 ", "\n", " \n"])
def test_an_arrow_or_a_line_end_stands_before_an_answer(tmp_path: Path, between: str) -> None:
    answers = ("Branch", "Web", "Phone")
    ticks = {f"Which channels do you use?{between}{a}": cycle(*"01"[: 1 + k], "1") for k, a in enumerate(answers)}
    study, _ = draft(tmp_path, {"id": IDS, **ticks, "Are you a client?\n(one answer)": cycle("Yes", "No")})
    assert [(item.type, len(item.codes)) for item in items_of(study).values()] == [("multiple", 3), ("single", 2)]


@pytest.mark.parametrize("form", ["Q6: {}", "Q6 : {}", "Q6 {}", "Q6. {}", "Q6 – {}"])
def test_a_name_with_a_number_holds_its_answers_together(tmp_path: Path, form: str) -> None:
    ticks = {form.format(a): cycle("1", *"0" * n) for n, a in enumerate(("Agence", "Téléphone", "Appli mobile"), 1)}
    study, _ = draft(tmp_path, {"id": IDS, "Q1": cycle("H", "F"), **ticks, "Q7": cycle("1", "2")})
    assert [item.type for item in items_of(study).values()] == ["single", "multiple", "single"]


def test_a_stroke_in_one_heading_is_no_path(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "Client/Prospect": cycle("C", "P"), "Homme/Femme": cycle("H", "F")})
    assert list(items_of(study)) == ["client_prospect", "homme_femme"]


def test_answers_in_words_end_a_path(tmp_path: Path) -> None:
    ticks = {f"g/canaux/{a}": cycle("1", *"0" * n) for n, a in enumerate(("Agence", "Site internet", "Appli"), 1)}
    study, _ = draft(tmp_path, {"id": IDS, "g/q1": cycle("1", "2"), **ticks})
    assert [(item.id, item.type) for item in items_of(study).values()] == [("q1", "single"), ("canaux", "multiple")]


@pytest.mark.parametrize(
    ("name", "cells", "key"),
    [
        ("poids", ["0,9876", "1,012"], "weight-unread"),
        ("poids", ["987", "1012"], "weight-unread"),
        ("facteur", [f"{1 + (i - 29.5) / 100:.3f}" for i in range(N)], "weight-likely"),
        ("facteur", [f"{3 + (i - 29.5) / 100:.3f}" for i in range(N)], "weight-decimals"),
        ("facteur", [f"{3 + (i - 29.5) / 100:.2f}" for i in range(N)], None),
    ],
)
def test_a_weight_that_is_not_taken_is_said(tmp_path: Path, name: str, cells: list[str], key: str | None) -> None:
    study, made = draft(tmp_path, {"id": IDS, "q": cycle("1", "2"), name: cycle(*cells)})
    assert plan_of(study).waves[0].weighting.method == "none"
    assert [k for k in keys_of(made) if k.startswith("weight")] == ([] if key is None else [key])


def shares(i: int) -> tuple[int, int, int]:
    """Return 100 points shared out among three, one of them now and then without any."""
    first = (i * 7) % 60
    return (first, 0, 100 - first) if i % 3 else (first, 20, 80 - first)


@pytest.mark.parametrize("zero", ["0", ""])
def test_points_shared_out_are_quantities_and_their_blanks_are_said(tmp_path: Path, zero: str) -> None:
    cells = [
        [str(points) if points else zero for points in column] for column in zip(*map(shares, range(N)), strict=True)
    ]
    columns = {f"Répartissez 100 points [{o}]": c for o, c in zip(("Prix", "Accueil", "Délai"), cells, strict=True)}
    study, made = draft(tmp_path, {"id": IDS, **columns, "q": cycle("a", "b")})
    items = list(items_of(study).values())
    assert [item.type for item in items] == ["numeric", "numeric", "numeric", "single"]
    assert keys_of(made, items[1].id) == ([] if zero else ["shared-out"])
    assert errors_of(study) == []
    means = [sum(shares(i)[k] for i in range(N)) / N for k in range(3)]
    assert [float(answers_of(study).numbers(item.id).mean()) for item in items[:3]] == pytest.approx(means)


def test_who_shared_nothing_out_gave_no_zeros(tmp_path: Path) -> None:
    rows = [("", "", "") if i % 4 == 0 else ("99", "", "") if i % 8 == 1 else ("70", "30", "") for i in range(N)]
    columns = dict(zip(("a", "b", "c"), map(list, zip(*rows, strict=True)), strict=True))
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    declared = "".join(
        f'[[items]]\nid = "{id_}"\ntype = "numeric"\ncolumn = "{id_}"\nlabel = "{id_}"\nshared_out = ["a", "b", "c"]\n'
        'codes = [{ code = "99", missing = "refused" }]\n'
        for id_ in "abc"
    )
    (study / "questionnaire.toml").write_text(declared, encoding="utf-8")
    answers = answers_of(study)
    gave = sum(row[1] == "30" for row in rows)
    assert [int((~np.isnan(answers.numbers(id_))).sum()) for id_ in "abc"] == [gave] * 3
    assert np.nanmean(answers.numbers("c")) == 0.0


@pytest.mark.parametrize("none", ["NA", "-", "99"])
def test_places_beside_a_sign_of_none_are_no_mentions(tmp_path: Path, none: str) -> None:
    orders = [("1", "2", "3", none), ("2", "3", none, "1"), ("3", none, "1", "2"), (none, "1", "2", "3")]
    columns = {f"rang_{k + 1}": cycle(*(order[k] for order in orders)) for k in range(4)}
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert items_of(study)["rang"].type == "grid"
    assert errors_of(study) == []


def test_first_and_second_place_are_no_yes_and_no(tmp_path: Path) -> None:
    orders = [("1", "2", ""), ("", "1", "2"), ("2", "", "1")]
    columns = {f"rang_{k + 1}": cycle(*(order[k] for order in orders)) for k in range(3)}
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    assert items_of(study)["rang"].type == "rank"
    ticks = {f"canal_{k + 1}": cycle("1", *"2" * (k + 1)) for k in range(3)}
    assert items_of(draft(tmp_path / "b", {"id": IDS, **ticks})[0])["canal"].type == "multiple"


def test_a_file_without_names_is_said(tmp_path: Path) -> None:
    columns = {
        "1": cycle("1", "2"),
        "Oui": cycle("Oui", "Non"),
        "5": cycle("5", "4", "3"),
        "Paris": cycle("Paris", "Lyon"),
    }
    _, made = draft(tmp_path, columns)
    assert "answers-as-names" in keys_of(made)
    again = {"sexe": ["H", "F"] * 30 + ["sexe"], "note": ["1", "2"] * 30 + ["note"]}
    assert "answers-as-names" not in keys_of(draft(tmp_path / "c", again)[1])
    _, sound = draft(tmp_path / "b", {"q1": cycle("1", "2"), "Agence": cycle("Agence", ""), "App": cycle("", "App")})
    assert "answers-as-names" not in keys_of(sound)


@pytest.mark.parametrize("separator", [" + ", " & "])
def test_answers_joined_by_a_sign_between_blanks(tmp_path: Path, separator: str) -> None:
    cells = [separator.join(parts) for parts in (["Agence"], ["Agence", "Web"], ["Web", "Appli"], ["Appli"], ["Web"])]
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle(*cells)})
    assert (items_of(study)["q"].type, items_of(study)["q"].separator) == ("multiple", separator)
    assert errors_of(study) == []


@pytest.mark.parametrize("ticks", [("X", ""), ("1", "0"), ("Oui", "Non")])
def test_a_question_above_each_of_its_columns_has_its_answers_below(tmp_path: Path, ticks: tuple[str, str]) -> None:
    yes, no = ticks
    head = ["N°", "Sexe", *["Quels canaux ?"] * 3, "Note"]
    below = ["N°", "Sexe", "Agence", "Téléphone", "Web", "Note"]
    columns = [IDS, cycle("H", "F"), cycle(yes, no), cycle(no, yes, yes), cycle(no, no, yes), cycle("1", "2", "3")]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(map(",".join, [head, below, *zip(*columns, strict=True)])) + "\n", encoding="utf-8")
    make_study(tmp_path / "study", source, "fr")
    item = next(item for item in items_of(tmp_path / "study").values() if item.type == "multiple")
    assert answers_of(tmp_path / "study").ticked[item.id].sum(axis=0).tolist() == [30, 40, 20]


def test_a_first_respondent_below_names_that_come_again_stays_one(tmp_path: Path) -> None:
    head = ["N°", "Sexe", *["Commentaire"] * 3]
    rows = [
        [id_, sex, *(f"mot {i} {k}" for k in range(3))]
        for i, (id_, sex) in enumerate(zip(IDS, cycle("H", "F"), strict=True))
    ]
    source = tmp_path / "answers.csv"
    source.write_text("\n".join(map(",".join, [head, *rows])) + "\n", encoding="utf-8")
    make_study(tmp_path / "study", source, "fr")
    assert answers_of(tmp_path / "study").n == N


def test_other_written_by_one_respondent_is_the_answer_other(tmp_path: Path) -> None:
    written = cycle("Agence", "Web", "Appli")
    written[7] = "Autre : par courrier"
    option = cycle("Agence", "Web", "Autre : courrier, fax")
    study, made = draft(tmp_path, {"id": IDS, "q": written, "r": option})
    assert {code.code for code in items_of(study)["q"].codes} == {"Agence", "Web", "Appli", "Autre"}
    assert "others-gathered" in keys_of(made, "q")
    assert "Autre : courrier, fax" in {code.code for code in items_of(study)["r"].codes}
    assert errors_of(study) == []


@pytest.mark.parametrize("pair", [("Ja", "Nein"), ("Sí", "No"), ("genannt", "nicht genannt")])
def test_ticks_in_other_languages(tmp_path: Path, pair: tuple[str, str]) -> None:
    yes, no = pair
    study, _ = draft(tmp_path, {"id": IDS, "Kanal [Brief]": cycle(yes, no), "Kanal [App]": cycle(no, no, yes)})
    item = next(iter(items_of(study).values()))
    assert (item.type, answers_of(study).ticked[item.id].sum(axis=0).tolist()) == ("multiple", [30, 20])


@pytest.mark.parametrize("clock", ["9:05:12 am CET", "9:05:12 p. m. CLST", "9:05:12 AM GMT+5:30"])
def test_a_clock_may_name_its_zone_and_is_no_id(tmp_path: Path, clock: str) -> None:
    times = [f"2025/04/{1 + i // 30:02d} {clock.replace('05:12', f'{i % 30:02d}:12')}" for i in range(N)]
    study, made = draft(tmp_path, {"Timestamp": times, "Gender": cycle("Male", "Female")})
    facts = plan_of(study).waves[0].facts
    assert (facts.field_start.isoformat(), facts.field_end.isoformat()) == ("2025-04-01", "2025-04-02")
    assert keys_of(made) == ["dates-from"]
    assert plan_of(study).respondents.id == "row"


def test_the_day_somebody_was_born_is_none_of_the_fieldwork(tmp_path: Path) -> None:
    born = [f"{1 + i % 28:02d}/03/2016" for i in range(N)]
    study, _ = draft(tmp_path, {"id": IDS, "Date of Birth": born, "Gender": cycle("Male", "Female")})
    assert plan_of(study).waves[0].facts.field_start.year == 1900


@pytest.mark.parametrize(
    "heading", ["Young Person's Forename(s)", "Quel est votre prénom ?", "Parent/Guardian Surname"]
)
def test_a_name_is_personal_whoever_s_it_is(tmp_path: Path, heading: str) -> None:
    study, _ = draft(tmp_path, {"id": IDS, heading: cycle("Joe", "Ann", "Zoe"), "Gender": cycle("Male", "Female")})
    assert list(items_of(study)) == ["gender"]


def test_few_numbers_under_the_name_of_a_quantity_may_be_those_of_answers(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "Age Group": cycle("1", "2", "3", "4"), "Working hours": cycle("1", "2"), "age": [str(18 + i) for i in range(N)],
    })  # fmt: skip
    assert [item.type for item in items_of(study).values()] == ["numeric", "single", "numeric"]
    assert (keys_of(made, "age_group"), keys_of(made, "age")) == (["few-wholes"], [])


def test_a_text_among_numbers_is_told(tmp_path: Path) -> None:
    ages = [*cycle("18", "19", "20", "21", n=N - 1), "Rahul Rai"]
    children = cycle("0", "1", "2", "3 or more")
    _, made = draft(tmp_path, {"id": IDS, "Your age": ages, "children": children})
    assert (keys_of(made, "your_age"), keys_of(made, "children")) == (["texts-among-numbers"], [])


def test_a_scale_beside_cells_of_no_answer_is_asked_about(tmp_path: Path) -> None:
    _, made = draft(tmp_path, {"id": IDS, "edu": cycle("1", "2", "3", "4", "5", "NA")})
    assert keys_of(made, "edu") == ["scale-or-list", "missing-word"]


def test_a_question_before_its_lines_is_not_told_twice(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "id": IDS, "Q5": cycle("1", "2"), "Q5_a": cycle("0", "1", "1"), "Q5_b": cycle("1", "0", "0"), "Q7": cycle("1", "2", "3", "4"),
        "Q7_a": cycle("1", "2", "3", "4", "5"), "Q7_b": cycle("5", "4", "3", "2", "1"),
    })  # fmt: skip
    assert {id_: item.type for id_, item in items_of(study).items() if "." not in id_} == {
        "q5": "single", "q5_2": "multiple", "q7": "single", "q7_2": "grid",
    }  # fmt: skip


def test_a_comma_inside_brackets_separates_no_answers(tmp_path: Path) -> None:
    cells = cycle(
        "Leaflets", "Networks (Insta, TikTok)", "Leaflets Networks (Insta, TikTok)", "Networks (Insta, TikTok) Friends"
    )
    study, _ = draft(tmp_path, {"id": IDS, "measures": cells})
    assert items_of(study)["measures"].type != "multiple"


def test_how_many_asks_for_a_quantity(tmp_path: Path) -> None:
    study, made = draft(tmp_path, {
        "id": IDS, "How many shows did you see last year?": cycle("0", "1", "2", "3"), "Wie viele Stunden pro Woche?": cycle("2", "3", "5", "8"),
        "Combien de salariés compte votre entreprise ?": cycle("1", "2", "3", "4"), "How many points would you give?": cycle("2", "5", "8", "9", "10"),
    })  # fmt: skip
    assert [item.type for item in items_of(study).values()] == ["numeric", "numeric", "single", "scale"]
    assert (keys_of(made, "q2"), keys_of(made, "q3")) == (["few-wholes"], [])


def test_who_never_used_a_thing_is_no_point_of_how_good_it_is(tmp_path: Path) -> None:
    liked = cycle("Very satisfied", "Satisfied", "Neutral", "Unsatisfied", "I never used it")
    used = cycle("Very often", "Often", "Rarely", "Never used")
    study, made = draft(tmp_path, {"id": IDS, "tool": liked, "use": used})
    codes = {code.code: (code.value, code.missing) for code in items_of(study)["tool"].codes}
    assert codes["I never used it"] == (None, "filtered")
    assert [value for value, _ in codes.values()] == [1, 2, 3, 4, None]
    assert keys_of(made, "tool") == ["missing-word", "scale-points"]
    assert all(code.missing is None for code in items_of(study)["use"].codes)


def test_answers_everybody_ticked_are_told(tmp_path: Path) -> None:
    agreed = {f"Consent [{text}]": ["Yes"] * N for text in ("I take part", "I was told")}
    _, made = draft(tmp_path, {"id": IDS, **agreed, "q6": cycle("a", "b")})
    assert keys_of(made, "q2") == ["all-ticked"] or keys_of(made, "consent") == ["all-ticked"]


def test_the_label_of_a_grid_stands_on_one_line(tmp_path: Path) -> None:
    asked = "How often ?\n(Tick one)\n [{}]"
    shops = {asked.format(text): cycle("Never", "Often", "Always") for text in ("Online", "In town")}
    study, _ = draft(tmp_path, {"id": IDS, **shops})
    assert plan_of(study).labels.texts["item/q2"] == {"en": "How often ? (Tick one)"}


def test_a_count_is_a_quantity_beside_words_that_give_none(tmp_path: Path) -> None:
    counts = cycle("0", "1", "2", "5", "12", "Non réponse")
    study, made = draft(
        tmp_path, {"id": IDS, "Nb_contacts": counts, "Combien de visites ?": cycle("0", "2", "7", "NSP")}
    )
    assert [item.type for item in items_of(study).values()] == ["numeric", "numeric"]
    assert keys_of(made, "nb_contacts") == ["words-among-numbers"]
    assert float(np.nanmean(answers_of(study).numbers("nb_contacts"))) == 4.0


def test_the_stem_of_names_is_a_label_without_its_strokes(tmp_path: Path) -> None:
    ticks = {f"channels___{n}": cycle("0", "1", "1")[n:] + ["0"] * n for n in (1, 2)}
    study, _ = draft(tmp_path, {"id": IDS, **ticks})
    assert plan_of(study).labels.texts["item/channels"] == {"en": "channels"}


def test_an_answer_that_ends_in_others_is_no_other(tmp_path: Path) -> None:
    asked = "How do you share ? [{}]"
    ticks = {
        asked.format(text): cycle(*ticked)
        for text, ticked in (("In person", ("Yes", "No")), ("I do not share it with others", ("No", "No", "Yes")))
    }
    written = {asked.format("Other"): ["by post" if i % 9 == 0 else "" for i in range(N)]}
    study, _ = draft(tmp_path, {"id": IDS, **ticks, **written})
    share = next(item for item in plan_of(study).items if item.type == "multiple")
    assert [code.code for code in share.codes] == ["in_person", "i_do_not_share_it_with_others", "other"]


def test_a_text_written_where_an_answer_is_not_ticked_is_an_answer(tmp_path: Path) -> None:
    post = ["No" if i % 9 == 0 else "Yes" for i in range(N)]
    columns = {
        "Canaux [Courrier]": post,
        "Canaux [Agence]": cycle("Yes", "No"),
        "Canaux [Autre]": ["fax" if i % 9 == 0 else "" for i in range(N)],
    }
    study, _ = draft(tmp_path, {"id": IDS, **columns})
    channels = next(item for item in plan_of(study).items if item.type == "multiple")
    assert [code.code for code in channels.codes] == ["courrier", "agence", "autre"]


def test_what_panels_write_of_the_answering_is_no_question(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "lfdn": [str(7 + 3 * i) for i in range(N)], "dispcode": cycle("31", "22"), "v_1": cycle("1", "2"), "page_history": cycle("1,2,3", "1,2"),
        "output_mode": cycle("HTML", "mobile"), "device_type": cycle("1", "2", "3"), "MISSREL": cycle("0", "3", "7"), "MISSING": cycle("0", "4", "9"),
    })  # fmt: skip
    assert (list(items_of(study)), plan_of(study).respondents.id) == (["v_1"], "lfdn")


def test_a_question_may_be_called_as_what_programs_write(tmp_path: Path) -> None:
    study, _ = draft(
        tmp_path, {"id": IDS, "missing": cycle("Nothing", "Parking"), "device_type": cycle("Phone", "Tablet")}
    )
    assert list(items_of(study)) == ["missing", "device_type"]


def test_ages_that_nobody_has_are_told(tmp_path: Path) -> None:
    ages = ["-3", "329", *(str(20 + i) for i in range(N - 2))]
    _, made = draft(tmp_path, {"id": IDS, "Quel âge avez-vous ?": ages, "age_ok": [str(18 + i) for i in range(N)]})
    told = next(remark for _, about, remark in made.remarks if about == "q2")
    assert (told.key, told.fields["texts"]) == ("ages-beyond", "-3, 329")
    assert keys_of(made, "age_ok") == []


@pytest.mark.parametrize("heading", ["Zeitstempel", "Marca temporal", "Informazioni cronologiche", "Horodateur"])
@pytest.mark.parametrize("clock", ["18:{:02d}:12", "18.{:02d}.12", "6:{:02d}:12 p.m."])
def test_when_a_form_was_sent_is_no_id_in_any_language(tmp_path: Path, heading: str, clock: str) -> None:
    times = [f"{1 + i // 30:02d}/04/2025 {clock.format(i % 30)}" for i in range(N)]
    study, _ = draft(tmp_path, {heading: times, "Geschlecht": cycle("Mann", "Frau")})
    plan = plan_of(study)
    assert plan.respondents.id == "row"
    assert plan.waves[0].facts.field_end.isoformat() == "2025-04-02"
    assert list(items_of(study)) == ["geschlecht"]


def test_the_lowest_point_of_a_german_scale_is_no_missing_one(tmp_path: Path) -> None:
    points = ("Trifft voll zu", "Trifft eher zu", "Trifft eher nicht zu", "Trifft nicht zu")
    study, _ = draft(tmp_path, {"id": IDS, "schnell": cycle(*points, "Weiß nicht")})
    item = items_of(study)["schnell"]
    assert item.type == "scale"
    assert [(code.code, code.value) for code in item.codes if code.missing is None] == [
        (text, 4 - at) for at, text in reversed(list(enumerate(points)))
    ]


def test_a_question_ends_where_its_sentence_does(tmp_path: Path) -> None:
    asked, rated = "1) Please tell us your roles.", "2) In view of the next year, how important are these to you?"
    study, _ = draft(tmp_path, {
        "id": IDS, f"{asked} Teacher, or the like": cycle("Teacher, or the like", ""), f"{asked} Student": cycle("", "Student", ""),
        f"{asked} Other (specify):": cycle("", "", "", "guest"), f"{rated} Price": cycle("Not important", "Important", "Very important"),
        f"{rated} Time, e.g. of opening": cycle("Important", "Very important", "Not important"),
        "3) Do you plan to come back?": cycle("Yes", "No"), "3) Do you plan to come back? Yes": [f"in {i}" if i % 2 else "" for i in range(N)],
    })  # fmt: skip
    items = items_of(study)
    assert [(item.type, len(item.columns)) for item in items.values() if not item.grid] == [
        ("multiple", 3), ("open", 1), ("grid", 2), ("single", 1), ("open", 1),
    ]  # fmt: skip
    roles = next(iter(items.values()))
    assert [code.code for code in roles.codes] == ["teacher_or_the_like", "student", "other_specify"]


@pytest.mark.parametrize("name", ["PDS", "pds_1", "coef_cal_2026", "COEF CAL"])
def test_a_weight_is_known_by_what_agencies_call_it(tmp_path: Path, name: str) -> None:
    study, _ = draft(tmp_path, {"id": IDS, "q": cycle("1", "2"), name: cycle("0.9876", "1.0124")})
    assert plan_of(study).waves[0].weighting.column == name


def test_numbers_of_lines_some_of_them_twice_are_ids_and_no_question(tmp_path: Path) -> None:
    numbers = [str(2000 + i) for i in range(N)]
    numbers[7] = numbers[6]
    study, made = draft(tmp_path, {"N° panéliste": numbers, "Q1": cycle("a", "b", "c")})
    assert list(items_of(study)) == ["q1"]
    assert "id-repeats" in keys_of(made)


def test_places_below_names_that_tell_nothing_are_asked_about(tmp_path: Path) -> None:
    orders = [("1", "2", "3", "", ""), ("", "3", "1", "2", ""), ("2", "", "", "1", "3"), ("3", "1", "2", "", "")]
    columns = dict(zip(("prix", "conseil", "delai", "lieu", "accueil"), zip(*cycle(*orders), strict=True), strict=True))
    _, made = draft(tmp_path, {"id": IDS, **{k: list(v) for k, v in columns.items()}, "note": cycle("4", "5", "2")})
    told = [remark.fields["columns"] for _, _, remark in made.remarks if remark.key == "possible-ranking"]
    assert told == ["prix, conseil, delai, lieu, accueil"]


def test_marks_that_come_twice_are_no_places(tmp_path: Path) -> None:
    columns = {
        name: cycle(*cells)
        for name, cells in zip("abc", (("1", "2", "3"), ("1", "3"), ("2", "1", "1", "3")), strict=True)
    }
    _, made = draft(tmp_path, {"id": IDS, **columns})
    assert "possible-ranking" not in [remark.key for _, _, remark in made.remarks]


def test_a_question_over_several_columns_bears_the_name_the_file_gives_it(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {
        "Identifiant": IDS,
        "Votre dernier passage en agence, en minutes": [str(20 + i) for i in range(N)],
        "Q1. Vous êtes… ?": cycle("Une femme", "Un homme"),
        "Q2. Par quels moyens nous avez-vous joints ? : Agence": cycle("Oui", "Non", "Non"),
        "Q2. Par quels moyens nous avez-vous joints ? : Téléphone": cycle("Non", "Oui", "Oui", "Non"),
        "Q3. Êtes-vous d'accord ? [Le prix]": cycle("Tout à fait", "Plutôt", "Pas du tout"),
        "Q3. Êtes-vous d'accord ? [L'accueil]": cycle("Plutôt", "Tout à fait", "Pas du tout"),
        "Q4. Votre région": cycle("Bretagne", "Alsace", "Corse"),
    }, lang="fr")  # fmt: skip
    items = items_of(study)
    assert {id_: item.type for id_, item in items.items() if "." not in id_} == {
        "c2": "numeric", "q1": "single", "q2": "multiple", "q3": "grid", "q4": "single",
    }  # fmt: skip
    assert all(column.startswith("Q2.") for column in items["q2"].columns)
    assert errors_of(study) == []


def test_a_draft_names_every_fact_a_delivery_may_not_lack(tmp_path: Path) -> None:
    for lang in ("fr", "en"):
        study, _ = draft(tmp_path / lang, {"id": IDS, "note": cycle("1", "2", "3")}, lang=lang)
        make_study(tmp_path / lang / "skeleton", None, lang)
        for wave in (*study.glob("waves/*/wave.toml"), tmp_path / lang / "skeleton" / "waves" / "v01" / "wave.toml"):
            told = wave.read_text(encoding="utf-8")
            assert [fact for fact in (*MANDATORY, *OF_INTERVIEWS) if f"\n# {fact} = " not in told] == []
            wave.write_text(re.sub(r"(?m)^# (?=[a-z_]+ = )", "", told), encoding="utf-8")
        assert set(MANDATORY) <= set(plan_of(study).waves[0].facts.facts)


def test_numbers_that_run_with_nothing_are_asked_about_where_a_question_asks_how_many(tmp_path: Path) -> None:
    cells = cycle("1", "2", "2", "2", "3", "4", "4", "5", "6", "6", "6", "7", "8", "8", "9")
    for name, told in (("Combien de fois ?", True), ("Quel point ?", False)):
        _, made = draft(tmp_path / name[0], {"id": IDS, name: cells})
        assert ("list-or-quantity" in [remark.key for _, _, remark in made.remarks]) == told


def test_points_that_only_some_shared_out_are_quantities_and_no_grid(tmp_path: Path) -> None:
    """Rounded points are few numbers that lines have in common; who was not asked has none."""
    some = [(0, 20, 10, 70), (10, 20, 20, 50), (20, 0, 40, 40), (0, 10, 20, 70), (30, 30, 0, 40), (40, 10, 20, 30)]
    cells = [[str(points) if points and i % 2 else "" for points in some[(i // 2) % 6]] for i in range(N)]
    answers = ("Agence", "Téléphone", "Internet", "Application")
    columns = {
        f"Q2. Répartissez 100 points : {a}": list(c) for a, c in zip(answers, zip(*cells, strict=True), strict=True)
    }
    study, made = draft(tmp_path, {"id": IDS, "q": cycle("a", "b"), **columns})
    assert [item.type for item in items_of(study).values()] == ["single"] + ["numeric"] * 4
    assert [remark.key for _, _, remark in made.remarks].count("shared-out") == 4
