"""A study of interviews alone, without a table yet: what an import starts from."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

from relstudy.cli import main

WAVE = "2026-03"
_STUDY = """\
[study]
id = "voix"
name = {{ fr = "Voix", en = "Voices" }}
languages = [{languages}]
[steps]
audit = false
benchmark = false
interviews = {interviews}
survey = false
"""


def write_interview_study(folder: Path, *, languages: str = '"fr"', interviews: bool = True) -> Path:
    (folder / "waves" / WAVE).mkdir(parents=True)
    text = _STUDY.format(languages=languages, interviews=str(interviews).lower())
    (folder / "study.toml").write_text(text, encoding="utf-8")
    dates = "field_start = 2026-03-02\nfield_end = 2026-03-20\n"
    (folder / "waves" / WAVE / "wave.toml").write_text(dates, encoding="utf-8")
    return folder


def call_json(*line: object) -> tuple[int, dict[str, Any]]:
    """The exit code of a command and the one object it answers."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*map(str, line), "--json", "--lang", "en"])
    return code, json.loads(out.getvalue())


def tables_of(study: Path) -> dict[str, bytes]:
    """The registers of the study and its wave, by name."""
    found = [
        *study.glob("codebook.*"),
        *(study / "waves" / WAVE).glob("*.csv"),
        *(study / "waves" / WAVE).glob("*.xlsx"),
    ]
    return {path.name: path.read_bytes() for path in sorted(found)}
