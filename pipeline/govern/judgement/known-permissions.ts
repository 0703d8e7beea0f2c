import { graphPermissions } from "../../../schemas/graph-permissions/graph-permissions.ts";
import { OTHER_PERMISSIONS } from "../../../schemas/judgement/other-permissions.ts";
import { type GraphCalls, type PermissionKey, readGraphCalls } from "./graph-calls.ts";
import { isPartial, type PrivilegeLevel, privilegeLevel, reachesAll, resourceOf, writes } from "./permission-level.ts";

/** A permission that we know: a row of the table known_permissions. */
export interface KnownPermission {
  /** Its place in the list; what has a smaller one allows less. */
  readonly number: number;
  readonly permission: string;
  readonly api: string;
  readonly type: "delegated" | "application" | "any";
  readonly level: PrivilegeLevel;
  /** `calls`: we know which calls it allows, and a feed shows all of them; empty: whether it is used cannot be told. */
  readonly judged_by: "calls" | "";
  readonly resource: string;
  readonly writes: boolean;
  /** Numbers of those that may stand in for it where they allow all that was called, the smallest first. */
  readonly smaller: readonly number[];
  /** The same about other resources: they may where they are the least for all that was called. */
  readonly elsewhere: readonly number[];
}

export interface PermissionList {
  readonly permissions: readonly KnownPermission[];
  readonly graph: GraphCalls;
  readonly numberOf: (key: PermissionKey) => number | undefined;
}

/** Every app has it from its registration on, and signing in with it makes no call. */
const SIGN_IN: ReadonlySet<string> = new Set(["User.Read"]);
const LEVELS: readonly PrivilegeLevel[] = ["low", "medium", "high"];

/** All permissions that Tidemark knows, the ones that allow least first. */
export function permissionList(): PermissionList {
  const graph = readGraphCalls();
  const sorted = graphPermissions()
    .map((facts) => {
      const key: PermissionKey = `${facts.permission_type} ${facts.permission}`;
      return { ...facts, key, level: privilegeLevel(facts), width: graph.widths.get(key) ?? 0 };
    })
    .sort((a, b) => compare(sizeOf(a), sizeOf(b)));
  const numbers = new Map(sorted.map(({ key }, place) => [key, place + 1]));
  const stand_ins = standIns(graph, sorted, numbers);
  const permissions = sorted.map(({ permission, permission_type, key, level, width }, place): KnownPermission => {
    const judged_by = width > 0 && !SIGN_IN.has(permission) ? "calls" : "";
    const about = { permission, api: "graph", type: permission_type, level, judged_by } as const;
    const numbered = stand_ins.get(key) ?? NO_STAND_INS;
    return { number: place + 1, ...about, resource: resourceOf(permission), writes: writes(permission), ...numbered };
  });
  const others = OTHER_PERMISSIONS.map(({ permission, level, api, service = "" }, place): KnownPermission => {
    const judged_by = service === "" ? "" : "calls";
    const about = { permission, api, type: "any", level, judged_by, resource: service || api } as const;
    return { number: sorted.length + place + 1, ...about, writes: !/read/i.test(permission), ...NO_STAND_INS };
  });
  return { permissions: [...permissions, ...others], graph, numberOf: (key) => numbers.get(key) };
}

interface Sized {
  readonly permission: string;
  readonly permission_type: "delegated" | "application";
  readonly key: PermissionKey;
  readonly level: PrivilegeLevel;
  readonly microsoft_level: number;
  readonly width: number;
}

/** Less power first, then fewer calls; the name makes the order the same everywhere. */
function sizeOf({ level, microsoft_level, permission, width, key }: Sized): readonly (number | string)[] {
  return [LEVELS.indexOf(level), microsoft_level, writes(permission) ? 1 : 0, width, key];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const place = a.findIndex((value, n) => value !== b[n]);
  if (place < 0) return 0;
  return (a[place] ?? 0) < (b[place] ?? 0) ? -1 : 1;
}

interface StandIns {
  readonly smaller: readonly number[];
  readonly elsewhere: readonly number[];
}

const NO_STAND_INS: StandIns = { smaller: [], elsewhere: [] };

/** For each permission those that are smaller, of the same reach, and allow some of the same calls. */
function standIns(
  graph: GraphCalls,
  sorted: readonly Sized[],
  numbers: ReadonlyMap<PermissionKey, number>,
): ReadonlyMap<PermissionKey, StandIns> {
  const by_key = new Map(sorted.map((each) => [each.key, each]));
  const found = new Map(sorted.map(({ key }) => [key, new Set<Sized>()]));
  for (const { all, least } of graph.sets) {
    const members = [...all].flatMap((key) => by_key.get(key) ?? []);
    for (const held of members) {
      const fits = (other: Sized) => (isAlike(other, held) || least.includes(other.key)) && isSmaller(other, held);
      for (const other of members.filter(fits)) found.get(held.key)?.add(other);
    }
  }
  const placed = (some: readonly Sized[]) => some.map(({ key }) => numbers.get(key) ?? 0).sort((a, b) => a - b);
  return new Map(
    sorted.map((held) => {
      const others = [...(found.get(held.key) ?? [])];
      const smaller = placed(others.filter((other) => isAlike(other, held)));
      return [held.key, { smaller, elsewhere: placed(others.filter((other) => !isAlike(other, held))) }];
    }),
  );
}

function isSmaller(other: Sized, held: Sized): boolean {
  if (other.permission_type !== held.permission_type || reachesAll(other) !== reachesAll(held)) return false;
  if (isPartial(other.permission) || (writes(other.permission) && !writes(held.permission))) return false;
  return other.width < held.width && compare(sizeOf(other), sizeOf(held)) < 0;
}

function isAlike(other: Sized, held: Sized): boolean {
  return resourceOf(other.permission) === resourceOf(held.permission);
}
