import type { THROWN_CODES } from "./generated/constants.js";

/**
 * The codes of a `PreflightError`. A bad file is never thrown: it is a report with a finding.
 *
 * - `misuse`: the caller's mistake, such as an unknown policy or option. The message says which; `params.stage` names the
 *   stage that refused, if one did.
 * - `policy.invalid`: a policy of the caller's own has faults; `params.findings` names each by its path.
 * - `application.unreadable`: a saved application cannot be opened; `params.reason` says why.
 * - `asset.failed`: a file of this package, or the policy, could not be fetched; `params.url` names it.
 * - `worker.failed`: the worker could not be started, or stopped: the browser is too old, or a policy of the page forbids it.
 * - `disposed`: the client was disposed of.
 */
export type ErrorCode = (typeof THROWN_CODES)[number] | "asset.failed" | "worker.failed" | "disposed";

export class PreflightError extends Error {
  override readonly name = "PreflightError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly params: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** Takes the objects that the module throws, `{ code, params, message }`; anything else is passed on as it is. */
  static from(thrown: unknown): unknown {
    if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return thrown;
    const { code, message, params } = thrown as Partial<PreflightError>;
    return typeof code === "string" ? new PreflightError(code, String(message), params ?? {}) : thrown;
  }
}
