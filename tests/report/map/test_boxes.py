"""Boxes, points and segments: which meet, which cross, how far apart."""

import numpy as np

from relstudy.report.map.boxes import (
    distances,
    segment_distances,
    segments_cross,
    segments_meet_boxes,
    segments_meet_their_boxes,
)


def test_distances_of_points_from_boxes():
    boxes = np.array([[0.0, 0.0, 10.0, 4.0]])
    points = np.array([(5.0, 2.0), (13.0, 8.0), (-2.0, 3.0)])
    assert distances(boxes, points).tolist() == [[0.0, 5.0, 2.0]]


def test_segments_meet_boxes_they_pass_through_and_no_others():
    box = np.array([[0.0, 0.0, 10.0, 10.0]])
    segments = np.array([(-5, 5, 15, 5), (-5, -1, 15, -1), (2, 2, 3, 3), (-5, 20, 20, 12), (np.nan,) * 4], dtype=float)
    assert segments_meet_boxes(segments, box, 0.0)[:, 0].tolist() == [True, False, True, False, False]


def test_segments_held_against_their_own_boxes_meet_what_they_meet_among_all():
    draw = np.random.default_rng(5)
    segments = draw.uniform(0, 10, (200, 4))
    corners = np.sort(draw.uniform(0, 10, (200, 2, 2)), axis=1)
    boxes = np.concatenate((corners[:, 0], corners[:, 1]), axis=1)
    own = segments_meet_their_boxes(segments, boxes, 0.5)
    assert own.tolist() == np.diagonal(segments_meet_boxes(segments, boxes, 0.5)).tolist()
    assert 0 < own.sum() < 200


def test_segments_cross_only_within_their_ends():
    a = np.array([[0.0, 0.0, 10.0, 10.0]])
    others = np.array([[0.0, 10.0, 10.0, 0.0], [20.0, 0.0, 20.0, 30.0], [6.0, 5.0, 9.0, 6.0]])
    assert segments_cross(a, others)[0].tolist() == [True, False, False]


def test_distances_of_points_from_segments():
    away = segment_distances(np.array([[0.0, 0.0, 10.0, 0.0]]), np.array([(5.0, 3.0), (14.0, 3.0), (-3.0, 4.0)]))
    assert away[0].tolist() == [3.0, 5.0, 5.0]
