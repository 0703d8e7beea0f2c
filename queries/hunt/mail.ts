import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { huntParameters } from "./apps.ts";

/** Mail that apps read, searched or sent, and inbox rules they wrote, by app, user and address. */
export const huntMail = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String(),
    user_id: Type.String(),
    ip: Type.String(),
    operation_class: Type.String(),
    operations: Type.Number(),
    messages: Type.Number(),
    bytes_read: Type.Number(),
    user_agents: Type.Array(Type.String()),
    first_at: Type.String(),
    last_at: Type.String(),
  }),
});
