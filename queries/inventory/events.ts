import { type Static, Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const InventoryEvent = Type.Object({
  source: Type.String(),
  event_id: Type.String(),
  at_ms: Type.Number(),
  kind: Type.String(),
  operation: Type.String(),
  operation_class: Type.String(),
  app_id: Type.String(),
  app_name: Type.String(),
  user_id: Type.String(),
  resource: Type.String(),
  details: Type.String(),
});

export type InventoryEvent = Static<typeof InventoryEvent>;

/** Consents, credential changes and app changes of a tenant that were not refused. */
export const inventoryEvents = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    /** When the store got them. */
    received_from_ms: Type.Integer(),
    received_to_ms: Type.Integer(),
    after_ms: Type.Integer(),
    after_source: Type.String(),
    after_event: Type.String(),
    limit: Type.Integer(),
  }),
  row: InventoryEvent,
});
