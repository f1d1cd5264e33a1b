//! Reads a net from the file that `scripts/models` writes, and checks everything that `run` relies on.

use super::convolve::{Activation, Convolution, Depthwise, Window};
use super::plane::{BLOCK, Plane};
use super::run::Step;

/// A refused file. The shipped files are tested, so the reason does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadFile;

type Result<T> = std::result::Result<T, BadFile>;

/// Most cells per side of a plane, and most channels of a cell: they bound the memory that a damaged file can ask for.
const MAX_SIDE: usize = 512;
const MAX_CHANNELS: usize = 2048;
const MAX_WINDOW: usize = 7;

/// Bytes that are read from the front.
#[derive(Debug, Clone)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Returns a reader at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Reads the next `n` bytes.
    pub fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(BadFile)?;
        self.0 = tail;
        Ok(head)
    }

    /// Reads a byte.
    pub fn byte(&mut self) -> Result<usize> {
        Ok(usize::from(self.take(1)?[0]))
    }

    /// Reads a whole number of two bytes, the low one first.
    pub fn number(&mut self) -> Result<usize> {
        let bytes = self.take(2)?;
        Ok(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    }

    /// Returns `true` if nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads numbers of half precision, in whole blocks.
    fn halves(&mut self, n: usize) -> Result<Vec<f32>> {
        let bytes = self.take(n * 2)?;
        let mut halves: Vec<f32> =
            bytes.chunks_exact(2).map(|b| from_half(u16::from_le_bytes([b[0], b[1]]))).collect::<Result<_>>()?;
        halves.resize(n.next_multiple_of(BLOCK), 0.0);
        Ok(halves)
    }
}

/// Converts a number of half precision, which f32 holds exactly.
fn from_half(bits: u16) -> Result<f32> {
    let (exponent, fraction) = (u32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let magnitude = match exponent {
        0 => fraction / (1u32 << 24) as f32,
        31 => return Err(BadFile),
        _ => (1024.0 + fraction) / (1u32 << 25) as f32 * (1u32 << exponent) as f32,
    };
    Ok(if bits >> 15 == 0 { magnitude } else { -magnitude })
}

/// A net: it takes one plane and gives several.
#[derive(Debug)]
pub struct Net {
    input: Shape,
    steps: Vec<Step>,
    /// Of each step, the values that no later step reads.
    done: Vec<Vec<usize>>,
    outputs: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    height: usize,
    width: usize,
    channels: usize,
}

impl Shape {
    fn checked(self) -> Result<Self> {
        let Self { height, width, channels } = self;
        let sides = 1..=MAX_SIDE;
        (sides.contains(&height) && sides.contains(&width) && (1..=MAX_CHANNELS).contains(&channels))
            .then_some(self)
            .ok_or(BadFile)
    }

    fn is_as_wide(self, other: Self) -> bool {
        (self.height, self.width) == (other.height, other.width)
    }
}

impl Net {
    /// Reads one net. All numbers have two bytes, the low one first, unless said otherwise: height, width and channels of the
    /// input; the number of steps; the steps; then, in a byte, the number of outputs, and the outputs.
    ///
    /// A step: a byte for its kind, a byte for its activation, the values that it reads. A convolution continues with side,
    /// step and padding of its window (a byte each), its output channels, their scales and biases (halves), and the weights
    /// (i8, one output channel after another: rows, columns, inputs). Slopes (halves) end a step whose activation has them.
    pub fn read(file: &mut Reader) -> Result<Self> {
        let input = Shape { height: file.number()?, width: file.number()?, channels: file.number()? }.checked()?;
        let mut shapes = vec![input];
        let mut steps = Vec::new();
        for _ in 0..file.number()? {
            let (step, shape) = read_step(file, &shapes)?;
            steps.push(step);
            shapes.push(shape.checked()?);
        }
        let count = file.byte()?;
        let outputs = (0..count).map(|_| value(file, &shapes).map(|(value, _)| value)).collect::<Result<Vec<_>>>()?;
        let mut done = vec![Vec::new(); steps.len()];
        for value in (0..shapes.len()).filter(|value| !outputs.contains(value)) {
            if let Some(last) = steps.iter().rposition(|step| step.reads().contains(&value)) {
                done[last].push(value);
            }
        }
        Ok(Self { input, steps, done, outputs })
    }

    /// Returns height, width and channels of the input.
    pub fn input_shape(&self) -> [usize; 3] {
        let Shape { height, width, channels } = self.input;
        [height, width, channels]
    }

    /// Runs the net. A plane of another shape is a programmer's mistake and panics.
    pub fn run(&self, input: Plane) -> Vec<Plane> {
        assert_eq!([input.height, input.width, input.channels], self.input_shape(), "what goes in has another shape");
        let mut values = vec![Some(input)];
        for (step, done) in self.steps.iter().zip(&self.done) {
            let made = step.run(|value| values[value].as_ref().expect("a value is kept until its last reader"));
            values.push(Some(made));
            for &value in done {
                values[value] = None;
            }
        }
        self.outputs.iter().map(|&value| values[value].clone().expect("outputs are kept")).collect()
    }
}

/// Reads the number of an earlier value. Returns it and its shape.
fn value(file: &mut Reader, shapes: &[Shape]) -> Result<(usize, Shape)> {
    let value = file.number()?;
    Ok((value, *shapes.get(value).ok_or(BadFile)?))
}

fn read_step(file: &mut Reader, shapes: &[Shape]) -> Result<(Step, Shape)> {
    let (kind, activation) = (file.byte()?, file.byte()?);
    let (from, shape) = value(file, shapes)?;
    // Only the input is not kept in whole blocks.
    let stride = if from == 0 { shape.channels } else { shape.channels.next_multiple_of(BLOCK) };
    let in_blocks = stride.is_multiple_of(BLOCK);
    if !(in_blocks || kind == 0) || (activation != 0 && kind > 2) {
        return Err(BadFile);
    }
    Ok(match kind {
        0 => {
            let Head { window, channels, out, scales, bias } = head(file, shape)?;
            let terms = window.side * window.side;
            let bytes = file.take(channels * terms * shape.channels)?;
            let weight = |o: usize, i: usize| {
                let (place, input) = (i / stride, i % stride);
                if o >= channels || input >= shape.channels {
                    return 0.0;
                }
                f32::from(bytes[(o * terms + place) * shape.channels + input].cast_signed()) * scales[o]
            };
            let weights = in_lanes(channels, terms * stride, weight);
            let activation = read_activation(activation, channels, file)?;
            (
                Step::Convolution {
                    from,
                    by: Convolution { window, channels_out: channels, weights, bias, activation },
                },
                out,
            )
        }
        1 => {
            let Head { window, channels, out, scales, bias } = head(file, shape)?;
            if channels != shape.channels {
                return Err(BadFile);
            }
            let terms = window.side * window.side;
            let bytes = file.take(channels * terms)?;
            let weight = |c: usize, i: usize| {
                if c < channels { f32::from(bytes[c * terms + i].cast_signed()) * scales[c] } else { 0.0 }
            };
            let weights = in_lanes(channels, terms, weight);
            let activation = read_activation(activation, channels, file)?;
            (Step::Depthwise { from, by: Depthwise { window, weights, bias, activation } }, out)
        }
        2 => {
            let (fewer, other) = value(file, shapes)?;
            let activation = read_activation(activation, shape.channels, file)?;
            if fewer == 0 || !other.is_as_wide(shape) || other.channels > shape.channels {
                return Err(BadFile);
            }
            (Step::Add { more: from, fewer, activation }, shape)
        }
        3 if shape.height.is_multiple_of(2) && shape.width.is_multiple_of(2) => {
            (Step::MaxPool { from }, Shape { height: shape.height / 2, width: shape.width / 2, ..shape })
        }
        4 => (Step::Mean { from }, Shape { height: 1, width: 1, ..shape }),
        5 => {
            let (by, other) = value(file, shapes)?;
            if by == 0 || other != (Shape { height: 1, width: 1, ..shape }) {
                return Err(BadFile);
            }
            (Step::Scale { from, by }, shape)
        }
        6 => (Step::Enlarge { from }, Shape { height: shape.height * 2, width: shape.width * 2, ..shape }),
        _ => return Err(BadFile),
    })
}

/// The first fields of both kinds of convolution.
struct Head {
    window: Window,
    channels: usize,
    out: Shape,
    scales: Vec<f32>,
    bias: Vec<[f32; BLOCK]>,
}

fn head(file: &mut Reader, shape: Shape) -> Result<Head> {
    let window = Window { side: file.byte()?, step: file.byte()?, padded: file.byte()? == 1 };
    let channels = file.number()?;
    let is_small = (1..=MAX_WINDOW).contains(&window.side) && (1..=MAX_WINDOW).contains(&window.step);
    if !is_small || !(1..=MAX_CHANNELS).contains(&channels) {
        return Err(BadFile);
    }
    let along = |side| window.along(side).map(|(windows, _)| windows).ok_or(BadFile);
    let out = Shape { height: along(shape.height)?, width: along(shape.width)?, channels };
    let (scales, bias) = (file.halves(channels)?, file.halves(channels)?);
    let bias = bias.as_chunks::<BLOCK>().0.to_vec();
    Ok(Head { window, channels, out, scales, bias })
}

/// Returns, for each block of outputs, the weights of each of `terms` inputs.
fn in_lanes(channels: usize, terms: usize, weight: impl Fn(usize, usize) -> f32) -> Vec<Vec<[f32; BLOCK]>> {
    let lane = |block: usize, term: usize| std::array::from_fn(|i| weight(block * BLOCK + i, term));
    (0..channels.div_ceil(BLOCK)).map(|block| (0..terms).map(|term| lane(block, term)).collect()).collect()
}

fn read_activation(kind: usize, channels: usize, file: &mut Reader) -> Result<Activation> {
    Ok(match kind {
        0 => Activation::None,
        1 => Activation::Relu,
        2 => Activation::Prelu(file.halves(channels)?),
        3 => Activation::HardSwish,
        4 => Activation::Sigmoid,
        _ => return Err(BadFile),
    })
}
