"""What a deck is made with beside the cells: the template of the study or of its agency, and the decks last delivered."""

import re
from collections.abc import Iterator
from pathlib import Path

from relstudy.definitions.agency_files import DECK, find_deck
from relstudy.delivery.versions import DELIVERIES
from relstudy.errors import Fault, fault
from relstudy.words import LANGS, Lang

#: A place of a layout in words.
_PLACES = {
    "title": "@layout-title",
    "subtitle": "@layout-subtitle",
    "chart": "@layout-chart",
    "table": "@layout-table",
    "text": "@layout-text",
    "foot": "@layout-foot",
}
_VERSION = re.compile(r"v([1-9]\d*)")


def last_decks(folder: Path, wave: str) -> dict[Lang, Path]:
    """Return the decks of the last delivery of a wave that has any, by language."""
    versions = [
        (int(named[1]), path)
        for path in (folder / DELIVERIES / wave).glob("v*")
        if (named := _VERSION.fullmatch(path.name))
    ]
    for _, path in sorted(versions, reverse=True):
        found = {lang: deck for lang in LANGS if (deck := path / f"deck.{lang}.pptx").is_file()}
        if found:
            return found
    return {}


def deck_inputs(folder: Path, wave: str) -> Iterator[tuple[str, Path]]:
    """Yield the files a wave's decks depend on beside its inputs, each under a name no folder of a machine is in."""
    template = find_deck(folder)
    if template is not None:
        yield f"template/{DECK}", template
    for path in last_decks(folder, wave).values():
        yield path.relative_to(folder).as_posix(), path


def doubt_template(path: Path, folder: Path) -> tuple[Fault, ...]:
    """Return what a template lacks as faults: of a study's own, errors; of an agency's likewise, under its name alone."""
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    return _lacks(path, name)


def doubt_file(path: Path) -> tuple[Fault, ...]:
    """Return what any file lacks as a template, as faults; a file that is not there is one."""
    return _lacks(path, path.name) if path.is_file() else (fault("missing-file", path.name),)


def _lacks(path: Path, name: str) -> tuple[Fault, ...]:
    from relstudy.report.deck.layouts import NAMES, read_lacks

    read = read_lacks(path.read_bytes())
    if read is None:
        return (fault("unreadable-file", name, allowed="@a-pptx"),)
    lacks, twice = read
    doubled = tuple(fault("layout-twice", name, item=layout) for layout in twice)
    return doubled + tuple(
        fault("template-lacks", name, item=lack.called, allowed=_PLACES[lack.place])
        if lack.place
        else fault(
            "template-lacks", name, item=lack.layout, found=", ".join(lack.has), allowed=", ".join(NAMES[lack.layout])
        )
        for lack in lacks
    )
