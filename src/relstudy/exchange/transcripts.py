"""Transcripts as verbatims: text, Word, SubRip and WebVTT, a turn of a respondent a verbatim, a file a case.

What an interviewer says is no respondent's words. Who asks is told by a label of the trade ("INT", "Enquêtrice",
"Moderator", "Q") or by the person who imports; among several speakers of whom none is told, or where a dash alone says that
somebody else speaks, nothing is guessed.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise
from pathlib import PurePath

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, CodedMaterial, Verbatim, count_losses
from relstudy.exchange.refi_archive import decode_text
from relstudy.exchange.word_text import WordText, read_word
from relstudy.folding import fold, look

#: In place of a name: nobody in the transcript asks.
NOBODY = "-"
_TIME = r"(?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2}(?:[.,][0-9]{1,3})?"
_SPAN = rf"{_TIME}(?:\s*(?:-+>|[-–—])\s*{_TIME})?"
#: "#00:00:09-4#", the tenth of a second behind a hyphen.
_HASHED = rf"\#\s*{_TIME}(?:-[0-9])?\s*\#"
_STAMP = rf"(?:{_HASHED}|[\[(]?\s*{_SPAN}\s*[\])]?)"
_NAME = r"[^\W_](?:[\w .’'/&-]|\([^()\n:]{0,30}\)){0,38}?"
_INITIALS = r"[A-ZÀ-ÖØ-Þ]{1,3}[0-9]?|[A-ZÀ-ÖØ-Þ](?:[.-][A-ZÀ-ÖØ-Þ]){1,2}"
#: "Anna (00:01:02) : Bonjour", "[00:01] Q. - Bonjour".
_LABELLED = re.compile(
    rf"\s*(?:{_STAMP}\s*)?(?P<name>{_NAME})\s*(?:{_STAMP}\s*)?(?:[:\uff1a]|\s[-–—])(?:\s+|\Z)(?P<said>.*)", re.DOTALL
)
#: "Anna Martin   0:03", what is said on the lines below.
_HEADED = re.compile(rf"\s*(?P<name>{_NAME})\s+{_STAMP}\s*\Z")
#: "Anna<tab>Bonjour", a row of a table.
_TABBED = re.compile(rf"[ ]*(?:{_STAMP}\s*)?(?P<name>{_NAME}) *:?\t(?:{_STAMP}\t)?\s*(?P<said>\S.*)", re.DOTALL)
#: "MD. Bonjour", "[MD] Bonjour", "E:Bonjour": capitals glued to what parts them from what is said.
_INITIALLED = re.compile(
    rf"\s*(?:{_STAMP}\s*)?(?:[\[(](?P<inside>{_INITIALS})[\])]\s*[:.–—-]?|(?P<glued>{_INITIALS})(?:[:)–—-]|\.(?!\w)))\s*(?P<said>.*)",
    re.DOTALL,
)
#: "– Bonjour", ">> Bonjour": somebody else speaks, nobody says who.
_DASHED = re.compile(rf"\s*(?:{_STAMP}\s*)?(?:--?|[–—•]|>{{1,3}})\s*[«“‘(…]*\s*[^\W_]")
_QUESTION = re.compile(r"[?\uff1f][\s»”\"')\]]*\Z")
#: The end of a sentence.
_ENDED = re.compile(r"[.!?…\uff1f][\s»”\"')\]]*\Z")
#: "**Anna :** Bonjour", a label in bold as plain text writes it.
_STARRED = re.compile(
    r"\s*(?P<mark>\*{1,3}|_{1,3})(?P<name>[^*_\n:]{1,40}?)\s*(?::\s*(?P=mark)|(?P=mark)\s*:)\s*(?P<said>.*)", re.DOTALL
)
#: "12  Q : Bonjour", a line with its number.
_NUMBERED = re.compile(r"\s*(?P<number>[0-9]{1,5})[.)]?(?:\s+(?P<rest>\S.*)|\s*)", re.DOTALL)
#: "Anna", above what is said.
_ALONE = re.compile(rf"\s*(?:{_STAMP}\s*)?(?P<name>[^\W_](?:[\w ’'/&-]|\([^()\n:]{{0,30}}\)|\.(?=\w)){{0,38}}?)\s*\Z")
_TIME_ALONE = re.compile(rf"\s*{_STAMP}\s*\Z")
#: A mark nobody says, wherever it stands; a column of times beside what is said.
_MARK = re.compile(rf"[ ]*(?:{_HASHED}|\[\s*{_SPAN}\s*\])[ ]*|\A\s*(?:{_TIME}\t)+|(?:\t{_TIME})+\s*\Z")
#: "(00:01)" where a turn begins or behind its last sentence: a mark where several come and none goes back, else it may be an hour somebody tells.
_ROUND = re.compile(
    rf"(?:\A|(?<=:)|(?<=\t))[ ]*\(\s*(?P<begun>{_TIME})\s*\)[ ]*|(?<=[.!?…»”\")\]])[ ]*\(\s*(?P<ended>{_TIME})\s*\)\s*\Z"
)
_TIME_OR_NUMBER = re.compile(rf"\s*(?:{_STAMP}|[0-9]{{1,5}}[.)]?)\s*\Z")
#: What stands above the columns of a transcript.
_ABOVE_COLUMN = re.compile(
    r"(?:locuteu(?:r|rs|r-rice)|locutrice|interlocuteurs?|intervenant(?:e|s|-e|-es)?|participant(?:e|s|-e|-es)?|personnes?|qui(?: parle)?|nom|prenom|voix|speakers?|who|name|voice"
    r"|textes?|texts?|transcriptions?|transcripts?|verbatims?|propos|paroles?|contenu|content|words|dialogue|temps|times?|heure|horodatages?|time-?(?: )?(?:codes?|stamps?)"
    r"|minutage|debut|fin|start|end|duree|duration|n|n°|no|numero|number|#|ligne|line|tour(?: de parole)?|turn|id)\Z"
)
#: What stands above a column has so many words at most.
_HEAD_WORDS = 4
_CUE = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}.*")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^>]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")
_ASKING = re.compile(
    r"(?:interviewer|intervieweu(?:r|se|r-euse|r-se)|enquet(?:eur|rice|eur-rice|eur-trice)|moderat(?:or|eur|rice|eur-rice)"
    r"|animat(?:eur|rice|eur-rice)|facilitat(?:or|eur|rice)|chercheu(?:r|se)|researcher|questions?|int|inter|enq|mod|anim|itw|itwer|q)"
    r"[-_.]?[0-9]{0,2}\Z"
)
#: What a line shown in a fault may be as long as.
_SHOWN = 60
#: So often something comes for it to be no chance.
_SEVERAL = 2
#: Lines that must begin with a label for each label to be a speaker; else those that come twice are.
_MOSTLY = 0.8
#: Turns of who asks that must have something unlabelled behind a question, for answers to stand there without a name.
_SOMETIMES = 1 / 3
#: Lines that must begin with a dash, or with initials, for these to part speakers.
_OFTEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says at a time; "" where the transcript has no speakers."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line, and whether it is in bold from end to end."""

    text: str
    bold: bool


def read_transcript(
    content: bytes, log: FaultLog, *, file: str, asking: Sequence[str] | None = None
) -> CodedMaterial | None:
    """Return the verbatims of a transcript, None where it cannot be read or it is not known who asks.

    `asking` are the speakers who ask, by name; `NOBODY` among them says that none does; None that nothing is said.
    """
    told = read_word(content, log, file=file) if content.startswith(b"PK") else _text_of(content, log, file)
    if told is None:
        return None
    titles = _titles(told, asking)
    told = _without(told, titles)
    facts = _rows_beside(told, asking)
    told = _without(told, facts)
    cues = _cues(told.lines)
    heads = frozenset[int]() if cues else _heads_of_columns(told.lines)
    told = _without(told, heads)
    told = told if cues else replace(told, lines=_without_numbers(told.lines))
    lines, times = ([], 0) if cues else _without_times(told, asking)
    pieces, before = (
        _turns_of_cues(cues) if cues else _turns_of_lines(_initialled(_labelled_heads(lines, asking), asking), asking)
    )
    turns = list(_joined(pieces, " " if cues else "\n"))
    stem = PurePath(file).stem or file
    if not any(turn.text.strip() for turn in turns):
        log.add("unreadable-file", file, found="@no-material")
        return None
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    every = [line for cue in cues for line in cue.splitlines()] if cues else [line.text for line in lines]
    asks = _who_asks(speakers, asking, log, file)
    if asks is None:
        return None
    if asking is None and not speakers:
        unnamed = _dashed_turns(every) or _questions_among(every) or _questions_above(list(titles.values()))
    else:
        # One speaker of whom nothing is told may be the one who asks.
        unnamed = _answers_among(pieces, asks or speakers[: asking is None and len(speakers) == 1])
    if unnamed:
        log.add("unnamed-turns", file, found=" ".join(unnamed[0].split())[:_SHOWN])
        return None
    spoken = [turn for turn in turns if turn.speaker not in asks]
    lost = [("interviewer-turn", f"{file}: {turn.speaker}") for turn in turns if turn.speaker in asks]
    lost += [("before-first-speaker", file)] * before + [("time-code", file)] * (len(cues) + times)
    lost += (
        [("table-row", file)] * len(facts) + [("title", file)] * len(titles) + [("head-of-columns", file)] * len(heads)
    )
    lost += [(what, file) for what in told.lost]
    answering = [name for name in speakers if name not in asks]
    lost += [("speaker-name", f"{file}: {name}") for name in answering if len(answering) > 1]
    if not spoken:
        # Nobody answers: who is heard once only may be meant, and is named with the others.
        once = [m["name"].strip() for line in told.lines if (m := _LABELLED.fullmatch(line)) is not None]
        log.add("unsettled-speakers", file, found=", ".join(dict.fromkeys((*speakers, *once))))
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


def _text_of(content: bytes, log: FaultLog, file: str) -> WordText | None:
    stored = decode_text(content)
    if stored is None or "\ufffd" in stored.text[:4096]:
        log.add("encoding", file, allowed="UTF-8, UTF-16, cp1252")
        return None
    lines = [_STARRED.sub(r"\g<name> : \g<said>", line) for line in stored.text.splitlines()]
    return WordText(lines=lines, bold=frozenset(), lost=())


def _titles(told: WordText, asking: Sequence[str] | None) -> dict[int, str]:
    """Return the titles of a document by place: nobody says them, but a name above what is said that asks or comes back."""
    lines = {place: told.lines[place] for place in sorted(told.titles) if told.lines[place].strip()}
    found = {
        place: _HEADED.fullmatch(line) or _LABELLED.fullmatch(line) or _ALONE.match(line)
        for place, line in lines.items()
    }
    names = {place: match["name"].strip() for place, match in found.items() if match is not None}
    counts = Counter(names.values())
    named = _looks(asking)
    heads = {place for place, name in names.items() if counts[name] >= _SEVERAL or _asks(name, named)}
    return {place: line for place, line in lines.items() if place not in heads}


def _rows_beside(told: WordText, asking: Sequence[str] | None) -> frozenset[int]:
    """Return the rows of tables that nobody says: speakers stand in paragraphs, none in a row, and few rows hold a sentence."""
    rows = {place: told.lines[place] for place in told.rows if told.lines[place].strip()}
    outside = [line for place, line in enumerate(told.lines) if place not in told.rows]
    found = [
        match["name"].strip() for line in outside if (match := _HEADED.fullmatch(line) or _LABELLED.fullmatch(line))
    ]
    named, counts = _looks(asking), Counter(found)
    speakers = {name for name, n in counts.items() if n >= _SEVERAL or _asks(name, named)}
    heads = [re.split(r"\s*[:\t(]", row.strip(), maxsplit=1)[0] for row in rows.values()]
    said = sum(any(_ENDED.search(cell) for cell in row.split("\t")) for row in rows.values())
    spoken = any(head in speakers or _asks(head, named) for head in heads) or said >= _OFTEN * len(rows)
    return frozenset() if spoken or sum(counts[name] for name in speakers) < _SEVERAL else frozenset(rows)


def _without(told: WordText, places: Collection[int]) -> WordText:
    """Return what a document says, the lines at these places left empty."""
    if not places:
        return told
    return replace(told, lines=["" if place in places else line for place, line in enumerate(told.lines)])


def _without_numbers(lines: Sequence[str]) -> list[str]:
    """Return the lines without their numbers, where they are numbered one after the other and labels stand behind."""
    found = [_NUMBERED.fullmatch(line) for line in lines if line.strip()]
    numbers = [int(m["number"]) for m in found if m is not None]
    left = [m["rest"] or "" for m in found if m is not None]
    labels = sum(any(form.fullmatch(line) for form in (_LABELLED, _HEADED, _TABBED)) for line in left)
    counted = all(after == before + 1 for before, after in pairwise(numbers))
    if len(numbers) < len(found) or not counted or labels < _SEVERAL:
        return list(lines)
    return left


def _heads_of_columns(lines: Sequence[str]) -> frozenset[int]:
    """Return which lines stand above the columns of a table, none where the first row is said like all others.

    What stands before the table is not looked at, and a head may come back on each page. It is short in every column,
    and either names what transcripts have in columns, or stands above times, numbers or names that come back where it is
    itself none of them.
    """
    filled = [place for place, line in enumerate(lines) if line.strip()]
    filled = list(dropwhile(lambda place: "\t" not in lines[place], filled))
    rows = [[cell.strip() for cell in lines[place].split("\t")] for place in filled]
    first, below = (rows[0], rows[1:]) if rows else ([], [])
    like = [row for row in below if len(row) == len(first)]
    if len(first) < _SEVERAL or len(like) < max(_MOSTLY * len(below), _SEVERAL):
        return frozenset()
    if any(len(cell.split()) > _HEAD_WORDS or _ENDED.search(cell) or _TIME_OR_NUMBER.match(cell) for cell in first):
        return frozenset()
    like = [row for row in like if row != first]
    named = all(not cell or _ABOVE_COLUMN.match(fold(cell).strip(" :.")) for cell in first)
    columns = ([row[place] for row in like if row[place]] for place in range(len(first)))
    apart = any(_is_apart(cell, column) for cell, column in zip(first, columns, strict=True))
    heads = frozenset(place for place, row in zip(filled, rows, strict=True) if row == first)
    return heads if named or apart else frozenset()


def _is_apart(cell: str, column: Sequence[str]) -> bool:
    """Tell whether what stands first in a column is none of what stands below: times, numbers, names that all come back."""
    if not cell or len(column) < _SEVERAL or _asks(cell):
        return False
    counts = Counter(column)
    back = len(counts) > 1 and min(counts.values()) >= _SEVERAL and cell not in counts
    return back or all(_TIME_OR_NUMBER.match(one) for one in column)


def _without_times(told: WordText, asking: Sequence[str] | None) -> tuple[list[_Line], int]:
    """Return lines without the times that mark them, and how many these are; a line of one time alone may be what was said.

    A time beside a name that stands above what is said stays: it is what tells that the name does.
    """
    lines = [_Line(text=text, bold=place in told.bold) for place, text in enumerate(told.lines)]
    alone = sum(_TIME_ALONE.match(line.text) is not None for line in lines)
    heads = _heads_with_times(told.lines, _looks(asking))
    marked = [line.text for line in lines if line.text not in heads and not _TIME_ALONE.match(line.text)]
    rounds = _are_marks([m["begun"] or m["ended"] for text in marked for m in _ROUND.finditer(text)])
    kept: list[_Line] = []
    times = alone if alone >= _SEVERAL else 0
    for line in lines:
        if _TIME_ALONE.match(line.text):
            kept += [line] * (alone < _SEVERAL)
        elif line.text in heads:
            kept.append(line)
        else:
            text, found = _unmarked(line.text, rounds=rounds)
            times += found
            kept += [replace(line, text=text)] * (not found or bool(text.strip()))
    return kept, times


def _heads_with_times(lines: Sequence[str], named: frozenset[str]) -> frozenset[str]:
    """Return the lines that are a name and a time, above what is said; a sentence with its time is none."""
    found = {line: match["name"].strip() for line in lines if (match := _HEADED.fullmatch(line)) is not None}
    counts = Counter(found[line] for line in lines if line in found)
    return frozenset(
        line
        for line, name in found.items()
        if _asks(name, named) or (len(name.split()) <= _HEAD_WORDS and counts[name] >= _SEVERAL)
    )


def _are_marks(times: Sequence[str]) -> bool:
    """Tell whether times in brackets mark where in a recording something is said: several, of which none goes back."""
    told = [[float(part.replace(",", ".")) for part in time.split(":")] for time in times]
    seconds = [sum(part * 60**place for place, part in enumerate(reversed(parts))) for parts in told]
    return len(seconds) >= _SEVERAL and all(before < after for before, after in pairwise(seconds))


def _unmarked(text: str, *, rounds: bool) -> tuple[str, int]:
    """Return a line without the times that mark it, and how many these are."""
    found = 0
    for form in (_MARK, _ROUND) if rounds else (_MARK,):
        text, n = form.subn(lambda m: " " if m.start() > 0 and m.end() < len(m.string) else "", text)
        found += n
    return re.sub(r" *\t *", "\t", text) if found else text, found


def _labelled_heads(lines: Sequence[_Line], asking: Sequence[str] | None) -> list[str]:
    """Return the lines, names that stand alone above what is said written as labels.

    A name stands alone where it does so several times and is either in bold, above what is not, or in a transcript
    that has a label of who asks alone on its lines; an answer of one word stands before the next name, never above words.
    """
    filled = [place for place, line in enumerate(lines) if line.text.strip()]
    alone = {place: match["name"].strip() for place in filled if (match := _ALONE.match(lines[place].text))}
    after = dict(pairwise(filled))
    named = _looks(asking)
    counts = Counter(alone.values())
    several = {name for name, n in counts.items() if n >= _SEVERAL}
    asks = {name for name in several if _asks(name, named)}
    heads = set(asks)
    for name in several - asks:
        below = [after.get(place) for place, found in alone.items() if found == name]
        is_above = all(place is not None and alone.get(place) not in asks for place in below)
        in_bold = all(lines[place].bold for place, found in alone.items() if found == name)
        above_plain = all(place is not None and not lines[place].bold for place in below)
        if (asks and is_above) or (in_bold and above_plain):
            heads.add(name)
    return [f"{alone[place]} :" if alone.get(place) in heads else line.text for place, line in enumerate(lines)]


def _initialled(lines: Sequence[str], asking: Sequence[str] | None) -> list[str]:
    """Return the lines, initials glued to what is said written as labels: where they begin most lines, come back, and one of them asks."""
    filled = [line for line in lines if line.strip()]
    others = [line for line in filled if _LABELLED.fullmatch(line) is None]
    found = {line: match for line in others if (match := _INITIALLED.fullmatch(line)) is not None}
    names = {line: match["inside"] or match["glued"] for line, match in found.items()}
    counts = Counter(names[line] for line in filled if line in names)
    back = {name for name, n in counts.items() if n >= _SEVERAL}
    if len(back) < _SEVERAL or not _is_often(counts.total(), filled):
        return list(lines)
    named = _looks(asking)
    asks = any(_asks(name, named) for name in back)
    if not asks and sum(_QUESTION.search(line) is not None for line in found) < _SEVERAL:
        return list(lines)
    heard = set(counts) if counts.total() >= _MOSTLY * len(filled) else back
    return [f"{names[line]} : {found[line]['said']}" if names.get(line) in heard else line for line in lines]


def _dashed_turns(lines: Sequence[str]) -> list[str]:
    """Return the lines a dash begins where these are turns of more than one person: half of all lines, and several of them ask."""
    filled = [line for line in lines if line.strip() and not _TIME_ALONE.match(line)]
    dashed = [line for line in filled if _DASHED.match(line)]
    asked = sum(_QUESTION.search(line) is not None for line in dashed)
    return dashed if _is_often(len(dashed), filled) and _SEVERAL <= asked < len(dashed) else []


def _is_often(number: int, filled: Sequence[str]) -> bool:
    return number >= max(_OFTEN * len(filled), 2 * _SEVERAL)


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
    """Return captions as pieces of turns."""
    spoken: list[tuple[str, str]] = []
    voiced = any(_VOICE.search(cue) for cue in cues)
    found = [m["name"].strip() for cue in cues if (m := _LABELLED.fullmatch(_TAG.sub("", cue)))]
    labels = Counter(found)
    once = _heard_once(found, {name for name, n in labels.items() if n > 1 or _asks(name)}, frozenset())
    for cue in cues:
        labelled = _LABELLED.fullmatch(_TAG.sub("", cue))
        if voices := list(_VOICE.finditer(cue)):
            ends = [*(voice.start() for voice in voices[1:]), len(cue)]
            spoken += [
                (v["name"].strip(), _TAG.sub("", cue[v.start() : end])) for v, end in zip(voices, ends, strict=True)
            ]
        elif not voiced and labelled is not None and _is_speaker(labelled["name"].strip(), labels, once):
            spoken.append((labelled["name"].strip(), labelled["said"]))
        else:
            spoken.append((spoken[-1][0] if spoken else "", _TAG.sub("", cue)))
    return [Turn(speaker=name, text=" ".join(text.split())) for name, text in spoken], 0


def _turns_of_lines(lines: Sequence[str], asking: Sequence[str] | None) -> tuple[list[Turn], int]:
    """Return lines as pieces of turns, and how many stand before the first speaker: one without a label goes on with the turn before it."""
    filled = [line for line in lines if line.strip()]
    named = _looks(asking)
    tabs = [_TABBED.fullmatch(line) for line in filled]
    # A tab parts much else: it makes labels where one of them asks.
    is_tabbed = any(m is not None and _asks(m["name"].strip(), named) for m in tabs)
    is_tabbed |= sum(m is not None for m in tabs) >= max(_MOSTLY * len(filled), 2 * _SEVERAL) and _come_back(tabs)
    matches = [
        _HEADED.fullmatch(line) or _LABELLED.fullmatch(line) or (tab if is_tabbed else None)
        for line, tab in zip(filled, tabs, strict=True)
    ]
    labels = Counter(match["name"].strip() for match in matches if match is not None)
    every = sum(labels.values()) >= _MOSTLY * len(filled)
    speakers = {name for name, n in labels.items() if n > 1 or every or _asks(name, named)}
    said = [match["name"].strip() for match in matches if match is not None]
    speakers |= _heard_once(said, speakers, named)
    speakers -= _facts_above(matches, labels, named)
    if not speakers or sum(labels[name] for name in speakers) < 2:
        return [Turn(speaker="", text="\n".join(lines).strip())], 0
    spoken: list[tuple[str, str]] = []
    before = 0
    labelled = [match is not None and match["name"].strip() in speakers for match in matches]
    answers = _answers_without_label(filled, labelled) if all(_asks(name, named) for name in speakers) else frozenset()
    for place, (line, match) in enumerate(zip(filled, matches, strict=True)):
        if place in answers:
            spoken.append(("", line))
        elif match is not None and labelled[place]:
            spoken.append((match["name"].strip(), match.groupdict().get("said") or ""))
        elif spoken:
            spoken[-1] = (spoken[-1][0], f"{spoken[-1][1]}\n{line.strip()}")
        else:
            before += 1
    return [Turn(speaker=name, text=text.strip()) for name, text in spoken], before


def _facts_above(
    matches: Sequence[re.Match[str] | None], labels: Mapping[str, int], named: frozenset[str]
) -> frozenset[str]:
    """Return labels of facts that stand above the first turn ("Date : 4 mars 2027"), where labels that come back follow.

    A fact is told once and is no sentence; behind a label of who asks, it is a name.
    """
    facts: set[str] = set()
    for match in matches:
        if match is None:
            continue
        name, said = match["name"].strip(), (match.groupdict().get("said") or "").strip()
        if labels[name] > 1:
            return frozenset(facts)
        asks = _asks(name, named)
        if not said or _ENDED.search(said) or (asks and len(said.split()) > _HEAD_WORDS):
            break
        facts.add(name)
    return frozenset()


def _answers_without_label(filled: Sequence[str], labelled: Sequence[bool]) -> frozenset[int]:
    """Return the lines that answer where only those who ask are labelled; none where it is not clear which these are.

    It is clear where each label's line is a whole sentence and what stands right behind it neither asks in its turn nor
    looks like a label.
    """
    first = labelled.index(True)
    answers = frozenset(place for place in range(first, len(filled)) if not labelled[place])
    begin = [place for place in answers if labelled[place - 1]]
    whole = all(_ENDED.search(filled[place - 1]) for place in begin)
    doubted = any(_QUESTION.search(filled[place]) or _LABELLED.fullmatch(filled[place]) for place in begin)
    return answers if whole and not doubted else frozenset()


def _answers_among(pieces: Sequence[Turn], speakers: Collection[str]) -> list[str]:
    """Return what seems to answer within the turns of those who ask: what goes on behind a question and asks nothing, where that comes often."""
    asking = [turn.text.splitlines() for turn in pieces if turn.speaker in speakers]
    behind = [
        lines[1]
        for lines in asking
        if len(lines) > 1 and _QUESTION.search(lines[0]) and not _QUESTION.search(lines[-1])
    ]
    return behind if len(behind) >= max(_SOMETIMES * len(asking), _SEVERAL) else []


def _questions_among(lines: Sequence[str]) -> list[str]:
    """Return the lines that ask, in a text without speakers, where they are too many for somebody who only answers."""
    filled = [line for line in lines if line.strip() and not _TIME_ALONE.match(line)]
    asked = [line for line in filled if _QUESTION.search(line)]
    return asked if max(_SOMETIMES * len(filled), _SEVERAL + 1) <= len(asked) < len(filled) else []


def _questions_above(titles: Sequence[str]) -> list[str]:
    """Return the titles that ask, in a text without speakers: what stands below each is another answer."""
    asked = [line for line in titles if _QUESTION.search(line)]
    return asked if len(asked) >= _SEVERAL else []


def _come_back(matches: Sequence[re.Match[str] | None]) -> bool:
    """Tell whether few names are in front of all that is said."""
    names = Counter(match["name"].strip() for match in matches if match is not None)
    return bool(names) and min(names.values()) >= _SEVERAL


def _is_speaker(name: str, labels: Mapping[str, int], once: frozenset[str]) -> bool:
    return labels[name] > 1 or name in once or _asks(name)


def _heard_once(labels: Sequence[str], speakers: Collection[str], named: frozenset[str]) -> frozenset[str]:
    """Return the one label that comes once and says whose answer it is: where else only those who ask would speak, right behind one of them."""
    if any(not _asks(name, named) for name in speakers):
        return frozenset()
    behind = {after for before, after in pairwise(labels) if before in speakers and after not in speakers}
    return frozenset(behind) if len(behind) == 1 else frozenset()


def _joined(spoken: Sequence[Turn], between: str) -> Iterator[Turn]:
    """Yield turns: what one speaker says in pieces that follow each other, as one text."""
    speaker, pieces = "", list[str]()
    for piece in spoken:
        if pieces and piece.speaker != speaker:
            yield Turn(speaker=speaker, text=between.join(pieces))
            pieces = []
        speaker = piece.speaker
        pieces += [piece.text] if piece.text else []
    if pieces:
        yield Turn(speaker=speaker, text=between.join(pieces))


def _looks(asking: Sequence[str] | None) -> frozenset[str]:
    """Return how the names of those look who ask by what is told."""
    return frozenset(look(name) for name in asking or ())


def _asks(name: str, named: frozenset[str] = frozenset()) -> bool:
    """Tell whether a label of the trade says that its speaker asks, or the name is among those told to ask."""
    return look(name) in named or _ASKING.match(re.sub(r"[-_.]+", "-", fold(name)).strip("-")) is not None


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
