/** The classes that are taken, each with its activities by number. 0 is unknown and 99 other in all of them. */
const CLASSES: ReadonlyMap<number, readonly [name: string, activities: readonly string[]]> = new Map([
  [
    3002,
    [
      "Authentication",
      [
        "Unknown",
        "Logon",
        "Logoff",
        "Authentication Ticket",
        "Service Ticket Request",
        "Service Ticket Renew",
        "Preauth",
        "Account Switch",
      ],
    ],
  ],
  [6003, ["API Activity", ["Unknown", "Create", "Read", "Update", "Delete"]]],
  [
    6005,
    [
      "Datastore Activity",
      ["Unknown", "Read", "Update", "Connect", "Query", "Write", "Create", "Delete", "List", "Encrypt", "Decrypt"],
    ],
  ],
  [
    6006,
    [
      "File Hosting Activity",
      [
        "Unknown",
        "Upload",
        "Download",
        "Update",
        "Delete",
        "Rename",
        "Copy",
        "Move",
        "Restore",
        "Preview",
        "Lock",
        "Unlock",
        "Share",
        "Unshare",
        "Open",
        "Sync",
        "Unsync",
        "Access Check",
      ],
    ],
  ],
]);

/** `type_uid` is `class_uid` times this, plus `activity_id`. */
const ACTIVITIES_OF_A_CLASS = 100;

/** `Datastore Activity: Read`, as OCSF's `type_name` has it; undefined for a class that is not taken. */
export function ocsfActivity(
  class_uid: number,
  activity_id: number | null,
  type_uid: number | null,
): string | undefined {
  const known = CLASSES.get(class_uid);
  if (known === undefined) return undefined;
  const [name, activities] = known;
  const id = activity_id ?? (type_uid === null ? 0 : type_uid % ACTIVITIES_OF_A_CLASS);
  return `${name}: ${activities[id] ?? "Other"}`;
}
