/** Numbers from 0 to 1. */
export type Random = () => number;

/** Stand in the record for what JSON.stringify cannot write, and are replaced in its text. */
const DEEP = "\u{f0000}deep";
const DEEPEST = "\u{f0000}deepest";
const LONE = "\u{f0000}lone";
const ENORMOUS = "\u{f0000}enormous";

const DEEP_LEVELS = 60;
/** Deeper than ClickHouse's parser goes (1,024). */
const DEEPEST_LEVELS = 3_000;
const HUGE_LENGTH = 60_000;

/** What a field may turn into, whatever it was. Few dates, so that the rollups of a run touch few days. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  -0.5,
  1e300,
  2 ** 53 + 2,
  4_294_967_296,
  "18446744073709551616",
  "12",
  "1e5",
  "0x10",
  "NaN",
  "Infinity",
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "tab\tline\nreturn\r",
  "é\u0301 שלום 🐘 \u202e",
  "\ud800",
  "\udfff\ud800",
  "{",
  "[1",
  '{"a":1}',
  "'; DROP TABLE events; --",
  "\\",
  '"',
  "\u2028\ufeff",
  [],
  {},
  [null],
  [[[]]],
  [{}, 1, "x"],
  { "": { "": null } },
  { constructor: { prototype: 1 }, toString: "x" },
  DEEP,
  DEEP,
  DEEPEST,
  LONE,
  ENORMOUS,
];

const DATES: readonly unknown[] = [
  "2026-10-05T08:15:02Z",
  "2026-10-05T08:15:02.1234567Z",
  "2026-10-05T10:15:02+02:00",
  "2026-10-05 08:15:02",
  "2026-10-05T08:15:02",
  "2026-10-05",
  "20261005081502.120",
  "10/5/2026 8:15:02 AM",
  "Mon, 05 Oct 2026 08:15:02 GMT",
  "2026-10-05T24:00:00Z",
  "2026-02-30T08:15:02Z",
  "2026-13-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00Z",
  "2155-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "-000001-01-01T00:00:00Z",
  "2026-10-05T08:15:60Z",
  "2026-10-05T08:15:02,5Z",
  "/Date(1790000000123)/",
  "PT5M",
  1_790_000_000_123,
  1_790_000_000,
  1_790_000_000.5,
  "1790000000123",
  -1,
  8.64e15 + 1,
];

/** A copy of a record with one to three faults in it, as JSON text. */
export function mutatedText(record: object, random: Random): string {
  let value: unknown = record;
  const faults = 1 + Math.floor(random() * 3);
  for (let fault = 0; fault < faults; fault += 1) value = changed(value, random);
  return written(value, random);
}

/** Bytes of a text with some of them flipped, cut out, doubled, or put in. */
export function damaged(text: string, random: Random): Buffer {
  const bytes = Buffer.from(text);
  const at = Math.floor(random() * bytes.length);
  const length = 1 + Math.floor(random() * 12);
  const rest = bytes.subarray(at + length);
  switch (Math.floor(random() * 6)) {
    case 0:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([(bytes[at] ?? 0) ^ (1 << (length % 8))]),
        bytes.subarray(at + 1),
      ]);
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), rest]);
    case 3:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    case 4:
      // A lone surrogate as bytes, an overlong slash, a byte that never stands in UTF-8, a NUL.
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xed, 0xa0, 0x80, 0xc0, 0xaf, 0xff, 0]), rest]);
    default:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from('"}{[],:\\'.charAt(length % 8)), bytes.subarray(at)]);
  }
}

/** One change at one place, at any depth. */
function changed(value: unknown, random: Random): unknown {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const name = names[Math.floor(random() * names.length)];
  if (name === undefined || typeof value !== "object" || value === null) return replacement(value, random);
  const inner: unknown = Reflect.get(value, name);
  // Half of the way down at every level: the outer fields matter most.
  if (typeof inner === "object" && inner !== null && random() < 0.5)
    return withField(value, name, changed(inner, random));
  return changedField(value, name, random);
}

function changedField(value: object, name: string, random: Random): unknown {
  const inner: unknown = Reflect.get(value, name);
  const { [name]: _dropped, ...others }: Record<string, unknown> = { ...value };
  switch (Math.floor(random() * 7)) {
    case 0:
      return others;
    case 1:
      return { ...others, [renamed(name, random)]: inner };
    case 2:
      return { ...value, a_new_field: one(STRANGE, random) };
    case 3:
      return random() < 0.2 ? [value] : withField(value, name, one(DATES, random));
    default:
      return withField(value, name, replacement(inner, random));
  }
}

function withField(value: object, name: string, inner: unknown): unknown {
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };
}

function renamed(name: string, random: Random): string {
  return one(
    [name.toUpperCase(), name.toLowerCase(), `${name}2`, ` ${name}`, "", "__proto__", `${name}\u0000`],
    random,
  );
}

/** Of another type, or of the same with another value. */
function replacement(value: unknown, random: Random): unknown {
  return random() < 0.4 ? relative(value, random) : one(STRANGE, random);
}

/** Near to what it was, as another version of the feed or another exporter may write it. */
function relative(value: unknown, random: Random): unknown {
  const either = random() < 0.5;
  if (typeof value === "number") return either ? String(value) : -value;
  if (typeof value === "string") return looksLikeTime(value) ? one(DATES, random) : `${value}${value}`;
  if (typeof value !== "object" || value === null) return { value };
  if (Array.isArray(value)) return either ? Object.fromEntries(value.entries()) : value[0];
  return either ? [value] : Object.entries(value);
}

function looksLikeTime(text: string): boolean {
  return /^\d{4}-?\d\d/.test(text);
}

function one<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error("nothing to choose from");
  return value;
}

function written(value: unknown, random: Random): string {
  const text = JSON.stringify(value)
    .replaceAll(`"${DEEP}"`, nested(DEEP_LEVELS))
    .replaceAll(`"${DEEPEST}"`, () => (random() < 0.2 ? nested(DEEPEST_LEVELS) : "1"))
    .replaceAll(LONE, "\\ud83d\\u0041")
    .replaceAll(ENORMOUS, () => (random() < 0.1 ? "🐘x".repeat(HUGE_LENGTH / 3) : "long"));
  // A key twice: parsers differ on which of them counts.
  return random() < 0.02 && text.startsWith('{"') ? `{${text.slice(1, -1)},${text.slice(1)}` : text;
}

function nested(levels: number): string {
  return '{"a":['.repeat(levels) + "]}".repeat(levels);
}
