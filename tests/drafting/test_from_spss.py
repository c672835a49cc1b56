"""SPSS files and the studies drafted from them: what the file says is written, what it leaves open is to settle."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drafted import answers_of, errors_of, items_of, keys_of, plan_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spss_files import categories, dichotomies, spss, weighted_by, with_sets

from relstudy.drafting.made import Made
from relstudy.drafting.making import make_study
from relstudy.errors import StudyError
from relstudy.tables.spss_header import read_header

N = 60
IDS = [f"R{i:03d}" for i in range(N)]
AGREE = {1: "Pas du tout d'accord", 2: "Plutôt pas d'accord", 3: "Plutôt d'accord", 4: "Tout à fait d'accord"}
YES = {1: "Oui", 2: "Non"}


def cycle(*values: Any) -> list[Any]:
    return [values[i % len(values)] for i in range(N)]


def drafted(
    folder: Path, columns: Mapping[str, Sequence[Any]], *sets: str, weight: str = "", **options: Any
) -> tuple[Path, Made]:
    """Write columns as an SPSS file with an id, draft a study of it and check that its answers stand."""
    content = spss(folder, {"ident": IDS, **columns}, **options)
    if sets:
        content = with_sets(content, *sets)
    source = folder / "Étude.sav"
    source.write_bytes(content)
    if weight:
        cell = next(
            place for place, name in read_header(source).names.items() if name.strip() == weight.upper().encode()
        )
        source.write_bytes(weighted_by(content, cell))
    made = make_study(folder / "study", source, "fr")
    assert errors_of(folder / "study") == []
    return folder / "study", made


def test_labels_and_labels_of_values_are_those_of_the_file(tmp_path: Path) -> None:
    study, made = drafted(
        tmp_path, {"Sexe": cycle(1, 2)}, column_labels={"Sexe": "Vous êtes ?"},
        variable_value_labels={"Sexe": {1: "Un homme", 2: "Une femme", 3: "Autre"}},
    )  # fmt: skip
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert 'label = { fr = "Vous êtes ?" }' in text
    assert '{ code = "3", label = { fr = "Autre" } }' in text, "a code nobody chose is declared"
    assert items_of(study)["sexe"].type == "single"
    assert keys_of(made, "sexe") == []
    assert plan_of(study).respondents.id == "ident"
    assert (study / "waves/v01/responses.sav").is_file()


def test_values_declared_missing_take_the_kind_their_label_says(tmp_path: Path) -> None:
    study, made = drafted(
        tmp_path, {"q": cycle(1, 2, 97, 98, 99, 95)},
        variable_value_labels={"q": {**YES, 97: "Refus", 98: "Ne sait pas", 99: "Hors champ"}},
        missing_ranges={"q": [{"lo": 90, "hi": 99}]},
    )  # fmt: skip
    assert {code.code: code.missing for code in items_of(study)["q"].codes} == {
        "1": None, "2": None, "95": "absent", "97": "refused", "98": "dont_know", "99": "absent",
    }  # fmt: skip
    assert keys_of(made, "q") == ["user-missing"]
    settle = next(remark for _, about, remark in made.remarks if about == "q")
    assert settle.fields["codes"] == "95, 99 (Hors champ)"


def test_a_quantity_keeps_its_missing_values_out_of_its_mean(tmp_path: Path) -> None:
    ages = [float(18 + i) for i in range(N - 1)] + [999.0]
    study, made = drafted(
        tmp_path, {"age": ages}, column_labels={"age": "Quel âge avez-vous ?"},
        variable_value_labels={"age": {999: "Refus"}}, missing_ranges={"age": [999]},
    )  # fmt: skip
    item = items_of(study)["age"]
    assert (item.type, [(c.code, c.missing) for c in item.codes]) == ("numeric", [("999", "refused")])
    assert keys_of(made, "age") == []


def test_labelled_values_among_many_numbers_are_told(tmp_path: Path) -> None:
    study, made = drafted(
        tmp_path, {"visites": [float(i) for i in range(N - 1)] + [98.0]},
        variable_value_labels={"visites": {0: "Aucune", 98: "Ne sait pas"}},
    )  # fmt: skip
    item = items_of(study)["visites"]
    assert (item.type, [(c.code, c.missing) for c in item.codes]) == ("numeric", [("98", "dont_know")])
    assert keys_of(made, "visites") == ["missing-word", "labelled-numbers"]


def test_a_scale_with_labelled_ends_has_all_its_points(tmp_path: Path) -> None:
    study, made = drafted(
        tmp_path, {"note": cycle(0, 3, 5, 8, 10)}, variable_value_labels={"note": {0: "Pas du tout", 10: "Tout à fait"}}
    )
    item = items_of(study)["note"]
    assert (item.type, [c.value for c in item.codes]) == ("scale", list(range(11)))
    assert keys_of(made, "note") == []


def test_words_of_a_scale_make_one_and_a_reversed_one_is_told(tmp_path: Path) -> None:
    reversed_ = dict(zip(range(1, 5), reversed(AGREE.values()), strict=True))
    study, made = drafted(
        tmp_path, {"plus": cycle(1, 2, 3, 4), "moins": cycle(1, 2, 3, 4), "csp": cycle(1, 2, 3, 4)},
        variable_value_labels={"plus": AGREE, "moins": reversed_, "csp": {i: f"Groupe {c}" for i, c in enumerate("abcd", 1)}},
    )  # fmt: skip
    assert {id_: item.type for id_, item in items_of(study).items()} == {
        "plus": "scale",
        "moins": "scale",
        "csp": "single",
    }
    assert (keys_of(made, "plus"), keys_of(made, "moins")) == ([], ["scale-reversed"])


@pytest.mark.parametrize(("measure", "type_"), [("nominal", "single"), ("ordinal", "scale"), ("scale", "scale")])
def test_the_measure_level_tells_a_scale_from_a_list(tmp_path: Path, measure: str, type_: str) -> None:
    study, made = drafted(
        tmp_path, {"q": cycle(1, 2, 3, 4, 5)}, variable_measure={"q": measure},
        variable_value_labels={"q": {i: f"Degré {c}" for i, c in enumerate("abcde", 1)}},
    )  # fmt: skip
    assert items_of(study)["q"].type == type_
    assert keys_of(made, "q") == (["scale-or-list"] if measure == "ordinal" else [])


def test_a_set_of_ticks_is_one_question(tmp_path: Path) -> None:
    study, made = drafted(
        tmp_path, {"q5_1": cycle(1, 0), "q5_2": cycle(0, 1, 1), "q5_3": cycle(0), "q5_4": [np.nan] * N},
        dichotomies("canaux", "1", "Quels canaux utilisez-vous ?", "q5_1", "q5_2", "q5_3", "q5_4"),
        column_labels={f"q5_{i}": f"Canaux : {c}" for i, c in enumerate(("Agence", "Web", "Chat", "Fax"), 1)},
    )  # fmt: skip
    item = items_of(study)["canaux"]
    assert (item.type, item.columns, item.yes) == ("multiple", ("q5_1", "q5_2", "q5_3", "q5_4"), None)
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert 'label = { fr = "Quels canaux utilisez-vous ?" }' in text
    assert '{ code = "4", label = { fr = "Fax" } }' in text
    assert keys_of(made, "canaux") == []


def test_the_counted_value_of_a_set_is_its_tick(tmp_path: Path) -> None:
    study, _ = drafted(
        tmp_path, {"a1": cycle(2, 1), "a2": cycle(1, 1, 2), "b1": cycle("Y", "N"), "b2": cycle("N", "N", "Y")},
        dichotomies("a", "2", "Deux compte", "a1", "a2"), dichotomies("b", "Y", "Y compte", "b1", "b2"),
    )  # fmt: skip
    assert {id_: (item.type, item.yes) for id_, item in items_of(study).items()} == {
        "a": ("multiple", "2"),
        "b": ("multiple", "Y"),
    }


def test_a_set_whose_columns_hold_more_than_ticks_is_lines_to_settle(tmp_path: Path) -> None:
    labels = {1: "Oui", 0: "Non", 9: "Ne sait pas"}
    study, made = drafted(
        tmp_path, {"c_1": cycle(1, 0, 9), "c_2": cycle(0, 9, 1)}, dichotomies("c", "1", "", "c_1", "c_2"),
        variable_value_labels={"c_1": labels, "c_2": labels}, missing_ranges={"c_1": [9], "c_2": [9]},
    )  # fmt: skip
    item = items_of(study)["c"]
    assert (item.type, [(code.code, code.missing) for code in item.codes]) == (
        "grid",
        [("0", None), ("1", None), ("9", "dont_know")],
    )
    assert keys_of(made, "c") == ["set-of-codes"]


def test_a_set_of_codes_is_one_question_of_several_answers(tmp_path: Path) -> None:
    brands = {i: f"Marque {c}" for i, c in enumerate("ABCDE", 1)}
    study, made = drafted(
        tmp_path, {"m1": cycle(1, 2, 3), "m2": cycle(4, 5, np.nan)}, categories("marques", "Marques citées", "m1", "m2"),
        variable_value_labels={"m1": brands, "m2": brands},
    )  # fmt: skip
    item = items_of(study)["marques"]
    assert (item.type, item.by_place, item.columns, len(item.codes)) == ("multiple", True, ("m1", "m2"), 5)
    assert keys_of(made, "marques") == ["exclusive"]
    assert errors_of(study) == []
    third = N // 3
    assert answers_of(study).ticked[item.id].sum(axis=0).tolist() == [third] * 5


def places(*orders: Sequence[int]) -> list[list[Any]]:
    """Return the columns of the places that rows give each answer, rows taking the orders in turn; 0 is a blank."""
    return [cycle(*(float(order[k]) or np.nan for order in orders)) for k in range(len(orders[0]))]


ORDERS = ((1, 2, 3, 0), (2, 1, 0, 3), (4, 3, 2, 1), (1, 0, 0, 2))
OFFERS = ("Agence", "Appli", "Chat", "Fax")


@pytest.mark.parametrize("stem", ["rang_{}", "q7_agence_{}", "q7.{}"])
@pytest.mark.parametrize("behind", [True, False])
def test_columns_of_places_are_a_ranking(tmp_path: Path, stem: str, behind: bool) -> None:
    names = [stem.format(n) for n in (1, 2, 3, 4)]
    said = "Quels services classez-vous en premier ?"
    wordings = {n: f"{o} – {said}" if behind else f"{said} {o}" for n, o in zip(names, OFFERS, strict=True)}
    study, made = drafted(tmp_path, dict(zip(names, places(*ORDERS), strict=True)), column_labels=wordings)
    (item,) = items_of(study).values()
    assert (item.type, item.by_place, item.columns) == ("rank", False, tuple(names))
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert f'label = {{ fr = "{said}" }}' in text
    assert all(f'label = {{ fr = "{offer}" }}' in text for offer in OFFERS)
    assert keys_of(made, item.id)[0] == "ranks"


def test_places_with_labels_are_a_ranking_too(tmp_path: Path) -> None:
    names = [f"r{n}" for n in (1, 2, 3, 4)]
    wordings = {n: f"Vos services préférés : {o}" for n, o in zip(names, OFFERS, strict=True)}
    study, _ = drafted(
        tmp_path, dict(zip(names, places(*ORDERS), strict=True)), column_labels=wordings,
        variable_value_labels={name: {1: "1er", 2: "2e", 3: "3e", 4: "4e"} for name in names},
    )  # fmt: skip
    (item,) = items_of(study).values()
    assert (item.type, item.by_place, len(item.codes)) == ("rank", False, 4)


def test_first_and_second_mentions_are_a_ranking_by_place(tmp_path: Path) -> None:
    names = [f"r{n}" for n in (1, 2, 3)]
    wordings = {n: f"Marques citées : mention {k}" for k, n in enumerate(names, start=1)}
    brands = {k: f"Marque {c}" for k, c in enumerate("ABCDE", start=1)}
    rows = [(1, 2, 3), (4, 1, np.nan), (2, np.nan, np.nan), (3, 1, 2), (5, 4, 1)]
    columns = {name: cycle(*(row[k] for row in rows)) for k, name in enumerate(names)}
    study, _ = drafted(tmp_path, columns, column_labels=wordings, variable_value_labels=dict.fromkeys(names, brands))
    (item,) = items_of(study).values()
    assert (item.type, item.by_place, [c.code for c in item.codes]) == ("rank", True, list("12345"))


def test_notes_and_counts_are_no_ranking(tmp_path: Path) -> None:
    names = [f"n_{n}" for n in (1, 2, 3)]
    notes = {name: cycle(*values) for name, values in zip(names, ((1, 3, 3), (2, 3, 2), (2, 1, 3)), strict=True)}
    study, _ = drafted(tmp_path, notes, column_labels={n: f"Note donnée à {n}" for n in names})
    assert "rank" not in {item.type for item in items_of(study).values()}


def test_a_grid_needs_the_same_labels_of_values_and_one_stem(tmp_path: Path) -> None:
    named = {
        "q4_1": "Agents : aimables",
        "q4_2": "Agents : rapides",
        "q6_1": "Prix",
        "q6_2": "Sexe",
        "x1": "Un",
        "y2": "Deux",
    }
    study, _ = drafted(
        tmp_path, {name: cycle(1, 2, 3, 4) for name in named}, column_labels=named,
        variable_value_labels={**dict.fromkeys(("q4_1", "q4_2", "q6_1", "x1", "y2"), AGREE), "q6_2": {1: "H", 2: "F", 3: "A", 4: "B"}},
    )  # fmt: skip
    items = items_of(study)
    assert {id_: item.type for id_, item in items.items() if item.grid is None} == {
        "q4": "grid", "q6_1": "scale", "q6_2": "single", "x1": "scale", "y2": "scale",
    }  # fmt: skip
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert 'label = { fr = "Agents" }' in text
    assert '1 = { fr = "aimables" }' in text


def test_numbered_questions_are_one_only_where_their_wordings_say_so(tmp_path: Path) -> None:
    labels = {"q1": "Le prix", "q2": "Le délai", "sat1": "Satisfaction – le prix", "sat2": "Satisfaction – le délai"}
    study, _ = drafted(
        tmp_path, {name: cycle(1, 2, 3, 4) for name in labels}, column_labels=labels,
        variable_value_labels=dict.fromkeys(labels, AGREE),
    )  # fmt: skip
    types = {id_: item.type for id_, item in items_of(study).items() if item.grid is None}
    assert types == {"q1": "scale", "q2": "scale", "sat": "grid"}


def test_a_question_may_stand_behind_its_lines(tmp_path: Path) -> None:
    labels = {"q7_1": "Agence - Êtes-vous satisfait ?", "q7_2": "Site - Êtes-vous satisfait ?"}
    study, _ = drafted(
        tmp_path, {name: cycle(1, 2, 3, 4) for name in labels}, column_labels=labels,
        variable_value_labels=dict.fromkeys(labels, AGREE),
    )  # fmt: skip
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert 'label = { fr = "Êtes-vous satisfait ?" }' in text
    assert '1 = { fr = "Agence" }\n2 = { fr = "Site" }' in text


def test_neighbours_that_say_yes_and_no_are_a_set(tmp_path: Path) -> None:
    study, _ = drafted(
        tmp_path, {"k_1": cycle(1, 2), "k_2": cycle(2, 2, 1)}, variable_value_labels={"k_1": YES, "k_2": YES}
    )
    assert items_of(study)["k"].type == "multiple"


def test_ticks_named_by_words_are_a_set_where_their_labels_begin_with_one_question(tmp_path: Path) -> None:
    names = ("c_app", "agence", "c_tel")
    labels = {
        name: f"Canaux utilisés : {said}" for name, said in zip(names, ("Appli", "Agence", "Téléphone"), strict=True)
    }
    study, _ = drafted(
        tmp_path, dict(zip(names, (cycle(1, 2), cycle(2, 2, 1), cycle(2)), strict=True)), column_labels=labels,
        variable_value_labels=dict.fromkeys(names, YES),
    )  # fmt: skip
    items = items_of(study)
    assert [item.type for item in items.values()] == ["multiple"]
    assert answers_of(study).ticked[next(iter(items))].sum(axis=0).tolist() == [N / 2, N / 3, 0]


def test_members_of_a_household_are_no_set(tmp_path: Path) -> None:
    sex = {1: "Homme", 2: "Femme"}
    study, _ = drafted(
        tmp_path,
        {"sexe_1": cycle(1, 2), "sexe_2": cycle(2, 2, 1)},
        variable_value_labels={"sexe_1": sex, "sexe_2": sex},
    )
    assert items_of(study)["sexe"].type == "grid"


def test_the_weight_is_that_of_the_file_whatever_its_name(tmp_path: Path) -> None:
    study, made = drafted(tmp_path, {"q": cycle(1, 2), "zz": cycle(0.5, 1.5), "poids": cycle(0.9, 1.1)}, weight="zz")
    assert plan_of(study).waves[0].weighting.column == "zz"
    assert "several-weights" in keys_of(made)


def test_questions_without_a_wording_are_told(tmp_path: Path) -> None:
    _, made = drafted(
        tmp_path, {"a_1": cycle(1, 2, 3, 4), "a_2": cycle(4, 3, 2), "b": cycle(1, 2), "c_1": cycle(1, 0), "c_2": cycle(0, 1)},
        dichotomies("c", "1", "Des canaux", "c_1", "c_2"), variable_value_labels={"a_1": AGREE, "a_2": AGREE},
    )  # fmt: skip
    told = next(remark for _, about, remark in made.remarks if remark.key == "labels")
    assert told.fields["first"] == "a, b"


def test_a_weight_with_blanks_is_not_taken(tmp_path: Path) -> None:
    study, made = drafted(tmp_path, {"q": cycle(1, 2), "zz": cycle(0.5, np.nan)}, weight="zz")
    assert plan_of(study).waves[0].weighting.method == "none"
    assert "weight-with-blanks" in keys_of(made)


def test_dates_of_fieldwork_and_codes_of_texts(tmp_path: Path) -> None:
    study, _ = drafted(
        tmp_path, {"quand": [date(2026, 3, 1 + i % 20) for i in range(N)], "zone": cycle("N ", "S", "E")},
        variable_value_labels={"zone": {"N": "Nord", "S": "Sud"}},
    )  # fmt: skip
    assert (study / "waves/2026-03/wave.toml").read_text(encoding="utf-8").count("2026-03-") == 2
    assert [code.code for code in items_of(study)["zone"].codes] == ["E", "N", "S"]


def test_a_recommendation_keeps_its_eleven_points(tmp_path: Path) -> None:
    study, _ = drafted(
        tmp_path, {"nps": [float(i % 12) if i % 12 < 11 else 99.0 for i in range(N)]}, missing_ranges={"nps": [99]},
        column_labels={"nps": "Recommanderiez-vous notre service ?"},
    )  # fmt: skip
    item = items_of(study)["nps"]
    assert (item.type, [code.code for code in item.codes]) == ("nps", [*map(str, range(11)), "99"])


def test_a_file_of_no_case_and_one_that_breaks_off(tmp_path: Path) -> None:
    source = tmp_path / "x.sav"
    for content, code in (
        (spss(tmp_path, {"a": []}), "empty-wave"),
        (spss(tmp_path, {"a": [1.0] * 99})[:-9], "unreadable-file"),
    ):
        source.write_bytes(content)
        with pytest.raises(StudyError) as caught:
            make_study(tmp_path / "study", source, "fr")
        assert [fault.code for fault in caught.value.faults] == [code]


hostile = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "=cmd|'/C calc'!A0",
        '"]\n[study]\nid = "x"',
        "{codes}",
        "{0}",
        "\u202eabc",
        "# TO SETTLE: x",
        "'''",
        "\\",
    ]
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labels=st.lists(hostile, min_size=4, max_size=4), missing=st.booleans())
def test_labels_stay_texts_whatever_they_hold(
    tmp_path_factory: pytest.TempPathFactory, labels: list[str], missing: bool
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    study, _ = drafted(
        folder, {"q": cycle(1, 2, 9), "z_1": cycle(1, 0), "z_2": cycle(0, 1)},
        dichotomies("z", "1", labels[3].replace("\n", " "), "z_1", "z_2"),
        column_labels={"q": labels[0], "z_1": labels[1]},
        variable_value_labels={"q": {1: labels[2], 2: labels[3], 9: labels[1]}},
        missing_ranges={"q": [9]} if missing else {},
    )  # fmt: skip
    assert {"q", "z"} <= items_of(study).keys()


def test_codes_on_both_sides_of_nothing_are_a_scale(tmp_path: Path) -> None:
    labels = {-2: "Bien moins", -1: "Moins", 0: "Pareil", 1: "Plus", 2: "Bien plus"}
    study, made = drafted(tmp_path, {"evol": cycle(-2, -1, 0, 1, 2)}, variable_value_labels={"evol": labels})
    assert [code.value for code in items_of(study)["evol"].codes] == [-2, -1, 0, 1, 2]
    assert keys_of(made, "evol") == ["scale-or-list"]


@pytest.mark.parametrize("sign", ["\U0001fae8", "\U0001fadc", "\U00018cd6"])
def test_a_sign_of_a_later_unicode_is_a_label(tmp_path: Path, sign: str) -> None:
    study, _ = drafted(tmp_path, {"q": cycle(1, 2)}, variable_value_labels={"q": {1: sign, 2: "Non"}})
    assert len(items_of(study)["q"].codes) == 2


def test_columns_that_hold_their_own_answer_are_one_question(tmp_path: Path) -> None:
    """As survey programs write a set: one labelled value each, where it was ticked, and what was written between them."""
    answers = ("Agence", "Courrier", "Web")
    columns = {
        "Q6_1": cycle(1, np.nan), "Q6_2": cycle(np.nan, 2), "Q6_2_TEXT": cycle("", "par la poste", ""),
        "Q6_3": cycle(3, np.nan, np.nan),
    }  # fmt: skip
    names = ("Q6_1", "Q6_2", "Q6_3")
    study, _ = drafted(
        tmp_path, columns,
        column_labels={name: f"Quels canaux - {a}" for name, a in zip(names, answers, strict=True)},
        variable_value_labels={name: {n: a} for n, (name, a) in enumerate(zip(names, answers, strict=True), 1)},
    )  # fmt: skip
    item = next(item for item in items_of(study).values() if item.type == "multiple")
    assert (item.columns, item.yes) == (names, "*")
    assert answers_of(study).ticked[item.id].sum(axis=0).tolist() == [30, 30, 20]


def test_ticks_without_labels_are_one_question(tmp_path: Path) -> None:
    study, _ = drafted(tmp_path, {"Q6_1": cycle(1, 0), "Q6_2": cycle(0, 1, 1), "Q6_3": cycle(0, 0, 0, 1)})
    assert [item.type for item in items_of(study).values()] == ["multiple"]


def test_a_quantity_with_decimals_keeps_nines_out_of_its_mean(tmp_path: Path) -> None:
    study, made = drafted(tmp_path, {"depense": [99999.0 if i % 10 == 0 else 20.5 + i for i in range(N)]})
    assert [(code.code, code.missing) for code in items_of(study)["depense"].codes] == [("99999", "refused")]
    assert keys_of(made, "depense") == ["missing-number-taken"]


def test_a_weight_is_known_by_its_label(tmp_path: Path) -> None:
    study, _ = drafted(
        tmp_path, {"q": cycle(1, 2), "v8": cycle(0.8, 1.2)}, column_labels={"q": "Question", "v8": "Pondération"}
    )
    assert plan_of(study).waves[0].weighting.column == "v8"


def test_points_shared_out_are_quantities_in_a_typed_file_too(tmp_path: Path) -> None:
    shares = [(10 * (i % 5), 10 * (i % 3)) for i in range(N)]
    columns = {"a_1": [a for a, _ in shares], "a_2": [b for _, b in shares], "a_3": [100 - a - b for a, b in shares]}
    study, _ = drafted(tmp_path, {name: [float(x) for x in cells] for name, cells in columns.items()})
    assert {id_: item.type for id_, item in items_of(study).items()} == dict.fromkeys(columns, "numeric")
    assert float(answers_of(study).numbers("a_1").mean()) == 20.0


@pytest.mark.parametrize(("yes", "no"), [("Ja", "Nein"), ("Sí", "No"), ("Gewählt", "Nicht gewählt"), ("Sim", "Não")])
def test_labels_of_ticks_in_other_languages(tmp_path: Path, yes: str, no: str) -> None:
    labels = {1: yes, 2: no}
    study, _ = drafted(
        tmp_path,
        {"q4_1": cycle(1, 2, 2), "q4_2": cycle(2, 2, 1)},
        variable_value_labels={"q4_1": labels, "q4_2": labels},
    )
    (item,) = items_of(study).values()
    assert item.type == "multiple"
    assert answers_of(study).ticked[item.id].sum(axis=0).tolist() == [N // 3, N // 3]
