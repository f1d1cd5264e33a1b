"""A sheet of paper in grey and the things that are put on it: lines of type or handwriting, seals, codes, portraits, tables.

Every line of text is recorded (`Sheet.words`: centre x, centre y, glyph height, width), so that tiles can be cut where text is.
"""
import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

import scripts


class Sheet:
    def __init__(self, rng, width, height, paper):
        self.rng, self.w, self.h, self.paper = rng, int(width), int(height), int(paper)
        self.img = Image.new("L", (self.w, self.h), self.paper)
        self.draw = ImageDraw.Draw(self.img)
        self.words = []
        self.script = "zh"
        self.capitals = False
        self.ink = max(0, self.paper - rng.choice((235, 235, 220, 190, 150, 110, 80)))
        self.fonts = {}

    def font(self, script, fixed=True):
        """One face per script and sheet, as papers are set; `fixed=False` draws a new one."""
        if not fixed:
            return scripts.pick(self.rng, script)
        if script not in self.fonts:
            self.fonts[script] = scripts.pick(self.rng, script)
        return self.fonts[script]

    def line(self, x, y, n, size, script=None, words=None, ink=None, font=None, limit=None, spacing=0, centre=False):
        """Sets about `n` characters with their top left at (x, y); gives the width used. `limit` cuts at that width."""
        rng, size = self.rng, max(5, int(size))
        script = script or self.script
        path = font or self.font(script)
        words = scripts.keep_covered(path, words or scripts.text(rng, script, n))
        if self.capitals:
            words = words.upper()
        if not words.strip():
            return 0
        face = scripts.sized(path, size)
        wide = face.getlength(words)
        if limit and wide > limit:
            words = words[: max(1, int(len(words) * limit / wide))]
            wide = face.getlength(words)
        if centre:
            x -= (wide + spacing * len(words)) / 2
        ink = self.ink if ink is None else ink
        if spacing:
            at = x
            for c in words:
                self.draw.text((at, y), c, fill=ink, font=face)
                at += face.getlength(c) + spacing
            wide = at - x
        else:
            self.draw.text((x, y), words, fill=ink, font=face)
        self.words.append((x + wide / 2, y + size * 0.6, size, wide))
        return wide

    def hand(self, x, y, n, size, script="zh", ink=None, limit=None, font=None, wild=1.0):
        """A line as if written: glyphs jump and vary in size, the line drifts, strokes bend, and the whole leans."""
        rng, size = self.rng, max(8, int(size))
        path = font or self.font("hand" if script == "zh" else "hand-latin")
        words = scripts.keep_covered(path, scripts.text(rng, script, n))
        if not words.strip():
            return 0
        limit = limit or self.w - x
        pad = size
        mask = Image.new("L", (int(min(limit, size * (len(words) + 1) * 1.2)) + 2 * pad, size * 2 + 2 * pad), 0)
        pen = ImageDraw.Draw(mask)
        at, drift, tight = float(pad), rng.uniform(-0.03, 0.03), rng.uniform(-0.15, 0.12)
        for c in words:
            s = max(6, int(size * rng.gauss(1, 0.09 * wild)))
            face = scripts.sized(path, s)
            if at + s > mask.width - pad:
                break
            pen.text((at, pad + size * 0.3 + drift * (at - pad) + rng.gauss(0, 0.05 * size * wild)), c, fill=255, font=face)
            at += max(0.3 * s, face.getlength(c) * (1 + rng.gauss(tight, 0.05)))
        m = bent(rng, np.asarray(mask), size, wild)
        ink = self.ink if ink is None else ink
        self.img.paste(ink, (int(x - pad), int(y - pad - 0.3 * size)), Image.fromarray(m))
        wide = at - pad
        self.words.append((x + wide / 2, y + size * 0.6, size, wide))
        return wide

    def rule(self, x0, y0, x1, y1, ink=None, width=1):
        self.draw.line((x0, y0, x1, y1), fill=self.ink if ink is None else ink, width=max(1, int(width)))

    def box(self, x0, y0, x1, y1, ink=None, fill=None, width=1):
        self.draw.rectangle((x0, y0, x1, y1), outline=self.ink if ink is None else ink, fill=fill, width=max(1, int(width)))

    def paste(self, patch, x, y, alpha=None):
        self.img.paste(patch, (int(x), int(y)), alpha)

    def seal(self, x, y, radius, ink=None):
        """A round stamp: ring, star, name around it. Its letters turn with the ring, so they bear no witness."""
        rng = self.rng
        r = int(radius)
        tone = rng.randint(60, 160) if ink is None else ink
        m = Image.new("L", (2 * r + 4, 2 * r + 4), 0)
        d = ImageDraw.Draw(m)
        lw = max(1, r // 14)
        oval = rng.uniform(0.6, 0.8) if rng.random() < 0.25 else 1
        if rng.random() < 0.12:
            d.rectangle((2, 2, 2 * r, 2 * r), outline=255, width=lw * 2)
            face = scripts.sized(self.font("hant"), max(6, int(r * 0.8)))
            for i in range(4):
                d.text((r * 0.15 + (1 - i // 2) * r * 0.9, r * 0.1 + (i % 2) * r * 0.9), rng.choice(scripts.TRADITIONAL), fill=255, font=face)
        else:
            d.ellipse((2, 2, 2 * r, 2 * r), outline=255, width=lw)
            if rng.random() < 0.7:
                points = [(r + r * 0.28 * (1 if k % 2 == 0 else 0.4) * math.sin(k * math.pi / 5), r - r * 0.28 * (1 if k % 2 == 0 else 0.4) * math.cos(k * math.pi / 5)) for k in range(10)]
                d.polygon(points, fill=255)
            size = max(6, int(r * rng.uniform(0.24, 0.34)))
            face = scripts.sized(self.font("zh"), size)
            n = rng.randint(7, 14)
            for i in range(n):
                angle = (i - (n - 1) / 2) * rng.uniform(0.98, 1.02) * min(0.5, 4.4 / n)
                glyph = Image.new("L", (size * 2, size * 2), 0)
                ImageDraw.Draw(glyph).text((size // 2, size // 2 - size // 8), rng.choice(scripts.FREQUENT), fill=255, font=face)
                glyph = glyph.rotate(-math.degrees(angle), Image.BILINEAR)
                cx, cy = r + (r * 0.76) * math.sin(angle), r - (r * 0.76) * math.cos(angle)
                m.paste(255, (int(cx - size), int(cy - size)), glyph)
            if rng.random() < 0.5:
                f2 = scripts.sized(self.font("zh"), max(6, int(size * 0.8)))
                d.text((r, r * 1.5), "专用章", fill=255, font=f2, anchor="mm")
        if oval != 1:
            m = m.resize((m.width, int(m.height * oval)))
        m = m.rotate(rng.gauss(0, 12), Image.BILINEAR)
        a = np.asarray(m).astype(np.float32)
        worn = cv2.resize(np.random.default_rng(rng.getrandbits(32)).uniform(0.35, 1.15, (6, 6)).astype(np.float32), (a.shape[1], a.shape[0]))
        m = Image.fromarray(np.clip(a * worn, 0, 255).astype(np.uint8))
        self.img.paste(tone, (int(x - r), int(y - r * oval)), m)

    def qr(self, x, y, side, ink=None):
        n = self.rng.choice((21, 25, 29, 33))
        g = (np.random.default_rng(self.rng.getrandbits(32)).random((n, n)) < 0.5).astype(np.uint8)
        eye = np.ones((7, 7), np.uint8)
        eye[1:6, 1:6] = 0
        eye[2:5, 2:5] = 1
        for r, c in ((0, 0), (0, n - 7), (n - 7, 0)):
            g[max(0, r - 1):r + 8, max(0, c - 1):c + 8] = 0
            g[r:r + 7, c:c + 7] = eye
        patch = Image.fromarray(np.where(g, self.ink if ink is None else ink, self.paper).astype(np.uint8)).resize((int(side), int(side)), Image.NEAREST)
        self.paste(patch, x, y)

    def barcode(self, x, y, wide, high):
        at = x
        while at < x + wide:
            bar = self.rng.choice((1, 1, 2, 3)) * max(1, wide / 160)
            self.draw.rectangle((at, y, at + bar - 1, y + high), fill=self.ink)
            at += bar + self.rng.choice((1, 1, 2, 3)) * max(1, wide / 160)

    def portrait(self, x, y, wide):
        """A head and shoulders of ellipses: enough to be something that is no text, and stands upright."""
        rng = self.rng
        w, h = int(wide), int(wide * rng.uniform(1.2, 1.4))
        back, skin, hair, coat = rng.randint(120, 250), rng.randint(140, 215), rng.randint(15, 70), rng.randint(20, 200)
        p = Image.new("L", (w, h), back)
        d = ImageDraw.Draw(p)
        d.ellipse((w * 0.02, h * 0.72, w * 0.98, h * 1.5), fill=coat)
        d.rectangle((w * 0.42, h * 0.6, w * 0.58, h * 0.78), fill=int(skin * 0.9))
        d.ellipse((w * 0.24, h * 0.1, w * 0.76, h * 0.62), fill=hair)
        d.ellipse((w * 0.28, h * 0.2, w * 0.72, h * 0.7), fill=skin)
        for ex in (0.4, 0.6):
            d.ellipse((w * (ex - 0.05), h * 0.4, w * (ex + 0.05), h * 0.44), fill=int(skin * 0.35))
            d.rectangle((w * (ex - 0.06), h * 0.36, w * (ex + 0.06), h * 0.375), fill=int(skin * 0.5))
        d.line((w * 0.5, h * 0.42, w * 0.49, h * 0.52), fill=int(skin * 0.8), width=max(1, w // 40))
        d.ellipse((w * 0.42, h * 0.57, w * 0.58, h * 0.6), fill=int(skin * 0.6))
        a = cv2.GaussianBlur(np.asarray(p), (0, 0), max(0.5, w / 90)).astype(np.int16)
        a += np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(1, 9), a.shape).astype(np.int16)
        self.paste(Image.fromarray(np.clip(a, 0, 255).astype(np.uint8)), x, y)
        return h

    def guilloche(self, depth=14):
        """Fine waves behind the text, as on certificates and cards."""
        rng = self.rng
        yy, xx = np.mgrid[0:self.h, 0:self.w].astype(np.float32)
        period, a, b = rng.uniform(6, 30), rng.uniform(0, 3), rng.uniform(20, 120)
        angle = rng.uniform(0, math.pi)
        u = xx * math.cos(angle) + yy * math.sin(angle)
        v = -xx * math.sin(angle) + yy * math.cos(angle)
        wave = np.sin((v + a * period * np.sin(u / b)) * (2 * math.pi / period))
        out = np.asarray(self.img).astype(np.float32) - depth * (wave > rng.uniform(0, 0.9))
        self.img = Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))
        self.draw = ImageDraw.Draw(self.img)

    def wear(self):
        """Print as tills and old machines leave it: dots of a needle printer, or ink that fails in spots and bands."""
        rng = self.rng
        nrng = np.random.default_rng(rng.getrandbits(32))
        out = np.asarray(self.img).astype(np.float32)
        depth = self.paper - out
        size = np.median([w[2] for w in self.words]) if self.words else 20
        if rng.random() < 0.5:
            # Needles strike on a lattice of some ten rows a letter; each leaves a round dot.
            pitch = max(2.0, size / rng.uniform(8, 12))
            yy, xx = np.mgrid[0:self.h, 0:self.w].astype(np.float32)
            lattice = (np.cos(xx * 2 * math.pi / pitch) + np.cos(yy * 2 * math.pi / pitch)) / 2
            depth = depth * np.clip(0.62 + rng.uniform(0.2, 0.6) * lattice, 0, 1)
        coarse = cv2.resize(nrng.uniform(rng.uniform(0, 0.6), 1.3, (max(2, int(self.h / size / 1.5)), rng.randint(2, 8))).astype(np.float32), (self.w, self.h))
        fine = cv2.GaussianBlur(nrng.random((self.h, self.w), dtype=np.float32), (0, 0), max(0.6, size / 25))
        fine = np.clip(0.5 + (fine - 0.5) * rng.uniform(2, 9), 0, 1) if rng.random() < 0.6 else 0.8
        self.img = Image.fromarray(np.clip(self.paper - depth * np.clip(coarse, 0, 1) * np.clip(fine * 1.25, 0, 1), 0, 255).astype(np.uint8))
        self.draw = ImageDraw.Draw(self.img)

    def tint(self):
        """A coarse change of the paper's tone: bands, a darker edge, a coloured header."""
        rng = self.rng
        coarse = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(3, 14), (rng.randint(2, 5), rng.randint(2, 5))).astype(np.float32)
        out = np.asarray(self.img).astype(np.float32) + cv2.resize(coarse, (self.w, self.h), interpolation=cv2.INTER_CUBIC)
        self.img = Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))
        self.draw = ImageDraw.Draw(self.img)


def bent(rng, m, size, wild):
    """A mask of writing as a hand leaves it: strokes bend on the scale of a glyph, lean, and are thicker or thinner."""
    hh, ww = m.shape
    amplitude = size * rng.uniform(0.02, 0.09) * wild
    coarse = np.random.default_rng(rng.getrandbits(32)).normal(0, 1, (2, max(3, 2 * hh // size + 1), max(3, 2 * ww // size + 1)))
    dx, dy = (cv2.resize(c.astype(np.float32), (ww, hh), interpolation=cv2.INTER_CUBIC) * amplitude for c in coarse)
    yy, xx = np.mgrid[0:hh, 0:ww].astype(np.float32)
    lean = rng.gauss(0.08, 0.14)
    m = cv2.remap(m, xx + dx + lean * (yy - hh / 2), yy + dy, cv2.INTER_LINEAR)
    stroke = rng.random()
    if stroke < 0.25 and size > 16:
        m = cv2.dilate(m, np.ones((2, 2), np.uint8))
    elif stroke < 0.35 and size > 26:
        m = cv2.erode(m, np.ones((2, 2), np.uint8))
    return m
