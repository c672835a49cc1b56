"""Texts nobody read: said where some were not, and nowhere else."""

import pytest
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.heard_texts import unread_texts
from relstudy.report.plain.inline import read_flat
from relstudy.words import LANGS, Lang, load_words


def counted(measure: str, value: float) -> Cell:
    return Cell(section="interviews", measure=measure, column="all", value=value, unit="count")


@pytest.mark.parametrize(("read", "said"), [(40.0, True), (53.0, False), (None, False)])
def test_what_nobody_read_is_said(read: float | None, said: bool) -> None:
    cells = [counted("texts", 53.0), *([counted("texts_read", read)] if read is not None else [])]
    told = unread_texts(context_of((), cells))
    assert (told is not None) == said
    if told is not None:
        assert read_flat(told).startswith("Textes lus\u00a0: 40 sur 53")


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_counted_has_a_name_where_it_is_explained(lang: Lang) -> None:
    assert {"coders", "texts", "texts_read"} <= set(load_words(lang, "explain")["measures"])
