"""What the answers of a wave can show: half-widths, and the smallest difference between columns."""

from pathlib import Path

import pytest
from good_study import write_study

from relstudy.definitions.reading import read_study
from relstudy.delivery.checking import check_study
from relstudy.delivery.precision import Precision
from relstudy.stats.estimates import Z95


def precision(folder: Path) -> dict[str, Precision]:
    assert read_study(folder).study is not None
    return {one.column: one for one in check_study(folder, wave=None).precision}


def test_two_targets_are_held_against_each_other(tmp_path: Path) -> None:
    found = precision(write_study(tmp_path / "s"))
    client, prospect = found["target=client"], found["target=prospect"]
    assert (client.against, prospect.against) == ("target=prospect", "target=client")
    assert client.smallest_difference == prospect.smallest_difference
    # Two columns of 392 find 10 points around one half with 80 % power: 2 (1.96 + 0.84)^2 0.25 / 0.1^2 = 392.
    expected = (Z95 + 0.8416212) * (0.25 / client.base_effective + 0.25 / prospect.base_effective) ** 0.5
    assert client.smallest_difference == pytest.approx(expected, rel=1e-6)
    whole = found["all"]
    assert whole.against is None
    assert whole.smallest_difference == pytest.approx((Z95 + 0.8416212) / whole.base_effective**0.5, rel=1e-6)
    assert whole.half_width == pytest.approx(Z95 / 2 / whole.base_effective**0.5)


@pytest.mark.parametrize(
    ("said", "sampling"), [("Échantillon aléatoire", "random"), ("Méthode des quotas", "quota"), (None, "unsaid")]
)
def test_what_the_interval_is_called_follows_wave_toml(tmp_path: Path, said: str | None, sampling: str) -> None:
    folder = write_study(tmp_path / "s")
    if said is not None:
        wave = folder / "waves/2026-03/wave.toml"
        wave.write_text(wave.read_text(encoding="utf-8") + f'sample_design = "{said}"\n', encoding="utf-8")
    assert {one.sampling for one in precision(folder).values()} == {sampling}


_RAKED = ('method = "column"\ncolumn = "poids"', 'method = "rake"')


def _edited(folder: Path, *pairs: tuple[str, str]) -> Path:
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    study.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "pairs",
    [
        (_RAKED,),  # targets.csv is missing
        (('method = "column"', 'method = "colum"'),),
        (('target = "cible"', 'target = "cible"\nkeep = "sexe == 3"'),),
    ],
)
def test_the_precision_of_another_sample_is_not_shown(pairs: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    report = check_study(_edited(write_study(tmp_path / "s"), *pairs))
    assert not report.ok
    assert report.precision == ()


def test_a_fault_of_something_else_leaves_the_precision(tmp_path: Path) -> None:
    whole = check_study(write_study(tmp_path / "whole")).precision
    broken = check_study(_edited(write_study(tmp_path / "s"), ('banner = ["sexe"]', 'banner = ["sex"]')))
    assert not broken.ok
    assert broken.precision == whole != ()


def test_a_study_without_targets_is_held_against_nothing(tmp_path: Path) -> None:
    folder = _edited(write_study(tmp_path / "s"), ('target = "cible"\n', ""))
    assert set(precision(folder)) == {"all"}


def test_columns_are_the_codes_of_the_declared_target_alone(tmp_path: Path) -> None:
    # Another question with as many codes, which stands before it, gives no column.
    folder = _edited(write_study(tmp_path / "s"), ('target = "cible"', 'target = "sexe"'))
    codes = next(i.codes for i in read_study(folder).study.items if i.id == "sexe")  # type: ignore[union-attr]
    found = precision(folder)
    assert set(found) == {"all", *(f"target={code.code}" for code in codes if code.missing is None)}
    assert sum(one.base for name, one in found.items() if name != "all") == found["all"].base
