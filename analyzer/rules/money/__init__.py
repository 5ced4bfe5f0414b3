"""Money and totals: the budget in itself, and what arrived and was spent against it."""
