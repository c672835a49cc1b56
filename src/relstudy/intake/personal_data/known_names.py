"""Names looked for wherever they stand: those a study declares, those a title told once, and ids of cases."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from relstudy.intake.personal_data.findings import CALLED, PARTICLES, SENTENCE_START, TOKEN, Finding, Reason, plain_name


class Names:
    """Names to look for, and whose each of their words is."""

    def __init__(
        self,
        *,
        declared: Iterable[str],
        titled: Iterable[str],
        reasons: Mapping[str, Reason],
        lowered: Collection[str],
    ) -> None:
        self._reasons, self._lowered = reasons, lowered
        self._whose: dict[str, set[str]] = {}
        self._whole = {plain_name(name) for name in declared} - {""}
        for name in self._whole:
            self._call(name, name)
            words = name.split()
            for word in words if len(words) > 1 else ():
                self._call(word, name)
        singles: list[str] = []
        for name in filter(None, map(plain_name, titled)):
            last = name.split()[-1]
            if last in lowered:
                # A word of every day would be found all over.
                continue
            if last == name:
                singles.append(name)
            elif name not in self._whose:
                self._call(name, name)
                self._call(last, name)
        for name in singles:
            self._whose.setdefault(name, {name})
        self._first: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(self._whose, key=lambda n: (-len(n.split()), n)):
            parts = tuple(name.split())
            self._first.setdefault(parts[0], []).append(parts)

    def _call(self, word: str, name: str) -> None:
        if len(word) >= CALLED and word not in PARTICLES:
            self._whose.setdefault(word, set()).add(name)

    def settle(self, finding: Finding) -> Finding:
        """Return a name with the identity it has among all of them."""
        return replace(finding, identity=self._identity(finding.identity))

    def _identity(self, word: str) -> str:
        whose = self._whose.get(word, {word})
        return next(iter(whose)) if len(whose) == 1 else word

    def find(self, text: str) -> Iterator[Finding]:
        """Yield where a name stands, with a capital letter; an everyday word at the head of a sentence is none.

        A declared name of several words is one in small letters too.
        """
        if not self._first:
            return
        tokens = [(match.start(), match.end(), plain_name(match[0])) for match in TOKEN.finditer(text)]
        for at, (start, _, plain) in enumerate(tokens):
            for words in self._first.get(plain, ()):
                found = tokens[at : at + len(words)]
                if tuple(word for _, _, word in found) != words:
                    continue
                last, end = found[-1][0], found[-1][1]
                everyday = len(words) == 1 and plain in self._lowered
                whole = len(words) > 1 and " ".join(words) in self._whole
                if not (text[last].isupper() or whole) or (everyday and SENTENCE_START.search(text[:start])):
                    continue
                yield self._found(text, start, end, " ".join(words))
                break

    def _found(self, text: str, start: int, end: int, name: str) -> Finding:
        identity = self._identity(name)
        reason: Reason = self._reasons.get(identity, "elsewhere") if len(self._whose[name]) == 1 else "several"
        return Finding(start=start, end=end, text=text[start:end], kind="name", reason=reason, identity=identity)


def any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds one of some ids, whole; None where there is none."""
    wanted = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{wanted})(?![\w-])") if wanted else None


def find_ids(text: str, ids: re.Pattern[str] | None) -> Iterator[Finding]:
    """Yield where ids of cases stand."""
    for match in ids.finditer(text) if ids is not None else ():
        said = match[0]
        yield Finding(
            start=match.start(), end=match.end(), text=said, kind="case", reason="case-id", identity=plain_name(said)
        )
