export type GraphRecord = Readonly<Record<string, unknown>>;

/** A directory as Microsoft Graph shows it, with a log of its changes. */
export interface Directory {
  /** Where links begin. */
  url: string;
  /** Records on a page, whatever $top asks for above it. */
  page_size: number;
  /** Put or replace an object; without a record it is removed. */
  readonly put: (list: string, id: string, record?: GraphRecord) => void;
  /** By path: `/users`, `/servicePrincipals/ID/appRoleAssignedTo`, `/directoryRoles/ID/members`. */
  readonly records: (path: string) => readonly GraphRecord[] | undefined;
  /** The first page of these records, and the following ones. */
  readonly begin: (path: string, records: readonly GraphRecord[], top: number, last?: GraphRecord) => GraphRecord;
  readonly goOn: (path: string, token: string) => GraphRecord | undefined;
  /** What was put since, newest last; nothing for a state that is forgotten. */
  readonly since: (list: string, state: number) => readonly GraphRecord[] | undefined;
  readonly now: () => number;
  /** States before now are known no longer. */
  readonly forget: () => void;
}

interface Rest {
  readonly records: readonly GraphRecord[];
  readonly top: number;
  readonly last: GraphRecord;
}

interface Change {
  readonly list: string;
  readonly record: GraphRecord;
}

export function graphDirectory(): Directory {
  const lists = new Map<string, Map<string, GraphRecord>>();
  const log: Change[] = [];
  const rests = new Map<string, Rest>();
  let forgotten = 0;
  const directory: Directory = {
    url: "",
    page_size: 999,
    put: (list, id, record) => {
      const records = lists.get(list) ?? new Map<string, GraphRecord>();
      lists.set(list, records);
      if (record) records.set(id, { id, ...record });
      else records.delete(id);
      log.push({ list, record: record ? changed(list, { id, ...record }) : removed(id) });
    },
    records: (path) => {
      const [, list = "", id, part] = path.split("/");
      const records = [...(lists.get(list)?.values() ?? [])];
      if (id === undefined) return records;
      if (!lists.get(list)?.has(id)) return undefined;
      const of = { appRoleAssignedTo: "resourceId", oauth2PermissionGrants: "clientId", members: "roleId" }[part ?? ""];
      const inner = part === "appRoleAssignedTo" ? "appRoleAssignments" : (part ?? "");
      return [...(lists.get(inner)?.values() ?? [])].filter((record) => record[of ?? ""] === id);
    },
    begin: (path, records, top, last = {}) => {
      const size = Math.min(top, directory.page_size);
      const page = { "@odata.context": `${directory.url}/$metadata#${path.slice(1)}`, value: records.slice(0, size) };
      if (records.length <= size) return { ...page, ...last };
      const token = `rest${rests.size}`;
      rests.set(token, { records: records.slice(size), top, last });
      return { ...page, "@odata.nextLink": `${directory.url}${path}?$skiptoken=${token}` };
    },
    goOn: (path, token) => {
      const rest = rests.get(token);
      return rest && directory.begin(path, rest.records, rest.top, rest.last);
    },
    since: (list, state) =>
      state < forgotten
        ? undefined
        : log.slice(state).flatMap((change) => (change.list === list ? [change.record] : [])),
    now: () => log.length,
    forget: () => {
      forgotten = log.length + 1;
      log.push({ list: "", record: {} });
    },
  };
  return directory;
}

/** Only what changed is sure to be there; of a grant, all. */
function changed(list: string, record: GraphRecord): GraphRecord {
  return list === "oauth2PermissionGrants" ? record : { id: record["id"], displayName: record["displayName"] };
}

function removed(id: string): GraphRecord {
  return { id, "@removed": { reason: "changed" } };
}

/** An answer of `delta`: with `latest` the state of now, with a state what has changed since. */
export function changesAsked(directory: Directory, path: string, token: string | null): GraphRecord | undefined {
  const list = path.split("/")[1] ?? "";
  const last = { "@odata.deltaLink": `${directory.url}${path}?$deltatoken=state${directory.now()}` };
  if (token === "latest") return { value: [], ...last };
  const changes = directory.since(list, Number(token?.replace("state", "")));
  return changes && directory.begin(path, changes, directory.page_size, last);
}
