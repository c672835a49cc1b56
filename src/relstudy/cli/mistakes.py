"""Wrong command lines: one kind each, said in one line, with the usage that is right."""


class Mistake(Exception):
    """A wrong command line. `kind` is a key of `[mistakes]` in the words; `place` fills its fields."""

    def __init__(self, kind: str, **place: str) -> None:
        self.kind = kind
        self.place = place
        super().__init__(kind)
