"""What is shown of the reports: tables for the console, JSON for machines, a summary workbook."""
