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
  const pieces: Pieces = { templates: [], objects: [] };
  if (PLAIN_PATH.test(path)) addPlain(pieces, path);
  else addOdd(pieces, path);
  const template = `/${pieces.templates.join("/")}`;
  const object = `/${pieces.objects.join("/")}`;
  const searched = end_of_path >= 0 && SEARCH.test(text.slice(end_of_path));
  return {
    template: searched ? `${template}?$search` : template,
    object: object === template ? null : object,
    segments: pieces.templates,
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
/** By the name in lower case. */
const NAMES: ReadonlyMap<string, string> = new Map(
  `${GRAPH_SEGMENTS_A_K} ${GRAPH_SEGMENTS_L_Z}`
    .trim()
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);
/** As Microsoft spells it, too, as callers mostly do. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  [...NAMES.values()].map((name) => [name, name] as const).concat([...NAMES]),
);
const CASTS: ReadonlyMap<string, string> = new Map([
  ...NAMES,
  ...CAST_TYPES.split(" ").map((name) => [name.toLowerCase(), name] as const),
]);

/** Of each piece of a path its place in the template, and what stood there. */
interface Pieces {
  readonly templates: string[];
  readonly objects: string[];
}

function add({ templates, objects }: Pieces, template: string, object: string): void {
  if (templates.length === MOST_SEGMENTS || (templates.length === 0 && VERSION.test(object))) return;
  templates.push(template);
  objects.push(object);
}

/** Neither a function nor an address by path in it, as most. */
const PLAIN_PATH = /^[^(:]*$/;

function addPlain(pieces: Pieces, path: string): void {
  for (const segment of path.split("/")) {
    if (segment !== "") add(pieces, nameOrId(segment), segment);
  }
}

function addOdd(pieces: Pieces, path: string): void {
  for (let at = 0; at < path.length; ) {
    const end = endOfSegment(path, at);
    const segment = path.slice(at, end);
    at = end + 1;
    if (segment === "") continue;
    if (!segment.endsWith(":")) {
      addSegment(pieces, segment);
      continue;
    }
    add(pieces, `${nameOrId(segment.slice(0, -1))}:`, segment);
    const address = addressAt(path, at);
    if (address === "") continue;
    add(pieces, address.endsWith(":") ? "{path}:" : "{path}", address);
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

function addSegment(pieces: Pieces, segment: string): void {
  const opening = segment.indexOf("(");
  if (opening < 0) {
    add(pieces, nameOrId(segment), segment);
    return;
  }
  const name = segment.slice(0, opening);
  const template = nameOrId(name);
  const key = segment.slice(opening + 1, segment.endsWith(")") ? -1 : undefined);
  if (isKey(key)) {
    add(pieces, template, name);
    add(pieces, "{id}", key.replace(OUTER_QUOTES, "$1"));
  } else if (template === "{id}") {
    add(pieces, template, name);
  } else {
    add(pieces, `${template}()`, `${name}()`);
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
  if (PLAIN_NAME.test(segment)) return KNOWN.get(segment) ?? KNOWN.get(segment.toLowerCase()) ?? "{id}";
  if (segment.startsWith("$") && SYSTEM_SEGMENT.test(segment)) return segment.toLowerCase();
  if (!CAST.test(segment)) return "{id}";
  const cast = CASTS.get(segment.replace(CAST, "").toLowerCase());
  return cast === undefined ? "{id}" : `microsoft.graph.${cast}`;
}

/** Of letters and digits, as all known names are and most ids are not. */
const PLAIN_NAME = /^[a-z\d]+$/i;
