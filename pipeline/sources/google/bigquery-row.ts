import type { Feed } from "../../core/feed.ts";
import { type ForeignObject, isForeignObject, objectIn, textIn } from "../reading/foreign-fields.ts";
import { stableHash } from "../reading/stable-hash.ts";

/** A feed of activities that also takes rows of the table `activity` that Google Workspace exports to BigQuery. */
export function alsoFromBigQuery(feed: Feed): Feed {
  return { ...feed, map: (record, repeat) => feed.map(activityIn(record), repeat) };
}

const MICROSECONDS = /^\d{15,17}$/;
const MS_DIGITS = 3;

/**
 * The activity that a row of that table tells, with the one event that is in it; anything else as it is. The export does
 * not tell which of its rows were one activity, so that an event of the API and its row have different ids.
 */
function activityIn(record: unknown): unknown {
  if (!isForeignObject(record) || record["time_usec"] === undefined) return record;
  const application = textIn(record["record_type"]);
  const micros = textIn(record["time_usec"]);
  if (application === null || micros === null || !MICROSECONDS.test(micros)) return record;
  return {
    id: {
      time: Number(micros.slice(0, -MS_DIGITS)),
      applicationName: application,
      uniqueQualifier: textIn(record["unique_identifier"]) ?? stableHash(record),
      customerId: textIn(record["customer_id"]),
    },
    actor: { email: textIn(record["email"]), profileId: textIn(record["actor_profile_id"]) },
    ipAddress: textIn(record["ip_address"]),
    events: [
      {
        type: record["event_type"],
        name: record["event_name"],
        parameters: parametersIn(objectIn(record[application])),
      },
    ],
  };
}

function parametersIn(said: ForeignObject): readonly ForeignObject[] {
  return Object.entries(said)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => (Array.isArray(value) ? { name, multiValue: value } : { name, value }));
}
