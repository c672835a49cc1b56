"""What a model proposed to coders, kept beside a wave (`proposals.csv`), and whether what comes back takes it over as a whole.

No run reads the file. An import does: a table copied out of a coding round no longer says what was proposed in it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from relstudy.definitions.read_folder import StudyFolder
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.errors import FaultLog, FieldworkError
from relstudy.exchange.coding_round import cut_text
from relstudy.tables.extending import extend_table, new_text
from relstudy.tables.reading import check_columns, read_table
from relstudy.tables.register_changes import Changes, Record
from relstudy.tables.table import Table

STEM = "proposals"
COLUMNS = ("round", "coder", "verbatim_id", "code_id")
#: So many proposals are never all right; what a person changes of them is more than this share.
_MANY, _HARDLY = 20, 0.05

#: A text by its id, and a code.
Given = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRound:
    """What was proposed to one coder in one round."""

    coder: str
    proposed: frozenset[Given]


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What codings of one coder have of the codes proposed in one round: `taken` of `proposed`. `whole` where nothing shows that a person read."""

    coder: str
    taken: int
    proposed: int
    whole: bool


def are_taken_whole(proposed: Collection[Given], given: Collection[Given], *, judged: int, cut: int) -> bool:
    """Tell whether nothing shows that a person read: nearly all proposals were taken over, and nearly nothing else said.

    `judged` are codings with a valence, a prompt or a stance, `cut` those of a passage somebody chose.
    """
    aside, own = len(set(proposed) - set(given)), len(set(given) - set(proposed))
    return len(proposed) >= _MANY and max(aside, own, judged, cut) <= _HARDLY * len(proposed)


def read_proposals(folder: Path, wave: str) -> tuple[ProposedRound, ...]:
    """Return what was proposed in the rounds of a wave, in their order.

    Raises
    ------
    FieldworkError
        The file is there and cannot be read.
    """
    _, table = _table(folder, wave)
    if table is None:
        return ()
    columns = (table.text(name).tolist() for name in COLUMNS)
    rounds: dict[tuple[str, str], set[Given]] = {}
    for number, coder, verbatim, code in zip(*columns, strict=True):
        rounds.setdefault((number, coder), set()).add((verbatim, code))
    return tuple(ProposedRound(coder=coder, proposed=frozenset(found)) for (_, coder), found in rounds.items())


def keep_proposals(folder: Path, wave: str, *, coder: str, proposed: Iterable[Given]) -> None:
    """Keep what a round proposes; a round made again is there already.

    Raises
    ------
    FieldworkError
        The file is there and cannot be read; not-writable.
    """
    path, table = _table(folder, wave)
    pairs = dict.fromkeys(proposed)
    kept = read_proposals(folder, wave)
    if not pairs or any(one.coder == coder and one.proposed == frozenset(pairs) for one in kept):
        return
    number = f"{len(kept) + 1}"
    lines = [{"round": number, "coder": coder, "verbatim_id": verbatim, "code_id": code} for verbatim, code in pairs]
    if table is None:
        content = new_text(COLUMNS, lines)
    else:
        content = extend_table(folder / path, table, Changes(added=tuple(lines)))
    with refuse_unwritable(folder / path, folder=folder):
        replace_file(folder / path, content)


def _table(folder: Path, wave: str) -> tuple[str, Table | None]:
    log = FaultLog()
    source = StudyFolder(root=folder, log=log).one_of(f"waves/{wave}/{STEM}")
    table = read_table(source, log) if source is not None else None
    if table is not None:
        check_columns(table, log, required=COLUMNS, optional=table.columns)
    log.stop(FieldworkError)
    return (source.path if source is not None else f"waves/{wave}/{STEM}.csv"), table


def find_takeovers(
    codings: Iterable[Record], texts: Mapping[str, str], rounds: Sequence[ProposedRound]
) -> Iterator[Takeover]:
    """Yield what codings have of the rounds of a wave: of those made for the same coder, and of any they take over whole.

    `codings` are lines of the register that are new, `texts` what was said by verbatim. A text that came back under
    another id, or as the passage a round showed of it, is still the one that was given.
    """
    by_coder: dict[str, list[Record]] = {}
    for line in codings:
        by_coder.setdefault(line["coder"], []).append(line)
    for one in rounds:
        units = {verbatim for verbatim, _ in one.proposed}
        by_words = _shown(texts, units)
        for coder, lines in by_coder.items():
            # Texts with the same words are told apart by their ids, as far as these came back.
            shown = str if units & {line["verbatim_id"] for line in lines} else by_words
            proposed = {(shown(verbatim), code) for verbatim, code in one.proposed}
            given = {(shown(line["verbatim_id"]), line["code_id"]) for line in lines}
            whole = are_taken_whole(
                proposed,
                given,
                judged=sum(bool(line["valence"] or line["prompted"] or line["stance"]) for line in lines),
                cut=sum(_is_cut(line, texts.get(line["verbatim_id"], "")) for line in lines),
            )
            taken = len(proposed & given)
            if whole or (taken and one.coder == coder):
                yield Takeover(coder=coder, taken=taken, proposed=len(proposed), whole=whole)


def _shown(texts: Mapping[str, str], given: Collection[str]) -> Callable[[str], str]:
    """Return what knows a verbatim by its words, also where it is the first passage of a text of the round, beside which codes are proposed."""
    known = [texts[name] for name in sorted(given) if name in texts]
    first = {_words(text[start:end]): _words(text) for text in known for start, end in [*cut_text(text)][:1]}
    whole = {_words(text) for text in known}

    def told(name: str) -> str:
        words = _words(texts.get(name, name))
        return words if words in whole else first.get(words, words)

    return told


def _is_cut(line: Record, text: str) -> bool:
    """Tell whether a passage is one that somebody chose: neither the text nor a passage a round shows."""
    if not line["start"] or not line["end"]:
        return False
    passage = _words(text[int(line["start"]) : int(line["end"])])
    return passage != _words(text) and all(passage != _words(text[start:end]) for start, end in cut_text(text))


def _words(text: str) -> str:
    return " ".join(text.split())
