import type { Detection } from "./detection.ts";
import { ASK_OWNER, DISABLE_UNKNOWN } from "./recommended-actions.ts";

const LOOK = "Look at the users, operations and addresses that made the difference.";

const USAGE = { reference: "", kind: "usage", feeds: ["calls"], within_h: 24, parts: [] } as const;

/** What the detector of usage finds by itself: windows outside the range that is usual for the app at that hour. */
export const USAGE_DETECTIONS: readonly Detection[] = [
  {
    ...USAGE,
    id: "dormant_return",
    reference: "D43",
    name: "Return of a dormant app",
    says: "called again after weeks without a call",
    severity: "high",
    techniques: ["T1550.001"],
    explanation:
      "An app that had not called for at least ten days, and three times as long as ever before, calls again. Nobody watches what nobody uses.",
    actions: [ASK_OWNER, DISABLE_UNKNOWN],
  },
  {
    ...USAGE,
    id: "new_app_mass_read",
    reference: "T2",
    name: "New app reads far more than its peers",
    says: "is new and read far more than most apps ever do",
    severity: "high",
    techniques: ["T1530", "T1567"],
    explanation: "An app that has no usual yet moved far more in an hour than the peers of the days before.",
    actions: [LOOK, DISABLE_UNKNOWN],
  },
  {
    ...USAGE,
    id: "app_silent",
    name: "App has fallen silent",
    says: "has stopped calling at hours when it always did",
    severity: "low",
    techniques: [],
    explanation: "An app made no call for so long that, at its pace of those hours, it can hardly be chance.",
    actions: ["See whether the app or its feed has failed."],
  },
  {
    ...USAGE,
    id: "feed_silent",
    name: "Feed has fallen silent",
    says: "has been silent for longer than chance explains",
    severity: "medium",
    techniques: ["T1562.008"],
    explanation:
      "A feed of a tenant brought nothing for so long that, at its own pace of those hours, it can hardly be chance: nothing that apps did since is known, and no app is called silent for it. Three or four hours are enough for a feed that never rests, some eighteen of its working hours for one that does; a feed that delivers late as a rule must be twice as late. The alert has no app. It is resolved (data_returned) when data come back, and withdrawn when late data fill the gap.",
    actions: [
      "Look at what sends the feed: its credentials, its collector, its topic or subscription.",
      "If it works, see whether somebody switched off or narrowed the log at its origin.",
      "What was missed can be ingested later: usage and alerts follow.",
    ],
  },
  {
    ...USAGE,
    id: "error_burst",
    name: "Burst of failed calls",
    says: "failed far more often than usual",
    severity: "medium",
    techniques: ["T1526"],
    explanation:
      "Far more calls failed than ever do at that hour: somebody tries what can be opened, or the app broke.",
    actions: [LOOK, ASK_OWNER],
  },
  {
    ...USAGE,
    id: "off_hours_activity",
    name: "Activity at rest hours",
    says: "was busy when it usually rests",
    severity: "medium",
    techniques: ["T1550.001"],
    explanation: "An app that rests at that hour of the week was busy.",
    actions: [ASK_OWNER, DISABLE_UNKNOWN],
  },
  {
    ...USAGE,
    id: "constant_app_jump",
    name: "Jump of a steady app",
    says: "called more than it steadily does",
    severity: "low",
    techniques: ["T1119"],
    explanation: "An app whose calls hardly vary made clearly more of them.",
    actions: [ASK_OWNER],
  },
  {
    ...USAGE,
    id: "bytes_read_spike",
    name: "Spike of data read",
    says: "read far more data than usual",
    severity: "medium",
    techniques: ["T1530", "T1567"],
    explanation: "An app read far more data than is usual for it at that hour of the week.",
    actions: [LOOK, DISABLE_UNKNOWN],
  },
  {
    ...USAGE,
    id: "bytes_written_spike",
    name: "Spike of data written",
    says: "wrote far more data than usual",
    severity: "medium",
    techniques: ["T1565.001"],
    explanation: "An app wrote far more data than is usual for it at that hour of the week.",
    actions: [LOOK, ASK_OWNER],
  },
  {
    ...USAGE,
    id: "calls_spike",
    name: "Spike of calls",
    says: "made far more calls than usual",
    severity: "medium",
    techniques: ["T1119"],
    explanation: "An app made far more calls than is usual for it at that hour of the week.",
    actions: [LOOK, ASK_OWNER],
  },
  {
    ...USAGE,
    id: "reach_spike",
    name: "Reach into unusually many accounts or objects",
    says: "touched unusually many accounts or objects",
    severity: "medium",
    techniques: ["T1213"],
    explanation: "An app touched far more accounts or objects than is usual for it at that hour of the week.",
    actions: [LOOK],
  },
];
