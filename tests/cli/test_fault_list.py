"""Notes do not drown what must be settled."""

from relstudy.cli.fault_list import describe_faults
from relstudy.cli.shell import Shell
from relstudy.errors import fault

EXTRA = [fault("extra-column", "r.csv", line=1, column=f"c{n}", found=f"c{n}", severity="note") for n in range(9)]


def test_many_notes_of_one_kind_are_named_and_not_repeated() -> None:
    error = fault("missing-column", "r.csv", line=1, column="Q4")
    small = [fault("base-too-small", "r.csv", item=f"c{n}", found=f"c{n}: 3") for n in range(9)]
    lines = describe_faults(Shell(lang="en"), [*small, error])
    assert sum("[base-too-small]" in line for line in lines) == 3
    assert "      and 6 more: c3, c4, c5, c6, c7, c8" in lines
    assert sum("[missing-column]" in line for line in lines) == 1


def test_columns_that_no_item_reads_have_one_line_with_their_number() -> None:
    counted = [*EXTRA[:-1], fault("extra-column", "r.csv", line=1, column="c8", severity="note", more=30)]
    (line,) = [line for line in describe_faults(Shell(lang="en"), counted) if "[extra-column]" in line]
    assert line.strip().startswith("note [extra-column] 39 columns are in the file that no item reads: c0, c1, ")
    assert line.endswith("c8, …")


def test_a_few_notes_and_any_number_of_errors_are_all_said() -> None:
    assert sum("[extra-column]" in line for line in describe_faults(Shell(lang="en"), EXTRA[:4])) == 1
    errors = [fault("extra-column", "offers.csv", line=1, column=f"c{n}", found=f"c{n}") for n in range(9)]
    assert sum("[extra-column]" in line for line in describe_faults(Shell(lang="en"), errors)) == 9


def test_files_read_in_the_same_way_are_said_together() -> None:
    notes = [fault("read-as", f"{name}.csv", found=";") for name in ("a", "b", "c")]
    other = fault("read-as", "d.csv", found="cp1252")
    lines = describe_faults(Shell(lang="fr"), [*notes, other, fault("missing-file", "e.csv")])
    assert [line for line in lines if line and not line.startswith(" ")] == ["d.csv", "e.csv", "3 fichiers\u00a0:"]
    assert lines[-1] == "      a.csv, b.csv, c.csv"
    assert describe_faults(Shell(lang="fr"), notes[:2])[0] == "a.csv"


def test_a_place_and_what_is_said_of_it_are_parted_as_in_each_language() -> None:
    error = fault("missing-column", "r.csv", line=1, column="Q4")
    assert "ligne 1, colonne «\u00a0Q4\u00a0»\u00a0: La" in describe_faults(Shell(lang="fr"), [error])[1]
    assert 'line 1, column "Q4": The' in describe_faults(Shell(lang="en"), [error])[1]
