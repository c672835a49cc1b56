"""The trade-offs of a wave read again and gone through line by line, with sets."""

from collections.abc import Iterator
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.intake.tradeoffs import TradeoffLines, read_tradeoffs
from relstudy.survey.plan import Study, Wave

#: A longer text is not quoted: code points.
_LONGEST = 400


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """The file of trade-offs, and the study's offers and codes."""

    study: Study
    lines: TradeoffLines

    @classmethod
    def read(cls, study: Study, wave: Wave) -> "Choosing":
        """Return the trade-offs of a wave, read from their file.

        Raises
        ------
        FieldworkError
            What a run would refuse the files for.
        """
        lines = read_tradeoffs(
            wave.tradeoffs, cases=wave.cases, verbatims=wave.verbatims, offers=study.offers, codebook=study.codebook
        )
        return cls(study=study, lines=lines)

    def figure(self, item: str, measure: str, row: str, column: str) -> float | str | None:
        """Return the cases of a column that tell what a measure counts; a quote's text; None where nobody there tells a choice."""
        if measure == "choice_quote":
            return self._quote(item, row)
        targets = self.lines.cases.target.tolist()
        what, _, code = column.partition("=")
        inside = {
            i for i, target in enumerate(targets) if column == "all" or (what == "target" and fold(target) == code)
        }
        told = set(self.lines.case.tolist())
        shown = {case for case, tells in self._each_told() if (measure, item, row) in tells}
        return float(len(shown & inside)) if told & inside else None

    def _each_told(self) -> Iterator[tuple[int, set[tuple[str, str, str]]]]:
        """Yield the case of each line, and what it tells as measure, offer and the other offer or code."""
        offers, codes = [o.id for o in self.study.offers], [c.id for c in self.study.codebook]
        refused, reasons = self.lines.refused.to_numpy().tolist(), self.lines.reasons.to_numpy().tolist()
        for line, (case, place) in enumerate(zip(self.lines.case.tolist(), self.lines.chosen.tolist(), strict=True)):
            chosen = offers[place]
            others = [offers[position] for row, position in refused if row == line]
            why = [codes[position] for row, position in reasons if row == line]
            when = [codes[self.lines.situation[line]]] if self.lines.situation[line] >= 0 else []
            yield (
                case,
                {
                    *(("over", chosen, other) for other in others),
                    *(("chosen_for", chosen, reason) for reason in why),
                    *(("refused_for", other, reason) for other in others for reason in why),
                    *(("chosen_in", chosen, situation) for situation in when),
                },
            )

    def _quote(self, offer: str, part: str) -> str | None:
        """Return the text a choice of a channel names, by the id of the text and a number."""
        texts, (name, _, number) = self.lines.verbatims, part.rpartition(".")
        named = {
            (str(self.lines.cases.case_id[texts.case[text]]), str(texts.verbatim_id[text]), str(texts.text[text]))
            for text, place in zip(self.lines.verbatim.tolist(), self.lines.chosen.tolist(), strict=True)
            if text >= 0 and self.study.offers[place].id == offer
        }
        found = [
            words for _, id_, words in sorted(named) if (fold(id_) or "_") == name and len(words.strip()) <= _LONGEST
        ]
        return found[int(number) - 1] if int(number) <= len(found) else None
