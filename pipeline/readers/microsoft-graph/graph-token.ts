import { AppError } from "../../core/errors.ts";
import { type HttpDeps, type HttpReply, patiently } from "../http/patiently.ts";
import type { Token } from "../http/with-token.ts";
import { secretText } from "../secret-text.ts";
import type { GraphSettings } from "./graph-settings.ts";

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

/** A token of OAuth 2.0's client credentials grant. The secret goes nowhere but there. */
export async function fetchGraphToken(deps: HttpDeps, settings: GraphSettings, signal: AbortSignal): Promise<Token> {
  const { login_url, directory, client_id, url } = settings;
  const form = { grant_type: "client_credentials", client_id, scope: `${url}/.default` };
  const body = new URLSearchParams({ ...form, client_secret: await secretOf(settings) });
  const address = `${login_url}/${directory}/oauth2/v2.0/token`;
  const reply = await patiently(deps, { url: address, what: "A token", method: "POST", body }, signal);
  const { access_token, expires_in } = Object(reply.json);
  if (reply.status !== 200) throw refusal(address, reply);
  if (typeof access_token !== "string" || !TOKEN.test(access_token))
    throw new AppError("config_invalid", `${address} answers without a token; check TIDEMARK_GRAPH_LOGIN_URL.`);
  return { value: access_token, lifetime_ms: Number(expires_in ?? UNSAID_LIFETIME_S) * 1_000 };
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

function secretOf({ secret }: GraphSettings): Promise<string> {
  if (secret.kind === "file") return secretText(secret.path, "TIDEMARK_GRAPH_CLIENT_SECRET_FILE");
  return Promise.resolve(secret.value);
}
