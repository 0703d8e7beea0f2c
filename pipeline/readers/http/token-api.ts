import type { ProviderApi } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import { type HttpDeps, type HttpReply, patiently } from "./patiently.ts";
import { type Token, withToken } from "./with-token.ts";

const UNSAID_LIFETIME_S = 300;

/** An API below one address, whose requests carry a token. */
export function tokenApi(
  deps: HttpDeps,
  url: string,
  fetchToken: (signal: AbortSignal) => Promise<Token>,
): ProviderApi {
  const authorized = withToken(deps.now_ms, fetchToken);
  return {
    call: ({ method, path, body, form }, what, signal) => {
      const json = body && { body: JSON.stringify(body) };
      const headers = json ? { "content-type": "application/json" } : {};
      const sent = form ? { body: new URLSearchParams(form) } : json;
      const send = (authorization: string) =>
        patiently(
          deps,
          { url: `${url}${path}`, what, method, headers: { ...headers, authorization }, ...sent },
          signal,
        );
      return authorized(send, signal);
    },
  };
}

/** The token of an answer of OAuth's token endpoint. Rejects with `config_invalid`. */
export function tokenOf({ status, json }: HttpReply, address: string, settings: string): Token {
  const { access_token, expires_in, error } = Object(json);
  if (status === 200 && typeof access_token === "string")
    return { value: access_token, lifetime_ms: Number(expires_in ?? UNSAID_LIFETIME_S) * 1_000 };
  const said = typeof error === "string" ? `, ${error}` : "";
  throw new AppError("config_invalid", `${address} gives us no token (${status}${said}): check ${settings}.`);
}
