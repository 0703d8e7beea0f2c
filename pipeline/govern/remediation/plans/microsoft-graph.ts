import type { ProviderCall } from "../../../../schemas/action.ts";
import type { ProviderApi } from "../../../core/actions.ts";
import { AppError } from "../../../core/errors.ts";
import { readObject } from "../send-call.ts";
import type { Plan, PlanAsked, Step } from "../step.ts";

const READ = "Application.Read.All";
const SWITCH = "Application.ReadWrite.All";
const GRANTS = "DelegatedPermissionGrant.ReadWrite.All";
const ROLES = "AppRoleAssignment.ReadWrite.All";
/** Graph refuses a grant that exists with 409, or with 400 and this sentence. */
const EXISTS = /already exists/i;

type GraphObject = Readonly<Record<string, unknown>>;

/**
 * Microsoft Entra. A service principal whose account is disabled signs nobody in and gets no tokens; what it was granted
 * stays. Permissions are taken back one grant at a time, and each can be given again as it was.
 */
export const microsoft_graph: Plan = {
  kinds: ["disable_app", "enable_app", "revoke"],
  steps: async (asked, signal) => {
    const { app_id } = asked.target;
    const path = `/servicePrincipals(appId='${encodeURIComponent(app_id.replaceAll("'", "''"))}')?$select=id,displayName,accountEnabled`;
    const principal = await readObject(
      asked.api,
      { method: "GET", path, permission: READ },
      `Service principal of ${app_id}`,
      signal,
    );
    const id = String(principal?.["id"] ?? "");
    if (!principal || id === "")
      throw new AppError("not_found", `The directory has no service principal of app ${app_id}.`);
    if (asked.kind === "revoke") return revoking(asked, id, signal);
    return switching(id, { from: principal["accountEnabled"] !== false, to: asked.kind === "enable_app" });
  },
  isSoAlready: ({ method }, { status, json }) =>
    method === "POST" &&
    (status === 409 || (status === 400 && EXISTS.test(String(Object(Object(json).error).message)))),
};

function switching(id: string, { from, to }: { readonly from: boolean; readonly to: boolean }): readonly Step[] {
  if (from === to) return [];
  const call = (accountEnabled: boolean): ProviderCall => ({
    method: "PATCH",
    path: `/servicePrincipals/${id}`,
    body: { accountEnabled },
    permission: SWITCH,
  });
  const what = `${to ? "Enable" : "Disable"} service principal ${id}`;
  return [{ step: "account", what, call: call(to), undo: call(from) }];
}

async function revoking({ api, target }: PlanAsked, id: string, signal: AbortSignal): Promise<readonly Step[]> {
  const of_user = ({ principalId }: GraphObject) => target.user_id === "" || principalId === target.user_id;
  const grants = await listOf(api, `/servicePrincipals/${id}/oauth2PermissionGrants`, "Directory.Read.All", signal);
  // What an app holds by itself is nobody's in particular.
  const roles =
    target.user_id === "" ? await listOf(api, `/servicePrincipals/${id}/appRoleAssignments`, READ, signal) : [];
  return [...grants.filter(of_user).map(delegated), ...roles.map((role) => application(id, role))];
}

function delegated(grant: GraphObject): Step {
  const { id, clientId, consentType, principalId, resourceId, scope } = grant;
  const whose = consentType === "AllPrincipals" ? "everybody" : `user ${principalId}`;
  const body = { clientId, consentType, ...(principalId ? { principalId } : {}), resourceId, scope };
  return {
    step: `grant ${id}`,
    what: `Revoke what ${whose} granted on ${resourceId}: ${String(scope).trim()}`,
    call: { method: "DELETE", path: `/oauth2PermissionGrants/${id}`, permission: GRANTS },
    undo: { method: "POST", path: "/oauth2PermissionGrants", body, permission: GRANTS },
  };
}

function application(principal: string, role: GraphObject): Step {
  const { id, principalId, resourceId, appRoleId } = role;
  const list = `/servicePrincipals/${principal}/appRoleAssignments`;
  return {
    step: `role ${resourceId} ${appRoleId}`,
    what: `Revoke application permission ${appRoleId} on ${role["resourceDisplayName"] ?? resourceId}`,
    call: { method: "DELETE", path: `${list}/${id}`, permission: ROLES },
    undo: { method: "POST", path: list, body: { principalId, resourceId, appRoleId }, permission: ROLES },
  };
}

/** All pages. Graph's links are whole addresses; the client takes them where they stay with Graph. */
async function listOf(
  api: ProviderApi,
  path: string,
  permission: string,
  signal: AbortSignal,
): Promise<readonly GraphObject[]> {
  const found: GraphObject[] = [];
  const seen = new Set<string>();
  for (let next: unknown = path; typeof next === "string" && !seen.has(next); ) {
    seen.add(next);
    const page: GraphObject = (await readObject(api, { method: "GET", path: next, permission }, path, signal)) ?? {};
    const records: unknown = page["value"];
    if (!Array.isArray(records)) throw new AppError("source_refused", `${path}: the answer is no list.`);
    found.push(...records.map((record): GraphObject => Object(record)));
    next = page["@odata.nextLink"];
  }
  return found;
}
