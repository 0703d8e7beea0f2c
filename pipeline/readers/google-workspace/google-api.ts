import { createSign } from "node:crypto";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { ProviderApi } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import { type HttpDeps, patiently } from "../http/patiently.ts";
import { tokenApi, tokenOf } from "../http/token-api.ts";
import type { Token } from "../http/with-token.ts";
import { secretText } from "../secret-text.ts";

const SAFE_URL = "^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/]?)[^\\s?#]*$";

/** The settings of Google Workspace by the names of their environment variables. */
export const googleVariables = {
  TIDEMARK_GOOGLE_SERVICE_ACCOUNT_FILE: Type.Optional(
    Type.String({ minLength: 1, description: "Key file (JSON) of a service account with domain-wide delegation." }),
  ),
  TIDEMARK_GOOGLE_ADMIN: Type.Optional(
    Type.String({ minLength: 3, description: "The administrator in whose name the service account acts." }),
  ),
  TIDEMARK_GOOGLE_URL: Type.Optional(
    Type.String({ pattern: SAFE_URL, description: "Address of Google's Admin SDK; tests have another." }),
  ),
};
const Variables = Type.Object(googleVariables);

export interface GoogleSettings {
  readonly key_file: string;
  readonly admin: string;
  readonly url: string;
}

const KeyFile = Type.Object({
  client_email: Type.String(),
  private_key: Type.String(),
  token_uri: Type.String({ pattern: SAFE_URL }),
});
const SCOPE = "https://www.googleapis.com/auth/admin.directory.user.security";
const SETTINGS = "TIDEMARK_GOOGLE_SERVICE_ACCOUNT_FILE and TIDEMARK_GOOGLE_ADMIN";
/** The longest that Google allows. */
const ASSERTION_S = 3_600;

export function googleSettings(ours: Static<typeof Variables>): GoogleSettings | undefined {
  const { TIDEMARK_GOOGLE_SERVICE_ACCOUNT_FILE: key_file, TIDEMARK_GOOGLE_ADMIN: admin } = ours;
  if (key_file === undefined || admin === undefined) return undefined;
  return { key_file, admin, url: (ours.TIDEMARK_GOOGLE_URL ?? "https://admin.googleapis.com").replace(/\/+$/, "") };
}

/** The Admin SDK of Google Workspace, in the name of an administrator (OAuth 2.0 for service accounts, RFC 7523). */
export function googleApi(deps: HttpDeps, settings: GoogleSettings): ProviderApi {
  return tokenApi(deps, settings.url, (signal) => fetchToken(deps, settings, signal));
}

async function fetchToken(deps: HttpDeps, settings: GoogleSettings, signal: AbortSignal): Promise<Token> {
  const key = keyOf(await secretText(settings.key_file, "TIDEMARK_GOOGLE_SERVICE_ACCOUNT_FILE"));
  const iat = Math.floor(deps.now_ms() / 1_000);
  const claims = { iss: key.client_email, sub: settings.admin, scope: SCOPE, aud: key.token_uri };
  const assertion = signed({ ...claims, iat, exp: iat + ASSERTION_S }, key.private_key);
  const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
  const reply = await patiently(deps, { url: key.token_uri, what: "A token", method: "POST", body }, signal);
  return tokenOf(reply, key.token_uri, SETTINGS);
}

function keyOf(text: string): Static<typeof KeyFile> {
  try {
    const key: unknown = JSON.parse(text);
    if (Value.Check(KeyFile, key)) return key;
  } catch {
    // Said below: what the file holds is nobody's business.
  }
  throw new AppError("config_invalid", "TIDEMARK_GOOGLE_SERVICE_ACCOUNT_FILE is no key file of a service account.");
}

function signed(claims: object, private_key: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(private_key, "base64url")}`;
}
