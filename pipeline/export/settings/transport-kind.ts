import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { type Static, type TObject, Type } from "typebox";
import { Value } from "typebox/value";
import type { RecordTopic } from "../../core/ports.ts";
import type { FormatName } from "../formats/formats.ts";
import type { TlsFiles } from "../transports/tls-files.ts";
import type { Transport } from "../transports/transport.ts";

/** Where a secret is; it never stands in the configuration itself. */
export const Secret = Type.Union([
  Type.Object({ env: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  Type.Object({ file: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
]);
export type Secret = Static<typeof Secret>;

/** Files of PEM. Without `ca` the system's authorities decide who a receiver is. */
export const TlsSettings = Type.Object(
  {
    ca: Type.Optional(Type.String()),
    certificate: Type.Optional(Type.String()),
    key: Type.Optional(Type.String()),
    key_password: Type.Optional(Secret),
  },
  { additionalProperties: false },
);
type TlsSettings = Static<typeof TlsSettings>;

/** A topic of Kafka to write to, and how to reach its brokers where they are not those of TIDEMARK_KAFKA_BROKERS. */
export interface TopicSettings {
  readonly topic: string;
  readonly brokers: string | undefined;
  readonly tls: TlsSettings | undefined;
  readonly sasl: { readonly mechanism: string; readonly username: string; readonly password: string } | undefined;
}

/** What a transport is opened with beside its settings. */
export interface TransportDeps {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  readonly openTopic: (settings: TopicSettings, setting: string) => Promise<RecordTopic>;
}

/** The place of a setting, and how it is read there. A fault is an error of this class, caught where they are gathered. */
export interface SettingReader extends TransportDeps {
  /** `destinations.siem` */
  readonly path: string;
  readonly format: FormatName;
  readonly secret: (name: string, from: Secret) => string;
  readonly tls: (from: TlsSettings | undefined) => TlsFiles;
}

/** Which setting cannot be used, and why. */
export class SettingFault extends Error {}

/** A kind of destination: its own settings, what it can be sent, and how it is opened. */
export interface TransportKind {
  /** The first is the default; none: it writes for people. */
  readonly formats: readonly FormatName[];
  readonly settings: TObject;
  readonly open: (settings: unknown, reader: SettingReader) => Transport;
  /** Names that must be known to open a connection, by their settings. */
  readonly hosts: (settings: unknown) => readonly (readonly [string, string])[];
}

export function transportKind<S extends TObject>(kind: {
  readonly formats: readonly FormatName[];
  readonly settings: S;
  readonly open: (settings: Static<S>, reader: SettingReader) => Transport;
  readonly hosts: (settings: Static<S>) => readonly (readonly [string, string])[];
}): TransportKind {
  const checked = (settings: unknown): Static<S> => Value.Parse(kind.settings, settings);
  return {
    formats: kind.formats,
    settings: kind.settings,
    open: (settings, reader) => kind.open(checked(settings), reader),
    hosts: (settings) => kind.hosts(checked(settings)),
  };
}

export function settingReader(path: string, format: FormatName, deps: TransportDeps): SettingReader {
  const secret = (name: string, from: Secret): string => readSecret(`${path}.${name}`, from, deps.environment);
  return { ...deps, path, format, secret, tls: (from) => readTls(`${path}.tls`, from, secret) };
}

function readSecret(setting: string, from: Secret, environment: TransportDeps["environment"]): string {
  const found = "env" in from ? environment[from.env] : readText(`${setting}.file`, from.file).replace(/\r?\n$/, "");
  const where = "env" in from ? `the environment variable ${from.env}` : `the file ${from.file}`;
  if (found === undefined || found === "") throw new SettingFault(`${setting}: ${where} is empty or not set`);
  if (/\p{Cc}/u.test(found))
    throw new SettingFault(`${setting}: ${where} holds a line end or another control character`);
  return found;
}

function readText(setting: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new SettingFault(`${setting}: ${path} cannot be read (${reason})`);
  }
}

function readTls(setting: string, from: TlsSettings = {}, secret: (name: string, from: Secret) => string): TlsFiles {
  const { ca, certificate, key, key_password } = from;
  if ((certificate === undefined) !== (key === undefined))
    throw new SettingFault(`${setting}: certificate and key go together`);
  const files: TlsFiles = {
    ...(ca === undefined ? {} : { ca: pem(`${setting}.ca`, ca, "ca") }),
    ...(certificate === undefined ? {} : { cert: pem(`${setting}.certificate`, certificate, "cert") }),
    ...(key === undefined ? {} : { key: readText(`${setting}.key`, key) }),
    ...(key_password === undefined ? {} : { passphrase: secret("tls.key_password", key_password) }),
  };
  tryTls(`${setting}.key`, files);
  return files;
}

function pem(setting: string, path: string, part: "ca" | "cert"): string {
  const text = readText(setting, path);
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new SettingFault(`${setting}: ${path} holds no certificate (PEM)`);
  tryTls(setting, { [part]: text });
  return text;
}

function tryTls(setting: string, files: TlsFiles): void {
  try {
    createSecureContext(files);
  } catch (error) {
    throw new SettingFault(`${setting}: cannot be used (${error instanceof Error ? error.message : String(error)})`);
  }
}
