"""What analysts claim and nothing proves: numbers their page does not show, changes without what was before, two measures as one."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from page_context import share

from relstudy.cells import Cell, CellKey, assemble, cells_frame
from relstudy.errors import Fault
from relstudy.folding import look
from relstudy.report.book import Book, open_book
from relstudy.report.claims import parse_condition
from relstudy.report.proofs import doubt_texts
from relstudy.report.texts import PageTexts, Sentence, Texts
from relstudy.words import LANGS, Lang, load_words

ONLINE, SHOP, KPI = "survey/buy/share/1/all", "survey/buy/share/2/all", "audit/phone/missed/_/_"
BEFORE = "waves/buy/share/1/wave=2025"


@pytest.fixture(scope="module")
def book() -> Book:
    kpi = Cell(section="audit", item="phone", measure="missed", value=0.17, unit="share")
    before = Cell(section="waves", item="buy", measure="share", row="1", column="wave=2025", value=0.3, unit="share")
    rank = Cell(section="expectations", item="quick", measure="rank", value=1, unit="rank")
    cells = cells_frame(
        [share("buy", "1", 0.4), share("buy", "2", 0.6), share("gone", "1", 0.1), kpi, before, rank], step="survey"
    )
    frame: pd.DataFrame = assemble([cells], study="essai", wave="2026", min_base=30, caution_base=100)
    frame.loc[frame["key"] == "survey/gone/share/1/all", "marks"] = "down"
    return open_book(frame)


def doubts(book: Book, *told: Sentence, lang: Lang = "fr", shown: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    texts = Texts(file="waves/2026/texts.fr.toml", pages={"synthesis": PageTexts(claims=told)})
    found: list[Fault] = list(
        doubt_texts(
            texts,
            lang=lang,
            book=book,
            shown=lambda page: frozenset(map(CellKey, shown)) if page == "R1" else frozenset(),
        )
    )
    assert all((f.code, f.severity, f.item, f.line) == ("unproved-claim", "warning", "synthesis", 7) for f in found)
    return [(f.found or "", f.allowed or "") for f in found]


def said(text: str, *, holds: str | None = None, proof: str | None = None) -> Sentence:
    condition = parse_condition(holds) if holds else None
    return Sentence(text=text, line=7, holds=holds, proof=proof, condition=condition)


def test_every_number_of_a_claim_must_stand_on_its_page(book: Book) -> None:
    claim = said(f"{{{ONLINE}|pct}} en ligne, {{{SHOP}|pct}} en boutique.", proof="R1")
    assert doubts(book, claim, shown=(ONLINE, SHOP)) == []
    assert doubts(book, claim, shown=(ONLINE,)) == [(SHOP, "@on-page R1")]
    assert doubts(book, claim) == [(f"{ONLINE}, {SHOP}", "@on-page R1")]
    assert doubts(book, replace(claim, proof="R2"), shown=(ONLINE, SHOP)) == [(f"{ONLINE}, {SHOP}", "@on-page R2")]
    assert doubts(book, replace(claim, proof=None)) == []


def test_a_claim_without_a_number_is_about_those_it_compares(book: Book) -> None:
    claim = said("La boutique devance l’achat en ligne.", holds=f"{SHOP} > {ONLINE}", proof="R1")
    assert doubts(book, claim, shown=(SHOP,)) == [(ONLINE, "@on-page R1")]
    assert doubts(book, claim, shown=(SHOP, ONLINE)) == []


def test_a_key_of_no_cell_is_another_fault(book: Book) -> None:
    assert doubts(book, said("{survey/bye/share/1/all|pct} en ligne.", proof="R1")) == []


@pytest.mark.parametrize(
    ("text", "lang", "word"),
    [
        ("L’achat en ligne recule", "fr", "recule"),
        ("L’application est DEVENUE prioritaire", "fr", "devenue"),
        ("L'accueil s'améliore", "fr", "s'améliore"),
        ("L’achat en ligne\u00a0: en baisse", "fr", "en baisse"),
        ("The app has become a habit", "en", "become"),
        ("Online buying fell", "en", "fell"),
        ("Fewer people wait: it is no longer a habit", "en", "no longer"),
        ("L’agence sert moins qu’il y a un an", "fr", "il y a un an"),
        ("Fewer came than last year", "en", "last year"),
        ("L’agence n’est plus le premier canal", "fr", "n'est plus"),
        ("La messagerie a supplanté l’agence", "fr", "a supplanté"),
        ("The branch is shrinking", "en", "shrinking"),
        ("More people than ever buy online", "en", "than ever"),
        ("Use continues to grow", "en", "continues to"),
    ],
)
def test_words_of_change_need_an_earlier_cell(book: Book, text: str, lang: Lang, word: str) -> None:
    assert doubts(book, said(text), lang=lang) == [(word, "@earlier-cell")]
    assert doubts(book, said(f"{text} {{{ONLINE}|pct}}."), lang=lang) == [(word, "@earlier-cell")]
    assert doubts(book, said(f"{text} {{{BEFORE}|pct}}."), lang=lang) == []
    assert doubts(book, said(text, holds=f"{ONLINE} > {BEFORE}"), lang=lang) == []
    moved = "survey/gone/share/1/all"
    assert doubts(book, said(f"{text} {{{moved}|pct}}."), lang=lang) == [], "marked as having moved"
    assert doubts(book, said(text, holds=f"{moved} > 0"), lang=lang) == [], "about no other number"
    of_another = said(f"{text} {{{ONLINE}|pct}}.", holds=f"{moved} > 0")
    assert doubts(book, of_another, lang=lang) == [(word, "@earlier-cell")]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("La réalité augmentée n’est pas attendue", "fr"),
        ("Les baissiers, la baissette, un reculoir", "fr"),
        ("The fellow is fallible", "en"),
        ("Ils veulent que cela change", "fr"),
        ("We want to increase trust and to become simpler", "en"),
        ("Il faut augmenter la part des achats en ligne", "fr"),
    ],
)
def test_only_whole_words_are_words_of_change(book: Book, text: str, lang: Lang) -> None:
    assert doubts(book, said(text), lang=lang) == []


@pytest.mark.parametrize(
    ("between", "lang"), [(" à ", "fr"), (" → ", "fr"), (", puis ", "fr"), (" to ", "en"), (" then ", "en")]
)
def test_a_kpi_and_a_share_are_not_before_and_after(book: Book, between: str, lang: Lang) -> None:
    for first, second in ((KPI, ONLINE), (ONLINE, KPI)):
        text = f"{{{first}|pct}}{between}{{{second}|pct}}"
        assert doubts(book, said(text), lang=lang) == [(f"{first} → {second}", "@one-measure")]
    assert doubts(book, said(f"{{{ONLINE}|pct}}{between}{{{SHOP}|pct}}"), lang=lang) == []


@pytest.mark.parametrize(
    ("between", "lang"),
    [
        (" d’appels perdus, on arrive à ", "fr"),
        (" d’appels perdus, contre ", "fr"),
        (" of calls are missed, up from ", "en"),
    ],
)
def test_words_between_a_kpi_and_a_share_do_not_make_them_one_measure(book: Book, between: str, lang: Lang) -> None:
    told = doubts(book, said(f"{{{KPI}|pct}}{between}{{{ONLINE}|pct}}"), lang=lang)
    assert (f"{KPI} → {ONLINE}", "@one-measure") in told
    apart = said(f"{{{KPI}|pct}} d’appels perdus. Il reste beaucoup à faire. De là à {{{ONLINE}|pct}}")
    assert doubts(book, apart, lang=lang) == []


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [("L’achat en ligne reste stable", "fr", "reste stable"), ("Online buying is unchanged", "en", "unchanged")],
)
def test_what_did_not_change_needs_an_earlier_cell_and_no_mark_proves_it(
    book: Book, text: str, lang: Lang, words: str
) -> None:
    moved = "survey/gone/share/1/all"
    for about in (ONLINE, moved):
        assert doubts(book, said(f"{text} {{{about}|pct}}."), lang=lang) == [(words, "@earlier-cell")]
    assert doubts(book, said(text, holds=f"{ONLINE} - {BEFORE} < 0.02"), lang=lang) == []


def test_a_percentage_typed_by_hand_stands_on_no_page(book: Book) -> None:
    typed = said("42 % des clients appellent chaque mois.", proof="R1")
    assert doubts(book, typed, shown=(ONLINE,)) == [("42 %", "@referred-to")]
    assert doubts(book, replace(typed, proof=None)) == []
    assert doubts(book, said(f"{{{ONLINE}|pct}} en ligne, à 95 % près.", proof="R1"), shown=(ONLINE,)) == []
    assert doubts(book, said("Sept attentes sur 14 comptent.", proof="R1")) == []


def test_a_kpi_and_a_share_may_stand_side_by_side(book: Book) -> None:
    assert doubts(book, said(f"{{{KPI}|pct}} d’appels perdus, et {{{ONLINE}|pct}} achètent en ligne.")) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_words_known_are_written_as_they_are_read(lang: Lang) -> None:
    words = load_words(lang, "claims")
    assert set(words) == {"change", "into", "goal", "steady", "wish", "noun", "aside", "superlative", "idiom", "lost"}
    for listed in words.values():
        looks = [look(word) for word in listed]
        assert len(set(looks)) == len(looks)
        assert all(word == word.strip() and not re.search(r"\s\s", word) for word in listed)


@pytest.mark.parametrize(
    ("text", "lang", "target"),
    [
        ("{share} achètent en ligne, objectif 40\u00a0%.", "fr", "objectif 40 %"),
        ("{share} achètent en ligne ; l’objectif est de 40 % fin 2027.", "fr", "objectif est de 40 %"),
        ("Objectif : 40,5 %, contre {share} aujourd’hui.", "fr", "objectif : 40,5 %"),
        ("{share} buy online, for a target of 40%.", "en", "target of 40%"),
        ("{share} achètent en ligne, il faut atteindre 40 %.", "fr", "atteindre 40 %"),
        ("{share} buy online and should reach 40%.", "en", "reach 40%"),
    ],
)
def test_a_share_is_no_state_from_which_a_typed_target_starts(book: Book, text: str, lang: Lang, target: str) -> None:
    assert doubts(book, said(text.replace("{share}", f"{{{ONLINE}|pct}}")), lang=lang) == [
        (f"{ONLINE} → {target}", "@one-measure")
    ]
    assert doubts(book, said(text.replace("{share}", f"{{{KPI}|pct}}")), lang=lang) == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Dans la cible des 18-34 ans, {share} achètent en ligne.", "fr"),
        ("{share} achètent en ligne : c’est un objectif partagé par la direction et 40 % en doutent.", "fr"),
        ("Of the target aged 18 to 34, {share} buy online.", "en"),
    ],
)
def test_a_target_group_is_no_target(book: Book, text: str, lang: Lang) -> None:
    assert doubts(book, said(text.replace("{share}", f"{{{ONLINE}|pct}}")), lang=lang) == []


@pytest.mark.parametrize(
    ("text", "lang", "word"),
    [
        ("La boutique est le canal le plus fréquenté", "fr", "le plus"),
        ("C’est en boutique qu’on attend le moins", "fr", "le moins"),
        ("La boutique arrive en tête", "fr", "arrive en tête"),
        ("Le premier canal est la boutique", "fr", "le premier canal"),
        ("La boutique est de loin le sujet qui revient", "fr", "de loin le"),
        ("L’accueil est le premier sujet", "fr", "le premier sujet"),
        ("The shop is by far ahead", "en", "by far"),
        ("The shop is the most popular of all channels", "en", "the most"),
        ("Most used: the shop", "en", "most used"),
        ("The shop has the lowest costs", "en", "the lowest"),
        ("For buying, the shop comes first", "en", "comes first"),
    ],
)
def test_a_superlative_needs_what_it_is_compared_with(book: Book, text: str, lang: Lang, word: str) -> None:
    doubted = [(word, "@compared-cells")]
    assert doubts(book, said(text), lang=lang) == doubted
    assert doubts(book, said(f"{text} ({{{SHOP}|pct}})."), lang=lang) == doubted, "one number alone is no comparison"
    assert doubts(book, said(text, holds=f"{SHOP} > 0.5"), lang=lang) == doubted
    assert doubts(book, said(text, holds=f"{SHOP} > {ONLINE}"), lang=lang) == []
    assert doubts(book, said(text, holds="expectations/quick/rank/_/_ == 1"), lang=lang) == []
    on_page = said(f"{text} ({{{SHOP}|pct}}).", proof="R1")
    assert doubts(book, on_page, lang=lang, shown=(SHOP, ONLINE)) == [], "the page shows it above the other"
    assert doubts(book, on_page, lang=lang, shown=(SHOP, KPI)) == doubted, "nothing like it beside it"


def test_a_superlative_of_a_number_that_is_neither_first_nor_last_is_doubted() -> None:
    frame = cells_frame([share("buy", "1", 0.4), share("buy", "2", 0.6), share("buy", "3", 0.2)], step="survey")
    book = open_book(assemble([frame], study="essai", wave="2026", min_base=30, caution_base=100))
    keys = (ONLINE, SHOP, "survey/buy/share/3/all")
    told = said(f"L’achat en ligne ({{{ONLINE}|pct}}) est le plus répandu.", proof="R1")
    assert doubts(book, told, shown=keys) == [("le plus", "@compared-cells")]
    for key in keys[1:]:
        assert doubts(book, replace(told, text=told.text.replace(ONLINE, key)), shown=keys) == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Les plus de 60 ans appellent, les plus jeunes écrivent", "fr"),
        ("Il faut répondre le plus vite possible, à tout le moins avant le soir", "fr"),
        ("Un premier contact suffit, au plus deux", "fr"),
        ("Une personne sur deux achète en ligne", "fr"),
        ("Most clients call; for the most part they wait, at most an hour", "en"),
        ("A first contact is best made by phone", "en"),
        ("One person in two buys online", "en"),
    ],
)
def test_what_compares_nothing_is_no_superlative(book: Book, text: str, lang: Lang) -> None:
    assert doubts(book, said(text), lang=lang) == []
    assert doubts(book, said(f"{text} ({{{ONLINE}|pct}}).", proof="R1"), lang=lang, shown=(ONLINE,)) == []


@pytest.mark.parametrize(
    ("text", "lang", "word"),
    [
        ("La hausse des prix n’est pas le sujet", "fr", None),
        ("La baisse des visites n’explique rien", "fr", None),
        ("L’usage recule et la hausse des prix n’est pas le sujet", "fr", "recule"),
        ("La hausse des achats, elle, est nette. Ce n’est pas le sujet", "fr", "hausse"),
        ("La boutique est en baisse\u00a0: ce n’est pas le sujet", "fr", "en baisse"),
        ("The increase in prices is not the point", "en", None),
        ("The decline of the branch remains to be shown", "en", None),
        ("Use dropped and the increase in prices is not the point", "en", "dropped"),
        ("Visits increase, and that is not the point", "en", "increase"),
    ],
)
def test_a_rise_that_is_set_aside_is_not_claimed(book: Book, text: str, lang: Lang, word: str | None) -> None:
    assert doubts(book, said(text), lang=lang) == ([(word, "@earlier-cell")] if word else [])
