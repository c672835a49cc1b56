"""What survey programs write above a column, as structure: a short name, the question, and what tells its columns apart.

Pure text. Whether columns that belong together by their headings are a set, a grid or several questions, their cells
tell.

References
----------
LimeSurvey writes "code. Question" and "code[SQ001]. Question [Answer]"; Qualtrics names "Q5_1", "Q5_7_TEXT" with the
wording "Question - Selected Choice - Answer"; Google Forms "Question [Row]"; Kobo and ODK "group/question/choice";
SurveyMonkey and Typeform the question above the first of its columns and the answers below.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from relstudy.folding import fold
from relstudy.tables.entities import read_entities

#: How columns are seen to belong together: an answer below a question, an option as heading, brackets, a path, a number
#: letter or word of a name, a dash in a wording, a sign without blanks about it, the end of a sentence, a name with a number before its line, an
#: answer before its question. In the order in which they are believed.
Kind = Literal[
    "block",
    "own",
    "bracket",
    "path",
    "number",
    "letter",
    "word",
    "dash",
    "first-dash",
    "sign",
    "sentence",
    "named",
    "behind",
]

_CODED = re.compile(r"([A-Za-z][A-Za-z0-9_]{0,60}(?:\[[^\]]*\])*)\.\s+(\S.*)", re.DOTALL)
#: Names with a number before a wording: "Q3_1 - Branch", "S1: Sex".
_NUMBERED = re.compile(r"([A-Za-z]\w{0,30}?[0-9]\w{0,10})(?:\s+[-–—]\s+|\s?:\s+)(\S.*)", re.DOTALL)
#: Share of the headings that must say "code. Question" before any is read so; of names with a number, so many.
_MOSTLY = 0.6
_SEVERAL = 3
_PATH = re.compile(r"[^/\s]+(?:/[^/\s]+)+")
#: A path whose last part is an answer in words.
_PATH_TO_WORDS = re.compile(r"(?P<stem>[^/\s]+(?:/[^/\s]+)*)/[^/]+")
#: A name with a number before a line or an answer, a blank, a colon or a dash between them: "Q6 1", "Q6: Branch".
_NAME_FIRST = re.compile(
    r"(?P<stem>[A-Za-z]\w{0,10}?[0-9]\w{0,4})(?:\s?[:.\u2013\u2014-]\s+|\s?:\s?|\s+)(?P<tail>\S.*)", re.DOTALL
)
_NUMBER = re.compile(
    r"(?P<stem>\S*[A-Za-z]\S*?)(?P<sign>_(?:SQ|sq)?|[.\-:]|[rcRCsS][qQ]?(?=0*[0-9]+\Z))?(?P<tail>[0-9]+(?:_TEXT)?)"
)
_SAID = re.compile(r"(?P<stem>\S*[A-Za-z]\S*?[0-9])[_.\-](?P<tail>other|autre|sonstiges|andere|otr[oa])", re.IGNORECASE)
_SCALED = re.compile(r"(?P<stem>[^\s#]*?)[_\[](?P<line>[A-Za-z]*[0-9]+)\]?#(?P<scale>[0-9]+)")
_WORD = re.compile(r"(?P<stem>[A-Za-z]\w*)_(?P<tail>[^\W\d_]+)")
#: "Question.Line", "Question->Line"; where dots stand for every sign and blank, the last several of them: "How.is.it...Line".
_SIGNS = (
    re.compile(r"(?P<stem>[^.]{2,})\.+(?P<tail>[^\W\d][^.]*)"),
    re.compile(r"(?P<stem>.{2,}[^.])\.{2,}(?P<tail>[^\W\d](?:(?!\.\.).)*)"),
    re.compile(r"(?P<stem>[^:>|–—]{2,}?)(?:[-=]?>|[:|–—])(?P<tail>[^\W\d][^:>|–—]*)"),
)
#: An answer before its question of several words: "Branch:Which channels do you use?".
_BEHIND = re.compile(r"(?P<tail>[^:|>]{1,80}?)(?:\s?:\s?|\s+[-–—|>]+\s+)(?P<stem>\S+\s+\S.*)", re.DOTALL)
#: Where a sentence ends before another text: "Which do you use? Branch". A question has some words; ends are looked at from behind.
_SENTENCE_END = re.compile(r"(?<=[?!.:\u2026])\s+(?=\S)")
_LEAST_WORDS, _MOST_ENDS = 3, 4
_LETTER = re.compile(r"(\S*[A-Za-z]\S*[0-9])[_.\-]?([A-Za-z])")
_FIRST_DASH = re.compile(r"(.{4,}?)(?:\s+[-–—|>→]+\s+|\s?:\s+)(.+)", re.DOTALL)
#: The last of these signs, or of the line ends, stands before the answer.
_LAST_DASH = re.compile(r"(.{4,})(?:\s+[-–—|>→]+\s+|\s?:\s+|/|\s*\n\s*)(.+)", re.DOTALL)
#: What Qualtrics puts between a question and its answer, or behind an answer in words.
_CHOICE = re.compile(r"\s+-\s+(?:Selected Choice|Choix sélectionné)\Z", re.IGNORECASE)
_CHOSEN = re.compile(r"\A(?:Selected Choice|Choix sélectionné)\s+-\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[-–—|>:/\[(]\s*\Z")
_SOME_OTHER = r"(?:others?|autres?|sonstiges?|sonstiger?|anderer?|anderes|otr[oa]s?|outr[oa]s?|altr[oiae]|anders)"
#: What asks to say which other.
_SPECIFY = (
    r"(?:please-specify|a-preciser|precisez|preciser|und-zwar|bitte-(?:angeben|nennen|eintragen|spezifizieren)|especifi(?:que|car)"
    r"|specificare|namelijk)"
)
_OTHER = re.compile(
    rf"{_SOME_OTHER}(?:-(?:please-)?(?:specify|precis\w*|preciser|veuillez.*|merci.*|text|option|reponse|answer|to-specify|{_SPECIFY}).*)?"
    rf"|{_SOME_OTHER}-.{{0,12}}|(?:.*-)?{_SOME_OTHER}(?:-(?:text|texte))?|.*{_SPECIFY}"
)
#: A word, and "other" as the last one behind it; and words of a heading that may stand before "other" without a sign.
_SENTENCE_ENDS = re.compile(
    r"[^\W\d_]\s+(?:others?|autres?|sonstiges?|anderer?|anderes|anders|otr[oa]s?|outr[oa]s?|altr[oiae])\W*\Z",
    re.IGNORECASE,
)
_MOST_BEFORE_OTHER = 3
_COMMENT = re.compile(
    r".*(?:_TEXT|comment|commentaire|kommentar|comentario|\(offene Eingabe\)|\s-\s(?:Texte?|Texto))\Z", re.IGNORECASE
)
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One way a heading may name a column among several.

    What they have in common and what tells this one, as name and as wording.
    """

    kind: Kind
    stem: str
    tail: str
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of a column. `name` is what a program calls it, `wording` what was asked ("" where nothing says it)."""

    column: str
    name: str
    wording: str = ""
    splits: tuple[Split, ...] = ()

    @property
    def says(self) -> str:
        """Return what a person reads: the wording, else the name."""
        return self.wording or " ".join(self.name.split())


def read_headings(
    columns: Sequence[str], wordings: Mapping[str, str], blocks: Mapping[str, tuple[str, str]]
) -> tuple[Heading, ...]:
    """Return the heading of each column.

    Parameters
    ----------
    columns
        Names as the file has them.
    wordings
        Wording by column, from a further header line; "" where there is none.
    blocks
        Question and answer by column, where a program wrote the question above the first of several columns.
    """
    said = [read_entities(column) for column in columns]
    named = [
        (column, match[1], match[2]) if match else (column, name, wordings.get(column, ""))
        for column, name, match in zip(columns, said, _coded(said), strict=True)
    ]
    paths = _paths(name for _, name, _ in named)
    return tuple(_heading(column, name, tidy(wording), blocks.get(column), paths) for column, name, wording in named)


def _paths(names: Iterable[str]) -> frozenset[str]:
    """Return the names that are paths: where several begin with one part. "Client/Prospect" alone is a name with a stroke in it."""
    plain = list(names)
    strict = {name for name in plain if _PATH.fullmatch(name)}
    stems = {name.rpartition("/")[0] for name in strict}
    worded = {name for name in plain if (match := _PATH_TO_WORDS.fullmatch(name)) and match["stem"] in stems}
    first = Counter(name.partition("/")[0] for name in strict | worded)
    return frozenset(name for name in strict | worded if first[name.partition("/")[0]] > 1)


def _coded(columns: Sequence[str]) -> list[re.Match[str] | None]:
    """Return how each heading parts into a name and a wording, None where it does not, or where too few do."""
    coded = [_CODED.fullmatch(column) for column in columns]
    if sum(match is not None for match in coded) >= _MOSTLY * len(columns):
        return coded
    numbered = [_NUMBERED.fullmatch(column) for column in columns]
    names = [match[1] for match in numbered if match]
    # A name that comes back ("Q3 - Branch", "Q3 - App") is that of a question with its answers.
    return numbered if len(names) >= _SEVERAL and len(set(names)) == len(names) else [None] * len(columns)


def tidy(text: str) -> str:
    """Return a wording on one line, without the empty bracket of a question with a single row."""
    return " ".join(re.sub(r"\[\s*\]\s*\Z", "", text).split())


def _heading(column: str, name: str, wording: str, block: tuple[str, str] | None, paths: frozenset[str]) -> Heading:
    path = name if name in paths else None
    splits = list(_splits_of_name(name, is_path=path is not None))
    says = wording or name
    bracket = split_bracket(says)
    if bracket is not None and not any(split.kind == "bracket" for split in splits):
        splits.append(Split(kind="bracket", stem=bracket[0], tail=bracket[1], question=bracket[0], answer=bracket[1]))
    if block is not None:
        splits.append(Split(kind="block", stem=block[0], tail=block[1], question=block[0], answer=block[1]))
    if path is None and block is None:
        splits += _splits_of_wording(says, named=bool(splits))
    first = _NAME_FIRST.fullmatch(column) if path is None and block is None else None
    if first is not None and not any(split.kind in ("bracket", "number") for split in splits):
        stem, tail = first["stem"], first["tail"].strip()
        splits.append(Split(kind="named", stem=stem, tail=tail, question=stem, answer=tail))
    behind = _BEHIND.fullmatch(says)
    if path is None and block is None and behind is not None:
        stem, tail = behind["stem"].strip(), behind["tail"].strip()
        splits.append(Split(kind="behind", stem=stem, tail=tail, question=stem, answer=tail))
    last = name.rpartition("/")[2] if path is not None else name
    return Heading(column=column, name=last, wording=_CHOICE.sub("", wording), splits=tuple(splits))


def _splits_of_wording(says: str, *, named: bool) -> list[Split]:
    """Return the ways to part what a heading says at a dash, a sign where nothing else parts it, nor its name, or the end of a sentence."""
    found: list[Split] = []
    dashes: tuple[tuple[Kind, re.Pattern[str]], ...] = (("dash", _LAST_DASH), ("first-dash", _FIRST_DASH))
    for kind, pattern in dashes:
        match = pattern.fullmatch(says)
        if match is not None:
            question, answer = _CHOICE.sub("", match[1].strip()), match[2].strip()
            found.append(Split(kind=kind, stem=question, tail=answer, question=question, answer=answer))
    if not found and not named:
        match = next((sign_ for sign in _SIGNS if (sign_ := sign.fullmatch(says))), None)
        if match is not None:
            stem, tail = match["stem"].strip(), match["tail"].strip()
            found.append(Split(kind="sign", stem=stem, tail=tail, question=stem, answer=tail))
    return [*found, *_sentences(says)]


def _sentences(says: str) -> list[Split]:
    """Return the ways to part a heading at the end of a sentence, the longest question first."""
    ends = [match.span() for match in _SENTENCE_END.finditer(says)][-_MOST_ENDS:]
    parted = [(says[:end].strip(), says[start:].strip()) for end, start in reversed(ends)]
    return [
        Split(kind="sentence", stem=stem, tail=tail, question=stem, answer=tail)
        for stem, tail in parted
        if len(re.findall(r"[^\W\d_]{2,}", stem)) >= _LEAST_WORDS
    ]


def _splits_of_name(name: str, *, is_path: bool) -> list[Split]:
    if is_path and " " in name:
        stem, _, tail = name.rpartition("/")
        return [Split(kind="path", stem=stem, tail=tail)]
    if " " not in name:
        bracket = split_bracket(name)
        if bracket is not None:
            return [Split(kind="bracket", stem=bracket[0], tail=bracket[1])]
    if is_path:
        stem, _, tail = name.rpartition("/")
        return [Split(kind="path", stem=stem, tail=tail)]
    found = []
    number = _NUMBER.fullmatch(name) or _SAID.fullmatch(name)
    # "q1", "q2", "q3" are three questions; "q5_1" and "q14r01c01" are not.
    if number is not None and len(name) <= _LONGEST_NAME:
        signed = "sign" not in number.groupdict() or number["sign"] or re.search(r"[0-9]", number["stem"])
        if signed:
            found.append(Split(kind="number", stem=number["stem"], tail=number["tail"]))
    letter = _LETTER.fullmatch(name)
    if letter is not None:
        found.append(Split(kind="letter", stem=letter[1], tail=letter[2].lower()))
    word = _WORD.fullmatch(name)
    if word is not None and letter is None and number is None:
        found.append(Split(kind="word", stem=word["stem"], tail=word["tail"]))
    return found


def split_bracket(text: str) -> tuple[str, str] | None:
    """Return what stands before and inside the brackets at the end of a text: "Question [Answer [a]]", "Question (Answer)"."""
    text = text.rstrip(" .")
    pairs = {"]": "[", ")": "("}
    opening = pairs.get(text[-1:])
    if opening is None:
        return None
    depth = 0
    for at in range(len(text) - 1, 0, -1):
        depth += (text[at] == text[-1]) - (text[at] == opening)
        if depth == 0:
            before, inside = text[:at].strip(), text[at + 1 : -1].strip()
            return (before, inside) if before and inside else None
    return None


def split_twice(text: str) -> tuple[str, str, str] | None:
    """Return question, line and scale of a heading that names a line and a scale of it.

    "Question [Line][Scale]", "q3_SQ001#1".
    """
    hashed = _SCALED.fullmatch(text)
    if hashed is not None:
        return hashed["stem"], hashed["line"], hashed["scale"]
    outer = split_bracket(text) if text.rstrip().endswith("]") else None
    inner = split_bracket(outer[0]) if outer is not None and outer[0].endswith("]") else None
    return (*inner, outer[1]) if inner is not None and outer is not None else None


def common_question(wordings: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """Return the question that wordings begin with and what follows it in each, None where they share none."""
    shortest = min(wordings, key=len)
    at = next((i for i, c in enumerate(shortest) if any(w[i] != c for w in wordings)), len(shortest))
    while at > 0 and not _BETWEEN.search(shortest[:at]):
        at -= 1
    question = _BETWEEN.sub("", shortest[:at]).strip()
    if len(question) < 4:
        return None
    question = _CHOICE.sub("", question)
    answers = tuple(_answer(wording[at:], bracket=shortest[:at].rstrip()[-1:]) for wording in wordings)
    return (question, answers) if all(answers) and len(set(answers)) == len(answers) else None


def _answer(text: str, *, bracket: str) -> str:
    closing = {"[": "]", "(": ")"}.get(bracket)
    text = _CHOSEN.sub("", text)
    return text.rstrip(" .").removesuffix(closing).strip() if closing else text.strip()


def names_other(*texts: str) -> bool:
    """Tell whether a heading is that of the answers people wrote themselves: "Other (please specify)", "q5_other", "Autre"."""
    return any(_OTHER.fullmatch(fold(text)) is not None and not _ends_in_other(text) for text in texts if text)


def _ends_in_other(text: str) -> bool:
    """Tell whether a sentence only ends in the word: "I do not share it with others"."""
    return len(text.split()) > _MOST_BEFORE_OTHER and _SENTENCE_ENDS.search(text) is not None


def names_comment(*texts: str) -> bool:
    """Tell whether a heading is that of a text written beside an answer: "Q5_7_TEXT", "SQ001comment", "Other - Text"."""
    return any(_COMMENT.fullmatch(text) is not None for text in texts if text)
