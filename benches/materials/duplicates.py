"""How far apart the perceptual hashes of one paper and of different papers are.

    duplicates.py --program target/release/exam-preflight --documents DIR

Every document is photographed again: recompressed, halved, darker, cut closer, and from a slightly other place. The bits in
which each differs from the first picture, and those in which different documents differ, decide the threshold.
"""
import argparse
import itertools
import os
import random
import tempfile

from PIL import Image

import common


def again(picture, rng, amount):
    """From another place: a perspective by up to `amount` of a side at every corner."""
    w, h = picture.size
    corners = [(x + rng.uniform(-1, 1) * amount * w, y + rng.uniform(-1, 1) * amount * h) for x, y in ((0, 0), (0, h), (w, h), (w, 0))]
    return picture.transform(picture.size, Image.QUAD, [n for c in corners for n in c], Image.BICUBIC, fillcolor=(128, 128, 128))


WAYS = (
    ("recompressed", lambda p, r: p, 40),
    ("half the size", lambda p, r: p.resize([max(1, n // 2) for n in p.size], Image.LANCZOS), 85),
    ("darker", lambda p, r: p.point(lambda v: round(v * 0.7)), 85),
    ("cut closer by 2 %", lambda p, r: p.crop([round(p.size[i % 2] * (0.02 if i < 2 else 0.98)) for i in range(4)]), 85),
    ("from 1 % aside", lambda p, r: again(p, r, 0.01), 85),
    ("from 3 % aside", lambda p, r: again(p, r, 0.03), 85),
)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--program", required=True)
    a.add_argument("--documents", required=True)
    a = a.parse_args()
    rng, hashes = random.Random(1), []
    with tempfile.TemporaryDirectory() as folder:
        for name, picture in common.documents(a.documents):
            picture.thumbnail((1600, 1600), Image.LANCZOS)
            paths = [os.path.join(folder, f"{i}.jpg") for i in range(len(WAYS) + 1)]
            picture.save(paths[0], quality=92)
            for (_, change, quality), path in zip(WAYS, paths[1:]):
                change(picture, rng).save(path, quality=quality)
            hashes.append([int(r["measured"]["perceptualHash"], 16) for r in common.inspect(a.program, paths)])
    bits = lambda a, b: (a ^ b).bit_count()
    row = lambda name, values: print(f"{name:20} median {values[len(values) // 2]:3}  99 % {values[int(0.99 * (len(values) - 1))]:3}  1 % {values[int(0.01 * (len(values) - 1))]:3}  least {values[0]:3}  most {values[-1]:3}  of {len(values)}")
    for i, (name, _, _) in enumerate(WAYS, 1):
        row(name, sorted(bits(h[0], h[i]) for h in hashes))
    strangers = sorted(bits(a[0], b[0]) for a, b in itertools.combinations(hashes, 2))
    row("different papers", strangers)
    for limit in (4, 6, 8, 10, 12, 14, 16):
        same = [sum(bits(h[0], h[i]) <= limit for h in hashes) for i in range(1, len(WAYS) + 1)]
        print(f"up to {limit:2} bits: {sum(d <= limit for d in strangers)} of {len(strangers)} strangers; same papers " + ", ".join(f"{100 * n / len(hashes):.0f} %" for n in same))


if __name__ == "__main__":
    main()
