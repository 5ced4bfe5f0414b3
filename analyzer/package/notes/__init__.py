"""The notes on cells: their texts, and the boxes they are shown in."""
