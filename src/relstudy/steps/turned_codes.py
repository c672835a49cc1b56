"""Codes that changed places from one wave to the next: 1 for 2 and 2 for 1, or a scale turned round. Nothing is mapped; it is doubted.

A file that names its values is the better witness: where the name of a code is that of another one in the questionnaire,
this is said, and where the names are right nothing else is asked. Otherwise the answers of everybody are held against
those the wave before published (`stats.turned_codes`). Codes that are words name themselves.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from relstudy.errors import Fault, computed, fault
from relstudy.folding import fold, look
from relstudy.intake.frames import Responses
from relstudy.stats.design import kish_effective
from relstudy.stats.turned_codes import find_turned
from relstudy.survey.items import Item
from relstudy.survey.labels import Labels
from relstudy.survey.past import Past

#: Names of the values of a column, by the text of the value, as its file has them.
ValueNames = Mapping[str, str]


def doubt_codes(
    items: Sequence[Item],
    labels: Labels,
    responses: Responses,
    weight: np.ndarray,
    names: Mapping[str, ValueNames],
    past: Past | None,
    *,
    file: str,
) -> Iterator[Fault]:
    """Yield a warning for each question whose codes seem to stand for one another.

    `names` are the names of values by column of the file, `weight` (n,) the weights of the respondents, `past` the
    wave before, None where nothing is known of one.
    """
    before = {} if past is None else _published(past)
    earlier = {} if past is None else {item.id: item for item in past.terms.items}
    for item in items:
        if item.derived is not None or item.id not in responses.codes or len(item.answers) < 2:
            continue
        said = _by_code(item, names.get(item.columns[0], {}) if item.columns else {})
        wrong = _misnamed(item, said, labels)
        if wrong is None and item.id in before and _are_numbers(item) and item.id in earlier:
            yield from _doubt_shares(item, earlier[item.id], before[item.id], responses, weight, file=file)
        elif wrong:
            yield fault(
                "codes-misnamed",
                file,
                column=item.columns[0],
                item=item.id,
                found=", ".join(f"{code} = {said[code]}" for code in wrong),
                allowed=", ".join(f"{code} = {_label(item, code, labels)}" for code in wrong),
            )


def _by_code(item: Item, names: ValueNames) -> dict[str, str]:
    """Return the names of a file by code: a text that is read as another code names that one."""
    recoded = dict(item.recoded)
    return {recoded.get(text, text): name for text, name in names.items() if name.strip()}


def _misnamed(item: Item, said: Mapping[str, str], labels: Labels) -> tuple[str, ...] | None:
    """Return the codes whose name in the file is that of another answer; None where the file does not tell.

    A file tells where it names every answer by a label of the questionnaire, in whatever language.
    """
    owner = {
        look(text): code.code
        for code in item.answers
        for text in labels.texts.get(f"code/{item.grid or item.id}/{code.code}", {}).values()
    }
    meant = {code.code: owner.get(look(said.get(code.code, ""))) for code in item.answers}
    if None in meant.values() or len(set(meant.values())) < len(meant):
        return None
    return tuple(code for code, other in meant.items() if code != other)


def _label(item: Item, code: str, labels: Labels) -> str:
    return next(iter(labels.texts.get(f"code/{item.grid or item.id}/{code}", {}).values()), code)


def _are_numbers(item: Item) -> bool:
    return all(code.code.strip().lstrip("-").isdigit() for code in item.answers)


def _published(past: Past) -> dict[str, dict[str, tuple[float, float]]]:
    """Return what the wave before published of the shares of everybody, by item and code: the share and its effective base."""
    cells = past.cells
    told = cells[
        (cells["section"] == "survey")
        & (cells["measure"] == "share")
        & (cells["column"] == "all")
        & (cells["base_kind"] == "respondents")
        & cells["value"].notna()
    ]
    found: dict[str, dict[str, tuple[float, float]]] = {}
    shares, bases = (told[name].to_numpy(dtype=float, na_value=np.nan).tolist() for name in ("value", "base_effective"))
    for item, row, share, base in zip(told["item"].tolist(), told["row"].tolist(), shares, bases, strict=True):
        found.setdefault(str(item), {})[row] = (share, base)
    return found


def _doubt_shares(
    item: Item,
    earlier: Item,
    before: Mapping[str, tuple[float, float]],
    responses: Responses,
    weight: np.ndarray,
    *,
    file: str,
) -> Iterator[Fault]:
    codes = [code.code for code in item.answers]
    rows = [fold(code) for code in codes]
    if set(rows) != {fold(code.code) for code in earlier.answers} or not set(rows) <= before.keys():
        return
    was = np.array([before[row][0] for row in rows])
    place = {code.code: i for i, code in enumerate(item.codes)}
    there = responses.answered(item) & (responses.codes[item.id] >= 0)
    given = np.bincount(responses.codes[item.id][there], weights=weight[there], minlength=len(item.codes))
    now = given[[place[code] for code in codes]]
    if was.sum() <= 0 or now.sum() <= 0:
        return
    bases = (float(before[rows[0]][1] * was.sum()), kish_effective(weight[there]))
    found = find_turned(was / was.sum(), now / now.sum(), bases=bases)
    if found is None:
        return
    moved = [(codes[i], codes[j]) for i, j in enumerate(found.places) if i != j]
    yield fault(
        "codes-turned",
        file,
        column=item.columns[0] if item.columns else None,
        item=item.id,
        found=", ".join(f"{a} -> {b}" for a, b in moved),
        allowed=f"{computed(100 * found.plain, '.0f')} % / {computed(100 * found.turned, '.0f')} %",
    )
