"""Words to set: what stands on papers, drawn at random, script by script. All lists here were written for this project.

Fonts come from the system's packages (see README.md for the list) and are never copied into the repository.
"""
import functools
import glob
import random

from fontTools.ttLib import TTCollection, TTFont
from PIL import ImageFont

# Frequent characters, so that the simple ones are seen as often as on real pages; the rest comes from GB 2312's first level.
FREQUENT = (
    "的一是不了在有人我他这中大来上个国们到说时为子和你地出道也得里后自以会家可下而过天去能对小多然于心学之都好看起发当没成"
    "只如事把还用第样生日月年号元姓名性别民族住址身份证件编号电话地址单位公司医师资格执业注册考试报名学校专业学历学位本科"
    "专科毕业男女汉省市县区路街镇村室楼期间有效至签发机关盖章审核意见同意合格证明书表格填写日期金额合计数量价格税率备注收款"
    "人民共和国中华卫生健康委员会教育部网站查询验证码报告内容成绩分数工作时间开始结束项目名称规格型号生产企业联系方式"
)
PHRASES = (
    "姓名 性别 出生 民族 住址 公民身份号码 签发机关 有效期限 毕业证书 学位证书 普通高等学校 成人高等教育 医师资格证书 医师执业证书 "
    "执业地点 执业类别 临床 口腔 公共卫生 中医 执业范围 内科专业 外科专业 发证机关 发证日期 证书编号 教育部学历证书电子注册备案表 "
    "学籍在线验证报告 验证标识码 层次 专业 学制 学习形式 入学日期 毕业日期 院校名称 试用机构 带教老师 考核合格证明 申请人签字 "
    "单位意见 盖章 年 月 日 报考承诺书 本人承诺 以上情况属实 如有虚假 责任自负 医疗机构执业许可证 法定代表人 主要负责人 登记号 "
    "机构名称 诊疗科目 姓名： 性别： 年龄： 科室： 结果 参考值 单位 项目 检验日期 报告日期 审核者 合计 小写 大写 发票代码 发票号码 "
    "开票日期 购买方 销售方 价税合计 纳税人识别号 收款人 复核 开票人 收据 单价 数量 金额 备注 联系电话 邮编 经办人 政治面貌 籍贯 "
    "学习经历 工作经历 家庭成员 关系 职称 职务 填表说明 一、 二、 三、 （一） （二） 1. 2. 3. 第一条 第二条 特此证明 专此通知 "
    "兹证明 同志 系我单位职工 自 至 从事 工作 现实表现良好 中华人民共和国 湖北省 武汉市 卫生健康委员会 人力资源 社会保障 大学 学院 附属医院"
).split()
TRADITIONAL = (
    "國學醫師證書資格電話號碼業務發給報告體檢結果經過時間問題會議來說這個們為對後從開關門長車馬鳥魚龍鳳點線條級組織統計劃"
    "應該實際當場進行選擇處理辦法認識讀寫寶貴價錢買賣貨幣銀庫員責任圖畫聲樂劇視聽觀無為萬億兩雙單獨異書寫東西南北風雲電雷"
)
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんがぎぐげござじずぜぞだでどばびぶべぼっゃゅょ"
KATA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダデドバビブベボー"
LATIN_WORDS = (
    "the of and to in is that for it as was with be by on not he this are or his from at which but have an they you were all her she "
    "there would their we him been has when who will more no if out so said what up its about into than them can only other new some "
    "could time these two may then do first any my now such like our over man me even most made after also did many before must through "
    "years where much your way well down should because each just those people how too little state good very make world still own see "
    "men work long here get both between life being under never day same another know while last might us great old year off come since "
    "against go came right used take three name date address university certificate medical licence number issued authority degree "
    "bachelor master doctor examination hospital department result total amount received signature director registration valid until "
    "Table Figure Page Report Hubei Wuhan China Beijing Shanghai Republic People Health Commission No. Tel. Fax Date: Name: ID: Total: Cash Tax"
).split()
CJK_PUNCTUATION = "，。、；：！？"


@functools.cache
def level_one():
    """The 3,755 characters of GB 2312's first level, by code."""
    out = []
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                out.append(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    return out


def digits(rng):
    kind = rng.random()
    if kind < 0.2:
        return f"{rng.randint(1950, 2025)}年{rng.randint(1, 12)}月{rng.randint(1, 31)}日"
    if kind < 0.35:
        return f"{rng.randint(1950, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 31):02}"
    if kind < 0.5:
        return "".join(rng.choice("0123456789") for _ in range(rng.choice((6, 8, 11, 12, 15, 18))))
    if kind < 0.65:
        return f"{rng.choice(('', '¥', '￥', '$', ''))}{rng.randint(0, 99999)}.{rng.randint(0, 99):02}"
    if kind < 0.75:
        return f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}"
    if kind < 0.85:
        return "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(rng.randint(5, 14)))
    return f"{rng.randint(0, 999)}{rng.choice(('%', ' mg', ' mmol/L', ' kg', '-', '/', '+', '*', '×', '='))}{rng.randint(0, 999)}"


def chinese(rng, n):
    out = ""
    while len(out) < n:
        kind = rng.random()
        if kind < 0.22:
            out += rng.choice(PHRASES)
        elif kind < 0.62:
            out += "".join(rng.choice(FREQUENT) for _ in range(rng.randint(1, 4)))
        elif kind < 0.9:
            out += "".join(rng.choice(level_one()) for _ in range(rng.randint(1, 5)))
        elif kind < 0.97:
            out += rng.choice(CJK_PUNCTUATION)
        else:
            out += rng.choice(("《", "》", "（", "）", "“", "”", "1", "2", "A", "0"))
    return out[:n]


def from_ranges(rng, n, alphabet, word=(2, 8)):
    out = ""
    while len(out) < n:
        out += "".join(rng.choice(alphabet) for _ in range(rng.randint(*word))) + " "
    return out[:n]


def span(a, b):
    return "".join(chr(c) for c in range(a, b + 1))


def devanagari(rng, n):
    letters, signs = span(0x0915, 0x0928) + span(0x092A, 0x0939), "\u093e\u093f\u0940\u0941\u0942\u0947\u094b\u0902"
    out = ""
    while len(out) < n:
        for _ in range(rng.randint(1, 4)):
            out += rng.choice(letters) + (rng.choice(signs) if rng.random() < 0.6 else "")
        out += " "
    return out[:n]


def latin(rng, n):
    style, out = rng.random(), ""
    while len(out) < n:
        out += (rng.choice(LATIN_WORDS) if rng.random() < 0.9 else digits(rng)) + (", " if rng.random() < 0.07 else " ")
    out = out[:n].strip() or "No."
    return out.upper() if style < 0.22 else out.title() if style < 0.34 else out


def text(rng, script, n):
    """About `n` characters in `script`."""
    if script == "zh":
        return digits(rng) if rng.random() < 0.14 else chinese(rng, n)
    if script == "hant":
        return "".join(rng.choice(TRADITIONAL if rng.random() < 0.6 else FREQUENT) for _ in range(n))
    if script == "latin":
        return digits(rng) if rng.random() < 0.15 else latin(rng, int(n * 2))
    if script == "digits":
        return digits(rng)
    if script == "ja":
        pool = (KANA, KANA, KATA, TRADITIONAL + FREQUENT)
        return "".join(rng.choice(rng.choice(pool)) for _ in range(n))
    if script == "ko":
        return from_ranges(rng, n, "가나다라마바사아자차카타파하의는을를이가에서로고한국대학교증명서발급성명주소생년월일기관번호", (1, 4))
    if script == "deva":
        return devanagari(rng, int(n * 1.5))
    if script == "cyrl":
        return from_ranges(rng, int(n * 1.6), "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф" * 2 + "ОАСПНКВМРТ")
    return from_ranges(rng, int(n * 1.6), span(0x0E01, 0x0E2E) + "ะาำเแโ", (3, 9))


# Directory or name pieces under /usr/share/fonts, by what they are good for. A piece may match several files.
SONG = ["NotoSerifCJK-Regular", "NotoSerifCJK-Medium", "NotoSerifCJK-Bold", "NotoSerifCJK-Light", "arphic/uming", "gbsn00lp", "NotoSerifCJK-SemiBold"]
HEI = ["NotoSansCJK-Regular", "NotoSansCJK-Medium", "NotoSansCJK-Bold", "NotoSansCJK-Light", "NotoSansCJK-DemiLight", "NotoSansCJK-Black", "wqy-zenhei", "wqy-microhei"]
KAI = ["arphic/ukai", "gkai00mp", "LXGWWenKai-Regular", "LXGWWenKai-Light", "LXGWWenKai-Bold", "LXGWWenKaiMono-Regular"]
HAND = ["gkai00mp", "LXGWWenKai-Light", "LXGWWenKai-Regular", "arphic/ukai", "KleeOne", "kiloji", "seto/setofont", "kouzan-mouhitsu-gyosho", "kouzan-mouhitsu.ttf", "AoyagiKouzanT", "aoyagi-soseki", "KouzanBrushFontSousyo"]
FONTS = {
    "zh": SONG * 2 + HEI * 2 + KAI,
    "hant": SONG + HEI + KAI + ["cwtex/cw", "bkai00mp"],
    "ja": ["ipaexm", "ipaexg", "NotoSerifCJK-Regular", "NotoSansCJK-Regular", "sawarabi", "VL-PGothic", "umeplus-p-gothic", "KleeOne"],
    "ko": ["nanum/Nanum", "NotoSansCJK-Regular", "NotoSerifCJK-Regular"],
    "latin": ["dejavu/DejaVuS", "liberation", "Carlito", "Caladea", "lato/Lato-R", "lato/Lato-B", "roboto", "freefont", "NotoSerifCJK-Regular", "NotoSansCJK-Regular", "comic-neue", "tlwg/Tlwg", "wqy-microhei"],
    "digits": ["dejavu/DejaVuS", "liberation", "Carlito", "NotoSerifCJK-Regular", "NotoSansCJK-Medium", "arphic/uming", "LiberationMono", "wqy-zenhei", "freefont/FreeMono"],
    "deva": ["Lohit-Devanagari", "FreeSans.", "FreeSerif."],
    "cyrl": ["dejavu/DejaVuS", "liberation", "freefont"],
    "thai": ["tlwg"],
    "hand": HAND,
    "hand-latin": ["dkg", "breip", "Dancing", "humor", "comic-neue", "Purisa", "Breip"],
}


@functools.cache
def files():
    return sorted(f for f in glob.glob("/usr/share/fonts/**/*", recursive=True) if f.lower().endswith((".ttf", ".otf", ".ttc")))


@functools.cache
def matching(piece):
    return [f for f in files() if piece in f and "unifont" not in f]


@functools.cache
def covered(path):
    font = TTCollection(path, lazy=True).fonts[0] if path.endswith(".ttc") else TTFont(path, lazy=True)
    return frozenset(font.getBestCmap())


@functools.lru_cache(maxsize=512)
def sized(path, size_px):
    # 0 is the Japanese face of Noto's collections and the mainland's of others; 2 is mainland Chinese in Noto's.
    index = 2 if "Noto" in path and path.endswith(".ttc") else 0
    return ImageFont.truetype(path, size_px, index=index)


def pick(rng, script):
    """A font file for `script`."""
    pieces = FONTS.get(script) or FONTS["latin"]
    for _ in range(50):
        found = matching(rng.choice(pieces))
        if found:
            return rng.choice(found)
    raise SystemExit(f"no font for {script}: install the packages that README.md names")


def keep_covered(path, words):
    """The words without what the font cannot draw."""
    have = covered(path)
    return "".join(c for c in words if ord(c) in have or c == " ")


def missing_packages():
    """Font pieces that match no file: the recipe is only the documented one when this is empty."""
    return sorted({p for pieces in FONTS.values() for p in pieces if not matching(p)})


if __name__ == "__main__":
    print(len(files()), "font files; missing:", missing_packages())
    rng = random.Random(1)
    for script in ("zh", "hant", "latin", "digits", "ja", "ko", "deva", "cyrl", "thai"):
        print(script, pick(rng, script).rsplit("/", 1)[-1], text(rng, script, 14))
