"""One page of the report as plain text: the wave computed as a run would, from what is kept, and nothing written."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.reading import read_study, readable_study
from relstudy.delivery import journal
from relstudy.delivery.past import read_past
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.delivery.wave_papers import lay_papers
from relstudy.errors import Fault
from relstudy.report import open_context, render_text
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
    past = read_past(folder, folder / "out", one.id)
    laid = lay_papers(study, one, past=past, noted=reading.faults, langs=(lang,), store=store)
    faults = tuple(dict.fromkeys(laid.faults))
    if laid.papers is None:
        return ShownPage(wave=name, page=page, faults=faults)
    context = open_context(laid.papers.findings, lang)
    return ShownPage(
        wave=name, page=page, text=render_text(page, context, laid.papers.remarks, width=width), faults=faults
    )
