"""Renders pages and cuts tiles: `render.py --out DIR --pages N --seed S --jobs J` writes tiles.npy (n, side, side), pages.npy (their
pages) and silent.npy (whether a tile bears no witness).

`--papers` says which: `lines` (the default), `columns`, `wordless`, or `all`, a mixture of the three. `--sheets DIR` writes whole upright
pictures instead, for measuring the whole judge on held-out seeds.
"""
import argparse
import multiprocessing
import os
import random
import time

import cv2
import numpy as np

import camera
import columns
import pages
import scripts
import wordless

SIDE = 65
PAPERS = {"lines": pages.KINDS, "columns": columns.KINDS, "wordless": wordless.KINDS}
# Shares of the mixture: columns are rare among what people send, and must weigh enough to be learnt.
SHARES = {"lines": 0.68, "columns": 0.22, "wordless": 0.1}


def draw(rng, papers):
    """One sheet, the name of its kind, and whether it bears no witness of how it lies."""
    if papers == "all":
        papers = rng.choices(list(SHARES), SHARES.values())[0]
    is_silent = papers == "wordless"
    return *pages.page(rng, PAPERS[papers], not is_silent), is_silent


def job(arg):
    """Every page has a seed of its own, so the result does not depend on the number of jobs."""
    seed, first, last, per_page, papers = arg
    out, owner, silent = [], [], []
    for n in range(first, last):
        rng = random.Random(f"{seed}/{n}")
        sheet, kind, is_silent = draw(rng, papers)
        img, words = camera.shoot(rng, sheet)
        got = camera.tiles(rng, img, words, SIDE, per_page)
        out += got
        owner += [n] * len(got)
        silent += [is_silent] * len(got)
    return np.array(out, np.uint8).reshape(-1, SIDE, SIDE), np.array(owner, np.int32), np.array(silent, bool)


def sheets(folder, seed, count, papers):
    os.makedirs(folder, exist_ok=True)
    for n in range(count):
        rng = random.Random(f"{seed}/{n}")
        sheet, kind, _ = draw(rng, papers)
        img, _ = camera.shoot(rng, sheet)
        cv2.imwrite(os.path.join(folder, f"{n:05}-{kind}.png"), img)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--out")
    a.add_argument("--sheets")
    a.add_argument("--pages", type=int, default=100)
    a.add_argument("--per-page", type=int, default=48)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--papers", choices=(*PAPERS, "all"), default="lines")
    a.add_argument("--jobs", type=int, default=os.cpu_count())
    a = a.parse_args()
    if scripts.missing_packages():
        raise SystemExit(f"fonts missing: {scripts.missing_packages()}; install the packages that README.md names")
    if a.sheets:
        return sheets(a.sheets, a.seed, a.pages, a.papers)
    os.makedirs(a.out, exist_ok=True)
    start, step = time.time(), 100
    work = [(a.seed, i, min(i + step, a.pages), a.per_page, a.papers) for i in range(0, a.pages, step)]
    with multiprocessing.Pool(a.jobs) as pool:
        done = []
        for k, r in enumerate(pool.imap(job, work)):
            done.append(r)
            print(f"{(k + 1) * step} pages, {time.time() - start:.0f} s", flush=True)
    np.save(os.path.join(a.out, "tiles.npy"), np.concatenate([d[0] for d in done]))
    np.save(os.path.join(a.out, "pages.npy"), np.concatenate([d[1] for d in done]))
    np.save(os.path.join(a.out, "silent.npy"), np.concatenate([d[2] for d in done]))


if __name__ == "__main__":
    main()
