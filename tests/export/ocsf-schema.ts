import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const SCHEMA = fileURLToPath(
  new URL("../../../shared/samples/ocsf/json_schema_v1.8.0/detection_finding.json", import.meta.url),
);

/** Absent, the tests say so and are skipped; with CI=true they fail. */
export const has_ocsf_schema = existsSync(SCHEMA) || process.env["CI"] === "true";

/** What is wrong with a finding by OCSF's own schema; nothing when it is valid. */
export function ocsfFaults(): (finding: unknown) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The package is CommonJS: its types and its module disagree about where the function is.
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  return (finding) => {
    if (validate(finding)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
