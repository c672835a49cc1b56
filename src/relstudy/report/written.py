"""The analysts' words set on their pages: references become bound numbers, a claim the figures do not bear out says so."""

from dataclasses import replace

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.page import Line, Page, Written
from relstudy.report.texts import PageTexts, Sentence, Shown, Texts, split_references
from relstudy.report.typography import set_spaces
from relstudy.report.values import EMPTY, Field, Inline, Label, Number, joined
from relstudy.report.verdicts import verdict_word
from relstudy.survey.labels import Labels

#: Formats that write a number as another unit would.
_UNITS = {
    "pct": "share", "mean": "mean", "count": "count", "score": "score", "points": "points", "eur": "eur", "days": "days",
    "rank": "rank",
}  # fmt: skip


def set_words(page: Page, texts: Texts, context: Context) -> Page:
    """Return a page with the analyst's words on it; without any, the page as it was made by rule."""
    told = texts.page(page.name)
    if told == PageTexts():
        return page
    written = Written(
        title_doubt=_doubt(told.title, context) if told.title else EMPTY,
        comments=write_lines(told.comments, context),
        claims=write_lines(told.claims, context),
        recommendations_title=context.words.say("written.recommendations"),
        recommendations=write_lines(told.recommendations, context),
    )
    if told.title is None:
        return replace(page, written=written)
    return replace(page, title=write_sentence(told.title, context), neutral=False, written=written)


def write_lines(sentences: tuple[Sentence, ...], context: Context) -> tuple[Line, ...]:
    """Return sentences for a page, each with the page that proves it and whether the figures bear it out."""
    return tuple(
        Line(
            text=write_sentence(sentence, context),
            proof=sentence.proof,
            proof_text=context.words.say("written.proof", page=context.words.say(f"{sentence.proof}.nav"))
            if sentence.proof
            else EMPTY,
            doubt=_doubt(sentence, context),
        )
        for sentence in sentences
    )


def _doubt(sentence: Sentence, context: Context) -> Inline:
    return EMPTY if sentence.is_true(context.book) else context.words.say("written.doubt")


def write_sentence(sentence: Sentence, context: Context) -> Inline:
    """Return a sentence for a page: its words escaped, each reference the cell it names, as its format asks."""
    parts: list[Inline] = []
    for words, key, form in split_references(sentence.text):
        parts.append(set_spaces(words, context.lang))
        if key is not None:
            parts.append(write_reference(context.book.by_key.get(key), form, context))
    return Label(joined("", parts))


def write_reference(cell: CellRow | None, form: str | None, context: Context) -> Inline:
    """Return the number of a cell in a format of references, else the words that stand for it."""
    lang = context.lang
    if cell is None or not cell.shown:
        return Number(cell, lang)
    if form == "base":
        return Field(cell, "base", lang)
    if cell.kind != "number":
        known = verdict_word(context, cell)
        return Number(cell, lang) if known is None else known
    if form == "cases":
        return Number(cell, lang)
    return Number(cell, lang, unit=_UNITS.get(form or ""), of_base=True)


def shown_labels(labels: Labels, shown: dict[str, Shown], lang: str) -> Labels:
    """Return labels with the analyst's shorter ones in one language, for items, expectations and offers."""
    short = {name: one.label for name, one in shown.items() if one.label is not None}
    if not short:
        return labels
    texts = dict(labels.texts)
    for name, label in short.items():
        for kind in ("item", "expectation", "offer"):
            key = f"{kind}/{name}"
            if key in texts:
                texts[key] = {**texts[key], lang: label}
    return Labels(texts=texts)


def hidden_items(context: Context) -> tuple[Inline, ...]:
    """Return, for each item the analyst hides, its name and the reason."""
    say = context.words.say
    return tuple(
        say(
            "written.hidden",
            item=context.label("item", name),
            reason=Label(set_spaces(one.hidden.strip().removesuffix("."), context.lang)),
        )
        for name, one in context.texts.shown.items()
        if one.hidden is not None and f"item/{name}" in {**context.study.labels.texts, **context.wave.labels.texts}
    )
