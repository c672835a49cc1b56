"""Passages without their texts: found again in what the wave has, else kept as texts of their own.

Offsets are judged as those of any file, by the quotes beside them; where offsets do not fit and the quotes stand in the
text (programs also number paragraphs or lines), the quotes tell. They also tell which text of the wave a document is that
goes by another name there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, CodedMaterial, Coding, Excerpt, Verbatim, count_losses
from relstudy.exchange.offset_counting import Counting, Selection, count_documents, told_countings
from relstudy.exchange.offset_faults import say_countings

#: How passages found by their quotes are told.
BY_QUOTE = "quote"
#: A quote of fewer signs may stand in anybody's text.
_TELLING = 20


def settle_excerpts(
    material: CodedMaterial,
    texts: Mapping[str, str],
    log: FaultLog,
    *,
    file: str,
    cases: Mapping[str, str] | None = None,
) -> CodedMaterial:
    """Return material whose every passage has its place; `texts` are the verbatims the wave has already, `cases` whose they are.

    A quote that its text has not is quote-not-in-source; a passage without text or quote is unknown-item.
    """
    if not material.excerpts:
        return material
    here = {**texts, **{one.id: one.text for one in material.verbatims}}
    lost: list[tuple[str, str]] = []
    by_document: dict[str, list[Excerpt]] = {}
    for excerpt in _under_their_names(material.excerpts, texts, here, cases or {}, lost):
        by_document.setdefault(excerpt.coding.verbatim, []).append(excerpt)
    counted = _countings({name: some for name, some in by_document.items() if name in here}, here)
    say_countings(counted, {name: name for name in counted}, log, file=file)
    codings: list[Coding] = list(material.codings)
    own_cases, verbatims = list(material.cases), list(material.verbatims)
    quoted = False
    for name, some in by_document.items():
        if name in counted:
            codings += _counted_passages(some, counted[name], here[name], lost)
        elif name in here:
            quoted = True
            codings += _found_passages(some, here[name], log, lost, file=file)
        else:
            case, own, made = _own_texts(name, some, log, file=file)
            own_cases += [case] if own else []
            verbatims += own
            codings += made
            lost += [("text-around-quotes", name)] if own else []
    dialect, score = told_countings(counted)
    told = ", ".join(filter(None, (dialect, BY_QUOTE if quoted else None))) or material.dialect
    return replace(
        material,
        cases=tuple(dict.fromkeys(own_cases)),
        verbatims=tuple(verbatims),
        codings=tuple(dict.fromkeys(codings)),
        excerpts=(),
        dialect=told,
        score=score if score is not None else (1.0 if quoted else material.score),
        losses=(*material.losses, *count_losses(lost)),
    )


def _under_their_names(
    excerpts: Sequence[Excerpt],
    texts: Mapping[str, str],
    here: Mapping[str, str],
    cases: Mapping[str, str],
    lost: list[tuple[str, str]],
) -> list[Excerpt]:
    """Return excerpts whose documents have the names of the wave's texts, where their quotes tell which these are.

    A case's name stands for its texts that have the quotes. Any other name, for the only text that has them all.
    """
    unknown: dict[str, set[str]] = {}
    for excerpt in excerpts:
        if excerpt.coding.verbatim not in here:
            unknown.setdefault(excerpt.coding.verbatim, set()).add(excerpt.quote.strip())
    places = {
        name: _place_by_quotes(quotes, texts, [verbatim for verbatim in texts if cases.get(verbatim) == name])
        for name, quotes in unknown.items()
    }
    is_of_wave = any(one.coding.verbatim in texts for one in excerpts)
    told = {name for name, quotes in unknown.items() if places[name] and max(map(len, quotes)) >= _TELLING}
    of_cases = {name for name in unknown if name in cases.values()}
    # Where none of a file is the wave's, short quotes alone do not make it so.
    taken = {name for name in unknown if places[name] and (is_of_wave or told or name in of_cases)}
    lost += [("found-by-quotes", name) for name in unknown if name in taken - of_cases]
    for name in (one for one in unknown if one in taken & of_cases):
        own = [verbatim for verbatim in texts if cases[verbatim] == name]
        twice = (quote for quote in unknown[name] if sum(quote in texts[verbatim] for verbatim in own) > 1)
        lost += [("quote-stands-twice", name) for _ in twice]
    found = {(name, quote): verbatim for name in taken for quote, verbatim in places[name].items()}
    return [
        replace(one, coding=replace(one.coding, verbatim=found.get(key, one.coding.verbatim)))
        for one in excerpts
        for key in [(one.coding.verbatim, one.quote.strip())]
    ]


def _place_by_quotes(quotes: Collection[str], texts: Mapping[str, str], of_case: Sequence[str]) -> dict[str, str]:
    """Return which text has each quote of a document: of those of its case the first, else the only text that has all; nothing where that is not told."""
    holders = {quote: [one for one in of_case or texts if quote and quote in texts[one]] for quote in quotes}
    if of_case:
        return {quote: some[0] for quote, some in holders.items()} if all(holders.values()) else {}
    common = set.intersection(*map(set, holders.values()))
    return dict.fromkeys(quotes, *common) if len(common) == 1 else {}


def _countings(by_document: Mapping[str, Sequence[Excerpt]], texts: Mapping[str, str]) -> dict[str, Counting]:
    """Return how offsets were counted, of the documents that have some and of which these say where the quotes stand."""
    selections = {
        name: [
            Selection(start=one.start, end=one.end, name=one.quote)
            for one in some
            if one.start is not None and one.end is not None
        ]
        for name, some in by_document.items()
    }
    whole = {name: found for name, found in selections.items() if len(found) == len(by_document[name])}
    counted = count_documents({name: (texts[name], False) for name in whole}, whole)
    return {
        name: one
        for name, one in counted.items()
        if not all(excerpt.quote for excerpt in by_document[name])
        or all(
            passage is not None and _plain(texts[name][slice(*passage)]).startswith(_plain(excerpt.quote))
            for excerpt, passage in zip(by_document[name], one.passages, strict=True)
        )
    }


def _counted_passages(
    some: Sequence[Excerpt], counting: Counting, text: str, lost: list[tuple[str, str]]
) -> list[Coding]:
    made: list[Coding] = []
    for excerpt, passage in zip(some, counting.passages, strict=True):
        if passage is None:
            lost.append(("selection-outside-text", excerpt.coding.verbatim))
        else:
            start, end = passage
            made.append(replace(excerpt.coding, start=start, end=end, quote=text[start:end]))
    return made


def _found_passages(
    some: Sequence[Excerpt], text: str, log: FaultLog, lost: list[tuple[str, str]], *, file: str
) -> list[Coding]:
    made: list[Coding] = []
    for excerpt in some:
        quote = excerpt.quote.strip()
        at = text.find(quote)
        if not quote:
            made.append(excerpt.coding)
        elif at < 0:
            log.add("quote-not-in-source", file, item=excerpt.coding.verbatim, column="quote", found=quote[:80])
        else:
            if text.find(quote, at + 1) >= 0:
                lost.append(("quote-stands-twice", excerpt.coding.verbatim))
            made.append(replace(excerpt.coding, start=at, end=at + len(quote), quote=quote))
    return made


def _own_texts(
    name: str, some: Sequence[Excerpt], log: FaultLog, *, file: str
) -> tuple[Case, list[Verbatim], list[Coding]]:
    """Return the passages of a document the wave has not as texts of their own, of one case."""
    if not all(excerpt.quote.strip() for excerpt in some):
        log.add("unknown-item", file, column="verbatim_id", found=name)
    quotes = {quote: f"{name} #{n}" for n, quote in enumerate(dict.fromkeys(one.quote for one in some), start=1)}
    verbatims = [Verbatim(id=id_, case=name, text=quote) for quote, id_ in quotes.items()]
    return Case(id=name), verbatims, [replace(one.coding, verbatim=quotes[one.quote]) for one in some]


def _plain(text: str) -> str:
    return " ".join(text.split())
