"""Claimed rates against computed ones."""
