import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What the directory says of one app beside its judged facts; empty where it says nothing. */
export const appDirectory = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_ids: Type.Array(Type.String()) }),
  row: Type.Object({
    service_principal_id: Type.String(),
    application_object_id: Type.String(),
    reply_urls: Type.Array(Type.String()),
    owners: Type.Array(Type.String()),
    directory_tags: Type.Array(Type.String()),
    directory_note: Type.String(),
    last_status: Type.String(),
    last_status_by: Type.String(),
    last_status_at: Type.Union([Type.String(), Type.Null()]),
  }),
});
