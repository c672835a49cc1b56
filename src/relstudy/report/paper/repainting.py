"""The tree of a paper in a brand's colours: swapped last, where a run or a drawing paints, never in what people wrote."""

from typing import Any

from relstudy.report.brand import Colours, colours_of
from relstudy.report.html.repainting import repaint
from relstudy.survey.brand import Brand

#: Keys of the tree whose value is a colour.
_PAINTS = ("fill", "stroke", "ink", "colour")


def repaint_tree(tree: Any, brand: Brand) -> Any:
    """Return a tree with the brand's colours in its paints and drawings."""
    colours = colours_of(brand)
    return _repainted(tree, brand, colours) if colours.swaps else tree


def _repainted(node: Any, brand: Brand, colours: Colours) -> Any:
    if isinstance(node, list):
        return [_repainted(one, brand, colours) for one in node]
    if not isinstance(node, dict):
        return node
    lettered = node.get("k") == "disc"
    painted = {}
    for key, value in node.items():
        if key == "svg":
            painted[key] = repaint(value, brand)
        elif key in _PAINTS and isinstance(value, str):
            painted[key] = colours.of(value, lettered=lettered)
        else:
            painted[key] = _repainted(value, brand, colours)
    return painted
