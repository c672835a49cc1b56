"""Functions with a way for each kind of value: a kind that becomes known late is answered its own way from then on."""

from relstudy.report.by_kind import ByKind


def test_a_kind_has_the_way_of_its_nearest_class_and_a_way_taken_late_counts() -> None:
    @ByKind
    def say(value: object) -> str:
        return f"no way for {value}"

    @say.register
    def _(value: int) -> str:
        return f"number {value}"

    assert [say(one) for one in (1, True, "a")] == ["number 1", "number True", "no way for a"]

    @say.register
    def _(value: bool | str) -> str:
        return f"late {value}"

    assert [say(one) for one in (1, True, "a")] == ["number 1", "late True", "late a"]
