"""Panes, print set-up, page header and footer of an OpenDocument sheet."""

from typing import Final

from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet

from analyzer.foreign.odf import Document, every, get, name, points
from analyzer.foreign.target import LAST_COLUMN, LAST_ROW, fit_to_pages
from analyzer.package.container.markup import local

# Paper sizes of ECMA-376 part 1, 18.3.1.63: number, and width by height in points, upright.
_PAPERS: Final = {
    9: (595, 842),
    8: (842, 1191),
    11: (420, 595),
    1: (612, 792),
    5: (612, 1008),
    13: (516, 729),
}
_TOLERANCE = 6
_FROZEN = "2"
_POINTS_TO_INCH = 72
_SCALES: Final = range(10, 401)
_FIELDS: Final = {
    "page-number": "&P",
    "page-count": "&N",
    "sheet-name": "&A",
    "file-name": "&F",
    "title": "&F",
    "date": "&D",
    "time": "&T",
}

Settings = dict[str, str]


def view_settings(document: Document) -> dict[str, Settings]:
    """What the settings say about the view of each sheet, by its name."""
    views: dict[str, Settings] = {}
    for tables in every(document.settings, "config:config-item-map-named"):
        if get(tables, "config:name") == "Tables":
            for entry in tables.iterfind(name("config:config-item-map-entry")):
                views[get(entry, "config:name")] = {
                    get(item, "config:name"): item.text or ""
                    for item in entry.iterfind(name("config:config-item"))
                }
    return views


def set_up_view(page: Worksheet, settings: Settings) -> None:
    """Frozen panes, grid and zoom."""
    column = _frozen(settings, "Horizontal", LAST_COLUMN)
    row = _frozen(settings, "Vertical", LAST_ROW)
    if row or column:
        page.freeze_panes = f"{get_column_letter(column + 1)}{row + 1}"
    page.sheet_view.showGridLines = settings.get("ShowGrid") != "false"
    zoom = settings.get("ZoomValue", "")
    if zoom.isascii() and zoom.isdigit() and int(zoom[:4]) in _SCALES:
        page.sheet_view.zoomScale = int(zoom[:4])


def _frozen(settings: Settings, direction: str, most: int) -> int:
    position = settings.get(f"{direction}SplitPosition", "")
    if settings.get(f"{direction}SplitMode") != _FROZEN or not (position.isascii() and position.isdigit()):
        return 0
    return min(int(position[:9]), most - 1)


class Pages:
    """The master pages of a document by name, each with its layout."""

    def __init__(self, document: Document) -> None:
        self._masters = {get(one, "style:name"): one for one in every(document.styles, "style:master-page")}
        self._layouts = {get(one, "style:name"): one for one in every(document.styles, "style:page-layout")}

    def set_up(self, page: Worksheet, master_name: str) -> None:
        """Print the sheet as the master page of that name says."""
        master = self._masters.get(master_name)
        if master is None:
            return
        layout = self._layouts.get(get(master, "style:page-layout-name"))
        properties = None if layout is None else layout.find(name("style:page-layout-properties"))
        if properties is not None:
            _set_up_paper(page, properties)
        for part, side in (("header", "top"), ("footer", "bottom")):
            found = master.find(name(f"style:{part}"))
            if found is not None and get(found, "style:display") != "false":
                setattr(page.HeaderFooter, f"odd{part.title()}", _heading(found))
                _make_room(page, layout, part, side)

    def is_plain(self, master_name: str) -> bool:
        """Whether header and footer have no fonts, which are not carried."""
        master = self._masters.get(master_name)
        return master is None or next(every(master, "text:span"), None) is None


def _make_room(page: Worksheet, layout: etree._Element | None, part: str, side: str) -> None:
    """Excel's margin reaches down to the cells, OpenDocument's only to the header above them."""
    margin = getattr(page.page_margins, side)
    setattr(page.page_margins, part, margin)
    held = None if layout is None else layout.find(f"{name(f'style:{part}-style')}/*")
    if held is not None:
        height = points(get(held, "svg:height") or get(held, "fo:min-height")) or 0.0
        setattr(page.page_margins, side, round(margin + height / _POINTS_TO_INCH, 4))


def _set_up_paper(page: Worksheet, properties: etree._Element) -> None:
    landscape = get(properties, "style:print-orientation") == "landscape"
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    sides = sorted(points(get(properties, f"fo:page-{side}")) or 0 for side in ("width", "height"))
    for number, paper in _PAPERS.items():
        if all(abs(side - wanted) < _TOLERANCE for side, wanted in zip(sides, paper, strict=True)):
            page.page_setup.paperSize = number
    for side in ("left", "right", "top", "bottom"):
        margin = points(get(properties, f"fo:margin-{side}") or get(properties, "fo:margin"))
        if margin is not None and margin >= 0:
            setattr(page.page_margins, side, round(margin / _POINTS_TO_INCH, 4))
    centred = get(properties, "style:table-centering")
    page.print_options.horizontalCentered = centred in ("horizontal", "both") or None
    page.print_options.verticalCentered = centred in ("vertical", "both") or None
    _set_up_scale(page, properties)


def _set_up_scale(page: Worksheet, properties: etree._Element) -> None:
    wide, tall = (_whole(get(properties, f"style:scale-to-{axis}")) for axis in "XY")
    pages = _whole(get(properties, "style:scale-to-pages"))
    percent = _whole(get(properties, "style:scale-to").rstrip("%"))
    if wide or tall or pages:
        fit_to_pages(page, *((wide, tall) if wide or tall else (1, pages)))
    elif percent in _SCALES:
        page.page_setup.scale = percent


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0  # noqa: PLR2004


def _heading(element: etree._Element) -> HeaderFooterItem:
    """Left, centre and right of a header or footer in Excel's codes; fonts are left out."""
    item = HeaderFooterItem()
    regions = {local(region): region for region in element}
    item.left.text = _region(regions.get("region-left"))
    item.right.text = _region(regions.get("region-right"))
    item.center.text = _region(regions.get("region-center", element if "p" in regions else None))
    return item


def _region(region: etree._Element | None) -> str | None:
    if region is None:
        return None
    pieces: list[str] = []
    for element in region.iter():
        field = _FIELDS.get(local(element))
        pieces.append(field or (element.text or "").replace("&", "&&"))
        pieces.append(" " if local(element) == "s" else "")
        pieces.append((element.tail or "").replace("&", "&&") if element is not region else "")
    return "".join(pieces).strip() or None
