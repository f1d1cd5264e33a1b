//! Measures how coarse a JPEG is: with large steps its blocks of eight pixels show in the photo.

/// Returns the mean step of the luma's quantisation table, or `None` if the file has none before its picture.
pub(super) fn luma_step(jpeg: &[u8]) -> Option<f64> {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = jpeg.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = jpeg.get(at + 4..at + 2 + length.max(2))?;
        match marker {
            0xdb => {
                if let Some(step) = first_table(body) {
                    return Some(step);
                }
            }
            // The picture begins.
            0xda => return None,
            _ => {}
        }
        at += 2 + length.max(2);
    }
    None
}

/// Returns the mean of table 0, the luma's in practice: 64 steps of one or two bytes.
fn first_table(mut body: &[u8]) -> Option<f64> {
    while let [head, rest @ ..] = body {
        let wide = head >> 4 == 1;
        let (table, rest) = rest.split_at_checked(if wide { 128 } else { 64 })?;
        if head & 15 == 0 {
            let sum: u32 = if wide {
                table.chunks_exact(2).map(|step| u32::from(u16::from_be_bytes([step[0], step[1]]))).sum()
            } else {
                table.iter().map(|&step| u32::from(step)).sum()
            };
            return Some(f64::from(sum) / 64.0);
        }
        body = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::luma_step;

    #[test]
    fn the_table_of_the_brightness_is_read_and_anything_else_is_none() {
        let segment = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
            [&[0xff, marker], &length[..], body].concat()
        };
        let table = |head: u8, step: u8, bytes: usize| [&[head][..], &vec![step; bytes]].concat();
        let file = |parts: &[Vec<u8>]| [&[0xff, 0xd8][..], &parts.concat()].concat();
        let both = [table(1, 99, 64), table(0, 7, 64)].concat();
        let scan = segment(0xda, &[0; 6]);
        let app = segment(0xe0, b"JFIF\0");
        let cases: [(Vec<u8>, Option<f64>); 6] = [
            (file(&[app, segment(0xdb, &both), scan.clone()]), Some(7.0)),
            (file(&[segment(0xdb, &table(0x10, 1, 128))]), Some(257.0)),
            (file(&[segment(0xdb, &table(0, 7, 63))]), None),
            (file(&[scan, segment(0xdb, &table(0, 7, 64))]), None),
            (vec![0xff, 0xd8, 0xff, 0xdb, 0, 0, 0xff], None),
            (b"not a picture".to_vec(), None),
        ];
        for (file, expected) in cases {
            assert_eq!(luma_step(&file), expected, "{file:02x?}");
        }
        for cut in 0..80 {
            let _ = luma_step(&file(&[segment(0xdb, &both)])[..cut]);
        }
    }
}
