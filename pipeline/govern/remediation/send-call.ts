import type { ProviderCall } from "../../../schemas/action.ts";
import type { ProviderAnswer, ProviderApi } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import type { Plan } from "./step.ts";

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const GONE = 410;

/** Send a request that changes something; answers what the provider made of it. Rejects with `source_refused`. */
export async function sendCall(
  api: ProviderApi,
  plan: Plan,
  { call, what }: { readonly call: ProviderCall; readonly what: string },
  signal: AbortSignal,
): Promise<string> {
  const answer = await api.call(call, what, signal);
  if (isGood(answer)) return `answered ${answer.status}`;
  const was_gone = call.method === "DELETE" && (answer.status === NOT_FOUND || answer.status === GONE);
  if (was_gone || plan.isSoAlready?.(call, answer)) return `was so already (${answer.status})`;
  throw refusal(call, what, answer);
}

/** Read something; undefined where there is no such thing. Rejects with `source_refused`. */
export async function readObject(
  api: ProviderApi,
  call: ProviderCall,
  what: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const answer = await api.call(call, what, signal);
  if (answer.status === NOT_FOUND) return undefined;
  if (isGood(answer)) return Object(answer.json);
  throw refusal(call, what, answer);
}

function isGood({ status }: ProviderAnswer): boolean {
  return status >= 200 && status < 300;
}

function refusal({ permission = "" }: ProviderCall, what: string, { status, json }: ProviderAnswer): AppError {
  const said = `${what}: refused (${[status, codeOf(json)].filter((word) => word !== "").join(", ")})`;
  if (status === UNAUTHORIZED) return new AppError("source_refused", `${said}: it does not take our token.`);
  if (status === FORBIDDEN && permission !== "")
    return new AppError("source_refused", `${said}: grant the client ${permission}, with admin consent.`);
  return new AppError("source_refused", `${said}.`);
}

/** The provider's own word: Graph's and Google's `error.code` or `error.status`, Salesforce's `[0].errorCode`, OAuth's `error`. */
function codeOf(json: unknown): string {
  const { error } = Object(json);
  const { errorCode } = Object(Array.isArray(json) ? json[0] : {});
  const { status, code } = Object(error);
  const found = [errorCode, status, code, error].find((word) => typeof word === "string");
  return typeof found === "string" ? found.slice(0, MOST_SHOWN) : "";
}

/** A code is a word or two; what is longer is somebody's page of HTML. */
const MOST_SHOWN = 100;
