"""What a workbook is to begin with: a zip archive of parts that point at each other."""
