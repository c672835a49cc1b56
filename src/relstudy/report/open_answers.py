"""What respondents wrote in answer to an open question, as a list a client may keep: texts alone, nobody beside them.

Answers stand in the order of the alphabet, which tells nothing of who wrote them; those that look alike are listed once.
What may tell who somebody is gives way to what it is.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from relstudy.folding import fold, look
from relstudy.intake.frames import Responses
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.values import Number, Said, Unbound
from relstudy.steps.intake import Intake
from relstudy.survey.items import Item

if TYPE_CHECKING:
    from relstudy.intake.personal_data.findings import Finding

#: Why answers are not listed: nobody wrote any; they are respondents' ids; fewer wrote than figures are published from;
#: a sheet has not so many rows.
Unlisted = Literal["none", "ids", "few", "many"]
#: Rows a sheet has room for, generously.
_MOST = 1_000_000
_MASK = re.compile(r"\s*\[[^\[\]]*\]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The answers to an open question: `count` is the cell of their number, `unlisted` why they are not listed, None where they are.

    `answers` are texts by the alphabet, each with the number of respondents who wrote it. `masked` is the number of
    passages in them that gave way, None where nobody looked for any. `settled` has, by how an answer looks, the passages
    that everybody who wrote it had settled by the review of open answers; `left` is the number of those that would have
    given way without it.
    """

    count: CellRow
    unlisted: Unlisted | None = None
    answers: tuple[tuple[str, int], ...] = ()
    masked: int | None = None
    settled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left: int = 0


def find_written(context: Context, item: Item) -> Written | None:
    """Return the answers to an open question as they were written; None for any other question, and one not asked."""
    count = context.book.get("sample", item.id, "written", "_", "all")
    taken = context.result.given(Intake)
    if count is None or taken is None:
        return None
    least = context.study.disclosure.min_base
    return context.once.make(("written", item.id), lambda: _gather(taken, item, count, least=least))


def _gather(taken: Intake, item: Item, count: CellRow, *, least: int) -> Written:
    written = taken.answers_to(item.id)
    told = _without_ids(written, taken.responses)
    unlisted = _why_unlisted(len(written), len(told), least=least)
    if unlisted is not None:
        return Written(count=count, unlisted=unlisted)
    return Written(
        count=count,
        answers=tuple(gather_answers(told["text"].tolist())),
        settled=_settled_by_all(told, taken.settled_in(item.id)),
    )


def _settled_by_all(written: pd.DataFrame, settled: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return, by how an answer looks, the passages (as they look) that the review settled for everybody who wrote it."""
    by_row: dict[int, set[str]] = {}
    for row, passage in zip(settled["row"].tolist(), settled["passage"].tolist(), strict=True):
        by_row.setdefault(row, set()).add(look(passage))
    alike: dict[str, frozenset[str]] = {}
    reviewed = {look(text) for text in written.loc[written["row"].isin(list(by_row)), "text"].tolist()}
    for text, row in zip(written["text"].tolist(), written["row"].tolist(), strict=True) if reviewed else ():
        if (said := look(text)) in reviewed:
            own = frozenset(by_row.get(row, ()))
            alike[said] = alike.get(said, own) & own
    return alike


def _without_ids(written: pd.DataFrame, responses: Responses) -> pd.DataFrame:
    """Return the answers but for the respondents' own ids, and ids of others that are no plain number."""
    ids = responses.respondent_id
    named = {id_ for id_ in ids.tolist() if not id_.isdecimal()}
    own = ids[written["row"].to_numpy()].tolist()
    kept = [text != id_ and text not in named for text, id_ in zip(written["text"].tolist(), own, strict=True)]
    told: pd.DataFrame = written.loc[np.array(kept, dtype=bool)]
    return told


def _why_unlisted(written: int, told: int, *, least: int) -> Unlisted | None:
    if not written:
        return "none"
    if not told:
        return "ids"
    if told < least:
        return "few"
    return "many" if told > _MOST else None


def gather_answers(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Return the answers by the alphabet, those that look alike once, spelt as most of them are, each with their number."""
    alike: dict[str, Counter[str]] = {}
    for text in texts:
        alike.setdefault(look(text), Counter())[text.strip()] += 1
    return [
        (min(spelt, key=lambda text: (-spelt[text], text)), spelt.total())
        for _, spelt in sorted(alike.items(), key=_by_alphabet)
    ]


def _by_alphabet(entry: tuple[str, object]) -> tuple[str, str]:
    return fold(entry[0]), entry[0]


def mask_written(context: Context, written: Written) -> Written:
    """Return the answers with words for what they are in place of passages that may tell who somebody is, but those a review settled."""
    texts = tuple(text for text, _ in written.answers)
    masks = context.words.table("open_answers", "masks")
    answers, masked, left = [], 0, 0
    for (text, times), findings in zip(written.answers, _find(texts), strict=True):
        settled = written.settled.get(look(text), frozenset())
        said = text
        for finding in reversed(findings):
            if _is_within(finding.text, settled):
                left += 1
            else:
                said = said[: finding.start] + masks[finding.kind] + said[finding.end :]
                masked += 1
        answers.append((said, times))
    return replace(written, answers=tuple(answers), masked=masked, left=left)


def _is_within(found: str, settled: Collection[str]) -> bool:
    """Tell whether what was found is one of the passages, or whole words of one."""
    return any(f" {look(found)} " in f" {passage} " for passage in settled)


def may_be(listed: str, text: str) -> bool:
    """Tell whether a listed answer, with words in brackets for what gave way, may be a text as it was written."""
    parts = (re.escape(look(part)) for part in _MASK.split(listed))
    return re.fullmatch(".*".join(parts), look(text), re.DOTALL) is not None


@lru_cache(maxsize=4)
def _find(texts: Sequence[str]) -> "list[list[Finding]]":
    """Return what `find_personal_data` does; the papers of every language ask it of the same texts."""
    # Its patterns take longer to compile than the rest of a small report's import.
    from relstudy.intake.personal_data.search import find_personal_data

    return find_personal_data(texts)


def about_written(context: Context, written: Written) -> Said:
    """Return how many wrote an answer, and where these are listed or why they are not."""
    return context.words.count(
        f"open_answers.{'listed' if written.unlisted in (None, 'none') else written.unlisted}",
        written.count.value or 0.0,
        n=Number(written.count, context.lang),
        least=Unbound("number", format_value(float(context.study.disclosure.min_base), "count", context.lang)),
    )


def about_list(context: Context, written: Written) -> tuple[Said, ...]:
    """Return what a reader of the list must know: what stands in it and what does not; of answers not listed, why."""
    if written.unlisted is not None:
        return (about_written(context, written),)
    masked = written.masked or 0
    told = context.words.count("open_answers.masked", masked, n=Unbound("number", str(masked)))
    left = (context.words.count("open_answers.left", written.left, n=Unbound("number", str(written.left))),)
    return (context.words.say("open_answers.rule"), told, *(left if written.left else ()))
