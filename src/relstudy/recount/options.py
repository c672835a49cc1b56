"""What a channel under project is worth, counted again: expectations it serves, players that have it, cases it pleases."""

from collections.abc import Iterable

from relstudy.recount.cases import Interviewing
from relstudy.recount.registers import SECTOR, Registers
from relstudy.survey.plan import Study


def fit_of(study: Study, offer: str, tiers: Iterable[tuple[str, float | str | None]]) -> float | None:
    """Return the share of the primary expectations that are linked to a channel; None where none is primary, or none is linked.

    `tiers` are the expectations by id, each with its tier in the column.
    """
    served = {e.id for e in study.expectations if e.offer == offer}
    primary = {expectation for expectation, tier in tiers if tier == "primary"}
    return len(primary & served) / len(primary) if primary and served else None


def novelty_of(registers: Registers, offer: str) -> float | None:
    """Return one less the share of the sector's scored players that have a practice of a channel; None where nobody was scored."""
    practices = registers.practices_of(offer)
    have = []
    for player in registers.study.players:
        scores = [registers.score_of(practice, player.id) for practice in practices if player.kind in SECTOR]
        told = [score for score in scores if score is not None]
        have += [any(score > 0 for score in told)] if told else []
    return 1 - sum(have) / len(have) if have else None


def pleased_by(room: Interviewing, offer: str, column: str) -> float | None:
    """Return the cases of a column whose reactions to a channel sum to more than 0; None where nobody judged it."""
    study = room.study
    linked = {e.code for e in study.expectations if e.offer == offer}
    reactions = [
        c.id for c in study.codebook if c.offer == offer or (c.id in linked and c.facet in (None, "new_channel"))
    ]
    inside = room.column(column)
    sums: dict[int, float] = {}
    for code in reactions:
        for case, valence in room.valences(code).items():
            sums[case] = sums.get(case, 0.0) + valence
    told = [total > 0 for case, total in sums.items() if inside is not None and case in inside]
    return float(sum(told)) if told else None
