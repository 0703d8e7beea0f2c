import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import type { AddressRange } from "./disjoint-ranges.ts";
import { loadPlaces, type PlaceOptions } from "./load-places.ts";
import { type FindPackage, installedPackage, PLACE_DATASETS } from "./place-packages.ts";

const store = await openTestStore();
const folder = mkdtempSync(join(tmpdir(), "tidemark-places-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ranges = Readonly<Record<string, string>>;

const SMALL: Ranges = {
  "geo-whois-asn-country-ipv4-num.csv": "16777216,16777471,AU\n134744064,134744319,US\n",
  "geo-whois-asn-country-ipv6-num.csv":
    "42541956101370907050197289607612071936,42541956180599069564461627201155956735,US\n",
  "asn-ipv4-num.csv": '16777216,16777471,13335,"Cloudflare, Inc."\n',
  "asn-ipv6-num.csv": "",
};

/** Packages made up of these files. */
function packages(version: string, files: Ranges): FindPackage {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return () => ({ version, folder });
}

async function load(findPackage: FindPackage, more: Partial<PlaceOptions> = {}): Promise<readonly string[]> {
  const said: string[] = [];
  await loadPlaces(store.connection, { bring: true, say: (text) => said.push(text), findPackage, ...more });
  return said.map((text) => text.replace(/ in [\d.]+ s\.$/, ""));
}

async function placesOf(addresses: readonly string[]): Promise<readonly unknown[]> {
  const sql = `SELECT dictGetOrDefault('ip_country', 'country', toIPv6(address), '') AS country,
    dictGetOrDefault('ip_asn', 'asn', toIPv6(address), toUInt32(0)) AS asn
FROM (SELECT arrayJoin({addresses:Array(String)}) AS address)`;
  return store.connection.json(sql, { addresses });
}

const AUSTRALIAN = "1.0.0.77";
const loads = (): Promise<number> => store.number("count()", "place_loads");

test("says once for each package that is missing what events go without, and loads nothing", async () => {
  const said = await load(() => undefined);
  expect(said).toEqual([
    "Addresses get no country: the package @ip-location-db/geo-whois-asn-country is not installed.",
    "Addresses get no asn: the package @ip-location-db/asn is not installed.",
  ]);
  expect(await placesOf([AUSTRALIAN])).toEqual([{ country: "", asn: 0 }]);
});

test("loads what the packages hold, and again only when their version differs", async () => {
  expect(await load(packages("1.0.0", SMALL))).toContain("Loaded the country of 3 address ranges");
  expect(await placesOf([AUSTRALIAN, "8.8.8.8", "1.0.1.0", "2001:4860::1"])).toEqual([
    { country: "AU", asn: 13_335 },
    { country: "US", asn: 0 },
    { country: "", asn: 0 },
    { country: "US", asn: 0 },
  ]);
  expect(await load(packages("1.0.0", SMALL))).toEqual([]);
  expect(await loads()).toBe(2);

  const moved = { ...SMALL, "geo-whois-asn-country-ipv4-num.csv": "16777216,16777471,NZ\n" };
  await load(packages("1.0.1", moved));
  expect(await placesOf([AUSTRALIAN, "8.8.8.8"])).toEqual([
    { country: "NZ", asn: 13_335 },
    { country: "", asn: 0 },
  ]);
});

test("keeps the old data, and says why, when a file is not what it should be", async () => {
  const before = await placesOf([AUSTRALIAN]);
  for (const bad of ["no range\n", "5,4,AU\n", "5,9,AU\n", "0,4294967296,AU\n", "1,2,Australia\n"]) {
    const files = { ...SMALL, "geo-whois-asn-country-ipv4-num.csv": `16777216,16777471,XX\n${bad}` };
    expect(await load(packages("9.0.0", files))).toContainEqual(
      expect.stringMatching(/^Addresses get no newer country: .*-ipv4-num\.csv holds a line that is no range/),
    );
    expect(await placesOf([AUSTRALIAN])).toEqual(before);
  }
});

test("brings the dictionary up to date where a kill came after the load and before that", async () => {
  const load_id = crypto.randomUUID();
  await store.connection.execute({
    sql: `INSERT INTO place_countries SELECT '${load_id}', toIPv6('1.0.0.0'), 120, 'FJ'`,
  });
  await store.connection.execute({
    sql: `INSERT INTO place_loads SELECT 'country', '${load_id}', '@ip-location-db/geo-whois-asn-country', '1.0.2', 1, 1, now64(3, 'UTC')`,
  });
  await load(packages("1.0.2", SMALL));
  expect(await placesOf([AUSTRALIAN])).toMatchObject([{ country: "FJ" }]);
});

test("takes no notice of a load that a kill left half done", async () => {
  const before = await placesOf([AUSTRALIAN]);
  await store.connection.execute({
    sql: "INSERT INTO place_countries SELECT 'half', toIPv6('1.0.0.0'), 120, 'XX'",
  });
  await store.connection.execute({ sql: "SYSTEM RELOAD DICTIONARY ip_country" });
  expect(await placesOf([AUSTRALIAN])).toEqual(before);
});

test("drops rows out of use, but none that are young enough for another process to be loading them", async () => {
  const inStore = (): Promise<number> =>
    store.number(
      "uniqExact(partition)",
      "system.parts WHERE active AND table = 'place_countries' AND database = currentDatabase()",
    );
  await load(packages("1.9.0", SMALL));
  expect(await inStore()).toBeGreaterThan(2);
  // Below zero: as if all of them were old already.
  await load(packages("2.0.0", SMALL), { leftover_s: -60 });
  expect(await inStore()).toBe(1);
  expect(await placesOf([AUSTRALIAN])).toEqual([{ country: "AU", asn: 13_335 }]);
});

test("defines the dictionaries anew when the password they were defined with is no longer ours", async () => {
  await store.connection.execute({
    sql: `CREATE OR REPLACE DICTIONARY ip_country (prefix String, country String DEFAULT '') PRIMARY KEY prefix
SOURCE(CLICKHOUSE(TABLE 'place_countries_now' USER 'tidemark' PASSWORD 'of yesterday')) LAYOUT(IP_TRIE) LIFETIME(0)`,
  });
  await expect(placesOf([AUSTRALIAN])).rejects.toThrow("AUTHENTICATION_FAILED");
  expect(await load(packages("2.0.0", SMALL))).toEqual([]);
  expect(await placesOf([AUSTRALIAN])).toEqual([{ country: "AU", asn: 13_335 }]);
});

const rangesOf = async (
  family: "ipv4" | "ipv6",
  dataset: (typeof PLACE_DATASETS)[number],
): Promise<readonly AddressRange[]> => {
  const found = installedPackage(dataset.package_name);
  const file = dataset.files.find((candidate) => candidate.family === family);
  const text = await readFile(join(found?.folder ?? "", file?.name ?? ""), "utf8");
  return text.split("\n").flatMap((line) => {
    const [first = "", last = "", value = ""] = line.split(",");
    return first === "" ? [] : [{ first: BigInt(first), last: BigInt(last), value }];
  });
};

function textOf(address: bigint, family: "ipv4" | "ipv6"): string {
  if (family === "ipv4") return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");
  const hex = address.toString(16).padStart(32, "0");
  return hex.match(/.{4}/g)?.join(":") ?? "";
}

test("finds for any address what a search through the packages' lines finds", { timeout: 240_000 }, async () => {
  await load(installedPackage);
  expect(await placesOf(["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "10.0.0.1"])).toEqual([
    { country: "US", asn: 15_169 },
    { country: "US", asn: 15_169 },
    { country: "US", asn: 15_169 },
    { country: "", asn: 0 },
  ]);
  for (const family of ["ipv4", "ipv6"] as const) {
    const [countries, asns] = await Promise.all([
      rangesOf(family, PLACE_DATASETS[0]),
      rangesOf(family, PLACE_DATASETS[1]),
    ]);
    const valueAt = (ranges: readonly AddressRange[], address: bigint): string => {
      const around = ranges.filter((range) => range.first <= address && address <= range.last);
      const widths = around.map((range) => range.last - range.first);
      return around.find((_range, index) => widths.every((width) => width >= (widths[index] ?? 0n)))?.value ?? "";
    };
    const bits = family === "ipv4" ? 32n : 128n;
    const edge = fc
      .tuple(fc.constantFrom(countries, asns), fc.nat(), fc.constantFrom(-1n, 0n, 1n), fc.boolean())
      .map(([ranges, at, step, end]) => {
        const range = ranges[at % ranges.length] ?? { first: 0n, last: 0n };
        return BigInt.asUintN(Number(bits), (end ? range.last : range.first) + step);
      });
    const anywhere = fc.bigInt({ min: 0n, max: (1n << bits) - 1n });
    const addresses = fc.sample(fc.oneof(edge, edge, anywhere), 200);
    expect(await placesOf(addresses.map((address) => textOf(address, family)))).toEqual(
      addresses.map((address) => ({ country: valueAt(countries, address), asn: Number(valueAt(asns, address)) })),
    );
  }
});
