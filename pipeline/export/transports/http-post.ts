import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { TlsFiles } from "./tls-files.ts";
import type { Outcome } from "./transport.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its beginning. */
  readonly body: string;
}

/** Posts to one receiver, over connections that are kept. */
export interface Poster {
  /** Rejects with what the network says. */
  readonly post: (
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string | Buffer,
    signal: AbortSignal,
  ) => Promise<HttpAnswer>;
  readonly close: () => void;
}

const MOST_CONNECTIONS = 8;
/** The answer to a bulk of a thousand documents is some hundred kilobytes. */
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;
const MOST_SHOWN = 300;
const MS_A_SECOND = 1_000;
/** Not the alert's fault: who we are, where we send to, when. */
const NOT_THE_ALERT = new Set([401, 403, 404, 405, 407, 408, 409, 425, 426, 429]);

export function createPoster(tls: TlsFiles = {}): Poster {
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  const plain = new HttpAgent(options);
  const secure = new HttpsAgent({ ...options, ...tls });
  return {
    post: (url, headers, body, signal) => post({ plain, secure }, { url, headers, body, signal }),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
}

async function post(
  agents: { readonly plain: HttpAgent; readonly secure: HttpsAgent },
  { url, headers, body, signal }: Posting,
): Promise<HttpAnswer> {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  const options = { method: "POST", headers: { ...headers, ...length }, signal };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent =
      url.protocol === "https:"
        ? requestHttps(url, { ...options, agent: agents.secure }, resolve)
        : requestHttp(url, { ...options, agent: agents.plain }, resolve);
    sent.once("error", reject);
    sent.end(body);
  });
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await textOf(answer) };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes <= MOST_ANSWER_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What an answer means for all that was posted: 2xx has it; 400, 413 and their like never will; the rest may later. */
export function outcomeOf(answer: HttpAnswer): Outcome {
  const said = wordsOf(answer);
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "delivered", answer: said };
  if (status >= 400 && status < 500 && !NOT_THE_ALERT.has(status)) return { kind: "refused", answer: said };
  return { kind: "failed", answer: said, retry_after_ms: retryAfterMs(answer.headers["retry-after"]) };
}

/** Status and the beginning of the body, in one line. */
function wordsOf({ status, body }: HttpAnswer): string {
  const text = body.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return `${status} ${text.slice(0, MOST_SHOWN)}`.trim();
}

/** Seconds, or a date (RFC 9110). */
function retryAfterMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const wait_ms = /^\d+$/.test(text) ? Number(text) * MS_A_SECOND : Date.parse(text) - Date.now();
  return Number.isNaN(wait_ms) ? undefined : Math.max(0, wait_ms);
}
