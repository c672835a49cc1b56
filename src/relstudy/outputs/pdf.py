"""The report on paper, `report.<lang>.pdf`: tagged, its fonts inside, from the same views as the HTML report."""

from concurrent.futures import Future, ThreadPoolExecutor

import pandas as pd

from relstudy.errors import Fault
from relstudy.outputs.output import Check, Files
from relstudy.report import open_context
from relstudy.report.findings import Findings
from relstudy.report.paper.setting import set_paper
from relstudy.report.rendering import lay_paper
from relstudy.words import Lang

#: What a tagged PDF says of itself: it is marked, it has a tree of tags, a language, bookmarks.
_TAGS = (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"/Outlines")


def write_papers(*, findings: Findings, remarks: tuple[Fault, ...], langs: tuple[Lang, ...]) -> Future[Files]:
    """Return what will be the report on paper in each language: laid out when asked, set while Python does other things.

    One is set while the next is laid out: typst needs no Python.
    """
    day, brand = findings.wave.facts.field_end, findings.study.brand
    pool = ThreadPoolExecutor(max_workers=len(langs) + 1)
    begun = {
        f"report.{lang}.pdf": pool.submit(
            set_paper, lay_paper(open_context(findings, lang), remarks), day=day, brand=brand
        )
        for lang in langs
    }

    def wait_for_all() -> Files:
        return {name: paper.result() for name, paper in begun.items()}

    coming = pool.submit(wait_for_all)
    pool.shutdown(wait=False)
    return coming


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
