import { createHmac, randomUUID } from "node:crypto";
import { createPoster, outcomeOf, type Poster } from "./http-post.ts";
import type { TlsFiles } from "./tls-files.ts";
import { failedBy, type Outcome, type Parcel, type Transport } from "./transport.ts";

export interface WebhookSettings {
  readonly url: string;
  /** Signs every request; without it there is no signature. */
  readonly secret: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsFiles;
  readonly content_type: string;
}

const MOST_ALERTS = 200;
/** Requests under way at once; they are of different alerts. */
const SENDERS = 4;
const MS_A_SECOND = 1_000;

/**
 * One request an alert. The signature is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` with the secret, as
 * Standard Webhooks has it: the timestamp in it keeps an old request from being sent again by somebody else.
 */
export function openWebhook(settings: WebhookSettings): Transport {
  const poster = createPoster(settings.tls);
  return {
    max_alerts: MOST_ALERTS,
    send: (batch, signal) => sendEach(batch, (parcel) => sendOne(poster, settings, parcel, signal)),
    close: async () => poster.close(),
  };
}

async function sendOne(
  poster: Poster,
  settings: WebhookSettings,
  { alert, line }: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const id = `${alert.uid}.${alert.revision}`;
  const timestamp = String(Math.floor(Date.now() / MS_A_SECOND));
  const headers = {
    ...settings.headers,
    "content-type": settings.content_type,
    "user-agent": `Tidemark/${alert.product_version}`,
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "x-request-id": randomUUID(),
    ...(settings.secret === undefined
      ? {}
      : { "webhook-signature": signatureOf(settings.secret, `${id}.${timestamp}.${line}`) }),
  };
  try {
    return outcomeOf(await poster.post(new URL(settings.url), headers, line, signal));
  } catch (error) {
    return failedBy(error, signal);
  }
}

export function signatureOf(secret: string, signed: string): string {
  return `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`;
}

/** Several at once; when one fails, those that have not begun wait for the next attempt. */
async function sendEach(
  batch: readonly Parcel[],
  send: (parcel: Parcel) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = batch.map(() => ({ kind: "failed", answer: "not tried after an earlier failure" }));
  const state = { next: 0, failed: false };
  const work = async (): Promise<void> => {
    while (state.next < batch.length && !state.failed) {
      const n = state.next;
      state.next += 1;
      const parcel = batch[n];
      if (parcel === undefined) return;
      const outcome = await send(parcel);
      outcomes[n] = outcome;
      if (outcome.kind === "failed") state.failed = true;
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, work));
  return outcomes;
}
