import { type Static, Type } from "typebox";
import type { ProviderApi } from "../../core/actions.ts";
import { type HttpDeps, patiently } from "../http/patiently.ts";
import { tokenApi, tokenOf } from "../http/token-api.ts";
import { secretText } from "../secret-text.ts";

const SAFE_URL = "^(https://|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/]?)[^\\s?#]*$";

/** The settings of Salesforce by the names of their environment variables. */
export const salesforceVariables = {
  TIDEMARK_SALESFORCE_URL: Type.Optional(
    Type.String({ pattern: SAFE_URL, description: "My Domain of the org: https://contoso.my.salesforce.com." }),
  ),
  TIDEMARK_SALESFORCE_CLIENT_ID: Type.Optional(
    Type.String({ minLength: 1, description: "Consumer key of an app with the client credentials flow." }),
  ),
  TIDEMARK_SALESFORCE_CLIENT_SECRET_FILE: Type.Optional(
    Type.String({ minLength: 1, description: "File with its consumer secret." }),
  ),
};
const Variables = Type.Object(salesforceVariables);

export interface SalesforceSettings {
  readonly url: string;
  readonly client_id: string;
  readonly secret_file: string;
}

export function salesforceSettings(ours: Static<typeof Variables>): SalesforceSettings | undefined {
  const { TIDEMARK_SALESFORCE_URL: url, TIDEMARK_SALESFORCE_CLIENT_ID: client_id } = ours;
  const secret_file = ours.TIDEMARK_SALESFORCE_CLIENT_SECRET_FILE;
  if (url === undefined || client_id === undefined || secret_file === undefined) return undefined;
  return { url: url.replace(/\/+$/, ""), client_id, secret_file };
}

/** The REST API of an org, as the user whom its client credentials flow runs as. */
export function salesforceApi(deps: HttpDeps, { url, client_id, secret_file }: SalesforceSettings): ProviderApi {
  return tokenApi(deps, url, async (signal) => {
    const client_secret = await secretText(secret_file, "TIDEMARK_SALESFORCE_CLIENT_SECRET_FILE");
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret });
    const address = `${url}/services/oauth2/token`;
    const reply = await patiently(deps, { url: address, what: "A token", method: "POST", body }, signal);
    return tokenOf(reply, address, "TIDEMARK_SALESFORCE_CLIENT_ID and TIDEMARK_SALESFORCE_CLIENT_SECRET_FILE");
  });
}
