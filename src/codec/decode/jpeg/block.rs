//! One block of coefficients out of the bits: sequential (T.81 F.2.2) and the four kinds of progressive scans (G.1.2).
//!
//! Each function gives `None` where the bits are no code, which only damaged data has.

use crate::codec::zigzag::ZIGZAG;

use super::bits::Bits;
use super::huffman::Table;
use super::idct::Block;

/// The largest DC category of 8-bit pictures.
const MAX_DC_BITS: u8 = 11;

/// Takes a DC difference and adds it to the prediction.
#[inline(always)]
fn dc(bits: &mut Bits, table: &Table, prediction: &mut i16) -> Option<i16> {
    bits.refill();
    let size = table.symbol(bits)?;
    if size > MAX_DC_BITS {
        return None;
    }
    // 16 bits of code and 11 of difference fit into one refill.
    *prediction = prediction.wrapping_add(bits.signed(size.into()) as i16);
    Some(*prediction)
}

/// A whole block of a sequential scan into `block`, which must be all zeros. Coefficients up to `last` in zigzag order
/// are written, and perhaps the next one; the rest is skipped. Returns `true` if only DC is set.
#[inline]
pub(super) fn sequential(
    bits: &mut Bits,
    dc_table: &Table,
    ac_table: &Table,
    prediction: &mut i16,
    last: usize,
    block: &mut Block,
) -> Option<bool> {
    let mut own = *bits;
    let done = sequential_in_registers(&mut own, dc_table, ac_table, prediction, last, block);
    *bits = own;
    done
}

#[inline(always)]
fn sequential_in_registers(
    bits: &mut Bits,
    dc_table: &Table,
    ac_table: &Table,
    prediction: &mut i16,
    last: usize,
    block: &mut Block,
) -> Option<bool> {
    block[0] = dc(bits, dc_table, prediction)?;
    let mut k = 1;
    while k <= last {
        // The longest code has 16 bits and the longest magnitude 15.
        bits.refill();
        let (run, value) = match ac_table.coefficient(bits) {
            Some(coefficient) => coefficient,
            None => match ac_table.symbol(bits)? {
                0xF0 => {
                    k += 16;
                    continue;
                }
                symbol if symbol & 15 == 0 => return Some(k == 1),
                symbol => (usize::from(symbol >> 4), bits.signed(u32::from(symbol & 15)) as i16),
            },
        };
        k += run;
        // The mask changes nothing and spares a check.
        block[usize::from(*ZIGZAG.get(k)?) & 63] = value;
        k += 1;
    }
    while k < 64 {
        bits.refill();
        if let Some(ended) = ac_table.skip_symbols(bits, &mut k) {
            if ended {
                break;
            }
            continue;
        }
        let symbol = ac_table.symbol(bits)?;
        match (usize::from(symbol >> 4), u32::from(symbol & 15)) {
            (15, 0) => k += 16,
            (_, 0) => break,
            (run, size) => {
                bits.skip(size);
                k += run + 1;
                if k > 64 {
                    return None;
                }
            }
        }
    }
    // One that ends at DC has returned above, unless only DC is wanted: then it does not matter.
    Some(false)
}

/// DC of a block in the first scan that has it.
pub(super) fn dc_first(
    bits: &mut Bits,
    table: &Table,
    prediction: &mut i16,
    low: u32,
    block: &mut Block,
) -> Option<()> {
    block[0] = dc(bits, table, prediction)? << low;
    Some(())
}

/// One more bit of DC.
pub(super) fn dc_refine(bits: &mut Bits, low: u32, block: &mut Block) {
    block[0] |= (bits.take(1) as i16) << low;
}

/// The band `first..=last` of a block in the first scan that has it. `run` counts the blocks that an end of band
/// still covers; the caller calls only where it is 0.
pub(super) fn ac_first(
    bits: &mut Bits,
    table: &Table,
    (first, last): (usize, usize),
    low: u32,
    run: &mut u32,
    block: &mut Block,
) -> Option<()> {
    let mut k = first;
    while k <= last {
        bits.refill();
        let symbol = table.symbol(bits)?;
        let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        match (zeros, size) {
            (15, 0) => k += 16,
            (_, 0) => {
                *run = (1 << zeros) - 1 + bits.take(zeros as u32);
                break;
            }
            _ => {
                k += zeros;
                if k > last {
                    return None;
                }
                block[usize::from(ZIGZAG[k])] = (bits.signed(size) as i16) << low;
                k += 1;
            }
        }
    }
    Some(())
}

/// One more bit of the band `first..=last`. `run` counts the blocks that an end of band still covers, this one included.
pub(super) fn ac_refine(
    bits: &mut Bits,
    table: &Table,
    (first, last): (usize, usize),
    low: u32,
    run: &mut u32,
    block: &mut Block,
) -> Option<()> {
    let bit = 1i16 << low;
    let mut k = first;
    if *run == 0 {
        while k <= last {
            bits.refill();
            let symbol = table.symbol(bits)?;
            let (zeros, size) = (usize::from(symbol >> 4), symbol & 15);
            let value = match size {
                0 if zeros < 15 => {
                    *run = (1 << zeros) + bits.take(zeros as u32);
                    break;
                }
                0 => 0,
                1 if bits.take(1) == 1 => bit,
                1 => -bit,
                _ => return None,
            };
            // Passes `zeros` coefficients that are still 0, and refines the others on the way.
            let mut left = zeros;
            while k <= last {
                let coefficient = &mut block[usize::from(ZIGZAG[k])];
                if *coefficient != 0 {
                    refine(bits, coefficient, bit);
                } else if left == 0 {
                    *coefficient = value;
                    k += 1;
                    break;
                } else {
                    left -= 1;
                }
                k += 1;
            }
        }
    }
    if *run > 0 {
        for &position in &ZIGZAG[k.min(last + 1)..=last] {
            let coefficient = &mut block[usize::from(position)];
            if *coefficient != 0 {
                refine(bits, coefficient, bit);
            }
        }
        *run -= 1;
    }
    Some(())
}

#[inline(always)]
fn refine(bits: &mut Bits, coefficient: &mut i16, bit: i16) {
    if bits.take(1) == 1 && *coefficient & bit == 0 {
        *coefficient = coefficient.wrapping_add(if *coefficient > 0 { bit } else { -bit });
    }
}

#[cfg(test)]
mod tests {
    use super::super::huffman::standard;
    use super::*;

    #[test]
    fn passing_coefficients_is_reading_them_without_keeping_them() {
        let (dc, ac) = standard();
        let (dc, ac) = (dc[0].as_ref().unwrap(), ac[0].as_ref().unwrap());
        let (mut whole, mut damaged, mut seed) = (0, 0, 1u32);
        for _ in 0..3_000 {
            // No 0xFF, so no stuffing; every fourth byte all zeros, which are frequent short codes.
            let data: [u8; 96] = std::array::from_fn(|i| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if i % 4 == 3 { 0 } else { ((seed >> 16) % 255) as u8 }
            });
            let read = |last: usize| {
                let (mut bits, mut prediction, mut block) = (Bits::new(&data, 0), 0, [0; 64]);
                let done = sequential(&mut bits, dc, ac, &mut prediction, last, &mut block).is_some();
                bits.refill();
                (done, bits.peek(32), bits.ran_out(), block)
            };
            let (done, next, ran_out, all) = read(63);
            *if done { &mut whole } else { &mut damaged } += 1;
            for last in [0, 4, 24] {
                let (done_too, next_too, ran_out_too, some) = read(last);
                assert_eq!((done_too, ran_out_too), (done, ran_out));
                for &position in &ZIGZAG[..=last] {
                    assert_eq!(some[usize::from(position)], all[usize::from(position)]);
                }
                if done {
                    assert_eq!(next_too, next, "what follows the block, {last}");
                }
            }
        }
        assert!(whole > 1_000 && damaged > 50, "{whole} whole, {damaged} damaged");
    }
}
