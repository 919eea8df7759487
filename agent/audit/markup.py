"""The HTML that is written of a captured document: scrubbed outside the listing, and nothing in it runs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from agent.audit.page_data import LISTING_DATA, reduced
from agent.audit.personal import SECRET_NAME, Scrubber

Tree = str | Mapping[str, Any]
"""As ``capture.js`` gives it: text, or an element with its tag (``t``), attributes (``a``), children (``c``)
and shadow tree (``s``); ``own``: it shows the listing; ``away``: of it only the tag is written; ``seen``: a
picture large enough to be looked at."""

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "wbr"})
_KEPT_DATA = frozenset({"data-testid", "data-old-hires", "data-a-strike"})
"""What adapters read; the rest of a page's data attributes is its scripts'."""
_LEFT_OUT = re.compile(
    r"^(?:on.*|srcset|sizes|action|formaction|ping|poster|background|cite|srcdoc|integrity|loading|content|http-equiv"
    r"|data-.*|shadowroot.*|xmlns.*|is)$"
)
_OWN_KIND = re.compile(r"(?!aria-).*[-_]")
"""Attributes that no standard has; custom elements may well be styled by theirs."""
_NAMES = frozenset({"id", "class", "for", "name", "part", "slot", "data-testid"})
"""Attributes that name elements; what is personal in them is found by the second look."""
_NAME = re.compile(r"[a-z][\w.:-]*", re.IGNORECASE)
_MOST_VALUE = 4_000
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"])")
_ASIN = re.compile(r"[A-Z0-9]{10}")
_URL = re.compile(r"url\((?:[^()\"']|\"[^\"]*\"|'[^']*')*\)", re.IGNORECASE)
_TYPED = frozenset(
    {"text", "search", "number", "tel", "url", "email", "date", "month", "time", "range", "color"}
)
_UNDEFINED, _DEFINED = re.compile(r":not\(\s*:defined\s*\)"), re.compile(r":defined\b")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


@dataclass(slots=True)
class Writer:
    """Writes one document; then ``pictures`` and ``sheets`` are what it refers to, by written address."""

    scrubber: Scrubber
    pictures: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """The page's own address, and the text where it is known."""
    _parts: list[str] = field(default_factory=list)

    def html(self, tree: Tree) -> str:
        """The document."""
        self._parts = ["<!doctype html>\n"]
        self._write(tree, own=False)
        return "".join(self._parts)

    def _write(self, tree: Tree, *, own: bool) -> None:
        if isinstance(tree, str):
            self._parts.append(escape(tree if own else self.scrubber.text(tree), quote=False))
        elif tree["t"] in {"style", "script"}:
            self._code(tree["t"], tree["a"], str(tree["c"][0]))
        elif _NAME.fullmatch(tree["t"]):
            self._element(tree["t"], tree, own=own or bool(tree.get("own")))

    def _code(self, tag: str, given: Mapping[str, str], text: str) -> None:
        if tag == "style":
            attributes = {name: given[name] for name in ("media", "id") if name in given}
            text = sheet_text(text)
        else:
            text = reduced(given["type"], text, self.scrubber.address)
            attributes = {"type": given["type"] if given["type"] == LISTING_DATA else "text/plain"}
        if text:
            self._open(tag, attributes)
            self._parts.append(f"{text}</{tag}>")

    def _element(self, tag: str, tree: Mapping[str, Any], *, own: bool) -> None:
        attributes = self._attributes(tag, tree, own=own)
        if tag == "link" and not attributes.get("href"):
            return
        self._open(tag, attributes)
        if tag in _VOID:
            return
        if not tree.get("away"):
            if (shadow := tree.get("s")) is not None:
                self._parts.append('<template shadowrootmode="open">')
                self._all(shadow, own=own)
                self._parts.append("</template>")
            children: Sequence[Tree] = tree.get("c", ())
            if tag in {"textarea", "pre"} and children and str(children[0]).startswith("\n"):
                self._parts.append("\n")  # the first line break is not read
            self._all(children, own=own)
        self._parts.append(f"</{tag}>")

    def _all(self, trees: Sequence[Tree], *, own: bool) -> None:
        for tree in trees:
            self._write(tree, own=own)

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self._parts.append(f"<{tag}{written}>")
        if tag == "head":
            self._parts.append('<meta charset="utf-8">')

    def _attributes(self, tag: str, tree: Mapping[str, Any], *, own: bool) -> dict[str, str]:
        given: Mapping[str, str] = tree.get("a", {})
        if tree.get("away"):
            return {name: given[name] for name in ("id", "class") if name in given}
        kept: dict[str, str] = {}
        for name, value in given.items():
            if not _NAME.fullmatch(name) or (not _is_kept(tag, name) and name not in _KEPT_DATA):
                continue
            if (written := self._attribute(tag, name, value, tree, own=own)) is not None:
                kept[name] = written
        return kept

    def _attribute(
        self, tag: str, name: str, value: str, tree: Mapping[str, Any], *, own: bool
    ) -> str | None:
        if name in {"href", "src", "data-old-hires"}:
            # Where links outside the listing lead to is nothing that adapters read.
            return self._address(tag, name, value, tree) if own or tag != "a" else "#"
        if name == "value":
            return self._value(tag, value, tree["a"], own=own)
        if SECRET_NAME.search(name) or len(value) > _MOST_VALUE or _JSON.match(value):
            return None
        return (
            value
            if own or name in _NAMES
            else self.scrubber.text(_URL.sub("none", value) if name == "style" else value)
        )

    def _value(self, tag: str, value: str, attributes: Mapping[str, str], *, own: bool) -> str | None:
        kind = attributes.get("type", "text").lower()
        if tag == "input" and kind in {"hidden", "password"}:
            is_asin = attributes.get("id") == "ASIN" and _ASIN.fullmatch(value)
            return value if is_asin else ""
        if own:
            return value
        if tag in {"option", "button", "li", "data", "meter", "progress"} or (
            tag == "input" and kind not in _TYPED
        ):
            return self.scrubber.text(value)
        return ""  # what people typed into a field that is not the listing's

    def _address(self, tag: str, name: str, value: str, tree: Mapping[str, Any]) -> str | None:
        if tag == "img" and value.startswith("data:image/"):
            return value if tree.get("own") or tree.get("seen") else None
        written = self.scrubber.address(value)
        if tag == "img" and name == "src":
            if not written or not (tree.get("own") or tree.get("seen")):
                return None
            self.pictures[written] = value
        elif tag == "link" and tree["a"].get("rel", "").lower() != "canonical":
            self.sheets[written] = (value, str(tree["c"][0]) if "c" in tree else None)
        return written or None


def _is_kept(tag: str, name: str) -> bool:
    is_custom = "-" in tag
    return not _LEFT_OUT.match(name.lower()) and (is_custom or not _OWN_KIND.match(name))


def sheet_text(css: str) -> str:
    """A style sheet without comments, in which custom elements count as defined though no script runs."""
    css = _DEFINED.sub(":is(*)", _UNDEFINED.sub(":not(*)", _COMMENT.sub("", css)))
    return css.replace("</", "<\\/").replace("<!--", "")
