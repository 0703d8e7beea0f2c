import type { TechniqueId } from "../../../schemas/detections/techniques.ts";
import type { Signal } from "./match-detection.ts";

/** One signal in plain words. */
export function tellSignal(signal: Signal): string {
  const { value, service, operation_class } = signal;
  const evidence = Object(JSON.parse(signal.evidence));
  const by = typeof evidence.user_id === "string" && evidence.user_id !== "" ? ` by ${evidence.user_id}` : "";
  switch (signal.signal) {
    case "spike":
      return `${amount(signal)} of ${operation_class} in one hour on ${service || "no named service"}; ${usualOf(signal)}`;
    case "activity":
      return `${round(signal.observed)} calls of ${operation_class} on ${service || "no named service"} that day`;
    case "first_user_agent":
      return `a program not seen before: ${value}`;
    case "first_country":
      return `from a country not seen before: ${value}`;
    case "first_asn":
      return `from a network operator not seen before: AS${value}`;
    case "first_network":
      return `from a network not seen before: ${value.replace("::ffff:", "")}`;
    case "first_service":
      return `the first call of ${value}`;
    case "first_operation_class":
      return `the first ${value}`;
    case "credential_change":
      return `a credential was added${by}`;
    case "permission_requested":
      return `the registration was made to ask for more rights${by}`;
    case "permission_granted":
      return `rights were granted for everybody${by}${listed(evidence.permissions)}`;
    case "rights_changed":
      return `rights were changed${by}: ${String(evidence.operation)}`;
    case "consent_given":
      return `consent was given${by}${listed(evidence.permissions)}`;
    case "consent_rejected":
      return `the consent prompt was turned down${by}`;
    case "consent_revoked":
      return `consent was taken back${by}`;
    case "instance_role_outside":
      return `${value} with a machine's role, by ${String(evidence.user_agent)} from ${String(evidence.ip)}${listed(evidence.resource)}`;
    case "logging_off":
      return `logging was switched off: ${value}`;
    case "sensitive_scope":
      return `holds rights of the family ${value}${listed(evidence.permissions)}`;
    default:
      return [signal.signal.replaceAll("_", " "), value].filter((word) => word !== "").join(": ");
  }
}

function amount({ value, observed }: Signal): string {
  if (value === "bytes") return `${round(observed / 1_000_000)} MB`;
  if (value === "reach") return `${round(observed)} accounts or objects`;
  return `${round(observed)} ${value}`;
}

function usualOf({ value, usual }: Signal): string {
  if (usual === null || usual === 0) return "none of it in the five weeks before";
  return `at most ${value === "bytes" ? `${round(usual / 1_000_000)} MB` : round(usual)} in any hour of the five weeks before`;
}

function listed(permissions: unknown): string {
  const names = Array.isArray(permissions) ? permissions.join(", ") : String(permissions ?? "");
  return names === "" ? "" : `: ${names}`;
}

function round(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** The technique of ATT&CK that such an act serves, where somebody does it who should not. */
export function techniqueOf({ signal, operation_class }: Signal): TechniqueId | undefined {
  return BY_SIGNAL[signal] ?? BY_CLASS[operation_class];
}

const BY_SIGNAL: Readonly<Record<string, TechniqueId>> = {
  credential_change: "T1098.001",
  permission_requested: "T1098.003",
  permission_granted: "T1098.003",
  rights_changed: "T1098.003",
  consent_given: "T1528",
  logging_off: "T1562.008",
};

const BY_CLASS: Readonly<Record<string, TechniqueId>> = {
  "mail.read": "T1114.002",
  "mail.search": "T1114.002",
  "inbox_rule.write": "T1137.005",
  "file.read": "T1530",
  "file.search": "T1619",
  "directory.read": "T1087.004",
  "secret.read": "T1555.006",
  "compute.create": "T1496",
};
