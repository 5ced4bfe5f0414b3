"""How much of a file is opened before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a workbook may ask for; far more than any real one, and little enough to be read.

    `unpacked`: bytes of all its parts together. `ratio`: bytes that one packed byte of a part may unpack
    to, for parts of more than `free_of_ratio` bytes. `members`: parts. `area`: cells of the rectangle from
    A1 to a sheet's last filled cell, filled or not. `sparseness`: cells of that rectangle for each cell
    the sheet has, once the rectangle has more than `free_of_sparseness` cells.
    """

    unpacked: int = 1 << 30
    ratio: int = 250
    free_of_ratio: int = 16 << 20
    members: int = 60_000
    area: int = 30_000_000
    sparseness: int = 50
    free_of_sparseness: int = 3_000_000


USUAL = Limits()

LARGEST_TREE = 64 << 20
"""Bytes of XML that are parsed into a tree, which takes some ten times the memory; sheets are not."""
