import { AppError } from "../../core/errors.ts";

/** What asking over HTTP takes beside the network: real time, or that of a test. */
export interface HttpDeps {
  readonly now_ms: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** How long it is asked again; without it as long as a job that reads for hours can. */
  readonly patience?: Patience;
}

export interface Patience {
  readonly most_tries: number;
  /** An answer that takes longer does not come. */
  readonly answer_ms: number;
  readonly longest_asked_pause_ms: number;
}

export interface HttpAsked {
  readonly url: string;
  /** For the sentence that says what could not be had. */
  readonly what: string;
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: URLSearchParams | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpReply {
  readonly status: number;
  /** The answer as JSON; undefined where it is none. */
  readonly json: unknown;
}

const READING: Patience = {
  most_tries: 8,
  // A page of a thousand objects takes seconds; this is for a connection that hangs.
  answer_ms: 100_000,
  // Who asks for more than this is better asked again by the next run.
  longest_asked_pause_ms: 600_000,
};
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const OK = 200;
const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/**
 * Ask, and ask again while the trouble is of the kind that passes: the network, throttling (after the time the server
 * names), errors of the server, an answer that breaks off. Rejects with `source_unavailable` when it does not pass.
 */
export async function patiently(deps: HttpDeps, asked: HttpAsked, signal: AbortSignal): Promise<HttpReply> {
  const { most_tries, longest_asked_pause_ms } = deps.patience ?? READING;
  for (let tried = 1; ; tried += 1) {
    const tryout = await once(deps, asked, signal);
    if (tryout.kind === "reply") return tryout.reply;
    signal.throwIfAborted();
    const pause_ms = tryout.retry_after_ms ?? backOff(deps, tried);
    if (tried >= most_tries || pause_ms > longest_asked_pause_ms) throw givenUp(asked, tryout, tried);
    await deps.sleep(pause_ms, signal);
  }
}

type Tryout =
  | { readonly kind: "reply"; readonly reply: HttpReply }
  | { readonly kind: "trouble"; readonly why: string; readonly retry_after_ms: number | undefined };

async function once(deps: HttpDeps, asked: HttpAsked, signal: AbortSignal): Promise<Tryout> {
  const { url, method = "GET", body = null, headers } = asked;
  try {
    const response = await fetch(url, {
      method,
      body,
      headers: { accept: "application/json", ...headers },
      // A redirect would carry the token to somebody nobody named.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout((deps.patience ?? READING).answer_ms)]),
    });
    const text = await response.text();
    const json = jsonOf(text);
    // Whoever changed something may have nothing to say; a reader is owed an answer.
    const is_whole = json !== undefined || (text === "" && method !== "GET");
    return judged(deps, response, { json, is_whole });
  } catch (error) {
    return { kind: "trouble", why: causeOf(error), retry_after_ms: undefined };
  }
}

function judged(
  deps: HttpDeps,
  { status, headers }: Response,
  { json, is_whole }: { readonly json: unknown; readonly is_whole: boolean },
): Tryout {
  const passes = status === TOO_MANY_REQUESTS || status === REQUEST_TIMEOUT || status >= SERVER_ERROR;
  if (passes) return { kind: "trouble", why: `status ${status}`, retry_after_ms: retryAfterMs(deps, headers) };
  if (status === OK && !is_whole)
    return { kind: "trouble", why: "the answer is no whole JSON", retry_after_ms: undefined };
  return { kind: "reply", reply: { status, json } };
}

/** Seconds, or a date. */
function retryAfterMs({ now_ms }: HttpDeps, headers: Headers): number | undefined {
  const said = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(said)) return Number(said) * 1_000;
  const at_ms = Date.parse(said);
  return Number.isNaN(at_ms) ? undefined : Math.max(0, at_ms - now_ms());
}

/** Doubles, and is somewhere in its upper half: many who were turned away at once shall not come back at once. */
function backOff({ random }: HttpDeps, tried: number): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** (tried - 1), LONGEST_PAUSE_MS);
  return Math.round(full * (0.5 + random() / 2));
}

function givenUp({ what, url }: HttpAsked, trouble: Tryout & { kind: "trouble" }, tried: number): AppError {
  const { why, retry_after_ms } = trouble;
  const pause = retry_after_ms === undefined ? "" : `, which asks to wait for ${Math.ceil(retry_after_ms / 1_000)} s`;
  const { host } = new URL(url);
  const times = tried === 1 ? "once" : `${tried} times`;
  return new AppError("source_unavailable", `${what} cannot be had from ${host}${pause} (${why}, asked ${times}).`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` says "fetch failed"; what happened stands behind it. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}
