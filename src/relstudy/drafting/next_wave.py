"""The next wave of a study: what stays from wave to wave is taken over, what speaks of the last one is left to be written.

Taken over: the facts of the fieldwork (population, mode, sample design ...), the weight column, the differences of the
questionnaire. Left as comments: dates, the wave's label, sizes, rates. Not taken over: data and texts.
"""

import tomllib
from pathlib import Path

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import TABLE_ENDINGS
from relstudy.definitions.read_wave import WAVE_NAME
from relstudy.drafting.made import Made
from relstudy.drafting.placing import place, refuse_taken
from relstudy.drafting.proposal import Remark
from relstudy.drafting.toml_edit import comment_out, read_toml_text
from relstudy.drafting.writing import settle_lines
from relstudy.errors import DefinitionError, FaultLog
from relstudy.nearest import nearest, nearest_first
from relstudy.words import Lang

#: Keys of wave.toml that are true of one wave alone.
_OF_ONE_WAVE = (
    "label", "dates", "sizes", "sample_size", "precision", "response_rate", "duration", "interviews_dates",
    "interviews_duration", "interviews_saturation", "notes",
)  # fmt: skip
#: Registers of the study folder that speak of a moment.
_STRATEGY_FILES = tuple(f"{stem}.{ending}" for stem in ("maturity", "roadmap") for ending in TABLE_ENDINGS)
_DATES = ("field_start", "field_end")


def make_wave(study: Path, wave: str, source: str, lang: Lang) -> Made:
    """Make `waves/<wave>` of a study from another of its waves.

    Raises
    ------
    DefinitionError
        The study or the wave to start from is not there, the new one is (`already-exists`) or cannot be a name
        (`bad-id`), the wave's wave.toml cannot be read.
    """
    log = FaultLog()
    waves = wave_names(study)
    if not (study / "study.toml").is_file():
        log.add("missing-file", str(study / "study.toml"), allowed="study.toml")
    if not WAVE_NAME.match(wave):
        log.add("bad-id", f"waves/{wave}", found=wave, allowed="a-z 0-9 _ . -")
    if source not in waves:
        log.add(
            "missing-file",
            f"waves/{source}/wave.toml",
            found=nearest(source, waves),
            allowed=nearest_first(source, waves),
        )
    log.stop(DefinitionError)
    folder = study / "waves" / wave
    refuse_taken(folder)
    before = study / "waves" / source
    text = read_toml_text(before / "wave.toml", f"waves/{source}/wave.toml", log)
    if text is None:
        raise DefinitionError(log.faults)
    remarks = (*_remarks(wave, waves, text), *_strategy_remarks(study))
    texts = {"wave.toml": _wave_text(text, remarks, lang)}
    copies = {path.name: path for path in sorted(before.glob("questionnaire.*")) if path.suffix in (".toml", ".xlsx")}
    if (own := copies.pop("questionnaire.toml", None)) is not None:
        texts["questionnaire.toml"] = _questionnaire_text(own, f"waves/{source}/questionnaire.toml", log)
    files = place(folder, texts, copies)
    under = f"waves/{wave}"
    said = tuple((f"{under}/wave.toml", None, remark) for remark in remarks)
    named = [name for name in files if name.startswith("questionnaire.")]
    said += tuple((f"{under}/{name}", None, Remark("wave-questionnaire", {"wave": source})) for name in named)
    return Made(
        folder=study,
        wave=wave,
        files=tuple(f"{under}/{file}" for file in files),
        remarks=said,
        awaits=under,
        faults=tuple(log.faults),
    )


def _remarks(wave: str, waves: tuple[str, ...], text: str) -> tuple[Remark, ...]:
    remarks = [Remark("wave-dates")]
    speaking = [key for key in _OF_ONE_WAVE if key in tomllib.loads(text)]
    if speaking:
        remarks.append(Remark("wave-facts", {"keys": ", ".join(speaking)}))
    later = [name for name in waves if name >= wave]
    if later:
        remarks.append(Remark("wave-order", {"wave": wave, "later": ", ".join(later)}))
    return tuple(remarks)


def _strategy_remarks(study: Path) -> tuple[Remark, ...]:
    """Return the remark on the registers of the strategy, which hold for all waves; none where the study has none."""
    there = [name for name in _STRATEGY_FILES if (study / name).is_file()]
    return (Remark("wave-strategy", {"files": ", ".join(there)}),) if there else ()


def _questionnaire_text(path: Path, shown: str, log: FaultLog) -> str:
    """Return the differences of a wave's questionnaire; that an item was the same as before it is said of that wave alone."""
    text = read_toml_text(path, shown, log)
    if text is None:
        raise DefinitionError(log.faults)
    items = tomllib.loads(text).get("items")
    count = len(items) if isinstance(items, list) else 0
    return comment_out(text, [("items", i, "same_as_before") for i in range(count)])


def _wave_text(text: str, remarks: tuple[Remark, ...], lang: Lang) -> str:
    """Return the wave.toml of the next wave: what was true of the last one alone as comments, dates to be filled on top."""
    changed = comment_out(text, [(key,) for key in (*_DATES, *_OF_ONE_WAVE)])
    dates = [f"# {key} =" for key in _DATES if f"# {key} " not in changed]
    return "\n".join((*settle_lines(remarks, lang), *dates, changed.strip("\n"))) + "\n"
