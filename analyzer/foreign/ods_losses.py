"""What an OpenDocument spreadsheet holds that the new workbook does not, counted."""

from collections import Counter

from lxml import etree

from analyzer.foreign.losses import Loss
from analyzer.foreign.odf import Document, every, get, name
from analyzer.foreign.ods_looks import Styles
from analyzer.foreign.target import BUILT_IN

_CHART = "application/vnd.oasis.opendocument.chart"
_ELEMENTS = {
    "table:content-validation": Loss.VALIDATION,
    "calcext:conditional-format": Loss.CONDITION,
    "table:data-pilot-table": Loss.PIVOT,
}
_SHAPES = tuple(
    f"draw:{shape}"
    for shape in (
        "custom-shape", "rect", "line", "ellipse", "circle", "polygon", "polyline", "path", "connector",
        "caption", "control", "measure", "text-box",
    )
)  # fmt: skip
_MACROS = ("Basic/", "Scripts/")
_NO_MACROS = ("script-lb.xml", "script-lc.xml", "/")  # the lists of libraries, which may be empty


def count_losses(document: Document, styles: Styles, losses: Counter[Loss]) -> None:
    """Add to `losses` what the document holds besides its cells' values and looks."""
    body = document.content
    for prefixed, loss in _ELEMENTS.items():
        losses[loss] += sum(1 for _ in every(body, prefixed))
    if not losses[Loss.CONDITION]:  # without LibreOffice's own element they are told by styles alone
        used = {get(one, "table:style-name") for one in every(body, "table:table-cell")}
        losses[Loss.CONDITION] += sum(styles.conditional(style) for style in used)
    losses[Loss.PROTECTION] += sum(
        get(table, "table:protected") == "true" for table in every(body, "table:table")
    )
    losses[Loss.FORMULA] += sum(
        bool(get(cell, "table:formula"))
        for cell in every(body, "table:table-cell", "table:covered-table-cell")
    )
    losses[Loss.NAME] += sum(
        not get(one, "table:name").startswith(BUILT_IN)
        for one in every(body, "table:named-range", "table:named-expression")
    )
    _count_drawings(body, document, losses)
    losses[Loss.MACRO] += any(
        path.startswith(_MACROS) and not path.endswith(_NO_MACROS) for path in document.manifest
    )


def _count_drawings(body: etree._Element, document: Document, losses: Counter[Loss]) -> None:
    for frame in every(body, "draw:frame"):
        held = frame.find(name("draw:object"))
        if held is None:
            losses[Loss.PICTURE] += frame.find(name("draw:image")) is not None
            continue
        path = get(held, "xlink:href").removeprefix("./").rstrip("/")
        is_chart = _CHART in (document.manifest.get(f"{path}/"), document.manifest.get(path))
        losses[Loss.CHART if is_chart else Loss.SHAPE] += 1
    losses[Loss.SHAPE] += sum(1 for _ in every(body, *_SHAPES))
