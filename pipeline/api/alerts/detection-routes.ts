import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type Static, Type } from "typebox";
import type { RowOf } from "../../../queries/define-query.ts";
import { detectionLists } from "../../../queries/detections/lists.ts";
import { detectionSettings } from "../../../queries/detections/settings.ts";
import { DetectionsAnswer } from "../../../schemas/api-detections.ts";
import { CATALOGUE } from "../../../schemas/detections/catalogue.ts";
import { describeRule } from "../../../schemas/detections/describe-rule.ts";
import type { Detection } from "../../../schemas/detections/detection.ts";
import { attackTechnique } from "../../../schemas/detections/techniques.ts";
import type { ApiDeps } from "../api-deps.ts";
import { oneTenant, tenantParameter } from "../asked-parameters.ts";
import { askedTenant, describing } from "../route-words.ts";
import { isoTime } from "../time-span.ts";

const TenantQuery = Type.Object(tenantParameter, { additionalProperties: false });

export const detectionRoutes =
  ({ reader }: ApiDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const schema = {
      ...describing("alerts")(
        "What can raise an alert: detections with their rules, thresholds and settings, and lists with their age",
        DetectionsAnswer,
      ),
      querystring: TenantQuery,
    };
    app.get("/v1/detections", { config: { scope: "read" }, schema }, async (request) => {
      const tenant = await oneTenant(reader, askedTenant(request));
      const settings = await reader.rows(detectionSettings, { tenant });
      const lists = await reader.rows(detectionLists, {});
      const own = lists.filter((list) => list.tenant === "" || list.tenant === tenant);
      return {
        tenant,
        detections: CATALOGUE.map((detection) => toAnswer(detection, settings)),
        lists: own.map(({ list, kind, values, loaded_at, age_s, failure }) => {
          return { list, kind, values, loaded_at, age_s, failure: failure || null };
        }),
      };
    });
  };

type Answer = Static<typeof DetectionsAnswer>["detections"][number];

function toAnswer(detection: Detection, settings: readonly RowOf<typeof detectionSettings>[]): Answer {
  const { id, reference, name, severity, kind, techniques, feeds, explanation, actions, within_h } = detection;
  const own = settings.filter((setting) => setting.detection === id);
  return {
    ...{ id, reference: reference || null, name, severity, kind, explanation, within_h },
    techniques: techniques.map(attackTechnique),
    feeds: [...feeds],
    recommended_actions: [...actions],
    rule: [...describeRule(detection)],
    settings: own.map(({ app_id, state, until_ms, sensitivity, changed_by, note }) => {
      const until = until_ms === null ? null : isoTime(until_ms);
      return { app_id: app_id || null, state, until, sensitivity, changed_by, note };
    }),
  };
}
