import type { QueryReader } from "../../../pipeline/core/ports.ts";
import type { Endpoint } from "../../../pipeline/store/connection.ts";
import type { Query } from "../../../queries/define-query.ts";

interface Call {
  readonly query: Query;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Queries of one request: those of a wave ran side by side, the waves one after another. */
export type Waves = readonly (readonly Call[])[];

/** A reader that remembers what it was asked since the last `take`. */
export function recordingReader(reader: QueryReader): { readonly reader: QueryReader; readonly take: () => Waves } {
  let waves: Call[][] = [];
  let under_way = 0;
  const note = (query: Query, params: object): void => {
    if (under_way === 0) waves.push([]);
    waves.at(-1)?.push({ query, params: { ...params } });
    under_way += 1;
  };
  const done = (): void => {
    under_way -= 1;
  };
  return {
    reader: {
      rows: async (query, params) => {
        note(query, Object(params));
        return reader.rows(query, params).finally(done);
      },
      lines: async (query, params) => {
        note(query, Object(params));
        return reader.lines(query, params).finally(done);
      },
      arrow: reader.arrow,
    },
    take: () => {
      const taken = waves;
      waves = [];
      return taken;
    },
  };
}

/** The same SQL in the same order straight at ClickHouse over HTTP; answers the milliseconds until all bytes are here. */
export async function straight(endpoint: Endpoint, waves: Waves): Promise<number> {
  const began = performance.now();
  for (const wave of waves) await Promise.all(wave.map((call) => ask(endpoint, call)));
  return performance.now() - began;
}

async function ask({ url, user, password, database }: Endpoint, { query, params }: Call): Promise<void> {
  const address = new URL(url);
  const settings = { database, do_not_merge_across_partitions_select_final: "1" };
  for (const [name, value] of Object.entries(settings)) address.searchParams.set(name, value);
  for (const [name, value] of Object.entries(params)) address.searchParams.set(`param_${name}`, asText(value));
  // Unasked, fetch takes gzip too, and making it costs the server more than the bytes it saves on one machine.
  const headers = { "X-ClickHouse-User": user, "X-ClickHouse-Key": password, "Accept-Encoding": "identity" };
  const answer = await fetch(address, { method: "POST", headers, body: `${query.sql}\nFORMAT JSONEachRow` });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${query.name}: ${text.slice(0, 500)}`);
}

/** As ClickHouse reads a parameter: lists in brackets, texts in them in quotes, nothing as in its tab-separated files. */
function asText(value: unknown): string {
  if (value === null) return "\\N";
  if (!Array.isArray(value)) return String(value);
  return `[${value.map((one) => (typeof one === "string" ? `'${one.replace(/['\\]/g, "\\$&")}'` : String(one))).join(",")}]`;
}
