"""A study of interviews alone, in French, small enough to run in a second: people say who they are."""

from pathlib import Path

SAID = {
    "V1": "Je m'appelle Paul Martin, appelez-moi au 06 12 34 56 78 😀. Votre agence est loin.",
    "V2": "M. Martin m'a tout expliqué ; mon mail est paul.martin@exemple.fr, l'attente est longue.",
    "V3": "Le 12/03/2024 j'ai payé 1 250 euros, produit n° 0612345678. Rien à dire de plus.",
}
FILES = {
    "study.toml": """\
[study]
id = "parole"
name = { fr = "Parole", en = "Said" }
languages = ["fr"]
[steps]
audit = false
benchmark = false
interviews = true
survey = false
""",
    "codebook.csv": "code_id,label_fr\nfar,Loin\nwait,Attente\n",
    "roster.csv": "name\nPaul Martin\n",
    "waves/2026/wave.toml": "field_start = 2026-03-02\nfield_end = 2026-03-20\n",
    "waves/2026/cases.csv": "case_id,attributes\nE01,femme\nE02,homme\nE03,homme\n",
}


def codings_of(passages: dict[str, tuple[str, str]]) -> str:
    """Return codings with offsets and quotes: by code and verbatim, the passage."""
    lines = ["verbatim_id,code_id,coder,start,end,quote,valence"]
    for code, (verbatim, passage) in passages.items():
        start = SAID[verbatim].index(passage)
        lines.append(f'{verbatim},{code},anna,{start},{start + len(passage)},"{passage}",1')
    return "\n".join(lines) + "\n"


def write_study(folder: Path) -> Path:
    """Write the study into `folder` and return it; codings point behind, and around, what tells who somebody is."""
    verbatims = "verbatim_id,case_id,text\n" + "".join(
        f'{name},E0{number},"{text}"\n' for number, (name, text) in enumerate(SAID.items(), 1)
    )
    codings = codings_of({"far": ("V1", "Votre agence est loin."), "wait": ("V2", SAID["V2"][:-1])})
    written = {**FILES, "waves/2026/verbatims.csv": verbatims, "waves/2026/codings.csv": codings}
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
