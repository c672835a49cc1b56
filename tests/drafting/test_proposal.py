"""What a draft says in numbers."""

import pytest

from relstudy.drafting.proposal import share_text


@pytest.mark.parametrize(
    ("share", "said"),
    [(1.0, "100"), (0.9999, "> 99"), (0.995, "> 99"), (0.99, "99"), (0.5, "50"), (0.001, "< 1"), (0.0, "0")],
)
def test_nearly_all_is_never_all(share: float, said: str) -> None:
    assert share_text(share) == said
