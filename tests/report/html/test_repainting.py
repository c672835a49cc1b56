"""Colours are swapped where a tag or a rule paints, and nowhere else."""

from relstudy.report.html.repainting import repaint, repaint_style
from relstudy.report.palette import ACCENT, INK, PROFILE_MARKS
from relstudy.stats.colours import contrast_on_white
from relstudy.survey.brand import NO_BRAND, Brand

BRAND = Brand(accent="#B3005E", ink="#12302B", profiles=("#0072B2", "#D55E00"))


def test_without_a_brand_nothing_changes():
    page = f'<path fill="{ACCENT}"/>'
    assert repaint(page, NO_BRAND) is page


def test_colours_are_swapped_in_paint_and_left_in_what_people_wrote():
    page = (
        f'<p title="{ACCENT}">{ACCENT}</p><path d="M1" stroke="{ACCENT}" fill="{INK}"/><i style="color:{ACCENT}"></i>'
    )
    assert repaint(page, BRAND) == (
        f'<p title="{ACCENT}">{ACCENT}</p><path d="M1" stroke="#B3005E" fill="#12302B"/><i style="color:#B3005E"></i>'
    )
    assert repaint_style(f"a {{ color: {INK.lower()}; }}", BRAND) == "a { color: #12302B; }"


def test_a_number_on_a_mark_too_pale_for_text_is_set_on_a_darker_shade():
    own = PROFILE_MARKS[1].colour
    page = f'<path class="mark" d="" fill="{own}"/><text fill="{own}">1</text><path d="" fill="{own}"/>'
    mark, text, bar = (
        part.split('fill="')[1][:7] for part in repaint(page, BRAND).split("<")[1::1] if 'fill="' in part
    )
    assert bar == "#D55E00"
    assert mark == text != bar
    assert contrast_on_white([text])[0] >= 4.5
