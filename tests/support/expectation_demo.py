"""An invented French bank for the figures of the expectations page: 14 expectations by survey, 13 by 22 interviews."""

import csv
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from relstudy.cells import Cell, assemble, cells_frame
from relstudy.report.book import open_book
from relstudy.report.context import Context
from relstudy.report.map.figure import MapFigure, map_figure
from relstudy.report.matrix.figure import MatrixFigure, matrix_figure
from relstudy.report.wording import Words, words_of
from relstudy.steps.expectations.cases import rank_cases
from relstudy.steps.interviews import Interviews, count_interviews
from relstudy.steps.interviews import cells_of as interviews_cells
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.items import Item
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Design, ExpectationsPlan, Identity, Respondents, Source, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry, Expectation
from relstudy.words import LANGS, Lang

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
#: The bank declares its interviews, and its codings say what was prompted.
WORDS: dict[str, Words] = {lang: dataclasses.replace(words_of(lang), forms=("interviews", "prompts")) for lang in LANGS}
WITHHELD = frozenset({("messagerie", 3), ("reseaux", 3), ("assistant", 3)})
PROFILES = (
    ("p1", "connectes", "Ultra-connectés", 338, 0.42),
    ("p2", "hybrides", "Hybrides", 276, 0.33),
    ("p3", "humain", "Attachés au contact humain", 198, 0.25),
)


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
    place = {
        "section": "expectations",
        "item": point.id,
        "column": column,
        "base_kind": "respondents",
        "source": "responses.csv#Q12",
    }
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
        columns["all"].append(
            Point(id=name, importance=pairs[0][0], satisfaction=pairs[0][1], satisfaction_base=699 - 40 * i)
        )
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


def survey_study(labels: Mapping[str, str], *, poles: Mapping[str, str] = {}) -> tuple[Study, Wave]:
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


def _study(
    labels: Labels, expectations: tuple[Expectation, ...], plan: ExpectationsPlan, *, survey: bool
) -> tuple[Study, Wave]:
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
    frame = assemble(
        [cells_frame(cells, step="expectations")], study="banque", wave=wave.id, min_base=30, caution_base=100
    )
    outcomes = (
        {} if interviews is None else {"interviews": StepOutcome(name="interviews", state="ran", result=interviews)}
    )
    return Context(
        study=study, wave=wave, result=WaveResult(wave=wave, outcomes=outcomes), book=open_book(frame), words=WORDS[lang], lang=lang,
        tests=pd.DataFrame(),
    )  # fmt: skip


def bank_context(lang: Lang = "fr") -> Context:
    """Return the bank by survey."""
    study, wave = survey_study(
        {i: label for i, (label, _) in BANK.items()}, poles={p: name for _, p, name, _, _ in PROFILES}
    )
    cells = stated_cells(bank_columns(), lines=(IMPORTANCE_LINE, SATISFACTION_LINE))
    cells += sample_cells(
        all=812, **{f"profile={p}": n for p, _, _, n, _ in PROFILES}, **{"target=client": 604, "target=prospect": 208}
    )
    cells.append(
        Cell(
            section="weights",
            measure="n_effective",
            column="all",
            value=742.3,
            unit="count",
            base=812,
            base_kind="rows",
        )
    )
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
        Cell(
            section="sample", measure="n", column=column, value=float(n), unit="count", base=n, base_kind="respondents"
        )
        for column, n in sizes.items()
    ]


#: id: label, lean (-1 self-reliant, +1 attached to the adviser), how often said, how freely, how satisfied (-1 to 1).
HEARD: dict[str, tuple[str, float, float, float, float]] = {
    "reconnu": ("Être reconnu d’un canal à l’autre", -0.2, 0.88, 0.75, -0.75),
    "delais": ("Délais annoncés et tenus", -0.1, 0.78, 0.7, -0.3),
    "joindre": ("Joindre vite un conseiller", 0.6, 0.74, 0.75, -0.6),
    "meme_info": ("Même information partout", -0.4, 0.64, 0.6, 0.25),
    "suivre": ("Suivre sa demande en ligne", -0.7, 0.56, 0.55, 0.5),
    "email_24h": ("Réponse e-mail sous 24 h", -0.6, 0.55, 0.25, 0.2),
    "attitre": ("Conseiller attitré", 0.9, 0.4, 0.9, 0.1),
    "application": ("Application mobile complète", -0.9, 0.36, 0.7, 0.6),
    "agence": ("Accueil en agence", 0.9, 0.32, 0.6, 0.6),
    "messagerie": ("Messagerie avec un conseiller", -0.5, 0.28, 0.5, 0.0),
    "rappel": ("Rappel à l’heure choisie", 0.1, 0.24, 0.4, -0.6),
    "offres": ("Offres personnalisées", -0.3, 0.14, 0.4, -0.1),
    "assistant": ("Assistant virtuel", -0.4, 0.09, 0.0, -0.8),
}
QUOTES = {
    "reconnu": "J’ai tout raconté par écrit, et au téléphone on me redemande mon nom, mon dossier, tout.",
    "delais": "Qu’ils disent trois semaines et que ce soit trois semaines, je n’en demande pas plus.",
    "joindre": "Si je ne peux parler à personne avant de signer, je ne signe pas.",
    "meme_info": "Le site dit une chose, l’agence une autre. À la fin, je ne sais plus qui croire.",
    "suivre": "Je veux voir où en est mon dossier sans appeler tous les deux jours.",
    "email_24h": "Un mail le lundi, une réponse le vendredi : entre-temps j’avais déjà trouvé ailleurs.",
    "attitre": "Le mien, c’est le mien : il sait pourquoi j’ai pris ce crédit.",
}
CONTRARY = {
    "reconnu": "Je n’ai pas envie que tout le monde, chez eux, sache ce que j’ai dit à mon conseiller.",
    "assistant": "Un robot, non merci : je raccroche et je vais en agence.",
}


def heard_files(
    cases: int = 22, *, targets: Sequence[str] = ("client", "prospect"), labels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return cases, verbatims, codings and asked of an invented interview study, by a rule without chance."""
    names = {i: row[0] for i, row in HEARD.items()} | dict(labels or {})
    verbatims, codings, asked, lines = [], [], [], []
    for k in range(cases):
        case = f"e{(k * 7) % cases + 1:02d}"
        target = (
            ""
            if not targets
            else targets[0]
            if len(targets) == 1 or k % 22 < 14
            else targets[1 + k % (len(targets) - 1)]
        )
        lines.append(
            (case, target, ("Femme", "Homme")[k % 2] + ", " + ("20-29", "30-39", "40-49", "50-59")[k // 2 % 4] + " ans")
        )
        lean = (k * 5 % cases) / max(cases - 1, 1) * 2 - 1
        for j, (code, (_, pull, often, free, happy)) in enumerate(HEARD.items()):
            if code == "rappel" and k % 5 == 3:
                continue
            asked.append((case, code))
            chance = (k * 37 + j * 61 + k * j * 13) % 97 / 97
            text = names.get(code, code)
            if code in CONTRARY and chance > 0.86:
                codings.append((f"{case}_{code}_c", case, CONTRARY[code], code, "no", -1, "contrary"))
            elif chance < often + 0.45 * pull * lean * (1 - abs(2 * often - 1)):
                prompted = (k * 29 + j * 17) % 89 / 89 > free
                valence = ("", -2, -1, 1, 2, 0)[
                    0 if (k + j) % 4 == 0 else 1 + (k + j) % 2 if chance * 2 - 1 > happy else 3 + (k + j) % 2
                ]
                said = QUOTES.get(code, text) + (
                    "" if k % 3 else " Voilà, c’est tout ce que je demande à une banque, franchement."
                )
                codings.append((f"{case}_{code}", case, said, code, "yes" if prompted else "no", valence, "voice"))
    verbatims = [(v, case, text) for v, case, text, *_ in codings]
    return {"cases": lines, "verbatims": verbatims, "codings": codings, "asked": asked}


def interview_context(
    folder: Path,
    cases: int = 22,
    *,
    targets: Sequence[str] = ("client", "prospect"),
    labels: Mapping[str, str] | None = None,
    lang: Lang = "fr",
) -> Context:
    """Return the invented interview study, read and counted by the steps themselves from files written into a folder."""
    files = heard_files(cases, targets=targets, labels=labels)
    names = {i: row[0] for i, row in HEARD.items()} | dict(labels or {})
    sources = {
        "cases": _write(folder / "cases.csv", ("case_id", "target", "attributes"), files["cases"]),
        "verbatims": _write(folder / "verbatims.csv", ("verbatim_id", "case_id", "text"), files["verbatims"]),
        "codings": _write(
            folder / "codings.csv", ("verbatim_id", "code_id", "prompted", "valence", "stance", "start", "end"),
            [(v, code, prompted, valence, stance, 0, len(text)) for v, _, text, code, prompted, valence, stance in files["codings"]],
        ),
        "asked": _write(folder / "asked.csv", ("case_id", "code_id"), files["asked"]),
    }  # fmt: skip
    codebook = tuple(CodebookEntry(id=code, facet="expectation") for code in names)
    interviews = count_interviews(
        wave_cases=sources["cases"], wave_verbatims=sources["verbatims"], wave_codings=sources["codings"], wave_asked=sources["asked"],
        study_codebook=codebook,
    )  # fmt: skip
    texts = {f"expectation/{i}": {"fr": text, "en": text} for i, text in names.items()}
    texts |= {"code/cible/client": {"fr": "Clients"}, "code/cible/prospect": {"fr": "Prospects"}}
    expectations = tuple(Expectation(id=i, code=i) for i in names)
    study, wave = _study(Labels(texts=texts), expectations, ExpectationsPlan(importance="cases"), survey=False)
    study = dataclasses.replace(study, codebook=codebook)
    ranked = cells_frame(
        rank_cases(
            expectations=expectations,
            plan=study.expecting or ExpectationsPlan(importance="cases"),
            interviews=interviews,
        ),
        step="expectations",
    )
    frame = assemble(
        [interviews_cells(interviews, study, wave), ranked], study="banque", wave=wave.id, min_base=30, caution_base=100
    )
    return Context(
        study=study, wave=wave,
        result=WaveResult(wave=wave, outcomes={"interviews": StepOutcome(name="interviews", state="ran", result=interviews)}),
        book=open_book(frame), words=WORDS[lang], lang=lang, tests=pd.DataFrame(),
    )  # fmt: skip


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Source:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return Source(path=path.name, sha256="", absolute=path)


@cache
def heard_figure(
    cases: int = 22, lang: Lang = "fr", targets: tuple[str, ...] = ("client", "prospect")
) -> tuple[Context, MatrixFigure]:
    """Return the matrix of the interviews and the context it is made in."""
    with TemporaryDirectory() as folder:
        context = interview_context(Path(folder), cases, lang=lang, targets=targets)
    interviews = context.result.given(Interviews)
    figure = None if interviews is None else matrix_figure(context, interviews)
    assert figure is not None
    return context, figure


@cache
def bank_figure(lang: Lang = "fr") -> MapFigure:
    """Return the maps of the bank."""
    figure = map_figure(bank_context(lang))
    assert figure is not None
    return figure


def figure_of(
    points: list[Point],
    labels: dict[str, str],
    lines: tuple[float | None, float | None] = (7.0, 6.1),
    **columns: list[Point],
) -> MapFigure:
    """Return the maps of some expectations; a column `profile_p1` is `profile=p1`."""
    study, wave = survey_study(labels)
    named = {"all": points, **{name.replace("_", "="): found for name, found in columns.items()}}
    cells = stated_cells(named, lines=lines) + sample_cells(**dict.fromkeys(named, 812))
    figure = map_figure(context_of(study, wave, cells))
    assert figure is not None
    return figure


LONG = "Obtenir une réponse complète à ma question dès le premier contact, sans relancer"


def pool(count: int) -> dict[str, str]:
    """Return the labels of as many expectations."""
    stems = ["Joindre un conseiller", LONG, "Suivre ma demande", "Une information identique partout", "SMS"]
    return {f"e{i}": f"{stems[i % 5]}" + ("" if i < 5 else f" {chr(64 + i)}") for i in range(count)}
