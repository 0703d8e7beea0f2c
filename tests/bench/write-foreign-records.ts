import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mapText } from "../../pipeline/core/map-record.ts";
import { FEEDS } from "../../pipeline/sources/feeds.ts";
import { graphRecords, o365Records } from "./foreign-records.ts";

// Writes records of a feed and the common events that they become: write-foreign-records.ts FEED RECORDS RECORDS_FILE
// EVENTS_FILE. A process of its own, so that its memory is not counted.
const [source = "", count = "0", records_path = "", events_path = ""] = process.argv.slice(2);

const SEED = 1;
const RECORDS_PER_WRITE = 1_000;

const { feed, record } =
  source === FEEDS.o365_audit.source
    ? { feed: FEEDS.o365_audit, record: o365Records(SEED) }
    : { feed: FEEDS.ms_graph_activity, record: graphRecords(SEED) };
const [records_out, events_out] = [createWriteStream(records_path), createWriteStream(events_path)];
for (let first = 0; first < Number(count); first += RECORDS_PER_WRITE) {
  const texts = Array.from({ length: RECORDS_PER_WRITE }, (_, index) => record(first + index));
  const lines = texts.flatMap((raw) => mapText(feed, { position: "", raw }).map(({ line }) => line));
  for (const [out, rows] of [
    [records_out, texts],
    [events_out, lines],
  ] as const) {
    if (!out.write(`${rows.join("\n")}\n`)) await once(out, "drain");
  }
}
for (const out of [records_out, events_out]) await once(out.end(), "close");
