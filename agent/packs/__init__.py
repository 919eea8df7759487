"""Rules that users bring: directories of rule files, dictionaries in CSV, prh and Vale, or a zip of them.

Nothing of a pack is executed, everything is read under the bounds of ``limits.py``, and every
expression of a pack runs in time linear in the text.
"""
