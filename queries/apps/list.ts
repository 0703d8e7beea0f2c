import { type TSchema, Type } from "typebox";
import {
  APP_BOUNDS,
  APP_CHOICES,
  APP_FLAGS,
  APP_LIST_SORTS,
  APP_SPANS,
  ListedApp,
  namesIn,
} from "../../schemas/app-list.ts";
import { defineQuery } from "../define-query.ts";

const Choice = Type.Array(Type.String());
/** -1: either way. */
const Flag = Type.Integer({ minimum: -1, maximum: 1 });
const Bound = Type.Union([Type.Number(), Type.Null()]);

function all<K extends string, S extends TSchema>(names: readonly K[], schema: S): Record<K, S> {
  // The keys are exactly the names: Object.fromEntries cannot say so.
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<K, S>;
}

/** A page of the apps of a tenant (empty: of all) as last judged. Times are bounds in epoch milliseconds. */
export const appList = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    search: Type.String(),
    ...all(namesIn(APP_CHOICES), Choice),
    ...all(namesIn(APP_FLAGS), Flag),
    ...all(APP_BOUNDS, Bound),
    ...all(APP_SPANS, Bound),
    sort: Type.Enum([...APP_LIST_SORTS]),
    descending: Type.Integer({ minimum: 0, maximum: 1 }),
    /** Where the page begins: behind this app, which has these keys. `after_app_id` empty: at the beginning. */
    after_null: Type.Integer(),
    after_number: Type.Number(),
    after_text: Type.String(),
    after_tenant: Type.String(),
    after_app_id: Type.String(),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    ...ListedApp.properties,
    key_null: Type.Integer(),
    key_number: Type.Number(),
    key_text: Type.String(),
  }),
});
