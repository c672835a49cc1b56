"""`texts.<lang>.toml` of a wave: read into the analysts' words, and held against the cells.

A block of no page, a reference to no cell and a condition nobody can read are faults; a claim that the figures do not
bear out is a warning.
"""

import re
from collections.abc import Iterator

from relstudy.cells import CellKey
from relstudy.definitions.read_declaration import Declaration, show
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_toml import Document, read_document
from relstudy.errors import FaultLog
from relstudy.nearest import nearest_first
from relstudy.report.book import Book
from relstudy.report.claims import KEY, parse_condition
from relstudy.report.order import PAGE_NAMES
from relstudy.report.texts import FORMATS, PageTexts, Sentence, Shown, Texts
from relstudy.survey.grammar import END, ConditionError
from relstudy.survey.plan import Source

#: The page whose block has blocks of its own, and the ids of profiles that name them.
_CARDS, _PROFILE = "profiles", r"p[1-9][0-9]*"
#: Cells of the comparison with the wave before, which are there once that one was run.
_OF_WAVES = "waves/"


def read_texts(
    source: Source, folder: StudyFolder, *, items: tuple[str, ...] | None, absent: tuple[str, ...] = ()
) -> Texts:
    """Return the words of one file; every unknown page or key, every unreadable condition is a fault in the folder's log.

    `items` are the ids `[show]` may speak of: items, expectations, offers, KPIs and practices; None = they are not
    known yet. `absent` are the steps the study does not have whose names nobody knows: where there is one, names that
    nothing has are one warning.
    """
    document = read_document(folder, source)
    if document is None:
        return Texts(file=source.path)
    whole = Declaration(document.data, document, (), folder.log)
    whole.only((*PAGE_NAMES, "show"))
    pages = {
        name: _read_page(Declaration(block, document, (name,), folder.log, name))
        for name, block in document.data.items()
        if name in PAGE_NAMES and _is_table(block, whole, name)
    }
    block = document.data.get("show", {})
    shown = _read_shown(block, document, folder.log, items, absent) if _is_table(block, whole, "show") else {}
    return Texts(file=source.path, pages=pages, shown=shown)


def _is_table(value: object, whole: Declaration, name: str) -> bool:
    if isinstance(value, dict):
        return True
    whole.wrong(name, "@table")
    return False


def _read_page(block: Declaration) -> PageTexts:
    """Return the words of a page. The page of the profiles has a block for each of them, named by its id."""
    profiles = tuple(name for name in block.data if block.item == _CARDS and re.fullmatch(_PROFILE, name))
    block.only(("title", "comment", "comments", "claims", "recommendations", *profiles))
    title = tuple(_sentences(block, "title"))
    return PageTexts(
        title=title[0] if title else None,
        comments=(*_sentences(block, "comment"), *_sentences(block, "comments")),
        claims=tuple(_sentences(block, "claims")),
        recommendations=tuple(_sentences(block, "recommendations")),
        implies={name: _read_card(block, name) for name in profiles if _is_table(block.data[name], block, name)},
    )


def _read_card(block: Declaration, name: str) -> tuple[Sentence, ...]:
    card = Declaration(block.data[name], block.document, (*block.path, name), block.log, block.item)
    card.only(("implies",))
    return tuple(_sentences(card, "implies"))


def _sentences(block: Declaration, key: str) -> Iterator[Sentence]:
    value = block.data.get(key)
    listed = isinstance(value, list)
    for number, entry in enumerate(value if isinstance(value, list) else [] if value is None else [value]):
        path: tuple[str | int, ...] = (key, number) if listed else (key,)
        sentence = _sentence(entry, block, path)
        if sentence is not None:
            yield sentence


def _sentence(entry: object, block: Declaration, path: tuple[str | int, ...]) -> Sentence | None:
    line = block.place(*path).line
    if isinstance(entry, str):
        return Sentence(text=entry.strip(), line=line)
    if not isinstance(entry, dict):
        block.fault("bad-value", *path, found=show(entry), allowed="@text")
        return None
    told = Declaration(entry, block.document, (*block.path, *path), block.log, block.item)
    told.only(("text", "holds", "proof"))
    text, holds = told.text("text", required=True), told.text("holds")
    proof = told.text("proof")
    if proof is not None and proof not in PAGE_NAMES:
        told.fault("bad-value", "proof", found=proof, allowed=nearest_first(proof, PAGE_NAMES))
        proof = None
    condition = None
    if holds is not None:
        try:
            condition = parse_condition(holds)
        except ConditionError as error:
            told.fault("bad-expression", "holds", found=holds if error.found == END else error.found, allowed="@claim")
    return None if text is None else Sentence(text=text, line=line, holds=holds, proof=proof, condition=condition)


def _read_shown(
    block: dict[str, object], document: Document, log: FaultLog, items: tuple[str, ...] | None, absent: tuple[str, ...]
) -> dict[str, Shown]:
    shown: dict[str, Shown] = {}
    whole = Declaration(block, document, ("show",), log)
    strange = [name for name in block if items is not None and name not in items]
    if strange and absent:
        whole.fault("shown-nowhere", strange[0], found=", ".join(strange), allowed=", ".join(absent))
    for name, value in block.items():
        if items is not None and name in strange:
            if not absent:
                whole.fault("unknown-item", name, found=name, allowed=nearest_first(name, items))
        elif _is_table(value, whole, name):
            told = Declaration(value, document, ("show", name), log, name)  # type: ignore[arg-type]
            told.only(("hide", "order", "label"))
            shown[name] = Shown(
                hidden=told.text("hide"),
                order=told.whole("order", 0, least=0) if told.has("order") else None,
                label=told.text("label"),
            )
    return shown


def check_texts(texts: Texts, book: Book, log: FaultLog, *, absent: tuple[str, ...] = ()) -> None:
    """Note every reference to a cell that is not there, and every claim the figures do not bear out (a warning)."""
    profiles = tuple(item for item in book.items("profiles") if item != "_")
    for name, page in texts.pages.items():
        for profile in (p for p in page.implies if p not in profiles):
            allowed = nearest_first(profile, profiles)
            log.add(
                "unknown-item",
                texts.file,
                line=_line_of(page.implies[profile]),
                item=name,
                found=profile,
                allowed=allowed,
            )
        for sentence in page.sentences:
            known = _check_references(sentence, name, texts.file, book, log, absent)
            if known and not sentence.is_true(book):
                keys = sentence.condition.keys if sentence.condition else ()
                log.add(
                    "false-claim",
                    texts.file,
                    line=sentence.line,
                    item=name,
                    allowed=sentence.holds,
                    found=", ".join(f"{key} = {_said(key, book)}" for key in keys),
                )

    _name_absent(texts, log, absent)


def _name_absent(texts: Texts, log: FaultLog, absent: tuple[str, ...]) -> None:
    """Record, once for each step the study does not have, the lines and pages that name its figures."""
    for step in absent:
        named = [
            (page, sentence.line)
            for page, block in texts.pages.items()
            for sentence in block.sentences
            if any(_is_of(key, step) for key in _keys(sentence))
        ]
        if named:
            pages, lines = (dict.fromkeys(one[part] for one in named if one[part] is not None) for part in (0, 1))
            log.add(
                "figures-of-no-step",
                texts.file,
                line=next(iter(lines), None),
                item=step,
                found=", ".join(map(str, lines)),
                allowed=", ".join(map(str, pages)),
            )


def _is_of(key: str, step: str) -> bool:
    return key.startswith(f"{step}/")


def _keys(sentence: Sentence) -> tuple[str, ...]:
    """Return the keys a sentence names or holds on, each once."""
    named = [key for key, _ in sentence.references()]
    named += sentence.condition.keys if sentence.condition else ()
    return tuple(dict.fromkeys(named))


def _line_of(sentences: tuple[Sentence, ...]) -> int | None:
    return next((sentence.line for sentence in sentences if sentence.line is not None), None)


def _check_references(
    sentence: Sentence, page: str, file: str, book: Book, log: FaultLog, absent: tuple[str, ...]
) -> bool:
    unknown = [key for key in _keys(sentence) if key not in book.by_key]
    for key in unknown:
        if any(_is_of(key, step) for step in absent):
            continue
        allowed = nearest_first(key, book.by_key) if re.fullmatch(KEY, key) else "@cell-key"
        if key.startswith(_OF_WAVES) and not any(known.startswith(_OF_WAVES) for known in book.by_key):
            log.add("no-comparison", file, line=sentence.line, item=page, found=key)
            continue
        log.add("unknown-key", file, line=sentence.line, item=page, found=key, allowed=allowed)
    for _, form in sentence.references():
        if form is not None and form not in FORMATS:
            log.add("bad-value", file, line=sentence.line, item=page, found=form, allowed=nearest_first(form, FORMATS))
    return not unknown


def _said(key: CellKey, book: Book) -> str:
    cell = book.by_key[key]
    if not cell.shown:
        return cell.status
    return f"{cell.value:.6g}" if cell.value is not None else str(cell.text)
