"""What the outputs of a wave are made of: its steps, its cells past the gate, its analysts' words. Nothing is written here."""

from dataclasses import dataclass

from relstudy.definitions.acceptance import accept
from relstudy.definitions.agency_files import find_deck
from relstudy.delivery.deck_sources import doubt_template, last_decks
from relstudy.delivery.identity import hash_sources, package_versions
from relstudy.delivery.precision import precision_of, small_bases
from relstudy.delivery.shared_cases import note_shared
from relstudy.delivery.standing_proposals import doubt_proposals
from relstudy.delivery.turned_codes import doubt_turned
from relstudy.delivery.wave_cells import wave_cells, wave_tests, with_changes
from relstudy.delivery.words_of_analysts import doubt_words, read_wave_texts
from relstudy.errors import Fault
from relstudy.outputs.output import Papers
from relstudy.report.book import open_book
from relstudy.report.findings import Findings
from relstudy.report.html.agency_blocks import doubt_blocks
from relstudy.steps.absence import NotInStudy
from relstudy.study.method import Runner, Store, WaveResult, run_plainly, run_wave
from relstudy.study.order import METHOD
from relstudy.survey.past import Past
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePapers:
    """What became of a wave up to its outputs.

    `papers` is None where it is refused; `faults` are all that were noted, in the order met. `wrong_words` tells that
    the analysts' words have errors, which are no step's.
    """

    steps: WaveResult
    faults: tuple[Fault, ...]
    papers: Papers | None = None
    wrong_words: bool = False


def lay_papers(
    study: Study,
    wave: Wave,
    *,
    past: Past | NotInStudy,
    noted: tuple[Fault, ...],
    langs: tuple[Lang, ...],
    store: Store,
    run: Runner = run_plainly,
    go_on: bool = False,
) -> WavePapers:
    """Carry out the method on a wave and return what its outputs are made of.

    Parameters
    ----------
    past
        What is known of the wave before, or why nothing is.
    noted
        The faults of reading the study.
    go_on
        Failed steps and faults in the analysts' words do not refuse the wave.
    """
    template = find_deck(study.folder)
    lacking = () if template is None else doubt_template(template, study.folder)
    noted = (*noted, *lacking)
    if any(one.severity == "error" for one in lacking) and not go_on:
        return WavePapers(steps=WaveResult(wave=wave, outcomes={}), faults=noted)
    steps = run_wave(study, wave, method=METHOD, run=run, store=store, sources=hash_sources())
    small = tuple(small_bases(study, wave, tuple(precision_of(study, steps))))
    doubts = (*doubt_turned(steps, past), *note_shared(steps), *doubt_proposals(study.folder, wave, steps))
    turned = accept(doubts, study.accepted)
    faults = (*noted, *accept(steps.faults, study.accepted), *turned, *small)
    if steps.failed and not go_on:
        return WavePapers(steps=steps, faults=faults)
    steps, cells = with_changes(study, steps, wave_cells(study, steps), past=past, run=run, store=store)
    faults = (*noted, *accept(steps.faults, study.accepted), *turned, *small)
    if steps.failed and not go_on:
        return WavePapers(steps=steps, faults=faults)
    tests, lettered = wave_tests(study, steps, cells)
    book = open_book(lettered)
    texts, remarks = read_wave_texts(study.folder, study, wave, book)
    remarks = (*remarks, *doubt_blocks(study.blocks, book))
    faults = (*faults, *accept(remarks, study.accepted))
    wrong_words = any(f.severity == "error" for f in remarks)
    if wrong_words and not go_on:
        return WavePapers(steps=steps, faults=faults, wrong_words=True)
    findings = Findings(study=study, wave=wave, steps=steps, cells=lettered, tests=tests, book=book, texts=texts)
    faults = (*faults, *accept(doubt_words(findings), study.accepted))
    papers = Papers(
        findings=findings,
        langs=langs,
        packages=package_versions(),
        remarks=faults,
        template=None if template is None or lacking else template.read_bytes(),
        delivered={lang: deck.read_bytes() for lang, deck in last_decks(study.folder, wave.id).items()},
    )
    return WavePapers(steps=steps, faults=faults, papers=papers, wrong_words=wrong_words)
