"""A study to start from nothing: every file of a study with invented lines that run as they are, and comments on what to replace.

The files lie in `templates/draft/<lang>/`; the study's id and name are put in.
"""

from pathlib import Path

from relstudy import resources
from relstudy.drafting.made import Made, remarks_in
from relstudy.drafting.placing import place, study_id
from relstudy.words import Lang


def make_skeleton(folder: Path, lang: Lang) -> Made:
    """Write the skeleton of a study into a free place and return what was made."""
    home = resources.templates() / "draft" / lang
    texts: dict[str, str] = {}
    copies: dict[str, Path] = {}
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        name = path.relative_to(home).as_posix()
        if path.suffix == ".toml":
            text = path.read_text(encoding="utf-8")
            texts[name] = text.replace("@ID@", study_id(folder)).replace("@NAME@", study_id(folder))
        else:
            copies[name] = path
    files = place(folder, texts, copies)
    return Made(folder=folder, files=files, remarks=remarks_in(texts, lang))
