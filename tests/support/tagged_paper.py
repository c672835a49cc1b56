"""A report as PDF, and a PDF read as a screen reader finds it: its objects, the tree of its tags, what each tag says of itself."""

import re
from dataclasses import dataclass, field

from relstudy.report.context import Context
from relstudy.report.paper.setting import set_paper
from relstudy.report.rendering import lay_paper

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n.*", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")


@dataclass(frozen=True)
class Tag:
    """One element of the tree: its kind, its dictionary, the elements inside it."""

    kind: str
    said: bytes
    inside: "tuple[Tag, ...]" = field(default=())

    def all(self) -> "list[Tag]":
        """Return this element and all inside it, in reading order."""
        return [self, *(tag for child in self.inside for tag in child.all())]


def render_paper(context: Context) -> bytes:
    """Return the report of a context as PDF, dated by the end of the fieldwork."""
    return set_paper(lay_paper(context), day=context.wave.facts.field_end, brand=context.study.brand)


def objects_of(paper: bytes) -> dict[int, bytes]:
    """Return the dictionaries of a PDF by number, without their streams."""
    return {int(found[1]): _STREAM.sub(b"", found[2]) for found in _OBJECT.finditer(paper)}


def catalog_of(objects: dict[int, bytes]) -> bytes:
    """Return the dictionary that says what the file is."""
    return next(said for said in objects.values() if b"/Type/Catalog" in said)


def tags_of(objects: dict[int, bytes]) -> Tag:
    """Return the tree of tags."""
    root = re.search(rb"/StructTreeRoot (\d+) 0 R", catalog_of(objects))
    assert root is not None
    children = _children(objects[int(root[1])], objects)
    assert len(children) == 1
    return children[0]


def _children(said: bytes, objects: dict[int, bytes]) -> tuple[Tag, ...]:
    listed = re.search(rb"/K ?(\[(?:[^\[\]]|\[[^\]]*\])*\]|\d+ 0 R)", said)
    if listed is None:
        return ()
    places = [int(one[1]) for one in _REFERENCE.finditer(listed[1])]
    return tuple(_tag(objects[place], objects) for place in places if b"/StructElem" in objects.get(place, b""))


def _tag(said: bytes, objects: dict[int, bytes]) -> Tag:
    kind = re.search(rb"/S ?/(\w+)", said)
    assert kind is not None
    return Tag(kind[1].decode(), said, _children(said, objects))
