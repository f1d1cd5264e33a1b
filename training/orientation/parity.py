"""Tiles made by a formula, and what the exported net says about them: the Rust test makes the same tiles and compares.

`parity.py CHECKPOINT FILE` writes one line a tile: eight numbers.
"""
import sys

import numpy as np
import torch

import export
import model

SIDE, TILES = 65, 6


def tile(n):
    """Bars and boxes on noise from a 32-bit linear congruential generator (constants of Numerical Recipes)."""
    state = (n * 7919 + 1) & 0xFFFFFFFF

    def draw(below):
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return (state >> 16) % below

    out = np.empty((SIDE, SIDE), np.uint8)
    for y in range(SIDE):
        for x in range(SIDE):
            out[y, x] = 180 + draw(40)
    for _ in range(14):
        left, top, wide, high, level = draw(60), draw(60), 2 + draw(18), 2 + draw(5), draw(120)
        out[top:top + high, left:left + wide] = level
    return out


def main():
    net, _ = export.restored(sys.argv[1])
    tiles = torch.from_numpy(np.array([tile(n) for n in range(TILES)]))
    with torch.no_grad():
        evidence = export.as_exported(net)(model.normalise(tiles)).numpy()
    with open(sys.argv[2], "w") as file:
        for row in evidence:
            file.write(" ".join(f"{v:.5f}" for v in row) + "\n")


if __name__ == "__main__":
    main()
