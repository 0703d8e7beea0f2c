import type { Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Dashboard as Built } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard } from "@grafana/schema";
import { expect, test } from "vitest";
import { DASHBOARDS } from "./dashboards.ts";
import { staleFiles } from "./generate.ts";
import { PLUGIN } from "./kit/clickhouse-target.ts";

/**
 * A type with its enums replaced by what stands in the file: the kit and the schema name the members of some differently.
 * Numbers of enums are any number then, and queries whatever a plugin makes of them.
 */
type Values<T> = T extends string
  ? `${T}`
  : T extends number
    ? number
    : T extends Dataquery
      ? { readonly refId: string; [name: string]: unknown }
      : T extends readonly (infer E)[]
        ? Values<E>[]
        : T extends object
          ? { [K in keyof T]: Values<T[K]> }
          : T;

/** The number at grafana.com, which ours have none of, is of another type in the kit. */
type Plain<T> = Values<Omit<T, "gnetId">>;
type Fits = Plain<Built> extends Plain<Dashboard> ? true : false;

test("stand in dashboards/json as the builders make them", () => {
  expect(staleFiles()).toEqual([]);
});

test("are what Grafana calls a dashboard, and have no number at grafana.com", () => {
  const fits: Fits = true;
  expect(fits).toBe(true);
  expect(JSON.stringify(DASHBOARDS)).not.toContain("gnetId");
});

test("ask for their data source by name, so that Grafana says which is missing", () => {
  for (const { templating } of DASHBOARDS)
    expect(templating?.list?.[0]).toMatchObject({
      type: "datasource",
      name: "datasource",
      query: PLUGIN.type,
      description: expect.stringContaining("ClickHouse"),
    });
});
