import type { Outcome } from "../../../schemas/common-event.ts";
import { integerIn, textIn } from "../reading/foreign-fields.ts";
import type { SalesforceFields } from "./salesforce-fields.ts";

const FIRST_ERROR_STATUS = 400;
/** The word for success, in each of the fields that tell one. */
const SUCCESSES: ReadonlySet<string> = new Set(["s", "1", "true", "success", "login_no_error"]);

export interface SalesforceOutcome {
  readonly outcome: Outcome;
  readonly status_code: number | null;
}

/**
 * How it went. Each kind of event has its own field for that; a blank `REQUEST_STATUS` with the message of an exception
 * is an error, and one of the words nobody explains (`U`, `A`, `R`, `N`) says nothing.
 */
export function salesforceOutcome(fields: SalesforceFields): SalesforceOutcome {
  const status_code = integerIn(fields.status_code);
  if (status_code !== null) return { outcome: status_code >= FIRST_ERROR_STATUS ? "error" : "ok", status_code };
  const told = textIn(fields.told_outcome);
  if (told !== null) return { outcome: SUCCESSES.has(told.toLowerCase()) ? "ok" : "error", status_code };
  const request_status = textIn(fields.request_status)?.toUpperCase();
  if (request_status === "S") return { outcome: "ok", status_code };
  if (request_status === "F") return { outcome: "error", status_code };
  const failed = request_status === undefined && textIn(fields.exception) !== null;
  return { outcome: failed ? "error" : "unknown", status_code };
}
