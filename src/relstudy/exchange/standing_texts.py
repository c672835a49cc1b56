"""Material whose texts the wave has already but for white space and names: the wave's texts stay, and passages are moved to them.

Programs write line ends their own way, and a review puts pseudonyms where a project still has names: neither is another
text. Whoever codes in two programs, or goes on after a review, keeps every coding.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from relstudy.exchange.coded_material import CodedMaterial, Coding, count_losses
from relstudy.exchange.masked_texts import MaskedText, follow_masks

#: Two people may say a shorter text in the same words: signs.
_LONG = 100


def keep_standing_texts(
    material: CodedMaterial, texts: Mapping[str, str], cases: Mapping[str, str], masks: Collection[str]
) -> CodedMaterial:
    """Return material in which a text that stands in the wave, white space and `masks` apart, is as it stands there.

    So is its name, where a long text goes by another one, and its case, where a file that tells of none calls it after
    the text; `cases` are those of the texts that stand.
    """
    material = _under_standing_names(material, texts, masks)
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


def _under_standing_names(material: CodedMaterial, texts: Mapping[str, str], masks: Collection[str]) -> CodedMaterial:
    """Return material in which a text that the wave has under another name goes by that name: else one interview would be two."""
    by_signs: dict[str, list[str]] = {}
    for name, text in texts.items():
        by_signs.setdefault("".join(text.split()), []).append(name)
    masked = list(_masked(texts, masks))
    known: dict[str, str] = {}
    for one in material.verbatims:
        signs = "".join(one.text.split())
        if len(signs) < _LONG or (one.id in texts and follow_masks(texts[one.id], one.text, masks) is not None):
            continue
        same = by_signs.get(signs) or [
            name
            for name, head, tail in masked
            if signs.startswith(head)
            and signs.endswith(tail)
            and follow_masks(texts[name], one.text, masks) is not None
        ]
        if len(same) == 1:
            known[one.id] = same[0]
    left = {one.id for one in material.verbatims} - known.keys()
    times = Counter(known.values())
    known = {name: stands for name, stands in known.items() if times[stands] == 1 and stands not in left}
    if not known:
        return material
    verbatims = tuple(
        replace(one, id=known[one.id], case=known[one.id] if one.case == one.id else one.case)
        if one.id in known
        else one
        for one in material.verbatims
    )
    told = {one.case for one in verbatims}
    cases = {known.get(one.id, one.id) if one.id not in told else one.id: one for one in material.cases}
    return replace(
        material,
        cases=tuple(replace(one, id=name) for name, one in cases.items() if name in told or one.id not in known),
        verbatims=verbatims,
        codings=tuple(replace(one, verbatim=known.get(one.verbatim, one.verbatim)) for one in material.codings),
        reads=tuple(replace(one, verbatim=known.get(one.verbatim, one.verbatim)) for one in material.reads),
        in_full=tuple(replace(one, verbatim=known.get(one.verbatim, one.verbatim)) for one in material.in_full),
        losses=(*material.losses, *count_losses(("found-by-text", name) for name in known)),
    )


def _masked(texts: Mapping[str, str], masks: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the texts in which a mask stands, with the signs before the first and behind the last: few others have both."""
    for name, text in texts.items():
        parts = [text]
        for mask in filter(None, masks):
            parts = [parts[0].partition(mask)[0], parts[-1].rpartition(mask)[2]]
        head, tail = ("".join(part.split()) for part in (parts[0], parts[-1]))
        if any(mask and mask in text for mask in masks):
            yield name, head, tail


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
