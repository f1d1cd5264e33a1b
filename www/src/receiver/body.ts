/** The bytes of a submission: manifest first, then the files, each with its position in the whole. */

export interface Part {
  sha256: string;
  name: string;
  /** Type by the picture's own bytes. */
  type: string;
  blob: Blob;
}

export interface Body {
  blob: Blob;
  contentType: string;
  /** First and last byte of each file in the whole, in the order of the parts. */
  ranges: { sha256: string; start: number; end: number }[];
}

/** Composed here and not by `FormData`, which tells nobody where a file begins: progress is shown file by file. */
export function multipart(manifest: string, parts: readonly Part[], boundary: string): Body {
  const encoder = new TextEncoder();
  const pieces: (Blob | Uint8Array<ArrayBuffer>)[] = [];
  let at = 0;
  const write = (piece: Blob | Uint8Array<ArrayBuffer>) => {
    pieces.push(piece);
    at += piece instanceof Blob ? piece.size : piece.byteLength;
  };
  const head = (disposition: string, type: string) =>
    write(encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`));

  head('name="manifest"', "application/json");
  write(encoder.encode(`${manifest}\r\n`));
  const ranges = parts.map(({ sha256, type, blob }) => {
    // The candidate's own name for the file stands in the manifest; here it would have to be escaped.
    head(`name="${sha256}"; filename="${sha256}"`, type);
    const start = at;
    write(blob);
    const end = at;
    write(encoder.encode("\r\n"));
    return { sha256, start, end };
  });
  write(encoder.encode(`--${boundary}--\r\n`));
  return { blob: new Blob(pieces), contentType: `multipart/form-data; boundary=${boundary}`, ranges };
}
