"""One page of the report as plain text: the wave computed as a run would, from what is kept, and nothing written."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from relstudy.cells import TEST_COLUMNS
from relstudy.definitions.acceptance import accept
from relstudy.definitions.reading import read_study, readable_study, wave_names
from relstudy.delivery import identity, journal
from relstudy.delivery.precision import precision_of, small_bases
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.delivery.wave_cells import wave_cells
from relstudy.delivery.words_of_analysts import read_wave_texts
from relstudy.errors import Fault
from relstudy.report import open_context, render_text
from relstudy.study.method import run_wave
from relstudy.study.order import METHOD
from relstudy.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """One page of a wave; `text` is None where a run would be refused, and `faults` say why."""

    wave: str | None
    page: str
    text: str | None = None
    faults: tuple[Fault, ...] = ()

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the form of `--json`."""
        from relstudy.fault_words import as_json

        return {
            "wave": self.wave,
            "page": self.page,
            "lang": lang,
            "text": self.text,
            "faults": [as_json(f, lang) for f in self.faults],
        }


def show_page(folder: Path, page: str, *, wave: str | None, lang: Lang, width: int) -> ShownPage:
    """Return a page of one wave (the last one by default) as plain text, as the report of a run would have it now.

    Results that runs kept are used again; where a file changed since, or there was no run, steps are computed.
    """
    name = wave if wave is not None else next(iter(wave_names(folder)[-1:]), None)
    reading = read_study(folder, waves=(name,) if name is not None else None)
    study = readable_study(reading, go_on=False)
    wrong = journal.refuse_other_study(folder, study.identity.id) if study is not None else ()
    if study is None or wrong:
        return ShownPage(wave=name, page=page, faults=(*reading.faults, *wrong))
    study = replace(study, sources=reading.inputs)
    one = next(w for w in study.waves if w.id == name)
    store = KeptResults(FileStore(journal.state_folder(folder) / "store"))
    result = run_wave(study, one, method=METHOD, store=store, sources=identity.hash_sources())
    notes = small_bases(study, one, tuple(precision_of(study, result)))
    faults = (*reading.faults, *accept(result.faults, study.accepted), *notes)
    if result.failed:
        return ShownPage(wave=name, page=page, faults=tuple(dict.fromkeys(faults)))
    cells = wave_cells(study, result)
    texts, remarks = read_wave_texts(folder, study, one, cells)
    faults = (*faults, *accept(remarks, study.accepted))
    if any(f.severity == "error" for f in remarks):
        return ShownPage(wave=name, page=page, faults=tuple(dict.fromkeys(faults)))
    tests = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in TEST_COLUMNS.items()})
    context = open_context(
        study, one, result, cells, tests, lang=lang, draft=True, texts=texts.get(lang), remarks=faults
    )
    return ShownPage(
        wave=name, page=page, text=render_text(page, context, width=width), faults=tuple(dict.fromkeys(faults))
    )
