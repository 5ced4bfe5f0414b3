"""How cells look: the workbook's styles, and those that are added to them."""
