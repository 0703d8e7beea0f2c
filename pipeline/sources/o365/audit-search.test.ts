import { expect, test } from "vitest";
import { FEEDS } from "../feeds.ts";
import { recognise } from "../recognise.ts";

const RECORD = {
  Id: "8ad1",
  CreationTime: "2026-10-05T08:15:02",
  Operation: "FileAccessed",
  Workload: "OneDrive",
  RecordType: 6,
  UserId: "ana@contoso.example",
  ApplicationId: "5a95e683-0000-4000-8000-000000000001",
};
const text = JSON.stringify(RECORD);

const ROWS = {
  "Purview's CSV": {
    RecordId: "8ad1",
    CreationDate: "2026-10-05T08:15:02.0000000Z",
    RecordType: "6",
    Operation: "FileAccessed",
    UserId: "ana@contoso.example",
    AuditData: text,
    AssociatedAdminUnits: "",
  },
  "Search-UnifiedAuditLog": {
    RunspaceId: "1",
    RecordType: "SharePointFileOperation",
    CreationDate: "10/5/2026 8:15:02 AM",
    UserIds: "ana@contoso.example",
    Operations: "FileAccessed",
    AuditData: text,
    ResultIndex: 1,
    Identity: "8ad1",
  },
  "Graph's auditLogQuery": {
    id: "8ad1",
    createdDateTime: "2026-10-05T08:15:02Z",
    operation: "FileAccessed",
    service: "OneDrive",
    auditData: { "@odata.type": "#microsoft.graph.security.defaultAuditData", ...RECORD },
  },
};

test.each(Object.entries(ROWS))("a row of %s is the event that its record is", (_name, row) => {
  expect(FEEDS.o365_audit.map(row)).toEqual(FEEDS.o365_audit.map(RECORD));
  expect(FEEDS.o365_audit.map(row)).toMatchObject({ kind: "event", event: { event_id: "8ad1" } });
  expect(recognise([row])).toMatchObject({ source: "o365_audit" });
});

test.each([text.slice(0, -5), "", "7", "[]", "{}"])("a row whose record is %j says so", (AuditData) => {
  const refusal = { kind: "refused", reason: "not_json", detail: expect.stringContaining("AuditData") };
  expect(FEEDS.o365_audit.map({ Operation: "FileAccessed", AuditData })).toEqual(refusal);
});
