"""What the measuring scripts share: the documents, the program, and a reader.

They need Python 3.11 or later with `pip install pillow numpy`, Debian's tesseract-ocr and tesseract-ocr-chi-sim, and the
real documents, which are no part of the project.
"""
import csv
import json
import os
import subprocess
import tempfile

from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None
DOCUMENT = ("photo", "scan", "render", "idcard", "screenshot")


def documents(folder):
    """Every document (no poster, no scene): its name and upright picture."""
    for row in csv.DictReader(open(os.path.join(folder, "MANIFEST.tsv"), encoding="utf-8"), delimiter="\t"):
        note = dict(x.split("=", 1) for x in row["notes"].split(";") if "=" in x)
        if not note.get("kind", "").startswith(DOCUMENT):
            continue
        picture = ImageOps.exif_transpose(Image.open(os.path.join(folder, row["file"]))).convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
        yield row["file"], picture.rotate(int(note.get("rot_cw", "0")), expand=True)


def text(picture, long_side=None):
    """What tesseract reads, without spaces. Small pictures are enlarged for it, as its users do."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.png")
        if long_side and max(picture.size) < long_side:
            scale = long_side / max(picture.size)
            picture = picture.resize([round(n * scale) for n in picture.size], Image.BICUBIC)
        picture.convert("L").save(path)
        run = subprocess.run(["tesseract", path, "-", "-l", "chi_sim+eng", "--psm", "3"], capture_output=True, text=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
        return "".join(run.stdout.split())


def inspect(program, paths, *more):
    """Reports of the command line, one a path. `program` is its path."""
    run = subprocess.run([program, "material", "--json", "--kind", "diploma", *more, *paths], capture_output=True, text=True)
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    if len(reports) != len(paths):
        raise SystemExit(f"{len(reports)} reports of {len(paths)}: {run.stderr}")
    return reports


def recall(truth, read):
    """Share of the characters of `truth` that `read` has too, however they stand: 0 to 1."""
    from collections import Counter
    want, have = Counter(truth), Counter(read)
    return sum((want & have).values()) / max(1, len(truth))


def errors(truth, read):
    """Characters to change, add or take away, in parts of the truth's length (Levenshtein)."""
    before = list(range(len(read) + 1))
    for i, a in enumerate(truth, 1):
        row = [i]
        for j, b in enumerate(read, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1] / max(1, len(truth))
