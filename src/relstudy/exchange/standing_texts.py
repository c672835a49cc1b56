"""Material whose texts the wave has already but for white space and names: the wave's texts stay, and passages are moved to them.

Programs write line ends their own way, and a review puts pseudonyms where a project still has names: neither is another
text. Whoever codes in two programs, or goes on after a review, keeps every coding.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from relstudy.exchange.coded_material import CodedMaterial, Coding, count_losses
from relstudy.exchange.masked_texts import MaskedText, follow_masks


def keep_standing_texts(
    material: CodedMaterial, texts: Mapping[str, str], cases: Mapping[str, str], masks: Collection[str]
) -> CodedMaterial:
    """Return material in which a text that stands in the wave, white space and `masks` apart, is as it stands there.

    So is its case, where a file that tells of none calls it after the text; `cases` are those of the texts that stand.
    """
    material = _under_standing_cases(material, texts, cases, masks)
    given = {one.id: one.text for one in material.verbatims}
    kept = {
        name: found
        for name, text in given.items()
        if name in texts and texts[name] != text and (found := follow_masks(texts[name], text, masks)) is not None
    }
    if not kept:
        return material
    lost = [("text-kept", name) for name in kept]
    codings: list[Coding] = []
    for one in material.codings:
        if one.verbatim not in kept or one.start is None or one.end is None:
            codings.append(one)
        elif given[one.verbatim][one.start : one.end].strip():
            codings.append(_moved(one, kept[one.verbatim], texts[one.verbatim]))
        else:
            lost.append(("selection-outside-text", one.verbatim))
    return replace(
        material,
        verbatims=tuple(replace(one, text=texts[one.id]) if one.id in kept else one for one in material.verbatims),
        codings=tuple(dict.fromkeys(codings)),
        losses=(*material.losses, *count_losses(lost)),
    )


def _under_standing_cases(
    material: CodedMaterial, texts: Mapping[str, str], cases: Mapping[str, str], masks: Collection[str]
) -> CodedMaterial:
    """Return material in which a text that stands belongs to the case it has in the wave, where the file tells of none."""
    here = {
        one.id
        for one in material.verbatims
        if one.case == one.id
        and cases.get(one.id, one.id) != one.id
        and (texts[one.id] == one.text or follow_masks(texts[one.id], one.text, masks) is not None)
    }
    if not here:
        return material
    verbatims = tuple(replace(one, case=cases[one.id]) if one.id in here else one for one in material.verbatims)
    told = {one.case for one in verbatims}
    return replace(
        material,
        verbatims=verbatims,
        cases=tuple(one for one in material.cases if one.id not in here or one.id in told),
    )


def _moved(coding: Coding, follows: MaskedText, text: str) -> Coding:
    start, end = follows.place(coding.start or 0, coding.end or 0)
    return replace(coding, start=start, end=end, quote=text[start:end])
