import type { ExportedAlert } from "../../schemas/exported-alert.ts";
import { detectionNote } from "./detection-notes.ts";

/** An alert as the pipeline raises them, with one window of evidence. */
export function exportedAlert(more: Partial<ExportedAlert> = {}): ExportedAlert {
  const note = detectionNote("bytes_read_spike");
  return {
    schema_version: "1",
    vendor: "Tidemark",
    product: "Tidemark",
    product_version: "0.1.0",
    detection_source: "App Governance",
    change: "create",
    test: false,
    uid: "7f3a9c52d1e84b06a5c9e2f1b8d40763",
    revision: 1,
    tenant: "contoso",
    detection: "bytes_read_spike",
    detection_name: note.name,
    reference: null,
    title: "Backup Pro read 14 times more data than usual for a Tuesday 14:00",
    severity: "high",
    score: 93.1,
    status: "new",
    classification: null,
    determination: null,
    comment: null,
    app_id: "5a95e683-8a1f-4b5a-9c1e-2f0f5c1d7e44",
    app_name: "Backup Pro",
    source: "ms_graph_activity",
    techniques: [...note.techniques],
    recommended_actions: [...note.actions],
    first_activity_at: "2026-10-06T14:00:00.000Z",
    last_activity_at: "2026-10-06T15:00:00.000Z",
    raised_at: "2026-10-06T15:12:04.310Z",
    recorded_at: "2026-10-06T15:12:04.310Z",
    actor: "tidemark",
    action: "raise",
    url: "https://tidemark.example/v1/alerts/7f3a9c52d1e84b06a5c9e2f1b8d40763",
    evidence: evidence(),
    ...more,
  };
}

/** An alert about a feed as a whole: it has no app. */
export function silentFeed(): ExportedAlert {
  const at = "2026-10-06T14:00:00.000Z";
  const { name, techniques, actions } = detectionNote("feed_silent");
  const judged = { observed: 0, expected: 120, low: null, high: null, score: 52, direction: "low", state: "ready" };
  return exportedAlert({
    detection: "feed_silent",
    detection_name: name,
    title: "Feed o365_audit of contoso has been silent since 2026-10-06 14:00 UTC; usually 120 events an hour",
    severity: "medium",
    score: 52,
    app_id: "",
    app_name: "",
    source: "o365_audit",
    techniques: [...techniques],
    recommended_actions: [...actions],
    evidence: {
      windows_in_all: 3,
      windows: [{ metric: "events", window_s: 3600, at, ...judged, contributors: {} }],
      feed: { silent_since: at, known_at: "2026-10-06T17:00:00.000Z", back_at: null, usual_events_an_hour: 120 },
    },
  });
}

function evidence(): unknown {
  const contributors = {
    user_id: [{ value: "ana@contoso.example", amount: 380_211_000, usual: 912_000, share: 0.94 }],
    ip: [{ value: "203.0.113.7", amount: 391_004_112, usual: 1_200_300, share: 0.97 }],
    operation: [{ value: "GET /users/{id}/messages", amount: 402_113_800, usual: 20_100_400, share: 1 }],
  };
  const window = {
    metric: "bytes_read",
    window_s: 3600,
    at: "2026-10-06T14:00:00.000Z",
    observed: 412_998_144,
    expected: 29_113_208,
    low: 11_730_112,
    high: 58_004_112,
    score: 93.1,
    direction: "high",
    state: "ready",
    contributors,
  };
  const rows = {
    table: "events",
    tenant: "contoso",
    source: "ms_graph_activity",
    app_id: "5a95e683-8a1f-4b5a-9c1e-2f0f5c1d7e44",
    from: "2026-10-06T14:00:00.000Z",
    to: "2026-10-06T15:00:00.000Z",
  };
  return { windows_in_all: 1, windows: [window], rows };
}
