"""The package as it stands in git: its manifest, and what no file of it may contain."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from agent import wire

EXTENSION = Path(__file__).parents[3] / "extension"
EXTENSION_ID = "lffocobnminkbimenjldmanmgpghlpfp"
IMAGE_HOSTS = [
    "m.media-amazon.com",
    "images-na.ssl-images-amazon.com",
    "images-eu.ssl-images-amazon.com",
    "images-fe.ssl-images-amazon.com",
    "static.mercdn.net",
    "assets.mercari-shops-static.com",
]
LISTING_HOST = re.compile(
    r"(?:sellercentral(?:-japan|-europe)?|vendorcentral|www)\.amazon\.[a-z.]+|jp\.mercari\.com|mercari-shops\.com"
)
SCRIPTS = sorted(path.relative_to(EXTENSION).as_posix() for path in EXTENSION.rglob("*.js"))
FORBIDDEN = {
    "builds markup from text": (
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|DOMParser"
        r"|createContextualFragment)\b|document\.write"
    ),
    "runs text as code": r"\beval\s*\(|new Function\b|setTimeout\(\s*[\"'`]|importScripts",
    "listens to the page": (
        r"(?<!socket\.)addEventListener\(\s*[\"']message[\"']|\bonmessage\b|onMessageExternal|onConnectExternal"
    ),
    "speaks to the page": r"window\.postMessage|window\.parent",
}


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    return found


def host(pattern: str) -> str:
    return pattern.split("/")[2]


def test_the_key_gives_the_fixed_id() -> None:
    digest = hashlib.sha256(base64.b64decode(manifest()["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(digit, 16)) for digit in digest) == EXTENSION_ID


def test_permissions_are_the_few_that_are_used() -> None:
    found = manifest()
    assert found["permissions"] == ["storage", "sidePanel"]
    assert found["externally_connectable"] == {"ids": []}
    assert (
        not {"optional_permissions", "optional_host_permissions", "web_accessible_resources"} & found.keys()
    )
    hosts = [host(pattern) for pattern in found["host_permissions"]]
    assert found["host_permissions"][0] == "http://127.0.0.1/*"
    assert all(pattern.startswith("https://") for pattern in found["host_permissions"][1:])
    others = [name for name in hosts[1:] if name not in IMAGE_HOSTS]
    assert [name for name in others if not LISTING_HOST.fullmatch(name)] == []
    assert set(IMAGE_HOSTS) <= set(hosts)
    assert len(hosts) == len(set(hosts))


def test_the_policy_is_the_expected_one() -> None:
    agents = " ".join(f"http://127.0.0.1:{port} ws://127.0.0.1:{port}" for port in wire.PORTS)
    images = " ".join(f"https://{name}" for name in IMAGE_HOSTS)
    assert manifest()["content_security_policy"]["extension_pages"].split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        f"connect-src 'self' {agents} {images}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]


def test_the_worker_fetches_pictures_from_the_same_hosts() -> None:
    script = (EXTENSION / "background" / "images.js").read_text(encoding="utf-8")
    listed = re.search(r"IMAGE_HOSTS = Object\.freeze\(\[(.*?)\]\)", script, re.DOTALL)
    assert listed is not None
    assert re.findall(r'"([^"]+)"', listed[1]) == IMAGE_HOSTS


def test_content_scripts_run_where_listings_are_and_nowhere_else() -> None:
    (script,) = manifest()["content_scripts"]
    assert script["run_at"] == "document_idle"
    assert script["all_frames"] is False
    assert "world" not in script
    hosts = {host(pattern) for pattern in manifest()["host_permissions"]}
    assert {host(pattern) for pattern in script["matches"]} <= hosts
    for pattern in script["matches"]:
        assert not re.search(r"order|message|transaction|purchase|payment|todo|notification", pattern), (
            pattern
        )
        assert not pattern.endswith(("amazon.com/*", "jp.mercari.com/*", "mercari-shops.com/*")), pattern


def test_every_file_the_manifest_names_exists_and_every_content_script_is_named() -> None:
    found = manifest()
    (script,) = found["content_scripts"]
    named = [
        *script["js"],
        *script["css"],
        *found["icons"].values(),
        found["background"]["service_worker"],
        found["options_ui"]["page"],
        found["side_panel"]["default_path"],
        found["sidebar_action"]["default_panel"],
    ]
    assert [name for name in named if not (EXTENSION / name).is_file()] == []
    assert found["background"]["scripts"] == [found["background"]["service_worker"]]
    assert set(script["js"]) == {name for name in SCRIPTS if name.startswith("content/")}
    assert script["js"][0] == "content/tenken.js"
    assert script["js"][-1] == "content/main.js"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_does_nothing_forbidden(name: str) -> None:
    source = (EXTENSION / name).read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", source, flags=re.DOTALL)
    assert {fault: found for fault, form in FORBIDDEN.items() if (found := re.findall(form, code))} == {}
    if name.startswith("content/"):
        assert not re.search(
            r"\b(?:WebSocket|XMLHttpRequest|EventSource|sendBeacon)\b|127\.0\.0\.1|localhost", code
        )


def test_pages_load_only_files_of_the_package() -> None:
    for page in EXTENSION.rglob("*.html"):
        source = page.read_text(encoding="utf-8")
        assert re.findall(r"(?:src|href)=\"(?:https?:)?//", source) == []
        assert re.findall(r"<script(?![^>]*\bsrc=)", source) == []
        assert re.findall(r"\son[a-z]+=", source) == []
    for sheet in EXTENSION.rglob("*.css"):
        assert re.findall(r"@import|url\(", sheet.read_text(encoding="utf-8")) == []


def test_scripts_of_modules_import_only_files_of_the_package() -> None:
    for name in SCRIPTS:
        source = (EXTENSION / name).read_text(encoding="utf-8")
        for target in re.findall(r"""(?:^|\n)(?:import|export)[^;"']*?from ["']([^"']+)["']""", source):
            assert target.startswith("."), (name, target)
            assert ((EXTENSION / name).parent / target).resolve().is_file(), (name, target)
