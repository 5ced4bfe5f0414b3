"""The cells of a worksheet: where they lie in its XML, and how they are given a style or a value."""
