import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../config.ts";
import type { Actions, ProviderApis } from "../../core/actions.ts";
import { createActions } from "../../govern/remediation/create-actions.ts";
import { googleApi } from "../../readers/google-workspace/google-api.ts";
import type { HttpDeps } from "../../readers/http/patiently.ts";
import { graphApi } from "../../readers/microsoft-graph/graph-client.ts";
import { salesforceApi } from "../../readers/salesforce/salesforce-api.ts";
import type { Store } from "../../store/open-store.ts";
import { notifyApi, webhookApi } from "./telling-apis.ts";

/** Actions take turns: who waits for a provider for longer keeps all others waiting, and is asked again by the next run. */
const PATIENCE = { most_tries: 4, answer_ms: 30_000, longest_asked_pause_ms: 60_000 };

const HTTP: HttpDeps = {
  now_ms: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
  patience: PATIENCE,
};

/** What can be done about apps, by the providers that are set up. */
export function openActions(config: Config, store: Store): Actions {
  const { graph, google, salesforce, remediation } = config;
  const { webhook, notify } = remediation;
  const apis: ProviderApis = {
    ...(graph ? { microsoft_graph: graphApi(HTTP, graph) } : {}),
    ...(google ? { google_workspace: googleApi(HTTP, google) } : {}),
    ...(salesforce ? { salesforce: salesforceApi(HTTP, salesforce) } : {}),
    ...(webhook ? { webhook: webhookApi(HTTP, webhook) } : {}),
    ...(notify === undefined ? {} : { notify: notifyApi(config, notify) }),
  };
  return createActions({ ...store, clock: { now_ms: Date.now }, apis, settings: remediation });
}
