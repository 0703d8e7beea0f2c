import type { QueryReader, TableWriter } from "../../pipeline/core/ports.ts";

export interface TalliedPorts {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  /** Seconds from asking to the answer, by query and by table; those at once are added up. */
  readonly waited_s: () => Readonly<Record<string, number>>;
}

/** The same ports, with a note of how long each query and each insert took. */
export function talliedPorts({ reader, writer }: Pick<TalliedPorts, "reader" | "writer">): TalliedPorts {
  const waited_ms = new Map<string, number>();

  async function tally<T>(name: string, work: Promise<T>): Promise<T> {
    const began = performance.now();
    const answer = await work;
    waited_ms.set(name, (waited_ms.get(name) ?? 0) + performance.now() - began);
    return answer;
  }

  return {
    reader: {
      rows: (query, params) => tally(query.name, reader.rows(query, params)),
      lines: (query, params) => tally(query.name, reader.lines(query, params)),
      arrow: (query, params) => tally(query.name, reader.arrow(query, params)),
    },
    writer: { insert: (table, rows) => tally(`insert ${table}`, writer.insert(table, rows)) },
    waited_s: () => Object.fromEntries([...waited_ms].map(([name, ms]) => [name, Math.round(ms / 10) / 100])),
  };
}
