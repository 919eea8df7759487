"""Bytes of a picture to ``ImageFacts``: decoding under limits, measures, and the process they run in."""
