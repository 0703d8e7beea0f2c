import { AppError } from "../core/errors.ts";
import type { KafkaOauth } from "./kafka-settings.ts";

export interface AccessToken {
  readonly value: string;
  /** How long it is good for, from now. */
  readonly lifetime_ms: number;
}

/** A token endpoint answers at once; this is for a slow network. */
const ANSWER_MS = 10_000;
/** RFC 6749 lets an endpoint keep the lifetime to itself. */
const UNSAID_LIFETIME_S = 300;
const SERVER_ERROR = 500;
const TOO_MANY_REQUESTS = 429;
/** Visible characters of ASCII, as a header takes them. */
const TOKEN = /^[\x21-\x7e]+$/;
/** The words of an endpoint, as much of them as a sentence bears. */
const QUOTED_CHARACTERS = 200;

/**
 * A token of OAuth 2.0's client credentials grant. Node fetches it, because librdkafka is mostly built without libcurl.
 * Rejects with `config_invalid` where the endpoint refuses us, with `broker_unavailable` where it cannot be asked.
 */
export async function fetchAccessToken(oauth: KafkaOauth): Promise<AccessToken> {
  const response = await ask(oauth);
  const text = await response.text().catch(() => "");
  const answer = objectOf(text);
  if (!response.ok) throw refusal(oauth, response.status, answer);
  const value = answer["access_token"];
  // librdkafka would refuse anything else, and quote it.
  if (typeof value !== "string" || !TOKEN.test(value))
    throw new AppError(
      "config_invalid",
      `${oauth.token_endpoint} answers without a usable access_token; check TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT.`,
    );
  const lifetime_s = Number(answer["expires_in"] ?? UNSAID_LIFETIME_S);
  return { value, lifetime_ms: (lifetime_s > 0 ? lifetime_s : UNSAID_LIFETIME_S) * 1_000 };
}

async function ask(oauth: KafkaOauth): Promise<Response> {
  const { token_endpoint, client_id, client_secret, scope } = oauth;
  const pair = [client_id, client_secret].map(encodeURIComponent).join(":");
  const form = { grant_type: "client_credentials", ...(scope === undefined ? {} : { scope }) };
  try {
    return await fetch(token_endpoint, {
      method: "POST",
      // A redirect would carry the secret to somebody nobody named.
      redirect: "error",
      headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}`, accept: "application/json" },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (cause) {
    throw new AppError(
      "broker_unavailable",
      `No token can be had at ${token_endpoint} (${causeOf(cause)}); check TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT.`,
      { cause },
    );
  }
}

function refusal({ token_endpoint }: KafkaOauth, status: number, answer: Readonly<Record<string, unknown>>): AppError {
  const said = [answer["error"], answer["error_description"]].filter((text) => typeof text === "string").join(": ");
  const why = `${status}${said === "" ? "" : `, ${said.slice(0, QUOTED_CHARACTERS)}`}`;
  if (status >= SERVER_ERROR || status === TOO_MANY_REQUESTS)
    return new AppError("broker_unavailable", `${token_endpoint} gives no token now (${why}).`);
  return new AppError(
    "config_invalid",
    `${token_endpoint} refuses us a token (${why}); check TIDEMARK_KAFKA_OAUTH_CLIENT_ID, _CLIENT_SECRET, _SCOPE and _TOKEN_ENDPOINT.`,
  );
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...Object(JSON.parse(text)) };
  } catch {
    return {};
  }
}

/** `fetch` says "fetch failed"; what happened stands behind it. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
