"""What is lost is said in words: every kind of loss the readers name has its words in both languages."""

import re
from pathlib import Path

import pytest

from relstudy.exchange import refi_qda
from relstudy.exchange.coded_material import Loss, count_losses, own_ids
from relstudy.words import LANGS, Lang, load_words

SOURCES = Path(refi_qda.__file__).parent
#: A kind of loss beside where it stood, as the readers note it; no fault, no id of a thing.
_NOTED = re.compile(
    r'(?<!add)(?<!of)\("([a-z]+(?:-[a-z]+)*)",\s*(?:name\b|file\b|self\.file|source\.name|verbatim\b|f"\{file|names\[|\(case)'
)


def named() -> set[str]:
    found = {kind for path in SOURCES.glob("*.py") for kind in _NOTED.findall(path.read_text(encoding="utf-8"))}
    found |= {*refi_qda._OTHER_SOURCES.values(), *refi_qda._OTHER_PARTS.values()}
    return found | {f"{kind}-selection" for kind in refi_qda._OTHER_SELECTIONS.values()}


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_of_loss_has_its_words(lang: Lang) -> None:
    words = load_words(lang, "cli")["import"]["loss"]
    assert len(named()) > 20
    assert named() - words.keys() == set()


def test_losses_are_counted_by_kind_and_place() -> None:
    assert count_losses([("memo", "a"), ("set", "a"), ("memo", "a")]) == (
        Loss(what="memo", where="a", n=2),
        Loss(what="set", where="a", n=1),
    )


def test_names_that_stand_twice_are_numbered_and_none_is_taken_twice() -> None:
    given = own_ids({"1": "Anna", "2": "Anna", "3": "Anna (2)", "4": "Anna"})
    assert given == {"1": "Anna", "2": "Anna (3)", "3": "Anna (2)", "4": "Anna (4)"}
