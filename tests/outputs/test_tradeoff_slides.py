"""Trade-offs as slides: what leads is the claim, nothing is claimed where two lead alike, and the notes have their words."""

from pathlib import Path

import pytest
from good_study import call
from journey_study import write_tradeoffs
from pptx import Presentation


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_tradeoffs(tmp_path_factory.mktemp("tradeoffs") / "study")
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    return study


@pytest.mark.parametrize(
    ("lang", "claim", "unclaimed"),
    [
        ("fr", "Le choix le plus raconté\u00a0: Guichet et non Application (2 sur 3)", "Arbitrages : dans quelle situation ce canal a été choisi"),
        ("en", "The choice reported most often: Desk over App (2 of 3)", "Trade-offs: in what situation this channel was chosen"),
    ],
)  # fmt: skip
def test_slides_claim_what_leads_and_say_it_in_words_in_their_notes(
    ran: Path, lang: str, claim: str, unclaimed: str
) -> None:
    deck = Presentation(str(ran / f"out/2026-03/deck.{lang}.pptx"))
    slides = {slide.name: slide for slide in deck.slides if slide.name.startswith("R1-")}
    assert list(slides) == ["R1-tradeoffs", "R1-chosen_for", "R1-refused_for", "R1-chosen_in"]
    titles = [slide.shapes.title.text for slide in slides.values() if slide.shapes.title is not None]
    assert titles[0].replace("\u00a0", " ") == claim.replace("\u00a0", " ")
    # One case alone tells a situation: nothing leads, so nothing is claimed.
    assert titles[3].replace("\u00a0", " ") == unclaimed
    notes = slides["R1-tradeoffs"].notes_slide.notes_text_frame
    assert notes is not None
    assert "Je viens quand c'est ouvert." in notes.text
