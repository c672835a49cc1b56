"""Who is who in a review: one pseudonym for one person, number or place, entered in the key."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from relstudy.delivery.redaction.material import Material
from relstudy.delivery.redaction.pseudonyms import Pseudonyms, read_pseudonyms
from relstudy.errors import FaultLog
from relstudy.intake.personal_data.findings import plain_name
from relstudy.intake.redactions import Redaction


def settle_pseudonyms(
    folder: Path, material: Material, replaced: Mapping[str, Sequence[Redaction]], log: FaultLog
) -> Pseudonyms:
    """Return the key with what the review says: one pseudonym for one person, number or place."""
    findings = material.find() if any(replaced.values()) else {}
    identities = {(n, f.start, f.end): (f.kind, f.identity) for n, found in findings.items() for f in found}
    pseudonyms = read_pseudonyms(folder, material.lang)
    given: dict[tuple[str, str], Redaction] = {}
    for name, lines in replaced.items():
        for line in lines:
            kind, identity = identities.get((name, line.start, line.end), (line.kind, plain_name(line.found)))
            first = given.setdefault((kind, identity), line)
            if first.pseudonym != line.pseudonym:
                log.add(
                    "two-pseudonyms",
                    material.review_path,
                    line=line.line,
                    column="pseudonym",
                    found=line.pseudonym,
                    allowed=f"{first.pseudonym} (L{first.line})",
                )
            pseudonyms.enter(kind, identity, line.found, material.place_of(name), line.pseudonym)
    return pseudonyms
