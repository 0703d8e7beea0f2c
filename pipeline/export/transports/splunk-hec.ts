import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createPoster, type HttpAnswer, outcomeOf, type Poster } from "./http-post.ts";
import { sendHalving } from "./send-halving.ts";
import type { TlsFiles } from "./tls-files.ts";
import { allOf, failedBy, type Outcome, type Parcel, type Transport } from "./transport.ts";

export interface SplunkSettings {
  /** Of the collector: https://splunk:8088. */
  readonly url: string;
  readonly token: string;
  readonly index: string | undefined;
  /** Wait until the indexers have written the events, where the token has acknowledgement switched on. */
  readonly acknowledge: boolean;
  readonly tls: TlsFiles;
}

const MOST_ALERTS = 500;
const ACK_POLL_MS = 200;
/**
 * Answers with status 400 that are about the request and not about the event in it: no data, a wrong index, no channel,
 * a wrong channel, acknowledgement switched off.
 */
const OUR_FAULTS = new Set([5, 7, 10, 11, 14]);

/** Splunk's HTTP Event Collector. A batch counts once its acknowledgement says that it is indexed. */
export function openSplunkHec(settings: SplunkSettings): Transport {
  const poster = createPoster(settings.tls);
  const channel = randomUUID();
  const ask = { poster, settings, channel };
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch, signal) => {
      try {
        return await sendHalving(batch, (part) => sendBatch(ask, part, signal));
      } catch (error) {
        return allOf(batch, failedBy(error, signal));
      }
    },
    close: async () => poster.close(),
  };
}

interface Asking {
  readonly poster: Poster;
  readonly settings: SplunkSettings;
  readonly channel: string;
}

async function sendBatch(asking: Asking, batch: readonly Parcel[], signal: AbortSignal): Promise<Outcome> {
  const { index, acknowledge } = asking.settings;
  const events = batch.map(({ line }) =>
    index === undefined ? line : `{"index":${JSON.stringify(index)},${line.slice(1)}`,
  );
  const answer = await ask(asking, "/services/collector/event", events.join("\n"), signal);
  const outcome = outcomeOf(answer);
  const said = parsed(answer);
  if (outcome.kind === "refused" && OUR_FAULTS.has(Number(said["code"])))
    return { kind: "failed", answer: outcome.answer };
  if (outcome.kind !== "delivered" || !acknowledge) return outcome;
  if (typeof said["ackId"] !== "number")
    return {
      kind: "failed",
      answer: "no ackId: switch on indexer acknowledgement of the token, or set acknowledge: false",
    };
  return untilIndexed(asking, said["ackId"], signal);
}

/** Ends with the signal: a batch that is not indexed in time is sent again. */
async function untilIndexed(asking: Asking, ack_id: number, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    const answer = await ask(asking, "/services/collector/ack", JSON.stringify({ acks: [ack_id] }), signal);
    const outcome = outcomeOf(answer);
    if (outcome.kind !== "delivered") return { kind: "failed", answer: outcome.answer };
    const acks: unknown = parsed(answer)["acks"];
    if (Object(acks)[String(ack_id)] === true) return { kind: "delivered", answer: `indexed (ack ${ack_id})` };
    await sleep(ACK_POLL_MS, undefined, { signal });
  }
}

function ask({ poster, settings, channel }: Asking, path: string, body: string, signal: AbortSignal) {
  const headers = {
    authorization: `Splunk ${settings.token}`,
    "content-type": "application/json",
    "x-splunk-request-channel": channel,
  };
  return poster.post(new URL(path, settings.url), headers, body, signal);
}

function parsed({ body }: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
