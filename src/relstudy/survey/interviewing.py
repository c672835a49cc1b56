"""How people's words were collected: whether a case of cases.csv may be called an interview, as the wave says it; the guides there are."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from relstudy.folding import fold

if TYPE_CHECKING:
    from relstudy.survey.plan import Wave

_NAMED = r"(?:entretiens?|interviews?)\b"
#: A word that denies the interview it stands before, whatever small words stand between.
_DENIED = re.compile(
    r"\b(?:non|not|no|pas|ni|sans|without|aucune?|plutot-que|rather-than|instead-of|nor)"
    rf"(?:-(?:une?|des?|d|l|les|an|any|the|of))*-{_NAMED}"
)
_GUIDE = re.compile(r"guide(?:\.[^.]+)?\.md")
_INTERVIEWS = re.compile(rf"\b{_NAMED}")
#: Words of what is written by people whom nobody interviewed.
_WRITTEN = re.compile(
    r"\b(?:avis|ecrite?s?|written|reviews?|verbatims?|commentaires?|comments?|posts?|forums?|e-mails?|courriels?|courriers?"
    r"|letters?|reclamations?|complaints?|reseaux-sociaux|social-media|(?:questions?|reponses?)-ouvertes?"
    r"|open-(?:ended|questions?|answers?)|carnets?|diary|diaries)\b"
)


def held_interviews(wave: "Wave") -> bool:
    """Return whether the cases of a wave may be called interviews; where they may not, they are cases.

    They may where wave.toml declares `interviews_mode`: it is the fact that says how interviews were held. They may
    not where that declaration denies interviews, or names something written (reviews, letters, open questions) and no
    interview. What is declared nowhere is not asserted.
    """
    said = [wave.facts.facts.get("interviews_mode", "")]
    said += wave.labels.texts.get(f"wave/{wave.id}/interviews_mode", {}).values()
    words = fold(" | ".join(said))
    if not words or _DENIED.search(words):
        return False
    return bool(_INTERVIEWS.search(words)) or not _WRITTEN.search(words)


def interview_guides(names: Iterable[str]) -> tuple[str, ...]:
    """Return which names of files are those of an interview guide, `guide.md` or `guide.<lang>.md`, in order."""
    return tuple(sorted(name for name in names if _GUIDE.fullmatch(name)))
