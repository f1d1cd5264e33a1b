// Converts the nets of three packages into one file of our own form, which `src/net/file.rs` reads: int8 weights with one
// scale an output channel, biases and slopes as halves. Nothing is trained here; weights are rounded, and outputs that
// nobody asks for are left out.
import { floats, toHalf } from "./tflite.mjs";

const KINDS = { conv: 0, depthwise: 1, add: 2, maxpool: 3, mean: 4, scale: 5, enlarge: 6 };
const ACTIVATIONS = { none: 0, relu: 1, prelu: 2, hardSwish: 3, sigmoid: 4 };

/**
 * One graph from the tensors `from` to the tensors `to` of a model, as bytes. `rows` names the output channels that the
 * operator behind a tensor keeps.
 */
export function convertGraph(model, { from, to, rows = new Map() }) {
  const graph = new Graph(model, from);
  for (const operator of needed(model, from, to)) graph.add(operator, rows.get(operator.outputs[0]));
  return graph.bytes(from, to);
}

/** The operators that lead from one tensor to others, in their order. */
function needed({ operators }, from, to) {
  const wanted = new Set(to);
  const kept = [];
  for (const operator of operators.toReversed()) {
    if (operator.kind === "dequantize" || !operator.outputs.some((tensor) => wanted.has(tensor))) continue;
    kept.push(operator);
    for (const tensor of operator.inputs) if (tensor !== from) wanted.add(tensor);
  }
  return kept.toReversed();
}

/** Values are numbered: 0 is what goes in, and each step gives the next. */
class Graph {
  #model;
  #valueOf;
  #steps = [];
  /** Constants that are kept as halves come by way of an operator that widens them. */
  #source = new Map();

  constructor(model, from) {
    this.#model = model;
    this.#valueOf = new Map([[from, 0]]);
    for (const { kind, inputs, outputs } of model.operators) {
      if (kind === "dequantize") this.#source.set(outputs[0], inputs[0]);
    }
  }

  #constant(tensor) {
    const { shape } = this.#model.tensors[tensor];
    return { shape, values: floats(this.#model.tensors[this.#source.get(tensor) ?? tensor]) };
  }

  #value(tensor) {
    if (!this.#valueOf.has(tensor)) throw new Error(`tensor ${tensor} is not made yet`);
    return this.#valueOf.get(tensor);
  }

  #channels(tensor) {
    return this.#model.tensors[tensor].shape.at(-1);
  }

  add({ kind, inputs, outputs, option }, rows) {
    const [first, second, third] = inputs;
    const [output] = outputs;
    const step = (head, body = []) => {
      this.#steps.push({ kind: head, activation: "none", slopes: [], body });
      this.#valueOf.set(output, this.#steps.length);
    };
    const value = (tensor) => half(this.#value(tensor));
    switch (kind) {
      case "conv":
      case "depthwise":
      case "Convolution2DTransposeBias":
        return step(kind === "depthwise" ? "depthwise" : "conv", [value(first), ...this.#convolution(kind, second, third, option, rows)]);
      case "add": {
        // Channels that one side lacks count as zero: the pad before it is left out.
        const [more, fewer] = this.#channels(this.#plain(first)) >= this.#channels(this.#plain(second)) ? [first, second] : [second, first];
        return step("add", [value(more), value(fewer)]);
      }
      case "mul":
        return step("scale", [value(first), value(second)]);
      case "mean": {
        if (this.#model.tensors[output].shape.slice(1, 3).some((side) => side !== 1)) throw new Error("a mean of a part");
        return step(kind, [value(first)]);
      }
      case "maxpool":
      case "enlarge":
        return step(kind, [value(first)]);
      case "pad":
        this.#padded.set(output, first);
        this.#valueOf.set(output, this.#value(first));
        return undefined;
      case "relu":
      case "prelu":
      case "hardSwish":
      case "sigmoid":
        return this.#activate(kind, first, output, second);
      default:
        throw new Error(`no way to convert ${kind}`);
    }
  }

  /** For each tensor that is another with channels of zero, that other. */
  #padded = new Map();

  #plain(tensor) {
    return this.#padded.get(tensor) ?? tensor;
  }

  /** An activation becomes part of the step before it, whose own result nobody else may read. */
  #activate(kind, input, output, slopes) {
    const readers = this.#model.operators.filter((operator) => operator.inputs.includes(input)).length;
    const step = this.#steps[this.#value(input) - 1];
    if (readers !== 1 || step.activation !== "none") throw new Error(`${kind} cannot join the step before it`);
    step.activation = kind;
    if (kind === "prelu") step.slopes = [...this.#constant(slopes).values];
    this.#valueOf.set(output, this.#value(input));
  }

  /** Side, stride, padding, channels; scales, biases and weights, an output channel at a time. */
  #convolution(kind, weights, biases, option, rows) {
    let { shape: [out, side, across, channels], values } = this.#constant(weights);
    let bias = this.#constant(biases).values;
    let same = option(0) === 0;
    let stride = option(1);
    if (side !== across) throw new Error("a kernel that is not square");
    let channel = (o) => values.subarray(o * side * side * channels, (o + 1) * side * side * channels);
    if (kind === "depthwise") {
      [out, channels] = [channels, 1];
      const planes = values;
      channel = (o) => Float32Array.from({ length: side * side }, (_, i) => planes[i * out + o]);
    }
    if (kind === "Convolution2DTransposeBias") {
      // Two by two pixels for each pixel: four channels, which the reader lays out.
      if (out !== 1 || side !== 2) throw new Error("another enlarging convolution than expected");
      [out, side, stride, same] = [4, 1, 1, false];
      bias = new Float32Array(4).fill(bias[0]);
      channel = (o) => values.subarray(o * channels, (o + 1) * channels);
    } else if (option(1) !== option(2)) {
      throw new Error("two strides");
    }
    const kept = rows ?? Array.from({ length: out }, (_, o) => o);
    const rounded = kept.map((o) => roundedToBytes(channel(o)));
    return [
      [side, stride, same ? 1 : 0], half(kept.length),
      ...rounded.map(({ scale }) => half(scale)),
      ...kept.map((o) => half(toHalf(bias[o]))),
      ...rounded.map(({ bytes }) => [...bytes]),
    ];
  }

  bytes(from, to) {
    const [, height, width, channels] = this.#model.tensors[from].shape;
    const steps = this.#steps.map(({ kind, activation, slopes, body }) => [
      KINDS[kind], ACTIVATIONS[activation], ...body.flat(), ...slopes.flatMap((slope) => half(toHalf(slope))),
    ]);
    const outputs = to.map((tensor) => half(this.#value(tensor)));
    return Buffer.concat(
      [half(height), half(width), half(channels), half(steps.length), ...steps, [to.length], ...outputs].map((part) => Buffer.from(part)),
    );
  }
}

/** Whole numbers of -127 to 127 and the half that they are multiples of. */
function roundedToBytes(weights) {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const scale = toHalf(largest / 127);
  const unit = halfValue(scale);
  const bytes = Int8Array.from(weights, (weight) => (unit === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(weight / unit)))));
  return { scale, bytes: new Uint8Array(bytes.buffer) };
}

function halfValue(bits) {
  const exponent = bits >> 10;
  return exponent === 0 ? bits * 2 ** -24 : (1 + (bits & 1023) / 1024) * 2 ** (exponent - 15);
}

/** Two bytes, the low one first. */
export function half(number) {
  return [number & 255, number >> 8];
}
