//! Eight sums of products of 16-bit numbers, two products at a time: the loop with nearly all of the net's work.
//!
//! Whole numbers give the same sums in any order and on any processor. In wasm the vector instructions are named, since
//! compilers do not find the one that multiplies and adds pairs; elsewhere plain arithmetic gives the same.

pub(super) use imp::{Sums, Weights};

/// Two neighbouring inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pair(u32);

impl Pair {
    /// The first in the low half.
    pub fn new(first: i16, second: i16) -> Self {
        Self(u32::from(first.cast_unsigned()) | u32::from(second.cast_unsigned()) << 16)
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32::{i16x8, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_splat, v128};

    use super::Pair;

    /// For each of the eight sums what the two inputs are multiplied by.
    #[derive(Clone, Copy)]
    pub struct Weights([v128; 2]);

    impl Weights {
        pub fn new(w: [[i16; 2]; 8]) -> Self {
            let four = |[a, b, c, d]: [[i16; 2]; 4]| i16x8(a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1]);
            Self([four([w[0], w[1], w[2], w[3]]), four([w[4], w[5], w[6], w[7]])])
        }
    }

    #[derive(Clone, Copy)]
    pub struct Sums([v128; 2]);

    impl Sums {
        pub fn zero() -> Self {
            Self([i32x4_splat(0); 2])
        }

        #[inline(always)]
        pub fn plus(self, Pair(pair): Pair, Weights([low, high]): &Weights) -> Self {
            let pair = i32x4_splat(pair.cast_signed());
            let Self([a, b]) = self;
            Self([i32x4_add(a, i32x4_dot_i16x8(pair, *low)), i32x4_add(b, i32x4_dot_i16x8(pair, *high))])
        }

        pub fn values(self) -> [i32; 8] {
            let [a, b] = self.0;
            let four = |v| {
                [
                    i32x4_extract_lane::<0>(v),
                    i32x4_extract_lane::<1>(v),
                    i32x4_extract_lane::<2>(v),
                    i32x4_extract_lane::<3>(v),
                ]
            };
            let ([p, q, r, s], [t, u, v, w]) = (four(a), four(b));
            [p, q, r, s, t, u, v, w]
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod imp {
    use super::Pair;

    /// For each of the eight sums what the two inputs are multiplied by.
    #[derive(Clone, Copy)]
    pub struct Weights([[i16; 2]; 8]);

    impl Weights {
        pub fn new(w: [[i16; 2]; 8]) -> Self {
            Self(w)
        }
    }

    #[derive(Clone, Copy)]
    pub struct Sums([i32; 8]);

    impl Sums {
        pub fn zero() -> Self {
            Self([0; 8])
        }

        #[inline(always)]
        pub fn plus(self, Pair(pair): Pair, Weights(weights): &Weights) -> Self {
            let (first, second) = (i32::from(pair as i16), i32::from((pair >> 16) as i16));
            Self(std::array::from_fn(|i| {
                let [w, v] = weights[i].map(i32::from);
                self.0[i] + (first * w + second * v)
            }))
        }

        pub fn values(self) -> [i32; 8] {
            self.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_products() {
        let weights = std::array::from_fn(|i| [i as i16 - 4, 127 - 30 * i as i16]);
        let pairs = [(4095, -4095), (0, 1), (-17, 300)];
        let sums = pairs.iter().fold(Sums::zero(), |s, &(a, b)| s.plus(Pair::new(a, b), &Weights::new(weights)));
        let want = weights.map(|[w, v]| {
            pairs.iter().map(|&(a, b)| i32::from(a) * i32::from(w) + i32::from(b) * i32::from(v)).sum::<i32>()
        });
        assert_eq!(sums.values(), want);
    }
}
