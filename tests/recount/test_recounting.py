"""Every figure that has a second road is the same by both, in whatever study."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call, write_study
from recounts import held_against, wrong

from relstudy.cells import CellKey
from relstudy.definitions.reading import read_study
from relstudy.delivery.explaining import Teller, recount_of
from relstudy.recount.answers import Fieldwork, _quantile, _rake
from relstudy.recount.expected import Expected
from relstudy.recount.hypothesised import settle
from relstudy.recount.recounting import is_equal
from relstudy.resources import surveys
from relstudy.survey.plan import Design, ExpectationsPlan

#: Sections whose every figure that is told by answers, cases or registers has a road; orders drawn at random and types of
#: cases, which the step "themes" tells, have none.
WHOLE = ("sample", "survey", "interviews", "audit", "benchmark", "grid", "offers")


def test_every_figure_of_a_study_with_all_four_steps_is_counted_again(tmp_path: Path) -> None:
    study = write_study(tmp_path / "mutuelle")
    assert call("run", str(study), "--plain")[0] == 0
    shown, again = held_against(study, "2026-03")
    assert wrong(shown, again) == []
    without = shown[[again[key].value is None for key in shown["key"]]]
    counted = without[without["step"] != "themes"]
    assert set(counted["section"]) & set(WHOLE) == set(), counted["key"].tolist()
    assert len(without) < 0.2 * len(shown)


def test_what_interviews_rank_and_what_each_withdrawal_leaves_of_it_is_counted_again(tmp_path: Path) -> None:
    study = write_study(tmp_path / "mutuelle")
    plan = (study / "study.toml").read_text(encoding="utf-8").replace('importance = "stated"', 'importance = "cases"')
    (study / "study.toml").write_text(plan, encoding="utf-8")
    assert call("run", str(study), "--plain")[0] == 0
    shown, again = held_against(study, "2026-03")
    assert wrong(shown, again) == []
    ranked = shown[shown["section"] == "expectations"]
    assert {"unprompted", "positive", "negative", "rank_stability", "tier_stability", "action_stability"} <= set(
        ranked["measure"]
    )
    assert [key for key in ranked["key"] if again[key].value is None] == []


def test_a_short_text_quoted_whole_is_found_again_where_no_passage_is_marked(tmp_path: Path) -> None:
    study = write_study(tmp_path / "mutuelle")
    codings = pd.read_csv(study / "waves/2026-03/codings.csv", dtype=str)
    codings.drop(columns=["start", "end", "quote"], errors="ignore").to_csv(
        study / "waves/2026-03/codings.csv", index=False
    )
    assert call("run", str(study), "--plain")[0] == 0
    shown, again = held_against(study, "2026-03")
    quotes = shown[(shown["section"] == "interviews") & (shown["kind"] == "quote")]
    assert len(quotes) > 1
    assert [again[key].value for key in quotes["key"]] == quotes["text"].tolist()


def test_every_published_cell_of_the_demo_has_a_source_among_the_files_it_is_explained_by(banque_run: Path) -> None:
    study = read_study(banque_run, waves=("2026-03",)).study
    assert study is not None
    cells = pd.read_parquet(banque_run / "out/2026-03/cells.parquet")
    shown = cells[cells["status"].isin(["published", "cautious"])]
    assert shown.loc[shown["source"].isna(), "key"].tolist() == []
    teller = Teller.of(study, next(w for w in study.waves if w.id == "2026-03"), cells)
    decided = shown[shown["item"].str.startswith("rule.") | (shown["measure"] == "fit")]
    assert len(decided) > 40
    for key, source in zip(decided["key"], decided["source"], strict=True):
        told = teller.tell(teller.contexts["en"].book.by_key[CellKey(key)], "en")
        assert source.partition("#")[0] in {one.path for one in told.inputs}, key
        assert len({Path(one.path).stem for one in told.inputs}) == len(told.inputs)


def test_a_change_names_the_files_of_both_its_waves_and_a_share_the_steps_of_its_wave(banque_run: Path) -> None:
    study = read_study(banque_run, waves=("2026-03",)).study
    assert study is not None
    cells = pd.read_parquet(banque_run / "out/2026-03/cells.parquet")
    wave = next(w for w in study.waves if w.id == "2026-03")
    teller = Teller.of(study, wave, cells)
    book = teller.contexts["en"].book
    waves = ["waves/2025-03/responses.csv", "waves/2026-03/responses.csv"]
    for measure, files in (("importance", waves[:1]), ("importance_difference", waves)):
        told = teller.tell(book.by_key[CellKey(f"waves/expectations.delays/{measure}/_/wave=2025-03")], "en")
        assert [one.path for one in told.inputs] == files
        assert told.equal
    shared = next(cell for cell in book.of("survey", measure="share") if cell.shown)
    assert {"survey", "open_answers"} <= set(teller.tell(shared, "en").steps)


def test_chance_keys_of_the_demo_are_the_same(banque_run: Path) -> None:
    shown, again = held_against(banque_run, "2026-03", most=200)
    assert wrong(shown, again) == []
    assert sum(one.value is not None for one in again.values()) > 180


@pytest.fixture(scope="module")
def banque_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = tmp_path_factory.mktemp("explained") / "banque"
    shutil.copytree(surveys() / "banque", study, ignore=shutil.ignore_patterns("out", ".*"))
    with (study / "hypotheses.csv").open("a", encoding="utf-8") as register:
        register.write("h_open,recognised,one_change,age_band == '18-34',higher,0.05,share:recognised,2025-01-05\n")
    for wave in ("2025-03", "2026-03"):
        assert call("run", str(study), "--wave", wave, "--plain")[0] == 0
    return study


def test_a_quantile_is_the_smallest_number_the_share_of_the_weight_does_not_exceed() -> None:
    numbers = np.array([4.0, 1.0, np.nan, 3.0, 2.0])
    assert _quantile(numbers, np.ones(5), 0.5) == 2.0
    assert _quantile(numbers, np.array([1.0, 1, 1, 5, 1]), 0.5) == 3.0
    assert _quantile(np.full(3, np.nan), np.ones(3), 0.5) is None


def test_weights_are_raked_to_every_margin_or_not_at_all() -> None:
    a = np.array([True, True, False, False])
    b = np.array([True, False, True, False])
    weight = _rake(np.ones(4), [([a, ~a], np.array([3.0, 1.0])), ([b, ~b], np.array([1.0, 3.0]))])
    assert weight is not None
    assert np.allclose([weight[a].sum(), weight[b].sum()], [3.0, 1.0])
    assert np.allclose(weight[0] / weight[1], weight[2] / weight[3])  # raking keeps the odds ratio
    assert _rake(np.ones(4), [([a, ~a & a], np.array([3.0, 1.0]))]) is None


@pytest.mark.parametrize(
    ("published", "again", "equal"),
    [(1.0, 1.0 + 1e-12, True), (1.0, 1.001, False), ("keep", "keep", True), ("keep", "watch", False), (1.0, None, False), (None, None, False)],
)  # fmt: skip
def test_equal_is_to_nine_digits_and_to_the_letter(published, again, equal) -> None:
    assert is_equal(published, again) is equal


def test_options_and_the_agreement_with_existing_segments_are_counted_again(banque_run: Path) -> None:
    plan = read_study(banque_run, waves=("2026-03",)).study
    assert plan is not None
    cells = pd.read_parquet(banque_run / "out/2026-03/cells.parquet")
    again = recount_of(plan, next(wave for wave in plan.waves if wave.id == "2026-03"), cells)
    measures = ["fit", "value", "enchantment", "existing_ari"]
    shown = cells[cells["measure"].isin(measures) & cells["status"].isin(("published", "cautious"))]
    assert set(shown["measure"]) == set(measures)
    told = zip(shown["key"], shown["value"], strict=True)
    assert [key for key, value in told if not is_equal(value, again.count(key).value)] == []


def test_poles_centres_and_hypotheses_have_a_second_road(banque_run: Path) -> None:
    shown, again = held_against(banque_run, "2026-03")
    kept = shown[shown["measure"].isin(["pole", "pole_score", "centre"]) | (shown["section"] == "hypotheses")]
    assert set(kept["measure"]) >= {"pole", "pole_score", "centre", "difference", "verdict"}
    assert [key for key in kept["key"] if again[key].value is None] == []
    assert wrong(kept, again) == []


def test_what_was_given_to_open_answers_is_counted_again_from_the_coders_lines(banque_run: Path) -> None:
    study = read_study(banque_run, waves=("2026-03",)).study
    assert study is not None
    cells = pd.read_parquet(banque_run / "out/2026-03/cells.parquet")
    recount = recount_of(study, next(w for w in study.waves if w.id == "2026-03"), cells)
    given = cells[(cells["item"] == "one_change") & (cells["measure"] == "share") & (cells["column"] == "all")]
    kept = pd.concat([given, cells[(cells["item"] == "h_open") & (cells["section"] == "hypotheses")]]).set_index("key")
    kept = kept[kept["status"].isin(["published", "cautious"])]
    assert len(kept) > 8
    for key, cell in kept.iterrows():
        again = recount.count(str(key))
        assert is_equal(cell["text"] if cell["kind"] == "category" else cell["value"], again.value), key
        assert "open_codings" in [stem for stem, _ in again.files]


def test_what_is_not_known_of_a_condition_is_settled_by_its_other_part_alone() -> None:
    a, b = np.array([1.0, 0.0, np.nan, np.nan]), np.array([np.nan, np.nan, 1.0, 0.0])
    assert np.array_equal(settle([a, b], every=True), [np.nan, 0.0, np.nan, 0.0], equal_nan=True)
    assert np.array_equal(settle([a, b], every=False), [1.0, np.nan, 1.0, np.nan], equal_nan=True)


def test_rules_of_registers_stabilities_and_straight_liners_are_counted_again(banque_run: Path) -> None:
    plan = read_study(banque_run, waves=("2026-03",)).study
    assert plan is not None
    cells = pd.read_parquet(banque_run / "out/2026-03/cells.parquet")
    again = recount_of(plan, next(wave for wave in plan.waves if wave.id == "2026-03"), cells)
    chosen = cells[cells["status"].isin(("published", "cautious"))]
    rules = chosen["item"].str.startswith("rule.") | chosen["item"].eq("straight_liners")
    stable = chosen[chosen["measure"].isin(("tier_stability", "action_stability"))].iloc[::9]
    shown = pd.concat([chosen[rules], stable])
    told = {key: again.count(key) for key in shown["key"]}
    assert wrong(shown, told) == []
    assert all(told[key].value is not None for key in stable["key"])
    assert sum(one.value is not None for key, one in told.items() if "/rule." in key) >= 20
    assert all(told[key].value is not None for key in shown["key"] if key.startswith("quality/"))


def test_drawings_that_move_weights_are_not_drawn_plainly(tmp_path: Path) -> None:
    study = write_study(tmp_path / "mutuelle")
    plan = read_study(study, waves=("2026-03",)).study
    assert plan is not None
    expected = Expected(
        field=Fieldwork.read(plan, plan.waves[-1], profile_of={}),
        plan=ExpectationsPlan(importance="stated"),
        printed=lambda *_: None,
    )
    one = next(e.id for e in plan.expectations if e.importance_item is not None)
    drawn = replace(expected, field=replace(expected.field, study=replace(plan, design=Design(strata="zone"))))
    assert expected.figure(one, "tier_stability", "all") is not None
    assert drawn.figure(one, "tier_stability", "all") is None
