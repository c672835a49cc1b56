"""Markup of a figure as a tree. The figures are well-formed XML too, so the standard library reads them."""

from xml.etree import ElementTree as ET

Element = ET.Element


def read_markup(markup: str) -> Element:
    """Return the elements of a figure below one root; markup that is not well formed is an error."""
    return ET.fromstring(f"<div>{markup}</div>".replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def find(tree: Element, tag: str = "*", **wanted: str | bool) -> list[Element]:
    """Return the elements of a tag whose attributes are as wanted (True: present), in document order; `data_key` is `data-key`."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
    return [
        e
        for e in tree.iter()
        if tag in ("*", e.tag)
        and all((name in e.attrib) if value is True else e.attrib.get(name) == value for name, value in named.items())
    ]


def one(tree: Element, tag: str = "*", **wanted: str | bool) -> Element:
    """Return the only such element."""
    (found,) = find(tree, tag, **wanted)
    return found


def text_of(element: Element) -> str:
    """Return all text within an element."""
    return "".join(element.itertext())
