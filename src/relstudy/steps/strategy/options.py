"""Options of the strategy, the offers under project, judged on its two promises: fit and value.

Fit, by profile: the share of a profile's primary expectations that the option serves. Value: how rare it is in the
sector. What interviewees say of it stands beside its value in counts and is not added to it: cases are no shares.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import BaseKind, Cell, statuses_of
from relstudy.steps.absence import NotInStudy
from relstudy.steps.benchmark import Benchmark
from relstudy.steps.interviews import Interviews
from relstudy.steps.profiles import Profiles
from relstudy.survey.plan import Disclosure
from relstudy.survey.registers import CodebookEntry, Expectation, Offer


def options_of(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return the offers a strategy may choose: those under project."""
    return tuple(offer for offer in offers if offer.status == "project")


def fit_cells(
    options: tuple[Offer, ...], expectations: tuple[Expectation, ...], verdicts: pd.DataFrame
) -> Iterator[Cell]:
    """Yield the fit of each option in each column of the tiers.

    `verdicts` are the cells of the expectations with their status. The base is the smallest behind the tiers of a
    column: where it is withheld or small, so is the fit. Missing: no expectation is linked to the option, or none is
    primary in the column. The source is the register that links expectations to offers.

    Notes
    -----
    fit = primary expectations of the column linked to the option / primary expectations of the column.
    """
    tiers = verdicts[verdicts["measure"] == "tier"] if len(verdicts) else verdicts
    columns = list(dict.fromkeys(tiers["column"])) if len(tiers) else []
    served = {option.id: frozenset(e.id for e in expectations if e.offer == option.id) for option in options}
    for option in options:
        source = f"{expectations[0].file}#offer_id" if expectations else f"{option.file}#status"
        place: dict[str, Any] = {
            "section": "strategy",
            "item": option.id,
            "measure": "fit",
            "unit": "share",
            "source": source,
        }
        if not columns:
            yield Cell(**place, column="all", missing=True)
        for column in columns:
            here = tiers[(tiers["column"] == column) & (tiers["status"] != "missing")]
            shut = bool((here["status"] == "withheld").any())
            primary = frozenset(here.loc[here["text"] == "primary", "item"])
            known = bool(served[option.id]) and bool(primary)
            base_kind: BaseKind = here["base_kind"].iloc[0] if len(here) else "none"
            yield Cell(
                **place,
                column=column,
                value=len(primary & served[option.id]) / len(primary) if known else None,
                base=int(here["base"].min()) if len(here) else None,
                base_kind=base_kind,
                withheld=shut,
                missing=not shut and not known,
            )


def value_cells(
    options: tuple[Offer, ...],
    benchmark: Benchmark | NotInStudy,
    profiles: Profiles | NotInStudy,
    *,
    disclosure: Disclosure,
) -> Iterator[Cell]:
    """Yield the value of each option: one less the share of the sector's players who have it already.

    The sector has no profiles: the value is the same for all of them, and withheld for one too small to be published.
    Missing: nobody of the sector was scored on a practice linked to the option.

    Notes
    -----
    A player has the option where one of the practices linked to it is present; scored = on one of them at least.
    """
    sizes = [] if isinstance(profiles, NotInStudy) else profiles.sizes.tolist()
    small = {f"profile=p{i + 1}": size < disclosure.min_base for i, size in enumerate(sizes)}
    for option in options:
        have, scored = _players(option, benchmark)
        source = None if isinstance(benchmark, NotInStudy) else f"{benchmark.file}#practice"
        for column, shut in {"all": False, **small}.items():
            yield Cell(
                section="strategy",
                item=option.id,
                measure="value",
                column=column,
                unit="share",
                value=1 - have / scored if scored else None,
                base=scored,
                base_kind="players",
                withheld=shut and scored > 0,
                missing=not scored,
                source=source,
            )


def _players(option: Offer, benchmark: Benchmark | NotInStudy) -> tuple[int, int]:
    """Return how many players of the sector have an option, and how many were scored on it."""
    if isinstance(benchmark, NotInStudy) or not len(benchmark.scores):
        return 0, 0
    scores = benchmark.scores
    inside = scores[
        scores["practice"].isin(benchmark.practices_of(option.id)) & scores["kind"].isin(("competitor", "adjacent"))
    ]
    present = inside.groupby("player_id")["present"].any()
    return int(present.sum()), len(present)


def enchantment_cells(
    options: tuple[Offer, ...],
    expectations: tuple[Expectation, ...],
    codebook: tuple[CodebookEntry, ...],
    interviews: Interviews | NotInStudy,
) -> Iterator[Cell]:
    """Yield, for each option that codes are reactions to, the cases it pleases of those that judge it, by column of cases.

    Reactions are the codes that name the option in the code frame, and those linked to it by an expectation, of facet
    new_channel or without one: other facets judge what there is today. Pleased: the sum of valences is above 0.
    """
    if isinstance(interviews, NotInStudy):
        return
    place = {code: i for i, code in enumerate(interviews.codes)}
    for option in options:
        codes = [place[code] for code in _reactions(option, expectations, codebook) if code in place]
        if not codes:
            continue
        judged = interviews.judged[:, codes].any(axis=1)
        pleased = judged & (interviews.valence[:, codes].sum(axis=1) > 0)
        for column, mask in interviews.columns:
            base = int(np.count_nonzero(judged & mask))
            yield Cell(
                section="strategy",
                item=option.id,
                measure="enchantment",
                column=column,
                unit="cases",
                value=float(np.count_nonzero(pleased & mask)),
                base=base,
                base_kind="cases",
                missing=not base,
                source=f"{interviews.file}#valence",
            )


def _reactions(
    option: Offer, expectations: tuple[Expectation, ...], codebook: tuple[CodebookEntry, ...]
) -> tuple[str, ...]:
    linked = {e.code for e in expectations if e.offer == option.id}
    return tuple(
        c.id for c in codebook if c.offer == option.id or (c.id in linked and c.facet in (None, "new_channel"))
    )


def with_status(estimates: pd.DataFrame, disclosure: Disclosure) -> pd.DataFrame:
    """Return cells before the gate with the status they will have."""
    status = statuses_of(estimates, min_base=disclosure.min_base, caution_base=disclosure.caution_base)
    return estimates.assign(status=status)
