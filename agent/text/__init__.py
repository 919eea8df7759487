"""Text as people count and read it: folding with offsets, scripts, widths. No rule lives here."""
