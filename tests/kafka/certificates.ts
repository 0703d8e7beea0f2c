import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of a test's own certificate authority, the broker's key and a client's. */
export interface Certificates {
  readonly ca: string;
  readonly client_certificate: string;
  readonly client_key: string;
  /** The client's key is locked with it. */
  readonly key_password: string;
  readonly keystore: string;
  readonly truststore: string;
  readonly store_password: string;
}

const PASSWORD = "secret";
const DAYS = "2";
const RSA = ["req", "-newkey", "rsa:2048", "-sha256", "-nodes"];

/** Made with openssl and keytool in `dir`. */
export function makeCertificates(dir: string): Certificates {
  const at = (name: string): string => join(dir, name);
  const openssl = opensslIn(dir);
  makeAuthority(openssl);
  sign(openssl, dir, "broker", "subjectAltName=IP:127.0.0.1,DNS:localhost");
  sign(openssl, dir, "client", "extendedKeyUsage=clientAuth");
  openssl("rsa", "-aes256", "-in", "client.key", "-passout", `pass:${PASSWORD}`, "-out", "client.locked.key");
  const broker = ["-inkey", "broker.key", "-in", "broker.pem", "-certfile", "ca.pem"];
  openssl("pkcs12", "-export", ...broker, "-passout", `pass:${PASSWORD}`, "-out", "broker.p12");
  const trust = ["-keystore", "trust.p12", "-storetype", "PKCS12", "-storepass", PASSWORD];
  run("keytool", ["-importcert", "-noprompt", "-alias", "ca", "-file", "ca.pem", ...trust], dir);
  return {
    ca: at("ca.pem"),
    client_certificate: at("client.pem"),
    client_key: at("client.locked.key"),
    key_password: PASSWORD,
    keystore: at("broker.p12"),
    truststore: at("trust.p12"),
    store_password: PASSWORD,
  };
}

type Openssl = (...words: readonly string[]) => void;

export function opensslIn(dir: string): Openssl {
  return (...words) => run("openssl", words, dir);
}

/** `ca.pem` and `ca.key`. */
export function makeAuthority(openssl: Openssl): void {
  openssl(...RSA, "-x509", "-days", DAYS, "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem");
}

/** `NAME.pem` and `NAME.key`, signed by the authority in the same folder; days below 0: it has run out. */
export function sign(openssl: Openssl, dir: string, name: string, extension: string, days = DAYS): void {
  writeFileSync(join(dir, `${name}.ext`), extension);
  openssl(...RSA, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
  const authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", days];
  openssl("x509", "-req", "-in", `${name}.csr`, ...authority, "-extfile", `${name}.ext`, "-out", `${name}.pem`);
}

function run(program: string, words: readonly string[], cwd: string): void {
  const done = spawnSync(program, words, { cwd, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stdout}${done.stderr}`);
}
