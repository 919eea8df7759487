"""Saved pages as targets of an audit, whatever they were saved as."""

from pathlib import Path

from agent.audit.answers import Answer, SavedPage, SavedPageError, web_address
from agent.audit.html_file import open_html
from agent.audit.mhtml import open_mhtml
from agent.audit.page_folder import open_folder

__all__ = ["Answer", "SavedPage", "SavedPageError", "open_saved"]

MHTML = frozenset({".mhtml", ".mht"})


def open_saved(path: Path, url: str | None = None) -> SavedPage:
    """A page that was saved as an HTML file, as MHTML, or as a folder by ``scripts/save_page.py``.

    Args:
        path: the file or folder.
        url: the page's address; needed where it does not tell.

    Raises:
        SavedPageError: it cannot be read, or is not such a page, or nothing tells its address.

    """
    if url is not None and web_address(url) is None:
        raise SavedPageError(path, f"its address is given as '{url[:80]}', expected https://…")
    if path.is_dir():
        return open_folder(path, url)
    if path.suffix.lower() in MHTML:
        return open_mhtml(path, url)
    return open_html(path, url)
