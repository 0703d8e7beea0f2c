import type { InventorySource } from "../../../schemas/inventory-item.ts";
import type { InventoryMapper } from "./inventory-mapper.ts";
import { google_workspace } from "./sources/google-workspace.ts";
import { microsoft_graph } from "./sources/microsoft-graph.ts";
import { tidemark } from "./sources/own-record.ts";
import { salesforce } from "./sources/salesforce.ts";

export const INVENTORY_MAPPERS: Readonly<Record<InventorySource, InventoryMapper>> = {
  google_workspace,
  microsoft_graph,
  salesforce,
  tidemark,
};
