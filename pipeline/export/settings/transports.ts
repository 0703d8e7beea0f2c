import { Type } from "typebox";
import type { FormatName } from "../formats/formats.ts";
import { openSlack, openTeams } from "../transports/chat.ts";
import { openElasticsearch } from "../transports/elasticsearch.ts";
import { openEmail } from "../transports/email.ts";
import { openFile } from "../transports/file.ts";
import { openKafka } from "../transports/kafka.ts";
import { openSentinel } from "../transports/sentinel.ts";
import { openSplunkHec } from "../transports/splunk-hec.ts";
import { openSyslog } from "../transports/syslog.ts";
import { openWebhook } from "../transports/webhook.ts";
import {
  Secret,
  SettingFault,
  type SettingReader,
  TlsSettings,
  type TransportKind,
  transportKind,
} from "./transport-kind.ts";

const text = Type.String({ minLength: 1 });
const url = Type.String({
  pattern: "^https?://[^\\s]+$",
  description: "an address that begins with https:// or http://",
});
const port = Type.Integer({ minimum: 1, maximum: 65_535 });
const SYSLOG_TLS_PORT = 6_514;
const SYSLOG_PORT = 514;
/** local0 */
const FACILITY = 16;
const SUBMISSION_PORT = 587;
const ROTATE_BYTES = 100_000_000;
const KEEP_FILES = 10;
const JSON_FORMATS = ["json", "ocsf", "ecs"] as const satisfies readonly FormatName[];
const LINE_FORMATS = ["cef", "leef", "ocsf", "ecs", "json"] as const satisfies readonly FormatName[];

const syslog = transportKind({
  formats: LINE_FORMATS,
  settings: Type.Object({
    host: text,
    port: Type.Optional(port),
    protocol: Type.Optional(Type.Enum(["tls", "tcp", "udp"])),
    framing: Type.Optional(Type.Enum(["octet", "newline"])),
    confirm: Type.Optional(Type.Enum(["close", "none"])),
    facility: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
    bom: Type.Optional(Type.Boolean()),
    tls: Type.Optional(TlsSettings),
  }),
  hosts: ({ host }) => [["host", host]],
  open: (given, reader) => {
    const { protocol = "tls", framing = "octet", confirm = "close", facility = FACILITY } = given;
    if (protocol !== "tls" && given.tls) throw new SettingFault(`${reader.path}.tls: needs protocol: tls`);
    return openSyslog({
      host: given.host,
      port: given.port ?? (protocol === "tls" ? SYSLOG_TLS_PORT : SYSLOG_PORT),
      ...{ protocol, framing, confirm, facility },
      bom: given.bom ?? !(reader.format === "cef" || reader.format === "leef"),
      hostname: reader.hostname,
      tls: protocol === "tls" ? reader.tls(given.tls) : undefined,
    });
  },
});

const file = transportKind({
  formats: [...JSON_FORMATS, "cef", "leef", "splunk"],
  settings: Type.Object({
    path: text,
    rotate_mb: Type.Optional(Type.Integer({ minimum: 1 })),
    keep: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  hosts: () => [],
  open: ({ path, rotate_mb, keep = KEEP_FILES }) =>
    openFile({ path, keep, rotate_bytes: rotate_mb === undefined ? ROTATE_BYTES : rotate_mb * 1_000_000 }),
});

const webhook = transportKind({
  formats: JSON_FORMATS,
  settings: Type.Object({
    url,
    secret: Type.Optional(Secret),
    headers: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9-]+$" }), Secret)),
    tls: Type.Optional(TlsSettings),
  }),
  hosts: (given) => [["url", new URL(given.url).hostname]],
  open: (given, reader) =>
    openWebhook({
      url: given.url,
      secret: given.secret && reader.secret("secret", given.secret),
      headers: headersOf(given.headers ?? {}, reader),
      tls: reader.tls(given.tls),
      content_type: "application/json",
    }),
});

function headersOf(given: Readonly<Record<string, Secret>>, reader: SettingReader): Readonly<Record<string, string>> {
  const pairs = Object.entries(given).map(([name, from]) => [name, reader.secret(`headers.${name}`, from)] as const);
  return Object.fromEntries(pairs);
}

const splunkHec = transportKind({
  formats: ["splunk"],
  settings: Type.Object({
    url,
    token: Secret,
    index: Type.Optional(text),
    acknowledge: Type.Optional(Type.Boolean()),
    tls: Type.Optional(TlsSettings),
  }),
  hosts: (given) => [["url", new URL(given.url).hostname]],
  open: (given, reader) =>
    openSplunkHec({
      url: given.url,
      token: reader.secret("token", given.token),
      index: given.index,
      acknowledge: given.acknowledge ?? true,
      tls: reader.tls(given.tls),
    }),
});

const elasticsearch = transportKind({
  formats: ["ecs", "ocsf", "json"],
  settings: Type.Object({
    url,
    index: Type.Optional(text),
    api_key: Type.Optional(Secret),
    username: Type.Optional(text),
    password: Type.Optional(Secret),
    tls: Type.Optional(TlsSettings),
  }),
  hosts: (given) => [["url", new URL(given.url).hostname]],
  open: (given, reader) => {
    const { username, password, api_key } = given;
    if ((username === undefined) !== (password === undefined))
      throw new SettingFault(`${reader.path}: username and password go together`);
    const basic = password && Buffer.from(`${username}:${reader.secret("password", password)}`).toString("base64");
    const key = api_key && reader.secret("api_key", api_key);
    const authorization = key === undefined ? basic && `Basic ${basic}` : `ApiKey ${key}`;
    const index = given.index ?? "logs-tidemark.alerts-default";
    return openElasticsearch({ url: given.url, index, authorization, tls: reader.tls(given.tls) });
  },
});

const kafka = transportKind({
  formats: [...JSON_FORMATS, "cef", "leef"],
  settings: Type.Object({
    topic: Type.String({ pattern: "^[A-Za-z0-9._-]{1,249}$" }),
    brokers: Type.Optional(Type.String({ pattern: "^[^\\s,]+:[0-9]{1,5}(,[^\\s,]+:[0-9]{1,5})*$" })),
    tls: Type.Optional(TlsSettings),
    sasl: Type.Optional(
      Type.Object(
        { mechanism: Type.Enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]), username: text, password: Secret },
        { additionalProperties: false },
      ),
    ),
  }),
  hosts: ({ brokers = "" }) =>
    brokers.split(",").flatMap((broker) => (broker === "" ? [] : [["brokers", broker.replace(/:\d+$/, "")] as const])),
  open: ({ topic, brokers, tls, sasl }, reader) => {
    if (brokers === undefined && (tls || sasl))
      throw new SettingFault(`${reader.path}.${tls ? "tls" : "sasl"}: needs brokers`);
    reader.tls(tls);
    const signed_in = sasl && { ...sasl, password: reader.secret("sasl.password", sasl.password) };
    return openKafka(() => reader.openTopic({ topic, brokers, tls, sasl: signed_in }, `${reader.path}.topic`));
  },
});

const sentinel = transportKind({
  formats: ["json", "ocsf"],
  settings: Type.Object({
    endpoint: url,
    rule: Type.String({
      pattern: "^dcr-[A-Za-z0-9]+$",
      description: "immutable id of the data collection rule, dcr-...",
    }),
    stream: text,
    tenant_id: text,
    client_id: text,
    client_secret: Secret,
    token_url: Type.Optional(url),
  }),
  hosts: (given) => [["endpoint", new URL(given.endpoint).hostname]],
  open: ({ endpoint, rule, stream, client_id, ...given }, reader) => {
    const token_url =
      given.token_url ?? `https://login.microsoftonline.com/${encodeURIComponent(given.tenant_id)}/oauth2/v2.0/token`;
    const client_secret = reader.secret("client_secret", given.client_secret);
    return openSentinel({ endpoint, rule, stream, token_url, client_id, client_secret });
  },
});

const email = transportKind({
  formats: [],
  settings: Type.Object({
    host: text,
    port: Type.Optional(port),
    security: Type.Optional(Type.Enum(["tls", "starttls", "none"])),
    username: Type.Optional(text),
    password: Type.Optional(Secret),
    from: text,
    to: Type.Array(text, { minItems: 1 }),
    tls: Type.Optional(TlsSettings),
  }),
  hosts: ({ host }) => [["host", host]],
  open: ({ host, port: own_port = SUBMISSION_PORT, security = "starttls", username, from, to, ...given }, reader) => {
    if (username !== undefined && given.password === undefined)
      throw new SettingFault(`${reader.path}: username and password go together`);
    const password = given.password && reader.secret("password", given.password);
    return openEmail({ host, port: own_port, security, username, password, from, to, tls: reader.tls(given.tls) });
  },
});

/** The whole address of a chat's webhook is its secret. */
const chat = (open: typeof openSlack): TransportKind =>
  transportKind({
    formats: [],
    settings: Type.Object({ url: Secret }),
    hosts: () => [],
    open: (given, reader) => {
      const address = reader.secret("url", given.url);
      if (!URL.canParse(address)) throw new SettingFault(`${reader.path}.url: is no address`);
      return open(address);
    },
  });

/** Every way to a receiver, by the name that the configuration gives it. */
export const TRANSPORTS: Readonly<Record<string, TransportKind>> = {
  syslog,
  file,
  webhook,
  splunk_hec: splunkHec,
  elasticsearch,
  kafka,
  sentinel,
  email,
  slack: chat(openSlack),
  teams: chat(openTeams),
};
