"""Writes the model's card: `card.py CHECKPOINT --check DIR --pages N --out FILE [--measured NAME=FILE ...]`."""
import argparse

import numpy as np
import torch

import export
import model

WAYS = ("upright", "90° cw", "180°", "270° cw", "mirrored", "mirrored, 90° cw", "mirrored, 180°", "mirrored, 270° cw")


def votes(net, tiles):
    out = []
    with torch.no_grad():
        for i in range(0, len(tiles), 512):
            out.append(net(model.normalise(torch.from_numpy(tiles[i:i + 512]))))
    return torch.cat(out)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("checkpoint")
    a.add_argument("--check", required=True)
    a.add_argument("--pages", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--measured", nargs="*", default=[])
    a = a.parse_args()
    net, saved = export.restored(a.checkpoint)
    tiles, silent = np.load(f"{a.check}/tiles.npy")[:8000], np.load(f"{a.check}/silent.npy")[:8000]
    tiles = tiles[~silent]
    full, small = votes(net, tiles), votes(export.as_exported(net), tiles)
    right = lambda z: 100 * float((z.argmax(1) == 0).float().mean())
    sure = small.softmax(1).max(1).values > 0.9
    shares = np.bincount(small.argmax(1).numpy(), minlength=8) / len(tiles) * 100
    shares_sure = np.bincount(small[sure].argmax(1).numpy(), minlength=8) / max(1, int(sure.sum())) * 100
    args, weights = saved["args"], sum(p.numel() for p in net.parameters())
    text = f"""# orientation.bin

Which of eight ways (four turns, mirrored or not) the text in a 65 x 65 grey tile lies. Written by `training/orientation/recipe.sh`;
read by `src/material/orientation/net.rs`; how whole pictures are judged is in `docs/orientation.md`.

| | |
| --- | --- |
| form | {len(net.plan)} group-convolution layers over the square's eight symmetries, then a linear head: (kernel, stride, base channels) {", ".join(str(tuple(p)) for p in net.plan)} |
| size | {len(export.export(net)):,} bytes: {weights:,} weights of 8 bits with a scale and a bias a base channel; {net.macs(65) / 1e6:.1f} million multiply-adds a tile once expanded |
| data | {a.pages} pages rendered by `pages.py`, `columns.py` and `wordless.py` from the fonts of Debian packages (README.md there), photographed by `camera.py`; nothing else, no weights from elsewhere |
| training | the last stage: {args["samples"]:,} tiles, batches of {args["batch"]}, AdamW, cosine from {args["rate"]}, running mean of the weights ({args["keep"]}), seed {args["seed"]}, {args["threads"]} thread |
| tiles right, held-out pages | {right(full):.1f} % as trained, {right(small):.1f} % with 8-bit weights ({len(tiles)} tiles with writing, a tenth of them hardly readable) |
| where the net is surer than 0.9 | {100 * float(sure.float().mean()):.1f} % of tiles, of which right {100 * float((small.argmax(1)[sure] == 0).float().mean()):.1f} % |

## Confusion by tile
The net is exactly symmetric, so one row says all: how an upright tile is read. Turned tiles are read alike, turned along.

| read as | all tiles | tiles surer than 0.9 |
| --- | --- | --- |
""" + "\n".join(f"| {w} | {s:.2f} % | {t:.2f} % |" for w, s, t in zip(WAYS, shares, shares_sure)) + """

## Limits
- It reads glyphs 6 to 30 pixels tall. Smaller print, heavy blur and ornament say little, and are meant to.
- Chinese first; Latin, Japanese, Korean, Cyrillic, Thai and Devanagari were seen, other scripts were not. Handwriting was imitated
  by bending brush and pen typefaces: cursive far from them is read less well.
- Faces, emblems and scenes are not evidence. A picture without text gets no sure verdict.
- It knows nothing of people, and nothing of what a document says.
"""
    for item in a.measured:
        name, path = item.split("=", 1)
        text += f"\n## {name}\n```\n{open(path, encoding='utf-8').read().strip()}\n```\n"
    open(a.out, "w", encoding="utf-8").write(text)


if __name__ == "__main__":
    main()
