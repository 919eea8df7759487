"""HTML tags in texts that should hold none."""

from bs4 import BeautifulSoup, Tag

Span = tuple[int, int]


def tags(text: str) -> list[tuple[str, Span]]:
    """The opening tags a browser would see in ``text``: (name, span); ``a < b`` is none."""
    if "<" not in text:
        return []
    line_starts = [0]
    for position, char in enumerate(text):
        if char == "\n":
            line_starts.append(position + 1)
    soup = BeautifulSoup(text, "html.parser")
    found: list[tuple[str, Span]] = []
    for tag in soup.find_all():
        if isinstance(tag, Tag) and tag.sourceline is not None and tag.sourcepos is not None:
            start = line_starts[tag.sourceline - 1] + tag.sourcepos
            end = text.find(">", start)
            found.append((tag.name, (start, len(text) if end < 0 else end + 1)))
    return found
