import { readFile } from "node:fs/promises";
import { AppError } from "../../core/errors.ts";
import type { GraphSettings } from "./graph-settings.ts";
import { type HttpDeps, type HttpReply, patiently } from "./patiently.ts";

export interface TokenSource {
  /** A token that is good for a while yet. */
  readonly token: (signal: AbortSignal) => Promise<string>;
  /** Graph did not take the token it got: the next one is a new one. */
  readonly forget: () => void;
}

/** A request that is sent just now must still arrive with a token that is good. */
const SPARE_MS = 120_000;
const UNSAID_LIFETIME_S = 300;
/** Visible characters of ASCII, as a header takes them. */
const TOKEN = /^[\x21-\x7e]+$/;

/** What Entra's own codes mean for whoever has to mend it. */
const REMEDIES: Readonly<Record<string, string>> = {
  AADSTS7000215:
    "TIDEMARK_GRAPH_CLIENT_SECRET (or _FILE) is not the secret of this client; it is the secret's value, not its id",
  AADSTS7000222: "the client secret has expired; make a new one and set TIDEMARK_GRAPH_CLIENT_SECRET (or _FILE)",
  AADSTS700016: "TIDEMARK_GRAPH_CLIENT_ID is not known in this directory",
  AADSTS90002: "TIDEMARK_GRAPH_DIRECTORY is no directory",
  AADSTS900023: "TIDEMARK_GRAPH_DIRECTORY is neither an id nor a domain of a directory",
};
const ANY_REMEDY =
  "check TIDEMARK_GRAPH_DIRECTORY, TIDEMARK_GRAPH_CLIENT_ID and TIDEMARK_GRAPH_CLIENT_SECRET (or _FILE)";

/** Tokens of OAuth 2.0's client credentials grant, renewed before they expire. The secret goes nowhere but there. */
export function tokenSource(deps: HttpDeps, settings: GraphSettings): TokenSource {
  let held = { value: "", good_until_ms: 0 };
  return {
    token: async (signal) => {
      if (deps.now_ms() >= held.good_until_ms) held = await fetchToken(deps, settings, signal);
      return held.value;
    },
    forget: () => {
      held = { value: "", good_until_ms: 0 };
    },
  };
}

async function fetchToken(deps: HttpDeps, settings: GraphSettings, signal: AbortSignal) {
  const { login_url, directory, client_id, url } = settings;
  const form = { grant_type: "client_credentials", client_id, scope: `${url}/.default` };
  const body = new URLSearchParams({ ...form, client_secret: await secretOf(settings) });
  const address = `${login_url}/${directory}/oauth2/v2.0/token`;
  const reply = await patiently(deps, { url: address, what: "A token", method: "POST", body }, signal);
  const { access_token, expires_in } = Object(reply.json);
  if (reply.status !== 200) throw refusal(address, reply);
  if (typeof access_token !== "string" || !TOKEN.test(access_token))
    throw new AppError("config_invalid", `${address} answers without a token; check TIDEMARK_GRAPH_LOGIN_URL.`);
  const lifetime_ms = Number(expires_in ?? UNSAID_LIFETIME_S) * 1_000;
  // Of a token that lives for less than twice the spare time, half the life is used.
  return { value: access_token, good_until_ms: deps.now_ms() + Math.max(lifetime_ms - SPARE_MS, lifetime_ms / 2) };
}

function refusal(address: string, { status, json }: HttpReply): AppError {
  const { error, error_description } = Object(json);
  const code = /AADSTS\d+/.exec(String(error_description))?.[0] ?? "";
  const said = [error, code].filter((word) => typeof word === "string" && word !== "").join(", ");
  return new AppError(
    "config_invalid",
    `${address} gives us no token (${status}${said === "" ? "" : `, ${said}`}): ${REMEDIES[code] ?? ANY_REMEDY}.`,
  );
}

async function secretOf({ secret }: GraphSettings): Promise<string> {
  if (secret.kind === "value") return secret.value;
  try {
    const text = (await readFile(secret.path, "utf8")).trim();
    if (text !== "") return text;
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    const message = `The client secret cannot be read from ${secret.path} (${reason}); check TIDEMARK_GRAPH_CLIENT_SECRET_FILE.`;
    throw new AppError("config_invalid", message);
  }
  throw new AppError("config_invalid", `${secret.path} is empty; check TIDEMARK_GRAPH_CLIENT_SECRET_FILE.`);
}
