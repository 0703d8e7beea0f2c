import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ExportedAlert } from "../../schemas/exported-alert.ts";
import { exportedAlert } from "./exported-alert.fixture.ts";
import { FORMATS, type FormatName } from "./formats/formats.ts";
import { syslogMessage } from "./transports/syslog.ts";

const DOCS = fileURLToPath(new URL("../../docs/siem/", import.meta.url));
const PAGES = ["splunk", "sentinel", "elastic", "qradar", "google-secops", "wazuh", "rsyslog"] as const;
/** `<!-- sample: cef over syslog -->`, and the block behind it. */
const SAMPLE = /(<!-- sample: (\w+)( over syslog)?( with BOM)? -->\n\n```\w*\n)[\s\S]*?(\n```)/g;

/** What a receiver gets, with the mark of UTF-8 shown as nothing. */
function sampleOf(name: string, over_syslog: boolean, bom: boolean): string {
  const format = Object.keys(FORMATS).find((known): known is FormatName => known === name);
  if (!format) throw new Error(`there is no format ${name}`);
  const alert = exportedAlert();
  const line = FORMATS[format].render(alert);
  if (!over_syslog) return line;
  const settings = { facility: 16, bom, hostname: "tidemark-1" };
  return syslogMessage({ alert, line }, settings).toString().replace("\uFEFF", "");
}

test.each(PAGES)("the sample on the page of %s is what the code sends (npx vitest -u writes it)", async (page) => {
  const file = `${DOCS}${page}.md`;
  const text = readFileSync(file, "utf8");
  expect(text).toContain("<!-- sample: ");
  const fresh = text.replace(SAMPLE, (_all, head: string, name: string, syslog?: string, bom?: string) => {
    return `${head}${sampleOf(name, syslog !== undefined, bom !== undefined)}\n\`\`\``;
  });
  await expect(fresh).toMatchFileSnapshot(file);
});

test("docs/siem/alert.schema.json is the schema of the plain JSON format (npx vitest -u writes it)", async () => {
  const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", ...ExportedAlert };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`${DOCS}alert.schema.json`);
});
