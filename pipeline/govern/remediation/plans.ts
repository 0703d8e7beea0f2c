import type { Provider } from "../../../schemas/action.ts";
import { microsoft_graph } from "./plans/microsoft-graph.ts";
import type { Plan } from "./step.ts";

const none: Plan = { kinds: [], steps: async () => [] };

/** How each provider does what it is asked for. */
export const PLANS: Readonly<Record<Provider, Plan>> = {
  microsoft_graph,
  google_workspace: none,
  salesforce: none,
  webhook: none,
  notify: none,
};
