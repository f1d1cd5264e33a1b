"""Layouts of the papers that candidates send, and of what else is photographed: `page(rng)` draws one, upright, in grey."""
from sheet import Sheet
import scripts


def paper(rng):
    return rng.choice((255, 252, 250, 245, 240, 230, 220, 205))


def prose(s, x, y, wide, high, size, hand=False, script=None):
    """Paragraphs in a rectangle; gives the y reached."""
    rng, lead = s.rng, size * s.rng.uniform(1.25, 2.0)
    script = script or s.script
    bottom = y + high
    while y + size < bottom:
        lines = rng.randint(1, 7)
        for i in range(lines):
            if y + size >= bottom:
                break
            share = 1 if i < lines - 1 else rng.uniform(0.15, 1)
            at = x + (2 * size if i == 0 and rng.random() < 0.7 else 0)
            n = max(2, int((x + wide - at) * share / size))
            (s.hand if hand else s.line)(at, y, n, size, script, limit=x + wide - at)
            y += lead
        y += lead * rng.choice((0, 0, 0.5, 1))
    return y


def plain_page(rng):
    w = rng.choice((600, 800, 1000, 1240))
    s = Sheet(rng, w, w * 1.414, paper(rng))
    margin, size = w * rng.uniform(0.06, 0.14), w / rng.uniform(28, 75)
    y = margin
    if rng.random() < 0.6:
        s.line(w / 2, y, rng.randint(4, 16), size * rng.uniform(1.3, 2.4), centre=True)
        y += size * 4
    columns = rng.choice((1, 1, 1, 2))
    wide = (w - 2 * margin - (columns - 1) * margin * 0.4) / columns
    stop = s.h - margin if rng.random() < 0.65 else s.h * rng.uniform(0.3, 0.9)
    for c in range(columns):
        at = margin + c * (wide + margin * 0.4)
        split = y + (stop - y) * rng.uniform(0.4, 1)
        prose(s, at, y, wide, split - y, size)
        if split < stop - 6 * size:
            if rng.random() < 0.5:
                grid(s, at, split + size, wide, min(stop - split - size, wide * 0.6), rng.randint(3, 8), rng.randint(2, 6), size * 0.85)
            else:
                prose(s, at, split + size, wide, stop - split - size, size)
    if rng.random() < 0.3:
        s.seal(w * rng.uniform(0.5, 0.85), stop - size * 2, w * rng.uniform(0.07, 0.12))
    return s


def grid(s, x, y, wide, high, rows, cols, size, hand=0.0, label=0.4, lines=True):
    """A table. `label` is the share of columns that hold printed labels; the others hold values, some written by hand."""
    rng = s.rng
    rh = high / rows
    size = min(size, rh * 0.8)
    cuts = [0.0]
    for _ in range(cols):
        cuts.append(cuts[-1] + rng.uniform(0.5, 1.5))
    cuts = [x + wide * c / cuts[-1] for c in cuts]
    ink = min(s.paper, s.ink + rng.choice((0, 0, 60, 110)))
    if lines:
        for r in range(rows + 1):
            s.rule(x, y + r * rh, x + wide, y + r * rh, ink)
        if rng.random() < 0.75:
            for c in cuts:
                s.rule(c, y, c, y + high, ink)
    if rng.random() < 0.2:
        s.draw.rectangle((x, y, x + wide, y + rh), fill=max(0, s.paper - rng.randint(10, 120)), outline=ink)
    for r in range(rows):
        for c in range(cols):
            if rng.random() < 0.12:
                continue
            cell = cuts[c + 1] - cuts[c]
            top = y + r * rh + (rh - size * 1.25) / 2
            is_label = (c % 2 == 0 and label > 0.3) or r == 0
            if not is_label and rng.random() < hand:
                s.hand(cuts[c] + 3, top, rng.randint(2, 8), size * 1.1, limit=cell - 6, ink=min(s.paper, s.ink + rng.choice((0, 30, 60))))
            elif is_label:
                s.line(cuts[c] + 3, top, 0, size, words=rng.choice(scripts.PHRASES) if s.script == "zh" else None, limit=cell - 4)
            else:
                s.line(cuts[c] + 3, top, rng.randint(2, 12), size, rng.choice((s.script, s.script, "digits")), limit=cell - 4)


def form(rng):
    w = rng.choice((700, 900, 1240))
    s = Sheet(rng, w, w * rng.uniform(1.2, 1.45), paper(rng))
    s.script = "latin" if rng.random() < 0.15 else "zh"
    m, size = w * 0.07, w / rng.uniform(36, 60)
    s.line(w / 2, m, rng.randint(6, 16), size * 1.8, centre=True)
    grid(s, m, m + size * 4, w - 2 * m, s.h - 2 * m - size * 6, rng.randint(8, 24), rng.choice((2, 4, 4, 6)), size, hand=rng.choice((0, 0.5, 0.9)))
    if rng.random() < 0.5:
        s.portrait(w - m - w * 0.16, m + size * 4, w * 0.15)
    if rng.random() < 0.5:
        s.seal(w * rng.uniform(0.3, 0.8), s.h * rng.uniform(0.6, 0.9), w * 0.1)
    return s


def certificate(rng):
    """Diplomas, degrees, qualification certificates: a border, a large title, few lines, a portrait and a seal."""
    w = rng.choice((700, 900, 1100))
    s = Sheet(rng, w, w * rng.choice((0.68, 0.72, 1.35, 1.41)), paper(rng))
    if rng.random() < 0.6:
        s.guilloche(rng.randint(4, 20))
    edge = w * 0.04
    for k in range(rng.randint(0, 3)):
        s.box(edge * (0.6 + 0.3 * k), edge * (0.6 + 0.3 * k), w - edge * (0.6 + 0.3 * k), s.h - edge * (0.6 + 0.3 * k), rng.randint(60, 200), width=rng.randint(1, 5))
    size = w / rng.uniform(24, 44)
    s.fonts["zh"] = scripts.pick(rng, "zh") if rng.random() < 0.5 else scripts.pick(rng, "hand")
    title = rng.choice(("毕业证书", "学士学位证书", "硕士学位证书", "普通高等学校毕业证书", "医师资格证书", "医师执业证书", "传统医学师承出师证书", "荣誉证书", "结业证书", "医疗机构执业许可证"))
    if rng.random() < 0.12:
        # A foreign degree.
        s.script, title = "latin", rng.choice(("Bachelor of Medicine", "UNIVERSITY OF HUBEI", "Certificate of Completion", "DIPLOMA"))
    s.line(w / 2, s.h * 0.1, 0, size * rng.uniform(1.8, 3.4), words=title, centre=True, ink=rng.choice((s.ink, 90, 120)), spacing=size * rng.choice((0, 0.3, 1)))
    left = w * rng.uniform(0.09, 0.4)
    y = s.h * rng.uniform(0.25, 0.35)
    if rng.random() < 0.75:
        s.portrait(w * rng.choice((0.07, 0.1, 0.75)), y, w * rng.uniform(0.11, 0.17))
        left = max(left, w * 0.28)
    prose(s, left, y, w * 0.92 - left - (w * 0.18 if rng.random() < 0.3 else 0), s.h * rng.uniform(0.25, 0.45), size)
    for k in range(rng.randint(1, 4)):
        s.line(w * rng.choice((0.08, 0.5)), s.h * (0.74 + 0.055 * k), rng.randint(4, 12), size * 0.9, rng.choice(("zh", "zh", "digits", "latin")), limit=w * 0.42)
    s.seal(w * rng.uniform(0.6, 0.85), s.h * rng.uniform(0.7, 0.85), w * rng.uniform(0.07, 0.11))
    return s


def report_table(rng):
    """Registration and verification reports: a printed table with a portrait, a code to scan and its number."""
    w = rng.choice((800, 1000, 1240))
    s = Sheet(rng, w, w * 1.414, rng.choice((255, 255, 250)))
    m, size = w * 0.08, w / rng.uniform(40, 56)
    s.line(w / 2, m, 0, size * 1.8, words=rng.choice(("教育部学历证书电子注册备案表", "教育部学籍在线验证报告", "学历认证报告", "中国高等教育学位认证报告")), centre=True)
    grid(s, m, m + size * 5, (w - 2 * m) * rng.choice((0.8, 1)), s.h * rng.uniform(0.3, 0.5), rng.randint(7, 14), rng.choice((2, 4)), size)
    s.portrait(w - m - w * 0.15, m + size * 6, w * 0.14)
    y = s.h * 0.68
    s.qr(m + w * 0.05, y, w * rng.uniform(0.12, 0.18))
    s.line(w * 0.35, y, 0, size, words="在线验证码 " + "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(16)), limit=w * 0.55)
    prose(s, w * 0.35, y + size * 2, w * 0.55, s.h * 0.2, size * 0.9)
    return s


def identity_front(rng):
    w = rng.choice((340, 500, 700, 900))
    s = Sheet(rng, w, w * 0.63, rng.randint(205, 245))
    s.guilloche(rng.randint(3, 12))
    size, label = w / 22, min(s.paper, s.ink + 70)
    s.font("zh")
    s.fonts["zh"] = scripts.pick(rng, "zh")
    for k, (word, n) in enumerate((("姓名", 3), ("性别", 1), ("出生", 6), ("住址", 11), ("", 9))):
        y = s.h * (0.1 + 0.13 * k)
        if word:
            s.line(w * 0.06, y, 0, size * 0.85, words=word, ink=label)
        s.line(w * 0.18, y, n, size, words=None if k != 2 else scripts.digits(rng), limit=w * 0.42)
        if k == 1:
            s.line(w * 0.28, y, 0, size * 0.85, words="民族 汉", ink=label)
    s.line(w * 0.06, s.h * 0.84, 0, size * 0.85, words="公民身份号码", ink=label)
    s.line(w * 0.34, s.h * 0.83, 0, size * 1.15, "digits", words="".join(rng.choice("0123456789X") for _ in range(18)))
    s.portrait(w * 0.64, s.h * 0.12, w * 0.29)
    return s


def identity_back(rng):
    w = rng.choice((340, 500, 700, 900))
    s = Sheet(rng, w, w * 0.63, rng.randint(205, 245))
    s.guilloche(rng.randint(3, 12))
    size = w / 22
    s.seal(w * 0.16, s.h * 0.27, w * 0.09)
    s.line(w * 0.3, s.h * 0.13, 0, size * 1.6, words="中华人民共和国")
    s.line(w * 0.3, s.h * 0.3, 0, size * 2.1, words="居民身份证", spacing=size * 0.4)
    s.line(w * 0.2, s.h * 0.7, 0, size * 0.95, words="签发机关  " + scripts.chinese(rng, 7))
    s.line(w * 0.2, s.h * 0.83, 0, size * 0.95, words="有效期限  2015.06.12-2035.06.12")
    return s


def booklet(rng):
    """An opened booklet: two pages with a fold, each lines, a table, or a photograph and a seal."""
    w = rng.choice((800, 1000, 1200))
    s = Sheet(rng, w, w * rng.uniform(0.62, 0.75), paper(rng))
    if rng.random() < 0.5:
        s.guilloche(rng.randint(3, 15))
    size = w / rng.uniform(42, 60)
    for side in (0, 1):
        x, wide = w * (0.04 + 0.5 * side), w * 0.42
        kind = rng.random()
        if kind < 0.4:
            grid(s, x, s.h * 0.1, wide, s.h * 0.8, rng.randint(5, 10), 2, size, hand=rng.choice((0, 0.6)))
        elif kind < 0.8:
            y = s.h * 0.12
            while y < s.h * 0.85:
                used = s.line(x, y, 0, size, words=rng.choice(scripts.PHRASES))
                (s.hand if rng.random() < 0.3 else s.line)(x + used + size, y, rng.randint(2, 10), size, limit=wide - used - size)
                if rng.random() < 0.5:
                    s.rule(x + used + size / 2, y + size * 1.3, x + wide, y + size * 1.3)
                y += size * rng.uniform(2, 3)
        else:
            s.portrait(x + wide * 0.3, s.h * 0.2, wide * 0.4)
        if rng.random() < 0.5:
            s.seal(x + wide * rng.uniform(0.3, 0.8), s.h * rng.uniform(0.5, 0.85), w * 0.07)
    s.rule(w / 2, 0, w / 2, s.h, max(0, s.paper - 60), 2)
    return s


def invoice(rng):
    w = rng.choice((800, 1000, 1300))
    s = Sheet(rng, w, w * rng.uniform(0.58, 0.68), paper(rng))
    frame, size = rng.randint(60, 180), w / rng.uniform(52, 75)
    s.line(w / 2, s.h * 0.06, 0, size * 2.2, words=rng.choice(("湖北增值税普通发票", "电子普通发票", "医疗收费票据", "通用定额发票")), centre=True, ink=frame)
    if rng.random() < 0.6:
        s.qr(w * 0.04, s.h * 0.04, w * 0.09)
    for k in range(4):
        s.line(w * 0.72, s.h * (0.04 + 0.04 * k), rng.randint(6, 12), size, rng.choice(("zh", "digits")), limit=w * 0.26)
    y = s.h * 0.22
    for high, rows, cols in ((0.17, 4, 2), (0.32, rng.randint(4, 8), 8), (0.06, 1, 2), (0.15, 4, 2)):
        s.box(w * 0.04, y, w * 0.96, y + s.h * high, frame)
        grid(s, w * 0.045, y, w * 0.91, s.h * high, rows, cols, size, lines=rng.random() < 0.3)
        y += s.h * high
    s.seal(w * rng.uniform(0.45, 0.55), s.h * 0.1, w * 0.06)
    if rng.random() < 0.8:
        s.seal(w * rng.uniform(0.7, 0.9), s.h * 0.87, w * 0.07)
    return s


def receipt(rng):
    w = rng.choice((300, 420, 560))
    s = Sheet(rng, w, w * rng.uniform(1.3, 2.4), paper(rng))
    s.script = rng.choice(("zh", "latin", "latin"))
    # Tills print capitals; many of them look the same mirrored, so the net must learn from the others.
    s.capitals = rng.random() < 0.6
    size = w / rng.uniform(16, 30)
    if rng.random() < 0.6:
        s.fonts["digits"] = s.fonts["latin"] = scripts.pick(rng, "digits")
    y = size
    s.line(w / 2, y, rng.randint(4, 9), size * 1.6, centre=True)
    y += size * 3
    while y < s.h - size * 2:
        kind = rng.random()
        if kind < 0.55:
            s.line(w * 0.06, y, rng.randint(2, 8), size, limit=w * 0.55)
            s.line(w * 0.68, y, 5, size, "digits", limit=w * 0.28)
        elif kind < 0.85:
            s.line(w * 0.06, y, rng.randint(5, 18), size, rng.choice((s.script, "digits")), limit=w * 0.88)
        elif kind < 0.93:
            s.line(w * 0.06, y, 0, size, words="-" * 60, limit=w * 0.88)
        else:
            s.barcode(w * 0.2, y, w * 0.6, size * 2.5)
            y += size * 2
        y += size * rng.uniform(1.2, 1.7)
    if rng.random() < 0.5:
        s.wear()
    return s


def handwriting(rng):
    w = rng.choice((500, 700, 900))
    s = Sheet(rng, w, w * rng.uniform(0.6, 1.5), paper(rng))
    size = w / rng.uniform(12, 30)
    lead = size * rng.uniform(1.15, 2.0)
    ruling = rng.random()
    pale = max(0, s.paper - rng.randint(15, 110))
    top = size * rng.uniform(0.5, 3)
    script = "zh" if rng.random() < 0.8 else "latin"
    if ruling < 0.4:
        y = top + size * 1.25
        while y < s.h:
            s.rule(0, y, w, y, pale)
            y += lead
    elif ruling < 0.55:
        cell = size * 1.15
        y = top
        while y < s.h - cell:
            x = w * 0.05
            while x < w * 0.95 - cell:
                s.box(x, y, x + cell, y + cell, pale)
                x += cell
            y += lead
    y, wild = top, rng.uniform(0.5, 1.5)
    lines = rng.choice((2, 4, 8, 40, 40, 40))
    drop = rng.uniform(-0.02, 0.02)
    while y < s.h - size * 1.5 and lines > 0:
        x = w * rng.uniform(0.04, 0.14)
        wide = w * rng.choice((0.9, 0.9, 0.6, 0.4)) - x
        s.hand(x, y + drop * s.h, int(wide / size) + 1, size, script, limit=wide, wild=wild)
        y += lead * rng.gauss(1, 0.03 if ruling < 0.55 else 0.06)
        lines -= 1
    return s


def screenshot(rng):
    w = rng.choice((360, 540, 720, 1080))
    dark = rng.random() < 0.3
    s = Sheet(rng, w, w * rng.uniform(0.5, 2.1), rng.randint(10, 60) if dark else rng.randint(235, 255))
    s.ink = rng.randint(190, 255) if dark else rng.randint(0, 90)
    s.script = rng.choice(("zh",) * 7 + ("latin", "ja", "ko"))
    s.fonts["zh"] = scripts.pick(rng, "zh") if rng.random() < 0.3 else next(iter(scripts.matching(rng.choice(scripts.HEI))), None)
    size = w / rng.uniform(16, 34)
    s.line(w * 0.04, size * 0.3, 0, size * 0.7, "digits", words="12:30")
    y = size * 2
    while y < s.h - size * 2:
        kind = rng.random()
        if kind < 0.3:
            s.line(w * 0.05, y, rng.randint(3, 9), size, limit=w * 0.5)
            s.line(w * 0.6, y, rng.randint(2, 8), size, rng.choice((s.script, "digits")), limit=w * 0.35, ink=(s.ink + s.paper) // 2)
            s.rule(w * 0.05, y + size * 1.7, w, y + size * 1.7, (s.ink + 5 * s.paper) // 6)
            y += size * 2.4
        elif kind < 0.55:
            x, wide, high = w * rng.choice((0.05, 0.25)), w * rng.uniform(0.4, 0.68), size * rng.uniform(2, 6)
            fill = max(0, min(255, s.paper + (rng.randint(20, 60) if dark else -rng.randint(5, 120))))
            s.draw.rounded_rectangle((x, y, x + wide, y + high), radius=int(size / 2), fill=fill)
            prose(s, x + size / 2, y + size * 0.4, wide - size, high - size * 0.4, size * 0.9)
            y += high + size
        else:
            high = size * rng.uniform(2, 9)
            prose(s, w * 0.05, y, w * 0.9, high, size * rng.choice((0.8, 1, 1.3)))
            y += high + size
    return s


def ticket(rng):
    """Tickets, cards, labels: mixed sizes on a toned ground, with a code."""
    w = rng.choice((500, 700, 900))
    s = Sheet(rng, w, w * rng.uniform(0.45, 0.9), rng.randint(150, 240))
    if rng.random() < 0.5:
        s.guilloche(rng.randint(3, 18))
    s.tint()
    if rng.random() < 0.4:
        band = rng.randint(20, 120)
        s.draw.rectangle((0, 0, w, s.h * 0.15), fill=band)
        s.line(w * 0.1, s.h * 0.03, rng.randint(4, 9), s.h * 0.08, ink=250, script=rng.choice(("zh", "latin")))
    y = s.h * 0.18
    while y < s.h * 0.9:
        size = w / rng.uniform(14, 40)
        x = w * 0.05
        while x < w * 0.85 and rng.random() < 0.9:
            x += s.line(x, y, rng.randint(2, 9), size, rng.choice(("zh", "zh", "digits", "latin")), limit=w * 0.93 - x) + size * rng.uniform(1, 3)
        y += size * rng.uniform(1.3, 2.2)
    if rng.random() < 0.4:
        s.qr(w * 0.8, s.h * 0.6, w * 0.14)
    elif rng.random() < 0.5:
        s.barcode(w * 0.2, s.h * 0.84, w * 0.6, s.h * 0.1)
    return s


def sparse(rng):
    """Few words: a label, a cover, a slide, one sentence."""
    w = rng.choice((500, 700, 900))
    dark = rng.random() < 0.35
    s = Sheet(rng, w, w * rng.uniform(0.5, 1.3), rng.randint(15, 110) if dark else paper(rng))
    if dark:
        s.ink = rng.randint(200, 255)
    s.tint()
    s.script = rng.choice(("zh", "zh", "zh", "latin", "latin", "hant", "deva", "ja", "ko"))
    s.capitals = rng.random() < 0.3
    for _ in range(rng.randint(1, 5)):
        size = w / rng.uniform(8, 30)
        s.line(w * rng.uniform(0.05, 0.4), s.h * rng.uniform(0.05, 0.85), rng.randint(3, 14), size, rng.choice((s.script, s.script, "latin")), limit=w * 0.9)
    for _ in range(rng.randint(0, 4)):
        x, y, r = rng.uniform(0, w), rng.uniform(0, s.h), w * rng.uniform(0.03, 0.15)
        shape = rng.choice((s.draw.ellipse, s.draw.rectangle))
        shape((x - r, y - r, x + r, y + r), outline=rng.randint(0, 255), fill=rng.choice((None, rng.randint(0, 255))), width=rng.randint(1, 6))
    return s


def other_scripts(rng):
    s_script = rng.choice(("hant", "hant", "ja", "ja", "ko", "deva", "cyrl", "thai", "latin", "latin", "latin"))
    w = rng.choice((500, 800, 1100))
    s = Sheet(rng, w, w * rng.uniform(0.4, 1.4), paper(rng))
    s.script = s_script
    size = w / rng.uniform(16, 60)
    if s_script == "latin" and rng.random() < 0.4:
        grid(s, w * 0.06, size * 2, w * 0.88, s.h - size * 4, rng.randint(4, 14), rng.randint(2, 6), size, label=0, lines=rng.random() < 0.7)
    else:
        prose(s, w * 0.07, size, w * 0.86, s.h - 2 * size, size)
    return s


def latin_page(rng):
    s = Sheet(rng, *rng.choice(((700, 990), (850, 1100), (1000, 1300), (900, 600))), paper(rng))
    s.script = "latin"
    s.capitals = rng.random() < 0.06
    w, size = s.w, s.w / rng.uniform(36, 80)
    s.line(w / 2, s.h * 0.06, 12, size * 2, centre=True, limit=w * 0.8)
    columns = rng.choice((1, 1, 2))
    for c in range(columns):
        prose(s, w * 0.08 + c * w * 0.43, s.h * 0.14, w * 0.84 / columns - w * 0.02, s.h * rng.uniform(0.3, 0.8), size)
    return s


# Weights: what the manual asks for weighs most; the rest keeps the model from knowing nothing else.
KINDS = (
    (plain_page, 12), (form, 10), (certificate, 12), (report_table, 6), (identity_front, 5), (identity_back, 3), (booklet, 6),
    (invoice, 7), (receipt, 9), (handwriting, 14), (screenshot, 6), (ticket, 6), (sparse, 9), (other_scripts, 7), (latin_page, 13),
)


def page(rng, kinds=KINDS, has_words=True):
    """One sheet and the name of its kind."""
    kind = rng.choices([k for k, _ in kinds], [n for _, n in kinds])[0]
    s = kind(rng)
    if rng.random() < 0.06 and has_words:
        watermark(s)
    if rng.random() < 0.05:
        s.wear()
    return s, kind.__name__


def watermark(s):
    """Slanting words across the sheet, as copies carry: no witness."""
    from PIL import Image, ImageDraw
    rng = s.rng
    m = Image.new("L", s.img.size, 0)
    d = ImageDraw.Draw(m)
    face = scripts.sized(s.font("zh"), max(8, s.w // 18))
    for y in range(0, s.h, max(60, s.h // 5)):
        for x in range(0, s.w, max(80, s.w // 3)):
            d.text((x, y), "仅供报名使用", fill=rng.randint(30, 90), font=face)
    s.img.paste(s.ink, (0, 0), m.rotate(rng.choice((-45, -30, 30, 45))))
