"""A study of interviews alone whose cases tell journeys by journeys.csv, or trade-offs by tradeoffs.csv."""

from collections.abc import Mapping
from pathlib import Path

PLACE = Path("waves/2026-03")
CSV = (
    "case_id,journey_id,step,offer_id,phase,outcome,continuity,with,verbatim_id\n"
    "K1,a,1,app,evaluation,redirected,,,v1\nK1,a,2,desk,purchase,done,non,,v2\n"
    "K2,a,1,app,purchase,,,desk,\nK2,b,1,phone,after_sales,abandoned,,,v3\n"
    "K3,a,1,phone,after_sales,,,,\nK3,a,2,app,after_sales,done,oui,,\n"
)
TRADEOFFS = (
    "case_id,chosen,refused,situation,reason,verbatim_id\n"
    "K1,desk,app,,cr_hours,v2\nK2,phone,app|desk,,,v3\nK4,desk,app,cr_hours,cr_hours,v4\n"
)
FILES = {
    "study.toml": '[study]\nid = "s"\nname = { fr = "S", en = "S" }\nlanguages = ["fr", "en"]\n'
    "[steps]\naudit = false\nbenchmark = false\ninterviews = true\nsurvey = false\n",
    "offers.csv": "offer_id,kind,label_fr,label_en\napp,channel,Application,App\ndesk,channel,Guichet,Desk\nphone,channel,Téléphone,Phone\n",
    "codebook.csv": "code_id,facet,label_fr,label_en\ncr_hours,criterion,Horaires,Hours\n",
    PLACE / "wave.toml": "field_start = 2026-03-01\nfield_end = 2026-03-02\n",
    PLACE / "cases.csv": "case_id,target\nK1,client\nK2,client\nK3,prospect\nK4,prospect\n",
    PLACE / "verbatims.csv": "verbatim_id,case_id,text\nv1,K1,L'application m'a renvoyé au guichet.\n"
    "v2,K1,Au guichet il a fallu tout redire.\nv3,K2,J'ai raccroché après vingt minutes.\nv4,K4,Je viens quand c'est ouvert.\n",
    PLACE / "codings.csv": "verbatim_id,code_id\nv4,cr_hours\n",
    PLACE / "journeys.csv": CSV,
}  # fmt: skip


def write_study(folder: Path) -> Path:
    return _written(folder, FILES)


def write_tradeoffs(folder: Path) -> Path:
    files = {name: text for name, text in FILES.items() if name != PLACE / "journeys.csv"}
    return _written(folder, {**files, PLACE / "tradeoffs.csv": TRADEOFFS})


def _written(folder: Path, files: Mapping[str | Path, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
