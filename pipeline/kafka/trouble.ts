import { AppError } from "../core/errors.ts";
import type { KafkaSettings } from "./kafka-settings.ts";

interface Cause {
  readonly says: RegExp;
  readonly advice: string;
}

const TOKEN_REFUSED: Cause = {
  says: /authentication (error|failed)|Authentication failed/i,
  advice:
    "refuse our token; check TIDEMARK_KAFKA_OAUTH_SCOPE, TIDEMARK_KAFKA_OAUTH_CLIENT_ID and what this client may do there",
};

/** What librdkafka's log says when a connection fails, and what a person can do about it. First match wins. */
const CAUSES: readonly Cause[] = [
  {
    says: /not valid in current SASL state/,
    advice: "ask for no sign-in on this port; leave TIDEMARK_KAFKA_SASL_MECHANISM unset, or name their port that does",
  },
  {
    says: /Unsupported SASL mechanism.*mechanisms: *(?<what>[\w,-]*)/,
    advice: "do not take our way of signing in; set TIDEMARK_KAFKA_SASL_MECHANISM to one of theirs",
  },
  {
    says: /authentication (error|failed)|Authentication failed/i,
    advice:
      "refuse our credentials; check TIDEMARK_KAFKA_USERNAME, TIDEMARK_KAFKA_PASSWORD and TIDEMARK_KAFKA_SASL_MECHANISM",
  },
  {
    says: /PLAINTEXT broker listener/,
    advice: "do not speak TLS on this port; set TIDEMARK_KAFKA_TLS to false or name their TLS port",
  },
  {
    says: /certificate verify failed|could not be verified/,
    advice: "show a certificate that is not trusted here; set TIDEMARK_KAFKA_CA to the file of its authority",
  },
  {
    says: /x509|PEM|PKCS|ssl\.(ca|key|certificate)/,
    advice:
      "cannot be asked, as a file of TIDEMARK_KAFKA_CA, TIDEMARK_KAFKA_CERTIFICATE or TIDEMARK_KAFKA_KEY cannot be read",
  },
  {
    says: /SSL handshake failed|SSL alert|tlsv1/i,
    advice: "and we do not agree on TLS; check TIDEMARK_KAFKA_CA, TIDEMARK_KAFKA_CERTIFICATE and TIDEMARK_KAFKA_KEY",
  },
  {
    says: /SSL listener|in state APIVERSION_QUERY/,
    advice: "hang up at our first word; they probably want TLS: set TIDEMARK_KAFKA_TLS=true",
  },
  {
    says: /SASL listener|POLLIN.*in state UP/,
    advice: "hang up on us; they probably want a sign-in: set TIDEMARK_KAFKA_SASL_MECHANISM (and TIDEMARK_KAFKA_TLS)",
  },
];

/** Why the brokers cannot be used, in one sentence that names the setting. `log` are librdkafka's own words. */
export function connectionTrouble(settings: KafkaSettings, log: readonly string[], cause: unknown): AppError {
  const words = [...log, messageOf(cause)];
  const causes = settings.sasl?.kind === "oauth" ? [TOKEN_REFUSED, ...CAUSES] : CAUSES;
  const found = causes.find(({ says }) => words.some((line) => says.test(line)));
  if (found)
    return new AppError("config_invalid", `The Kafka brokers (${settings.brokers}) ${found.advice}.`, { cause });
  const reason = log.map(reasonOf).find((text) => text !== undefined) ?? messageOf(cause);
  return new AppError(
    "broker_unavailable",
    `No Kafka broker can be reached at ${settings.brokers} (${reason}); check TIDEMARK_KAFKA_BROKERS.`,
    { cause },
  );
}

/** librdkafka's reason without the names of its threads and its states. */
function reasonOf(line: string): string | undefined {
  return /Failed to resolve '[^']*': [^(]*|failed: ([A-Z][^(]*)/
    .exec(line)?.[0]
    .replace(/^failed: /, "")
    .trim();
}

/** The client's errors are plain objects in some places. */
export function messageOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : String(cause);
}

const CANNOT_GO_ON = -150;
const FENCED = 82;

/** Kafka's error codes after which reading on is of no use, and what each means for a person. */
const FATAL: ReadonlyMap<number, string> = new Map([
  [3, "the topic is gone"],
  [
    23,
    "other consumers of the group divide partitions in another way; name a group of our own in TIDEMARK_KAFKA_GROUP",
  ],
  [
    26,
    "the broker takes no session of TIDEMARK_KAFKA_SESSION_TIMEOUT_MS (its group.min.session.timeout.ms and group.max.session.timeout.ms say which)",
  ],
  [29, "this user may not read the topic"],
  [30, "this user may not use the group; name another in TIDEMARK_KAFKA_GROUP"],
  [81, "the group has as many members as the broker allows (its group.max.size)"],
  [FENCED, "another consumer uses the same name; change TIDEMARK_KAFKA_INSTANCE"],
  [CANNOT_GO_ON, "the client cannot go on"],
  [-169, "the brokers no longer take our credentials (TIDEMARK_KAFKA_PASSWORD)"],
  // Going on would skip messages that nobody has seen.
  [
    -170,
    "a message is compressed in a way that the client was compiled without (zstd needs libzstd-dev when npm ci compiles it)",
  ],
  [-198, "a message cannot be decompressed"],
  [-199, "a message cannot be read"],
]);

/** The error to end with, or none where the client gets over it by itself. `log` are librdkafka's own words. */
export function fatalTrouble(topic: string, error: unknown, log: readonly string[] = []): AppError | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : 0;
  // What is fatal the client names in its log only; the error says no more than that it is.
  const said = code === CANNOT_GO_ON ? log.map(fatalWords).find((words) => words !== undefined) : undefined;
  const meaning = FATAL.get(said?.includes("fenced") ? FENCED : code);
  if (meaning === undefined) return undefined;
  return new AppError("broker_refused", `Topic ${topic} cannot be read on: ${meaning} (${said ?? messageOf(error)}).`, {
    cause: error,
  });
}

function fatalWords(line: string): string | undefined {
  return /Fatal error: (?<words>.*?)(?:: Fatal consumer error.*)?$/.exec(line)?.groups?.["words"];
}
