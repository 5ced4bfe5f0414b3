"""What openpyxl sees of a workbook: the independent witness of what was written."""

import io
from pathlib import Path
from typing import Any

import openpyxl


def load(file: Path | io.BytesIO, **options: bool) -> Any:
    """What openpyxl reads; its cells may hold any of a dozen types, hence Any."""
    return openpyxl.load_workbook(file, **options)


def picture(file: Path | io.BytesIO) -> dict[str, Any]:
    """All that openpyxl sees of a workbook's values, looks and settings."""
    workbook = load(file)
    return {
        "properties": {item.name: item.value for item in workbook.custom_doc_props.props},
        "title": (workbook.properties.title, workbook.properties.description, workbook.properties.created),
        **{sheet.title: picture_sheet(sheet) for sheet in workbook.worksheets},
    }


def picture_sheet(sheet: Any) -> dict[str, Any]:
    return {
        "cells": {
            cell.coordinate: (
                cell.data_type,
                cell.value,
                cell.number_format,
                repr(cell.protection),
                repr(cell.font),
                repr(cell.fill),
                repr(cell.border),
                repr(cell.alignment),
            )
            for row in sheet.iter_rows()
            for cell in row
        },
        "columns": {
            key: (found.width, found.number_format, found.protection.locked)
            for key, found in sheet.column_dimensions.items()
        },
        "rows": {key: found.height for key, found in sheet.row_dimensions.items()},
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "checks": [repr(check) for check in sheet.data_validations.dataValidation],
        "conditions": [(str(key.sqref), repr(key.rules)) for key in sheet.conditional_formatting],
        "protection": repr(sheet.protection),
        "page": [
            repr(sheet.page_setup),
            repr(sheet.page_margins),
            sheet.oddFooter.left.text,
            sheet.oddFooter.center.text,
            sheet.oddFooter.right.text,
        ],
        "views": (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref),
    }
