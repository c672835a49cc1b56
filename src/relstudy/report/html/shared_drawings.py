"""Small drawings that stand many times in a report are written once: a page of marks would be half shapes otherwise."""

import base64
import re
from collections import Counter

#: A drawing hidden from assistive tools, which says nothing its place in the text does not, and what it tells a pointer. Its
#: class, or where that is empty the element around it, gives it a size; one without the attribute has no other than its own.
_DRAWING = re.compile(
    r'<svg class="([^"]*)" viewBox="([^"]*)" aria-hidden="true">(?:<title>([^<"]*)</title>)?(.*?)</svg>', re.DOTALL
)
#: Of drawings that stand less often the definition would cost more than it spares.
_OFTEN = 3


def share_drawings(page: str) -> str:
    """Return a report in which drawings that stand at least three times are backgrounds, each written once in a rule of style.

    Texts of people are escaped in it: what looks like a drawing is one of ours.
    """
    times = Counter(match.group(2, 4) for match in _DRAWING.finditer(page))
    often = [drawing for drawing, n in times.items() if n >= _OFTEN]
    names = {drawing: f"d{place}" for place, drawing in enumerate(often)}

    def name(match: re.Match[str]) -> str:
        known = names.get(match.group(2, 4))
        if known is None:
            return match[0]
        own, told = f"{match[1]} " if match[1] else "", f' title="{match[3]}"' if match[3] else ""
        return f'<i class="{own}{known}"{told}></i>'

    rules = "".join(f".{names[one]}{{background:{_picture(*one)} center/contain no-repeat}}\n" for one in often)
    return _DRAWING.sub(name, page).replace("</style>", f"{rules}</style>", 1)


def _picture(box: str, inside: str) -> str:
    # No percent sign: a report of interviews alone has none, not even in its style.
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'
    return f"url(data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()})"
