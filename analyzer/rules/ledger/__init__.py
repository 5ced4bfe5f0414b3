"""The ledger of arrivals and payments, as an auditor reads it."""
