import type { ProviderApi } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import { type HttpDeps, type HttpReply, patiently } from "../http/patiently.ts";
import { withToken } from "../http/with-token.ts";
import type { GraphSettings } from "./graph-settings.ts";
import { fetchGraphToken } from "./graph-token.ts";

/** An object of Graph whose fields nobody has checked yet. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** One page of a list. */
export interface GraphPage {
  readonly records: readonly unknown[];
  /** Where the list goes on. */
  readonly next_link: string | undefined;
  /** With the last page of a list of changes: where later changes will stand. */
  readonly delta_link: string | undefined;
}

export interface GraphAsked {
  /** Below the version (`/users?$top=999`), or a whole link as Graph gave it. */
  readonly path: string;
  /** What is read, and with which of Graph's application permissions: for the sentence that says what is missing. */
  readonly collection: string;
  readonly permission: string;
}

export interface GraphPagesAsked extends GraphAsked {
  /** The page at `path`, where it is here already. */
  readonly first?: GraphPage;
  /** That there is nothing at `path` (any more) is an answer too: no pages. */
  readonly may_be_gone?: true;
}

/** What came of asking for a list: `gone` where what the link names is no more. */
export type GraphAnswer = { readonly kind: "page"; readonly page: GraphPage } | { readonly kind: "gone" };

export interface GraphClient {
  readonly page: (asked: GraphAsked, signal: AbortSignal) => Promise<GraphAnswer>;
  /** All pages from this one on. Rejects with `source_refused` where one comes twice, or is gone. */
  readonly pages: (asked: GraphPagesAsked, signal: AbortSignal) => AsyncGenerator<GraphPage>;
}

const VERSION = "/v1.0";
const OK = 200;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const BAD_REQUEST = 400;
const GONE: ReadonlySet<number> = new Set([404, 410]);
/** Where 400 tells of a state that is no longer known, or that there is none. */
const STATE_PATH = /\/delta\b/;

/** Microsoft Graph, read with client credentials. */
export function graphClient(deps: HttpDeps, settings: GraphSettings): GraphClient {
  const authorized = withToken(deps.now_ms, (signal) => fetchGraphToken(deps, settings, signal));
  const ask = (asked: GraphAsked, signal: AbortSignal): Promise<HttpReply> => {
    const url = addressOf(settings, asked);
    const send = (authorization: string) =>
      patiently(deps, { url, what: asked.collection, headers: { authorization } }, signal);
    return authorized(send, signal);
  };
  const page = async (asked: GraphAsked, signal: AbortSignal): Promise<GraphAnswer> => {
    const reply = await ask(asked, signal);
    if (reply.status === OK) return { kind: "page", page: pageOf(asked, reply) };
    if (isGone(reply, asked)) return { kind: "gone" };
    throw refusal(asked, reply);
  };
  return { page, pages: (asked, signal) => pagesFrom(page, asked, signal) };
}

/** Microsoft Graph, for requests that change something. */
export function graphApi(deps: HttpDeps, settings: GraphSettings): ProviderApi {
  const authorized = withToken(deps.now_ms, (signal) => fetchGraphToken(deps, settings, signal));
  return {
    call: ({ method, path, body }, what, signal) => {
      const url = addressOf(settings, { path, collection: what });
      const json = body && { body: JSON.stringify(body) };
      const headers = json ? { "content-type": "application/json" } : {};
      const send = (authorization: string) =>
        patiently(deps, { url, what, method, headers: { ...headers, authorization }, ...json }, signal);
      return authorized(send, signal);
    },
  };
}

async function* pagesFrom(
  page: GraphClient["page"],
  { first, may_be_gone, ...asked }: GraphPagesAsked,
  signal: AbortSignal,
): AsyncGenerator<GraphPage> {
  const seen = new Set<string>([asked.path]);
  let answer: GraphAnswer = first ? { kind: "page", page: first } : await page(asked, signal);
  if (answer.kind === "gone" && may_be_gone) return;
  for (;;) {
    if (answer.kind === "gone")
      throw new AppError(
        "source_refused",
        `${asked.collection}: a page of the list is gone; the next run begins anew.`,
      );
    yield answer.page;
    const path = answer.page.next_link;
    if (path === undefined) return;
    if (seen.has(path))
      throw new AppError("source_refused", `${asked.collection}: a page names one that was read before as the next.`);
    seen.add(path);
    answer = await page({ ...asked, path }, signal);
  }
}

/** The token goes to Graph and to nobody else, whatever a page says. */
function addressOf({ url }: GraphSettings, { path, collection }: Pick<GraphAsked, "path" | "collection">): string {
  if (path.startsWith("/")) return `${url}${VERSION}${path}`;
  if (path.startsWith(`${url}/`)) return path;
  const named = URL.canParse(path) ? new URL(path).host : "no address";
  throw new AppError(
    "source_refused",
    `${collection}: a page names a next one at ${named}, not at ${url}; check TIDEMARK_GRAPH_URL.`,
  );
}

function isGone({ status }: HttpReply, { path }: GraphAsked): boolean {
  return GONE.has(status) || (status === BAD_REQUEST && STATE_PATH.test(path));
}

function pageOf({ collection }: GraphAsked, { json }: HttpReply): GraphPage {
  const body: GraphObject = Object(json);
  const records = body["value"];
  if (!Array.isArray(records))
    throw new AppError("source_refused", `${collection}: the answer is no list; check TIDEMARK_GRAPH_URL.`);
  return { records, next_link: linkIn(body, "@odata.nextLink"), delta_link: linkIn(body, "@odata.deltaLink") };
}

function linkIn(body: GraphObject, name: string): string | undefined {
  const link = body[name];
  return typeof link === "string" && link !== "" ? link : undefined;
}

function refusal({ collection, permission }: GraphAsked, { status, json }: HttpReply): AppError {
  const code = String(Object(Object(json).error).code ?? "");
  const said = code === "" ? String(status) : `${status}, ${code}`;
  if (status === FORBIDDEN)
    return new AppError(
      "source_refused",
      `${collection} may not be read (${said}): grant the app registration the application permission ${permission} of Microsoft Graph, with admin consent.`,
    );
  if (status === UNAUTHORIZED)
    return new AppError(
      "source_refused",
      `${collection} cannot be read: Microsoft Graph does not take the token (${said}); check TIDEMARK_GRAPH_URL and TIDEMARK_GRAPH_LOGIN_URL.`,
    );
  return new AppError("source_refused", `${collection} cannot be read: Microsoft Graph answers with ${said}.`);
}
