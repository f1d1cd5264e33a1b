"""Measures the whole judge, eight ways a picture: `measure.py --judge BINARY (--sheets DIR | --documents DIR) [--keep DIR]`.

BINARY is `cargo build --release --example orientation`. Prints right of eight, the confusion matrix, the curve of refusals over the
bound on `uprightConfidence`, the time, and every picture that is judged wrongly.
"""
import argparse
import collections
import csv
import glob
import json
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image, ImageOps

DOCUMENT = ("photo", "scan", "render", "idcard", "screenshot")
BOUNDS = (0.3, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001, 1e-4)


def documents(folder):
    """Upright pictures with the kind that the manifest gives, white behind what is transparent."""
    for row in csv.DictReader(open(os.path.join(folder, "MANIFEST.tsv"), encoding="utf-8"), delimiter="\t"):
        note = dict(x.split("=", 1) for x in row["notes"].split(";") if "=" in x)
        try:
            img = ImageOps.exif_transpose(Image.open(os.path.join(folder, row["file"]))).convert("RGBA")
        except OSError:
            continue
        img = Image.alpha_composite(Image.new("RGBA", img.size, "white"), img).convert("RGB")
        if note.get("kind", "").startswith(DOCUMENT):
            yield row["file"], note["kind"], img.rotate(int(note.get("rot_cw", "0")), expand=True)


def sheets(folder):
    for f in sorted(glob.glob(os.path.join(folder, "*.png"))):
        name = os.path.basename(f)[:-4]
        yield name, name.split("-", 1)[1], Image.open(f).convert("RGB")


def eight(img, folder, stem, long_side):
    img = img.copy()
    img.thumbnail((long_side, long_side), Image.LANCZOS)
    for way in range(8):
        base = ImageOps.mirror(img) if way >= 4 else img
        path = os.path.join(folder, f"{stem}--{way}.jpg")
        base.rotate(-90 * (way % 4), expand=True).save(path, quality=90)
        yield path


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--judge", required=True)
    a.add_argument("--documents")
    a.add_argument("--sheets")
    a.add_argument("--model")
    a.add_argument("--long-side", type=int, default=1600)
    a.add_argument("--limit", type=int, default=10**9)
    a.add_argument("--verbose", action="store_true")
    a = a.parse_args()
    confusion, rows, wrong, per_kind, spent = np.zeros((8, 8), int), [], [], collections.defaultdict(lambda: [0, 0]), []
    source = documents(a.documents) if a.documents else sheets(a.sheets)
    for n, (name, kind, img) in enumerate(source):
        if n == a.limit:
            break
        with tempfile.TemporaryDirectory() as d:
            files = list(eight(img, d, "x", a.long_side))
            command = [a.judge] + ([f"--model={a.model}"] if a.model else []) + files
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for way, line in enumerate(out.splitlines()):
            m = json.loads(line)["measured"]
            best = m["rotationCw"] // 90 + 4 * m["mirrored"]
            confusion[way, best] += 1
            rows.append((way, best, m["confidence"], m["uprightConfidence"]))
            spent.append(m["ms"])
            per_kind[kind][0] += best == way
            per_kind[kind][1] += 1
            if best != way:
                wrong.append((name, kind, way, best, round(m["confidence"], 3), m["uprightConfidence"], m["witnesses"], m["tiles"]))
    total = confusion.sum()
    print(f"{total // 8} pictures, right of eight {100 * np.trace(confusion) / total:.2f} %, median {np.median(spent):.1f} ms")
    print("truth (rows) and verdict: as it is turned 0 90 180 270, then mirrored and turned 0 90 180 270")
    print("\n".join(" ".join(f"{v:5}" for v in r) for r in confusion))
    r = np.array(rows)
    upright, turned = r[r[:, 0] == 0], r[r[:, 0] != 0]
    print("refused where uprightConfidence is below the bound")
    for bound in BOUNDS:
        print(f"  {bound:<7} false refusals {100 * np.mean(upright[:, 3] < bound):6.2f} %   caught {100 * np.mean(turned[:, 3] < bound):6.2f} %")
    print("confidence of the verdict and how often it is right")
    edges = (0, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.999, 1.01)
    for low, high in zip(edges, edges[1:]):
        chosen = r[(r[:, 2] >= low) & (r[:, 2] < high)]
        if len(chosen):
            print(f"  {low:<5} to {high:<5} {len(chosen):6} verdicts, right {100 * np.mean(chosen[:, 0] == chosen[:, 1]):6.2f} %")
    for kind, (hit, n) in sorted(per_kind.items(), key=lambda k: k[1][0] / k[1][1]):
        print(f"  {kind:22} right {100 * hit / n:6.2f} % of {n}")
    if a.verbose:
        for w in wrong:
            print("wrong", *w)


if __name__ == "__main__":
    main()
