"""An invented French bank for the figures of the expectations page: 14 expectations by survey, 13 by 22 interviews."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from relstudy.cells import Cell, assemble, cells_frame
from relstudy.report.book import open_book
from relstudy.report.context import Context
from relstudy.report.wording import words_of
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.items import Item
from relstudy.survey.labels import Labels
from relstudy.survey.plan import ExpectationsPlan, Identity, Respondents, Steps, Study, Design, Wave, WaveFacts
from relstudy.survey.registers import Expectation
from relstudy.words import Lang

IMPORTANCE_LINE, SATISFACTION_LINE = 6.9, 6.1

#: id: label, then (importance, satisfaction) for the whole, p1, p2, p3.
BANK: dict[str, tuple[str, tuple[tuple[float, float], ...]]] = {
    "reconnu": ("Être reconnu d’un canal à l’autre", ((9.02, 5.09), (9.2, 4.88), (9.05, 5.2), (8.7, 5.45))),
    "delais": ("Délais annoncés et tenus", ((8.58, 5.91), (8.7, 5.7), (8.5, 5.98), (8.45, 6.17))),
    "joindre": ("Joindre vite un conseiller", ((8.41, 5.41), (7.7, 5.88), (8.55, 5.62), (9.4, 4.73))),
    "meme_info": ("Même information partout", ((8.19, 6.33), (8.82, 6.02), (7.95, 6.52), (7.5, 6.9))),
    "suivre": ("Suivre sa demande en ligne", ((7.98, 6.5), (9.1, 6.33), (8.15, 6.78), (5.9, 6.47))),
    "email_24h": ("Réponse e-mail sous 24 h", ((7.23, 7.06), (7.6, 7.12), (7.5, 6.87), (6.2, 7.38))),
    "application": ("Application mobile complète", ((7.08, 7.24), (9.0, 7.42), (7.3, 7.1), (3.6, 6.31))),
    "rappel": ("Rappel à l’heure choisie", ((7.0, 5.46), (6.4, 5.27), (7.25, 5.34), (7.7, 5.77))),
    "attitre": ("Conseiller attitré", ((6.81, 6.12), (5.2, 6.42), (6.93, 6.17), (9.3, 5.77))),
    "agence": ("Accueil en agence", ((6.59, 7.42), (4.6, 6.9), (7.25, 7.52), (9.1, 7.48))),
    "messagerie": ("Messagerie avec un conseiller", ((6.31, 6.11), (8.2, 6.0), (6.1, 6.38), (4.4, 6.2))),
    "offres": ("Offres personnalisées", ((5.12, 5.69), (5.4, 5.6), (4.9, 5.69), (4.9, 5.9))),
    "reseaux": ("Réseaux sociaux", ((4.33, 6.38), (5.8, 6.5), (3.95, 6.02), (2.4, 5.1))),
    "assistant": ("Assistant virtuel", ((4.33, 5.08), (5.3, 5.2), (4.05, 4.84), (2.3, 4.0))),
}
WITHHELD = frozenset({("messagerie", 3), ("reseaux", 3), ("assistant", 3)})
PROFILES = (("p1", "connectes", "Ultra-connectés", 338, 0.42), ("p2", "hybrides", "Hybrides", 276, 0.33), ("p3", "humain", "Attachés au contact humain", 198, 0.25))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Point:
    """One expectation in one column, before its cells are made."""

    id: str
    importance: float | None
    satisfaction: float | None
    base: int = 812
    satisfaction_base: int = 600
    half: float = 0.11
    satisfaction_half: float = 0.14


def stated_cells(columns: Mapping[str, Sequence[Point]], *, lines: tuple[float | None, float | None]) -> list[Cell]:
    """Return the cells of expectations stated in a survey, by the rules of the contract."""
    cells = []
    for name, line in zip(("importance", "satisfaction"), lines, strict=True):
        if line is not None:
            cells.append(Cell(section="expectations", measure="line", row=name, value=line, unit="mean"))
    for column, points in columns.items():
        ranked = [p.importance for p in points if p.importance is not None and p.base >= 30]
        for point in points:
            cells += _stated(point, column, ranked, lines)
    return cells


def _stated(point: Point, column: str, ranked: list[float], lines: tuple[float | None, float | None]) -> list[Cell]:
    place = {"section": "expectations", "item": point.id, "column": column, "base_kind": "respondents", "source": "responses.csv#Q12"}
    y, x = point.importance, point.satisfaction
    shut = point.base < 30
    tier = side(y, point.half, lines[0])
    level = side(x, point.satisfaction_half, lines[1])
    action = None
    if tier and level:
        action = {
            ("above", "below"): "improve", ("above", "above"): "keep", ("below", "below"): "watch", ("below", "above"): "do_not_overinvest",
        }.get((tier, level), "unsettled")  # fmt: skip
    rank = None if y is None else 1 + sum(v > y for v in ranked)
    return [
        Cell(
            **place, measure="importance", value=y, unit="mean", base=point.base, base_effective=point.base * 0.914, interval="taylor",
            low=None if y is None else y - point.half, high=None if y is None else y + point.half, missing=y is None,
        ),
        Cell(
            **place, measure="satisfaction", value=x, unit="mean", base=point.satisfaction_base, base_effective=point.satisfaction_base * 0.914,
            interval="taylor", low=None if x is None else x - point.satisfaction_half, high=None if x is None else x + point.satisfaction_half,
            missing=x is None,
        ),
        Cell(
            **place, measure="rank", value=rank, unit="rank", base=point.base, interval="bootstrap",
            low=None if rank is None else float(max(rank - 1, 1)), high=None if rank is None else float(rank + 1),
            marks="tie" if y is not None and ranked.count(y) > 1 else "", missing=y is None,
        ),
        Cell(
            **place, measure="tier", kind="category", text={"above": "primary", "below": "secondary"}.get(tier or "", "unsettled"),
            base=point.base, missing=tier is None,
        ),
        Cell(**place, measure="tier_stability", value=0.996, unit="share", base=point.base, missing=tier is None),
        Cell(
            **place, measure="action", kind="category", text=action, base=point.base, missing=action is None,
            withheld=shut or point.satisfaction_base < 30,
        ),
    ]  # fmt: skip


def side(value: float | None, half: float, line: float | None) -> str | None:
    """Return above, below or on: where an interval lies against a line."""
    if value is None or line is None:
        return None
    if value - half <= line <= value + half:
        return "on"
    return "above" if value > line else "below"


def bank_columns() -> dict[str, list[Point]]:
    """Return the bank's expectations for the whole, three profiles and two targets."""
    columns: dict[str, list[Point]] = {"all": []}
    for i, (name, (_, pairs)) in enumerate(BANK.items()):
        columns["all"].append(Point(id=name, importance=pairs[0][0], satisfaction=pairs[0][1], satisfaction_base=699 - 40 * i))
        for j, (profile, *_, n, _share) in enumerate(PROFILES, start=1):
            low = 21 if (name, j) in WITHHELD else max(n - 22 * i, 40)
            columns.setdefault(f"profile={profile}", []).append(
                Point(
                    id=name, importance=pairs[j][0], satisfaction=pairs[j][1], base=n, satisfaction_base=low, half=0.2 + 0.03 * (j == 3),
                    satisfaction_half=0.16 + 0.03 * i * (1 + 0.2 * j) / 2,
                )
            )  # fmt: skip
        for target, shift, n in (("client", 0.05, 604), ("prospect", -0.15, 208)):
            columns.setdefault(f"target={target}", []).append(
                Point(
                    id=name, importance=pairs[0][0] + shift, satisfaction=pairs[0][1] - shift * 2, base=n,
                    satisfaction_base=n - 10 * i if target == "client" else 180 - 15 * i, half=0.1 + 0.1 * (target == "prospect"),
                    satisfaction_half=0.15 + 0.2 * (target == "prospect"),
                )
            )  # fmt: skip
    return columns


def survey_study(labels: Mapping[str, str], *, poles: Mapping[str, str] = {}) -> tuple[Study, Wave]:  # noqa: B006
    """Return a study by survey with these expectations, in the order given."""
    texts = {f"expectation/{i}": {"fr": text, "en": text} for i, text in labels.items()}
    texts |= {f"pole/{i}": {"fr": text} for i, text in poles.items()}
    texts["item/imp"] = {"fr": "Quelle importance accordez-vous à chacun de ces points, de 0 à 10 ?"}
    texts["item/sat"] = {"fr": "En êtes-vous satisfait, de 0 à 10 ?"}
    texts |= {"code/cible/client": {"fr": "Clients"}, "code/cible/prospect": {"fr": "Prospects"}}
    return _study(
        Labels(texts=texts),
        tuple(Expectation(id=i, importance_item=f"imp.{i}", satisfaction_item=f"sat.{i}") for i in labels),
        ExpectationsPlan(importance="stated"),
        survey=True,
    )


def _study(labels: Labels, expectations: tuple[Expectation, ...], plan: ExpectationsPlan, *, survey: bool) -> tuple[Study, Wave]:
    wave = Wave(
        id="2026-03", facts=WaveFacts(field_start=date(2026, 3, 2), field_end=date(2026, 3, 20)),
        items=(Item(id="cible", type="single", columns=("cible",)),), labels=labels,
    )  # fmt: skip
    study = Study(
        folder=Path("."), identity=Identity(id="banque", seed=7), languages=("fr", "en"), client="Banque Exemplaire",
        steps=Steps(audit=False, benchmark=False, interviews=not survey, survey=survey), respondents=Respondents(target="cible"),
        design=Design(), expecting=plan, expectations=expectations, labels=labels, waves=(wave,),
    )  # fmt: skip
    return study, wave


def context_of(
    study: Study, wave: Wave, cells: Iterable[Cell], *, lang: Lang = "fr", interviews: object = None
) -> Context:
    """Return a context over these cells, gate passed."""
    frame = assemble([cells_frame(cells, step="expectations")], study="banque", wave=wave.id, min_base=30, caution_base=100)
    outcomes = {} if interviews is None else {"interviews": StepOutcome(name="interviews", state="ran", result=interviews)}
    return Context(
        study=study, wave=wave, result=WaveResult(wave=wave, outcomes=outcomes), book=open_book(frame), words=words_of(lang), lang=lang,
        draft=False, cells=frame, tests=pd.DataFrame(),
    )  # fmt: skip


def bank_context(lang: Lang = "fr") -> Context:
    """Return the bank by survey."""
    study, wave = survey_study({i: label for i, (label, _) in BANK.items()}, poles={p: name for _, p, name, _, _ in PROFILES})
    cells = stated_cells(bank_columns(), lines=(IMPORTANCE_LINE, SATISFACTION_LINE))
    cells += sample_cells(all=812, **{f"profile={p}": n for p, _, _, n, _ in PROFILES}, **{"target=client": 604, "target=prospect": 208})
    cells.append(Cell(section="weights", measure="n_effective", column="all", value=742.3, unit="count", base=812, base_kind="rows"))
    for profile, pole, _, n, share in PROFILES:
        cells += [
            Cell(section="profiles", item=profile, measure="pole", kind="category", text=pole),
            Cell(section="profiles", item=profile, measure="share", column="all", value=share, unit="share", base=812, base_kind="respondents"),
            Cell(section="profiles", item=profile, measure="n", column="all", value=float(n), unit="count", base=812, base_kind="respondents"),
        ]  # fmt: skip
    return context_of(study, wave, cells, lang=lang)


def sample_cells(**sizes: int) -> list[Cell]:
    """Return the sizes of the sample by column."""
    return [
        Cell(section="sample", measure="n", column=column, value=float(n), unit="count", base=n, base_kind="respondents")
        for column, n in sizes.items()
    ]
