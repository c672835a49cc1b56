"""Weights within bounds or under a cap are found by a second road, the same as by the first, and what is made of them too."""

from pathlib import Path

import numpy as np
import pytest
from good_study import call, write_study
from hypothesis import given
from hypothesis import strategies as st
from mutations import swap
from recounts import held_against, wrong

from relstudy.recount.held_weights import rake_held, under, within
from relstudy.stats.raking import Margin, rake_weights

TARGETS = "item,code,share\nsexe*cible,1*client,0.38\nsexe*cible,1*prospect,0.14\nsexe*cible,2*client,0.3\nsexe*cible,2*prospect,0.18\n"


@pytest.mark.parametrize("held", ["", "bounds = [0.4, 2.5]", "trim = 2.2"])
def test_every_figure_of_a_raked_study_is_counted_again(tmp_path: Path, held: str) -> None:
    study = write_study(tmp_path / "study")
    swap("study.toml", 'method = "column"\ncolumn = "poids"', f'method = "rake"\ncolumn = "poids"\n{held}')(study)
    (study / "targets.csv").write_text(TARGETS, encoding="utf-8")
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    shown, again = held_against(study, "2026-03")
    assert wrong(shown, again) == []
    for section in ("weights", "survey"):
        keys = shown.loc[shown["section"] == section, "key"]
        assert len(keys) > 10
        assert [key for key in keys if again[key].value is None] == []
    assert "targets" in dict(again["weights/sexe.cible/after/1*client/all"].files)
    text = call("explain", study, "weights/sexe.cible/after/1*client/all")[1]
    assert text["equal"] is True


@given(st.integers(0, 2**32 - 1))
def test_they_are_those_of_the_calibration(seed: int) -> None:
    chance = np.random.default_rng(seed)
    n = 60
    labels = [np.resize(np.arange(k), n)[chance.permutation(n)] for k in (2, 3)]
    start = chance.uniform(0.8, 1.2, n)
    wanted = start * chance.uniform(0.8, 1.2, n)
    margins = [Margin(label=x, target=np.bincount(x, weights=wanted)) for x in labels]
    plain = [([x == c for c in range(len(m.target))], m.target) for x, m in zip(labels, margins, strict=True)]
    scaled = start * (wanted.sum() / start.sum())
    cap = 1.6 * wanted.sum() / n
    for form, others in ((within(0.4, 2.5), {"bounds": (0.4, 2.5)}), (under(cap), {"cap": cap})):
        first = rake_weights(margins, start=start, **others)
        again = rake_held(scaled, plain, form)
        assert first.converged
        assert again is not None
        assert np.allclose(first.weight, again, rtol=1e-9)
        for categories, targets in plain:
            assert np.allclose([again[inside].sum() for inside in categories], targets)


def test_bounds_and_caps_hold_and_what_they_leave_out_of_reach_has_no_weights() -> None:
    start = np.ones(4)
    a = np.array([True, True, True, False])
    assert rake_held(start, [([a, ~a], np.array([2.0, 2.0]))], under(1.5)) is None
    assert rake_held(start, [([a, ~a], np.array([2.0, 2.0]))], within(0.5, 1.5)) is None
    capped = rake_held(start, [([a, ~a], np.array([2.6, 1.4]))], under(1.5))
    assert capped is not None
    assert np.allclose(capped, [2.6 / 3, 2.6 / 3, 2.6 / 3, 1.4])
