import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Type } from "typebox";
import { Value } from "typebox/value";

/** What we know of an address, the package it comes from, and where it is kept. */
export interface PlaceDataset {
  readonly dataset: "country" | "asn";
  readonly package_name: string;
  readonly table: "place_countries" | "place_asns";
  readonly dictionary: "ip_country" | "ip_asn";
  readonly files: readonly PlaceFile[];
}

/** Lines `first,last,value,...`; addresses are decimal numbers. */
export interface PlaceFile {
  readonly name: string;
  readonly family: "ipv4" | "ipv6";
}

export interface PlacePackage {
  readonly version: string;
  readonly folder: string;
}

export const PLACE_DATASETS = [
  {
    dataset: "country",
    package_name: "@ip-location-db/geo-whois-asn-country",
    table: "place_countries",
    dictionary: "ip_country",
    files: [
      { name: "geo-whois-asn-country-ipv4-num.csv", family: "ipv4" },
      { name: "geo-whois-asn-country-ipv6-num.csv", family: "ipv6" },
    ],
  },
  {
    dataset: "asn",
    package_name: "@ip-location-db/asn",
    table: "place_asns",
    dictionary: "ip_asn",
    files: [
      { name: "asn-ipv4-num.csv", family: "ipv4" },
      { name: "asn-ipv6-num.csv", family: "ipv6" },
    ],
  },
] as const satisfies readonly PlaceDataset[];

/** Where a package is found; tests bring their own. */
export type FindPackage = (package_name: string) => PlacePackage | undefined;

const Manifest = Type.Object({ version: Type.String({ minLength: 1 }) });

/** The package as npm installed it; none where it is not there. */
export function installedPackage(package_name: string): PlacePackage | undefined {
  try {
    const path = createRequire(import.meta.url).resolve(join(package_name, "package.json"));
    const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Value.Check(Manifest, manifest) ? { version: manifest.version, folder: dirname(path) } : undefined;
  } catch {
    return undefined;
  }
}
