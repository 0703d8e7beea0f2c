import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { GraphSettings } from "../../pipeline/readers/microsoft-graph/graph-settings.ts";

type GraphRecord = Readonly<Record<string, unknown>>;
type Lists = "servicePrincipals" | "oauth2PermissionGrants" | "appRoleAssignments";

/** What the server does instead of its work. `late`: it does the work, and never answers. */
export type Trouble =
  | { readonly kind: "status"; readonly status: number; readonly retry_after?: string }
  | { readonly kind: "closed" }
  | { readonly kind: "late" };

export interface GraphWrites {
  readonly settings: GraphSettings;
  readonly lists: Readonly<Record<Lists, Map<string, GraphRecord>>>;
  /** Requests to Graph as `METHOD path`, those that were refused too. */
  readonly requests: string[];
  /** Asked of every request but those for tokens. */
  trouble: (request: string) => Trouble | undefined;
  permissions: ReadonlySet<string>;
  readonly revokeTokens: () => void;
  readonly stop: () => Promise<void>;
}

const WRITES: readonly (readonly [RegExp, string])[] = [
  [/^PATCH .servicePrincipals/, "Application.ReadWrite.All"],
  [/^(POST|DELETE) .oauth2PermissionGrants/, "DelegatedPermissionGrant.ReadWrite.All"],
  [/^(POST|DELETE) .*appRoleAssignments/, "AppRoleAssignment.ReadWrite.All"],
  [/^GET .*oauth2PermissionGrants/, "Directory.Read.All"],
  [/^GET /, "Application.Read.All"],
];
const PAGE = 2;

/** As much of Microsoft Graph as remediation asks for, as documented: methods, statuses, errors, permissions, pages. */
export async function startGraphWrites(): Promise<GraphWrites> {
  const tokens = new Set<string>();
  const lists = { servicePrincipals: new Map(), oauth2PermissionGrants: new Map(), appRoleAssignments: new Map() };
  const http = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url?.endsWith("/token")) answerToken(tokens, body, response);
      else answer(server, { tokens, request, body }, response);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const bound = http.address();
  const url = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  const server: GraphWrites = {
    settings: {
      ...{ directory: "contoso.example", client_id: "tidemark-itself", tenant: "default", url, login_url: url },
      secret: { kind: "value", value: "s3cret" },
      every_ms: 1,
    },
    lists,
    requests: [],
    trouble: () => undefined,
    permissions: new Set(WRITES.map(([, permission]) => permission)),
    revokeTokens: () => tokens.clear(),
    stop: () => {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
  return server;
}

function answer(
  server: GraphWrites,
  { tokens, request, body }: { readonly tokens: Set<string>; readonly request: IncomingMessage; readonly body: string },
  response: ServerResponse,
): void {
  const asked = `${request.method} ${decodeURIComponent((request.url ?? "").replace("/v1.0", ""))}`;
  server.requests.push(asked);
  const trouble = server.trouble(asked);
  const needed = WRITES.find(([pattern]) => pattern.test(asked))?.[1] ?? "";
  if (trouble?.kind === "closed") response.destroy();
  else if (trouble?.kind === "status") refuse(response, trouble.status, "Trouble", trouble.retry_after);
  else if (!tokens.has((request.headers.authorization ?? "").replace("Bearer ", "")))
    refuse(response, 401, "InvalidAuthenticationToken");
  else if (!server.permissions.has(needed)) refuse(response, 403, "Authorization_RequestDenied");
  else {
    const reply = replyTo(server.lists, asked, body, server.settings.url);
    if (!trouble) send(response, reply.status, reply.body);
  }
}

interface Reply {
  readonly status: number;
  readonly body?: GraphRecord;
}

function replyTo(lists: GraphWrites["lists"], asked: string, text: string, url: string): Reply {
  const [method = "", path = ""] = asked.split(" ");
  const body: GraphRecord = text === "" ? {} : JSON.parse(text);
  const address = new URL(path, "http://graph");
  const by_app = /^\/servicePrincipals\(appId='(.*)'\)$/.exec(address.pathname)?.[1];
  const [, list = "", id = "", inner = "", inner_id = ""] = address.pathname.split("/");
  if (by_app !== undefined) {
    const found = [...lists.servicePrincipals.values()].find(({ appId }) => appId === by_app);
    return found ? { status: 200, body: found } : missing;
  }
  if (list === "oauth2PermissionGrants") return changeList(lists.oauth2PermissionGrants, method, id, body, 409);
  const principal = lists.servicePrincipals.get(id);
  if (!principal) return missing;
  if (method === "PATCH") {
    lists.servicePrincipals.set(id, { ...principal, ...body });
    return { status: 204 };
  }
  if (inner === "appRoleAssignments" && method !== "GET")
    return changeList(lists.appRoleAssignments, method, inner_id, body, 400);
  const of = inner === "appRoleAssignments" ? "principalId" : "clientId";
  const all = [...(lists[inner as Lists] ?? new Map()).values()].filter((record) => record[of] === id);
  return pageOf(all, address, url);
}

const missing: Reply = { status: 404, body: error("Request_ResourceNotFound", "does not exist") };

function pageOf(all: readonly GraphRecord[], address: URL, url: string): Reply {
  const skip = Number(address.searchParams.get("$skiptoken") ?? 0);
  const next = `${url}/v1.0${address.pathname}?$skiptoken=${skip + PAGE}`;
  const more = skip + PAGE < all.length ? { "@odata.nextLink": next } : {};
  return { status: 200, body: { value: all.slice(skip, skip + PAGE), ...more } };
}

function changeList(
  list: Map<string, GraphRecord>,
  method: string,
  id: string,
  body: GraphRecord,
  twice: number,
): Reply {
  if (method === "DELETE") return list.delete(id) ? { status: 204 } : missing;
  const keyOf = ({ clientId, principalId, resourceId, appRoleId }: GraphRecord) =>
    JSON.stringify([clientId, principalId, resourceId, appRoleId]);
  const exists = [...list.values()].some((record) => keyOf(record) === keyOf(body));
  if (exists) return { status: twice, body: error("Request_BadRequest", "Permission entry already exists.") };
  const made = { ...body, id: randomUUID() };
  list.set(made.id, made);
  return { status: 201, body: made };
}

function error(code: string, message: string): GraphRecord {
  return { error: { code, message } };
}

function answerToken(tokens: Set<string>, body: string, response: ServerResponse): void {
  const form = new URLSearchParams(body);
  const access_token = randomUUID();
  const is_good = form.get("grant_type") === "client_credentials" && form.get("client_secret") === "s3cret";
  if (is_good) tokens.add(access_token);
  const wrong = { error: "invalid_client", error_description: "AADSTS7000215: wrong" };
  send(response, is_good ? 200 : 401, is_good ? { token_type: "Bearer", expires_in: 3_600, access_token } : wrong);
}

function refuse(response: ServerResponse, status: number, code: string, retry_after?: string): void {
  if (retry_after !== undefined) response.setHeader("retry-after", retry_after);
  send(response, status, error(code, "The request was refused."));
}

function send(response: ServerResponse, status: number, body?: GraphRecord): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body && JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
