"""Finding the template in a sheet; it stands with the template, which upgrades old workbooks by it too."""

from analyzer.template.header import SEARCHED_ROWS, Place, Row, find_fields, find_header, plain

__all__ = ["SEARCHED_ROWS", "Place", "Row", "find_fields", "find_header", "plain"]
