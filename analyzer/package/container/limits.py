"""How much of a file is opened before it is refused."""

import re
from dataclasses import dataclass

from analyzer.language import Text
from analyzer.package.container.error import PackageError

OVERLAP = Text(
    "文件内部的内容互相重叠，不是正常的工作簿，没有打开",
    "Parts of the file overlap each other, as in no ordinary workbook; it was not opened",
)
_BOMB = Text(
    "文件内部有异常的高压缩内容（解开后是原来的几百倍以上），不像正常的工作簿，没有打开",
    "Part of the file unpacks to hundreds of times its size, as in no ordinary workbook; it was not opened",
)
_LEADS_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[A-Za-z]:")


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

    def refuse_size(self, unpacked: int) -> None:
        """Raise PackageError when the parts declare to unpack to too many bytes."""
        if unpacked > self.unpacked:
            size = f"{self.unpacked / (1 << 30):.3g} GB"
            raise PackageError(
                Text(
                    f"文件解开后超过 {size}，不像正常的工作簿，没有打开",
                    f"Unpacked, the file would exceed {size}, which no ordinary workbook does; "
                    "it was not opened",
                )
            )

    def refuse_ratio(self, unpacked: int, packed: int) -> None:
        """Raise PackageError when so many bytes declare to come from so few."""
        if unpacked > max(self.free_of_ratio, self.ratio * packed):
            raise PackageError(_BOMB)

    def refuse_count(self, members: int) -> None:
        """Raise PackageError when there are too many parts."""
        if members > self.members:
            raise PackageError(
                Text(
                    f"文件内部有 {members:,} 个部件，超过 {self.members:,} 个，不像正常的工作簿，没有打开",
                    f"The file consists of {members:,} parts, more than {self.members:,}, which no "
                    "ordinary workbook does; it was not opened",
                )
            )


USUAL = Limits()

LARGEST_TREE = 64 << 20
"""Bytes of XML that are parsed into a tree, which takes some ten times the memory; sheets are not."""


def refuse_path_outside(name: str) -> None:
    """Raise PackageError when the name of a member would lead out of the folder it is unpacked to."""
    if _LEADS_OUTSIDE.search(name):
        raise PackageError(
            Text(
                f"文件内部有指向外面的路径“{name}”，不是正常的工作簿，没有打开",
                f"A path inside the file leads outside of it ({name}); it was not opened",
            )
        )
