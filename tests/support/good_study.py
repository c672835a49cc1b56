"""A complete small study, built by code: four steps, two targets, three planted profiles, six expectations.

Every test of the contract starts from a copy of it. What is planted is what a test may ask back.
"""

import csv
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pandas as pd

STUDY = """\
[study]
id = "mutuelle"
name = { fr = "Relation adhérents", en = "Member relations" }
languages = ["fr", "en"]
client = "Mutuelle Exemple"
seed = 7

[steps]
audit = true
benchmark = true
interviews = true
survey = true

[respondents]
id = "ident"
target = "cible"

[weighting]
method = "column"
column = "poids"

[profiles]
items = ["uses_app", "uses_site", "uses_chat", "prefers_desk", "wants_name", "calls"]
poles.connected = { name = { fr = "Ultra-connectés", en = "Ultra-connected" }, high = ["uses_app", "uses_site", "uses_chat"], low = ["prefers_desk"] }
poles.human = { name = { fr = "Attachés au contact humain", en = "Human-preferring" }, high = ["prefers_desk", "wants_name", "calls"], low = ["uses_app"] }

[expectations]
importance = "stated"

[grid.reach]
weight = 0.6
higher_is_better = true
label = { fr = "Portée", en = "Reach" }

[grid.cost]
weight = 0.4
higher_is_better = false
label = { fr = "Coût", en = "Cost" }

[tables]
banner = ["sexe"]
"""

EXPECTATIONS = ("recognised", "delays", "adviser", "same_info", "app_complete", "social")
PROFILE_ITEMS = ("uses_app", "uses_site", "uses_chat", "prefers_desk", "wants_name", "calls")
#: Means on a 1-5 scale of the planted profiles: connected, human, hybrid.
PLANTED = {
    "uses_app": (4.6, 1.3, 3.0), "uses_site": (4.5, 1.5, 4.4), "uses_chat": (4.4, 1.2, 1.6),
    "prefers_desk": (1.3, 4.6, 3.0), "wants_name": (1.6, 4.7, 4.3), "calls": (1.4, 4.4, 1.8),
}  # fmt: skip
IMPORTANCE = {"recognised": 9.0, "delays": 8.6, "adviser": 8.0, "same_info": 5.6, "app_complete": 5.0, "social": 3.0}
SATISFACTION = {"recognised": 4.0, "delays": 7.8, "adviser": 4.6, "same_info": 7.5, "app_complete": 4.2, "social": 7.0}


def questionnaire() -> str:
    """Return the questionnaire: cible, sexe, six scales for profiles, channels, importance and satisfaction of six expectations."""
    parts = [
        '[[items]]\nid = "cible"\ntype = "single"\ncolumn = "CIBLE"\nlabel = { fr = "Cible", en = "Target" }\n'
        'codes = [{ code = "client", label = { fr = "Clients", en = "Clients" } }, '
        '{ code = "prospect", label = { fr = "Prospects", en = "Prospects" } }]\n',
        '[[items]]\nid = "sexe"\ntype = "single"\ncolumn = "SEXE"\nlabel = { fr = "Sexe", en = "Sex" }\n'
        'codes = [{ code = "1", label = { fr = "Homme", en = "Man" } }, { code = "2", label = { fr = "Femme", en = "Woman" } }]\n',
        '[[items]]\nid = "channels"\ntype = "multiple"\ncolumns = { app = "Q5_1", desk = "Q5_2", phone = "Q5_3" }\n'
        'label = { fr = "Canaux utilisés", en = "Channels used" }\n',
        '[[items]]\nid = "why"\ntype = "single"\ncolumn = "Q6"\nlabel = { fr = "Pourquoi l\'application ?", en = "Why the app?" }\n'
        'filter = "channels == \'app\'"\nbase = "asked"\n'
        'codes = [{ code = "01", label = { fr = "Rapide", en = "Fast" } }, { code = "02", label = { fr = "Simple", en = "Easy" } }, '
        '{ code = "99", label = { fr = "Ne sait pas", en = "Don\'t know" }, missing = "dont_know" }]\n',
        '[[items]]\nid = "age"\ntype = "numeric"\ncolumn = "AGE"\nlabel = { fr = "Âge", en = "Age" }\n',
    ]
    scale = ", ".join(f'{{ code = "{i}", value = {i} }}' for i in range(1, 6))
    parts += [
        f'[[items]]\nid = "{item}"\ntype = "scale"\ncolumn = "{item.upper()}"\nlabel = {{ fr = "{item}", en = "{item}" }}\ncodes = [{scale}]\n'
        for item in PROFILE_ITEMS
    ]
    notes = ", ".join(f'{{ code = "{i}", value = {i} }}' for i in range(11))
    for expectation in EXPECTATIONS:
        for kind in ("imp", "sat"):
            extra = "filter = \"cible == 'client'\"\n" if kind == "sat" else ""
            parts.append(
                f'[[items]]\nid = "{kind}_{expectation}"\ntype = "scale"\ncolumn = "{kind.upper()}_{expectation}"\n'
                f'label = {{ fr = "{kind} {expectation}", en = "{kind} {expectation}" }}\ncodes = [{notes}]\n{extra}'
            )
    return "\n".join(parts)


def responses(n: int = 600, seed: int = 11) -> pd.DataFrame:
    """Return one row per respondent, as text, with planted profiles of 45, 32 and 23 %."""
    chance = np.random.default_rng(seed)
    group = chance.choice(3, size=n, p=(0.45, 0.32, 0.23))
    client = chance.random(n) < 0.7
    frame = pd.DataFrame({"ident": [f"R{i:04d}" for i in range(n)], "CIBLE": np.where(client, "client", "prospect")})
    frame["SEXE"] = chance.choice(["1", "2"], size=n)
    frame["AGE"] = chance.integers(18, 85, size=n).astype(str)
    frame["poids"] = [f"{w:.3f}" for w in chance.uniform(0.5, 2.0, size=n)]
    for column, p in (("Q5_1", 0.6), ("Q5_2", 0.4), ("Q5_3", 0.3)):
        frame[column] = (chance.random(n) < p).astype(int).astype(str)
    frame["Q6"] = np.where(frame["Q5_1"] == "1", chance.choice(["01", "02", "99"], size=n, p=(0.5, 0.4, 0.1)), "")
    for item, means in PLANTED.items():
        drawn = np.array(means)[group] + chance.normal(0, 0.6, size=n)
        frame[item.upper()] = np.clip(np.rint(drawn), 1, 5).astype(int).astype(str)
    for expectation in EXPECTATIONS:
        imp = np.clip(np.rint(IMPORTANCE[expectation] + chance.normal(0, 1.2, size=n)), 0, 10).astype(int)
        sat = np.clip(np.rint(SATISFACTION[expectation] + chance.normal(0, 1.2, size=n)), 0, 10).astype(int)
        frame[f"IMP_{expectation}"] = imp.astype(str)
        frame[f"SAT_{expectation}"] = np.where(client, sat.astype(str), "")
    return frame


REGISTERS = {
    "offers.csv": (
        "offer_id,kind,family,relation,status,label_fr,label_en\n"
        "app,channel,digital,automated,in_use,Application,App\n"
        "desk,channel,traditional,human,in_use,Agence,Branch\n"
        "chat,channel,emerging,automated,project,Messagerie,Chat\n"
    ),
    "players.csv": (
        "player_id,kind,label\nus,client,Mutuelle Exemple\nalpha,competitor,Alpha\nbeta,competitor,Bêta\n"
        "gamma,competitor,Gamma\ndelta,adjacent,Delta\n"
    ),
    "expectations.csv": "expectation_id,label_fr,label_en,offer_id,code_id,importance_item,satisfaction_item\n"
    + "".join(f"{e},Attente {e},Expectation {e},,{e},imp_{e},sat_{e}\n" for e in EXPECTATIONS),
    "codebook.csv": "code_id,label_fr,label_en,parent_id,facet\nwishes,Attentes,Wishes,,expectation\n"
    + "".join(f"{e},Attente {e},Expectation {e},wishes,expectation\n" for e in EXPECTATIONS),
}

WAVE = {
    "wave.toml": "field_start = 2026-03-02\nfield_end = 2026-03-20\nmode = \"online\"\n",
    "audit.csv": (
        "offer_id,kpi,value,unit,target,higher_is_better,source,date,action\n"
        "app,conversion,2.5,%,3,yes,web analytics,2026-02-01,simplify the form\n"
        "app,conversion,2.0,%,3,yes,web analytics,2026-01-01,\n"
        "desk,csat,4.5,score,4.2,yes,survey,2026-02-01,\n"
    ),
    "grid.csv": (
        "offer_id,criterion,score,printed_total\napp,reach,8,7.2\napp,cost,4,\ndesk,reach,5,\ndesk,cost,7,\n"
        "chat,reach,6,\nchat,cost,,\n"
    ),
    "benchmark.csv": (
        "player_id,practice,score,source,date\nus,chat,0,site,2026-02-01\nalpha,chat,2,site,2026-02-01\n"
        "beta,chat,0,site,2026-02-01\ndelta,chat,1,site,2026-02-01\nalpha,callback,1,site,2026-02-01\n"
    ),
}  # fmt: skip


def interviews() -> dict[str, str]:
    """Return cases, verbatims and codings: 14 clients and 8 prospects; who voices what is planted."""
    cases = [
        ("E%02d" % i, "client" if i <= 14 else "prospect", "group" if i in (3, 17) else "individual")
        for i in range(1, 23)
    ]
    texts, codings = [], []
    # expectation: (unprompted, prompted, positive, negative) over the first cases; the others say nothing of it.
    planted = {
        "recognised": (14, 5, 3, 12), "delays": (11, 6, 6, 10), "adviser": (12, 4, 8, 2),
        "same_info": (8, 4, 9, 2), "app_complete": (2, 2, 1, 3), "social": (1, 1, 2, 0),
    }  # fmt: skip
    said: dict[str, list[str]] = {case: [] for case, _, _ in cases}
    for expectation, (unprompted, prompted, positive, negative) in planted.items():
        for position in range(unprompted + prompted):
            case = cases[position][0]
            sentence = f"J'attends vraiment {expectation}, déçue 😡 ou non."
            start = sum(len(s) + 1 for s in said[case])
            said[case].append(sentence)
            valence = 1 if position < positive else -1 if position < positive + negative else ""
            codings.append((f"V{case}", expectation, "anna", start, start + len(sentence), "", valence,
                            "non" if position < unprompted else "oui", "voice"))  # fmt: skip
    for case, _, _ in cases:
        texts.append((f"V{case}", case, " ".join(said[case]) or "Rien à dire."))
    header = ("verbatim_id", "code_id", "coder", "start", "end", "quote", "valence", "prompted", "stance")
    return {
        "cases.csv": _csv([("case_id", "target", "kind"), *cases]),
        "verbatims.csv": _csv([("verbatim_id", "case_id", "text"), *texts]),
        "codings.csv": _csv([header, *codings]),
    }


def _csv(rows: list[tuple[object, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def write_study(folder: Path, *, waves: tuple[str, ...] = ("2026-03",)) -> Path:
    """Write the study into `folder` and return it."""
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "questionnaire.toml").write_text(questionnaire(), encoding="utf-8")
    for name, text in REGISTERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for number, wave in enumerate(waves):
        place = folder / "waves" / wave
        place.mkdir(parents=True)
        for name, text in {**WAVE, **interviews()}.items():
            (place / name).write_text(text, encoding="utf-8")
        responses(seed=11 + number).to_csv(place / "responses.csv", index=False)
    return folder


def call(*words: str | Path) -> tuple[int, dict, str]:
    """Call the command in this process with `--json`; return exit code, the one JSON object, and the messages."""
    from relstudy.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([*map(str, words), "--json"])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    assert "Traceback" not in err.getvalue(), err.getvalue()
    return code or 0, json.loads(out.getvalue()), err.getvalue()


def cells_of(study: Path, wave: str = "2026-03") -> pd.DataFrame:
    """Return the cells of a wave by key."""
    return pd.read_parquet(study / "out" / wave / "cells.parquet").set_index("key")
