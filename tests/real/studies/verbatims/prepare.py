"""Lay the coded verbatims out as cases, verbatims and codings: one text is one case, one coded facet is one coding.

A channel is coded once however often a cell names it, with the feeling the author declared as its valence.
"""

import csv
from pathlib import Path

SOURCE = "fr-services-publics-plus-verbatims/balanced_dataset.csv"
VALENCE = {"Positif": 1, "Neutre": 0, "Négatif": -1}
FACETS = {
    "Accessibilité": "accessibilite",
    "Information/Explication": "information",
    "Relation": "relation",
    "Réactivité": "reactivite",
    "Simplicité/Complexité": "simplicite",
}
CHANNELS = {
    "Démarche en ligne": "demarche_en_ligne",
    "Accueil": "accueil",
    "Téléphone": "telephone",
    "E-mail": "e_mail",
    "Compte ou espace personnel": "compte_ou_espace_personnel",
    "Courrier": "courrier",
    "Réseaux Sociaux": "reseaux_sociaux",
    "Tchat (messagerie instantanée)": "tchat",
    "Patrouille": "patrouille",
}


def prepare(data: Path, study: Path) -> None:
    """Write cases.csv, verbatims.csv and codings.csv of the one wave."""
    wave = study / "waves" / "2022"
    with (data / SOURCE).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codings = []
    for row in rows:
        verbatim = f"v{row['ID expérience']}"
        codings += [(verbatim, code, VALENCE[row[facet]]) for facet, code in FACETS.items() if row[facet].strip()]
        named = dict.fromkeys(c.strip() for c in row["Canaux Typologie 1"].split(",") if c.strip())
        codings += [(verbatim, CHANNELS[channel], VALENCE[row["Ressenti usager"]]) for channel in named]
    _write(wave / "cases.csv", ["case_id"], [(row["ID expérience"],) for row in rows])
    _write(
        wave / "verbatims.csv",
        ["verbatim_id", "case_id", "text"],
        [(f"v{row['ID expérience']}", row["ID expérience"], f"{row['Titre']}\n{row['Description']}") for row in rows],
    )
    _write(wave / "codings.csv", ["verbatim_id", "code_id", "valence"], codings)


def _write(path: Path, header: list[str], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
