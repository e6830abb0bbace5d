"""Points added up for many findings at once, and those with the most points first."""

from __future__ import annotations

from collections.abc import Iterator

from pyroaring import BitMap


class Points:
    """Whole points of findings. They are kept by binary digits: for each digit the findings whose sum has it.

    So adding to any number of findings, or finding those with the most, is a few operations on bitmaps.
    """

    def __init__(self) -> None:
        self._digits: list[BitMap] = []

    def add(self, findings: BitMap, points: int) -> None:
        for digit in range(points.bit_length()):
            if points >> digit & 1:
                self._add_digit(findings, digit)

    def _add_digit(self, carried: BitMap, digit: int) -> None:
        while carried:
            while digit >= len(self._digits):
                self._digits.append(BitMap())
            held = self._digits[digit]
            self._digits[digit], carried = held ^ carried, held & carried
            digit += 1

    def descend(self, among: BitMap) -> Iterator[tuple[int, BitMap]]:
        """The findings of each number of points, the most first and those without any last."""
        return self._split(among, len(self._digits) - 1, 0)

    def _split(self, among: BitMap, digit: int, points: int) -> Iterator[tuple[int, BitMap]]:
        if not among:
            return
        if digit < 0:
            yield points, among
            return
        yield from self._split(among & self._digits[digit], digit - 1, points + (1 << digit))
        yield from self._split(among - self._digits[digit], digit - 1, points)
