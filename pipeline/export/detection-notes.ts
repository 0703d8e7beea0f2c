import type { Static } from "typebox";
import type { AttackTechnique } from "../../schemas/exported-alert.ts";

/** What a receiver is told about a detection beside the alert itself. */
export interface DetectionNote {
  readonly name: string;
  readonly techniques: readonly Static<typeof AttackTechnique>[];
  readonly actions: readonly string[];
}

const technique = (id: string, name: string, tactic_id: string, tactic: string): Static<typeof AttackTechnique> => ({
  id,
  name,
  tactic_id,
  tactic,
});

const TOKEN = technique(
  "T1550.001",
  "Use Alternate Authentication Material: Application Access Token",
  "TA0008",
  "Lateral Movement",
);
const STORAGE = technique("T1530", "Data from Cloud Storage", "TA0009", "Collection");
const AUTOMATED = technique("T1119", "Automated Collection", "TA0009", "Collection");
const REPOSITORIES = technique("T1213", "Data from Information Repositories", "TA0009", "Collection");
const WEB_SERVICE = technique("T1567", "Exfiltration Over Web Service", "TA0010", "Exfiltration");
const DISCOVERY = technique("T1526", "Cloud Service Discovery", "TA0007", "Discovery");
const MANIPULATION = technique("T1565.001", "Data Manipulation: Stored Data Manipulation", "TA0040", "Impact");

const ASK_OWNER = "Ask the owner of the app whether this was meant.";
const DISABLE = "If nobody knows of it, disable the app and renew its credentials.";
const LOOK = "Look at the users, operations and addresses that made the difference.";

const NOTES: Readonly<Record<string, DetectionNote>> = {
  dormant_return: { name: "Return of a dormant app", techniques: [TOKEN], actions: [ASK_OWNER, DISABLE] },
  new_app_mass_read: {
    name: "New app reads far more than its peers",
    techniques: [STORAGE, WEB_SERVICE],
    actions: [LOOK, DISABLE],
  },
  app_silent: {
    name: "App has fallen silent",
    techniques: [],
    actions: ["See whether the app or its feed has failed."],
  },
  error_burst: { name: "Burst of failed calls", techniques: [DISCOVERY], actions: [LOOK, ASK_OWNER] },
  off_hours_activity: { name: "Activity at rest hours", techniques: [TOKEN], actions: [ASK_OWNER, DISABLE] },
  constant_app_jump: { name: "Jump of a steady app", techniques: [AUTOMATED], actions: [ASK_OWNER] },
  bytes_read_spike: { name: "Spike of data read", techniques: [STORAGE, WEB_SERVICE], actions: [LOOK, DISABLE] },
  bytes_written_spike: { name: "Spike of data written", techniques: [MANIPULATION], actions: [LOOK, ASK_OWNER] },
  calls_spike: { name: "Spike of calls", techniques: [AUTOMATED], actions: [LOOK, ASK_OWNER] },
  reach_spike: { name: "Reach into unusually many accounts or objects", techniques: [REPOSITORIES], actions: [LOOK] },
};

/** The note on a detection; one that we know nothing of is called by its id. */
export function detectionNote(detection: string): DetectionNote {
  return NOTES[detection] ?? { name: detection, techniques: [], actions: [] };
}
