"""Codes proposed for texts by a linear model of words and letters, learned from what people gave.

Nothing is downloaded and nothing is left to chance: the same texts and codes give the same proposals. A text that
people read is judged by a model that has not seen its case, so that no coder is told what another one gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from relstudy.stats.sparse_ridge import fit_ridge

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

#: Texts with a code, and cases they are of, below which nothing is learned of it.
FEWEST_TEXTS, FEWEST_CASES = 8, 4
#: A code is proposed from this probability on: among many rare codes half would be reached by hardly any.
PROPOSED_FROM = 0.3
#: Parts the cases are divided into; each is judged by what the others teach.
PARTS = 5
#: Words told as the reason of a proposal.
_TOLD = 3
_WORDS, _LETTERS = 20_000, 30_000
#: Penalty of the fit: weights of words stay small where few texts speak for them.
_ALPHA, _CLOSE = 0.5, 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How far proposals are what people gave, over all texts and codes: hits, proposals, codes given; counts."""

    hits: int
    proposed: int
    given: int

    @property
    def precision(self) -> float:
        """Return the share of proposals that people gave; nan without a proposal."""
        return self.hits / self.proposed if self.proposed else float("nan")

    @property
    def recall(self) -> float:
        """Return the share of the codes given that were proposed; nan where none was given."""
        return self.hits / self.given if self.given else float("nan")

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both, which for two coders is what they agree on, 2 x both / (one + other)."""
        both = self.proposed + self.given
        return 2 * self.hits / both if both else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Proposals for texts: probabilities (texts, codes), nan for a code of which nothing was learned; the reason of each proposed one by (text, code)."""

    chance: np.ndarray
    reasons: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    quality: Quality

    def of(self, text: int) -> tuple[int, ...]:
        """Return the codes proposed for a text, the most probable first."""
        likely = [code for code in range(self.chance.shape[1]) if (text, code) in self.reasons]
        return tuple(sorted(likely, key=lambda code: (-self.chance[text, code], code)))


def learnable(given: np.ndarray, case: np.ndarray) -> np.ndarray:
    """Return which codes enough texts of enough cases have, (codes,) bool. `given` (texts, codes) bool, `case` (texts,) int."""
    texts = given.sum(axis=0)
    cases = np.array([len(np.unique(case[given[:, code]])) for code in range(given.shape[1])])
    enough: np.ndarray = (texts >= FEWEST_TEXTS) & (cases >= FEWEST_CASES) & (texts < len(given))
    return enough


def propose_codes(
    told: Sequence[str], given: np.ndarray, case: np.ndarray, asked: Sequence[str], *, rng: np.random.Generator
) -> tuple[Proposals, Proposals]:
    """Return proposals for texts people coded, each by a model without its case, and for texts nobody read.

    Ridge regression of each code, given or not, on tf-idf of words, pairs of words and runs of 3 or 4 letters inside words
    (accents and capitals apart): a linear probability, clipped to 0-1. Quality is that of the texts people coded.

    Parameters
    ----------
    told, given, case
        Texts people read, codes they gave them (texts, codes) bool, and the case of each text as a position.
    asked
        Texts nobody read.
    rng
        Divides the cases into parts.
    """
    words, letters = _vectorizers()
    known = _features(words, letters, told, fit=True)
    names = words.get_feature_names_out()
    codes = np.flatnonzero(learnable(given, case))
    part = rng.permutation(np.arange(case.max(initial=0) + 1) % PARTS)[case]
    apart = np.full(given.shape, np.nan)
    reasons: dict[tuple[int, int], tuple[str, ...]] = {}
    for held in range(PARTS):
        rows, taught = np.flatnonzero(part == held), part != held
        if len(rows):
            judged, why = _judge(known[taught], given[taught][:, codes], known[rows], names)
            apart[np.ix_(rows, codes)] = judged
            reasons |= {(int(rows[row]), int(codes[code])): said for (row, code), said in why.items()}
    there = np.zeros(given.shape, dtype=bool)
    there[tuple(np.array(list(reasons), dtype=np.intp).reshape(-1, 2).T)] = True
    quality = Quality(
        hits=int((there & given)[:, codes].sum()),
        proposed=int(there[:, codes].sum()),
        given=int(given[:, codes].sum()),
    )
    new = np.full((len(asked), given.shape[1]), np.nan)
    of_new: dict[tuple[int, int], tuple[str, ...]] = {}
    if len(asked):
        judged, why = _judge(known, given[:, codes], _features(words, letters, asked, fit=False), names)
        new[:, codes] = judged
        of_new = {(row, int(codes[code])): said for (row, code), said in why.items()}
    return Proposals(chance=apart, reasons=reasons, quality=quality), Proposals(
        chance=new, reasons=of_new, quality=quality
    )


def agree(pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> Quality:
    """Return what coders agree on, in the measure of proposals: pairs of (texts, codes) bool, of the texts both read."""
    return Quality(
        hits=sum(int((one & other).sum()) for one, other in pairs),
        proposed=sum(int(one.sum()) for one, _ in pairs),
        given=sum(int(other.sum()) for _, other in pairs),
    )


def _vectorizers() -> "tuple[TfidfVectorizer, TfidfVectorizer]":
    # Loaded only where codes are proposed.
    from sklearn.feature_extraction.text import TfidfVectorizer

    shared = {"strip_accents": "unicode", "lowercase": True, "sublinear_tf": True, "dtype": np.float64}
    words = TfidfVectorizer(ngram_range=(1, 2), max_features=_WORDS, **shared)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), max_features=_LETTERS, **shared)
    return words, letters


def _features(words: "TfidfVectorizer", letters: "TfidfVectorizer", texts: Sequence[str], *, fit: bool) -> "csr_matrix":
    from scipy.sparse import hstack

    made = [one.fit_transform(texts) if fit else one.transform(texts) for one in (words, letters)]
    return hstack(made, format="csr")


def _judge(
    known: "csr_matrix", given: np.ndarray, asked: "csr_matrix", names: np.ndarray
) -> tuple[np.ndarray, dict[tuple[int, int], tuple[str, ...]]]:
    """Return the probability of each code for the texts asked of, and the words that weigh in each proposal by (text, code)."""
    by_feature, level = fit_ridge(known, given.astype(float), penalty=_ALPHA, close=_CLOSE)
    chance = np.clip(asked @ by_feature + level, 0.0, 1.0)
    weights = np.ascontiguousarray(by_feature[: len(names)].T)
    reasons: dict[tuple[int, int], tuple[str, ...]] = {}
    for row, code in np.argwhere(chance >= PROPOSED_FROM).tolist():
        line = asked[row]
        inside = line.indices < len(names)
        speaks = line.data[inside] * weights[code][line.indices[inside]]
        best = np.lexsort((line.indices[inside], -speaks))[:_TOLD]
        said = tuple(str(names[line.indices[inside][i]]) for i in best if speaks[i] > 0)
        # What no word speaks for is only how often the code is given.
        if said:
            reasons[row, code] = said
    return chance, reasons
