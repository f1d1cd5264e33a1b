"""Pictures without writing: portraits, seals, emblems, tables, cloth, blank sheets. A tile of them says nothing of how it lies."""
import math

import cv2
import numpy as np
from PIL import Image

import camera
import pages
from sheet import Sheet


def adopt(s, levels):
    from PIL import ImageDraw
    s.img = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    s.draw = ImageDraw.Draw(s.img)
    return s


def clouds(nrng, h, w, steep):
    """Noise on all scales, the coarse ones strongest: skin, walls, leaves, cloth out of focus."""
    out, k, weight = np.zeros((h, w), np.float32), 3, 1.0
    while k < min(h, w):
        out += weight * cv2.resize(nrng.normal(0, 1, (k, k)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        k, weight = k * 2, weight * steep
    return out / max(1e-6, out.std())


def portrait(rng):
    """A head and shoulders; hair in strands, shading, a wall."""
    w = rng.choice((400, 600, 900))
    s = Sheet(rng, w, w * rng.uniform(0.9, 1.5), rng.randint(100, 255))
    nrng = np.random.default_rng(rng.getrandbits(64))
    s.portrait(w * rng.uniform(-0.05, 0.15), s.h * rng.uniform(-0.02, 0.15), w * rng.uniform(0.75, 1.05))
    base = np.asarray(s.img).astype(np.float32)
    dark = base < 85
    yy, xx = np.mgrid[0:s.h, 0:s.w].astype(np.float32)
    fan = np.arctan2(yy - s.h * 0.35, xx - s.w * rng.uniform(0.4, 0.6))
    strands = np.sin(fan * rng.uniform(60, 260) + clouds(nrng, s.h, s.w, 0.6) * rng.uniform(1, 4))
    base = base + dark * strands * rng.uniform(4, 26) + clouds(nrng, s.h, s.w, rng.uniform(0.35, 0.75)) * rng.uniform(2, 14)
    return adopt(s, base)


def scene(rng):
    """Whatever else lies before a camera: ground, folds, blobs, edges."""
    w = rng.choice((400, 700, 1000))
    s = Sheet(rng, w, w * rng.uniform(0.6, 1.5), 200)
    nrng = np.random.default_rng(rng.getrandbits(64))
    out = camera.table(nrng, s.h, s.w)
    out = out + clouds(nrng, s.h, s.w, rng.uniform(0.3, 0.95)) * rng.uniform(3, 45)
    for _ in range(rng.randint(0, 9)):
        centre = (rng.randint(0, s.w), rng.randint(0, s.h))
        axes = (rng.randint(4, s.w // 2), rng.randint(4, s.h // 3))
        shape = np.zeros((s.h, s.w), np.float32)
        cv2.ellipse(shape, centre, axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
        shape = cv2.GaussianBlur(shape, (0, 0), rng.uniform(0.5, 12))
        out = out * (1 - shape) + shape * (rng.uniform(10, 245) + clouds(nrng, s.h, s.w, 0.7) * rng.uniform(0, 25))
    return adopt(s, out)


def seal(rng):
    """One to three seals and nothing else."""
    w = rng.choice((500, 800, 1100))
    s = Sheet(rng, w, w * rng.uniform(0.7, 1.4), pages.paper(rng))
    for _ in range(rng.randint(1, 3)):
        r = w * rng.uniform(0.08, 0.28)
        s.seal(rng.uniform(r, s.w - r), rng.uniform(r, s.h - r), r)
    return s


def emblem(rng):
    """Stars, wheels, wreaths, rosettes: an arm's shape repeated about a middle."""
    w = rng.choice((400, 700, 1000))
    s = Sheet(rng, w, w * rng.uniform(0.7, 1.4), pages.paper(rng))
    for _ in range(rng.randint(1, 4)):
        x, y, r, n = rng.uniform(0, s.w), rng.uniform(0, s.h), w * rng.uniform(0.05, 0.35), rng.randint(3, 24)
        inner, phase = rng.uniform(0.3, 0.95), rng.uniform(0, 7)
        points = []
        for k in range(2 * n):
            at, long = phase + k * math.pi / n, r * (inner if k % 2 else 1)
            points.append((x + long * math.sin(at), y - long * math.cos(at)))
        s.draw.polygon(points, outline=rng.randint(0, 160), fill=rng.choice((None, rng.randint(40, 230))))
        for ring in range(rng.randint(0, 4)):
            q = r * rng.uniform(0.2, 1.3)
            s.draw.ellipse((x - q, y - q, x + q, y + q), outline=rng.randint(0, 180), width=rng.randint(1, max(2, int(r / 12))))
    return s


def blank(rng):
    """Paper, ruled or waved or with a code, and no word."""
    w = rng.choice((400, 700, 1000))
    s = Sheet(rng, w, w * rng.uniform(0.7, 1.4), pages.paper(rng))
    if rng.random() < 0.4:
        s.guilloche(rng.randint(3, 25))
    if rng.random() < 0.5:
        s.tint()
    kind, pale = rng.random(), max(0, s.paper - rng.randint(15, 140))
    lead = w * rng.uniform(0.02, 0.08)
    if kind < 0.4:
        for k in range(1, int(s.h / lead)):
            s.rule(0, k * lead, w, k * lead, pale)
        if rng.random() < 0.5:
            for k in range(1, int(w / lead)):
                s.rule(k * lead, 0, k * lead, s.h, pale)
    elif kind < 0.65:
        s.qr(w * rng.uniform(0.05, 0.5), s.h * rng.uniform(0.05, 0.5), w * rng.uniform(0.15, 0.45))
        s.barcode(w * 0.1, s.h * 0.8, w * rng.uniform(0.3, 0.8), s.h * 0.12)
    elif kind < 0.85:
        rows, cols = rng.randint(2, 14), rng.randint(2, 8)
        for r in range(rows + 1):
            s.rule(w * 0.08, s.h * (0.1 + 0.8 * r / rows), w * 0.92, s.h * (0.1 + 0.8 * r / rows), pale)
        for c in range(cols + 1):
            s.rule(w * (0.08 + 0.84 * c / cols), s.h * 0.1, w * (0.08 + 0.84 * c / cols), s.h * 0.9, pale)
    return s


KINDS = ((portrait, 5), (scene, 5), (seal, 3), (emblem, 2), (blank, 3))
