import type { Static } from "typebox";
import type { AttackTechnique } from "../exported-alert.ts";

const TACTICS = {
  TA0001: "Initial Access",
  TA0003: "Persistence",
  TA0004: "Privilege Escalation",
  TA0005: "Defense Evasion",
  TA0006: "Credential Access",
  TA0007: "Discovery",
  TA0008: "Lateral Movement",
  TA0009: "Collection",
  TA0010: "Exfiltration",
  TA0040: "Impact",
} as const;

/** Techniques of MITRE ATT&CK that detections and signals speak of, with the tactic they serve here. */
const TECHNIQUES = {
  T1036: ["Masquerading", "TA0005"],
  "T1078.004": ["Valid Accounts: Cloud Accounts", "TA0008"],
  T1078: ["Valid Accounts", "TA0004"],
  T1087: ["Account Discovery", "TA0007"],
  "T1087.004": ["Account Discovery: Cloud Account", "TA0007"],
  T1098: ["Account Manipulation", "TA0003"],
  "T1098.001": ["Account Manipulation: Additional Cloud Credentials", "TA0003"],
  "T1098.003": ["Account Manipulation: Additional Cloud Roles", "TA0003"],
  T1114: ["Email Collection", "TA0009"],
  "T1114.002": ["Email Collection: Remote Email Collection", "TA0009"],
  T1119: ["Automated Collection", "TA0009"],
  T1136: ["Create Account", "TA0003"],
  "T1136.003": ["Create Account: Cloud Account", "TA0003"],
  T1137: ["Office Application Startup", "TA0003"],
  "T1137.005": ["Office Application Startup: Outlook Rules", "TA0003"],
  T1213: ["Data from Information Repositories", "TA0009"],
  "T1213.002": ["Data from Information Repositories: Sharepoint", "TA0009"],
  T1496: ["Resource Hijacking", "TA0040"],
  T1526: ["Cloud Service Discovery", "TA0007"],
  T1528: ["Steal Application Access Token", "TA0006"],
  T1530: ["Data from Cloud Storage", "TA0009"],
  "T1550.001": ["Use Alternate Authentication Material: Application Access Token", "TA0008"],
  "T1552.005": ["Unsecured Credentials: Cloud Instance Metadata API", "TA0006"],
  "T1555.006": ["Credentials from Password Stores: Cloud Secrets Management Stores", "TA0006"],
  "T1562.008": ["Impair Defenses: Disable or Modify Cloud Logs", "TA0005"],
  "T1565.001": ["Data Manipulation: Stored Data Manipulation", "TA0040"],
  T1566: ["Phishing", "TA0001"],
  T1567: ["Exfiltration Over Web Service", "TA0010"],
  T1580: ["Cloud Infrastructure Discovery", "TA0007"],
  T1619: ["Cloud Storage Object Discovery", "TA0007"],
} as const satisfies Record<string, readonly [string, keyof typeof TACTICS]>;

export type TechniqueId = keyof typeof TECHNIQUES;

export function attackTechnique(id: TechniqueId): Static<typeof AttackTechnique> {
  const [name, tactic_id] = TECHNIQUES[id];
  return { id, name, tactic_id, tactic: TACTICS[tactic_id] };
}
