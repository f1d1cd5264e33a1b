/**
 * What is thrown. A bad file is never thrown: it is a report with a finding.
 *
 * - `misuse`: the caller's mistake, such as an unknown policy; `params` and the message say which.
 * - `asset.failed`: a file of this package could not be fetched.
 * - `worker.failed`: the worker could not be started: the browser is too old, or a policy of the page forbids it.
 * - `disposed`: the client had been disposed of.
 */
export type ErrorCode = "misuse" | "asset.failed" | "worker.failed" | "disposed" | (string & {});

export class PreflightError extends Error {
  override readonly name = "PreflightError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly params: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** Takes what the wasm desk throws, `{ code, params, message }`; anything else is passed on as it is. */
  static from(thrown: unknown): unknown {
    if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return thrown;
    const { code, message, params } = thrown as Partial<PreflightError>;
    return typeof code === "string" ? new PreflightError(code, String(message), params ?? {}) : thrown;
  }
}
