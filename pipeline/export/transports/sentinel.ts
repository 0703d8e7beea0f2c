import { createPoster, outcomeOf, type Poster } from "./http-post.ts";
import { sendHalving } from "./send-halving.ts";
import { allOf, failedBy, type Outcome, type Parcel, type Transport } from "./transport.ts";

export interface SentinelSettings {
  /** Data collection endpoint, or the rule's own: https://NAME.REGION.ingest.monitor.azure.com. */
  readonly endpoint: string;
  /** Immutable id of the data collection rule. */
  readonly rule: string;
  /** Custom-TidemarkAlerts_CL. */
  readonly stream: string;
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/** A call takes 1 MB; what is larger is halved. */
const MOST_ALERTS = 100;
const MOST_BYTES = 1_000_000;
const API_VERSION = "2023-01-01";
const SCOPE = "https://monitor.azure.com/.default";
const MS_A_SECOND = 1_000;
/** A token is renewed when a fifth of its life is left. */
const USED_LIFE = 0.8;
const DEFAULT_LIFE_S = 3_600;

interface Token {
  readonly value: string;
  readonly until_ms: number;
}

/** Microsoft Sentinel through Azure Monitor's Logs Ingestion API, signed in as an application. */
export function openSentinel(settings: SentinelSettings): Transport {
  const poster = createPoster();
  let token: Token | undefined;
  const signedIn = async (signal: AbortSignal): Promise<string> => {
    if (token === undefined || token.until_ms < Date.now()) token = await fetchToken(poster, settings, signal);
    return token.value;
  };
  const post = async (batch: readonly Parcel[], signal: AbortSignal): Promise<Outcome> => {
    const body = `[${batch.map(rowOf).join(",")}]`;
    if (Buffer.byteLength(body) > MOST_BYTES) return { kind: "refused", answer: "larger than a call may be (1 MB)" };
    const headers = { authorization: `Bearer ${await signedIn(signal)}`, "content-type": "application/json" };
    const answer = await poster.post(addressOf(settings), headers, body, signal);
    // The token may have been revoked; the next attempt brings a new one.
    if (answer.status === 401) token = undefined;
    return outcomeOf(answer);
  };
  return {
    max_alerts: MOST_ALERTS,
    send: async (batch, signal) => {
      try {
        return await sendHalving(batch, (part) => post(part, signal));
      } catch (error) {
        return allOf(batch, failedBy(error, signal));
      }
    },
    close: async () => poster.close(),
  };
}

/** A table of Log Analytics wants its own time column. */
function rowOf({ alert, line }: Parcel): string {
  return `{"TimeGenerated":${JSON.stringify(alert.recorded_at)},${line.slice(1)}`;
}

function addressOf({ endpoint, rule, stream }: SentinelSettings): URL {
  const path = `/dataCollectionRules/${encodeURIComponent(rule)}/streams/${encodeURIComponent(stream)}`;
  return new URL(`${path}?api-version=${API_VERSION}`, endpoint);
}

async function fetchToken(poster: Poster, settings: SentinelSettings, signal: AbortSignal): Promise<Token> {
  const { client_id, client_secret, token_url } = settings;
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret, scope: SCOPE });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await poster.post(new URL(token_url), headers, form.toString(), signal);
  const outcome = outcomeOf(answer);
  const said = outcome.kind === "delivered" ? Object(JSON.parse(answer.body)) : {};
  if (typeof said.access_token !== "string")
    throw new Error(`no token from ${new URL(token_url).host}: ${outcome.answer}`);
  const life_s = Number(said.expires_in) || DEFAULT_LIFE_S;
  return { value: said.access_token, until_ms: Date.now() + life_s * USED_LIFE * MS_A_SECOND };
}
