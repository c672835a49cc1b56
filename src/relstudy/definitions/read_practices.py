"""`[practices]` of study.toml: which items name channels, which tell continuity and use at the same time, which ask why."""

from collections.abc import Sequence
from dataclasses import dataclass

from relstudy.definitions.read_declaration import Declaration
from relstudy.survey.items import CodeId, Observation, PracticeRule
from relstudy.survey.plan import PracticesPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPractices:
    """What is declared, its table, and whether it could be read in full; that items and codes exist is seen later."""

    plan: PracticesPlan
    table: Declaration
    sound: bool


def read_practices(root: Declaration) -> DeclaredPractices | None:
    """Return what study.toml says of practices, faults in the log; None where it says nothing."""
    table = root.table("practices")
    if table is None:
        return None
    before = len(root.log.faults)
    table.only(("channels", "continuity", "simultaneous", "criteria"))
    channels = table.item_ids("channels", required=True)
    if channels is not None and not channels:
        table.fault("missing-value", "channels", found="[]")
    criteria = table.item_ids("criteria") or ()
    for key, names in (("channels", channels or ()), ("criteria", criteria)):
        for twice in _repeated(names):
            table.fault("duplicate-id", key, found=twice)
    rule = PracticeRule(
        channels=tuple(dict.fromkeys(channels or ())),
        continuity=_read_observation(table, "continuity", ("yes", "no")),
        simultaneous=_read_observation(table, "simultaneous", ("yes",)),
    )
    plan = PracticesPlan(rule=rule, criteria=tuple(dict.fromkeys(criteria)))
    return DeclaredPractices(plan=plan, table=table, sound=len(root.log.faults) == before)


def _read_observation(table: Declaration, key: str, sides: tuple[str, ...]) -> Observation | None:
    declared = table.table(key, item=f"practices.{key}")
    if declared is None:
        return None
    declared.only(("item", *sides))
    item = declared.item_id("item", required=True)
    codes = {side: declared.texts(side, required=True) for side in sides}
    for side, given in codes.items():
        if given == ():
            declared.fault("missing-value", side, found="[]")
        for twice in _repeated(given or ()):
            declared.fault("duplicate-id", side, found=twice)
    for code in codes.get("no") or ():
        if code in (codes["yes"] or ()):
            declared.fault("duplicate-id", "no", found=code, allowed="yes | no")
    if item is None:
        return None
    yes, no = (tuple(map(CodeId, codes.get(side) or ())) for side in ("yes", "no"))
    return Observation(item=item, yes=yes, no=no)


def _repeated(names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]
