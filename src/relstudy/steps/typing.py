"""Typing: the fewest questions that find a respondent's profile again, and how often they do.

Candidates are the questions the profiles are made of, as the questionnaire has them. A respondent's columns are the
same as for the profiles: the number of an answer, or one 0/1 column per answer. The rule is linear
(`stats.discriminant`), so that a spreadsheet can compute it. Everybody with a profile counts once, unweighted, as in
the profiles themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame, round_significant
from relstudy.intake.frames import Responses
from relstudy.stats.chance import generator
from relstudy.stats.discriminant import agreement, find_short_set
from relstudy.stats.scaling import standardise
from relstudy.steps.columns import is_not_asked
from relstudy.steps.profile_columns import find_items, lay_columns, tell_answered
from relstudy.steps.sources import source_of_items
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Identity, ProfilesPlan, Study, Wave

#: With one profile there is nothing to tell apart.
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One column of the rule: the number of an answer (`code` ""), or 1 where the code (folded) was chosen, else 0.

    `mean` over those it was learned on stands for an answer that is missing, where the missing are filled.
    """

    item: ItemId
    code: str
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingRule:
    """A linear rule for k profiles over `terms`: `constants` (k,), `coefficients` (k, terms), in the units of the answers."""

    terms: tuple[Term, ...]
    constants: np.ndarray
    coefficients: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """What finds the profiles of a wave again; without a partition `rule` is None and there is nothing else.

    `profiles` (k,) are the numbers, from 0, of those that have members: of frozen profiles one may be gone. `questions` in the order in which they entered. Figures are those of respondents the rule had not seen: `accuracy`
    the part found again, `kappa` Cohen's, `by_profile` (k,) the part of each profile, with `sizes` (k,) members; `tried`
    (m,) the part found again by number of questions, from 1. `base` respondents were learned from, in `folds` folds.
    """

    rule: TypingRule | None = None
    profiles: tuple[int, ...] = ()
    questions: tuple[ItemId, ...] = ()
    accuracy: float = float("nan")
    kappa: float = float("nan")
    by_profile: np.ndarray = field(default_factory=lambda: np.empty(0))
    sizes: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    tried: np.ndarray = field(default_factory=lambda: np.empty(0))
    base: int = 0
    folds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Respondents placed by a rule: `member` (n,) from 0, -1 without a profile; `chances` (n, k), nan where there is none.

    `complete` (n,) tells who answered every question.
    """

    member: np.ndarray
    chances: np.ndarray
    complete: np.ndarray


def learn_typing(
    *,
    study_profiles: ProfilesPlan,
    study_identity: Identity,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    profiles_member: np.ndarray,
    profiles_k: int,
) -> Typing:
    """Return the fewest questions that find the profiles again, the rule over them, and how often it does."""
    declared = find_items(study_profiles.items, wave_items, key="profiles.items")
    asked = [item for item in declared if item.in_questionnaire and not is_not_asked(item, intake_responses)]
    inside = profiles_member >= 0
    there = np.flatnonzero(np.bincount(profiles_member[inside], minlength=max(profiles_k, 1)))
    terms, columns = _lay_terms(asked, intake_responses, inside)
    scores, means, deviations = standardise(columns)
    varies = np.flatnonzero(deviations > 0.0)
    k = len(there)
    if k < _FEWEST or not len(varies):
        return Typing()
    group = np.searchsorted(there, profiles_member[inside])
    items = list(dict.fromkeys(terms[j].item for j in varies))
    found = find_short_set(
        scores[:, varies],
        [items.index(terms[j].item) for j in varies],
        group,
        k=k,
        chance=generator(study_identity.seed, "typing"),
    )
    kept = varies[found.columns]
    # Only differences between profiles matter: about their mean, a coefficient tells for whom an answer speaks.
    slopes = found.rule.coefficients / deviations[kept]
    constants = found.rule.constants - slopes @ means[kept]
    slopes, constants = slopes - slopes.mean(axis=0), constants - constants.mean()
    seen = found.found >= 0
    truth, told = group[seen], found.found[seen]
    sizes = np.bincount(truth, minlength=k)
    again = np.bincount(truth[truth == told], minlength=k)
    return Typing(
        rule=TypingRule(
            terms=tuple(replace(terms[j], mean=float(round_significant(means[[j]])[0])) for j in kept),
            constants=round_significant(constants),
            coefficients=round_significant(slopes.ravel()).reshape(slopes.shape),
        ),
        profiles=tuple(there.tolist()),
        questions=tuple(items[block] for block in found.order[: found.size]),
        accuracy=float((truth == told).mean()),
        kappa=agreement(truth, told, k=k),
        by_profile=again / np.maximum(sizes, 1),
        sizes=sizes,
        tried=found.accuracy,
        base=len(truth),
        folds=found.folds,
    )


def _lay_terms(items: list[Item], responses: Responses, inside: np.ndarray) -> tuple[list[Term], np.ndarray]:
    """Return the columns of items over some respondents, (inside, terms); a missing answer is the mean of the others."""
    terms: list[Term] = []
    columns = [np.empty((int(inside.sum()), 0))]
    for item in items:
        here = tell_answered(item, responses)[inside]
        for name, whole in lay_columns(item, responses):
            column = whole[inside]
            mean = float(np.sort(column[here]).sum()) / max(int(here.sum()), 1)
            terms.append(Term(item=item.id, code=name.code, mean=mean))
            columns.append(np.where(here, column, mean)[:, None])
    return terms, np.concatenate(columns, axis=1)


def type_answers(rule: TypingRule, items: tuple[Item, ...], responses: Responses, *, missing: str) -> Placed:
    """Return the profile of each respondent and the chances of all of them.

    With `missing` "drop", who left a question of the rule without an answer has no profile; with "mean", a missing
    answer counts as the mean of those the rule was learned on, and only who answered none has no profile.
    """
    by_id = {item.id: item for item in items}
    sums = np.tile(rule.constants, (responses.n, 1))
    answered = {term.item: tell_answered(by_id[term.item], responses) for term in rule.terms}
    for item, here in answered.items():
        columns = {name.code: column for name, column in lay_columns(by_id[item], responses)}
        for j, term in enumerate(rule.terms):
            if term.item == item:
                sums += np.where(here, columns[term.code], term.mean)[:, None] * rule.coefficients[:, j]
    told = list(answered.values())
    complete: np.ndarray = np.logical_and.reduce(told)
    placed = complete if missing == "drop" else np.logical_or.reduce(told)
    chances = np.exp(sums - sums.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    member = np.where(placed, np.argmax(sums, axis=1), -1).astype(np.int16)
    return Placed(member=member, chances=np.where(placed[:, None], chances, np.nan), complete=complete)


def cells_of(result: Typing, study: Study, wave: Wave) -> pd.DataFrame:
    """Return how often the profiles are found again, in all and by profile; nothing without a partition."""
    return cells_frame(list(_cells(result, wave)), step="typing")


def _cells(result: Typing, wave: Wave) -> Iterator[Cell]:
    if result.rule is None:
        return
    source = source_of_items(result.questions, wave)
    blank = Cell(section="profiles", measure="_", base=result.base, base_kind="respondents", source=source)
    yield replace(blank, measure="typing_questions", value=float(len(result.questions)), unit="count")
    yield replace(blank, measure="typing_accuracy", value=result.accuracy, unit="share")
    yield replace(blank, measure="typing_kappa", value=result.kappa, unit="index", missing=bool(np.isnan(result.kappa)))
    for number, value, size in zip(result.profiles, result.by_profile.tolist(), result.sizes.tolist(), strict=True):
        item = f"p{number + 1}"
        yield replace(
            blank, item=item, measure="typing_accuracy", value=value, unit="share", base=size, missing=not size
        )
