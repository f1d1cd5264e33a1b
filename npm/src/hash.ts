/**
 * SHA-256 of bytes in hexadecimal digits, as reports and receipts have it. Rejects where the browser has no digests, which
 * is on pages without TLS, and where the bytes cannot be read.
 */
export async function sha256Hex(data: Blob | BufferSource): Promise<string> {
  const bytes = data instanceof Blob ? await data.arrayBuffer() : data;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
