"""What the agent remembers of pictures while it runs: facts, and the bytes that are still to be read."""

from collections import OrderedDict
from collections.abc import Mapping
from types import MappingProxyType

from agent.picture import ImageFacts

REMEMBERED = 512
"""Pictures whose facts are at hand."""
HELD_BYTES = 64 << 20
"""Of pictures whose text has not been read; a main image seldom has more than one million."""


class RecentFacts:
    """Facts by digest; the least recently used are forgotten."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._facts: OrderedDict[str, ImageFacts] = OrderedDict()

    @property
    def all(self) -> Mapping[str, ImageFacts]:
        """By digest; read-only, and goes on changing."""
        return MappingProxyType(self._facts)

    def get(self, digest: str) -> ImageFacts | None:
        """The facts of a picture, which counts as used."""
        if digest in self._facts:
            self._facts.move_to_end(digest)
        return self._facts.get(digest)

    def put(self, facts: ImageFacts) -> None:
        """Remember ``facts`` in the place of older ones."""
        self._facts[facts.digest] = facts
        self._facts.move_to_end(facts.digest)
        while len(self._facts) > self._most:
            self._facts.popitem(last=False)

    def forget(self, digest: str) -> None:
        """As if the picture had never come."""
        self._facts.pop(digest, None)


class HeldBytes:
    """Bytes of pictures by digest; the least recently used go when there are too many."""

    def __init__(self, most: int = HELD_BYTES) -> None:
        self._most = most
        self._bytes: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def __contains__(self, digest: str) -> bool:
        return digest in self._bytes

    def get(self, digest: str) -> bytes | None:
        """The bytes of a picture, which count as used."""
        if digest in self._bytes:
            self._bytes.move_to_end(digest)
        return self._bytes.get(digest)

    def put(self, digest: str, data: bytes) -> None:
        """Hold ``data`` as the last to go."""
        self.drop(digest)
        self._bytes[digest] = data
        self._size += len(data)
        while self._size > self._most:
            self.drop(next(iter(self._bytes)))

    def drop(self, digest: str) -> None:
        """Let go of the bytes."""
        self._size -= len(self._bytes.pop(digest, b""))
