import { GRAPH_SEGMENTS_A_K } from "./graph-segments-a-k.ts";
import { GRAPH_SEGMENTS_L_Z } from "./graph-segments-l-z.ts";

/** A call's path without what makes it this very call. */
export interface GraphPath {
  /** `/users/{id}/messages`, with `?$search` behind it where the call searched. Templating it again changes nothing. */
  readonly template: string;
  /** The same with its ids, and still without what people searched for; null where there are none. */
  readonly object: string | null;
  /** The names and `{id}`s of the template, in order. */
  readonly segments: readonly string[];
}

/**
 * The template of a request's URI: host, version, query and double slashes go; names that Microsoft Graph knows stay, in
 * Microsoft's spelling; arguments of functions are emptied; an address by path becomes `{path}`, and anything else `{id}`.
 */
export function graphPath(uri: string): GraphPath {
  const text =
    !uri.includes("%") && !uri.includes("\\")
      ? uri
      : uri.replace(ESCAPED, (found) => UNESCAPED.get(found.toLowerCase()) ?? found);
  const end_of_path = text.search(QUERY_OR_FRAGMENT);
  const path = (end_of_path < 0 ? text : text.slice(0, end_of_path)).replace(ORIGIN, "");
  const segments: string[] = [];
  const objects: string[] = [];
  for (const { template, object } of piecesOf(path)) {
    if (segments.length === 0 && VERSION.test(object)) continue;
    if (segments.length === MOST_SEGMENTS) break;
    segments.push(template);
    objects.push(object);
  }
  const template = `/${segments.join("/")}`;
  const object = `/${objects.join("/")}`;
  const searched = end_of_path >= 0 && SEARCH.test(text.slice(end_of_path));
  return {
    template: searched ? `${template}?$search` : template,
    object: object === template ? null : object,
    segments,
  };
}

/** No call of Microsoft Graph is this deep; what is deeper is somebody's attempt to make operations without end. */
const MOST_SEGMENTS = 24;
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/]*/i;
const QUERY_OR_FRAGMENT = /[?#]/;
const VERSION = /^(?:v1\.0|beta)$/i;
const SEARCH = /[?&]\$?search(?:=|&|$)/i;
/** Feeds write `&` as its JSON escape, and clients percent-encode what they need not. */
const ESCAPED = /\\u0026|%2[4789]|%3a/gi;
const UNESCAPED: ReadonlyMap<string, string> = new Map([
  ["\\u0026", "&"],
  ["%24", "$"],
  ["%27", "'"],
  ["%28", "("],
  ["%29", ")"],
  ["%3a", ":"],
]);
const SYSTEM_SEGMENT = /^\$(?:batch|count|entity|metadata|ref|value)$/i;
const CAST = /^microsoft\.graph\./i;
/** Types that collections are cut down to: `members/microsoft.graph.user`. */
const CAST_TYPES = "administrativeUnit application device directoryRole group orgContact servicePrincipal user";
const KNOWN: ReadonlyMap<string, string> = new Map(
  `${GRAPH_SEGMENTS_A_K} ${GRAPH_SEGMENTS_L_Z}`
    .trim()
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);
const CASTS: ReadonlyMap<string, string> = new Map([
  ...KNOWN,
  ...CAST_TYPES.split(" ").map((name) => [name.toLowerCase(), name] as const),
]);

interface Piece {
  readonly template: string;
  readonly object: string;
}

function piecesOf(path: string): Iterable<Piece> {
  return PLAIN_PATH.test(path) ? plainPieces(path) : oddPieces(path);
}

/** Neither a function nor an address by path in it, as most. */
const PLAIN_PATH = /^[^(:]*$/;

function plainPieces(path: string): readonly Piece[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  return segments.map((segment) => ({ template: nameOrId(segment), object: segment }));
}

function* oddPieces(path: string): Generator<Piece> {
  for (let at = 0; at < path.length; ) {
    const end = endOfSegment(path, at);
    const segment = path.slice(at, end);
    at = end + 1;
    if (segment === "") continue;
    if (!segment.endsWith(":")) {
      yield* segmentPieces(segment);
      continue;
    }
    yield { template: `${nameOrId(segment.slice(0, -1))}:`, object: segment };
    const address = addressAt(path, at);
    if (address === "") continue;
    yield { template: address.endsWith(":") ? "{path}:" : "{path}", object: address };
    at += address.length + 1;
  }
}

/** A slash inside the arguments of a function ends no segment. */
function endOfSegment(path: string, from: number): number {
  for (let at = from; at < path.length; at += 1) {
    if (path[at] === "/") return at;
    if (path[at] === "(") at = endOfArguments(path, at);
  }
  return path.length;
}

function endOfArguments(path: string, from: number): number {
  let quoted = false;
  for (let at = from; at < path.length; at += 1) {
    if (path[at] === "'") quoted = !quoted;
    if (path[at] === ")" && !quoted) return at;
  }
  return path.length;
}

/** `folder/file.txt:` behind `root:/`; an address that nothing follows has no colon at its end. */
function addressAt(path: string, from: number): string {
  const closing = path.indexOf(":/", from);
  return closing < 0 ? path.slice(from) : path.slice(from, closing + 1);
}

function* segmentPieces(segment: string): Generator<Piece> {
  const opening = segment.indexOf("(");
  if (opening < 0) {
    yield { template: nameOrId(segment), object: segment };
    return;
  }
  const name = segment.slice(0, opening);
  const template = nameOrId(name);
  const key = segment.slice(opening + 1, segment.endsWith(")") ? -1 : undefined);
  if (isKey(key)) {
    yield { template, object: name };
    yield { template: "{id}", object: key.replace(OUTER_QUOTES, "$1") };
  } else {
    yield template === "{id}" ? { template, object: name } : { template: `${template}()`, object: `${name}()` };
  }
}

const OUTER_QUOTES = /^(?:\w+=)?'(.*)'$/;
const KEY = /^(?:'(?:[^']|'')*'|[^'=,()]+)$/;
/** Other keys of directory objects; they have names, as arguments of functions do. */
const ALTERNATE_KEY = /^(?:appId|uniqueName)='(?:[^']|'')*'$/i;

/** `users('ana')` is `users/ana`, and `servicePrincipals(appId='x')` is one of them too; arguments of functions have names. */
function isKey(text: string): boolean {
  return KEY.test(text) || ALTERNATE_KEY.test(text);
}

function nameOrId(segment: string): string {
  const lower = segment.toLowerCase();
  const known = KNOWN.get(lower);
  if (known !== undefined) return known;
  if (segment.startsWith("$") && SYSTEM_SEGMENT.test(segment)) return lower;
  if (!CAST.test(segment)) return "{id}";
  const cast = CASTS.get(lower.replace(CAST, ""));
  return cast === undefined ? "{id}" : `microsoft.graph.${cast}`;
}
