import { D1 } from "./d01-redirect-flaw.ts";
import { D2 } from "./d02-suspicious-reply-url.ts";
import { D3 } from "./d03-low-consent.ts";
import { D4 } from "./d04-bad-url.ts";
import { D5 } from "./d05-odd-name-mail.ts";
import { D6 } from "./d06-read-only-odd-redirect.ts";
import { D7 } from "./d07-odd-name-rare-ending.ts";
import { D8 } from "./d08-new-publisher-mailbox-settings.ts";
import { D9 } from "./d09-low-consent-mail-reads.ts";
import { D10 } from "./d10-burst-of-sends-failing.ts";
import { D11 } from "./d11-burst-of-sends-siblings.ts";
import { D12 } from "./d12-mail-after-credential.ts";
import { D13 } from "./d13-risky-app-inbox-rule.ts";
import { D14 } from "./d14-inbox-rule-mail.ts";
import { D15 } from "./d15-new-place-after-credential.ts";
import { D16 } from "./d16-new-place-and-use-after-credential.ts";
import { D17 } from "./d17-consents-revoked.ts";
import { D18 } from "./d18-phishing-metadata.ts";
import { D19 } from "./d19-flagged-before.ts";
import { D20 } from "./d20-graph-mail-burst-risky.ts";
import { D21 } from "./d21-ews-mail-burst-risky.ts";
import { D22 } from "./d22-suspicious-exchange-admin.ts";
import { D23 } from "./d23-imitates-brand.ts";
import { D24 } from "./d24-lookalike-domain.ts";
import { D25 } from "./d25-failing-vault-reads.ts";
import { D26 } from "./d26-onedrive-enumeration.ts";
import { D27 } from "./d27-powershell-enumeration.ts";
import { D28 } from "./d28-new-app-directory-reads.ts";
import { D29 } from "./d29-new-user-agent.ts";
import { D30 } from "./d30-new-user-agent-ews.ts";
import { D31 } from "./d31-dormant-then-azure.ts";
import { D32 } from "./d32-many-mail-searches.ts";
import { D33 } from "./d33-lob-app-reads-much-mail.ts";
import { D34 } from "./d34-inbox-rule-mail-searches.ts";
import { D35 } from "./d35-inbox-rule-file-searches.ts";
import { D36 } from "./d36-onedrive-searches-edits.ts";
import { D37 } from "./d37-inbox-rule-important-mail.ts";
import { D38 } from "./d38-teams-chat-volume.ts";
import { D39 } from "./d39-onedrive-after-credential.ts";
import { D40 } from "./d40-sharepoint-after-credential.ts";
import { D41 } from "./d41-bad-mail-app.ts";
import { D42 } from "./d42-ews-collection.ts";
import { D44 } from "./d44-new-app-machines.ts";
import { D45 } from "./d45-privileged-app-machines.ts";
import { D46 } from "./d46-business-mail-fraud.ts";
import type { Detection } from "./detection.ts";
import { INSTANCE_ROLE_OUTSIDE } from "./instance-role-outside.ts";
import { LOGGING_SWITCHED_OFF } from "./logging-switched-off.ts";
import { PRINCIPALS_MADE } from "./principals-made.ts";
import { RIGHTS_KEY_AND_USE } from "./rights-key-and-use.ts";
import { USAGE_DETECTIONS } from "./usage-detections.ts";

/** All detections over signals: those that the reference numbers, then our own. */
export const DETECTIONS: readonly Detection[] = [
  D1,
  D2,
  D3,
  D4,
  D5,
  D6,
  D7,
  D8,
  D9,
  D10,
  D11,
  D12,
  D13,
  D14,
  D15,
  D16,
  D17,
  D18,
  D19,
  D20,
  D21,
  D22,
  D23,
  D24,
  D25,
  D26,
  D27,
  D28,
  D29,
  D30,
  D31,
  D32,
  D33,
  D34,
  D35,
  D36,
  D37,
  D38,
  D39,
  D40,
  D41,
  D42,
  D44,
  D45,
  D46,
  RIGHTS_KEY_AND_USE,
  INSTANCE_ROLE_OUTSIDE,
  LOGGING_SWITCHED_OFF,
  PRINCIPALS_MADE,
];

const BY_ID: ReadonlyMap<string, Detection> = new Map(
  [...DETECTIONS, ...USAGE_DETECTIONS].map((detection) => [detection.id, detection]),
);

/** All that can raise an alert, save policies: by number, those without one last. */
export const CATALOGUE: readonly Detection[] = [...BY_ID.values()].sort((a, b) => placeOf(a) - placeOf(b));

function placeOf({ reference }: Detection): number {
  return reference.startsWith("D") ? Number(reference.slice(1)) : Number.MAX_SAFE_INTEGER;
}

export function detectionById(id: string): Detection | undefined {
  return BY_ID.get(id);
}
