import type { ExportedAlert } from "../../schemas/exported-alert.ts";
import { type Origin, toExportedAlert } from "./outbox/to-exported-alert.ts";

/** One alert that stands for nothing: marked in every format, with the parts that a real one has. */
export function testAlert(uid: string, now_ms: number, origin: Origin): ExportedAlert {
  const at = new Date(now_ms).toISOString();
  const window = { metric: "calls", window_s: 3_600, at, observed: 41, expected: 3, low: 0, high: 12, score: 50 };
  const row = {
    key: "",
    ...{ tenant: "test", uid, revision: 1, actor: "tidemark", action: "test" },
    ...{ received_ms: now_ms, recorded_ms: now_ms, first_activity_ms: now_ms, last_activity_ms: now_ms },
    detection: "calls_spike",
    reference: "",
    title: "Test alert of Tidemark: nothing has happened",
    ...{ severity: "info", status: "new", classification: "", determination: "", comment: "", score: 0 },
    ...{ source: "tidemark", app_id: "00000000-0000-0000-0000-000000000000" },
    evidence: JSON.stringify({ windows_in_all: 1, windows: [{ ...window, direction: "high", contributors: {} }] }),
  };
  return { ...toExportedAlert(row, { app_name: "Test app", raised_ms: now_ms }, origin), test: true };
}
