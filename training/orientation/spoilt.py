"""Measures the judge on documents that a hand or a chat program has spoilt: `spoilt.py --judge BINARY --documents DIR`.

Every document is reduced, compressed, tilted, seen from aside, cut closer, laid on a table, blurred and darkened, and each shown four
ways: upright, upside down, mirrored, mirrored and upside down (sideways ones are always caught). The lines say how many upright
pictures are refused, and how many of the others.
"""
import argparse
import json
import os
import random
import subprocess
import tempfile

from PIL import Image, ImageFilter, ImageOps

import measure

TABLE = (90, 80, 70)
WAYS = (0, 2, 4, 6)


def fitted(img, side=1600):
    img = img.copy()
    img.thumbnail((side, side), Image.LANCZOS)
    return img


def tilted(low, high):
    def change(img, rng):
        angle = rng.choice((-1, 1)) * rng.uniform(low, high)
        return fitted(img).rotate(angle, Image.BICUBIC, expand=True, fillcolor=TABLE)
    return change


def aside(img, rng):
    img = fitted(img)
    w, h = img.size
    corners = [(x + rng.uniform(-1, 1) * 0.06 * w, y + rng.uniform(-1, 1) * 0.06 * h) for x, y in ((0, 0), (0, h), (w, h), (w, 0))]
    return img.transform(img.size, Image.QUAD, [n for corner in corners for n in corner], Image.BICUBIC, fillcolor=TABLE)


def closer(img, rng):
    w, h = img.size
    return fitted(img.crop((int(w * 0.15), int(h * 0.15), int(w * 0.85), int(h * 0.85))))


def on_a_table(img, rng):
    img, ground = fitted(img, 1100), Image.new("RGB", (1600, 1600), TABLE)
    ground.paste(img, ((1600 - img.size[0]) // 2, (1600 - img.size[1]) // 2))
    return ground


def reduced(side):
    return lambda img, rng: fitted(img, side)


def blurred(sigma):
    return lambda img, rng: fitted(img).filter(ImageFilter.GaussianBlur(sigma))


# What is done, and the JPEG quality after it.
SPOILT = {
    "as it is, 1600 px": (reduced(1600), 90), "2400 px": (reduced(2400), 90), "1200 px": (reduced(1200), 90),
    "1000 px": (reduced(1000), 90), "800 px": (reduced(800), 90), "600 px": (reduced(600), 90),
    "JPEG quality 30": (reduced(1600), 30), "tilted 1 to 3 degrees": (tilted(1, 3), 90),
    "tilted 3 to 8 degrees": (tilted(3, 8), 90), "tilted 8 to 20 degrees": (tilted(8, 20), 90),
    "seen from aside": (aside, 90), "cut closer by 15 %": (closer, 90), "small on a table": (on_a_table, 90),
    "blurred by 1.5 px": (blurred(1.5), 90), "blurred by 3 px": (blurred(3), 90),
    "darkened to 0.35": (lambda img, rng: fitted(img).point(lambda v: round(v * 0.35)), 90),
}


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--judge", required=True)
    a.add_argument("--documents", required=True)
    a = a.parse_args()
    documents = list(measure.documents(a.documents))
    total = [0, 0, 0, 0]
    for name, (change, quality) in SPOILT.items():
        rng = random.Random(name)
        with tempfile.TemporaryDirectory() as folder:
            shown = []
            for k, (file, _, img) in enumerate(documents):
                img = change(img, rng)
                for way in WAYS:
                    base = ImageOps.mirror(img) if way >= 4 else img
                    path = os.path.join(folder, f"{k}-{way}.jpg")
                    base.rotate(-90 * (way % 4), expand=True).save(path, quality=quality)
                    shown.append((file, way, path))
            out = subprocess.run([a.judge, *(path for _, _, path in shown)], capture_output=True, text=True, check=True).stdout
        false, caught, wrong = 0, 0, []
        for (file, way, _), line in zip(shown, out.splitlines()):
            report = json.loads(line)
            refused = any(finding["severity"] == "error" for finding in report["findings"])
            caught += refused and way != 0
            if refused and way == 0:
                false += 1
                wrong.append(file)
        n = len(documents)
        for i, v in enumerate((false, n, caught, 3 * n)):
            total[i] += v
        print(f"{name:24} upright refused {false} of {n}   others caught {100 * caught / (3 * n):5.1f} %  {' '.join(wrong)}", flush=True)
    print(f"{'all':24} upright refused {100 * total[0] / total[1]:.2f} %   others caught {100 * total[2] / total[3]:5.1f} %")


if __name__ == "__main__":
    main()
