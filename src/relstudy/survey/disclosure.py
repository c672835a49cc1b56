"""Disclosure: the facts of a wave without which nothing may be delivered.

References
----------
AAPOR, Code of Professional Ethics and Practices (2021), III.A: the eleven items a report of a survey discloses.
"""

from relstudy.survey.plan import Study, Wave

#: Facts of wave.toml by which the items that only people know are told.
MANDATORY = (
    "sponsor", "conductor", "population", "recruitment", "sample_design", "mode", "instruments", "weighting", "checks",
    "limits",
)  # fmt: skip
#: Those of a study with interviews beside them.
OF_INTERVIEWS = ("interviews_mode", "interviews_population")


def mandatory_facts(study: Study) -> tuple[str, ...]:
    """Return the facts a delivery of a study may not lack, in the order told."""
    return (*MANDATORY, *(OF_INTERVIEWS if study.steps.interviews else ()))


def unsaid_facts(study: Study, wave: Wave) -> tuple[str, ...]:
    """Return the mandatory facts that the wave.toml of a wave does not say, or leaves blank; its dates where they are still the draft's."""
    said = wave.facts.facts
    dates = () if wave.facts.is_dated else ("field_start", "field_end")
    return (*dates, *(name for name in mandatory_facts(study) if not said.get(name, "").strip()))
