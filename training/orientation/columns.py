"""Papers written in columns, from top to bottom and from right to left: old diplomas, letters, books."""
import cv2
import numpy as np
from PIL import Image, ImageDraw

import pages
import scripts
from sheet import Sheet, bent

# Marks that stand in the upper right corner of their square where lines run downwards.
CORNER = "，。、"
# Marks that are turned by a quarter where lines run downwards; left out, since faces differ.
TURNED = "：；！？（）《》“”ー"
NUMERALS = "〇一二三四五六七八九十"


def words(rng, script, n):
    """About `n` characters that stand in columns: dates and numbers are written out."""
    if rng.random() < 0.1:
        day = f"{rng.choice(('民國', '公元', '中華民國', '一九'))}{''.join(rng.choice(NUMERALS) for _ in range(rng.randint(1, 3)))}年"
        return (day + f"{rng.choice(NUMERALS)}月{rng.choice(NUMERALS)}{rng.choice(NUMERALS)}日")[: max(2, n)]
    text = scripts.text(rng, script, n) if script != "zh" else scripts.chinese(rng, n)
    return "".join(c for c in text if c not in TURNED and not c.isascii())


def column(s, x, y, n, size, script=None, hand=False, pitch=1.1, limit=None, text=None, ink=None, wild=1.0):
    """A column of about `n` characters whose middle is at `x` and whose head is at `y`; gives the height used."""
    rng, size = s.rng, max(6, int(size))
    script = script or s.script
    path = s.font("hand" if hand and script in ("zh", "hant") else script)
    text = scripts.keep_covered(path, text or words(rng, script, n))
    step = size * pitch
    if limit:
        text = text[: max(1, int(limit / step))]
    if not text.strip():
        return 0
    pad, high = size, int(step * len(text)) + size
    mask = Image.new("L", (size + 2 * pad, high + 2 * pad), 0)
    pen = ImageDraw.Draw(mask)
    drift, at = rng.uniform(-0.02, 0.02) if hand else 0.0, float(pad)
    for c in text:
        grow = max(0.6, rng.gauss(1, 0.09 * wild)) if hand else 1
        face = scripts.sized(path, max(6, int(size * grow)))
        middle = pad + size / 2 + drift * (at - pad) + (rng.gauss(0, 0.05 * size * wild) if hand else 0)
        corner = 0.45 * size if c in CORNER else 0
        pen.text((middle + corner, at + size / 2 - corner), c, fill=255, font=face, anchor="mm")
        at += step * (grow if hand else 1)
    m = bent(rng, np.asarray(mask), size, wild) if hand else np.asarray(mask)
    s.img.paste(s.ink if ink is None else ink, (int(x - size / 2 - pad), int(y - pad)), Image.fromarray(m))
    used = at - pad
    # Tiles are cut about words: a piece every four characters.
    for k in range(0, len(text), 4):
        s.words.append((x, y + (k + min(4, len(text) - k) / 2) * step, size, size))
    return used


def body(s, left, top, right, bottom, size, hand=False, ruled=False):
    """Columns that fill a rectangle from the right."""
    rng = s.rng
    apart, pitch = size * rng.uniform(1.15, 2.3), rng.choice((1.0, 1.05, 1.1, 1.2, 1.5))
    pale = max(0, s.paper - rng.randint(40, 160))
    x, left_over = right - size / 2, 0
    wild = rng.uniform(0.5, 1.4)
    while x - size / 2 > left:
        if ruled:
            s.rule(x - apart / 2, top, x - apart / 2, bottom, pale)
        head = top + (size * pitch * rng.choice((1, 2, 3)) if left_over == 0 and rng.random() < 0.5 else 0)
        share = 1.0 if left_over else rng.uniform(0.25, 1)
        column(s, x, head, int((bottom - head) * share / size), size, hand=hand, pitch=pitch, limit=(bottom - head) * share, wild=wild)
        left_over = left_over - 1 if left_over else rng.randint(0, 5)
        x -= apart


def sheet(rng, wide=(600, 900, 1200)):
    w = rng.choice(wide)
    s = Sheet(rng, w, w * rng.choice((0.62, 0.7, 0.75, 1.0, 1.33, 1.41)), pages.paper(rng))
    s.script = rng.choice(("zh", "zh", "hant", "hant", "hant", "ja"))
    return s


def diploma(rng):
    """A border, a title in large type, the text in columns, a date, seals and often a portrait."""
    s = sheet(rng)
    w, h = s.w, s.h
    if rng.random() < 0.4:
        s.guilloche(rng.randint(4, 18))
    edge = min(w, h) * 0.04
    for k in range(rng.randint(0, 3)):
        inset = edge * (0.6 + 0.3 * k)
        s.box(inset, inset, w - inset, h - inset, rng.randint(60, 200), width=rng.randint(1, 5))
    hand = rng.random() < 0.4
    size = min(w, h) / rng.uniform(14, 32)
    title = rng.choice(("畢業證書", "毕业证书", "學位證書", "證明書", "修業證書", "聘書", "醫師證書", "卒業證書"))
    top, right = h * rng.uniform(0.1, 0.16), w * 0.9
    if rng.random() < 0.6:
        large = size * rng.uniform(1.6, 2.6)
        column(s, right - large / 2, top, 0, large, text=title, pitch=rng.choice((1.1, 1.6, 2.0)), limit=h * 0.8)
        right -= large * 1.7
    else:
        # From left to right, or as old prints have it from right to left.
        line = title if rng.random() < 0.6 else title[::-1]
        s.line(w / 2, h * 0.09, 0, size * rng.uniform(1.6, 2.4), words=line, centre=True, spacing=size * rng.choice((0.3, 1)))
        top = h * rng.uniform(0.24, 0.3)
    if rng.random() < 0.35:
        s.portrait(w * rng.uniform(0.08, 0.2), h * rng.uniform(0.15, 0.3), min(w, h) * 0.16)
    left = w * rng.choice((0.08, 0.15, 0.35, 0.5))
    body(s, left, top, right, h * rng.uniform(0.6, 0.9), size, hand)
    for _ in range(rng.randint(0, 2)):
        s.seal(w * rng.uniform(0.1, 0.6), h * rng.uniform(0.4, 0.8), min(w, h) * rng.uniform(0.06, 0.13))
    return s


def book(rng):
    s = sheet(rng)
    m, size = min(s.w, s.h) * rng.uniform(0.05, 0.1), min(s.w, s.h) / rng.uniform(18, 48)
    if rng.random() < 0.5:
        s.box(m * 0.7, m * 0.7, s.w - m * 0.7, s.h - m * 0.7, width=rng.randint(1, 4))
    ruled = rng.random() < 0.4
    if rng.random() < 0.35:
        # Two rows of columns.
        half = s.h / 2
        body(s, m, m, s.w - m, half - size, size, ruled=ruled)
        body(s, m, half + size, s.w - m, s.h - m, size, ruled=ruled)
    else:
        body(s, m, m, s.w - m, s.h - m if rng.random() < 0.7 else s.h * rng.uniform(0.4, 0.8), size, ruled=ruled)
    return s


def letter(rng):
    """By hand, on plain or ruled paper."""
    s = sheet(rng, (500, 700, 900))
    s.script = rng.choice(("zh", "hant"))
    m, size = min(s.w, s.h) * rng.uniform(0.05, 0.12), min(s.w, s.h) / rng.uniform(9, 26)
    body(s, m if rng.random() < 0.6 else s.w * rng.uniform(0.2, 0.6), m, s.w - m, s.h - m, size, hand=True, ruled=rng.random() < 0.4)
    if rng.random() < 0.5:
        s.seal(s.w * rng.uniform(0.1, 0.5), s.h * rng.uniform(0.5, 0.9), min(s.w, s.h) * 0.08)
    return s


KINDS = ((diploma, 5), (book, 3), (letter, 3))
