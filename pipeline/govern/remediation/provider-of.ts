import type { RowOf } from "../../../queries/define-query.ts";
import type { actionTarget } from "../../../queries/remediation/action-target.ts";
import { type ActionKind, PROVIDERS, type Provider } from "../../../schemas/action.ts";
import { AppError } from "../../core/errors.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who an app belongs to: where the inventory has it from; one that logs alone show, by how its id is made. */
export function providerOf(kind: ActionKind, { app_id, sources }: RowOf<typeof actionTarget>): Provider {
  if (kind === "notify" || kind === "webhook") return kind;
  const found = PROVIDERS.find((provider) => sources.includes(provider));
  if (found) return found;
  if (GUID.test(app_id)) return "microsoft_graph";
  if (app_id.endsWith(".apps.googleusercontent.com") || /^\d{15,25}$/.test(app_id)) return "google_workspace";
  throw new AppError("wrong_usage", `Nothing says which provider app ${app_id} belongs to: say it with provider.`);
}
