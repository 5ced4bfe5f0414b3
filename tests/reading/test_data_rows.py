"""Long tables taken apart into columns: the same as if all rows were looked at together."""

from datetime import date

import pytest

from analyzer.reading.data_rows import AT_ONCE, DataRows

ROWS = 3 * AT_ONCE + 7


def row(number: int) -> list[object]:
    """A row whose columns hold texts that repeat, dates, values of several types, and texts that do not."""
    mixed: list[object] = [True, 1.0, "1", "", date(2024, 1, 1)]
    return ["aside", f"to {number % 5}", date(2024, 1, 1 + number % 28), mixed[number % 5], f"no. {number}"]


def test_every_cell_stays_what_it_is_in_rows_of_any_number() -> None:
    rows = [row(number) for number in range(ROWS)]
    found = DataRows(rows, 4, (4, 1, 2, 3), ())
    assert found.numbers == list(range(4, 4 + ROWS))
    assert [list(map(repr, column)) for column in found.columns] == [
        [repr(cells[position]) for cells in rows] for position in (4, 1, 2, 3)
    ]


def test_equal_texts_of_a_long_table_are_held_once() -> None:
    found = DataRows((row(number) for number in range(ROWS)), 1, (1, 4, 2), ())
    assert len(set(map(id, found.columns[0][: 3 * AT_ONCE]))) == 5
    assert len(set(map(id, found.columns[1]))) == ROWS


@pytest.mark.parametrize("above", [0, AT_ONCE - 2, AT_ONCE - 1, AT_ONCE, 2 * AT_ONCE - 3])
def test_blank_rows_are_left_out_but_marked_ones_and_the_notes_below_are_no_rows(above: int) -> None:
    rows = [["x", 1.0]] * above + [["", ""], ["y", 2.0], ["", ""], ["", ""], ["审核：", ""], ["", "盖章"]]
    found = DataRows(rows, 10, (0, 1), {10 + above + 2})
    assert found.numbers == [*range(10, 10 + above), 10 + above + 1, 10 + above + 2]
    assert found.columns == [["x"] * above + ["y", ""], [1.0] * above + [2.0, ""]]
