import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hostFaults } from "./check-hosts.ts";
import { readDestinations } from "./read-destinations.ts";
import { TRANSPORTS } from "./transports.ts";

const dir = mkdtempSync(join(tmpdir(), "tidemark-settings-"));
afterAll(() => rmSync(dir, { recursive: true }));
writeFileSync(join(dir, "no.pem"), "this is no certificate");
writeFileSync(join(dir, "token"), "secret-of-a-file\n");
writeFileSync(join(dir, "two-lines"), "one\ntwo\n");

const environment = { TOKEN: "t", LINES: "a\r\nX-Forged: 1", EMPTY: "", HOOK: "https://hooks.example/x" };
const openTopic = (): never => {
  throw new Error("nothing is opened before it is needed");
};
const deps = { environment, hostname: "tests", openTopic };

const GOOD = `
console_url: https://tidemark.example/
destinations:
  - {name: a, type: syslog, host: siem.example, format: cef, filter: {severities: [high], tenants: [contoso]}}
  - {name: b, type: syslog, host: 192.0.2.1, protocol: udp, format: leef}
  - {name: c, type: splunk_hec, url: "https://splunk.example:8088", token: {file: ${join(dir, "token")}}}
  - {name: d, type: webhook, url: "https://hook.example", secret: {env: TOKEN}, headers: {X-Key: {env: TOKEN}}}
  - {name: e, type: elasticsearch, url: "https://es.example:9200", api_key: {env: TOKEN}}
  - {name: f, type: kafka, topic: alerts}
  - {name: g, type: sentinel, endpoint: "https://x.ingest.monitor.azure.com", rule: dcr-1, stream: Custom-A, tenant_id: t, client_id: c, client_secret: {env: TOKEN}}
  - {name: h, type: file, path: ${join(dir, "alerts.ndjson")}}
  - {name: i, type: email, host: mail.example, from: a@b.example, to: [c@d.example]}
  - {name: j, type: slack, url: {env: HOOK}}
  - {name: k, type: teams, url: {env: HOOK}}
`;

test("reads one of each type there is", () => {
  const read = readDestinations(GOOD, deps);
  if ("faults" in read) throw new Error(read.faults.join("\n"));
  expect(new Set(read.destinations.map(({ type }) => type))).toEqual(new Set(Object.keys(TRANSPORTS)));
  expect(read.console_url).toBe("https://tidemark.example");
  expect(read.destinations[0]?.filter).toEqual({
    ...{ tenants: ["contoso"], severities: ["high"], detections: [], skip_actors: [] },
  });
  expect(read.hosts).toContainEqual(["destinations.c.url", "splunk.example"]);
});

const syslog = "name: a, type: syslog, host: siem.example";
const hec = 'name: a, type: splunk_hec, url: "https://s.example"';

test.each([
  [`${syslog}, format: cefx`, /destinations\.a\.format: cannot be "cefx"; did you mean cef\?/],
  [`${syslog}, format: splunk`, /destinations\.a\.format/],
  ["name: a, type: sislog, host: x", /destinations\.a\.type: cannot be "sislog"; did you mean syslog\?/],
  [`${syslog}, prot: 1`, /destinations\.a\.prot: is no setting; did you mean (port|host)\?/],
  [`${syslog}, port: 70000`, /destinations\.a\.port: .*65535/],
  ["name: a, type: syslog", /destinations\.a: .*host/],
  ["type: file, path: x", /destinations\[0\]: .*name/],
  ["name: A B, type: file, path: x", /destinations\.A B\.name/],
  [`${syslog}, tls: {ca: /nowhere/ca.pem}`, /destinations\.a\.tls\.ca: \/nowhere\/ca\.pem cannot be read \(ENOENT\)/],
  [`${syslog}, tls: {ca: ${join(dir, "no.pem")}}`, /destinations\.a\.tls\.ca: .* holds no certificate/],
  [`${syslog}, tls: {certificate: x.pem}`, /destinations\.a\.tls: certificate and key go together/],
  [`${syslog}, protocol: tcp, tls: {}`, /destinations\.a\.tls: needs protocol: tls/],
  [`${hec}, token: literal`, /destinations\.a\.token/],
  [`${hec}, token: {env: LINES}`, /destinations\.a\.token: the environment variable LINES holds a line end/],
  [`${hec}, token: {env: MISSING}`, /destinations\.a\.token: the environment variable MISSING is empty or not set/],
  [`${hec}, token: {env: EMPTY}`, /destinations\.a\.token: .*EMPTY/],
  [`${hec}, token: {file: ${join(dir, "two-lines")}}`, /destinations\.a\.token: the file .* holds a line end/],
  ["name: a, type: webhook, url: ftp://x", /destinations\.a\.url/],
  [
    "name: a, type: kafka, topic: t, sasl: {mechanism: PLAIN, username: u, password: {env: TOKEN}}",
    /sasl: needs brokers/,
  ],
  ["name: a, type: slack, url: {env: TOKEN}", /destinations\.a\.url: is no address/],
  ["name: a, type: slack, url: {env: HOOK}, format: cef", /destinations\.a\.format: this type writes for people/],
  [`${syslog}, filter: {severities: [urgent]}`, /destinations\.a\.filter/],
])("refuses {%s} by the setting's name", (destination, fault) => {
  const read = readDestinations(`destinations:\n  - {${destination}}\n`, deps);
  const faults = "faults" in read ? read.faults.join("\n") : "";
  expect(faults).toMatch(fault);
  // A secret is never shown, not even a bad one.
  expect(faults).not.toContain("X-Forged");
});

test.each([
  ["destinations: [", /no YAML/],
  ["", /the file/],
  ["destinations: []", /destinations/],
  ["destinatons: []", /destinatons: is no setting; did you mean destinations\?/],
  ["destinations:\n  - 7", /destinations\[0\]/],
  [`destinations:\n  - {${syslog}}\n  - {${syslog}}`, /two are called a/],
])("refuses the file %j", (text, fault) => {
  const read = readDestinations(text, deps);
  expect("faults" in read ? read.faults.join("\n") : "").toMatch(fault);
});

test("a name that nobody knows is a fault; an address is none", async () => {
  expect(await hostFaults([["destinations.a.host", "127.0.0.1"]])).toEqual([]);
  expect(await hostFaults([["destinations.a.host", "[::1]"]])).toEqual([]);
});
