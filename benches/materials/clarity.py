"""Makes documents worse step by step, and sets what the program measures beside what a reader still reads.

    clarity.py --program target/release/exam-preflight --documents DIR [--limit N]

Every document of which tesseract reads 40 characters or more, at most 1600 pixels long, is blurred (a Gaussian of so many
pixels), darkened (by a factor, then 8 bits), made small (by its long side), blown out (a lamp's spot over its middle), and
each time read again. A line is a step: how many characters are still read, in parts of what was read before (median and
lower quartile of the documents), the measure's median and tenths, and how many get the finding.
"""
import argparse
import os
import statistics
import tempfile

import numpy as np
from PIL import Image, ImageFilter

import common


def blurred(picture, sigma):
    return picture.filter(ImageFilter.GaussianBlur(sigma)) if sigma else picture


def darkened(picture, factor):
    return picture.point(lambda v: round(v * factor))


def small(picture, long_side):
    out = picture.copy()
    out.thumbnail((long_side, long_side), Image.LANCZOS)
    return out


def lit(picture, radius):
    """A lamp mirrored in film: full white inside, fading out over as much again. The paper is toned first, as a camera exposes it."""
    if not radius:
        return picture.point(lambda v: round(v * 0.82))
    a = np.asarray(picture).astype(np.float32) * 0.82
    h, w = a.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w]
    d = np.hypot(xx - w / 2, yy - h / 2) / (radius * max(w, h))
    return Image.fromarray(np.clip(a + (255 * np.clip(2 - d, 0, 1))[..., None], 0, 255).astype(np.uint8))


# What is done, by which amounts, which measure shows it, and its finding.
STUDIES = (
    ("blur, sigma in pixels", blurred, (0, 0.7, 1, 1.4, 2, 2.8, 4, 5.6), "sharpness", "material.blurred"),
    ("darkened to", darkened, (1, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.03), "luminanceMean", "material.too_dark"),
    ("long side in pixels", small, (1600, 1200, 1000, 850, 700, 600, 500, 400, 300, 240, 200, 160, 120), None, "material.resolution.too_low"),
    ("lamp, radius in long sides", lit, (0, 0.01, 0.02, 0.04, 0.08, 0.16), "clippedHighlights", "material.glare"),
)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--program", required=True)
    a.add_argument("--documents", required=True)
    a.add_argument("--limit", type=int, default=10**9)
    a.add_argument("--only", type=int, help="one study, from 0")
    a = a.parse_args()
    pages = []
    for name, picture in common.documents(a.documents):
        picture.thumbnail((1600, 1600), Image.LANCZOS)
        truth = common.text(picture, 1600)
        if len(truth) >= 40:
            pages.append((picture, truth))
        if len(pages) == a.limit:
            break
    print(f"{len(pages)} documents of which the reader reads 40 characters or more")
    for k, (title, change, steps, measure, code) in enumerate(STUDIES):
        if a.only not in (None, k):
            continue
        print(f"\n{title:28} read: median  quartile   {measure or '':18} 10 %  median   90 %   found  errors", flush=True)
        for step in steps:
            made = [(change(p, step), t) for p, t in pages]
            if change is small:
                made = [(m, t) for m, t in made if max(m.size) == step]
            if len(made) < 5:
                continue
            read = sorted(common.recall(t, common.text(m, 1600)) for m, t in made)
            with tempfile.TemporaryDirectory() as folder:
                paths = [os.path.join(folder, f"{i}.jpg") for i in range(len(made))]
                for (m, _), path in zip(made, paths):
                    m.save(path, quality=90)
                reports = common.inspect(a.program, paths)
            values = sorted(r["measured"][measure] for r in reports if measure and r["measured"][measure] is not None)
            of = lambda q: f"{values[min(len(values) - 1, int(q * len(values)))]:7.3f}" if values else "      -"
            found = [[f for f in r["findings"] if f["code"] in (code, "material.blank")] for r in reports]
            severe = sum(any(f["severity"] == "error" for f in fs) for fs in found)
            print(f"{step:28} {statistics.median(read):12.2f} {read[len(read) // 4]:9.2f}   {'':18}{of(0.1)}{of(0.5)}{of(0.9)} {sum(map(bool, found)):4} of {len(made)} {severe:4}", flush=True)


if __name__ == "__main__":
    main()
