"""How a sample was made, as the wave says it: what its intervals may be called depends on it."""

import re
from typing import Literal

from relstudy.folding import fold
from relstudy.survey.plan import Study, Wave

Sampling = Literal["quota", "random", "unsaid"]

#: Facts of wave.toml that tell it, in people's words.
_FACTS = ("sample_design", "sampling", "quotas")
_QUOTA = re.compile(r"\bquotas?\b")
#: Drawn without replacement is still drawn at random.
_WITHOUT_REPLACEMENT = re.compile(r"\b(sans-remise|without-replacement)\b")
#: Words after which nobody can tell what was drawn at random: a denial, or an order of questions.
_DENIED = re.compile(r"\b(non|not|no|pas|ni|sans|without|never|jamais|nor|ordre|order)\b")
_RANDOM = re.compile(r"\b(aleatoires?\b|probabili|random\b|randomly\b|tirage-au-sort|tires?-au-sort)")


def sampling_of(study: Study, wave: Wave) -> Sampling:
    """Return whether the sample of a wave is one by quotas, one drawn at random, or not said to be either.

    Quotas are said by a file of planned quotas or by wave.toml in either language; a design that names both is by
    quotas. Whatever else is denied in the same words, or not understood, is not said: an interval is then called
    indicative.
    """
    said = [wave.facts.facts.get(name, "") for name in _FACTS]
    said += [text for name in _FACTS for text in wave.labels.texts.get(f"wave/{wave.id}/{name}", {}).values()]
    words = fold(" ".join(said))
    if study.quotas or _QUOTA.search(words):
        return "quota"
    if _DENIED.search(_WITHOUT_REPLACEMENT.sub("", words)):
        return "unsaid"
    return "random" if _RANDOM.search(words) else "unsaid"
