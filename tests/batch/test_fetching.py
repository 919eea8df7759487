"""Fetching pictures by address: what is asked, and every way around the gate that is known (S01 to S06)."""

import re
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.batch.address_gate import RefusedAddressError, gated_socket, is_public
from agent.batch.fetching import HOSTS, Fetcher, FetchError
from tests.batch.image_host import HOST, PICTURE, PRIVATE, PUBLIC, ImageHost, image_host


@pytest.fixture
async def host() -> AsyncIterator[ImageHost]:
    async with image_host() as running:
        yield running


async def refused(fetcher: Fetcher, url: str) -> str:
    async with fetcher:
        with pytest.raises(FetchError) as told:
            await fetcher.get(url)
    return str(told.value)


async def test_a_picture_of_a_named_host_is_fetched_without_cookies(host: ImageHost) -> None:
    async with host.fetcher() as fetcher:
        assert await fetcher.get(host.url("a.png")) == PICTURE
        assert await fetcher.get(host.url("b.png?x=1#part")) == PICTURE
    assert host.asked == [f"{PUBLIC} a.png", f"{PUBLIC} b.png"]
    assert all("Cookie" not in sent and "Referer" not in sent for sent in host.headers)
    assert {sent["Accept-Encoding"] for sent in host.headers} == {"identity"}


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1",
        "fec0::1",
        "fd00::1",
        "2606:4700::1111",
        "0x7f.1",
        "127.1",
        "2130706433",
        "１２７.0.0.1",
        "localhost",
        "",
    ],
)
def test_no_socket_is_made_for_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(RefusedAddressError, match="is not a public one"):
        gated_socket((2, 1, 6, "", (address, 443)))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "151.101.1.1"])
def test_public_addresses_get_a_socket(address: str) -> None:
    with gated_socket((2, 1, 6, "", (address, 443))) as made:
        assert made.getsockname()[1] == 0  # nothing is connected to yet


@pytest.mark.parametrize(
    "name",
    [
        PRIVATE,
        "localhost",
        "169.254.169.254",
        "10.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "0x7f.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "１２７.０.０.１",
        f"{HOST}.evil.example",
        f"evil-{HOST}",
        f"{HOST}.",
    ],
)
async def test_a_host_that_is_not_named_is_not_asked(host: ImageHost, name: str) -> None:
    assert "--image-host" in await refused(host.fetcher(), f"https://{name}:{host.port}/a.png")
    assert host.asked == []


@pytest.mark.parametrize("name", [PRIVATE, "localhost", "0x7f.1", "0.0.0.0"])  # noqa: S104 - refused
async def test_a_host_that_was_named_is_still_not_asked_at_a_private_address(
    host: ImageHost, name: str
) -> None:
    fetcher = Fetcher((name,), port=host.port, trust=host.trust)
    told = await refused(fetcher, f"https://{name}:{host.port}/a.png")
    assert "is not a public one" in told or "could not be asked" in told
    assert host.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://{host}:{port}/a.png",
        "file:///etc/passwd",
        "ftp://{host}/a.png",
        "https://user:pass@{host}:{port}/a.png",
        "https://{host}/a.png",
        "https://{host}:1/a.png",
        "https://{host}:99999/a.png",
        "https://[x/a.png",
        "data:image/png;base64,AA==",
        "//{host}:{port}/a.png",
        "a.png",
        "",
    ],
)
async def test_only_https_on_its_port_and_without_a_user_is_asked(host: ImageHost, url: str) -> None:
    await refused(host.fetcher(), url.format(host=HOST, port=host.port))
    assert host.asked == []


@pytest.mark.parametrize("path", ["private", "file", "loop"])
async def test_nobody_is_sent_elsewhere(host: ImageHost, path: str) -> None:
    assert "which is not followed" in await refused(host.fetcher(), host.url(path))
    assert host.asked == [f"{PUBLIC} {path}"]


async def test_a_name_that_answers_with_a_private_address_is_not_asked(host: ImageHost) -> None:
    told = await refused(host.fetcher(PRIVATE), host.url("a.png"))
    assert told == f"{HOST}: the address {PRIVATE} is not a public one"
    assert host.asked == []


async def test_a_name_that_answers_otherwise_the_second_time_is_not_asked_again(host: ImageHost) -> None:
    fetcher = host.fetcher(PUBLIC, PRIVATE)
    async with fetcher:
        with pytest.raises(FetchError, match="answers 404"):
            await fetcher.get(host.url("gone.png"))
        with pytest.raises(FetchError, match="is not a public one"):
            await fetcher.get(host.url("a.png"))
    assert host.asked == [f"{PUBLIC} gone.png"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("slow.png", "took longer than 0.3 s"),
        ("endless.png", "larger than 1 MB"),
        ("page.png", "sends text/html, expected a picture"),
        ("drawing.svg", "sends image/svg+xml, expected a picture"),
        ("bomb.png", "compressed"),
        ("gone.png", "answers 404"),
    ],
)
async def test_what_takes_too_long_or_is_no_picture_is_given_up(host: ImageHost, path: str, why: str) -> None:
    seconds = 0.3 if path == "slow.png" else 10.0
    assert why in await refused(host.fetcher(seconds=seconds, most_bytes=1 << 20), host.url(path))


async def test_a_proxy_of_the_environment_is_ignored(
    host: ImageHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with host.fetcher() as fetcher:
        assert await fetcher.get(host.url("a.png")) == PICTURE


async def test_a_certificate_that_nobody_vouches_for_is_refused(host: ImageHost) -> None:
    fetcher = host.fetcher(trust=ssl.create_default_context())
    assert "could not be asked" in await refused(fetcher, host.url("a.png"))
    assert host.asked == []


def test_the_hosts_are_those_of_the_extension() -> None:
    source = Path(__file__).resolve().parents[2] / "extension" / "background" / "images.js"
    listed = re.search(r"IMAGE_HOSTS = Object\.freeze\(\[(.*?)\]", source.read_text("utf-8"), re.DOTALL)
    assert listed is not None
    assert tuple(re.findall(r'"([^"]+)"', listed[1])) == HOSTS
