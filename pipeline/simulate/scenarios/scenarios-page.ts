import {
  DETECTION_NUMBERS,
  DETECTION_SCENARIOS,
  type DetectionNumber,
  isOptional,
  USAGE_SCENARIOS,
} from "./catalogue.ts";
import type { Role } from "./scenario.ts";

/** docs/scenarios.md: what a made-up company holds, out of the catalogue itself. */
export function scenariosPage(): string {
  return [
    INTRODUCTION,
    "## Detections",
    "Seen in logs and directory. The number is the detection's in the reference, and `reference` of its alerts.",
    table(["number", "detection", "attack", "look-alike, which must not raise it"], numbered(false)),
    "## Detections that need knowledge from outside",
    "Reputation, lists of bad apps and the like are not in a company's own feeds; what these feeds do show of such an attack is planted, so that an approximation, or a list of the operator's, may find it. Not finding them is no fault.",
    table(["number", "detection", "attack", "look-alike, which must not raise it"], numbered(true)),
    "## Usage",
    "Amounts and times of use. These are in a company when nobody chooses; any alert on the app that overlaps the attack finds it.",
    table(["scenario", "role", "what happens"], usage()),
    "",
  ].join("\n\n");
}

const INTRODUCTION = `<!-- Generated: npx vitest run pipeline/simulate/scenarios/scenarios-page.test.ts -u -->

# Scenarios

What \`tidemark simulate\` can plant in a made-up company, and \`tidemark evaluate\` asks after. Each story happens to an app of its own, is drawn anew for every seed (when, how strong, which kind of app), and stands in \`truth.json\` with its role and span. Attacks begin in the last third of the days, so that there is a usual to differ from. Scenarios are written from what is known of the attacks and import nothing of the detector.

The events are common events as the feeds would give them. What may not be obvious: somebody who declines a prompt for consent is a failed sign-in with Entra's code 65004; a revoked consent is \`Remove delegated permission grant\`; Exchange Web Services shows as the Office 365 audit tells it (\`MailItemsAccessed\`, \`UpdateInboxRules\`, \`Move\`, ...; no sizes, no status codes); Azure Resource Manager and Key Vault by their operations (\`Microsoft.Compute/virtualMachines/write\`, \`SecretGet\`); importance of a mail is \`details.importance\`. Countries and networks stand in the events; addresses and networks are those kept for documentation. People of every company travel, take days off, decline and revoke now and then, apps get new versions, users and secrets.`;

function numbered(optional: boolean): string[][] {
  const stories = DETECTION_NUMBERS.filter((number) => isOptional(number) === optional);
  return stories.map((number) => [number, ...wordsOf(number)]);
}

function wordsOf(number: DetectionNumber): string[] {
  const { title, attack, look_alike } = DETECTION_SCENARIOS[number];
  return [title, attack.tells, look_alike.tells];
}

const ROLES: Readonly<Record<Role, string>> = { attack: "attack or fault", look_alike: "look-alike" };

function usage(): string[][] {
  return Object.entries(USAGE_SCENARIOS).map(([id, { role, tells }]) => [`\`${id}\``, ROLES[role], tells]);
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}
