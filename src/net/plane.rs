//! The values between two steps of a net.

/// Outputs that are summed together. Channels are kept in whole blocks of this size.
pub(super) const BLOCK: usize = 8;

/// Numbers on a grid of cells: channels run fastest, then columns, then rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Cells from top to bottom.
    pub height: usize,
    /// Cells from left to right.
    pub width: usize,
    /// Numbers per cell.
    pub channels: usize,
    /// Numbers from one cell to the next; those beyond the channels are zero.
    stride: usize,
    numbers: Vec<f32>,
}

impl Plane {
    /// Returns the input of a net: `numbers` holds `height * width * channels` of them. Another length is a programmer's
    /// mistake and panics.
    pub fn new(height: usize, width: usize, channels: usize, numbers: Vec<f32>) -> Self {
        assert_eq!(numbers.len(), height * width * channels, "a plane of {height} x {width} x {channels}");
        Self { height, width, channels, stride: channels, numbers }
    }

    /// Returns a plane of zeros, in whole blocks.
    pub(super) fn blocks(height: usize, width: usize, channels: usize) -> Self {
        let stride = channels.next_multiple_of(BLOCK);
        Self { height, width, channels, stride, numbers: vec![0.0; height * width * stride] }
    }

    /// Returns the channels of one cell. Out of range is a programmer's mistake and panics.
    pub fn at(&self, row: usize, column: usize) -> &[f32] {
        &self.numbers[(row * self.width + column) * self.stride..][..self.channels]
    }

    /// Returns the count of numbers from one cell to the next.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// Returns a row, with the numbers beyond the channels.
    pub(super) fn row(&self, row: usize) -> &[f32] {
        let length = self.width * self.stride;
        &self.numbers[row * length..][..length]
    }

    /// Returns a row for writing.
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let length = self.width * self.stride;
        &mut self.numbers[row * length..][..length]
    }

    /// Returns all cells in their order, with the numbers beyond the channels.
    pub(super) fn numbers(&self) -> &[f32] {
        &self.numbers
    }

    /// Returns the same for writing.
    pub(super) fn numbers_mut(&mut self) -> &mut [f32] {
        &mut self.numbers
    }
}
