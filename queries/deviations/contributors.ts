import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const texts = Type.Array(Type.String());
const seconds = Type.Array(Type.Integer());

/** Which operations, services, users, addresses, resources and user agents made the most difference in each of some windows. */
export const contributors = defineQuery(import.meta.url, {
  params: Type.Object({
    tenants: texts,
    sources: texts,
    app_ids: texts,
    measures: Type.Array(Type.String({ description: "calls, errors, sign_in_failures, bytes_read or bytes_written." })),
    from_s: seconds,
    window_s: seconds,
  }),
  row: Type.Object({
    window: Type.Integer({ description: "Place of the window in the lists, from 0." }),
    attribute: Type.String(),
    value: Type.String(),
    amount: Type.Number({ description: "In the window, in the unit of its measure." }),
    usual: Type.Number({ description: "The week before, scaled to one window." }),
  }),
});
