import { expect, test } from "vitest";
import { has_ocsf_schema, ocsfFaults } from "../../../tests/export/ocsf-schema.ts";
import { exportedAlert, silentFeed } from "../exported-alert.fixture.ts";
import { ocsf } from "./ocsf.ts";

const about = "is valid by OCSF's own schema (skipped where ../shared/samples is absent)";

test.skipIf(!has_ocsf_schema)(`a finding ${about}`, () => {
  const faults = ocsfFaults();
  const alerts = [
    exportedAlert(),
    exportedAlert({ change: "update", status: "in_progress", classification: "true_positive" }),
    exportedAlert({ change: "close", status: "resolved", severity: "unheard of", techniques: [], url: null }),
    exportedAlert({ evidence: "plain words", recommended_actions: [], app_name: "", title: "" }),
    exportedAlert({ evidence: null, test: true, status: "odd" }),
    silentFeed(),
  ];
  for (const alert of alerts) expect(faults(JSON.parse(ocsf.render(alert)))).toEqual([]);
});
