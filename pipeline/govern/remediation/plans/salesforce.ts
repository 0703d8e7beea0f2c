import { createHash } from "node:crypto";
import type { ProviderApi } from "../../../core/actions.ts";
import { AppError } from "../../../core/errors.ts";
import { readObject } from "../send-call.ts";
import type { Plan, Step } from "../step.ts";

const API = "/services/data/v62.0";
const BAD_REQUEST = 400;

/**
 * Salesforce lets a connected app be blocked in its setup pages only. What its API can do is to revoke each OAuth token
 * that users gave the app. The tokens to revoke by are looked up when they are needed and stored nowhere.
 */
export const salesforce: Plan = {
  kinds: ["revoke"],
  steps: async ({ api, target }, signal) => {
    const { app_id, app_name, user_id } = target;
    if (app_name === "") throw new AppError("not_found", `The name of app ${app_id} is not known: import its list.`);
    const of_user = user_id === "" ? "" : ` AND UserId = '${quoted(user_id)}'`;
    const query = `SELECT UserId, DeleteToken FROM OauthToken WHERE AppName = '${quoted(app_name)}'${of_user}`;
    return tokensOf(api, `${API}/query?q=${encodeURIComponent(query)}`, app_name, signal);
  },
  isSoAlready: (_call, { status, json }) => status === BAD_REQUEST && Object(json).error === "invalid_token",
};

async function tokensOf(
  api: ProviderApi,
  first: string,
  app_name: string,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (let next: unknown = first; typeof next === "string"; ) {
    const call = { method: "GET", path: next, permission: "the right to manage users" } as const;
    const page: Readonly<Record<string, unknown>> = (await readObject(api, call, "OauthToken", signal)) ?? {};
    const records: unknown = page["records"];
    if (!Array.isArray(records)) throw new AppError("source_refused", "OauthToken: the answer is no list.");
    for (const record of records) steps.push(revoking(Object(record), app_name));
    next = page["nextRecordsUrl"];
  }
  return steps;
}

function revoking({ UserId, DeleteToken }: Readonly<Record<string, unknown>>, app_name: string): Step {
  const token = String(DeleteToken);
  const known_by = createHash("sha256").update(token).digest("hex").slice(0, 16);
  return {
    step: `token ${known_by}`,
    what: `Revoke a token of ${app_name} for user ${UserId}`,
    call: { method: "POST", path: "/services/oauth2/revoke", form: { token } },
  };
}

/** As SOQL wants text in quotes. */
function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
