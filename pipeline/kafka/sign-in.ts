import { fetchAccessToken } from "./access-token.ts";
import type { KafkaSettings } from "./kafka-settings.ts";

/** What of librdkafka's clients takes a token. */
export interface TokenTaker {
  readonly setOauthBearerToken: (token: string) => unknown;
}

export interface SignIn {
  /** No more tokens; the client is done. */
  readonly stop: () => void;
}

/** A new token is fetched when this much of the old one's life is over: Kafka's own window. */
const REFRESH_AT = 0.8;
/** While the endpoint refuses or is away, the old token lives on for a while. */
const RETRY_MS = 10_000;
const LEAST_WAIT_MS = 1_000;
/** A timer takes no more. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Hand the client a token before it connects, where tokens are how it signs in, and a new one before each ends. Rejects
 * when the first one cannot be had.
 */
export async function signIn(client: TokenTaker, { sasl }: KafkaSettings): Promise<SignIn> {
  if (sasl?.kind !== "oauth") return { stop: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const renewAfter = (wait_ms: number): void => {
    if (stopped) return;
    const bounded_ms = Math.min(LONGEST_WAIT_MS, Math.max(LEAST_WAIT_MS, wait_ms));
    timer = setTimeout(() => void renew().then(renewAfter, () => renewAfter(RETRY_MS)), bounded_ms);
    timer.unref();
  };
  const renew = async (): Promise<number> => {
    const { value, lifetime_ms } = await fetchAccessToken(sasl);
    if (!stopped) client.setOauthBearerToken(value);
    return lifetime_ms * REFRESH_AT;
  };
  renewAfter(await renew());
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
