import { createPoster, type HttpAnswer, outcomeOf, type Poster } from "./http-post.ts";
import { sendHalving } from "./send-halving.ts";
import type { TlsFiles } from "./tls-files.ts";
import { allOf, failedBy, type Outcome, type Parcel, type Transport } from "./transport.ts";

export interface ElasticsearchSettings {
  readonly url: string;
  /** An index, an alias or a data stream. */
  readonly index: string;
  /** The whole Authorization header: `ApiKey ...` or `Basic ...`. */
  readonly authorization: string | undefined;
  readonly tls: TlsFiles;
}

const MOST_ALERTS = 500;
const CONFLICT = 409;

/**
 * The bulk API. Each revision is a document of its own under `uid.revision`, created once: one that is there already has
 * come before, so that a retry leaves no copy, in data streams too.
 */
export function openElasticsearch(settings: ElasticsearchSettings): Transport {
  const poster = createPoster(settings.tls);
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch, signal) => {
      try {
        return await sendHalving(batch, (part) => sendBulk(poster, settings, part, signal));
      } catch (error) {
        return allOf(batch, failedBy(error, signal));
      }
    },
    close: async () => poster.close(),
  };
}

async function sendBulk(
  poster: Poster,
  settings: ElasticsearchSettings,
  batch: readonly Parcel[],
  signal: AbortSignal,
): Promise<Outcome | readonly Outcome[]> {
  const answer = await postBulk(poster, settings, batch, signal);
  const whole = outcomeOf(answer);
  if (whole.kind !== "delivered") return whole;
  const items = itemsOf(answer);
  return batch.map((_, n) => itemOutcome(items[n]));
}

function postBulk(
  poster: Poster,
  { url, index, authorization }: ElasticsearchSettings,
  batch: readonly Parcel[],
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const lines = batch.map(({ alert, line }) => {
    const action = { create: { _id: `${alert.uid}.${alert.revision}` } };
    return `${JSON.stringify(action)}\n${line}\n`;
  });
  const headers = {
    "content-type": "application/x-ndjson",
    ...(authorization === undefined ? {} : { authorization }),
  };
  const address = new URL(`${url.replace(/\/$/, "")}/${encodeURIComponent(index)}/_bulk`);
  return poster.post(address, headers, lines.join(""), signal);
}

interface Item {
  readonly status: number;
  readonly error: unknown;
}

function itemsOf({ body }: HttpAnswer): readonly (Item | undefined)[] {
  try {
    const items: unknown = Object(JSON.parse(body)).items;
    if (!Array.isArray(items)) return [];
    return items.map((item) => {
      const { status, error } = Object(Object(item).create);
      return typeof status === "number" ? { status, error } : undefined;
    });
  } catch {
    return [];
  }
}

/** A bulk is answered 200 also when documents in it were not: each has a status of its own. */
function itemOutcome(item: Item | undefined): Outcome {
  if (item === undefined) return { kind: "failed", answer: "the answer does not say what became of it" };
  if (item.status === CONFLICT) return { kind: "delivered", answer: "409 it is there already" };
  return outcomeOf({
    status: item.status,
    headers: {},
    body: item.error === undefined ? "" : JSON.stringify(item.error),
  });
}
