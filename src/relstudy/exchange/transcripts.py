"""Transcripts as verbatims: text, Word, SubRip and WebVTT, a turn of a respondent a verbatim, a file a case.

What an interviewer says is no respondent's words. Who asks is told by a label of the trade ("INT", "Enquêtrice",
"Moderator", "Q") or by the person who imports; among several speakers of whom none is told, nothing is guessed.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, CodedMaterial, Verbatim, count_losses
from relstudy.exchange.refi_archive import decode_text, parse_xml
from relstudy.folding import fold, look
from relstudy.tables.archives import archive_is_sound

#: In place of a name: nobody in the transcript asks.
NOBODY = "-"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TIME = r"(?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,3})?"
_STAMP = rf"[\[(]?\s*{_TIME}\s*[\])]?"
_NAME = r"[^\W_][\w .’'()/&-]{0,38}?"
#: "Anna (00:01:02) : Bonjour", "[00:01] Q. - Bonjour".
_LABELLED = re.compile(
    rf"\s*(?:{_STAMP}\s*)?(?P<name>{_NAME})\s*(?:{_STAMP}\s*)?(?:[:\uff1a]|\s[-–—])(?:\s+|\Z)(?P<said>.*)", re.DOTALL
)
#: "Anna Martin   0:03", what is said on the lines below.
_HEADED = re.compile(rf"\s*(?P<name>{_NAME})\s+{_STAMP}\s*\Z")
_CUE = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}.*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^>]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")
_ASKING = re.compile(
    r"(?:interviewer|intervieweu(?:r|se|r-euse|r-se)|enquet(?:eur|rice|eur-rice|eur-trice)|moderat(?:or|eur|rice|eur-rice)"
    r"|animat(?:eur|rice|eur-rice)|facilitat(?:or|eur|rice)|chercheu(?:r|se)|researcher|questions?|int|inter|enq|mod|anim|itw|itwer|q)"
    r"[-_.]?[0-9]{0,2}\Z"
)
#: Lines that must begin with a label for each label to be a speaker; else those that come twice are.
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says at a time; "" where the transcript has no speakers."""

    speaker: str
    text: str


def read_transcript(
    content: bytes, log: FaultLog, *, file: str, asking: Sequence[str] | None = None
) -> CodedMaterial | None:
    """Return the verbatims of a transcript, None where it cannot be read or it is not known who asks.

    `asking` are the speakers who ask, by name; `NOBODY` among them says that none does; None that nothing is said.
    """
    lines = _lines_of_word(content, log, file) if content.startswith(b"PK") else _lines_of_text(content, log, file)
    if lines is None:
        return None
    cues = _cues(lines)
    turns, before = _turns_of_cues(cues) if cues else _turns_of_lines(lines, asking)
    stem = PurePath(file).stem or file
    if not any(turn.text.strip() for turn in turns):
        log.add("unreadable-file", file, found="@no-material")
        return None
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    asks = _who_asks(speakers, asking, log, file)
    if asks is None:
        return None
    spoken = [turn for turn in turns if turn.speaker not in asks]
    lost = [("interviewer-turn", f"{file}: {turn.speaker}") for turn in turns if turn.speaker in asks]
    lost += [("before-first-speaker", file)] * before + [("time-code", file)] * len(cues)
    answering = [name for name in speakers if name not in asks]
    lost += [("speaker-name", f"{file}: {name}") for name in answering if len(answering) > 1]
    if not spoken:
        log.add("unsettled-speakers", file, found=", ".join(speakers))
        return None
    several = len(spoken) > 1
    return CodedMaterial(
        cases=(Case(id=stem, kind="group" if len(answering) > 1 else ""),),
        verbatims=tuple(
            Verbatim(id=f"{stem} #{number}" if several else stem, case=stem, text=turn.text)
            for number, turn in enumerate(spoken, start=1)
        ),
        losses=count_losses(lost),
    )


# -- lines -----------------------------------------------------------------------------------------


def _lines_of_text(content: bytes, log: FaultLog, file: str) -> list[str] | None:
    stored = decode_text(content)
    if stored is None or "\ufffd" in stored.text[:4096]:
        log.add("encoding", file, allowed="UTF-8, UTF-16, cp1252")
        return None
    return stored.text.splitlines()


def _lines_of_word(content: bytes, log: FaultLog, file: str) -> list[str] | None:
    """Return the paragraphs of a Word document, those of its tables among them."""
    if not archive_is_sound(content, log, file, kind="DOCX"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document = archive.read("word/document.xml")
    except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError):
        log.add("unreadable-file", file, found="DOCX")
        return None
    root = parse_xml(document, log, file=file)
    if root is None:
        return None
    signs = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "\u2011"}
    texts = (
        "".join(one.text or "" if one.tag == f"{_WORD}t" else signs.get(one.tag, "") for one in paragraph.iter())
        for paragraph in root.iter(f"{_WORD}p")
    )
    return [line for text in texts for line in (text.split("\n") or [""])]


# -- turns -----------------------------------------------------------------------------------------


def _cues(lines: Sequence[str]) -> list[str]:
    """Return the texts of timed captions; none where a transcript has no such."""
    starts = [number for number, line in enumerate(lines) if _CUE.fullmatch(line)]
    cues: list[str] = []
    for start, after in pairwise([*starts, len(lines) + 1]):
        block = list(lines[start + 1 : after])
        # What stands before the next time is the number or name of its caption, behind a blank line.
        blank = next((place for place, line in enumerate(block) if not line.strip()), len(block))
        cues.append("\n".join(block[:blank]))
    return cues


def _turns_of_cues(cues: Sequence[str]) -> tuple[list[Turn], int]:
    """Return captions as turns: those of one speaker that follow each other are one."""
    spoken: list[tuple[str, str]] = []
    voiced = any(_VOICE.search(cue) for cue in cues)
    labels = Counter(m["name"].strip() for cue in cues if (m := _LABELLED.fullmatch(_TAG.sub("", cue))))
    for cue in cues:
        voice, labelled = _VOICE.search(cue), _LABELLED.fullmatch(_TAG.sub("", cue))
        if voice is not None:
            spoken.append((voice["name"].strip(), _TAG.sub("", cue)))
        elif not voiced and labelled is not None and (labels[labelled["name"].strip()] > 1 or _asks(labelled["name"])):
            spoken.append((labelled["name"].strip(), labelled["said"]))
        else:
            spoken.append((spoken[-1][0] if spoken else "", _TAG.sub("", cue)))
    return list(_joined(((name, " ".join(text.split())) for name, text in spoken), " ")), 0


def _turns_of_lines(lines: Sequence[str], asking: Sequence[str] | None) -> tuple[list[Turn], int]:
    """Return lines as turns, and how many stand before the first speaker: one without a label goes on with the turn before it."""
    filled = [line for line in lines if line.strip()]
    matches = [_HEADED.fullmatch(line) or _LABELLED.fullmatch(line) for line in filled]
    labels = Counter(match["name"].strip() for match in matches if match is not None)
    named = {look(name) for name in asking or ()}
    every = sum(labels.values()) >= _MOSTLY * len(filled)
    speakers = {name for name, n in labels.items() if n > 1 or every or _asks(name) or look(name) in named}
    if not speakers or sum(labels[name] for name in speakers) < 2:
        return [Turn(speaker="", text="\n".join(lines).strip())], 0
    spoken: list[tuple[str, str]] = []
    before = 0
    for line, match in zip(filled, matches, strict=True):
        if match is not None and match["name"].strip() in speakers:
            spoken.append((match["name"].strip(), match.groupdict().get("said") or ""))
        elif spoken:
            spoken[-1] = (spoken[-1][0], f"{spoken[-1][1]}\n{line.strip()}")
        else:
            before += 1
    return list(_joined(((name, text.strip()) for name, text in spoken), "\n")), before


def _joined(spoken: Iterator[tuple[str, str]], between: str) -> Iterator[Turn]:
    """Yield turns: what one speaker says in pieces that follow each other, as one text."""
    speaker, pieces = "", list[str]()
    for name, text in spoken:
        if pieces and name != speaker:
            yield Turn(speaker=speaker, text=between.join(pieces))
            pieces = []
        speaker = name
        pieces += [text] if text else []
    if pieces:
        yield Turn(speaker=speaker, text=between.join(pieces))


def _asks(name: str) -> bool:
    """Tell whether a label of the trade says that its speaker asks."""
    return _ASKING.match(re.sub(r"[-_.]+", "-", fold(name)).strip("-")) is not None


def _who_asks(speakers: Sequence[str], asking: Sequence[str] | None, log: FaultLog, file: str) -> frozenset[str] | None:
    """Return the speakers who ask; None where it is not known among several."""
    if asking is not None:
        wanted = {look(name) for name in asking if name != NOBODY}
        unknown = wanted - {look(name) for name in speakers}
        for name in sorted(unknown):
            log.add("unknown-item", file, item="--interviewer", found=name, allowed=", ".join(speakers) or None)
        return None if unknown else frozenset(name for name in speakers if look(name) in wanted)
    asks = frozenset(name for name in speakers if _asks(name))
    if len(speakers) > 1 and not asks:
        log.add("unsettled-speakers", file, found=", ".join(speakers))
        return None
    return asks
