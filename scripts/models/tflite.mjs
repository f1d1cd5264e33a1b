// Reads a TensorFlow Lite file: a flatbuffer of tables, of which the nets here need few fields.
// Field numbers are those of the format's published schema (schema.fbs).

/** Operators by their number in the schema. */
const OPERATORS = {
  0: "add", 1: "mean", 3: "conv", 4: "depthwise", 6: "dequantize", 14: "sigmoid", 17: "maxpool", 18: "mul", 19: "relu",
  22: "reshape", 23: "enlarge", 34: "pad", 54: "prelu", 117: "hardSwish",
};
const FLOAT32 = 0;
const FLOAT16 = 1;

/** `{ tensors: [{ shape, type, data }], operators: [{ kind, inputs, outputs, options }] }`; `options` reads a field of one byte. */
export function readTflite(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (table, field) => {
    const layout = table - view.getInt32(table, true);
    const slot = 4 + 2 * field;
    const offset = slot < view.getUint16(layout, true) ? view.getUint16(layout + slot, true) : 0;
    return offset === 0 ? 0 : table + offset;
  };
  const follow = (place) => place + view.getUint32(place, true);
  const vector = (table, field) => {
    const place = at(table, field);
    if (place === 0) return { length: 0, first: 0 };
    const start = follow(place);
    return { length: view.getUint32(start, true), first: start + 4 };
  };
  const each = (table, field, read) => {
    const { length, first } = vector(table, field);
    return Array.from({ length }, (_, i) => read(first + 4 * i));
  };
  const tables = (table, field) => each(table, field, follow);
  const integers = (table, field) => each(table, field, (place) => view.getInt32(place, true));
  const number = (table, field, width) => {
    const place = at(table, field);
    if (place === 0) return 0;
    return width === 1 ? view.getInt8(place) : view.getInt32(place, true);
  };
  const span = (table, field) => {
    const { length, first } = vector(table, field);
    return length === 0 ? null : bytes.subarray(first, first + length);
  };

  const model = follow(0);
  const kinds = tables(model, 1).map((code) => {
    const custom = span(code, 1);
    if (custom !== null) return new TextDecoder().decode(custom);
    const number_ = Math.max(number(code, 0, 1), number(code, 3, 4));
    return OPERATORS[number_] ?? `operator ${number_}`;
  });
  const buffers = tables(model, 4).map((buffer) => span(buffer, 0));
  const [graph] = tables(model, 2);
  return {
    tensors: tables(graph, 0).map((tensor) => ({
      shape: integers(tensor, 0),
      type: number(tensor, 1, 1),
      data: buffers[number(tensor, 2, 4)],
    })),
    operators: tables(graph, 3).map((operator) => {
      const place = at(operator, 4);
      const options = place === 0 ? null : follow(place);
      return {
        kind: kinds[number(operator, 0, 4)],
        inputs: integers(operator, 1),
        outputs: integers(operator, 2),
        option: (field) => (options === null ? 0 : number(options, field, 1)),
      };
    }),
  };
}

/** The numbers of a constant tensor, which is kept as halves or as singles. */
export function floats({ type, data }) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type === FLOAT32) return Float32Array.from({ length: data.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  if (type === FLOAT16) return Float32Array.from({ length: data.length / 2 }, (_, i) => fromHalf(view.getUint16(2 * i, true)));
  throw new Error(`a tensor of type ${type} where numbers were expected`);
}

/** The value of a half-precision number, given by its bits. */
export function fromHalf(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) throw new Error("a weight is not finite");
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The half-precision number nearest to a value, by its bits; ties go to the larger magnitude. */
export function toHalf(value) {
  const sign = value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return sign;
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14);
  const fraction = Math.round((magnitude / 2 ** exponent) * 1024);
  // A fraction of 2048 carries into the exponent, and one below 1024 is a number without a leading one.
  const bits = ((exponent + 14) << 10) + fraction;
  if (bits >= 0x7c00) throw new Error(`${value} does not fit into half precision`);
  return sign | bits;
}
