import type { RowOf } from "../../../queries/define-query.ts";
import type { actionTarget } from "../../../queries/remediation/action-target.ts";
import type { ActionKind } from "../../../schemas/action.ts";
import type { RemediationSettings } from "./remediation-settings.ts";

/** Whoever may write tags can put an app on the list by this one. */
const TAG = "never-touch";
const HARMFUL: ReadonlySet<ActionKind> = new Set(["disable_app", "revoke"]);

/** Why nothing may be taken from this app, by a policy or a person; undefined where it may. */
export function whyUntouchable(
  { never_touch }: RemediationSettings,
  kind: ActionKind,
  { app_id, tags, first_party }: RowOf<typeof actionTarget>,
): string | undefined {
  if (!HARMFUL.has(kind)) return undefined;
  if (never_touch.includes(app_id)) return `app ${app_id} is on the list of those never to be touched`;
  if (tags.includes(TAG)) return `app ${app_id} has the tag ${TAG}`;
  if (first_party) return `app ${app_id} is the platform's own: what it does would stop for everybody`;
  return undefined;
}
