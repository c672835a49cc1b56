"""The report on paper, `report.<lang>.pdf`: tagged, its fonts inside, from the same views as the HTML report."""

import pandas as pd

from relstudy.errors import Fault
from relstudy.outputs.output import Check, Files
from relstudy.report import open_context
from relstudy.report.findings import Findings
from relstudy.report.rendering import render_papers
from relstudy.words import Lang

#: What a tagged PDF says of itself: it is marked, it has a tree of tags, a language, bookmarks.
_TAGS = (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"/Outlines")


def write_papers(*, findings: Findings, remarks: tuple[Fault, ...], langs: tuple[Lang, ...]) -> Files:
    """Return the report on paper in each language."""
    made = render_papers([open_context(findings, lang) for lang in langs], remarks)
    return {f"report.{lang}.pdf": paper for lang, paper in zip(langs, made, strict=True)}


def check_papers(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return, for each paper, whether it is a tagged document whose fonts are inside."""
    return tuple(_check_paper(name, made) for name, made in files.items())


def _check_paper(name: str, made: bytes) -> Check:
    lacking = [tag.decode() for tag in _TAGS if tag not in made]
    lacking += [] if b"/FontFile" in made else ["/FontFile"]
    return Check(
        name=f"{name.removesuffix('.pdf').replace('.', '_')}_paper_is_tagged",
        passed=not lacking,
        detail=", ".join(lacking) or f"{len(made)} bytes",
    )
