//! Names a file by its first bytes, never by its name.

/// The real format of a file. Only the first three are read as pictures; the rest are named so that the candidate knows
/// what to convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FileFormat {
    /// JPEG, ITU-T T.81.
    Jpeg,
    /// PNG, animated or not.
    Png,
    /// WebP.
    WebP,
    /// HEIF with HEVC pictures: what iPhones write.
    Heic,
    /// HEIF with AV1 pictures.
    Avif,
    /// GIF.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// TIFF, and the camera formats built on it (DNG, NEF, CR2).
    Tiff,
    /// PDF.
    Pdf,
    /// JPEG XL.
    Jxl,
    /// JPEG 2000.
    Jp2,
    /// Windows icon or cursor.
    Ico,
    /// Photoshop.
    Psd,
    /// SVG.
    Svg,
    /// A video: MP4, QuickTime, 3GP.
    Mp4,
    /// A web page: often a log-in page saved under a picture's name.
    Html,
    /// Other XML.
    Xml,
    /// An archive: ZIP, JAR.
    Zip,
    /// RAR archive.
    Rar,
    /// 7-Zip archive.
    SevenZip,
    /// gzip.
    Gzip,
    /// Word, Excel or PowerPoint, old or new.
    Office,
    /// The text that Git LFS leaves in the place of a large file.
    LfsPointer,
    /// None of these.
    Unknown,
}

/// Declares the variants once: the enum, its names and the list of all.
macro_rules! unread {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A variant of a format that is read in general, and that is not read itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Unread { $($(#[$doc])* $name,)* }

        impl Unread {
            /// All variants, in the order of declaration.
            pub const ALL: &'static [Unread] = &[$(Unread::$name,)*];

            /// The stable name in reports, such as `jpeg-lossless`.
            pub fn as_str(self) -> &'static str {
                match self { $(Unread::$name => $text,)* }
            }

            /// The variant of this name.
            pub fn of(name: &str) -> Option<Unread> {
                Self::ALL.iter().copied().find(|variant| variant.as_str() == name)
            }
        }
    };
}

unread! {
    /// Arithmetic coding (T.81 annex D).
    JpegArithmetic = "jpeg-arithmetic",
    /// Lossless coding (T.81 annex H).
    JpegLossless = "jpeg-lossless",
    /// Hierarchical coding (T.81 annex J).
    JpegHierarchical = "jpeg-hierarchical",
    /// More than 8 bits a sample.
    JpegDeep = "jpeg-deep",
    /// The height is behind the first scan only (T.81 B.2.5).
    JpegHeightLater = "jpeg-height-later",
    /// Two components, or more than four.
    JpegComponents = "jpeg-components",
    /// Sampling factors that do not divide each other, such as 3 and 2.
    JpegSampling = "jpeg-sampling",
    /// A later version of the format, or a feature that the library does not read.
    WebpLater = "webp-later",
}

impl Unread {
    /// The format that it is a variant of.
    pub fn format(self) -> FileFormat {
        match self {
            Unread::WebpLater => FileFormat::WebP,
            _ => FileFormat::Jpeg,
        }
    }
}

/// One signature: these bytes at this offset.
struct Row {
    offset: usize,
    bytes: &'static [u8],
    format: FileFormat,
}

const fn row(offset: usize, bytes: &'static [u8], format: FileFormat) -> Row {
    Row { offset, bytes, format }
}

/// Signatures, the more particular first. ISO base media files (HEIC, AVIF, MP4) are told apart by brand below.
const SIGNATURES: &[Row] = &[
    row(0, b"\xFF\xD8\xFF", FileFormat::Jpeg),
    // Four of the eight bytes: a signature mangled by a text transfer is still a PNG, and is then refused as damaged.
    row(0, b"\x89PNG", FileFormat::Png),
    row(8, b"WEBP", FileFormat::WebP),
    row(0, b"GIF87a", FileFormat::Gif),
    row(0, b"GIF89a", FileFormat::Gif),
    row(0, b"II*\0", FileFormat::Tiff),
    row(0, b"MM\0*", FileFormat::Tiff),
    row(0, b"II+\0", FileFormat::Tiff),
    row(0, b"MM\0+", FileFormat::Tiff),
    row(0, b"%PDF-", FileFormat::Pdf),
    row(0, b"\xFF\x0A", FileFormat::Jxl),
    row(0, b"\0\0\0\x0CJXL \r\n\x87\n", FileFormat::Jxl),
    row(0, b"\0\0\0\x0CjP  \r\n\x87\n", FileFormat::Jp2),
    row(0, b"\xFF\x4F\xFF\x51", FileFormat::Jp2),
    row(0, b"\0\0\x01\0", FileFormat::Ico),
    row(0, b"\0\0\x02\0", FileFormat::Ico),
    row(0, b"8BPS", FileFormat::Psd),
    row(30, b"[Content_Types].xml", FileFormat::Office),
    row(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileFormat::Office),
    row(0, b"PK\x03\x04", FileFormat::Zip),
    row(0, b"PK\x05\x06", FileFormat::Zip),
    row(0, b"Rar!\x1A\x07", FileFormat::Rar),
    row(0, b"7z\xBC\xAF\x27\x1C", FileFormat::SevenZip),
    row(0, b"\x1F\x8B\x08", FileFormat::Gzip),
    row(0, b"version https://git-lfs", FileFormat::LfsPointer),
    row(0, b"BM", FileFormat::Bmp),
];

/// ISO base media brands (ISO/IEC 14496-12 `ftyp`; HEIF brands by ISO/IEC 23008-12 and the AVIF specification).
const BRANDS: &[(&[u8; 4], FileFormat)] = &[
    (b"avif", FileFormat::Avif),
    (b"avis", FileFormat::Avif),
    (b"heic", FileFormat::Heic),
    (b"heix", FileFormat::Heic),
    (b"hevc", FileFormat::Heic),
    (b"hevx", FileFormat::Heic),
    (b"heim", FileFormat::Heic),
    (b"heis", FileFormat::Heic),
];

/// Names the format of `bytes` by fixed signatures. Looks at no more than the first kilobyte.
pub fn sniff(bytes: &[u8]) -> FileFormat {
    for Row { offset, bytes: signature, format } in SIGNATURES {
        if bytes.get(*offset..).is_some_and(|rest| rest.starts_with(signature)) {
            return *format;
        }
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return sniff_brand(bytes);
    }
    sniff_markup(bytes)
}

/// HEIC, AVIF or a video: the major brand decides, then the compatible ones (`mif1` says only "some HEIF").
fn sniff_brand(bytes: &[u8]) -> FileFormat {
    let size = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).clamp(16, 256) as usize;
    let boxed = &bytes[8..size.min(bytes.len())];
    // The second word is the minor version, not a brand.
    let brands = boxed.chunks_exact(4).enumerate().filter(|(i, _)| *i != 1).map(|(_, brand)| brand);
    for brand in brands.clone() {
        if let Some((_, format)) = BRANDS.iter().find(|(b, _)| b.as_slice() == brand) {
            return *format;
        }
    }
    match brands.clone().next() {
        Some(b"mif1" | b"msf1" | b"mif2") => FileFormat::Heic,
        Some(_) => FileFormat::Mp4,
        None => FileFormat::Unknown,
    }
}

/// Markup begins with `<`, after a byte order mark and white space.
fn sniff_markup(bytes: &[u8]) -> FileFormat {
    let head = &bytes[..bytes.len().min(1024)];
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
    let holds = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
    match () {
        _ if !head.starts_with(b"<") => FileFormat::Unknown,
        _ if holds(b"<svg") => FileFormat::Svg,
        _ if holds(b"<!doctype html") || holds(b"<html") || holds(b"<head") || holds(b"<body") => FileFormat::Html,
        _ if head.starts_with(b"<?xml") || head.starts_with(b"<!") => FileFormat::Xml,
        _ => FileFormat::Unknown,
    }
}

impl FileFormat {
    /// The stable name in reports, such as `jpeg`.
    pub fn as_str(self) -> &'static str {
        match self {
            FileFormat::Jpeg => "jpeg",
            FileFormat::Png => "png",
            FileFormat::WebP => "webp",
            FileFormat::Heic => "heic",
            FileFormat::Avif => "avif",
            FileFormat::Gif => "gif",
            FileFormat::Bmp => "bmp",
            FileFormat::Tiff => "tiff",
            FileFormat::Pdf => "pdf",
            FileFormat::Jxl => "jxl",
            FileFormat::Jp2 => "jp2",
            FileFormat::Ico => "ico",
            FileFormat::Psd => "psd",
            FileFormat::Svg => "svg",
            FileFormat::Mp4 => "mp4",
            FileFormat::Html => "html",
            FileFormat::Xml => "xml",
            FileFormat::Zip => "zip",
            FileFormat::Rar => "rar",
            FileFormat::SevenZip => "7z",
            FileFormat::Gzip => "gzip",
            FileFormat::Office => "office",
            FileFormat::LfsPointer => "git-lfs-pointer",
            FileFormat::Unknown => "unknown",
        }
    }

    /// Returns `true` if [`crate::codec::decode::decode`] reads it.
    pub fn is_read(self) -> bool {
        matches!(self, FileFormat::Jpeg | FileFormat::Png | FileFormat::WebP)
    }

    /// The format that a file name's extension claims; `None` where there is none, or none known here.
    pub fn of_extension(name: &str) -> Option<FileFormat> {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let (stem, extension) = base.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        Some(match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "jpe" | "jfif" | "pjpeg" | "pjp" => FileFormat::Jpeg,
            "png" | "apng" => FileFormat::Png,
            "webp" => FileFormat::WebP,
            "heic" | "heif" | "hif" => FileFormat::Heic,
            "avif" => FileFormat::Avif,
            "gif" => FileFormat::Gif,
            "bmp" | "dib" => FileFormat::Bmp,
            "tif" | "tiff" | "dng" => FileFormat::Tiff,
            "pdf" => FileFormat::Pdf,
            "jxl" => FileFormat::Jxl,
            "jp2" | "j2k" | "jpx" => FileFormat::Jp2,
            "ico" | "cur" => FileFormat::Ico,
            "psd" => FileFormat::Psd,
            "svg" => FileFormat::Svg,
            "mp4" | "mov" | "m4v" | "3gp" => FileFormat::Mp4,
            "htm" | "html" => FileFormat::Html,
            "xml" => FileFormat::Xml,
            "zip" | "jar" => FileFormat::Zip,
            "rar" => FileFormat::Rar,
            "7z" => FileFormat::SevenZip,
            "gz" => FileFormat::Gzip,
            "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "wps" => FileFormat::Office,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_is_recognised_and_none_hides_another() {
        for Row { offset, bytes, format } in SIGNATURES {
            let mut file = vec![b'.'; *offset];
            file.extend_from_slice(bytes);
            file.extend_from_slice(&[b'.'; 64]);
            assert_eq!(sniff(&file), *format, "{:?} at {offset}", bytes.escape_ascii().to_string());
            // One byte less is not enough.
            assert_ne!(sniff(&file[..offset + bytes.len() - 1]), *format, "{:?}", bytes.escape_ascii().to_string());
        }
    }

    #[test]
    fn brands_and_markup_are_told_apart() {
        struct Case(&'static [u8], FileFormat);
        let cases = [
            Case(b"", FileFormat::Unknown),
            Case(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileFormat::Heic),
            Case(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", FileFormat::Heic),
            Case(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", FileFormat::Avif),
            Case(b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf", FileFormat::Avif),
            Case(b"\0\0\0\x14ftypmif1\0\0\0\0mif1", FileFormat::Heic),
            Case(b"\0\0\0\x18ftypisom\0\0\0\0isommp42", FileFormat::Mp4),
            Case(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", FileFormat::Mp4),
            Case(b"\xff\xff\xff\xffftyp", FileFormat::Unknown),
            // A brand past the box is not the file's.
            Case(b"\0\0\0\x10ftypmif1\0\0\0\0avif", FileFormat::Heic),
            Case(b"<!DOCTYPE html><p>", FileFormat::Html),
            Case(b"\xEF\xBB\xBF  \n<html lang=zh>", FileFormat::Html),
            Case(b"<?xml version='1.0'?><svg xmlns=", FileFormat::Svg),
            Case(b"<svg>", FileFormat::Svg),
            Case(b"<?xml version='1.0'?><a/>", FileFormat::Xml),
            Case(b"< 5", FileFormat::Unknown),
            Case(b"Not a picture", FileFormat::Unknown),
            Case(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0AAAABBBBCCCC\x13\0\0\0[Content_Types].xml", FileFormat::Office),
        ];
        for Case(bytes, format) in cases {
            assert_eq!(sniff(bytes), format, "{:?}", bytes.escape_ascii().to_string());
        }
    }

    #[test]
    fn extensions_claim() {
        struct Case(&'static str, Option<FileFormat>);
        let cases = [
            Case("a.jpg", Some(FileFormat::Jpeg)),
            Case("C:\\photos\\身份证.JPEG", Some(FileFormat::Jpeg)),
            Case("dir.png/a", None),
            Case("a.b.Png", Some(FileFormat::Png)),
            Case(".png", None),
            Case("a", None),
            Case("a.", None),
            Case("a.xyz", None),
            Case("mmexport1.webp", Some(FileFormat::WebP)),
        ];
        for Case(name, format) in cases {
            assert_eq!(FileFormat::of_extension(name), format, "{name}");
        }
    }
}
