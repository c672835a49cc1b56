"""The contract's sample study "mutuelle" with what it names: small, whole, without a fault, easy to spoil one line at a time."""

from pathlib import Path

#: As printed in the contract, section 2.
STUDY = """\
[study]
id = "mutuelle"
name = { fr = "Relation adhérents", en = "Member relations" }
languages = ["fr", "en"]
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
items = ["uses_app", "prefers_desk"]
poles.connected = { name = { fr = "Ultra-connectés", en = "Ultra-connected" }, high = ["uses_app"], low = ["prefers_desk"] }
[expectations]
importance = "stated"
[grid.reach]
weight = 1.0
higher_is_better = true
label = { fr = "Portée", en = "Reach" }
"""

SAMPLE_ITEMS = """\
[[items]]
id = "uses_app"
type = "single"
column = "Q4"
label = { fr = "Utilisez-vous l'application ?", en = "Do you use the app?" }
codes = [{ code = "1", label = { fr = "Oui", en = "Yes" }, value = 1 }, { code = "2", label = { fr = "Non", en = "No" }, value = 0 }, { code = "9", label = { fr = "Ne sait pas", en = "Don't know" }, missing = "dont_know" }]
[[items]]
id = "channels"
type = "multiple"
columns = { app = "Q5_1", desk = "Q5_2" }      # dichotomies, code = column (a list: columns in the order of codes); or column = "Q5", separator = "|"
label = { fr = "Canaux utilisés", en = "Channels used" }
filter = "uses_app == '1'"
base = "all"
"""

#: What the sample names without showing it.
FURTHER_ITEMS = """\
[[items]]
id = "prefers_desk"
type = "scale"
column = "Q6"
label = { fr = "Préfère l'agence", en = "Prefers the branch" }
codes = [
  { code = "1" },
  { code = "2" },
  { code = "3" },
]
[[items]]
id = "cible"
type = "single"
column = "CIBLE"
label = { fr = "Cible", en = "Target" }
codes = [{ code = "client" }, { code = "prospect" }]
[[items]]
id = "age"
type = "numeric"
column = "AGE"
label = { fr = "Âge", en = "Age" }
[[items]]
id = "age_class"
from = "age"
bands = [18, 35, 60]
label = { fr = "Classe d'âge", en = "Age group" }
[[items]]
id = "sat"
type = "grid"
rows = { price = "Q7_1", time = "Q7_2" }
row_labels = { price = { fr = "Prix", en = "Price" }, time = { fr = "Délai", en = "Time" } }
label = { fr = "Satisfaction", en = "Satisfaction" }
codes = [{ code = "1", value = 1, label = { fr = "Peu", en = "Little" } }, { code = "2", value = 2 }]
nets = [{ id = "high", codes = ["2"], label = { fr = "Satisfaits", en = "Satisfied" } }]
"""

QUESTIONNAIRE = SAMPLE_ITEMS + FURTHER_ITEMS

FILES = {
    "study.toml": STUDY,
    "questionnaire.toml": QUESTIONNAIRE,
    "offers.csv": "offer_id,kind,label_fr,label_en\napp,channel,Application,App\ndesk,channel,Agence,Branch\n",
    "players.csv": "player_id,kind,label\nus,client,Mutuelle\nalpha,competitor,Alpha\n",
    "expectations.csv": (
        "expectation_id,label_fr,label_en,offer_id,code_id,importance_item,satisfaction_item\n"
        "speed,Rapidité,Speed,app,fast,prefers_desk,sat.time\n"
        "price,Prix,Price,,cheap,uses_app,sat.price\n"
    ),
    "codebook.csv": "code_id,label_fr,label_en,parent_id\nwishes,Attentes,Wishes,\nfast,Vite,Fast,wishes\ncheap,Peu cher,Cheap,wishes\n",
    "waves/2026/wave.toml": "field_start = 2026-03-02\nfield_end = 2026-03-20\n",
    "waves/2026/responses.csv": "ident,Q4\nr1,1\n",
    "waves/2026/audit.csv": "offer_id,kpi,value,unit\napp,csat,4,score\n",
    "waves/2026/benchmark.csv": "player_id,practice,score\nalpha,chat,2\n",
    "waves/2026/grid.csv": "offer_id,criterion,score\napp,reach,7\n",
    "waves/2026/cases.csv": "case_id\nc1\n",
    "waves/2026/verbatims.csv": "verbatim_id,case_id,text\nv1,c1,Vite\n",
    "waves/2026/codings.csv": "verbatim_id,code_id\nv1,fast\n",
}


def write_small_study(folder: Path) -> Path:
    """Write the study below `folder` and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replace one text in one file; it must be there."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, (file, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(folder: Path, file: str, text: str) -> int:
    """Return the first line of a file that holds a text."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
