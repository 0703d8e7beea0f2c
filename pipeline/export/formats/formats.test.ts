import fc from "fast-check";
import { Value } from "typebox/value";
import { describe, expect, test } from "vitest";
import { ExportedAlert } from "../../../schemas/exported-alert.ts";
import { exportedAlert, silentFeed } from "../exported-alert.fixture.ts";
import { summaryOf } from "../transports/summary.ts";
import { FORMATS } from "./formats.ts";
import { parseCef, parseLeef } from "./line-formats.fixture.ts";

const NASTY_NAMES = [
  "a|b",
  "a=b c=d",
  "back\\slash\\",
  "ends with \\=|",
  "line\nline",
  "line\r\nCEF:0|Evil|Evil|1|x|forged|10|act=deleted",
  " msg=forged",
  "tab\tusrName=root",
  "نسخ احتياطي",
  "גיבוי \u202Eexe.txt",
  "📦🗄️ backup 👩‍💻",
  'quote" ] [sd@1 x="y"]',
  "nul\u0000and\u001b[31mred",
  "\u2028separator\u2029",
  "",
];

/** Nothing in a name may end a line or take the place of a field for any receiver. */
function hasNoControlCharacters(line: string, allowed = ""): boolean {
  return [...line].every((character) => allowed.includes(character) || !/[\p{Cc}\u2028\u2029]/u.test(character));
}

const escaped = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, "\uFFFD");
const cefText = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => (c === "\n" || c === "\r" ? c : "\uFFFD"));

describe("every format", () => {
  test("names product, detection source, uid and severity in its own fields", () => {
    const alert = exportedAlert();
    const ocsf = JSON.parse(FORMATS.ocsf.render(alert));
    expect(ocsf).toMatchObject({ type_uid: 200401, severity_id: 4, finding_info: { uid: alert.uid } });
    expect(ocsf.metadata.product).toMatchObject({ name: "Tidemark", feature: { name: "App Governance" } });
    expect(ocsf.anomaly_analyses[0].anomalies[0].observations[0].value).toBe("412998144");
    expect(ocsf.anomaly_analyses[0].baselines[0].observations[0].value).toBe("29113208");
    const ecs = JSON.parse(FORMATS.ecs.render(alert));
    expect(ecs).toMatchObject({ event: { id: alert.uid, provider: "App Governance", severity: 73 } });
    expect(ecs).toMatchObject({ observer: { product: "Tidemark" }, event: { duration: 3_600_000 * 1_000_000 } });
    const cef = parseCef(FORMATS.cef.render(alert));
    expect(cef.head).toEqual(["CEF:0", "Tidemark", "Tidemark", "0.1.0", "bytes_read_spike", alert.title, "8"]);
    expect(cef.fields).toMatchObject({ externalId: alert.uid, cat: "App Governance", src: "203.0.113.7" });
    const leef = parseLeef(FORMATS.leef.render(alert));
    expect(leef.head).toEqual(["LEEF:2.0", "Tidemark", "Tidemark", "0.1.0", "bytes_read_spike", "x09"]);
    expect(leef.fields).toMatchObject({ alertUid: alert.uid, cat: "App Governance", sev: "8" });
    const splunk = JSON.parse(FORMATS.splunk.render(alert));
    expect(splunk).toMatchObject({ time: 1_791_299_524.31, event: { uid: alert.uid }, fields: { change: "create" } });
    expect(Value.Check(ExportedAlert, JSON.parse(FORMATS.json.render(alert)))).toBe(true);
  });

  test("names the feed where an alert has no app, and no app", () => {
    const alert = silentFeed();
    const ocsf = JSON.parse(FORMATS.ocsf.render(alert));
    expect(ocsf.resources).toEqual([{ uid: "o365_audit", name: "o365_audit", type: "Log feed" }]);
    expect(ocsf.evidences).toEqual([{ name: "evidence", data: alert.evidence }]);
    expect(parseCef(FORMATS.cef.render(alert)).fields).toMatchObject({ cs5: "o365_audit", cfp3: "120" });
    expect(Object.keys(parseCef(FORMATS.cef.render(alert)).fields)).not.toContain("cs1");
    expect(Object.keys(parseLeef(FORMATS.leef.render(alert)).fields)).not.toContain("appId");
    expect(summaryOf(alert).facts).toContainEqual(["Feed", "o365_audit"]);
  });

  test.each([
    ["create", 1, "alert-create"],
    ["update", 2, "alert-update"],
    ["close", 3, "alert-close"],
  ] as const)("tells a %s from the others", (change, activity_id, action) => {
    const alert = exportedAlert({ change, revision: 2 });
    expect(JSON.parse(FORMATS.ocsf.render(alert))).toMatchObject({ activity_id, type_uid: 200400 + activity_id });
    expect(JSON.parse(FORMATS.ecs.render(alert)).event.action).toBe(action);
    expect(parseCef(FORMATS.cef.render(alert)).fields["act"]).toBe(change);
    expect(parseLeef(FORMATS.leef.render(alert)).fields["change"]).toBe(change);
  });

  test("says of an unknown severity and evidence of another kind what it can", () => {
    const alert = exportedAlert({ severity: "odd", evidence: ["what", 1], techniques: [], url: null });
    expect(JSON.parse(FORMATS.ocsf.render(alert))).toMatchObject({ severity_id: 0, severity: "odd" });
    for (const format of Object.values(FORMATS)) expect(format.render(alert)).toContain(alert.uid);
  });
});

describe.each(NASTY_NAMES)("an app called %j", (app_name) => {
  const alert = exportedAlert({ app_name, title: `${app_name} read much` });

  test("comes through CEF, and LEEF as far as that has a way to write it", () => {
    const cef = parseCef(FORMATS.cef.render(alert));
    expect(cef.fields["cs2"] ?? "").toBe(cefText(app_name));
    expect(cef.fields["msg"]).toBe(cefText(alert.title));
    expect(cef.head[5]).toBe(escaped(alert.title));
    expect(cef.fields["act"]).toBe("create");
    const { fields } = parseLeef(FORMATS.leef.render(alert));
    expect(fields["resource"] ?? "").toBe(escaped(app_name));
    if (fields["appNameJson"]) expect(JSON.parse(fields["appNameJson"])).toBe(app_name);
    else expect(escaped(app_name)).toBe(app_name);
    expect(fields["usrName"]).toBe("ana@contoso.example");
  });

  test("leaves every format one line of whole fields", () => {
    const rendered = Object.entries(FORMATS).map(([name, format]) => [name, format.render(alert)] as const);
    for (const [name, line] of rendered) {
      expect(hasNoControlCharacters(line, name === "leef" ? "\t" : "")).toBe(true);
    }
    for (const name of ["ocsf", "ecs", "splunk", "json"] as const)
      expect(JSON.stringify(JSON.parse(FORMATS[name].render(alert)))).toContain(JSON.stringify(app_name));
  });
});

test("no text whatever in any field forges a line, a header or a field (fuzz)", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const nasty = fc.oneof(text, fc.stringMatching(/^[|=\\\n\r\t"\][ a-z]{0,30}$/));
  const plain = parseCef(FORMATS.cef.render(exportedAlert()));
  fc.assert(
    fc.property(nasty, nasty, nasty, (app_name, title, app_id) => {
      const alert = exportedAlert({ app_name: `x${app_name}`, title, app_id: `x${app_id}`, tenant: `t${title}` });
      const cef = FORMATS.cef.render(alert);
      const leef = FORMATS.leef.render(alert);
      expect(hasNoControlCharacters(cef) && hasNoControlCharacters(leef, "\t")).toBe(true);
      const read = parseCef(cef);
      expect(read.head).toEqual([...plain.head.slice(0, 5), escaped(title), "8"]);
      const keys = Object.keys(plain.fields);
      expect(Object.keys(read.fields)).toEqual(title === "" ? keys.filter((key) => key !== "msg") : keys);
      expect(read.fields["cs2"]).toBe(cefText(alert.app_name));
      expect(parseLeef(leef).fields).toMatchObject({ resource: escaped(alert.app_name), change: "create" });
      for (const name of ["ocsf", "ecs", "splunk", "json"] as const) {
        const line = FORMATS[name].render(alert);
        expect(hasNoControlCharacters(line)).toBe(true);
        expect(JSON.parse(line)).toBeTypeOf("object");
      }
    }),
  );
});
