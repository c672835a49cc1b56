"""Passages without their texts: found again in what the wave has, else kept as texts of their own.

Offsets are judged as those of any file, by the quotes beside them; where offsets do not fit and the quotes stand in the
text (programs also number paragraphs or lines), the quotes tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, CodedMaterial, Coding, Excerpt, Verbatim, count_losses
from relstudy.exchange.offset_counting import Counting, Selection, count_documents, told_countings
from relstudy.exchange.offset_faults import say_countings

#: How passages found by their quotes are told.
BY_QUOTE = "quote"


def settle_excerpts(material: CodedMaterial, texts: Mapping[str, str], log: FaultLog, *, file: str) -> CodedMaterial:
    """Return material whose every passage has its place; `texts` are the verbatims the wave has already.

    A quote that its text has not is quote-not-in-source; a passage without text or quote is unknown-item.
    """
    if not material.excerpts:
        return material
    here = {**texts, **{one.id: one.text for one in material.verbatims}}
    by_document: dict[str, list[Excerpt]] = {}
    for excerpt in material.excerpts:
        by_document.setdefault(excerpt.coding.verbatim, []).append(excerpt)
    counted = _countings({name: some for name, some in by_document.items() if name in here}, here)
    say_countings(counted, {name: name for name in counted}, log, file=file)
    codings: list[Coding] = list(material.codings)
    lost: list[tuple[str, str]] = []
    cases, verbatims = list(material.cases), list(material.verbatims)
    quoted = False
    for name, some in by_document.items():
        if name in counted:
            codings += _counted_passages(some, counted[name], here[name], lost)
        elif name in here:
            quoted = True
            codings += _found_passages(some, here[name], log, lost, file=file)
        else:
            case, own, made = _own_texts(name, some, log, file=file)
            cases += [case] if own else []
            verbatims += own
            codings += made
            lost += [("text-around-quotes", name)] if own else []
    dialect, score = told_countings(counted)
    told = ", ".join(filter(None, (dialect, BY_QUOTE if quoted else None))) or material.dialect
    return replace(
        material,
        cases=tuple(dict.fromkeys(cases)),
        verbatims=tuple(verbatims),
        codings=tuple(dict.fromkeys(codings)),
        excerpts=(),
        dialect=told,
        score=score if score is not None else (1.0 if quoted else material.score),
        losses=(*material.losses, *count_losses(lost)),
    )


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
