"""Invented studies for the pages of the report, made by hand: a full one, one from interviews alone, one with nothing.

Numbers follow from short rules, so that a test knows them without reading the page; `WITHHELD` are values that no page may show.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, wraps
from pathlib import Path

import numpy as np
import pandas as pd

from relstudy.cells import TEST_COLUMNS, Cell, assemble, cells_frame
from relstudy.errors import fault
from relstudy.report import open_context
from relstudy.report.book import open_book
from relstudy.report.context import Context
from relstudy.report.findings import Findings, PaperState
from relstudy.report.texts import Texts
from relstudy.steps.absence import NotInStudy
from relstudy.steps.benchmark import Benchmark
from relstudy.steps.profiles import Profiles
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.items import Code, Item, Net
from relstudy.survey.labels import Labels
from relstudy.survey.plan import (
    Design,
    ExpectationsPlan,
    Identity,
    Pole,
    ProfilesPlan,
    Respondents,
    Steps,
    Study,
    TablesPlan,
    Wave,
    WaveFacts,
    Weighting,
)  # fmt: skip
from relstudy.survey.registers import CodebookEntry, Criterion, Expectation, Offer, Player
from relstudy.words import Lang

METHOD = ("intake", "weights", "grid", "audit", "benchmark", "interviews", "profiles", "survey", "expectations")
COLUMNS = {
    "all": 812,
    "target=client": 604,
    "target=prospect": 208,
    "profile=p1": 338,
    "profile=p2": 276,
    "profile=p3": 64,
}
#: Values of cells with fewer than 30 respondents: they are in no page.
WITHHELD = (0.31415926, 7.7654321)

EXPECTATIONS = (
    ("recognised", "Être reconnu d'un canal à l'autre", "crm", 9.02, 5.09, "primary", "improve"),
    ("deadlines", "Délais annoncés et tenus", None, 8.58, 5.91, "primary", "improve"),
    ("same", "Même information partout", "site", 8.19, 6.33, "primary", "keep"),
    ("app", "Application mobile complète", "app", 7.08, 7.24, "primary", "keep"),
    ("callback", "Rappel à l'heure choisie sous 24 h", "phone", 6.95, 5.46, "unsettled", "unsettled"),
    ("desk", "Accueil en agence", "desk", 6.59, 7.42, "secondary", "do_not_overinvest"),
    ("bot", "Assistant virtuel", "bot", 4.33, 5.08, "secondary", "watch"),
)
OFFERS = (
    Offer(id="site", kind="channel", family="digital", purpose="sale", phases=("evaluation", "purchase"), route="direct", relation="automated", owner="Direction digitale", status="in_use"),
    Offer(id="app", kind="channel", family="digital", purpose="communication", phases=("delivery", "after_sales"), route="direct", relation="automated", status="in_use"),
    Offer(id="phone", kind="channel", family="traditional", purpose="communication", phases=("after_sales",), route="direct", relation="human", owner="Plateau de Tours", status="in_use"),
    Offer(id="desk", kind="channel", family="traditional", purpose="sale", phases=("purchase",), route="direct", relation="human", status="in_use"),
    Offer(id="crm", kind="service", status="project"),
    Offer(id="bot", kind="channel", family="emerging", relation="automated", status="project"),
)  # fmt: skip
_YES_NO = (Code(code="1", value=1.0), Code(code="2", value=0.0))
ITEMS = (
    Item(id="cible", type="single", columns=("cible",), codes=(Code(code="client"), Code(code="prospect"))),
    Item(id="channels", type="multiple", columns=("q5_1", "q5_2", "q5_3", "q5_4"), base="all", codes=tuple(Code(code=c, offer=c) for c in ("site", "app", "phone", "desk"))),
    Item(id="uses_app", type="single", columns=("q4",), codes=(*_YES_NO, Code(code="9", missing="dont_know"))),
    Item(id="prefers_desk", type="single", columns=("q6",), codes=_YES_NO, filter="uses_app == '1'", base="valid"),
    Item(id="age", type="single", columns=("age",), codes=tuple(Code(code=c) for c in ("18 - 34", "35 - 59", "60 +")), nets=(Net(id="adult", codes=("18 - 34", "35 - 59")),)),
    Item(id="nps", type="numeric", columns=("q9",)),
    Item(id="trust", type="grid", rows=("site", "desk"), columns=("q8_1", "q8_2"), codes=tuple(Code(code=str(i), value=float(i)) for i in range(1, 6))),
    Item(id="trust.site", type="scale", grid="trust", columns=("q8_1",), codes=tuple(Code(code=str(i), value=float(i)) for i in range(1, 6))),
    Item(id="trust.desk", type="scale", grid="trust", columns=("q8_2",), codes=tuple(Code(code=str(i), value=float(i)) for i in range(1, 6))),
)  # fmt: skip
_LABELS = {
    "study": ("Stratégie relationnelle", "Relational strategy"), "wave/2026-03": ("Vague 2, mars 2026", "Wave 2, March 2026"),
    "offer/site": ("Site web", "Web site"), "offer/app": ("Application mobile", "Mobile app"), "offer/phone": ("Téléphone", "Phone"),
    "offer/desk": ("Agence", "Branch"), "offer/crm": ("Fiche client partagée", "Shared customer record"), "offer/bot": ("Assistant virtuel", "Chatbot"),
    "player/us": ("Banque Exemple", "Banque Exemple"), "player/north": ("Crédit du Nord-Est", "Crédit du Nord-Est"),
    "player/neo": ("Néobanque 24", "Neobank 24"), "player/telco": ("Opérateur Ondes", "Ondes Telecom"),
    "item/cible": ("Êtes-vous client ?", "Are you a client?"), "code/cible/client": ("Clients", "Clients"), "code/cible/prospect": ("Prospects", "Prospects"),
    "item/channels": ("Quels canaux avez-vous utilisés depuis 12 mois ?", "Which channels did you use in the last 12 months?"),
    "code/channels/site": ("Site web", "Web site"), "code/channels/app": ("Application", "App"), "code/channels/phone": ("Téléphone", "Phone"), "code/channels/desk": ("Agence", "Branch"),
    "item/uses_app": ("Utilisez-vous l'application ?", "Do you use the app?"), "code/uses_app/1": ("Oui", "Yes"), "code/uses_app/2": ("Non", "No"), "code/uses_app/9": ("Ne sait pas", "Don't know"),
    "item/prefers_desk": ("Préférez-vous l'agence ?", "Do you prefer the branch?"), "code/prefers_desk/1": ("Oui", "Yes"), "code/prefers_desk/2": ("Non", "No"),
    "item/age": ("Âge", "Age"), "code/age/18 - 34": ("18 à 34 ans", "18 to 34"), "code/age/35 - 59": ("35 à 59 ans", "35 to 59"), "code/age/60 +": ("60 ans et plus", "60 and over"),
    "net/age/adult": ("Moins de 60 ans", "Under 60"), "item/nps": ("Sur 10, recommanderiez-vous la banque ?", "Out of 10, would you recommend the bank?"),
    "item/trust": ("Quelle confiance accordez-vous à…", "How far do you trust…"), "row/trust/site": ("Le site", "The site"), "row/trust/desk": ("L'agence", "The branch"),
    **{f"code/trust/{i}": (f"{i} sur 5", f"{i} out of 5") for i in range(1, 6)},
    **{f"expectation/{e[0]}": (e[1], e[1]) for e in EXPECTATIONS},
    "pole/connected": ("Ultra-connectés", "Ultra-connected"), "pole/human": ("Attachés au contact humain", "Human-preferring"),
    "criterion/reach": ("Portée", "Reach"), "criterion/cost": ("Coût", "Cost"),
    "codebook/access": ("Joindre quelqu'un", "Reaching someone"), "codebook/wait": ("Attente au téléphone", "Waiting on the phone"), "codebook/same": ("Même information partout", "Same information everywhere"),
}  # fmt: skip
LABELS = Labels(texts={key: {"fr": fr, "en": en} for key, (fr, en) in _LABELS.items()})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Example:
    """What a report is made of."""

    study: Study
    wave: Wave
    result: WaveResult
    cells: pd.DataFrame
    tests: pd.DataFrame

    def context(self, lang: Lang = "fr", *, state: PaperState = "working_paper", texts: Texts | None = None) -> Context:
        """Return what its pages read."""
        return open_context(self.found(state=state, texts={lang: texts} if texts is not None else {}), lang)

    def found(self, *, state: PaperState = "working_paper", texts: Mapping[Lang, Texts] | None = None) -> Findings:
        """Return what its papers are made of."""
        return Findings(
            study=self.study, wave=self.wave, steps=self.result, cells=self.cells, tests=self.tests, state=state,
            book=open_book(self.cells), texts=texts or {},
        )  # fmt: skip


def made_once(make: Callable[[], Example]) -> Callable[[], Example]:
    """Let an example be made once, and give everybody tables of their own: a page takes less time than the tables behind it."""
    kept = cache(make)

    @wraps(make)
    def give() -> Example:
        e = kept()
        result = dataclasses.replace(e.result, outcomes=dict(e.result.outcomes))
        return dataclasses.replace(e, result=result, cells=e.cells.copy(), tests=e.tests.copy())

    return give


@made_once
def full_example() -> Example:
    """Return a study with the four steps, three profiles of which one is under 100 respondents, and every kind of mark."""
    study = _study(audit=True, benchmark=True, interviews=True, survey=True, importance="stated")
    cells = [*_sample(), *_survey(), *_profiles(), *_expectations(), *_audit(), *_grid(), *_benchmark(), *_interviews()]
    outcomes = {name: StepOutcome(name=name, state="ran") for name in METHOD}
    outcomes["benchmark"] = dataclasses.replace(
        outcomes["benchmark"],
        result=Benchmark(file="", scores=pd.DataFrame({"practice": ["live_chat"], "offers": ["bot|site"]})),
    )
    trials = pd.DataFrame({"k": [2, 3, 4], "stability": [0.91, 0.79, 0.61], "smallest_share": [0.4, 0.25, 0.11], "explained": [0.31, 0.44, 0.5], "null": [0.2, 0.25, 0.3], "verdict": ["accepted", "kept", "unstable"]})  # fmt: skip
    outcomes["profiles"] = dataclasses.replace(
        outcomes["profiles"],
        result=found_profiles(trials),
    )
    outcomes["intake"] = dataclasses.replace(
        outcomes["intake"],
        faults=(
            fault("read-as", "waves/2026-03/responses.csv", found="cp1252, ;"),
            fault(
                "answered-though-filtered",
                "waves/2026-03/responses.csv",
                line=12,
                item="prefers_desk",
                found="1",
                more=3,
            ),
        ),
    )
    return _example(study, cells, outcomes)


@made_once
def cases_example() -> Example:
    """Return a study from interviews alone."""
    study = _study(audit=False, benchmark=False, interviews=True, survey=False, importance="cases")
    cells = [*_interviews(), *_case_expectations()]
    reasons = {
        "audit": "no_audit",
        "grid": "no_grid",
        "benchmark": "no_benchmark",
        "interviews": None,
        "expectations": None,
    }
    outcomes = {}
    for name in METHOD:
        reason = reasons.get(name, "no_survey")
        if reason is None:
            outcomes[name] = StepOutcome(name=name, state="ran")
        else:
            outcomes[name] = StepOutcome(name=name, state="not_in_study", result=NotInStudy(reason), reason=reason)
    outcomes["interviews"] = dataclasses.replace(outcomes["interviews"], result=None)
    return _example(dataclasses.replace(study, profiles=None, criteria=()), cells, outcomes)


@made_once
def failed_example() -> Example:
    """Return a draft whose intake failed, so that everything after it could not be done; a benchmark stands."""
    study = _study(audit=False, benchmark=True, interviews=False, survey=True, importance="stated")
    outcomes = {}
    for name in METHOD:
        if name == "benchmark":
            outcomes[name] = StepOutcome(name=name, state="ran")
        elif name == "intake":
            missing = fault("missing-column", "waves/2026-03/responses.csv", column="q4", item="uses_app")
            outcomes[name] = StepOutcome(name=name, state="failed", reason="faults", faults=(missing,))
        elif name in ("audit", "interviews", "grid"):
            outcomes[name] = StepOutcome(
                name=name, state="not_in_study", result=NotInStudy(f"no_{name}"), reason=f"no_{name}"
            )
        else:
            outcomes[name] = StepOutcome(name=name, state="failed", reason="needs:intake")
    return _example(study, _benchmark(), outcomes)


def found_profiles(trials: pd.DataFrame) -> Profiles:
    """Return three profiles along a gradation; the page reads its cells for everything but these."""
    empty = pd.DataFrame()
    return Profiles(
        member=np.zeros(0, dtype=np.int16), k=3, reason="", entered=0, dropped=0, sizes=np.zeros(3), shares=np.zeros(3), stability=np.zeros(3),
        poles=("none",) * 3, explained=0.5, continuum=True, places=np.array([-0.9, 1.4, 0.2]), one_axis=0.9, read=0, starts=0, resamples=0,
        trials=trials, centres=empty, pole_scores=empty, shares_by_column=empty, existing=empty, existing_ari=None,
        existing_base=0,
    )  # fmt: skip


HOSTILE = "<script>alert(1)</script> & \"x\" 'y' {z} %s \u05e9\u05dc\u05d5\u05dd " + "w" * 80


def hostile_example() -> Example:
    """Return the full study with every label, fact and quote hostile."""
    e = full_example()
    labels = Labels(texts={key: dict.fromkeys(("fr", "en"), HOSTILE) for key in e.study.labels.texts})
    study = dataclasses.replace(e.study, labels=labels, client=HOSTILE, sector=HOSTILE)
    wave = dataclasses.replace(
        e.wave, labels=labels, facts=dataclasses.replace(e.wave.facts, facts={"mode": HOSTILE, "x": HOSTILE})
    )
    cells = e.cells.assign(text=e.cells["text"].where(e.cells["kind"] != "quote", HOSTILE))
    return Example(study=study, wave=wave, result=e.result, cells=cells, tests=e.tests)


def _study(*, audit: bool, benchmark: bool, interviews: bool, survey: bool, importance: str) -> Study:
    return Study(
        folder=Path("/nowhere"),
        identity=Identity(id="banque", seed=7),
        languages=("fr", "en"),
        client="Banque Exemple",
        sector="banque de détail",
        steps=Steps(audit=audit, benchmark=benchmark, interviews=interviews, survey=survey),
        respondents=Respondents(target="cible"),
        design=Design(strata="region"),
        profiles=ProfilesPlan(items=("uses_app", "prefers_desk", "channels", "trust"), poles=(Pole(id="connected"), Pole(id="human"))),
        expecting=ExpectationsPlan(importance=importance),  # type: ignore[arg-type]
        tables=TablesPlan(banner=("age",)),
        criteria=(Criterion(id="reach", weight=0.7), Criterion(id="cost", weight=0.3, higher_is_better=False)),
        items=ITEMS,
        offers=OFFERS,
        players=(Player(id="us", kind="client"), Player(id="north", kind="competitor"), Player(id="neo", kind="competitor"), Player(id="telco", kind="adjacent")),
        expectations=tuple(Expectation(id=e[0], offer=e[2], code="same" if e[0] == "same" else None) for e in EXPECTATIONS),
        codebook=(
            CodebookEntry(id="access", facet="expectation"), CodebookEntry(id="wait", parent="access", facet="expectation"),
            CodebookEntry(id="same", facet="channel"),
        ),
        labels=LABELS,
    )  # fmt: skip


def _example(study: Study, cells: list[Cell], outcomes: dict[str, StepOutcome]) -> Example:
    facts = WaveFacts(field_start=date(2026, 3, 1), field_end=date(2026, 3, 20), facts={"mode": "en ligne (CAWI)"})
    wave = Wave(
        id="2026-03",
        facts=facts,
        items=ITEMS if study.steps.survey else (),
        labels=LABELS,
        weighting=Weighting(method="column", column="poids"),
    )
    frames = [
        cells_frame([c for c in cells if c.section == s], step={"sample": "intake"}.get(s, s))
        for s in dict.fromkeys(c.section for c in cells)
    ]
    table = assemble(frames, study="banque", wave="2026-03", min_base=30, caution_base=100)
    tests = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TEST_COLUMNS.items()})
    return Example(study=study, wave=wave, result=WaveResult(wave=wave, outcomes=outcomes), cells=table, tests=tests)


def _sample() -> list[Cell]:
    cells = [
        Cell(
            section="sample",
            measure="n",
            column=c,
            value=float(n),
            unit="count",
            base=n,
            base_kind="rows",
            source="waves/2026-03/responses.csv#ident",
        )
        for c, n in COLUMNS.items()
    ]
    figures = (
        ("sum", 808.4, "count"),
        ("n_effective", 741.9, "count"),
        ("efficiency", 0.9137, "share"),
        ("minimum", 0.41, "none"),
        ("maximum", 2.613, "none"),
    )
    return cells + [
        Cell(
            section="weights",
            measure=m,
            column="all",
            value=v,
            unit=u,
            base=812,
            base_kind="rows",
            source="waves/2026-03/responses.csv#poids",
        )
        for m, v, u in figures
    ]  # type: ignore[arg-type]


def _share(item: str, row: str, column: str, value: float, base: int, **more: object) -> Cell:
    return Cell(
        section="survey", item=item, measure="share", row=row, column=column, value=value, unit="share", se=0.012,
        low=value - 0.02, high=value + 0.02, interval="taylor", base=base, base_kind="respondents", base_weighted=base * 0.99,
        base_effective=base * 0.91, question=item, source=f"waves/2026-03/responses.csv#{item}", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _mean(item: str, column: str, value: float, base: int, **more: object) -> Cell:
    return Cell(
        section="survey", item=item, measure="mean", column=column, value=value, unit="mean", base=base, base_kind="respondents",
        base_weighted=base * 0.99, base_effective=base * 0.91, source=f"waves/2026-03/responses.csv#{item}", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _survey() -> list[Cell]:
    columns = {**COLUMNS, "age=18-34": 230, "age=35-59": 561, "age=60": 21}
    tilt = dict(zip(columns, (0.0, 0.04, -0.06, 0.27, 0.0, -0.4, 0.1, 0.0, 0.0), strict=True))
    cells = []
    for column, base in columns.items():
        lean, small = tilt[column], column == "age=60"
        cells += [
            _share("cible", "client", column, 0.744 - lean / 9, base, marks="imposed" if column == "all" else ""),
            _share("cible", "prospect", column, 0.256 + lean / 9, base),
        ]
        for i, channel in enumerate(("site", "app", "phone", "desk")):
            cells.append(
                _share(
                    "channels",
                    channel,
                    column,
                    WITHHELD[0] if small else 0.71 - 0.11 * i + lean * (1 - 0.6 * i) / 1.6,
                    base,
                )
            )
        yes = 0.608778 + lean
        cells += [_share("uses_app", r, column, v, base) for r, v in (("1", yes), ("2", 0.97 - yes), ("9", 0.03))]
        cells += [_mean("uses_app", column, yes / 0.97, base - 20 if base > 60 else base)]
        cells += [
            _share("prefers_desk", "1", column, 0.45 - lean, base // 2),
            _share("prefers_desk", "2", column, 0.55 + lean, base // 2),
        ]
        for row, value in (("18-34", 0.283), ("35-59", 0.691), ("60", 0.026), ("net.adult", 0.974)):
            cells.append(_share("age", row, column, value, base))
        cells.append(_mean("nps", column, WITHHELD[1] if small else 7.349 + lean, base))
        for row, level in (("site", 3.6), ("desk", 4.25)):
            cells += [
                _share(f"trust.{row}", str(i), column, s, base)
                for i, s in enumerate((0.04, 0.1, 0.26, 0.35, 0.25), start=1)
            ]
            cells.append(_mean(f"trust.{row}", column, level + lean * (1 if row == "site" else -1), base))
    return cells


def _profiles() -> list[Cell]:
    cells = [Cell(section="profiles", measure="k", value=3.0, unit="count", base=678, base_kind="respondents")]
    for name, share, n, pole, jaccard in (
        ("p1", 0.4212, 338, "connected", 0.861),
        ("p2", 0.3301, 276, "none", 0.79),
        ("p3", 0.2487, 64, "human", 0.8849),
    ):
        common = {"section": "profiles", "item": name}
        cells += [
            Cell(
                **common,
                measure="share",
                column="all",
                value=share,
                unit="share",
                interval="taylor",
                base=678,
                base_kind="respondents",
                base_effective=620.2,
            ),
            Cell(**common, measure="n", column="all", value=float(n), unit="count", base=678, base_kind="respondents"),
            Cell(
                **common,
                measure="stability",
                value=jaccard,
                unit="index",
                interval="bootstrap",
                base=678,
                base_kind="respondents",
            ),
            Cell(**common, measure="pole", kind="category", text=pole, base=678, base_kind="respondents"),
        ]  # type: ignore[arg-type]
    return cells


def _sides_of(satisfaction: float) -> tuple[tuple[str, float], ...]:
    """Return shares of the three sides that go with a mean of 0 to 10."""
    positive = satisfaction / 10 - 0.1
    return ("negative", 0.9 - positive), ("neutral", 0.1), ("positive", positive)


def _expectations() -> list[Cell]:
    cells = [
        Cell(section="expectations", measure="line", row=r, value=v, unit="mean")
        for r, v in (("importance", 6.9), ("satisfaction", 6.1))
    ]
    for column, base in COLUMNS.items():
        for rank, (name, _, _, importance, satisfaction, tier, action) in enumerate(EXPECTATIONS, start=1):
            used = 24 if (column, name) == ("profile=p3", "bot") else base
            place = {
                "section": "expectations",
                "item": name,
                "column": column,
                "base": used,
                "base_kind": "respondents",
                "source": "waves/2026-03/responses.csv#q12",
            }
            shown = importance if used >= 30 else WITHHELD[1]
            cells += [
                Cell(
                    **place,
                    measure="importance",
                    value=shown,
                    unit="mean",
                    low=shown - 0.11,
                    high=shown + 0.11,
                    interval="taylor",
                    base_effective=used * 0.9,
                ),
                Cell(
                    **place,
                    measure="satisfaction",
                    value=satisfaction,
                    unit="mean",
                    low=satisfaction - 0.13,
                    high=satisfaction + 0.13,
                    interval="taylor",
                ),
                *(
                    Cell(
                        **place,
                        measure=side,
                        value=part,
                        unit="share",
                        low=part - 0.03,
                        high=part + 0.03,
                        interval="taylor",
                    )
                    for side, part in _sides_of(satisfaction)
                ),
                Cell(**place, measure="gap", value=importance - satisfaction, unit="mean"),
                Cell(**place, measure="importance_both", value=importance, unit="mean"),
                Cell(**place, measure="satisfaction_both", value=satisfaction, unit="mean"),
                Cell(
                    **place,
                    measure="rank",
                    value=float(rank),
                    unit="rank",
                    low=float(max(rank - 1, 1)),
                    high=float(rank),
                    interval="bootstrap",
                    marks="tie" if rank in (3, 4) else "",
                ),
                Cell(**place, measure="tier", kind="category", text=tier),
                Cell(
                    **place,
                    measure="tier_stability",
                    value=0.9962 if tier != "unsettled" else 0.884,
                    unit="share",
                    interval="bootstrap",
                ),
                Cell(**place, measure="action", kind="category", text=action),
            ]  # type: ignore[arg-type]
    return cells


def _case_expectations() -> list[Cell]:
    cells = []
    for column, asked in (("all", 22), ("target=client", 14), ("target=prospect", 8)):
        for i, (name, _, _, _, _, tier, action) in enumerate(EXPECTATIONS):
            voiced = max(asked - 3 * i, 1)
            place = {
                "section": "expectations",
                "item": name,
                "column": column,
                "base": asked,
                "base_kind": "cases",
                "source": "waves/2026-03/codings.csv#code_id",
            }
            cells += [
                Cell(**place, measure="importance", value=float(voiced), unit="cases"),
                Cell(**place, measure="unprompted", value=float(voiced // 2), unit="cases"),
                Cell(**{**place, "base": 9}, measure="positive", value=2.0, unit="cases"),
                Cell(**{**place, "base": 9}, measure="negative", value=7.0, unit="cases"),
                Cell(**place, measure="rank", value=float(i + 1), unit="rank"),
                Cell(**place, measure="tier", kind="category", text=tier),
                Cell(
                    **place,
                    measure="tier_stability",
                    value=15 / 22 if tier == "unsettled" else 1.0,
                    unit="share",
                    interval="leave_one_out",
                ),
                Cell(**place, measure="action", kind="category", text=action),
            ]  # type: ignore[arg-type]
    return cells


def _audit() -> list[Cell]:
    cells = []
    for offer, kpi, unit, value, target, met, line in (
        ("site", "conversion", "share", 0.025, 0.03, "not_met", 2), ("phone", "wait", "days", 2.0, 3.0, "met", 3),
        ("phone", "csat", "score", 4.2, 4.5, "not_met", 4), ("app", "revenue", "eur", 1234567.5, 1200000.0, "met", 5),
    ):  # fmt: skip
        place = {"section": "audit", "item": offer, "measure": kpi, "source": f"waves/2026-03/audit.csv#L{line}"}
        cells += [
            Cell(**place, value=value, unit=unit),
            Cell(**place, row="target", value=target, unit=unit),
            Cell(**place, row="gap", value=value - target, unit=unit),
            Cell(**place, row="verdict", kind="category", text=met),
            Cell(**place, row="date", kind="date", text="2026-01-31"),
        ]  # type: ignore[arg-type]
    return cells


def _grid() -> list[Cell]:
    cells = [
        Cell(section="grid", measure="weight", row=c, value=w, unit="share", source="study.toml#grid")
        for c, w in (("reach", 0.7), ("cost", 0.3))
    ]
    for i, (offer, score, printed) in enumerate((("site", 7.55, 7.65), ("app", 8.25, 8.35), ("bot", 6.65, None))):
        place = {"section": "grid", "item": offer, "source": f"waves/2026-03/grid.csv#L{i + 2}"}
        cells += [
            Cell(**place, measure="score", value=score, unit="score"),
            Cell(**place, measure="rank", value=float((2, 1, 3)[i]), unit="rank"),
        ]  # type: ignore[arg-type]
        if printed is not None:
            cells += [
                Cell(**place, measure="printed", value=printed, unit="score"),
                Cell(**place, measure="printed_gap", value=printed - score, unit="score"),
            ]  # type: ignore[arg-type]
        cells += [
            Cell(**place, measure="criterion", row=c, value=v, unit="score") for c, v in (("reach", 8.0), ("cost", 6.5))
        ]  # type: ignore[arg-type]
    return cells


def _benchmark() -> list[Cell]:
    cells = []
    for practice, scores in (("live_chat", (0.0, 2.0, 3.0, 1.0)), ("callback_24h", (1.0, 2.5, None, 0.0))):
        scored = dict(zip(("us", "north", "neo", "telco"), scores, strict=True))
        for player, score in scored.items():
            cells.append(
                Cell(
                    section="benchmark",
                    item=practice,
                    measure="score",
                    column=f"player={player}",
                    value=score,
                    unit="score",
                    base=0 if score is None else 1,
                    base_kind="players",
                    missing=score is None,
                    source="waves/2026-03/benchmark.csv#L2",
                )
            )
        for column, players in (
            ("all", ("north", "neo", "telco")),
            ("kind=competitor", ("north", "neo")),
            ("kind=adjacent", ("telco",)),
            ("kind=client", ("us",)),
        ):
            known = [scored[p] for p in players if scored[p] is not None]
            cells.append(
                Cell(
                    section="benchmark",
                    item=practice,
                    measure="players",
                    column=column,
                    value=float(sum(s > 0 for s in known)),
                    unit="count",
                    base=len(known),
                    base_kind="players",
                    source="waves/2026-03/benchmark.csv#score",
                )
            )  # type: ignore[operator]
    return cells


def _interviews() -> list[Cell]:
    cells = [
        Cell(
            section="interviews",
            measure="n",
            column=c,
            value=float(n),
            unit="cases",
            base=n,
            base_kind="cases",
            source="waves/2026-03/cases.csv#case_id",
        )
        for c, n in (("all", 22), ("target=client", 14), ("target=prospect", 8))
    ]
    for code, factor in (("access", 0.8), ("wait", 0.5), ("same", 0.3)):
        for column, asked in (("all", 22), ("target=client", 14), ("target=prospect", 8)):
            place = {
                "section": "interviews",
                "item": code,
                "column": column,
                "unit": "cases",
                "base": asked,
                "base_kind": "cases",
                "source": "waves/2026-03/codings.csv#code_id",
            }
            for measure, part in (
                ("cases", 1.0),
                ("cases_unprompted", 0.6),
                ("cases_positive", 0.2),
                ("cases_negative", 0.5),
                ("cases_contrary", 0.1),
            ):
                cells.append(Cell(**place, measure=measure, value=float(int(asked * factor * part))))  # type: ignore[arg-type]
    for row, text, marks in (
        ("v1.1", "J'ai tout raconté par écrit, et au téléphone on me redemande mon nom, mon dossier, tout.", ""),
        ("v2.1", "Moi, en 5 minutes j'avais quelqu'un.", "contrary"),
    ):
        cells.append(
            Cell(
                section="interviews",
                item="access",
                measure="quote",
                row=row,
                kind="quote",
                text=text,
                marks=marks,
                source="waves/2026-03/codings.csv#L9",
            )
        )
    return cells
