"""What people and analysts said on paper: claims with their proofs, findings, passages of interviews."""

from collections.abc import Iterable, Iterator, Sequence

from relstudy.report.page import AgencyText, Line, Written
from relstudy.report.pages.interviews import Theme
from relstudy.report.pages.synthesis import Finding, SynthesisView
from relstudy.report.paper.blocks import Block, boxed, heading, in_rows, listed, prose, quoted
from relstudy.report.paper.inline import Run, set_inline
from relstudy.report.spoken_practices import Voice, by_matter
from relstudy.report.values import EMPTY, Inline, Toned, joined, line
from relstudy.report.wording import Words


def around(texts: Iterable[AgencyText], *, headed: bool = True) -> Iterator[Block]:
    """Yield what the agency says around the pages; before the first page (not `headed`) no heading may stand in a tagged document."""
    for one in texts:
        if one.kind == "heading":
            yield heading(one.text) if headed else prose(Toned("strong", one.text))
        elif one.kind == "point":
            yield listed([set_inline(one.text)])
        else:
            yield prose(one.text)


def commented(written: Written) -> Iterator[Block]:
    """Yield what analysts wrote under the title of a page."""
    yield from (prose(sentence(told)) for told in written.comments)
    if written.claims:
        yield claimed(written.claims)
    if written.recommendations:
        said = [prose(sentence(told)) for told in written.recommendations]
        yield boxed([prose(Toned("strong", written.recommendations_title)), *said], style="decision")


def sentence(told: Line) -> Inline:
    """Return a sentence of an analyst with the page that proves it and what is doubted of it."""
    proof = (told.proof_text and Toned("muted", told.proof_text)) if told.proof else EMPTY
    doubt = told.doubt and Toned("strong", line("[{0}]", told.doubt))
    return joined(" ", filter(None, (told.text, proof, doubt)))


def claimed(claims: Iterable[Line]) -> Block:
    """Return claims as a numbered list, each with its way to the page that proves it."""
    return listed(map(_claim, claims), style="number")


def found(view: SynthesisView) -> Iterator[Block]:
    """Yield what rules found, three findings to a row."""
    if view.findings or view.no_findings:
        yield heading(view.findings_title)
    if not view.findings and view.no_findings:
        yield prose(view.no_findings)
    yield boxed(in_rows([_finding(finding) for finding in view.findings], across=3), style="close")


def _finding(finding: Finding) -> list[Block]:
    title = Toned("improve" if finding.accent else "strong", finding.title)
    points = [
        set_inline(joined(" ", filter(None, (point.mark, point.label, point.figure and Toned("muted", point.figure)))))
        for point in finding.points
    ]
    told = [prose(title, style="label"), *([listed(points)] if points else [])]
    return [*told, {"k": "prose", "style": "prose", "c": [_link(finding.page, finding.proof)]}]


def _claim(told: Line) -> list[Run]:
    proof = [" ", _link(told.proof, told.proof_text)] if told.proof else []
    return [*set_inline(told.text), *(_doubt(told.doubt) if told.doubt else ()), *proof]


def _link(page: str, text: Inline) -> Run:
    return {"k": "link", "page": page, "c": set_inline(text)}


def _doubt(doubt: Inline) -> list[Run]:
    return [" ", {"k": "tone", "tone": "strong", "c": ["[", *set_inline(doubt), "]"]}]


def voiced(title: Inline, voices: Sequence[Voice], words: Words) -> Iterator[Block]:
    """Yield passages under their title, two by two; nothing where there is none."""
    if voices:
        yield heading(title)
    said = [
        [
            block
            for place, v in enumerate(group)
            for block in quoted(words.say("plain.quoted", text=v.text), v.who, about=EMPTY if place else about)
        ]
        for about, group in by_matter(voices)
    ]
    yield from in_rows(said, across=2)


def themed(theme: Theme, words: Words) -> Iterator[Block]:
    """Yield the passages of a theme under its name."""
    yield prose(line("{0} ({1})", theme.title, theme.cases), style="label")
    for quote in theme.quotes:
        who = joined(" ", filter(None, (quote.contrary, quote.who)))
        yield from quoted(words.say("plain.quoted", text=quote.text), who)
