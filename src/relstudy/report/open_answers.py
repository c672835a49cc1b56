"""What respondents wrote in answer to an open question, as a list a client may keep: texts alone, nobody beside them.

Answers stand in the order of the alphabet, which tells nothing of who wrote them; those that look alike are listed once.
What may tell who somebody is gives way to what it is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from relstudy.folding import fold, look
from relstudy.intake.frames import Responses
from relstudy.intake.personal_data import Finding, find_personal_data
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.values import Number, Said, Unbound
from relstudy.steps.intake import Intake
from relstudy.survey.items import Item

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
    passages in them that gave way, None where nobody looked for any.
    """

    count: CellRow
    unlisted: Unlisted | None = None
    answers: tuple[tuple[str, int], ...] = ()
    masked: int | None = None


def find_written(context: Context, item: Item) -> Written | None:
    """Return the answers to an open question as they were written; None for any other question, and one not asked."""
    count = context.book.get("sample", item.id, "written", "_", "all")
    taken = context.result.given(Intake)
    if count is None or taken is None:
        return None
    if item.id not in context.written_to:
        context.written_to[item.id] = _gather(taken, item, count, least=context.study.disclosure.min_base)
    return context.written_to[item.id]


def _gather(taken: Intake, item: Item, count: CellRow, *, least: int) -> Written:
    written = taken.answers_to(item.id)
    texts = _without_ids(written["text"].to_numpy(dtype=object), written["row"].to_numpy(), taken.responses)
    unlisted = _why_unlisted(len(written), len(texts), least=least)
    return Written(
        count=count, unlisted=unlisted, answers=() if unlisted is not None else tuple(gather_answers(texts.tolist()))
    )


def _without_ids(texts: np.ndarray, rows: np.ndarray, responses: Responses) -> np.ndarray:
    """Return the answers but for the respondents' own ids, and ids of others that are no plain number."""
    ids = responses.respondent_id
    named = {id_ for id_ in ids.tolist() if not id_.isdecimal()}
    kept = [text != own and text not in named for text, own in zip(texts.tolist(), ids[rows].tolist(), strict=True)]
    told: np.ndarray = texts[np.array(kept, dtype=bool)]
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
    """Return the answers with words for what they are in place of passages that may tell who somebody is."""
    texts = tuple(text for text, _ in written.answers)
    masks = context.words.table("open_answers", "masks")
    answers, masked = [], 0
    for (text, times), findings in zip(written.answers, _find(texts), strict=True):
        said = text
        for finding in reversed(findings):
            said = said[: finding.start] + masks[finding.kind] + said[finding.end :]
        answers.append((said, times))
        masked += len(findings)
    return replace(written, answers=tuple(answers), masked=masked)


def may_be(listed: str, text: str) -> bool:
    """Tell whether a listed answer, with words in brackets for what gave way, may be a text as it was written."""
    parts = (re.escape(look(part)) for part in _MASK.split(listed))
    return re.fullmatch(".*".join(parts), look(text), re.DOTALL) is not None


@lru_cache(maxsize=4)
def _find(texts: Sequence[str]) -> list[list[Finding]]:
    """Return what `find_personal_data` does; the papers of every language ask it of the same texts."""
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
    return (context.words.say("open_answers.rule"), told)
