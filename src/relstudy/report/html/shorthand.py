"""The finished report in fewer signs: what HTML lets be understood is left out last, so that views and templates say it all.

A report is half markup, and it is sent by mail. Nothing a reader, a program or an assistive tool is told goes.
"""

import re

#: An element that opens and has a quoted attribute. Texts of people are escaped: what looks like one is ours, and no text or
#: attribute holds a bare `<`.
_OPENS = re.compile(r'<[a-z][^<>"]*"[^<>]*>')
#: An attribute whose value ends where a space or the element does; before `/>` a parser would take the stroke for its last
#: sign. Names, addresses and roles are left, as they are what is looked for in a page.
_PLAIN = re.compile(r' (?!id=|href=|data-role=)([a-z][\w:-]*)="([^\s"\'=<>`]+)"(?!/)')
#: What stands in an element whose text is words: it need not say so again.
_WORDS = re.compile(r'(<(p|blockquote|caption|summary)\b[^<>]* data-role="text"[^<>]*>)(.*?)(?=</\2>)', re.DOTALL)
#: A row of a table, a cell named in it, and whether for another field than its value.
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_NAMED = re.compile(r' data-(?:key|cell)="(?P<key>[^"]*)"(?P<field>(?= data-field=))?')
#: Blank lines between the parts of a table. One break stays: who takes the text alone reads it row by row.
_BETWEEN = re.compile(r"\n{2,}(?=</?t(?:r|body|head|able)\b|<(?:colgroup|caption)\b)")
#: A break beside which another stands: at the edges of the parts of a table, of a list, of a drawing, of an element that
#: ends; and around the squares of a strip, which are drawings in a row of their own. The break is read first, since a page
#: is soon looked through for one sign.
_BESIDE = re.compile(
    r"\n(?:(?=</(?:tbody|thead|ul)>\n)|(?<=<tbody>\n)(?=<tr\b)|(?<=</colgroup>\n)(?=<thead\b)"
    r"|(?:(?<=</p>\n)|(?<=</table>\n))(?=</div>\n)|(?<=</i>\n)(?=<i\b|</span>\n)"
    r"|(?<=</text>\n)(?=</g>\n))"
)
#: Blocks that open one in another, each on a line of its own.
_OPENING = re.compile(r"(?<=\n)(?:<(?:div|table|section)\b[^<>]*>\n)+(?=<)")
#: A number alone in an element that says nothing of it.
_AROUND_NUMBER = re.compile(r"<span>(<data [^<>]*>[^<>]*</data>)</span>")
#: Elements that programs look for as they are written: numbers, marks, rows of the matrix, pages.
_AS_WRITTEN = re.compile(r" data-(?:key|page)=")


def shorten(page: str) -> str:
    """Return a report in fewer signs.

    One word needs no quotes, but for what is bound to a cell and the pages themselves; what is within words is words; in
    a row, a field that names no cell is one of the cell named before it; between the rows of a table no blank line stands, and no
    break beside another; a number needs no element of no meaning around it.
    """
    head, style, body = page.partition("</style>")
    body = _WORDS.sub(lambda words: words[1] + words[3].replace(' data-role="text"', ""), body)
    body = _ROW.sub(lambda row: _name_once(row[0]), body)
    body = _BETWEEN.sub("\n", body)
    body = _OPENING.sub(lambda blocks: blocks[0].replace("\n", ""), _BESIDE.sub("", body))
    body = _AROUND_NUMBER.sub(r"\1", body)
    return head + style + _OPENS.sub(_unquote, body)


def _name_once(row: str) -> str:
    """Return a row in which a cell is not named again by a field that follows it."""
    last = ""

    def name(cell: re.Match[str]) -> str:
        nonlocal last
        again, last = cell["key"] == last and cell["field"] is not None, cell["key"]
        return "" if again else cell[0]

    return _NAMED.sub(name, row)


def _unquote(element: re.Match[str]) -> str:
    return element[0] if _AS_WRITTEN.search(element[0]) else _PLAIN.sub(r" \1=\2", element[0])
