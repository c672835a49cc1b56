"""What a template of the agency may say, judged line by line before anything of it is carried out.

It is a Jinja template of a small language: texts in a few elements, the names of the study, conditions on them, and
numbers that are cells. There is no attribute, no loop, no arithmetic and no definition, so that a template that passes
ends, reads nothing it was not given, and holds no markup but paragraphs. A number written by hand stands in an
`<address>` (who to reach) or a `<cite>` (a norm, a law): never as a finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

#: What a template is told of the study, all texts but `is_draft`.
NAMES = ("lang", "study", "client", "wave", "fieldwork", "agency", "brand", "is_draft")
#: Writes the number of a cell: `cell("key")`, `cell("key", "pct")`.
CELL = "cell"
ELEMENTS = ("h3", "p", "ul", "ol", "li", "strong", "b", "em", "i", "br", "address", "cite")
#: Elements in which a number is no finding.
_OF_NO_CELL = ("address", "cite")
_FILTERS = ("upper", "lower", "title", "trim", "default")
_NODES = frozenset({
    "Template", "Output", "TemplateData", "Name", "Const", "Call", "If", "CondExpr", "And", "Or", "Not", "Compare", "Operand", "Filter",
})  # fmt: skip
#: More than a page of anybody's address and rules; deeper conditions than anybody writes.
LONGEST = 16_000
_SPOKEN = 60
#: Stands for what an expression will print; the other sign ends the place of a number when a template is filled.
PRINTED, PRINTED_END = "\ue000", "\ue001"
_DIGIT, _FINDING = re.compile(r"\d"), re.compile(r"\d\s*[%‰€]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """What may not stand in a template: its line, what was found, the word of the terms of faults for what may."""

    line: int
    found: str
    allowed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cell a template names: its key, the format asked for, its line."""

    key: str
    form: str | None
    line: int


def make_sandbox() -> "SandboxedEnvironment":
    """Return the environment in which templates of the agency are read and carried out."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def judge_block(source: str) -> tuple[Offence, ...]:
    """Return everything that may not stand in a template, by line; none where it can be carried out."""
    from jinja2 import TemplateSyntaxError

    if len(source) > LONGEST:
        return (Offence(line=1, found="@too-large", allowed="@block-words"),)
    sandbox = make_sandbox()
    try:
        tree = sandbox.parse(source)
        sandbox.compile(source)
    except TemplateSyntaxError as error:
        return (Offence(line=error.lineno, found=_spoken(source, error.lineno), allowed="@block-words"),)
    except (RecursionError, SyntaxError, MemoryError):
        return (Offence(line=1, found=_spoken(source, 1), allowed="@block-words"),)
    offences = [*_judge_node(tree, source), *_judge_markup(source, sandbox)]
    return tuple(sorted(set(offences), key=lambda one: (one.line, one.found)))


def references_in(source: str) -> tuple[Reference, ...]:
    """Return the cells that a template without offence names, in its order."""
    from jinja2 import nodes

    return tuple(
        Reference(key=key, form=next(iter(form), None), line=call.lineno)
        for call in make_sandbox().parse(source).find_all(nodes.Call)
        for key, *form in [[arg.value for arg in call.args if isinstance(arg, nodes.Const)]]
    )


def _judge_node(node: "nodes.Node", source: str, *, printed: bool = False) -> Iterator[Offence]:
    """Yield what a part of a template is that it may not be; `printed` = its own value would stand in the page."""
    from jinja2 import nodes

    kind = type(node).__name__
    if kind not in _NODES or (isinstance(node, nodes.Name) and node.name not in NAMES):
        yield Offence(line=node.lineno, found=_spoken(source, node.lineno), allowed="@block-words")
        return
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        yield Offence(line=node.lineno, found=_spoken(source, node.lineno), allowed="@block-words")
    if isinstance(node, nodes.Call):
        if not _is_cell(node):
            yield Offence(line=node.lineno, found=_spoken(source, node.lineno), allowed="@block-words")
        return
    if printed and isinstance(node, nodes.Const) and _DIGIT.search(str(node.value)):
        yield Offence(line=node.lineno, found=_spoken(source, node.lineno), allowed="@block-numbers")
    compared = isinstance(node, nodes.Compare | nodes.Operand)
    for child in node.iter_child_nodes():
        yield from _judge_node(child, source, printed=not compared and (printed or isinstance(node, nodes.Output)))


def _is_cell(call: "nodes.Call") -> bool:
    """Tell whether a call writes a cell: a key, and a format or none, both written out."""
    from jinja2 import nodes

    called = isinstance(call.node, nodes.Name) and call.node.name == CELL
    written = all(isinstance(arg, nodes.Const) and isinstance(arg.value, str) for arg in call.args)
    return called and written and 1 <= len(call.args) <= 2 and not (call.kwargs or call.dyn_args or call.dyn_kwargs)


def _judge_markup(source: str, sandbox: "SandboxedEnvironment") -> Iterator[Offence]:
    """Yield every element, attribute and number of the text that may not stand there."""
    reader = _Markup(source)
    for _, kind, value in sandbox.lex(source):
        if kind == "data":
            reader.feed(value)
        else:
            reader.feed((PRINTED if kind == "variable_begin" else "") + "\n" * value.count("\n"))
    reader.close()
    yield from reader.offences


class _Markup(HTMLParser):
    """The text of a template as markup: what it holds that it may not."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.offences: list[Offence] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge an element."""
        if tag not in ELEMENTS or attrs:
            self._refuse("@block-elements")
        elif tag in _OF_NO_CELL:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Judge the end of one."""
        if tag not in ELEMENTS:
            self._refuse("@block-elements")
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        """Judge a text: numbers in it, and a tag that never ends."""
        found = (_FINDING if self._open else _DIGIT).search(data)
        if found is not None:
            self._refuse("@block-numbers", data.count("\n", 0, found.start()))
        if PRINTED_END in data:
            self._refuse("@block-words", data.count("\n", 0, data.index(PRINTED_END)))
        if "<" in data:
            self._refuse("@block-elements", data.count("\n", 0, data.index("<")))

    def handle_comment(self, data: str) -> None:
        """Refuse a remark of HTML: what stands in it would be in the page, unseen."""
        self._refuse("@block-elements")

    def handle_decl(self, decl: str) -> None:
        """Refuse a declaration."""
        self._refuse("@block-elements")

    def handle_pi(self, data: str) -> None:
        """Refuse an instruction."""
        self._refuse("@block-elements")

    def unknown_decl(self, data: str) -> None:
        """Refuse a section that is none of HTML."""
        self._refuse("@block-elements")

    def _refuse(self, allowed: str, below: int = 0) -> None:
        line = self.getpos()[0] + below
        self.offences.append(Offence(line=line, found=_spoken(self.source, line), allowed=allowed))


def _spoken(source: str, line: int) -> str:
    """Return a line of a template as a fault shows it."""
    lines = source.splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return text if len(text) <= _SPOKEN else f"{text[:_SPOKEN]}…"
