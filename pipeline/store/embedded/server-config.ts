import { mkdirSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { type DictionaryUser, dictionaryUser } from "./dictionary-user.ts";
import { READER_GRANTS, READER_PROFILE } from "./reader-profile.ts";

/** The server may use this share of the machine's memory; the rest is for Node and the page cache. */
const MEMORY_SHARE = 0.5;
/** Below this ClickHouse cannot merge wide parts. */
const MIN_MEMORY_BYTES = 1_000_000_000;

/**
 * The pools of background tasks warn each time one has to wait, which on two threads is many times a second and means
 * nothing: within hours nothing else would be left in the log.
 */
const NOISE = ["BackgroundSchedulePool/BgSchPool", "BackgroundSchedulePool/BgStrmSchPool"];

export interface ServerUsers {
  readonly user: string;
  readonly password: string;
  readonly reader_user: string;
  readonly reader_password: string;
}

/** Write the server's configuration into the data directory; returns the path of the main file. */
export function writeServerConfig(dir: string, users: ServerUsers): string {
  const home = join(dir, "server");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const config = join(home, "config.xml");
  writeFileSync(config, serverXml(dir, home), { mode: 0o600 });
  writeFileSync(join(home, "users.xml"), usersXml(users, dictionaryUser(dir)), { mode: 0o600 });
  return config;
}

function serverXml(dir: string, home: string): string {
  const memory = Math.max(MIN_MEMORY_BYTES, Math.floor(totalmem() * MEMORY_SHARE));
  return `<clickhouse>
  <users_config>${xml(join(home, "users.xml"))}</users_config>
  <max_server_memory_usage>${memory}</max_server_memory_usage>
  <mark_cache_size>268435456</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <logger>
    ${levels(NOISE)}
    <log>${xml(join(home, "server.log"))}</log>
    <errorlog>${xml(join(home, "server.err.log"))}</errorlog>
    <size>10M</size>
    <count>3</count>
  </logger>
  <backups><allowed_path>${xml(join(dir, "backups"))}</allowed_path></backups>
</clickhouse>
`;
}

/** What the dictionaries read; their user may see nothing else. */
const DICTIONARY_TABLES = ["place_loads", "place_countries", "place_asns", "place_countries_now", "place_asns_now"];

/** `default` is the server's own console session; it may start the listeners and read numbers, and nothing else. */
function usersXml(users: ServerUsers, dictionaries: DictionaryUser): string {
  const loopback = "<networks><ip>127.0.0.1</ip></networks><quota>default</quota>";
  return `<clickhouse>
  <profiles>
    <default><async_insert>0</async_insert></default>
    ${READER_PROFILE}
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>${loopback}<profile>default</profile>
      <grants><query>GRANT SYSTEM LISTEN ON *.*</query><query>GRANT SELECT ON system.numbers</query></grants>
    </default>
    <${dictionaries.user}>
      <password>${xml(dictionaries.password)}</password>${loopback}<profile>reader</profile>
      <grants>
        ${DICTIONARY_TABLES.map((table) => grant(`GRANT SELECT ON tidemark.${table}`)).join("\n        ")}
      </grants>
    </${dictionaries.user}>
    <${users.user}>
      <password>${xml(users.password)}</password>${loopback}<profile>default</profile>
    </${users.user}>
    <${users.reader_user}>
      <password>${xml(users.reader_password)}</password>${loopback}<profile>reader</profile>
      <grants>
        ${READER_GRANTS.map(grant).join("\n        ")}
      </grants>
    </${users.reader_user}>
  </users>
</clickhouse>
`;
}

function levels(loggers: readonly string[]): string {
  const rows = loggers.map((name) => `<logger><name>${name}</name><level>error</level></logger>`);
  return `<levels>${rows.join("")}</levels>`;
}

function grant(statement: string): string {
  return `<query>${statement}</query>`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
