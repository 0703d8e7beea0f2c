import type { Provider } from "../../../schemas/action.ts";
import { google_workspace } from "./plans/google-workspace.ts";
import { microsoft_graph } from "./plans/microsoft-graph.ts";
import { salesforce } from "./plans/salesforce.ts";
import { telling } from "./plans/telling.ts";
import type { Plan } from "./step.ts";

/** How each provider does what it is asked for. */
export const PLANS: Readonly<Record<Provider, Plan>> = {
  microsoft_graph,
  google_workspace,
  salesforce,
  webhook: telling("webhook"),
  notify: telling("notify"),
};
