import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Hours of usage of every app in a span, services and operation classes added up, ordered by series and time. */
export const usageSeries = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    first_app: Type.String(),
    last_app: Type.String({ description: "Empty: all apps." }),
    history_from_s: Type.Integer({
      description: "From here on the hours of `whole_apps` are given, which need a tenant.",
    }),
    whole_apps: Type.Array(Type.String()),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    at: Type.Integer({ description: "Start of the hour, epoch seconds." }),
    calls: Type.Number(),
    errors: Type.Number(),
    bytes_read: Type.Number({ description: "NaN where the feed gives none." }),
    bytes_written: Type.Number({ description: "NaN where the feed gives none." }),
    users: Type.Number(),
    resources: Type.Number(),
    sign_in_failures: Type.Number({ description: "NaN where no sign-in is among the rows." }),
    error_rate: Type.Number({ description: "In percent; NaN of fewer than a hundred calls." }),
    busiest_calls: Type.Number({ description: "In five minutes of the hour; NaN where it is not known." }),
    busiest_errors: Type.Number({ description: "In five minutes of the hour; NaN where it is not known." }),
    busiest_bytes_read: Type.Number({ description: "In five minutes of the hour; NaN where it is not known." }),
    busiest_bytes_written: Type.Number({ description: "In five minutes of the hour; NaN where it is not known." }),
    events: Type.Number(),
  }),
});
