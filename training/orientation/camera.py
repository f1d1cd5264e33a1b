"""What stands between a sheet and the pixels that arrive: table, perspective, light, focus, noise, JPEG; and the cutting of tiles."""
import math

import cv2
import numpy as np

cv2.setNumThreads(1)


def cloth(nrng, h, w):
    """Patterned ground: checks, stripes, dots or tiles of shapes in rows. It repeats, and says nothing about the sheet."""
    pitch = int(nrng.integers(5, max(6, min(h, w) // 6)))
    cell = np.full((pitch, pitch), nrng.uniform(20, 235), np.float32)
    for _ in range(int(nrng.integers(1, 5))):
        tone, (x, y), r = nrng.uniform(0, 255), nrng.integers(0, pitch, 2), int(nrng.integers(1, max(2, pitch // 2)))
        kind = nrng.integers(0, 4)
        if kind == 0:
            cv2.circle(cell, (int(x), int(y)), r, tone, -1)
        elif kind == 1:
            cv2.rectangle(cell, (int(x), 0), (int(x) + r, pitch), tone, -1)
        elif kind == 2:
            cv2.rectangle(cell, (0, int(y)), (pitch, int(y) + r), tone, -1)
        else:
            points = (np.array([x, y]) + nrng.normal(0, r, (int(nrng.integers(3, 7)), 2))).astype(np.int32)
            cv2.fillPoly(cell, [points], tone)
    out = np.tile(cell, (h // pitch + 2, w // pitch + 2))
    if nrng.random() < 0.5:
        # Every other row stands a half aside, or mirrored: prints and bricks do.
        rows = (np.arange(out.shape[0]) // pitch) % 2 == 1
        out[rows] = np.roll(out[rows], pitch // 2, axis=1) if nrng.random() < 0.5 else out[rows][:, ::-1]
    a, c = nrng.uniform(0, 360), (out.shape[1] / 2, out.shape[0] / 2)
    out = cv2.warpAffine(out, cv2.getRotationMatrix2D(c, a, 1.0), (w, h), borderMode=cv2.BORDER_REFLECT)
    mid = out.mean()
    out = mid + (out - mid) * nrng.uniform(0.1, 1)
    return cv2.GaussianBlur(out, (0, 0), nrng.uniform(0.4, 2.5)).astype(np.float32)


def table(nrng, h, w):
    """A ground to lie on: plain, grained, blotched or patterned."""
    if nrng.random() < 0.22:
        return cloth(nrng, h, w)
    base = nrng.uniform(20, 235)
    out = np.full((h, w), base, np.float32)
    kind = nrng.random()
    if kind < 0.35:
        grain = nrng.normal(0, nrng.uniform(3, 20), (max(2, h // nrng.integers(2, 10)), 3)).astype(np.float32)
        grain = cv2.resize(grain, (w, h), interpolation=cv2.INTER_CUBIC)
        out += grain if nrng.random() < 0.5 else cv2.resize(grain.T.copy(), (w, h), interpolation=cv2.INTER_LINEAR)
    elif kind < 0.7:
        k = int(nrng.integers(3, 40))
        out += cv2.resize(nrng.normal(0, nrng.uniform(3, 30), (k, k)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    return out


def shoot(rng, sheet):
    """The sheet as a scan, a photograph or a screen copy. Gives the grey picture and the words in its coordinates."""
    nrng = np.random.default_rng(rng.getrandbits(64))
    img = np.asarray(sheet.img).astype(np.float32)
    h, w = img.shape
    words = np.array(sheet.words, np.float32).reshape(-1, 4)
    style = rng.random()
    # Copies and screens: straight, sometimes slightly askew. Photographs: anything a hand does.
    if style < 0.35:
        angle, bend, room = rng.choice((0, 0, rng.gauss(0, 1.5))), 0.0, rng.choice((0, 0, 0.03))
    else:
        angle, bend, room = rng.gauss(0, 4.5), rng.uniform(0, 0.09), rng.uniform(0, 0.2)
        # Upright letters on a rising line look like mirrored italics, unless many of them were seen.
        if rng.random() < 0.22:
            angle = rng.uniform(-21, 21)
    if angle or bend or room:
        ow, oh = int(w * (1 + room)), int(h * (1 + room))
        src = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        dst = (src - (w / 2, h / 2)) @ np.float32([[c, s], [-s, c]]) + nrng.normal(0, bend * 0.5, (4, 2)) * (w, h) + (ow / 2, oh / 2)
        shift = nrng.uniform(-0.3, 0.3, 2) * room * (w, h)
        m = cv2.getPerspectiveTransform(src, (dst + shift).astype(np.float32))
        ground = table(nrng, oh, ow)
        img = cv2.warpPerspective(img, m, (ow, oh), dst=ground, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
        if len(words):
            at = cv2.perspectiveTransform(words[None, :, :2], m)[0]
            up = cv2.perspectiveTransform((words[:, :2] + np.stack([0 * words[:, 2], words[:, 2]], 1))[None], m)[0]
            grow = np.linalg.norm(up - at, axis=1) / words[:, 2]
            words = np.column_stack([at, words[:, 2] * grow, words[:, 3] * grow])
        h, w = oh, ow
    if style >= 0.35:
        # Paper that waves.
        if rng.random() < 0.3:
            k = 4
            amp = w * rng.uniform(0.001, 0.006)
            dx, dy = (cv2.resize(nrng.normal(0, amp, (k, k)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC) for _ in range(2))
            yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
            img = cv2.remap(img, xx + dx, yy + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        # Light falls unevenly; a shadow has an edge.
        light = cv2.resize(nrng.normal(0, rng.uniform(0.02, 0.16), (3, 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        img = img * np.clip(rng.uniform(0.4, 1.05) + light, 0.1, 1.3)
        if rng.random() < 0.25:
            shade = np.ones((h, w), np.float32)
            a = rng.uniform(0, 2 * math.pi)
            d = w * rng.uniform(-0.2, 0.2)
            p = np.float32([[w / 2 + d + math.cos(a + t) * 2 * w, h / 2 + d + math.sin(a + t) * 2 * w] for t in (0, 0.1, 2.9, 3.1)])
            cv2.fillPoly(shade, [p.astype(np.int32)], rng.uniform(0.35, 0.85))
            img = img * cv2.blur(shade, (max(3, w // rng.choice((12, 40, 90))),) * 2)
        if rng.random() < 0.1:
            glare = np.zeros((h, w), np.float32)
            cv2.circle(glare, (rng.randrange(w), rng.randrange(h)), int(w * rng.uniform(0.05, 0.2)), 1.0, -1)
            img = img + 200 * cv2.blur(glare, (max(3, w // 8),) * 2)
    if rng.random() < 0.15:
        mid = rng.uniform(90, 180)
        img = mid + (img - mid) * rng.uniform(0.2, 0.8)
    size = np.median(words[:, 2]) if len(words) else 20
    soft = size * abs(rng.gauss(0, 0.045)) if rng.random() < 0.8 else 0
    if soft > 0.25:
        img = cv2.GaussianBlur(img, (0, 0), min(soft, 3))
    if rng.random() < 0.08 and style >= 0.35:
        k = int(max(3, size * 0.2)) | 1
        kernel = np.zeros((k, k), np.float32)
        t = rng.uniform(0, math.pi)
        cv2.line(kernel, (int(k / 2 - k * math.cos(t) / 2), int(k / 2 - k * math.sin(t) / 2)), (int(k / 2 + k * math.cos(t) / 2), int(k / 2 + k * math.sin(t) / 2)), 1.0)
        img = cv2.filter2D(img, -1, kernel / max(1, kernel.sum()))
    if rng.random() < 0.1:
        blurred = cv2.GaussianBlur(img, (0, 0), 1.2)
        img = img + (img - blurred) * rng.uniform(0.5, 2)
    if rng.random() < 0.07:
        img = np.where(img > cv2.blur(img, (31, 31)) - rng.uniform(5, 25), 255, 0).astype(np.float32)
    if rng.random() < 0.6:
        img = img + nrng.standard_normal(img.shape, dtype=np.float32) * rng.uniform(0.5, 9)
    img = np.clip(img, 0, 255).astype(np.uint8)
    if rng.random() < 0.75:
        img = cv2.imdecode(cv2.imencode(".jpg", img, [cv2.IMWRITE_JPEG_QUALITY, rng.choice((35, 50, 65, 75, 85, 92))])[1], cv2.IMREAD_GRAYSCALE)
    return img, words


def cut(rng, img, cx, cy, scale, side):
    """A tile of `side` pixels around (cx, cy), the picture resampled by `scale`; None where it would leave the picture."""
    h, w = img.shape
    reach = side / scale
    if reach > min(h, w):
        if reach > 1.35 * max(h, w):
            return None
        # A small picture: what lies outside is its edge, as at inference.
        x0, y0 = int(cx - reach / 2), int(cy - reach / 2)
        n = int(reach)
        xs = np.clip(np.arange(x0, x0 + n), 0, w - 1)
        ys = np.clip(np.arange(y0, y0 + n), 0, h - 1)
        patch = img[np.ix_(ys, xs)]
    else:
        n = int(round(reach))
        x0 = int(min(max(0, cx - reach / 2), w - n))
        y0 = int(min(max(0, cy - reach / 2), h - n))
        patch = img[y0:y0 + n, x0:x0 + n]
    return cv2.resize(patch, (side, side), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)


def tiles(rng, img, words, side, count):
    """Tiles with text that comes out 6 to 30 pixels tall; some with text too small to read, and some from anywhere.

    The judge looks at every level of a picture, so the net must have seen what is unreadable and have learnt to say little of it.
    """
    out = []
    h, w = img.shape
    inside = [k for k in words if 0 <= k[0] < w and 0 <= k[1] < h]
    for _ in range(count * 2):
        if len(out) == count:
            break
        if inside and rng.random() > 0.1:
            x, y, size, wide = rng.choice(inside)
            small, large = (2.5, 7) if rng.random() < 0.1 else (6, 30)
            want = math.exp(rng.uniform(math.log(small), math.log(large)))
            scale = want / size
            if scale > 1.4:
                scale = rng.uniform(0.8, 1.4)
            slack = side / scale * 0.35
            cx = x + rng.uniform(-1, 1) * max(0.0, wide / 2 - slack * 0.3) + rng.uniform(-0.3, 0.3) * slack
            cy = y + rng.uniform(-1, 1) * slack
        else:
            cx, cy, scale = rng.uniform(0, w), rng.uniform(0, h), math.exp(rng.uniform(math.log(0.25), 0))
        t = cut(rng, img, cx, cy, scale, side)
        # Blank paper says nothing, in training as at inference.
        if t is not None and t.std() >= 3:
            out.append(t)
    return out
