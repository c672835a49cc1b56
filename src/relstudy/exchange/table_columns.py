"""What the columns of a coded table are, by their headings in French or English.

Headings of programs and of people alike: folded, and compared with the words of the trade.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from relstudy.folding import fold

Role = Literal[
    "verbatim",
    "case",
    "document",
    "text",
    "code",
    "coder",
    "start",
    "end",
    "valence",
    "prompted",
    "stance",
    "target",
    "kind",
    "attributes",
    "facet",
    "parent",
    "definition",
    "count",
    "id",
]

#: In the order in which they are tried.
_WORDS: dict[Role, str] = {
    "count": r"(?:number|nombre|nb)-(?:of|de|d).*|(?:number|nombre)s?|frequenc[ey]|occurrences?",
    "verbatim": r"(?:verbatim|segment|passage|quote|quotation|citation|extrait|excerpt)-(?:id|no|n|num|number|numero)|id-(?:du-)?(?:verbatim|segment|quote|citation|extrait)",
    "code": r"(?:code|tag|theme|categorie|category|etiquette|codename|noeud|node)s?(?:-(?:id|name|nom|path|applied|assigne|attribue)s?)?(?:-combined)?(?:-[0-9]+)?|hierarchical-name|nom-hierarchique|(?:nom|name|libelle)-(?:du|of|of-the)?-?code|codage|coding|code[0-9]+|theme[0-9]+",
    "start": r"start|debut|begin(?:ning)?|from|(?:start|begin|debut)-(?:offset|position|char(?:acter)?)|position-(?:de-)?(?:debut|start)|startposition|pos0",
    "end": r"end|fin|to|(?:end|fin)-(?:offset|position|char(?:acter)?)|position-(?:de-)?(?:fin|end)|endposition|pos1",
    "coder": r"coders?|codeu(?:r|se)s?|coded-by|code-par|auth(?:or|eur)|auteur|user(?:name)?|utilisateur|analyste?|created-by|cree-par|coder-name|nom-du-codeur|coded-by-initials|initiales-du-codeur|(?:excerpt|quotation)-creator|researcher",
    "valence": r"valence|polarit(?:y|e)|sentiment|tonalite|ton",
    "prompted": r"prompted|relance|sollicite|suscite",
    "stance": r"stance",
    "target": r"target|cible",
    "kind": r"kind|type-d-entretien",
    "attributes": r"attributs?|attributes|profil",
    "facet": r"facet(?:te)?",
    "parent": r"parent(?:-id|-code)?|code-parent",
    "definition": r"definition|description|code-(?:description|definition|memo)",
    "document": r"(?:document|media|doc|source|file|fichier|transcript|transcription|file-case)s?(?:-?(?:name|nom|id|title|titre))?|(?:nom|titre)-(?:du|de-la)-(?:document|fichier|source|transcription)|filename|internal-id-document",
    "case": r"(?:case|cas|interview|entretien|participant|repondant|respondent|personne|person|individu|interviewe?e?|enquete?e?|interlocuteur)s?(?:-(?:id|no|n|num|number|numero|name|nom))?|id-(?:du-|de-l-|de-)?(?:cas|case|entretien|interview|participant|repondant|respondent|enquete|experience|avis)|(?:no|n|numero)-(?:du-|de-l-|d-)?(?:entretien|cas|interview|participant|repondant)",
    "text": r"(?:full-)?texte?s?|text|content|contenu|verbatims?|segments?|coded-(?:segments?|text)|texte-code|quotation-content|quotes?|quotations?|citations?|(?:extraits?|excerpts?)(?:-(?:codes?|copy|text|texte))?|passages?|reponses?(?:-ouvertes?)?|responses?|answers?|commentaires?|comments?|avis|review|propos",
    "id": r"id|n|no|num|numero|identifiants?|identifier|ref|reference|.*-id|id-.*",
}
_PATTERNS = {role: re.compile(rf"(?:{words})\Z") for role, words in _WORDS.items()}

#: "Codeur 1", "Code (Anne)", "Codage – Bruno": what one coder gave.
_OF_CODER = re.compile(
    r"\s*(?:(?P<word>coders?|codeu(?:r|se)s?|annotat(?:eur|rice|or)s?|analystes?|raters?)|codes?|codages?|coding|th[eè]mes?|cat[eé]gor(?:ie|y)s?)"
    r"(?:\s*[-–—:_/(]\s*|\s+(?:(?:par|de|by|of)\s+)?)(?P<who>[^\W_][^()]*?)\s*\)?\s*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """The columns of a table by what they are; those left over, in the order of the file."""

    roles: dict[Role, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def first(self, *roles: Role) -> str | None:
        """Return the first column that has one of some roles, the roles in the order given."""
        return next((name for role in roles for name in self.roles.get(role, ())), None)

    def all(self, role: Role) -> tuple[str, ...]:
        """Return every column that has a role."""
        return self.roles.get(role, ())


def find_columns(headings: Iterable[str]) -> TableColumns:
    """Return what the columns of a table are by their headings."""
    roles: dict[Role, list[str]] = {}
    others: list[str] = []
    for heading in headings:
        slug = re.sub(r"[-_.]+", "-", fold(heading)).strip("-")
        role = next((one for one in _PATTERNS if _PATTERNS[one].match(slug)), None) if slug else None
        if role is None:
            others.append(heading)
        else:
            roles.setdefault(role, []).append(heading)
    return TableColumns(roles={role: tuple(names) for role, names in roles.items()}, others=tuple(others))


def coder_of_heading(heading: str) -> str:
    """Return the coder a heading may name: "Anne" of "Code (Anne)", "Codeur 1" as it stands, "" where it names none."""
    found = _OF_CODER.match(heading)
    if found is None:
        return ""
    return found["who"] if len(found["who"]) > 1 and not found["who"].isdecimal() else heading.strip()
