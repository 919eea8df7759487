"""What the listings of files are called in reports and baselines."""

from agent.batch.row import Fault, Row


class Labels:
    """Gives each listing of a run a name of its own that stays when rows are put in before it.

    ``list.csv#sku:A1@jp``, else ``list.csv#asin:B0CX12A4K9@jp``, else its place: ``list.csv#line 12``. The
    second of a name is ``…~2``. Memory grows with the listings.
    """

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._counts: dict[str, int] = {}

    def of(self, file: str, row: Row | Fault) -> str:
        """The label of the next record of ``file``."""
        label = f"{file}#{_name(row)}"
        if label in self._given:
            number = self._counts.get(label, 1) + 1
            while f"{label}~{number}" in self._given:
                number += 1
            self._counts[label] = number
            label = f"{label}~{number}"
        self._given.add(label)
        return label


def _name(row: Row | Fault) -> str:
    """By what the seller calls it; a record that cannot be judged has only its place."""
    if isinstance(row, Fault):
        return row.where
    listing = row.listing
    for kind, value in (("sku", listing.sku), ("asin", listing.asin)):
        if value and value.strip():
            store = f"@{listing.marketplace}" if listing.marketplace else ""
            return f"{kind}:{value.strip()[:_LONGEST]}{store}"
    return row.where


_LONGEST = 200
"""Of a code; Amazon's SKUs have at most 40 characters."""
