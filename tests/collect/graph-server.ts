import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { changesAsked, type Directory, type GraphRecord } from "./graph-directory.ts";

/** What the server does to a request instead of answering it. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "half" }
  | { readonly kind: "closed" }
  /** The answer, with another link to the next page. */
  | { readonly kind: "next_link"; readonly link: string };

export interface GraphServer {
  readonly url: string;
  readonly directory: Directory;
  /** Paths with their queries, in order; of tokens too. */
  readonly requests: string[];
  /** Asked of every request to the directory. */
  fault: (path: string) => Fault | undefined;
  /** What an administrator has granted. */
  permissions: ReadonlySet<string>;
  token_lifetime_s: number;
  /** All tokens that were handed out are good no longer. */
  readonly revokeTokens: () => void;
  readonly tokens: () => number;
  readonly stop: () => Promise<void>;
}

export const CLIENT = { id: "11111111-2222-4333-8444-555555555555", secret: "s3cret~&%+" } as const;
export const DIRECTORY = "contoso.example";
export const ALL_PERMISSIONS: ReadonlySet<string> = new Set([
  "Application.Read.All",
  "Directory.Read.All",
  "User.Read.All",
  "RoleManagement.Read.Directory",
]);

/** As documented for each list, the least privileged one. */
const NEEDED: readonly (readonly [RegExp, string])[] = [
  [/oauth2PermissionGrants/, "Directory.Read.All"],
  [/^\/(servicePrincipals|applications)/, "Application.Read.All"],
  [/^\/users/, "User.Read.All"],
  [/^\/directoryRoles/, "RoleManagement.Read.Directory"],
];
const MOST_TOP = 999;
const OPTIONS = new Set(["$top", "$select", "$expand", "$filter", "$skiptoken", "$deltatoken"]);

/** A server that speaks the documented protocol of Entra's token endpoint and of Microsoft Graph, and insists on it. */
export async function startGraphServer(directory: Directory): Promise<GraphServer> {
  const tokens = new Map<string, number>();
  let issued = 0;
  const state = {
    directory,
    requests: [] as string[],
    fault: (): Fault | undefined => undefined,
    permissions: ALL_PERMISSIONS,
    token_lifetime_s: 3_600,
    revokeTokens: () => tokens.clear(),
    tokens: () => issued,
  };
  const graph: Omit<GraphServer, "url" | "stop"> = state;
  const http = createServer((request, response) => {
    const address = new URL(request.url ?? "/", "http://graph");
    graph.requests.push(decodeURIComponent(address.pathname + address.search));
    if (request.method === "POST") {
      void textOf(request).then((text) => {
        const reply = tokenReply(address.pathname, request, new URLSearchParams(text));
        if (reply === undefined) {
          issued += 1;
          // Told to be at its end, it still is good for the request it was asked for.
          tokens.set(`token-${issued}`, Date.now() + Math.max(graph.token_lifetime_s, 60) * 1_000);
          const token = { token_type: "Bearer", expires_in: graph.token_lifetime_s, access_token: `token-${issued}` };
          send(response, 200, token);
        } else send(response, reply.status, reply.body);
      });
      return;
    }
    const good_until = tokens.get((request.headers.authorization ?? "").replace("Bearer ", "")) ?? 0;
    if (good_until < Date.now()) refuse(response, 401, "InvalidAuthenticationToken");
    else if (!request.headers.accept?.includes("application/json")) refuse(response, 406, "NotAcceptable");
    else answer(graph, address, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const bound = http.address();
  const url = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  directory.url = `${url}/v1.0`;
  const stop = (): Promise<void> => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(() => resolve()));
  };
  return Object.assign(state, { url, stop });
}

function tokenReply(path: string, request: IncomingMessage, form: URLSearchParams) {
  const fault = (status: number, error: string, error_description: string) => ({
    status,
    body: { error, error_description },
  });
  if (path !== `/${DIRECTORY}/oauth2/v2.0/token`) return fault(400, "invalid_request", "AADSTS90002: no such tenant");
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded") || form.get("grant_type") !== "client_credentials")
    return fault(400, "unsupported_grant_type", "AADSTS70003");
  if (!form.get("scope")?.endsWith("/.default")) return fault(400, "invalid_scope", "AADSTS1002012");
  if (form.get("client_id") !== CLIENT.id) return fault(400, "unauthorized_client", "AADSTS700016: no such app");
  if (form.get("client_secret") !== CLIENT.secret)
    return fault(401, "invalid_client", `AADSTS7000215: wrong secret ${form.get("client_secret")}`);
  return undefined;
}

function answer(graph: Omit<GraphServer, "url" | "stop">, address: URL, response: ServerResponse): void {
  const path = address.pathname.replace("/v1.0", "");
  const fault = graph.fault(path + decodeURIComponent(address.search));
  if (fault?.kind === "status") refuse(response, fault.status, "TooManyRequests", fault.headers);
  else if (fault?.kind === "closed") response.destroy();
  else show(graph, path, address.searchParams, response, fault);
}

function show(
  graph: Pick<GraphServer, "permissions" | "directory">,
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
  fault: Fault | undefined,
): void {
  const page = allowed(graph, path, query) ?? pageOf(graph.directory, path, query);
  if (typeof page === "number") {
    refuse(response, page, REFUSALS[page] ?? "Request_BadRequest");
    return;
  }
  const body = fault?.kind === "next_link" ? { ...page, "@odata.nextLink": fault.link } : page;
  const text = JSON.stringify(body);
  const half = fault?.kind === "half" ? text.slice(0, text.length / 2) : text;
  response.writeHead(200, { "content-type": "application/json;odata.metadata=minimal" }).end(half);
}

const REFUSALS: Readonly<Record<number, string>> = {
  403: "Authorization_RequestDenied",
  404: "Request_ResourceNotFound",
  410: "SyncStateNotFound",
};

/** The status that refuses such a request; none when it may be answered. */
function allowed({ permissions }: Pick<GraphServer, "permissions">, path: string, query: URLSearchParams) {
  const needed = NEEDED.find(([pattern]) => pattern.test(path))?.[1] ?? "";
  if (!permissions.has(needed)) return 403;
  const is_known = [...query.keys()].every((name) => OPTIONS.has(name));
  return is_known && Number(query.get("$top") ?? 1) <= MOST_TOP ? undefined : 400;
}

/** A page, or the status that refuses it. */
function pageOf(directory: Directory, path: string, query: URLSearchParams): GraphRecord | number {
  const skip = query.get("$skiptoken");
  if (skip !== null) return directory.goOn(path, skip) ?? 400;
  if (path.endsWith("/delta")) return changesAsked(directory, path, query.get("$deltatoken")) ?? 410;
  const records = directory.records(path);
  if (records === undefined) return 404;
  const ids = /^id in \((.*)\)$/.exec(query.get("$filter") ?? "")?.[1]?.split(",");
  if (ids && ids.length > 15) return 400;
  const wanted = ids ? records.filter(({ id }) => ids.includes(`'${id}'`)) : records;
  const fields = query.get("$select")?.split(",");
  const shown = wanted.map((record) => selected(record, fields, query.get("$expand")));
  return directory.begin(path, shown, Number(query.get("$top") ?? MOST_TOP));
}

function selected(record: GraphRecord, fields: readonly string[] | undefined, expand: string | null): GraphRecord {
  const given = Object.entries(record).filter(([name]) => {
    if (name === "owners") return expand?.startsWith("owners") === true;
    return name === "id" || name.startsWith("@") || fields === undefined || fields.includes(name);
  });
  return Object.fromEntries(given);
}

function refuse(response: ServerResponse, status: number, code: string, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ error: { code, message: "The request was refused." } }));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json;odata.metadata=minimal" }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
