"""Rules that find groups again, held against scikit-learn's discriminant analysis, its cross-validation and its kappa."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import PredefinedSplit, cross_val_predict

from relstudy.stats import discriminant
from relstudy.stats.discriminant import RIDGE, agreement, find_short_set
from relstudy.stats.scaling import standardise


class Ridged:
    """The covariance of a group with the ridge, as scikit-learn asks for one."""

    def fit(self, rows: np.ndarray) -> "Ridged":
        self.covariance_ = np.cov(rows.T, bias=True).reshape(rows.shape[1], -1) + RIDGE * np.eye(rows.shape[1])
        return self


def referee() -> LinearDiscriminantAnalysis:
    return LinearDiscriminantAnalysis(solver="lsqr", covariance_estimator=Ridged())


def planted(n: int = 600, apart: float = 1.4, seed: int = 1) -> tuple[np.ndarray, list[int], np.ndarray]:
    """Three groups told by questions 0 to 3 (the first of two columns), nothing by 4 to 7; respondents in no order."""
    chance = np.random.default_rng(seed)
    group = chance.choice(3, n, p=[0.5, 0.3, 0.2])
    centres = np.zeros((3, 9))
    centres[0, [0, 2]], centres[1, [1, 3]], centres[2, [4]] = apart, apart, 2 * apart
    return standardise(centres[group] + chance.normal(size=(n, 9)))[0], [0, 0, 1, 2, 3, 4, 5, 6, 7], group


def test_a_rule_is_that_of_scikit_learn() -> None:
    """With one question there is nothing to choose: the rule reads all columns."""
    columns, _, group = planted()
    rule = find_short_set(columns, [0] * 9, group, k=3, chance=np.random.default_rng(4)).rule
    other = referee().fit(columns, group)
    chances = np.exp(rule.score(columns))
    chances /= chances.sum(axis=1, keepdims=True)
    assert chances == pytest.approx(other.predict_proba(columns), abs=1e-9)
    assert rule.place(columns).tolist() == other.predict(columns).tolist()


def test_cross_validation_is_that_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one question there is nothing to choose: who is found again is what scikit-learn's own folds say."""
    columns, _, group = planted()
    told: list[np.ndarray] = []
    drawn = discriminant._draw_folds

    def overheard(*given: object) -> np.ndarray:
        told.append(drawn(*given))  # type: ignore[arg-type]
        return told[-1]

    monkeypatch.setattr(discriminant, "_draw_folds", overheard)
    found = find_short_set(columns, [0] * 9, group, k=3, chance=np.random.default_rng(4))
    order = np.lexsort((*columns.T[::-1], group))
    expected = cross_val_predict(referee(), columns[order], group[order], cv=PredefinedSplit(told[0]))
    assert found.found[order].tolist() == expected.tolist()
    assert found.accuracy.tolist() == [pytest.approx((expected == group[order]).mean())]
    assert agreement(group, found.found, k=3) == pytest.approx(cohen_kappa_score(group, found.found))


def test_questions_that_tell_come_first_and_suffice() -> None:
    columns, blocks, group = planted()
    found = find_short_set(columns, blocks, group, k=3, chance=np.random.default_rng(4))
    assert set(found.order[:4]) == {0, 1, 2, 3}
    assert set(found.order[: found.size]) <= {0, 1, 2, 3}
    assert found.columns.tolist() == sorted(j for j, b in enumerate(blocks) if b in found.order[: found.size])
    assert found.accuracy[found.size - 1] >= 0.95 * found.accuracy.max()
    assert (found.found == group).mean() == found.accuracy[found.size - 1]


@pytest.mark.parametrize("apart", [0.6, 1.0, 1.6])
def test_accuracy_is_that_among_people_never_seen(apart: float) -> None:
    columns, blocks, group = planted(n=6_000, apart=apart)
    found = find_short_set(columns[:700], blocks, group[:700], k=3, chance=np.random.default_rng(4))
    fresh = (found.rule.place(columns[700:, found.columns]) == group[700:]).mean()
    assert found.accuracy[found.size - 1] == pytest.approx(fresh, abs=0.045)


def test_groups_told_by_nothing_are_found_no_better_than_by_chance() -> None:
    chance = np.random.default_rng(8)
    columns, group = standardise(chance.normal(size=(800, 20)))[0], chance.choice(2, 800)
    found = find_short_set(columns, list(range(20)), group, k=2, chance=chance)
    assert abs(agreement(group, found.found, k=2)) < 0.1


def test_an_answer_all_of_a_group_give_keeps_finite_coefficients() -> None:
    group = np.repeat([0, 1], 50)
    columns = standardise(np.stack([group.astype(float), 1.0 - group], axis=1))[0]
    found = find_short_set(columns, [0, 0], group, k=2, chance=np.random.default_rng(1))
    assert found.accuracy.tolist() == [1.0]
    assert np.isfinite(found.rule.coefficients).all()


def test_a_group_of_one_member_is_nobodys_where_it_is_held_out() -> None:
    columns, blocks, group = planted(n=60)
    group[group == 2] = 0
    group[7] = 2
    found = find_short_set(columns, blocks, group, k=3, chance=np.random.default_rng(4))
    assert found.folds == 2
    assert found.found[7] != 2


def test_of_very_many_respondents_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discriminant, "MOST_READ", 400)
    columns, blocks, group = planted()
    found = find_short_set(columns, blocks, group, k=3, chance=np.random.default_rng(4))
    assert (found.found >= 0).sum() == 400


@given(seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_the_order_of_respondents_changes_nothing(seed: int) -> None:
    columns, blocks, group = planted(n=300)
    shuffled = np.random.default_rng(seed).permutation(300)
    one, other = (
        find_short_set(columns[rows], blocks, group[rows], k=3, chance=np.random.default_rng(4))
        for rows in (np.arange(300), shuffled)
    )
    assert other.order == one.order
    assert other.accuracy.tolist() == one.accuracy.tolist()
    assert other.rule.coefficients.tolist() == one.rule.coefficients.tolist()
    assert other.found.tolist() == one.found[shuffled].tolist()


@given(table=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_agreement_lies_between_minus_one_and_one(table: list[tuple[int, int]]) -> None:
    one, other = np.array(table).T
    kappa = agreement(one, other, k=4)
    assert np.isnan(kappa) or -1.0 <= kappa <= 1.0 + 1e-12
    assert np.isnan(agreement(one, one, k=4)) or agreement(one, one, k=4) == pytest.approx(1.0)
