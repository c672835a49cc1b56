"""The barometer 2007 to 2019 as thirteen waves of one study, laid out from the real file.

What each year asked, and how it wrote that somebody was not, is that of the official dictionary. Two things are changed on
purpose, to be found: the wording of one question in its last years, and whom another one is counted on.
"""

from pathlib import Path

from real_studies import lay_out

YEARS = tuple(str(year) for year in range(2007, 2020))
#: Years in which a question was not asked, though the study knows it.
_NOT_ASKED = {
    "freinweb": ("2013", "2015", "2016", "2019"),
    "hr_tele": ("2007", "2008", "2009", "2011", "2013", "2014", "2015", "2017", "2019"),
    "hr_web": ("2007", "2008", "2009", "2011", "2015", "2017", "2019"),
    "tablette": ("2007", "2008", "2009", "2010"),
    "us_faceb": ("2007", "2008"),
    "us_faceb_asked": ("2007", "2008"),
}
#: The years that write 99 for those who were not asked; later ones leave a blank.
_CODED = YEARS[: YEARS.index("2017")]
REWORDED, REWORDED_FROM = "telfixe", "2015"
REBASED, REBASED_FROM = "us_achat_asked", "2017"

_YES_NO = """codes = [
  { code = "1", label = { fr = "Oui", en = "Yes" }, value = 1 },
  { code = "2", label = { fr = "Non", en = "No" }, value = 0 },
  { code = "3", label = { fr = "Ne sait pas", en = "Don't know" }, missing = "dont_know" },
  { code = "99", label = { fr = "Non posée", en = "Not asked" }, missing = "filtered" },
]
"""
_HOURS = """codes = [{ code = "999", missing = "absent" }, { code = "999999", missing = "filtered" }]
"""
_SEX = """codes = [
  { code = "1", label = { fr = "Homme", en = "Man" } },
  { code = "2", label = { fr = "Femme", en = "Woman" } },
  { code = "4", missing = "absent" },
]
"""


def _items(year: str) -> dict[str, str]:
    """Return what a year's questionnaire says of the items that differ from the study's."""
    told: dict[str, str] = {}
    if year in _CODED:
        told |= dict.fromkeys(("us_achat", "us_achat_asked", "us_faceb", "us_faceb_asked"), _YES_NO)
        told |= dict.fromkeys(("hr_tele", "hr_web"), _HOURS)
    if year == "2018":
        told |= dict.fromkeys(("hr_tele", "hr_web"), _HOURS)
    if year == "2010":
        told["sexe"] = _SEX
    if year >= REWORDED_FROM:
        told[REWORDED] = (
            'label = { fr = "Téléphone fixe à domicile, box comprise", en = "Fixed telephone at home, box included" }\n'
        )
    if year < REBASED_FROM:
        told[REBASED] = told[REBASED] + 'base = "valid"\n'
    return told | {item: "asked = false\n" for item, years in _NOT_ASKED.items() if year in years}


def lay_out_thirteen(folder: Path) -> Path:
    """Return the study with its thirteen waves and their answers."""

    def add_waves(study: Path) -> None:
        for year in YEARS:
            wave = study / "waves" / year
            wave.mkdir(exist_ok=True)
            (wave / "wave.toml").write_text(f"field_start = {year}-06-01\nfield_end = {year}-06-30\n", encoding="utf-8")
            items = [f'[[items]]\nid = "{item}"\n{text}' for item, text in _items(year).items()]
            (wave / "questionnaire.toml").write_text("\n".join(items), encoding="utf-8")

    return lay_out("barometer", folder, before=add_waves)
