import type { Config } from "../../config.ts";
import type { ProviderApi } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import { testAlert } from "../../export/test-alert.ts";
import { signatureOf } from "../../export/transports/webhook.ts";
import { type HttpDeps, patiently } from "../../readers/http/patiently.ts";
import { secretText } from "../../readers/secret-text.ts";
import { loadDestinations } from "../export/load-destinations.ts";
import { closeAll, originOf } from "../export/run-export.ts";

/** Actions as signed requests (Standard Webhooks), each under the id of its action. */
export function webhookApi(
  deps: HttpDeps,
  { url, secret_file }: { readonly url: string; readonly secret_file: string },
) {
  return {
    call: async ({ body = {} }, what, signal) => {
      const secret = await secretText(secret_file, "TIDEMARK_REMEDIATION_WEBHOOK_SECRET_FILE");
      const text = JSON.stringify(body);
      const id = String(body["action_id"]);
      const timestamp = String(Math.floor(deps.now_ms() / 1_000));
      const headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signatureOf(secret, `${id}.${timestamp}.${text}`),
      };
      return patiently(deps, { url, what, method: "POST", body: text, headers }, signal);
    },
  } satisfies ProviderApi;
}

/** Actions as messages to a destination of the export. */
export function notifyApi(config: Config, destination: string): ProviderApi {
  return {
    call: async ({ body = {} }, _what, signal) => {
      const settings = await loadDestinations(config);
      const found = settings.destinations.find(({ name }) => name === destination);
      if (!found)
        throw new AppError("config_invalid", `TIDEMARK_REMEDIATION_NOTIFY: there is no destination ${destination}.`);
      const { kind, app_id, app_name, tenant, action_id, reason } = body;
      const alert = {
        ...testAlert(String(action_id), Date.now(), originOf(settings)),
        ...{ test: false, tenant: String(tenant), app_id: String(app_id), app_name: String(app_name) },
        ...{ detection: "remediation", detection_name: "Action on an app", evidence: body, severity: "medium" },
        title: `${app_name || app_id}: ${kind}, ${reason}`,
      };
      const [outcome] = await found.transport.send([{ alert, line: found.format.render(alert) }], signal);
      await closeAll(settings);
      if (outcome?.kind === "failed") throw new AppError("source_unavailable", `${destination}: ${outcome.answer}.`);
      return { status: outcome?.kind === "delivered" ? 200 : 400, json: { error: outcome?.answer } };
    },
  };
}
