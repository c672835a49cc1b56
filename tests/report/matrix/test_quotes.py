"""The choice of quotes: one rule, whatever the order of the file."""

import math

import pandas as pd

from relstudy.report.matrix.quotes import choose_quote


def quotes(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "case_id": "e1",
        "code_id": "c",
        "part": "v1",
        "n": 1,
        "contrary": False,
        "prompted": False,
        "valence": 0.0,
    }
    return pd.DataFrame([{**plain, **row} for row in rows])


def test_unprompted_before_clear_before_short():
    table = quotes(
        {"text": "relancée, mais très nette et courte", "prompted": True, "valence": -2.0},
        {"text": "spontanée, sans jugement du tout", "valence": math.nan},
        {"text": "spontanée, nette, mais plus longue que l'autre", "valence": 2.0},
        {"text": "spontanée, nette et plus courte", "valence": -2.0},
    )
    assert choose_quote(table, {"c"}, contrary=False).text == "spontanée, nette et plus courte"


def test_quotes_too_short_or_too_long_are_not_shown():
    table = quotes({"text": "x" * 19}, {"text": "x" * 221})
    assert choose_quote(table, {"c"}, contrary=False) is None
    assert choose_quote(quotes({"text": "x" * 20}), {"c"}, contrary=False).text == "x" * 20
    assert choose_quote(quotes({"text": "x" * 220}), {"c"}, contrary=False).text == "x" * 220


def test_a_passage_is_shown_once_and_only_for_its_code_and_stance():
    table = quotes({"text": "une phrase de bonne longueur"}, {"text": "une autre phrase, un peu plus longue"})
    first = choose_quote(table, {"c"}, contrary=False)
    assert choose_quote(table, {"c"}, contrary=False, used={first.text}).text == "une autre phrase, un peu plus longue"
    assert choose_quote(table, {"d"}, contrary=False) is None
    assert choose_quote(table, {"c"}, contrary=True) is None


def test_the_order_of_the_file_plays_no_part():
    table = quotes(*({"text": f"une phrase de même longueur {i}", "case_id": f"e{i}"} for i in range(6)))
    for seed in range(4):
        assert choose_quote(table.sample(frac=1, random_state=seed), {"c"}, contrary=False).case_id == "e0"


def test_whoever_was_quoted_often_enough_is_passed_over() -> None:
    table = quotes({"text": "la phrase qui serait prise"}, {"text": "une phrase qui est plus longue", "case_id": "e2"})
    assert choose_quote(table, {"c"}, contrary=False).case_id == "e1"
    assert choose_quote(table, {"c"}, contrary=False, told={"e1"}).case_id == "e2"
    assert choose_quote(table, {"c"}, contrary=False, told={"e1", "e2"}) is None
