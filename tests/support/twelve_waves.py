"""A barometer of twelve waves, drawn: what moves, what breaks, what the field renames and what is not asked are planted here.

The study is made and carried on by the commands alone (`wave`, `map`); only files a person writes are written by hand: answers,
dates, and what differs in a wave's questionnaire.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

WAVES = tuple(f"w{number:02d}" for number in range(1, 13))
STEADY = tuple(f"s{number:02d}" for number in range(1, 21))
VIEWS = tuple(f"v{number}" for number in range(1, 9))

#: From which wave on a figure is what: key of the cell, then the wave and the direction of each shift.
SHIFTS: Mapping[str, Mapping[str, str]] = {
    "survey/uses_app/share/1/all": {"w05": "up", "w09": "down"},
    "survey/score/mean/_/all": {"w06": "up"},
}
#: From which wave on an item is another one, and why: item, wave, reason.
BREAKS = (("trust", "w04", "wording"), ("contact", "w06", "codes"), ("mood", "w07", "scale"), ("why", "w08", "base"))
#: A question that was left out of two waves.
GAP, WITHOUT = "extra", ("w05", "w06")
#: From which wave on the field's file has another name: of a column, of the codes of one.
RENAMED_FROM, RECODED_FROM = "w03", "w10"
MODE_FROM = "w12"

_STUDY = """[study]
id = "twelve"
name = "Twelve waves"
languages = ["en"]
seed = 12

[steps]
audit = false
benchmark = false
interviews = false
survey = true

[respondents]
id = "id"
"""
_YES_NO = '[{ code = "1", label = "Yes", value = 1 }, { code = "2", label = "No", value = 0 }]'


def _codes(last: int) -> str:
    return ", ".join(f'{{ code = "{number}", label = "Answer {number}" }}' for number in range(1, last + 1))


def _item(name: str, type_: str, columns: str, label: str, codes: str, more: str = "") -> str:
    return f'[[items]]\nid = "{name}"\ntype = "{type_}"\n{columns}\nlabel = "{label}"\ncodes = {codes}\n{more}\n'


def _questionnaire() -> str:
    many = "[" + ", ".join(f'{{ code = "{code}", label = "Channel {code}" }}' for code in STEADY) + "]"
    steady = "columns = { " + ", ".join(f'{code} = "Q_{code}"' for code in STEADY) + " }"
    rows = "rows = { " + ", ".join(f'{row} = "Q_{row}"' for row in VIEWS) + " }"
    degrees = "[" + ", ".join(f'{{ code = "{n}", label = "Degree {n}", value = {n} }}' for n in range(1, 6)) + "]"
    points = "[" + ", ".join(f'{{ code = "{n}" }}' for n in range(11)) + "]"
    return "\n".join(
        (
            _item(
                "sex",
                "single",
                'column = "Q_sex"',
                "You are",
                '[{ code = "1", label = "A man" }, { code = "2", label = "A woman" }]',
            ),
            _item("uses_app", "single", 'column = "Q_app"', "Do you use the app?", _YES_NO),
            _item("score", "scale", 'column = "Q_score"', "How satisfied are you?", points),
            _item("steady", "multiple", steady, "Channels used", many),
            _item("views", "grid", rows, "Do you agree?", degrees),
            _item("trust", "single", 'column = "Q_trust"', "Do you trust the bank?", _YES_NO),
            _item("contact", "single", 'column = "Q_contact"', "How was the last contact?", f"[{_codes(3)}]"),
            _item("mood", "scale", 'column = "Q_mood"', "How did you feel?", f"[{_codes(5)}]"),
            _item("why", "single", 'column = "Q_why"', "Why?", _YES_NO, "filter = \"uses_app == '1'\""),
            _item("extra", "single", 'column = "Q_extra"', "Anything else?", _YES_NO),
        )
    )


#: What differs in the questionnaire from a wave on, as its author writes it; `wave` carries it to the next ones.
WRITTEN: Mapping[str, Callable[[str], str]] = {
    "w04": lambda text: text + '[[items]]\nid = "trust"\nlabel = "Would you say you trust the bank?"\n\n',
    "w05": lambda text: text + '[[items]]\nid = "extra"\nasked = false\n\n',
    "w06": lambda text: text + f'[[items]]\nid = "contact"\ncodes = [{_codes(4)}]\n\n',
    "w07": lambda text: (
        text.replace('[[items]]\nid = "extra"\nasked = false\n', "")
        + f'[[items]]\nid = "mood"\ncodes = [{_codes(7)}]\n\n'
    ),
    "w08": lambda text: text + "[[items]]\nid = \"why\"\nfilter = \"uses_app in ['1', '2']\"\n\n",
}


def draw(wave: str, *, n: int, seed: int) -> pd.DataFrame:
    """Return the answers of a wave, as the field's file has them."""
    chance = np.random.default_rng([seed, WAVES.index(wave)])

    def yes(share: float) -> np.ndarray:
        return np.where(chance.random(n) < share, "1", "2").astype(object)

    app = yes(0.55 if "w05" <= wave < "w09" else 0.40)
    frame = {
        "id": [f"{wave}-{i}" for i in range(n)],
        "Q_sex": yes(0.5),
        "Q_app": app,
        "Q_score": chance.binomial(10, 0.70 if wave >= "w06" else 0.60, n).astype(str),
        **{f"Q_{code}": (chance.random(n) < 0.15 + 0.035 * i).astype(int).astype(str) for i, code in enumerate(STEADY)},
        **{f"Q_{row}": (1 + chance.binomial(4, 0.3 + 0.05 * i, n)).astype(str) for i, row in enumerate(VIEWS)},
        "Q_trust": yes(0.6),
        "Q_contact": chance.integers(1, 5 if wave >= "w06" else 4, n).astype(str),
        "Q_mood": (1 + chance.binomial(6 if wave >= "w07" else 4, 0.6, n)).astype(str),
        "Q_why": np.where((app == "1") | (wave >= "w08"), yes(0.5), ""),
        "Q_extra": yes(0.3),
    }
    table = pd.DataFrame(frame)
    if wave in WITHOUT:
        table = table.drop(columns="Q_extra")
    if wave >= RENAMED_FROM:
        table = table.rename(columns={"Q_app": "Q_app_users"})
    if wave >= RECODED_FROM:
        table["Q_sex"] = table["Q_sex"].replace({"1": "A man", "2": "A woman"})
    return table


def begin(folder: Path) -> Path:
    """Return the study with its first wave, without answers."""
    first = folder / "waves" / WAVES[0]
    first.mkdir(parents=True)
    (folder / "study.toml").write_text(_STUDY, encoding="utf-8")
    (folder / "questionnaire.toml").write_text(_questionnaire(), encoding="utf-8")
    (first / "wave.toml").write_text('mode = "online"\npopulation = "Adults"\n', encoding="utf-8")
    return folder


def fill(folder: Path, wave: str, *, n: int, seed: int) -> None:
    """Do by hand what a person does in a wave that was prepared: its dates, what differs, the field's file."""
    place = folder / "waves" / wave
    facts = (place / "wave.toml").read_text(encoding="utf-8")
    if wave == MODE_FROM:
        facts = facts.replace("online", "by phone")
    month = WAVES.index(wave) + 1
    facts += f"\nfield_start = 2026-{month:02d}-01\nfield_end = 2026-{month:02d}-20\n"
    (place / "wave.toml").write_text(facts, encoding="utf-8")
    own = place / "questionnaire.toml"
    if wave in WRITTEN:
        own.write_text(WRITTEN[wave](own.read_text(encoding="utf-8") if own.exists() else ""), encoding="utf-8")
    draw(wave, n=n, seed=seed).to_csv(place / "responses.csv", index=False)
