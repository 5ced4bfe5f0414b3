"""How far two long contents agree, without a copy of either."""

_AT_ONCE = 1 << 16


def alike(one: bytes, at: int, other: bytes, place: int, most: int) -> int:
    """How many bytes, up to `most`, are the same in `one` from `at` on and in `other` from `place` on."""
    same, step = 0, _AT_ONCE
    while same < most and step:
        step = min(step, most - same)
        if other.startswith(one[at + same : at + same + step], place + same):
            same += step
        else:
            step //= 2
    return same
