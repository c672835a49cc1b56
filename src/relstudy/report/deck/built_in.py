"""The template of a deck whose study and agency have none: four layouts, 16:9, in the colours of the report.

It is made, not stored: a change of a place or a colour is a change of a line. Fonts are such that every office program
has them, since a presentation cannot carry its own.
"""

import io
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from relstudy.report.deck.said import clean
from relstudy.report.html.logo import picture_of
from relstudy.report.palette import ACCENT, GRID, INK, INK_2, INK_3, PROFILE_MARKS, RULE
from relstudy.survey.brand import Brand, Font

if TYPE_CHECKING:
    from pptx.presentation import Presentation

#: Points of a slide of 16:9.
WIDTH, HEIGHT = 960, 540
_EMU = 12700
_TITLE_FONT, _TEXT_FONT = "Georgia", "Arial"
#: What every office program has in place of the families of the report.
_LIKE = {"Relstudy Sans": _TEXT_FONT, "Relstudy Serif": _TITLE_FONT}
#: Height of a logo on the cover, in points, and how far it may reach.
_LOGO, _LOGO_ACROSS = 48.0, 400.0
_LEFT, _ACROSS = 44, 872
_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
#: Kind, idx, name, box in points, size of text, colour, bold.
_Place = tuple[str, int, str, tuple[float, float, float, float], float, str, bool]
_TOP: tuple[_Place, ...] = (
    ("title", 0, "Title", (_LEFT, 30, _ACROSS, 66), 24, INK, True),
    ("body", 10, "Subtitle", (_LEFT, 97, _ACROSS, 34), 12, INK_2, False),
)
_FOOT: _Place = ("body", 12, "Foot", (_LEFT, 482, _ACROSS - 60, 36), 10, INK_3, False)
_BODY = (_LEFT, 136, _ACROSS, 342)
_LAYOUTS: dict[str, tuple[_Place, ...]] = {
    "Cover": (
        ("ctrTitle", 0, "Title", (_LEFT, 150, 760, 130), 34, INK, True),
        ("subTitle", 1, "Subtitle", (_LEFT, 296, 760, 130), 15, INK_2, False),
    ),
    "Chart": (*_TOP, ("chart", 11, "Chart", _BODY, 11, INK, False), _FOOT),
    "Table": (*_TOP, ("tbl", 11, "Table", _BODY, 11, INK, False), _FOOT),
    "Text": (*_TOP, ("body", 11, "Text", _BODY, 14, INK, False), _FOOT),
}


def built_in(brand: Brand) -> "Presentation":
    """Return an empty presentation with the built-in layouts, in the fonts of a brand and with its logo; its colours are swapped later."""
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.util import Pt

    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    layouts = list(deck.slide_layouts)
    for layout in layouts[len(_LAYOUTS) :]:
        deck.slide_layouts.remove(layout)
    for layout, (name, places) in zip(layouts, _LAYOUTS.items(), strict=False):
        _lay_out(layout, name, places)
    _set_master(deck.slide_master)
    _show_brand(layouts[0], brand)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob.decode(), brand).encode()  # noqa: SLF001 - python-pptx has no door to a theme
    return deck


def _lay_out(layout: Any, name: str, places: tuple[_Place, ...]) -> None:
    from pptx.oxml import parse_xml

    cover = name == "Cover"
    shapes = "".join(_placeholder(number, place) for number, place in enumerate(places, start=2))
    if cover:
        shapes += _rectangle(20, (0, 0, 14, HEIGHT), INK)
    else:
        shapes += (
            _rectangle(20, (_LEFT, 26, 36, 3), INK)
            + _rectangle(22, (_LEFT, 478, _ACROSS, 0.75), GRID)
            + _slide_number(21)
        )
    tree = parse_xml(f'<p:cSld {_NAMESPACES} name="{name}">{_tree(shapes)}</p:cSld>')
    element = layout._element  # noqa: SLF001 - layouts cannot be written otherwise
    element.attrib.pop("type", None)
    element.replace(element.find(tree.tag), tree)


def _set_master(master: Any) -> None:
    from pptx.oxml import parse_xml

    places = (*_TOP[:1], ("body", 1, "Text", _BODY, 14, INK, False))
    shapes = "".join(_placeholder(number, place) for number, place in enumerate(places, start=2))
    element = master._element  # noqa: SLF001 - likewise
    tree = parse_xml(
        f'<p:cSld {_NAMESPACES}><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
        f"{_tree(shapes)}</p:cSld>"
    )
    element.replace(element.find(tree.tag), tree)


def _tree(shapes: str) -> str:
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>{shapes}</p:spTree>'
    )


def _placeholder(number: int, place: _Place) -> str:
    kind, idx, name, box, size, colour, bold = place
    at = "" if kind in ("title", "ctrTitle") else f' idx="{idx}"'
    anchor = "b" if kind == "ctrTitle" else "t"
    font = "+mj-lt" if bold else "+mn-lt"
    levels = "".join(
        f'<a:lvl{level}pPr marL="{0 if level == 1 else 228600}" indent="0" algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/><a:defRPr sz="{round(size * 100)}" b="{int(bold)}" i="0" cap="none">'
        f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill><a:latin typeface="{font}"/></a:defRPr></a:lvl{level}pPr>'
        for level in range(1, 4)
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}"{at}/></p:nvPr></p:nvSpPr><p:spPr>{_box(box)}</p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle>{levels}</a:lstStyle><a:p><a:r><a:rPr lang="en-GB"/><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _box(box: tuple[float, float, float, float]) -> str:
    x, y, width, height = (round(side * _EMU) for side in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'


def _rectangle(number: int, box: tuple[float, float, float, float], colour: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Rule"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_box(box)}'
        f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _slide_number(number: int) -> str:
    """Return the number of the slide as a text of the layout: a placeholder would be on no slide that python-pptx adds."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Slide number"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f"<p:spPr>{_box((WIDTH - 94, 502, 50, 16))}<a:noFill/></p:spPr><p:txBody>"
        '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/><a:lstStyle/><a:p><a:pPr algn="r"/>'
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        f'<a:rPr lang="en-GB" sz="1000"><a:solidFill><a:srgbClr val="{INK_3[1:]}"/></a:solidFill></a:rPr><a:t>‹#›</a:t></a:fld></a:p></p:txBody></p:sp>'
    )


def _show_brand(cover: Any, brand: Brand) -> None:
    """Put a logo on the cover, else the name of who it is of."""
    from pptx.oxml import parse_xml

    tree = cover._element.cSld.spTree  # noqa: SLF001 - layouts cannot be written otherwise
    picture = None if brand.logo is None else picture_of(brand.logo, _LOGO)
    if picture is not None:
        _, link = cover.part.get_or_add_image_part(io.BytesIO(picture.png))
        shrunk = min(1.0, _LOGO_ACROSS / picture.width)
        box = _box((_LEFT, 50, picture.width * shrunk, picture.height * shrunk))
        tree.append(
            parse_xml(
                f'<p:pic {_NAMESPACES}><p:nvPicPr><p:cNvPr id="30" name="Logo" descr={quoteattr(clean(brand.name))}/><p:cNvPicPr/>'
                f'<p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch>'
                f"</p:blipFill><p:spPr>{box}</p:spPr></p:pic>"
            )
        )
    elif brand.name:
        tree.append(
            parse_xml(
                f'<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id="30" name="Brand"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>'
                f"<p:spPr>{_box((_LEFT, 50, _LOGO_ACROSS, 24))}<a:noFill/></p:spPr><p:txBody>"
                '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/><a:lstStyle/><a:p><a:r><a:rPr lang="en-GB" sz="1600" b="1">'
                f'<a:solidFill><a:srgbClr val="{INK_2[1:]}"/></a:solidFill></a:rPr><a:t>{escape(clean(brand.name))}</a:t></a:r></a:p></p:txBody></p:sp>'
            )
        )


def _font_name(font: Font | None, usual: str) -> str:
    """Return the name by which an office program knows a font; the usual one where it has none."""
    if font is None:
        return usual
    return font.own_name or _LIKE.get(font.family, usual)


def _theme(xml: str, brand: Brand) -> str:
    accents = (INK, *(mark.colour for mark in PROFILE_MARKS[:3]), ACCENT, INK_3)
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>'
        for name, colour in (
            ("dk1", INK),
            ("lt1", "#FFFFFF"),
            ("dk2", INK_2),
            ("lt2", RULE),
            *((f"accent{i}", colour) for i, colour in enumerate(accents, start=1)),
            ("hlink", "#0B2F66"),
            ("folHlink", INK_3),
        )
    )
    xml = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="relstudy">{colours}</a:clrScheme>', xml, flags=re.DOTALL
    )
    title, text = _font_name(brand.title, _TITLE_FONT), _font_name(brand.text, _TEXT_FONT)
    for part, font in (("majorFont", title), ("minorFont", text)):
        xml = _with_font(xml, part, escape(font, {'"': "&quot;"}))
    return xml


def _with_font(xml: str, part: str, name: str) -> str:
    return re.sub(rf'(<a:{part}>\s*<a:latin typeface=")[^"]*', lambda found: found[1] + name, xml)
