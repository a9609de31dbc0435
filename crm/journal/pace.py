"""How much goes in one transaction: as much as keeps nobody waiting for long."""


def next_size(size: int, held: float, goal: float, least: int, most: int) -> int:
    """How many rows the next transaction takes, when one of `size` rows held the lock for so many seconds and `goal` seconds are meant.

    It grows by half and shrinks by half at most, between `least` and `most`.
    """
    factor = min(max(goal / max(held, 0.001), 0.5), 1.5)
    return int(min(max(size * factor, least), most))
