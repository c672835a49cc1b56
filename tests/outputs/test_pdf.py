"""A paper read again: what is not tagged, or has its fonts outside, is seen."""

import pandas as pd

from relstudy.outputs.pdf import check_papers

WHOLE = b"%PDF-1.7 /MarkInfo /StructTreeRoot /Lang (fr) /Outlines /FontFile3"


def test_a_tagged_paper_passes() -> None:
    (check,) = check_papers({"report.fr.pdf": WHOLE}, pd.DataFrame())
    assert (check.name, check.passed) == ("report_fr_paper_is_tagged", True)


def test_what_a_paper_lacks_is_named() -> None:
    (check,) = check_papers({"report.fr.pdf": WHOLE.replace(b"/StructTreeRoot", b"")}, pd.DataFrame())
    assert not check.passed
    assert check.detail == "/StructTreeRoot"
