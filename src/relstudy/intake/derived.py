"""Items made from another item: bands of a number, codes merged into fewer."""

import numpy as np

from relstudy.intake.answers import Answers, coded_values, layer_of, ticked_layer
from relstudy.survey.items import MISSING_CODES, Derivation, Item
from relstudy.tables.numbers import read_number

#: The reasons that stay in the base of those asked, each a row of its own.
_TOLD = ("refused", "dont_know")


def derive(item: Item, source: Item, answers: Answers) -> Answers:
    """Return the answers of a derived item from those of its source.

    Bands: as many answer codes as limits = one band from each limit up to the next, one more = the first is everything
    below the first limit. Merge: each source code goes to the code it is listed under; of a multiple item a merged code
    is ticked where one of its codes is. What is missing in the source is missing here, unless its code is merged into
    another; who refused or did not know gets the item's own code for that, where it declares one. An answer that
    belongs to no band and no code is unexplained (absent).
    """
    if not isinstance(item.derived, Derivation):
        raise TypeError(f"{item.id} is not derived")
    if answers.ticked is not None:
        return _merge_ticks(item, item.derived, source, answers)
    derive_codes = _bands if item.derived.bands else _merged
    codes = derive_codes(item, item.derived, source, answers)
    layer = layer_of(item.codes)[codes]
    unmapped = codes < 0
    taken = np.where(answers.layer == 0, MISSING_CODES["absent"], answers.layer).astype(np.int8)
    layer[unmapped] = taken[unmapped]
    for reason in _TOLD:
        said = [i for i, code in enumerate(item.codes) if code.missing == reason]
        # A code nobody could have would print as 0 beside a base that holds those who said so.
        if len(said) == 1:
            codes[unmapped & (answers.layer == MISSING_CODES[reason])] = said[0]
    return Answers(layer=layer, codes=codes)


def _bands(item: Item, made: Derivation, source: Item, answers: Answers) -> np.ndarray:
    limits = np.array(made.bands, dtype=float)
    answer_codes = np.array([i for i, code in enumerate(item.codes) if code.missing is None], dtype=np.int16)
    below = len(answer_codes) - len(limits)
    if below not in (0, 1):
        raise ValueError(f"{item.id}: {len(limits)} limits need as many codes, or one more, not {len(answer_codes)}")
    values = answers.values
    if values is None and answers.codes is not None:
        values = coded_values(source, answers.codes)
    if values is None:
        values = np.full(len(answers.layer), np.nan)
    # Number of limits at or under the value: 0 = below the first.
    band = np.searchsorted(limits, values, side="right") - 1 + below
    inside = (band >= 0) & ~np.isnan(values) & (answers.layer == 0)
    codes = np.full(len(values), -1, dtype=np.int16)
    codes[inside] = answer_codes[band[inside]]
    return codes


def _merge_map(item: Item, made: Derivation, source: Item) -> np.ndarray:
    """Return the position in the item's codes of each of the source's codes, -1 where it is merged into none; a last -1 for no code."""
    to = _merged_into(item, made)
    return np.array([*(to.get(code.code, -1) for code in source.codes), -1], dtype=np.int16)


def _merged_into(item: Item, made: Derivation) -> dict[str, int]:
    """Return for each code of the source named in `merge` the position it goes to."""
    target = {code.code: i for i, code in enumerate(item.codes)}
    return {code: target[into] for into, codes in made.merge for code in codes}


def _merged(item: Item, made: Derivation, source: Item, answers: Answers) -> np.ndarray:
    merged = np.full(len(answers.layer), -1, dtype=np.int16)
    if answers.codes is not None:
        merged = _merge_map(item, made, source)[answers.codes]
    if answers.values is None:
        return merged
    # A source of free numbers (a recommendation from 0 to 10) has no codes: its numbers are named.
    known = {code.code for code in source.codes}
    for text, position in _merged_into(item, made).items():
        if text not in known:
            merged[(answers.values == read_number(text)) & (answers.layer == 0)] = position
    return merged


def _merge_ticks(item: Item, made: Derivation, source: Item, answers: Answers) -> Answers:
    if answers.ticked is None:
        raise ValueError(f"{source.id} is no multiple item")
    ticked = np.zeros((len(answers.layer), len(item.codes)), dtype=bool, order="F")
    for j, to in enumerate(_merge_map(item, made, source)[:-1]):
        if to >= 0:
            ticked[:, to] |= answers.ticked[:, j]
    layer = ticked_layer(item, ticked, np.ones(len(ticked), dtype=bool))
    missing = (answers.layer != 0) & ~ticked.any(axis=1)
    layer[missing] = answers.layer[missing]
    return Answers(layer=layer, ticked=ticked)
