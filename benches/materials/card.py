"""How much of an identity card a reader still reads when the picture is small.

    card.py [FONT]

Draws a card of 85.6 x 54 mm in the sizes of its print, reduces it to a long side of so many pixels, saves it as JPEG,
enlarges it again as a person would who looks closely, and lets tesseract read it. A line is a size: the part of the
characters that is read, and whether the number is.
"""
import subprocess
import sys
import tempfile

from PIL import Image, ImageDraw, ImageFont

PX_PER_MM = 20
# Left and top in mm, text, height of the print in mm.
NUMBER = "420106199003141234"
PRINT = (
    (8, 6, "姓名 王建国", 3.3),
    (8, 13, "性别 男   民族 汉", 2.9),
    (8, 20, "出生 1990 年 3 月 14 日", 2.9),
    (8, 27, "住址 湖北省武汉市洪山区珞喻路", 2.9),
    (18, 32, "一百二十九号", 2.9),
    (8, 45, f"公民身份号码 {NUMBER}", 3.1),
)


def card(font):
    picture = Image.new("RGB", (int(85.6 * PX_PER_MM), 54 * PX_PER_MM), (225, 232, 235))
    draw = ImageDraw.Draw(picture)
    for left, top, text, height in PRINT:
        face = ImageFont.truetype(font, int(height * PX_PER_MM))
        draw.text((left * PX_PER_MM, top * PX_PER_MM), text, font=face, fill=(25, 25, 30))
    return picture


def read(picture):
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        picture.save(file.name)
        command = ["tesseract", file.name, "-", "-l", "chi_sim", "--psm", "6"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main():
    fonts = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=True).stdout.split(":")
    font = sys.argv[1] if len(sys.argv) > 1 else fonts[0].strip()
    whole = card(font)
    truth = "".join(text for _, _, text, _ in PRINT).replace(" ", "")
    for width in (640, 320, 240, 200, 160, 120):
        small = whole.resize((width, round(width * whole.height / whole.width)), Image.LANCZOS)
        with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
            small.save(file.name, quality=90)
            text = read(Image.open(file.name).resize(whole.size, Image.BICUBIC))
        part = sum(min(text.count(c), truth.count(c)) for c in set(truth)) / len(truth)
        print(f"{width:4} px: {part:.2f} read, number {'read' if NUMBER in text else 'not read'}")


if __name__ == "__main__":
    main()
