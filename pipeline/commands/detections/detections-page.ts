import { CATALOGUE } from "../../../schemas/detections/catalogue.ts";
import { describeRule } from "../../../schemas/detections/describe-rule.ts";
import type { Detection, DetectionKind } from "../../../schemas/detections/detection.ts";
import { attackTechnique } from "../../../schemas/detections/techniques.ts";
import { SIGNAL_RULES } from "../../detect/signals/signal-rules.ts";

const KINDS: Readonly<Record<DetectionKind, string>> = {
  logs: "logs and inventory",
  resource_manager: "also the events of Azure's resource manager",
  approximation: "an approximation: what others know is not known here",
  list: "what an operator's list names",
  usage: "the detector of usage",
};

/** docs/detections.md: every detection with its thresholds, out of the catalogue. */
export function detectionsPage(): string {
  return `${[HEAD, table(), LISTS, NUMBERS, numbers(), ...CATALOGUE.map(chapter)].join("\n\n")}\n`;
}

const HEAD = `# Detections

Written from \`schemas/detections/\` by \`npx vitest run pipeline/commands/detections -u\`; a test compares them.

A **signal** is a fact about an app at a time: it is in the table \`signals\`, with what was observed, what is usual, and a strength from 0 to 1. A **detection** is some signals within so many hours. Its alert tells them step by step. Signals are looked for in whole hours, ten minutes after their end; what comes late is looked at again, and what it explains away is taken back.`;

const LISTS = `## Lists

\`TIDEMARK_LISTS\` names a file that says where lists are; the service loads them every hour, \`tidemark detections load\` now. A list is text, one value a line, \`#\` begins a remark. One that cannot be had, or is empty, leaves the last good one in force; \`tidemark detections lists\` and \`GET /v1/detections\` show its age and what failed.

    lists:
      - { name: bad-addresses, kind: url, from: https://lists.example/hosts.txt }
      - { name: our-bad-apps, kind: app_id, from: /etc/tidemark/apps.txt, tenant: contoso }

Kinds: \`app_id\`, \`home_tenant\`, \`name\`, \`publisher\`, \`url\` (a host, with what is below it), \`network\` (its first address, \`198.51.100.0\`), \`asn\`.`;

const NUMBERS = `## What makes a signal

The strength of a spike is 1 - usual / observed, where usual is the busiest hour of the days before; for apps whose busiest hours differ much, usual is taken as many times as its busiest day differs from a middling one. Beside a \`usage_deviation\`, a window far outside what is usual for the app at that hour of the week, a smaller record counts: two witnesses that do not know of each other. The strength of a first-seen value is 1 - values before / days on which the app did anything; of services and operations, 1 - calls_for_a_value x values before / calls. Accounts, objects and calls are those of the feed that saw most.`;

function table(): string {
  const rows = CATALOGUE.map(
    ({ id, reference, name, severity, kind }) =>
      `| ${reference || "-"} | [${name}](#${anchorOf(name)}) | \`${id}\` | ${severity} | ${KINDS[kind]} |`,
  );
  return ["| number | detection | id | severity | sees it by |", "|---|---|---|---|---|", ...rows].join("\n");
}

function anchorOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}

function numbers(): string {
  const rows = Object.entries(SIGNAL_RULES).flatMap(([name, value]) =>
    typeof value === "number" ? [`| \`${name}\` | ${value} |`] : [],
  );
  return ["| number | value |", "|---|---|", ...rows].join("\n");
}

function chapter(detection: Detection): string {
  const { id, reference, name, severity, techniques, feeds, explanation, actions } = detection;
  const told = techniques.map(attackTechnique).map((one) => `${one.id} ${one.name}`);
  return [
    `## ${name}`,
    `${reference === "" ? "" : `${reference}, `}\`${id}\`, ${severity}. ${explanation}`,
    describeRule(detection)
      .map((line) => `- ${line}`)
      .join("\n"),
    `ATT&CK: ${told.join("; ") || "none"}. Needs: ${feeds.join(", ").replaceAll("_", " ")}.`,
    `What to do: ${actions.join(" ")}`,
  ].join("\n\n");
}
