"""Which codes stand above which, whatever parents a codebook names."""

from hypothesis import given
from hypothesis import strategies as st

from relstudy.survey.code_frame import lineage, order_codes
from relstudy.survey.registers import CodebookEntry


@given(st.lists(st.integers(-1, 8), min_size=1, max_size=9))
def test_lineage_is_reflexive_transitive_and_ends(parents: list[int]) -> None:
    """Also where a codebook turns in a circle, which its reader refuses, nothing hangs."""
    n = len(parents)
    codebook = tuple(
        CodebookEntry(id=f"c{i}", parent=f"c{p}" if 0 <= p < n and p != i else None) for i, p in enumerate(parents)
    )
    above = lineage(codebook)
    assert above.diagonal().all()
    assert ((above.astype(int) @ above.astype(int) > 0) == above).all()


def test_codes_stand_below_their_parents_in_the_order_of_the_codebook() -> None:
    parents = {"b": None, "a1": "a", "a": None, "a2": "a", "lost": "nobody", "a11": "a1"}
    assert list(order_codes(parents)) == [("b", 0), ("a", 0), ("a1", 1), ("a11", 2), ("a2", 1), ("lost", 0)]
