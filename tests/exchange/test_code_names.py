"""Which code of the study a code of a file is."""

from relstudy.exchange.code_names import folded_id, settle_codes
from relstudy.exchange.coded_material import Code


def test_a_code_is_known_by_its_id_or_its_label_else_it_is_new() -> None:
    codes = [Code(key="1", name="tel"), Code(key="2", name="Site  WEB"), Code(key="3", name="Délai d’attente")]
    settled = settle_codes(codes, {"tel": ("Téléphone",), "web": ("Site web", "Website"), "prix": ("Prix",)})
    assert settled.ids == {"1": "tel", "2": "web", "3": "delai_d_attente"}
    assert [code.key for code in settled.new] == ["3"]


def test_a_label_that_two_codes_have_says_nothing() -> None:
    codes = [Code(key="1", name="Prix")]
    assert settle_codes(codes, {"a": ("Prix",), "b": ("prix",)}).ids == {"1": "prix"}


def test_codes_of_one_name_are_told_apart_by_the_code_above() -> None:
    codes = [
        Code(key="a", name="Accueil"),
        Code(key="b", name="Prix", parent="a"),
        Code(key="c", name="Web"),
        Code(key="d", name="Prix", parent="c"),
        Code(key="e", name="prix", parent="c"),
    ]
    settled = settle_codes(codes, {})
    assert settled.ids == {"a": "accueil", "b": "accueil_prix", "c": "web", "d": "web_prix", "e": "web_prix_2"}
    assert settle_codes(codes, dict.fromkeys(settled.ids.values(), ())).new == ()


def test_names_without_a_letter_have_an_id_all_the_same() -> None:
    assert [folded_id(name) for name in ("  ", "!?", "日本", "É-mail.2", "_x_")] == [
        "code",
        "code",
        "code",
        "e_mail_2",
        "x",
    ]
    settled = settle_codes([Code(key="1", name="?"), Code(key="2", name="!")], {})
    assert sorted(settled.ids.values()) == ["code", "code_2"]
