import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";

const store = await openTestStore();
const LOAD = "test";

/** Where an event says it was from, and where it is stored as from. */
async function placeOf(event_id: string, more: Readonly<Record<string, unknown>>): Promise<unknown> {
  expect(await land(store.landing, [line(event_id, { app_id: event_id, ...more })])).toEqual({
    accepted: 1,
    quarantined: 0,
  });
  const [row] = await store.connection.json("SELECT ip, country, asn FROM events WHERE event_id = {event_id:String}", {
    event_id,
  });
  return row;
}

test("leaves the place empty while no data is loaded", async () => {
  expect(await placeOf("unloaded", { ip: "203.0.113.7" })).toEqual({ ip: "203.0.113.7", country: "", asn: null });
});

test("with data loaded", async () => {
  await loadPlaces();
  const here = { country: "NL", asn: 64_496 };
  expect(await placeOf("v4", { ip: "203.0.113.7" })).toMatchObject(here);
  expect(await placeOf("mapped", { ip: "::ffff:203.0.113.7" })).toMatchObject(here);
  expect(await placeOf("v6", { ip: "2001:db8::1" })).toMatchObject({ country: "DE", asn: 64_497 });
  expect(await placeOf("own", { ip: "203.0.113.7", country: "FR", asn: 1 })).toMatchObject({ country: "FR", asn: 1 });
  expect(await placeOf("half", { ip: "203.0.113.7", country: "FR" })).toMatchObject({ country: "FR", asn: 64_496 });
  expect(await placeOf("none", {})).toMatchObject({ country: "", asn: null });
  for (const [n, ip] of [
    "junk",
    "203.0.113.7:443",
    "198.51.100.1",
    "999.1.1.1",
    "::",
    "\0",
    "2001:db8::1%eth0",
  ].entries())
    expect(await placeOf(`junk-${n}`, { ip })).toEqual({ ip, country: "", asn: null });
});

test("first-seen values know the place", async () => {
  const rows = await store.rows(
    "SELECT DISTINCT attribute, value FROM first_seen WHERE app_id = 'v4' AND attribute IN ('country', 'asn') ORDER BY attribute",
  );
  expect(rows).toEqual([
    { attribute: "asn", value: "64496" },
    { attribute: "country", value: "NL" },
  ]);
});

async function loadPlaces(): Promise<void> {
  const run = (sql: string): Promise<void> => store.connection.execute({ sql });
  const networks = [
    ["toIPv6('203.0.113.0')", 120, "NL", 64_496],
    ["toIPv6('2001:db8::')", 32, "DE", 64_497],
  ];
  for (const [address, bits, country, asn] of networks) {
    await run(`INSERT INTO place_countries SELECT '${LOAD}', ${address}, ${bits}, '${country}'`);
    await run(`INSERT INTO place_asns SELECT '${LOAD}', ${address}, ${bits}, ${asn}`);
  }
  for (const dataset of ["country", "asn"]) {
    await run(`INSERT INTO place_loads (dataset, load_id, loaded_at) VALUES ('${dataset}', '${LOAD}', now64(3))`);
    await run(`SYSTEM RELOAD DICTIONARY ip_${dataset}`);
  }
}
