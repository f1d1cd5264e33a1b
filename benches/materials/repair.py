"""What a repair costs a reader: characters wrong before and after.

    repair.py --program target/release/exam-preflight --documents DIR [--max-bytes N] [--count 10]

The ten documents with most text of those that need it least are made heavy (a PNG, turned by a quarter), repaired, and read
before and after by tesseract. Truth is what it reads off the original; so errors are changes that the repair makes.
"""
import argparse
import os
import subprocess
import tempfile

from PIL import Image

import common


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--program", required=True)
    a.add_argument("--documents", required=True)
    a.add_argument("--count", type=int, default=10)
    a = a.parse_args()
    pages = []
    for name, picture in common.documents(a.documents):
        if max(picture.size) >= 1000:
            pages.append((name, picture, common.text(picture)))
    pages.sort(key=lambda p: -len(p[2]))
    total_before = total_after = total = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, picture, truth in pages[: a.count]:
            path = os.path.join(folder, "page.png")
            picture.rotate(-90, expand=True).save(path)
            run = subprocess.run([a.program, "material", path, "--kind", "diploma", "--json", "--repair", os.path.join(folder, "made")], capture_output=True, text=True)
            made = Image.open(os.path.join(folder, "made", "page.jpg"))
            wrong = round(common.errors(truth, common.text(made)) * len(truth))
            # A reader is not steady: the original, saved as a fine JPEG of the same size, is read again for scale.
            same = os.path.join(folder, "same.jpg")
            picture.resize(made.size, Image.LANCZOS).save(same, quality=97)
            steady = round(common.errors(truth, common.text(Image.open(same))) * len(truth))
            total_before += steady
            total_after += wrong
            total += len(truth)
            print(f"{name[:44]:44} {picture.size[0]:5} x {picture.size[1]:5} -> {made.size[0]:5} x {made.size[1]:5} {os.path.getsize(os.path.join(folder, 'made', 'page.jpg')):7} bytes  {len(truth):5} characters, {wrong:4} differ after, {steady:4} without the repair", flush=True)
            os.remove(os.path.join(folder, "made", "page.jpg"))
    print(f"characters that differ: {100 * total_after / total:.2f} % after the repair, {100 * total_before / total:.2f} % in a fine JPEG of the same size, so {100 * (total_after - total_before) / total:+.2f} points")


if __name__ == "__main__":
    main()
