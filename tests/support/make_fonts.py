"""Make the report's fonts: static weights, only the characters a report writes, under names of our own.

python -m venv v && v/bin/pip install fonttools brotli fontpkg-source-serif-4
v/bin/python tests/support/make_fonts.py <folder of Inter's .otf> <folder of Source Serif's variable .ttf> templates/report/fonts
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x152, 0x153, 0x160, 0x161, 0x178, 0x17D, 0x17E, 0x2C6, 0x2DC, 0x2009, 0x200A, *range(0x2010, 0x2016),
    *range(0x2018, 0x201F), *range(0x2020, 0x2023), 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122,
    *range(0x2190, 0x2194), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25A1,
]  # fmt: skip
FEATURES = ["kern", "locl", "tnum", "lnum"]
FONTS = (
    ("Inter-Regular.otf", {}, "Relstudy Sans", "Regular", "inter-400"),
    ("Inter-SemiBold.otf", {}, "Relstudy Sans", "SemiBold", "inter-600"),
    ("SourceSerif4[opsz,wght].ttf", {"wght": 600, "opsz": 24}, "Relstudy Serif", "SemiBold", "serif-600"),
    ("SourceSerif4-Italic[opsz,wght].ttf", {"wght": 400, "opsz": 12}, "Relstudy Serif", "Italic", "serif-400-italic"),
)


def main(inter: Path, serif: Path, to: Path) -> None:
    """Write the four fonts in two parts, common signs and rare ones.

    Inter 3.19 (as Debian packages it) and Source Serif 4.004 are what the committed ones were made of.
    """
    rare = set(map(ord, (to / "rare.txt").read_text(encoding="utf-8").removesuffix("\n")))
    for part, signs in (("", set(CHARACTERS) - rare), ("-rare", rare)):
        write_part(inter, serif, to, part, signs)


def write_part(inter: Path, serif: Path, to: Path, part: str, signs: set[int]) -> None:
    """Write one part of each font, with these signs alone."""
    for file, place, family, style, stem in FONTS:
        name = f"{stem}{part}"
        font = TTFont((inter if file.startswith("Inter") else serif) / file, recalcTimestamp=False)
        if place:
            font = instantiateVariableFont(font, place)
        options = Options(
            layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14]
        )
        options.recalc_timestamp = False
        subset = Subsetter(options)
        subset.populate(unicodes=signs)
        subset.subset(font)
        plain = family.replace(" ", "")
        named = {1: family, 2: style, 4: f"{family} {style}", 6: f"{plain}-{style}"}
        for record in list(font["name"].names):
            if record.nameID in named:
                record.string = named[record.nameID]
        if "CFF " in font:
            top = font["CFF "].cff
            top.fontNames[0] = named[6]
            top[0].FullName, top[0].FamilyName = named[4], family
        font.flavor = "woff2"
        font.save(to / f"{name}.woff2")
        print(name, (to / f"{name}.woff2").stat().st_size)


if __name__ == "__main__":
    main(*(Path(word) for word in sys.argv[1:4]))
