/**
 * The one catalogue of trouble outside our code. `retryable` says whether the same call may work later; `exit_code`
 * is what a command ends with, `status` what HTTP answers.
 */
const CATALOGUE = {
  wrong_usage: { status: 400, retryable: false, exit_code: 2 },
  config_invalid: { status: 500, retryable: false, exit_code: 2 },
  unauthenticated: { status: 401, retryable: false, exit_code: 1 },
  forbidden: { status: 403, retryable: false, exit_code: 1 },
  not_found: { status: 404, retryable: false, exit_code: 1 },
  input_unreadable: { status: 400, retryable: false, exit_code: 1 },
  input_truncated: { status: 400, retryable: false, exit_code: 1 },
  payload_too_large: { status: 413, retryable: false, exit_code: 1 },
  unsupported_media_type: { status: 415, retryable: false, exit_code: 1 },
  too_many_requests: { status: 429, retryable: true, exit_code: 1 },
  stopping: { status: 503, retryable: true, exit_code: 1 },
  store_locked: { status: 503, retryable: false, exit_code: 1 },
  store_unavailable: { status: 503, retryable: true, exit_code: 1 },
  store_refused: { status: 500, retryable: false, exit_code: 1 },
  broker_unavailable: { status: 503, retryable: true, exit_code: 1 },
  broker_refused: { status: 500, retryable: false, exit_code: 1 },
  source_unavailable: { status: 503, retryable: true, exit_code: 1 },
  source_refused: { status: 500, retryable: false, exit_code: 1 },
  client_missing: { status: 500, retryable: false, exit_code: 1 },
  migration_changed: { status: 500, retryable: false, exit_code: 1 },
  changed_meanwhile: { status: 409, retryable: false, exit_code: 1 },
  run_in_progress: { status: 409, retryable: false, exit_code: 1 },
  interrupted: { status: 503, retryable: false, exit_code: 1 },
  check_failed: { status: 500, retryable: false, exit_code: 1 },
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

/** Trouble a person can do something about: the message is one sentence that says what happened and the way out. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
  }

  get status(): number {
    return CATALOGUE[this.code].status;
  }

  get retryable(): boolean {
    return CATALOGUE[this.code].retryable;
  }

  get exit_code(): number {
    return CATALOGUE[this.code].exit_code;
  }
}
