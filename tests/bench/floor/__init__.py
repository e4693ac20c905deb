"""The floor: a plain Django page with the rows of an outline, served next to the real one, to compare with."""
