"""Boxes: which side is up, what overlaps, what belongs together, and which reading of a place stays."""

import numpy as np
import pytest

from agent.imaging.reading.boxes import Box, cut_out, joint_share, shared_area, upright_corners
from agent.imaging.reading.columns import join_columns
from agent.imaging.reading.detector import boxes_of
from agent.imaging.reading.lines import Candidate, without_doubles
from agent.imaging.reading.recogniser import Reading


def box(left: float, top: float, width: float, height: float) -> Box:
    right, bottom = left + width, top + height
    return Box(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32), 0.9)


def read(where: Box, text: str, score: float = 0.95) -> Candidate:
    return Candidate(where, Reading(text, score, ()))


def test_corners_begin_top_left_whatever_their_order() -> None:
    upright = box(10, 20, 100, 30).corners
    for order in ([2, 0, 3, 1], [3, 2, 1, 0], [1, 2, 3, 0]):
        assert upright_corners(upright[order]).tolist() == upright.tolist()


def test_shares_of_overlapping_boxes() -> None:
    one, other = box(0, 0, 100, 10), box(50, 0, 100, 10)
    assert shared_area(one, other) == pytest.approx(500)
    assert joint_share(one, other) == pytest.approx(1 / 3)
    assert shared_area(one, box(200, 0, 10, 10)) == 0


def test_a_vertical_line_is_cut_out_lying_with_its_top_at_the_left() -> None:
    pixels = np.zeros((200, 100, 3), np.uint8)
    pixels[:100] = 255
    line = cut_out(pixels, box(40, 0, 20, 200), 48, 2400)
    assert line.shape == (48, 480, 3)
    assert line[:, :200].min() == 255
    assert line[:, -200:].max() == 0


def test_a_marked_area_grows_to_the_line_around_it() -> None:
    marks = np.zeros((64, 128), np.float32)
    marks[20:30, 20:100] = 0.9
    marks[50:60, 20:100] = 0.4
    (found,) = boxes_of(marks, 2, 2)
    (left, top), (right, bottom) = found.corners.min(axis=0), found.corners.max(axis=0)
    assert (left < 40, right > 200) == (True, True)
    assert (top < 40, bottom > 60) == (True, True)
    assert found.score > 0.8


def test_letters_below_one_another_are_a_column_and_lines_are_not() -> None:
    letters = [box(100 + 3 * row, 110 * row, 100, 100) for row in range(4)]
    (column,) = join_columns([*letters, box(400, 0, 300, 60), box(400, 80, 300, 60)])
    assert column.vertical
    assert all(shared_area(column, letter) > 0.9 * letter.area for letter in letters)


def test_the_longer_reading_of_a_place_stays() -> None:
    whole, piece = read(box(0, 0, 400, 50), "有機抹茶パウダー"), read(box(0, 0, 120, 50), "有機", 1.0)
    assert without_doubles([piece, whole]) == [whole]


def test_pieces_stay_where_the_whole_is_unreadable() -> None:
    whole = read(box(0, 0, 400, 50), "香", 0.4)
    pieces = [read(box(0, 0, 190, 50), "有機抹茶"), read(box(210, 0, 190, 50), "パウダー")]
    assert without_doubles([whole, *pieces]) == pieces


def test_small_print_within_a_large_letter_stays() -> None:
    large, small = read(box(0, 0, 300, 300), "茶"), read(box(50, 100, 200, 40), "内容量80g")
    assert {found.reading.text for found in without_doubles([large, small])} == {"茶", "内容量80g"}
