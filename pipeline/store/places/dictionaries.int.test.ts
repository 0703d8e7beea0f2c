import { expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";

const store = await openTestStore();

test.each([
  ["toIPv4('8.8.8.8')"],
  ["toIPv6('8.8.8.8')"],
  ["toIPv6('2001:4860:4860::8888')"],
  ["toIPv6OrDefault('no address')"],
])("knows nothing of %s while no data is loaded", async (key) => {
  expect(
    await store.rows(
      `SELECT dictGetOrDefault('ip_country', 'country', ${key}, 'none') AS country, dictGetOrDefault('ip_asn', 'asn', ${key}, toUInt32(7)) AS asn`,
    ),
  ).toEqual([{ country: "none", asn: 7 }]);
});
