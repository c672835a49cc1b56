"""Made-up answers of respondents with known groups, with none, or along one factor: what the rule for profiles is tried on.

An item is a block of columns, shape (n, columns): one for numbers and yes/no, one per code where codes are ticked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Items as a survey has them.
KINDS = (
    ("yes_no",), ("scale5",), ("scale11",), ("number",), ("codes4",), ("ticks3",), ("yes_no", "scale5"),
    ("yes_no", "scale5", "codes4", "ticks3"), ("scale11", "number", "yes_no"),
)  # fmt: skip
#: Items that can be independent of each other, skewed ones among them.
NOISE_KINDS = (
    *KINDS, ("rare",), ("waiting",), ("flat5",), ("uneven_codes",), ("rare", "uneven_codes", "flat5"),
    ("uneven_codes", "waiting", "ticks3"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Blocks of columns, one per item, and the true group of each respondent (all 0 where there is none)."""

    blocks: tuple[np.ndarray, ...]
    truth: np.ndarray

    @property
    def columns(self) -> np.ndarray:
        return np.concatenate(self.blocks, axis=1)

    @property
    def items(self) -> np.ndarray:
        """Return what each column moves with by chance: the codes of one answer together, each box ticked freely for itself (as steps.profile_columns)."""
        together: list[int] = []
        for block in self.blocks:
            exclusive = block.shape[1] == 1 or np.ptp(block.sum(axis=1)) < 1e-9
            first = together[-1] + 1 if together else 0
            together += [first + (0 if exclusive else j) for j in range(block.shape[1])]
        return np.array(together)


def answer(kind: str, level: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Return one item answered by respondents whose inclination is `level`, between 0 and 1."""
    n = len(level)
    if kind == "yes_no":
        return (chance.random(n) < level)[:, None].astype(float)
    if kind == "scale5":
        return np.clip(np.rint(1 + 4 * level + chance.normal(0, 0.9, n)), 1, 5)[:, None]
    if kind == "scale11":
        return np.clip(np.rint(10 * level + chance.normal(0, 2.0, n)), 0, 10)[:, None]
    if kind == "number":
        return (3 * level + chance.normal(0, 1, n))[:, None]
    if kind == "ticks3":
        return np.stack([chance.random(n) < level for _ in range(3)], axis=1).astype(float)
    if kind == "codes4":
        likely = np.exp(-((level[:, None] - np.linspace(0, 1, 4)) ** 2) / (2 * 0.2**2))
        likely /= likely.sum(axis=1, keepdims=True)
        return np.eye(4)[np.minimum((likely.cumsum(axis=1) < chance.random(n)[:, None]).sum(axis=1), 3)]
    if kind == "rare":
        return (chance.random(n) < chance.choice([0.05, 0.1, 0.2, 0.5]))[:, None].astype(float)
    if kind == "waiting":
        return chance.exponential(1, n)[:, None]
    if kind == "flat5":
        return chance.integers(1, 6, n)[:, None].astype(float)
    if kind == "uneven_codes":
        many = int(chance.integers(2, 6))
        return np.eye(many)[chance.choice(many, n, p=chance.dirichlet(np.full(many, 2.0)))]
    raise ValueError(kind)


def draw_groups(n: int, many: int, sizes: str, chance: np.random.Generator) -> np.ndarray:
    """Return the group of each respondent: "equal" sizes, "rising" (2, 3, 4 ...), or one of "tenth" beside equal ones."""
    share = {
        "equal": np.ones(many),
        "rising": np.arange(2.0, many + 2.0),
        "tenth": np.r_[0.1, np.full(many - 1, 0.9 / (many - 1))],
    }[sizes]
    return chance.choice(many, n, p=share / share.sum())


def independent(n: int, items: int, kinds: Sequence[str], chance: np.random.Generator) -> Answers:
    """Return answers to items that have nothing to do with each other."""
    blocks = [answer(kinds[j % len(kinds)], np.full(n, chance.choice([0.2, 0.5, 0.8])), chance) for j in range(items)]
    return Answers(blocks=tuple(blocks), truth=np.zeros(n, dtype=int))


def planted(
    n: int,
    groups: int,
    items: int,
    kinds: Sequence[str],
    separation: float,
    sizes: str,
    chance: np.random.Generator,
    *,
    noise: int = 0,
) -> Answers:
    """Return answers of groups that lean one way or the other on each item; any two groups differ on two items in five at least.

    Inclinations are 0.5 plus or minus half the separation; `noise` further items are the same for all groups.
    """
    while True:
        leaning = chance.choice([0.5 - separation / 2, 0.5 + separation / 2], size=(groups, items))
        if all((leaning[a] != leaning[b]).mean() >= 0.4 for a in range(groups) for b in range(a)):
            break
    truth = draw_groups(n, groups, sizes, chance)
    levels = [leaning[truth, j] for j in range(items)]
    levels += [np.full(n, chance.choice([0.2, 0.5, 0.8])) for _ in range(noise)]
    blocks = [answer(kinds[j % len(kinds)], level, chance) for j, level in enumerate(levels)]
    return Answers(blocks=tuple(blocks), truth=truth)


def connected_human_hybrid(
    n: int,
    items: int,
    kinds: Sequence[str],
    separation: float,
    sizes: str,
    chance: np.random.Generator,
    *,
    middle: bool,
) -> Answers:
    """Return answers of three groups on items that speak half of digital, half of human contact: high on one, on the other, and hybrids.

    Hybrids stand in the middle of every item, or are high on both kinds.
    """
    low, high = 0.5 - separation / 2, 0.5 + separation / 2
    hybrid = (0.5, 0.5) if middle else (high, high)
    leaning = np.array([(high, low), (low, high), hybrid])
    truth = draw_groups(n, 3, sizes, chance)
    blocks = [answer(kinds[(j // 2) % len(kinds)], leaning[truth, j % 2], chance) for j in range(items)]
    return Answers(blocks=tuple(blocks), truth=truth)


def one_factor(n: int, items: int, kind: str, loading: float, chance: np.random.Generator) -> Answers:
    """Return answers that follow one continuous factor, equally strongly on every item."""
    factor = chance.normal(0, 1, n)
    blocks = []
    for _ in range(items):
        wish = loading * factor + np.sqrt(1 - loading**2) * chance.normal(0, 1, n)
        if kind == "yes_no":
            blocks.append((wish > chance.choice([-0.5, 0.0, 0.5]))[:, None].astype(float))
        elif kind == "scale5":
            blocks.append(np.clip(np.rint(3 + wish), 1, 5)[:, None])
        else:
            blocks.append(wish[:, None])
    return Answers(blocks=tuple(blocks), truth=np.zeros(n, dtype=int))


def graded(
    n: int,
    items: int,
    kinds: Sequence[str],
    loading: float,
    skew: float,
    shape: str,
    chance: np.random.Generator,
    *,
    factors: int = 1,
) -> Answers:
    """Return answers that follow continuous factors (each item one of them), one item in five against it, unequally strongly (loading plus or minus 0.15).

    `skew`: how far, in deviations, the answers of an item lean one way at most; `shape`: of the factors, all of mean 0 and deviation 1.
    """
    followed = np.stack([_factor(n, shape, chance) for _ in range(factors)])
    blocks = []
    for j in range(items):
        kind = kinds[j % len(kinds)]
        strength = np.clip(loading + chance.uniform(-0.15, 0.15), 0.1, 0.95)
        sign = 1 if chance.random() < 0.8 else -1
        wishes = sign * strength * followed[j % factors] + np.sqrt(1 - strength**2) * chance.normal(0, 1, (3, n))
        leans = chance.uniform(-skew, skew, 3)
        blocks.append(_answer_wish(kind, wishes, leans))
    return Answers(blocks=tuple(blocks), truth=np.zeros(n, dtype=int))


def _factor(n: int, shape: str, chance: np.random.Generator) -> np.ndarray:
    if shape == "uniform":
        return chance.uniform(-np.sqrt(3), np.sqrt(3), n)
    if shape == "skewed":
        return chance.exponential(1, n) - 1
    if shape == "heavy":
        return chance.standard_t(5, n) / np.sqrt(5 / 3)
    return chance.normal(0, 1, n)


def _answer_wish(kind: str, wishes: np.ndarray, leans: np.ndarray) -> np.ndarray:
    """Return one item answered by respondents who wish for it that much (three wishes for three boxes), leaning one way."""
    wish, lean = wishes[0], leans[0]
    if kind == "yes_no":
        return (wish > lean)[:, None].astype(float)
    if kind == "scale5":
        return np.clip(np.rint(3 - lean + 1.2 * wish), 1, 5)[:, None]
    if kind == "scale11":
        return np.clip(np.rint(5 - 2 * lean + 2.5 * wish), 0, 10)[:, None]
    if kind == "number":
        return (np.exp(0.6 * lean * wish) if abs(lean) > 0.8 else wish)[:, None]
    if kind == "codes4":
        return np.eye(4)[np.searchsorted(np.quantile(wish, [0.25, 0.5, 0.75]) - 0.3 * lean, wish)]
    if kind == "ticks3":
        return (wishes > leans[:, None]).T.astype(float)
    raise ValueError(kind)


def with_response_style(answers: Answers, spread: float, chance: np.random.Generator) -> Answers:
    """Return answers to scales and numbers moved up or down together, as people do who agree with everything."""
    style = chance.normal(0, spread, len(answers.truth))[:, None]

    def moved(block: np.ndarray) -> np.ndarray:
        if block.shape[1] > 1 or len(np.unique(block)) <= 2:
            return block
        if np.array_equal(block, np.rint(block)):
            return np.clip(np.rint(block + style), block.min(), block.max())
        return block + style

    return Answers(blocks=tuple(moved(b) for b in answers.blocks), truth=answers.truth)


def with_holes(answers: Answers, share: float, chance: np.random.Generator) -> Answers:
    """Return answers where some of each item are missing and the mean stands in their place."""
    filled = []
    for block in answers.blocks:
        hole = chance.random(len(block)) < share
        filled.append(np.where(hole[:, None], block[~hole].mean(axis=0), block))
    return Answers(blocks=tuple(filled), truth=answers.truth)
