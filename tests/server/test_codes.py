"""The pairing string: what people may do to it, and what is found out before anything is sent."""

import pytest
from hypothesis import given, strategies as st

from agent.server import codes

numbers = st.integers(0, 2**codes.BITS - 1)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical_of(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


@given(numbers)
def test_what_is_shown_is_read_back_however_it_is_typed(number: int) -> None:
    canonical = canonical_of(number)
    shown = codes.show(canonical)
    assert [len(group) for group in shown.split("-")] == [5, 5, 5, 5, 5, 2]
    for typed in (
        shown,
        shown.lower(),
        shown.replace("-", " "),
        shown.replace("-", ""),
        f" {shown}\n",
        shown.replace("0", "O").replace("1", "l"),
        shown.replace("0", "o").replace("1", "I"),
    ):
        assert codes.read(typed) == canonical


@given(numbers, st.integers(0, 25), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(number: int, place: int, other: str) -> None:
    right = codes.show(canonical_of(number)).replace("-", "")
    wrong = right[:place] + other + right[place + 1 :]
    if wrong != right:
        with pytest.raises(codes.CodeError, match="check character"):
            codes.read(wrong)


@given(numbers, st.integers(0, 24))
def test_two_swapped_neighbours_are_found(number: int, place: int) -> None:
    right = codes.show(canonical_of(number)).replace("-", "")
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if wrong != right:
        with pytest.raises(codes.CodeError):
            codes.read(wrong)


@pytest.mark.parametrize("typed", ["", "0" * 26, "0" * 28, "U" + "0" * 26, "あ" * 27, "0" * 26 + "!"])
def test_what_cannot_be_a_string_is_refused(typed: str) -> None:
    with pytest.raises(codes.CodeError):
        codes.read(typed)


def test_new_strings_are_canonical() -> None:
    canonical = codes.new()
    assert len(canonical) == codes.LENGTH
    assert codes.read(codes.show(canonical)) == canonical
