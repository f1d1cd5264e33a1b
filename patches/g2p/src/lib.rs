//! Finite fields GF(2^n) for Reed-Solomon codes, n at most 8: what `rqrr` asks of the package of this name, without tables.
//!
//! Elements are polynomials over GF(2), a bit a coefficient. Addition is exclusive or; a product is made bit by bit and
//! reduced by the field's modulus; a quotient uses that x^(2^n - 2) is the inverse of x (Fermat).
#![forbid(unsafe_code)]

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Sub, SubAssign};

/// What all of these fields can do.
pub trait GaloisField:
    Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + SubAssign
    + Mul<Output = Self>
    + MulAssign
    + Div<Output = Self>
    + DivAssign
    + Sum
    + Copy
    + Eq
    + Debug
{
    /// Number of elements.
    const SIZE: usize;
    /// Nothing.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// Its powers are all elements but zero: x, where the modulus is primitive, as those of QR codes are.
    const GENERATOR: Self;

    /// The `exponent`-th power; the zeroth is one, of zero too.
    fn pow(self, mut exponent: usize) -> Self {
        let (mut power, mut square) = (Self::ONE, self);
        while exponent > 0 {
            if exponent & 1 == 1 {
                power *= square;
            }
            square *= square;
            exponent >>= 1;
        }
        power
    }
}

/// The product of two elements of the field with 2^`bits` elements.
pub const fn product(a: u8, b: u8, bits: u32, modulus: u16) -> u8 {
    let (mut sum, mut shifted, mut rest) = (0u16, a as u16, b);
    while rest > 0 {
        if rest & 1 == 1 {
            sum ^= shifted;
        }
        shifted <<= 1;
        if shifted >> bits & 1 == 1 {
            shifted ^= modulus;
        }
        rest >>= 1;
    }
    sum as u8
}

/// Defines a field: `g2p!(GF16, 4, modulus: 0b1_0011);`.
#[macro_export]
macro_rules! g2p {
    ($name:ident, $bits:literal, modulus: $modulus:literal) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        #[allow(missing_docs, reason = "the field's user names it")]
        pub struct $name(pub u8);

        impl $crate::GaloisField for $name {
            const SIZE: usize = 1 << $bits;
            const ZERO: Self = Self(0);
            const ONE: Self = Self(1);
            const GENERATOR: Self = Self(2);
        }

        impl From<u8> for $name {
            fn from(value: u8) -> Self {
                Self(value)
            }
        }

        impl std::ops::Mul for $name {
            type Output = Self;
            fn mul(self, by: Self) -> Self {
                Self($crate::product(self.0, by.0, $bits, $modulus))
            }
        }

        impl std::ops::Div for $name {
            type Output = Self;
            fn div(self, by: Self) -> Self {
                self * $crate::GaloisField::pow(by, (1 << $bits) - 2)
            }
        }

        $crate::g2p!(@same $name, Add, add, AddAssign, add_assign);
        // Every element is its own negative.
        $crate::g2p!(@same $name, Sub, sub, SubAssign, sub_assign);

        impl std::ops::MulAssign for $name {
            fn mul_assign(&mut self, by: Self) {
                *self = *self * by;
            }
        }

        impl std::ops::DivAssign for $name {
            fn div_assign(&mut self, by: Self) {
                *self = *self / by;
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
                terms.fold(Self(0), |sum, term| sum + term)
            }
        }
    };
    (@same $name:ident, $op:ident, $verb:ident, $assign:ident, $verb_assign:ident) => {
        impl std::ops::$op for $name {
            type Output = Self;
            fn $verb(self, by: Self) -> Self {
                Self(self.0 ^ by.0)
            }
        }

        impl std::ops::$assign for $name {
            fn $verb_assign(&mut self, by: Self) {
                self.0 ^= by.0;
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::GaloisField;

    g2p!(GF16, 4, modulus: 0b1_0011);
    g2p!(GF256, 8, modulus: 0b1_0001_1101);

    fn is_a_field<F: GaloisField + From<u8>>() {
        let all: Vec<F> = (0..F::SIZE).map(|i| F::from(i as u8)).collect();
        for &a in &all {
            assert_eq!(a + a, F::ZERO);
            assert_eq!(a * F::ONE, a);
            for &b in &all {
                assert_eq!(a * b, b * a);
                assert_eq!(a * (b + F::GENERATOR), a * b + a * F::GENERATOR);
                if b != F::ZERO {
                    assert_eq!(a / b * b, a);
                }
            }
        }
        // The generator's powers are all elements but zero, each once.
        let mut powers: Vec<F> = Vec::new();
        for i in 0..F::SIZE - 1 {
            let power = F::GENERATOR.pow(i);
            assert!(power != F::ZERO && !powers.contains(&power));
            powers.push(power);
        }
        assert_eq!(F::GENERATOR.pow(F::SIZE - 1), F::ONE);
    }

    #[test]
    fn both_fields_of_qr_codes_are_fields() {
        is_a_field::<GF16>();
        is_a_field::<GF256>();
    }

    #[test]
    fn products_are_those_of_iso_iec_18004() {
        // x^8 = x^4 + x^3 + x^2 + 1 in the field of the data, x^4 = x + 1 in that of the format.
        assert_eq!(GF256::GENERATOR.pow(8), GF256(0b1_1101));
        assert_eq!(GF16::GENERATOR.pow(4), GF16(0b11));
    }
}
