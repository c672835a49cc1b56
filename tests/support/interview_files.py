"""Small files of interviews, written and read."""

from pathlib import Path

from relstudy.intake.interviews import InterviewFiles, read_interviews
from relstudy.survey.plan import Source
from relstudy.survey.registers import CodebookEntry


def source_of(tmp_path: Path, name: str, text: str | None) -> Source | None:
    if text is None:
        return None
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    return Source(path=f"waves/w/{name}", sha256="0", absolute=path)


def interviews_of(
    tmp_path: Path,
    codings: str,
    *,
    codebook: tuple[CodebookEntry, ...],
    cases: str | None = "case_id\nA1\nA2\nA3\n",
    verbatims: str | None,
    asked: str | None = None,
) -> InterviewFiles:
    return read_interviews(
        cases=source_of(tmp_path, "cases.csv", cases), verbatims=source_of(tmp_path, "verbatims.csv", verbatims),
        codings=source_of(tmp_path, "codings.csv", codings), asked=source_of(tmp_path, "asked.csv", asked), codebook=codebook,
    )  # fmt: skip
