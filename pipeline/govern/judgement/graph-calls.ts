import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isGraphPermission, type PermissionType } from "../../../schemas/graph-permissions/graph-permissions.ts";

/** A permission as one type of it: `Mail.Read` as `delegated` is another one than as `application`. */
export type PermissionKey = `${PermissionType} ${string}`;

/** Which permissions of Microsoft Graph allow which call. */
export interface GraphCalls {
  /**
   * The permissions that allow `GET /users/{id}/messages`. Of a path that the table does not have, those of the nearest
   * path above it: rather one too many than one too few.
   */
  readonly allowing: (operation: string) => AllowedSet;
  /** How many methods on paths each permission allows: a measure of its width. */
  readonly widths: ReadonlyMap<PermissionKey, number>;
  /** All sets of permissions that allow one and the same call. */
  readonly sets: readonly AllowedSet[];
}

export interface AllowedSet {
  readonly all: ReadonlySet<PermissionKey>;
  /** Those that Microsoft calls the least privileged ones for the call. */
  readonly least: readonly PermissionKey[];
}

interface Branch {
  readonly below: Map<string, Branch>;
  readonly allowed: Map<string, AllowedSet>;
}

const NONE: AllowedSet = { all: new Set(), least: [] };

/** Reads the table of paths: a tree by indentation, `segment METHOD,METHOD=LINE ...`, with lines of the table of sets. */
export function readGraphCalls(): GraphCalls {
  const sets = linesOf("allowed.txt").map(permissionSet);
  const root = branch();
  const widths = new Map<PermissionKey, number>();
  const trail = [root];
  for (const line of linesOf("paths.txt")) {
    const text = line.trimStart();
    const depth = line.length - text.length;
    const [segment = "", ...methods] = text.split(" ");
    const found = branch();
    trail[depth]?.below.set(segment, found);
    trail.splice(depth + 1, trail.length, found);
    for (const [method, keys] of methods.flatMap((word) => allowedBy(word, sets))) {
      found.allowed.set(method, keys);
      for (const key of keys.all) widths.set(key, (widths.get(key) ?? 0) + 1);
    }
  }
  return { allowing: (operation) => allowing(root, operation), widths, sets };
}

function linesOf(name: string): readonly string[] {
  const path = fileURLToPath(new URL(`../../../schemas/graph-permissions/${name}`, import.meta.url));
  return readFileSync(path, "utf8").trimEnd().split("\n");
}

function branch(): Branch {
  return { below: new Map(), allowed: new Map() };
}

/** `Mail.Read:ad Mail.ReadBasic:D`: a is for application, d for delegated; a capital says that it is the least for the call. */
function permissionSet(line: string): AllowedSet {
  const words = line.split(" ").flatMap((word) => {
    const [name = "", types = ""] = word.split(":");
    return [...types].map((type) => ({ key: keyOf(typeOf(type), name), is_least: type !== type.toLowerCase() }));
  });
  const least = words.filter(({ is_least }) => is_least).map(({ key }) => key);
  return { all: new Set(words.flatMap(({ key }) => withWider(key))), least };
}

function typeOf(letter: string): PermissionType {
  return letter.toLowerCase() === "a" ? "application" : "delegated";
}

function keyOf(type: PermissionType, name: string): PermissionKey {
  return `${type} ${name}`;
}

/** The table leaves out many a wider permission: who may write what may be read may read it, and who reads all reads one's own. */
function withWider(key: PermissionKey): readonly PermissionKey[] {
  const found = [key];
  for (const each of found) for (const wider of widerOf(each)) if (!found.includes(wider)) found.push(wider);
  return found;
}

function widerOf(key: PermissionKey): readonly PermissionKey[] {
  const [said, name = ""] = key.split(" ");
  const type = said === "application" ? "application" : "delegated";
  const names = WIDER.flatMap(([pattern, wider]) => (pattern.test(name) ? [name.replace(pattern, wider)] : []));
  return names.filter(isGraphPermission).map((wider) => keyOf(type, wider));
}

const WIDER: readonly (readonly [RegExp, string])[] = [
  [/\.ReadBasic(?=\.|$)/, ".Read"],
  [/\.Read(?=\.|$)/, ".ReadWrite"],
  [/^([^.]+\.(?:Read|ReadWrite))$/, "$1.All"],
];

type Allowed = readonly [method: string, keys: AllowedSet];

function allowedBy(word: string, sets: readonly AllowedSet[]): readonly Allowed[] {
  const [methods = "", place = ""] = word.split("=");
  const keys = sets[Number(place)] ?? NONE;
  return methods.split(",").map((method) => [method, keys]);
}

function allowing(root: Branch, operation: string): AllowedSet {
  const [method = "", path = ""] = operation.split(" ");
  let at: Branch | undefined = root;
  let nearest = NONE;
  for (const segment of segmentsOf(path)) {
    at = at.below.get(segment) ?? at.below.get("{id}");
    if (at === undefined) return nearest;
    nearest = at.allowed.get(method) ?? nearest;
  }
  return nearest;
}

/** The spelling of the table: lower case, functions without arguments, `{id}` for whatever stands for one object. */
function segmentsOf(path: string): readonly string[] {
  const [plain = ""] = path.toLowerCase().split("?");
  const names = plain.split("/").filter((segment) => segment !== "");
  return names.map((name) => name.replace(/\(.*\)$/, "()").replace(/^\{[^}]*\}/, "{id}"));
}
