"""Templates of the agency for parts of the report: found, judged line by line, never carried out here."""

from relstudy.definitions.agency_files import BRAND_FILE, TEMPLATES, Home, block_files, homes
from relstudy.definitions.block_language import judge_block
from relstudy.definitions.read_brand import source_of
from relstudy.definitions.read_folder import StudyFolder
from relstudy.survey.brand import BLOCK_NAMES, Block
from relstudy.tables.text_files import decode

_ENDING = ".j2"


def read_blocks(files: StudyFolder) -> tuple[Block, ...]:
    """Return the parts of the report a study or its agency writes; one with a fault is left out and every fault is noted."""
    for home in homes(files.root):
        _refuse_unknown(files, home)
    read = (_read_block(files, home, name) for home, name in block_files(files.root))
    return tuple(block for block in read if block is not None)


def _refuse_unknown(files: StudyFolder, home: Home) -> None:
    """Say of every other template that no part of the report is called so, instead of leaving it out in silence.

    The folder above a study is its agency's only where a brand lies there: else it may be anything.
    """
    if not home.named and not (home.folder / BRAND_FILE).is_file():
        return
    known = tuple(f"{name}.html{_ENDING}" for name in BLOCK_NAMES)
    for path in sorted((home.folder / TEMPLATES).glob(f"**/*{_ENDING}")):
        if path.parent.name != TEMPLATES or path.name not in known:
            name = f"{home.prefix}{path.relative_to(home.folder).as_posix()}"
            files.log.add("not-available", name, found=path.name, allowed=", ".join(known))


def _read_block(files: StudyFolder, home: Home, name: str) -> Block | None:
    source = source_of(files, home, name)
    contents = None if source is None else files.contents(source)
    if source is None or contents is None:
        return None
    decoded = decode(contents, source.path, files.log)
    if decoded is None:
        return None
    text = decoded[0].replace("\r\n", "\n")
    offences = judge_block(text)
    for one in offences:
        files.log.add("unsafe-template", source.path, line=one.line, found=one.found, allowed=one.allowed)
    return (
        None
        if offences
        else Block(name=name.removeprefix(f"{TEMPLATES}/").partition(".")[0], file=source.path, source=text)
    )
