import { type Static, type TObject, Type } from "typebox";
import { Value } from "typebox/value";
import { parse } from "yaml";
import { nearestName } from "../../core/nearest-names.ts";
import type { Destination } from "../destination.ts";
import { FORMATS, type FormatName } from "../formats/formats.ts";
import { json } from "../formats/json.ts";
import { SettingFault, settingReader, type TransportDeps, type TransportKind } from "./transport-kind.ts";
import { TRANSPORTS } from "./transports.ts";

const names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 });

const Filter = Type.Object({
  tenants: Type.Optional(names),
  severities: Type.Optional(Type.Array(Type.Enum(["info", "low", "medium", "high", "critical"]), { minItems: 1 })),
  detections: Type.Optional(names),
  skip_actors: Type.Optional(names),
});

/** What every destination has; the rest is its type's. */
const Common = Type.Object({
  name: Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,62}$", description: "lower-case letters, digits, - and _" }),
  type: Type.String(),
  format: Type.Optional(Type.String()),
  timeout_ms: Type.Optional(Type.Integer({ minimum: 100, maximum: 600_000 })),
  filter: Type.Optional(Filter),
});
type Common = Static<typeof Common>;

const Whole = Type.Object({
  console_url: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$" })),
  destinations: Type.Array(Type.Unknown(), { minItems: 1 }),
});

export interface ExportSettings {
  readonly console_url: string | undefined;
  readonly destinations: readonly Destination[];
  /** Names to be found before we start: setting and host. */
  readonly hosts: readonly (readonly [string, string])[];
}

/** An attempt that takes longer has failed. */
const DEFAULT_TIMEOUT_MS = 15_000;

/** The destinations of a configuration (YAML), or everything that is wrong with it. */
export function readDestinations(
  text: string,
  deps: TransportDeps,
): ExportSettings | { readonly faults: readonly string[] } {
  const document = parsed(text);
  if (typeof document === "string") return { faults: [document] };
  const faults = [...faultsOf("", Whole, document.value)];
  if (!Value.Check(Whole, document.value)) return { faults };
  const destinations: Destination[] = [];
  const hosts: (readonly [string, string])[] = [];
  for (const [n, given] of document.value.destinations.entries()) {
    const read = readDestination(n, given, deps);
    faults.push(...read.faults);
    if (read.destination) destinations.push(read.destination);
    hosts.push(...read.hosts);
  }
  const twice = destinations.map(({ name }) => name).filter((name, n, all) => all.indexOf(name) !== n);
  faults.push(...twice.map((name) => `destinations: two are called ${name}; each needs a name of its own`));
  if (faults.length > 0) return { faults };
  return { console_url: document.value.console_url?.replace(/\/$/, ""), destinations, hosts };
}

function parsed(text: string): string | { readonly value: unknown } {
  try {
    return { value: parse(text) };
  } catch (error) {
    return `it is no YAML: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}`;
  }
}

interface ReadDestination {
  readonly destination?: Destination;
  readonly hosts: readonly (readonly [string, string])[];
  readonly faults: readonly string[];
}

function readDestination(n: number, given: unknown, deps: TransportDeps): ReadDestination {
  const fields: Readonly<Record<string, unknown>> = typeof given === "object" && given !== null ? { ...given } : {};
  const path = typeof fields["name"] === "string" ? `destinations.${fields["name"]}` : `destinations[${n}]`;
  const common = Object.fromEntries(Object.entries(fields).filter(([name]) => name in Common.properties));
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in Common.properties)));
  const general = faultsOf(path, Common, common);
  const kind = TRANSPORTS[String(fields["type"])];
  if (!kind || !Object.hasOwn(TRANSPORTS, String(fields["type"])))
    return {
      hosts: [],
      faults: [
        ...general,
        `${path}.type: cannot be ${shown(fields["type"])}${oneOf(fields["type"], Object.keys(TRANSPORTS))}`,
      ],
    };
  const faults = [...general, ...faultsOf(path, kind.settings, own), ...formatFaults(path, kind, fields["format"])];
  if (faults.length > 0 || !Value.Check(Common, common)) return { hosts: [], faults };
  return openDestination(path, kind, { common, own }, deps);
}

function openDestination(
  path: string,
  kind: TransportKind,
  { common, own }: { readonly common: Common; readonly own: unknown },
  deps: TransportDeps,
): ReadDestination {
  const format = formatOf(kind, common.format);
  const { tenants = [], severities = [], detections = [], skip_actors = [] } = common.filter ?? {};
  try {
    const destination: Destination = {
      name: common.name,
      type: common.type,
      format: format === undefined ? json : FORMATS[format],
      filter: { tenants, severities, detections, skip_actors },
      timeout_ms: common.timeout_ms ?? DEFAULT_TIMEOUT_MS,
      transport: kind.open(own, settingReader(path, format ?? "json", deps)),
    };
    return { destination, hosts: kind.hosts(own).map(([name, host]) => [`${path}.${name}`, host]), faults: [] };
  } catch (error) {
    if (!(error instanceof SettingFault)) throw error;
    return { hosts: [], faults: [error.message] };
  }
}

function formatOf(kind: TransportKind, asked: string | undefined): FormatName | undefined {
  return kind.formats.find((name) => name === asked) ?? kind.formats[0];
}

function formatFaults(path: string, kind: TransportKind, asked: unknown): readonly string[] {
  if (asked === undefined || kind.formats.some((name) => name === asked)) return [];
  if (kind.formats.length === 0) return [`${path}.format: this type writes for people and has no format`];
  return [`${path}.format: cannot be ${shown(asked)}${oneOf(asked, kind.formats)}`];
}

/** What is wrong with an object, each setting by its own name. */
function faultsOf(path: string, schema: TObject, given: unknown): readonly string[] {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return [`${path || "the file"}: must be settings by their names`];
  const known = Object.keys(schema.properties);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const strange = unknown.map((name) => `${at(name)}: is no setting${oneOf(name, known)}`);
  const errors = [...Value.Errors(schema, given)];
  const wrong = errors.map((error) => {
    const name = error.instancePath.slice(1).replaceAll("/", ".");
    return name === "" ? `${path || "the file"}: ${error.message}` : `${at(name)}: ${error.message}`;
  });
  return [...strange, ...new Set(wrong)];
}

function oneOf(given: unknown, choices: readonly string[]): string {
  return `; did you mean ${nearestName(String(given), choices)}? (${choices.join(", ")})`;
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
