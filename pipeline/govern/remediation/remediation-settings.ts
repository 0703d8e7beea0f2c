import { type Static, Type } from "typebox";

/** The settings of remediation by the names of their environment variables. */
export const remediationVariables = {
  TIDEMARK_REMEDIATION: Type.Optional(
    Type.Enum(["dry_run", "live"], { description: "Whether actions are carried out, or only planned." }),
  ),
  TIDEMARK_REMEDIATION_NEVER_TOUCH: Type.Optional(
    Type.String({ description: "App ids, separated by commas, from which nothing is ever taken." }),
  ),
  TIDEMARK_REMEDIATION_PER_HOUR: Type.Optional(
    Type.String({ pattern: "^[1-9][0-9]{0,3}$", description: "How many apps policies act on in an hour, 1 to 9999." }),
  ),
  TIDEMARK_REMEDIATION_WEBHOOK_URL: Type.Optional(
    Type.String({ pattern: "^https?://[^\\s]+$", description: "Where actions of the kind webhook are posted." }),
  ),
  TIDEMARK_REMEDIATION_WEBHOOK_SECRET_FILE: Type.Optional(
    Type.String({ minLength: 1, description: "File with the secret that signs them." }),
  ),
  TIDEMARK_REMEDIATION_NOTIFY: Type.Optional(
    Type.String({ minLength: 1, description: "The destination of the export that actions of the kind notify go to." }),
  ),
};

const Variables = Type.Object(remediationVariables);

export interface RemediationSettings {
  readonly mode: "dry_run" | "live";
  readonly never_touch: readonly string[];
  readonly most_per_hour: number;
  readonly webhook?: { readonly url: string; readonly secret_file: string };
  readonly notify?: string;
}

/** A policy gone wrong is noticed within the hour, and so many apps can be enabled again by hand. */
const DEFAULT_PER_HOUR = "10";

/** `own`: the ids of Tidemark's own registrations, which it must not take from itself. */
export function remediationSettings(
  ours: Static<typeof Variables>,
  own: readonly (string | undefined)[],
): RemediationSettings {
  const { TIDEMARK_REMEDIATION_WEBHOOK_URL: url, TIDEMARK_REMEDIATION_WEBHOOK_SECRET_FILE: secret_file } = ours;
  const notify = ours.TIDEMARK_REMEDIATION_NOTIFY;
  const listed = (ours.TIDEMARK_REMEDIATION_NEVER_TOUCH ?? "").split(",").map((id) => id.trim());
  return {
    mode: ours.TIDEMARK_REMEDIATION ?? "dry_run",
    never_touch: [...listed, ...own].filter((id): id is string => id !== undefined && id !== ""),
    most_per_hour: Number(ours.TIDEMARK_REMEDIATION_PER_HOUR ?? DEFAULT_PER_HOUR),
    ...(url !== undefined && secret_file !== undefined ? { webhook: { url, secret_file } } : {}),
    ...(notify === undefined ? {} : { notify }),
  };
}
