import pytest

from relstudy.drafting.names import names_weight


@pytest.mark.parametrize(
    ("header", "weighs"),
    [
        ("Poids de redressement", True), ("Poids du répondant", True), ("poids_ind", True), ("POIDS_FINAL", True),
        ("Poids du colis (kg)", False), ("Poids en kg", False), ("Poids corporel", False), ("Poids des achats", False),
    ],
)  # fmt: skip
def test_what_things_weigh_is_no_weight_of_respondents(header: str, weighs: bool) -> None:
    assert names_weight(header) == weighs
