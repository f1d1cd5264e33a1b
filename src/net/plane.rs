//! The values between two steps of a net.

/// Outputs that are summed together. Channels are kept in whole blocks of as many.
pub(super) const BLOCK: usize = 8;

/// Numbers on a grid of places: channels run fastest, then columns, then rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Places from top to bottom.
    pub height: usize,
    /// Places from left to right.
    pub width: usize,
    /// Numbers a place.
    pub channels: usize,
    /// Numbers from one place to the next; those beyond the channels are zero.
    stride: usize,
    numbers: Vec<f32>,
}

impl Plane {
    /// What goes into a net: `numbers` holds `height * width * channels` of them. Another length is a programmer's mistake
    /// and panics.
    pub fn new(height: usize, width: usize, channels: usize, numbers: Vec<f32>) -> Self {
        assert_eq!(numbers.len(), height * width * channels, "a plane of {height} x {width} x {channels}");
        Self { height, width, channels, stride: channels, numbers }
    }

    /// All zero, in whole blocks.
    pub(super) fn blocks(height: usize, width: usize, channels: usize) -> Self {
        let stride = channels.next_multiple_of(BLOCK);
        Self { height, width, channels, stride, numbers: vec![0.0; height * width * stride] }
    }

    /// The channels of one place. Out of range is a programmer's mistake and panics.
    pub fn at(&self, row: usize, column: usize) -> &[f32] {
        &self.numbers[(row * self.width + column) * self.stride..][..self.channels]
    }

    /// Numbers from one place to the next.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// A row with the numbers beyond the channels.
    pub(super) fn row(&self, row: usize) -> &[f32] {
        let length = self.width * self.stride;
        &self.numbers[row * length..][..length]
    }

    /// A row to be written.
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let length = self.width * self.stride;
        &mut self.numbers[row * length..][..length]
    }

    /// All places in their order, with the numbers beyond the channels.
    pub(super) fn numbers(&self) -> &[f32] {
        &self.numbers
    }

    /// The same, to be written.
    pub(super) fn numbers_mut(&mut self) -> &mut [f32] {
        &mut self.numbers
    }
}
