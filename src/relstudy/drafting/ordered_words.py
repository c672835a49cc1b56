"""Answers that are a scale in words, put in its order.

Such are "Very likely" ... "Very unlikely", « Mauvais » ... « Excellent », « Toujours » ... « Jamais ». Each answer gets
a side and a strength. Where two answers get the same place, or one none, where answers speak of different things or
stand in two languages, the words tell no order.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from relstudy.drafting.graded_words import FURTHER
from relstudy.drafting.language_guess import is_small_word
from relstudy.folding import fold

#: What words do to the place of an answer, in each language, folded.
_TERMS: dict[str, dict[str, str]] = {
    "fr": {
        "yes": r"oui|vrai",
        "no": r"non|faux",
        "utmost": r"extremement|tout-a-fait|totalement|completement|entierement|absolument|parfaitement|du-tout|toujours|jamais"
        r"|systematiquement|enormement|excellente?s?|exceptionnel(?:le)?s?|parfaite?s?|execrables?|catastrophiques?|horribles?|nulle?s?",
        "almost": r"presque",
        "strong": r"tres|beaucoup|vraiment|fortement|certainement|largement|bien(?=-(?:mieux|meilleure?s?|moins|pire))"
        r"|la-plupart-du-temps|generalement|habituellement",
        "mild": r"plutot|assez|relativement|mediocres?",
        "slight": r"un-peu|legerement",
        "moderate": r"moyennement|moderement",
        "hardly": r"pas-(?:tres|vraiment|tellement|trop|particulierement|beaucoup|si)",
        "little": r"(?<!un-)peu|moins|guere",
        "not": r"pas|aucunement",
        "against": r"desaccord|opposee?s?|insatisfaite?s?|mecontente?s?|mauvaise?s?|mal|difficiles?|inutiles?|improbables?|defavorables?|deplait"
        r"|mediocres?|insuffisante?s?|faibles?|rarement|jamais|pire|execrables?|catastrophiques?|horribles?|nulle?s?|decue?s?|decevante?s?"
        r"|en-dessous-de-la-moyenne",
        "for": r"d-accord|satisfaite?s?|probables?|probablement|importante?s?|utiles?|faciles?|bonne?s?|bon|bien|contente?s?|favorables?"
        r"|souvent|toujours|plait|excellente?s?|exceptionnel(?:le)?s?|parfaite?s?|confiance|interessee?s?|mieux|meilleure?s?|elevee?s?"
        r"|forte?s?|suffisante?s?|satisfaisante?s?|au-dessus-de-la-moyenne",
        "below": r"passables?",
        "above": r"correcte?s?|acceptables?",
        "middle": r"ni|neutres?|(?<!de-la-)moyenne?s?|moyens?|moderee?s?|parfois|occasionnellement|de-temps-en-temps|egal|indifferente?s?"
        r"|pareil(?:le)?s?|identiques?|inchangee?s?|autant|stables?|mitigee?s?",
    },
    "en": {
        "yes": r"yes|true",
        "no": r"no|false",
        "utmost": r"extremely|completely|totally|absolutely|entirely|perfectly|at-all|always|never|excellent|outstanding|exceptional"
        r"|perfect|awful|terrible|horrible|a-great-deal",
        "almost": r"almost|nearly",
        "strong": r"very|strongly|definitely|certainly|really|highly|much|a-lot|usually|most-of-the-time|great",
        "some": r"somewhat",
        "mild": r"rather|fairly|quite|mostly",
        "slight": r"slightly|a-little|a-bit",
        "moderate": r"moderately",
        "hardly": r"not-(?:very|really|particularly|so|that|too|much)",
        "little": r"(?<!a-)little|less|hardly",
        "not": r"not|don-t|doesn-t|cannot",
        "against": r"unlikely|disagree|opposed?|dissatisfied|unsatisfied|unhappy|bad|badly|poor|poorly|difficult|hard|useless|unimportant|never"
        r"|unfavou?rable|rarely|seldom|worse|worst|low|weak|inadequate|unsatisfactory|unacceptable|awful|terrible|horrible"
        r"|disappointed|disappointing|below-average",
        "for": r"agree|support|in-favou?r|satisfied|likely|probably|important|useful|easy|good|well|happy|favou?rable|often|frequently|always|excellent"
        r"|outstanding|exceptional|perfect|interested|better|best|high|satisfactory|adequate|great|confident|above-average",
        "below": r"fair",
        "above": r"ok|okay|acceptable|decent",
        "middle": r"neither|neutral|(?<!below-)(?<!above-)average|medium|moderate|sometimes|occasionally|undecided|indifferent|same"
        r"|unchanged|mixed|so-so|might-or-might-not",
    },
}
_Words = Mapping[str, Mapping[str, re.Pattern[str]]]


def _whole_words(languages: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        lang: {kind: re.compile(rf"(?<![^-])(?:{words})(?![^-])") for kind, words in terms.items()}
        for lang, terms in languages.items()
    }


_PATTERNS: _Words = _whole_words(_TERMS)
#: Languages read by themselves, each beside no other: their words have too much in common.
_FURTHER: tuple[_Words, ...] = tuple({lang: patterns} for lang, patterns in _whole_words(FURTHER).items())
#: How strong words make an answer, the first of those it holds; what no word grades is plain.
_STRENGTHS = {
    "hardly": 1.0, "almost": 2.5, "utmost": 3.0, "strong": 2.0, "moderate": 1.25, "slight": 0.75, "some": 1.0, "mild": 1.0,
    "little": 1.0,
}  # fmt: skip
_PLAIN, _ABOUT = 1.5, 0.5
_DENIED = frozenset({"hardly", "little", "not"})
_EMPHATIC = frozenset({"almost", "utmost", "strong"})
#: Words of fewer letters say nothing of what an answer speaks of.
_LEAST_LETTERS = 3
_LEAST_ANSWERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedAnswer:
    """What the words of an answer say of its place.

    Attributes
    ----------
    side
        1 in favour, -1 against, 0 about the middle; None where no word tells.
    kinds
        The kinds of its words.
    topic
        What else it speaks of.
    lang
        The language of words that only one language has; None where it has none, or those of both.
    """

    side: int | None
    kinds: frozenset[str]
    topic: frozenset[str]
    lang: str | None

    @property
    def place(self) -> float:
        """Return its place among others, the most favourable one lowest, as far as it tells it by itself."""
        if not self.side:
            return _ABOUT * (("below" in self.kinds) - ("above" in self.kinds))
        return -self.side * next((value for kind, value in _STRENGTHS.items() if kind in self.kinds), _PLAIN)

    @property
    def is_bare(self) -> bool:
        """Tell whether only how much is said, and no word of what: "Very fast"."""
        return self.side is not None and not self.kinds & {"yes", "no", "for", "against", "middle", "below", "above"}


def grade_answer(text: str) -> GradedAnswer:
    """Return what the French and English words of an answer say of its place in a scale."""
    return _grade(text, _PATTERNS)


def is_on_a_side(text: str) -> bool:
    """Tell whether an answer is for, against or between, in any of the languages that are read."""
    return any(_grade(text, words).side is not None for words in (_PATTERNS, *_FURTHER))


def are_opposed(first: str, second: str) -> bool:
    """Tell whether one of two answers is for and the other against, in one of the languages that are read."""
    return any({_grade(text, words).side for text in (first, second)} == {1, -1} for words in (_PATTERNS, *_FURTHER))


def _grade(text: str, languages: _Words) -> GradedAnswer:
    folded = re.sub("[._]+", "-", fold(text.replace("ß", "ss"))).strip("-")
    met = {
        lang: {kind: [m[0] for m in pattern.finditer(folded)] for kind, pattern in patterns.items()}
        for lang, patterns in languages.items()
    }
    kinds = frozenset(kind for words in met.values() for kind, found in words.items() if found)
    of = {lang: {word for found in words.values() for word in found} for lang, words in met.items()}
    own = [lang for lang, words in of.items() if any(words - other for at, other in of.items() if at != lang)]
    rest = folded
    for word in sorted(set().union(*of.values()), key=len, reverse=True):
        rest = re.sub(rf"(?<![^-]){re.escape(word)}(?![^-])", "", rest)
    topic = frozenset(word for word in rest.split("-") if len(word) >= _LEAST_LETTERS and not is_small_word(word))
    side = _side(folded, kinds, languages)
    return GradedAnswer(side=side, kinds=kinds, topic=topic, lang=own[0] if len(own) == 1 else None)


def _side(folded: str, kinds: frozenset[str], languages: _Words) -> int | None:
    if any(patterns["yes"].match(folded) for patterns in languages.values()):
        return 1
    if kinds >= {"for", "against", "middle"}:
        # "Não concordo nem discordo": not the one nor the other, whatever it begins with.
        return 0
    if any(patterns["no"].match(folded) for patterns in languages.values()):
        # "Non satisfait", « Non, pas du tout »: no leads both.
        return -1
    if kinds & {"middle", "below", "above"} or (kinds & {"moderate"} and "against" not in kinds):
        return 0
    if kinds & {"for", "against"}:
        # What is denied is the contrary: "not difficult" is in favour.
        return -1 if ("against" in kinds) != bool(kinds & _DENIED) else 1
    if kinds & _DENIED or "no" in kinds:
        return -1
    return 1 if kinds else None


def order_of_words(texts: Iterable[str]) -> dict[str, float] | None:
    """Return the place of each answer, the most favourable one lowest; None where words tell no order.

    Where French and English do not tell it, one further language does, or several in the same order.
    """
    answers = list(texts)
    if len(answers) < _LEAST_ANSWERS:
        return None
    places = _order_in(answers, _PATTERNS)
    if places is not None:
        return places
    told = [found for words in _FURTHER if (found := _order_in(answers, words)) is not None]
    orders = {tuple(sorted(found, key=found.__getitem__)) for found in told}
    return told[0] if len(orders) == 1 else None


def _order_in(texts: Collection[str], languages: _Words) -> dict[str, float] | None:
    graded = {text: _grade(text, languages) for text in texts}
    answers = graded.values()
    if len(graded) < _LEAST_ANSWERS or any(answer.side is None for answer in answers):
        return None
    if len({answer.lang for answer in answers} - {None}) > 1 or not _are_of_one_topic(answers):
        return None
    places = {text: _place(answer, answers) for text, answer in graded.items()}
    if len(set(places.values())) < len(places):
        return None
    emphatic = any(answer.kinds & _EMPHATIC for answer in answers)
    parted = 0 in (answer.side for answer in answers) and not any(answer.kinds & {"yes", "no"} for answer in answers)
    # "Yes", "rather yes", "rather no", "no".
    leaning = {answer.side for answer in answers if "mild" in answer.kinds} >= {1, -1}
    return places if emphatic or parted or leaning else None


def _are_of_one_topic(answers: Collection[GradedAnswer]) -> bool:
    """Tell whether answers speak of one thing: names that hold a word of a scale ("Bon Marché", "Low Moor") do not."""
    counted = Counter(word for answer in answers for word in answer.topic)
    alone = [answer for answer in answers if any(counted[word] == 1 for word in answer.topic)]
    return len(alone) <= 1 and len({answer.topic for answer in answers if answer.is_bare}) <= 1


def _place(answer: GradedAnswer, answers: Collection[GradedAnswer]) -> float:
    """Return the place of an answer among all; where some say "not at all", "slightly" is little of what is asked.

    Where the other side says it too ("slightly better", "slightly worse"), it is a step from the middle.
    """
    for kind in ("slight", "moderate"):
        mirrored = any(other.side == -1 and kind in other.kinds for other in answers)
        if kind in answer.kinds and answer.side in (0, 1) and answer.place <= 0:
            if mirrored:
                return -_STRENGTHS[kind]
            if kind == "slight" and any(
                other.side == -1 and "utmost" in other.kinds and other.kinds & _DENIED for other in answers
            ):
                return _STRENGTHS["little"]
    if _is_above_some(answer, answers):
        return -_STRENGTHS["moderate"]
    return answer.place


def _is_above_some(answer: GradedAnswer, answers: Collection[GradedAnswer]) -> bool:
    """Tell whether "moderately" stands above a "somewhat" in favour: "not at all", "slightly", "somewhat", "moderately", "very"."""
    if "moderate" not in answer.kinds or answer.side != 0:
        return False
    return {other.side for other in answers if "some" in other.kinds} == {1}
