import { appKnown } from "../../../queries/apps/known.ts";
import type { RowOf } from "../../../queries/define-query.ts";
import { AppError } from "../errors.ts";
import type { QueryReader } from "../ports.ts";

/** An app that a tenant knows, with all its ids. */
export type KnownApp = RowOf<typeof appKnown>;

/** The app with any of its ids; none where no tenant has it. `tenant` empty: any; rejects where several have it. */
export async function findApp(reader: QueryReader, app_id: string, tenant: string): Promise<KnownApp | undefined> {
  const [first, second] = await reader.rows(appKnown, { app_id, tenant });
  if (second) throw new AppError("wrong_usage", "Several tenants have this app: say which with tenant.");
  return first;
}

/** The same; rejects where no tenant has it. */
export async function knownApp(reader: QueryReader, app_id: string, tenant: string): Promise<KnownApp> {
  const found = await findApp(reader, app_id, tenant);
  if (found) return found;
  throw new AppError(
    "not_found",
    "No event and no directory has named this app. The list of apps (tidemark apps list, GET /v1/apps) shows those known.",
  );
}
