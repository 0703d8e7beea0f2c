import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { type Link, linkBuilder } from "./links.ts";
import { dataSource, tenant } from "./variables.ts";

export interface DashboardSpec {
  /** Its address is /d/tidemark-NAME. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  /** Beside the data source and the tenant. */
  readonly variables?: readonly Builder<VariableModel>[];
  readonly annotations?: readonly Builder<AnnotationQuery>[];
  readonly links?: readonly Link[];
  readonly rows: readonly Row[];
}

export interface Row {
  /** Empty: the panels stand at the top without a heading. */
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

/** Marks our dashboards, so that each can list the others. */
const TAG = "tidemark";

export function dashboard(spec: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(`tidemark-${spec.name}`)
    .description(spec.description)
    .tags([TAG])
    .timezone("utc")
    .time({ from: spec.from, to: "now" })
    .refresh("")
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .link(otherDashboards());
  for (const link of spec.links ?? []) builder.link(linkBuilder(link));
  for (const variable of [dataSource, tenant, ...(spec.variables ?? [])]) builder.withVariable(variable);
  for (const annotation of spec.annotations ?? []) builder.annotation(annotation);
  for (const row of spec.rows) {
    if (row.title !== "") builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  return builder.build();
}

function otherDashboards(): DashboardLinkBuilder {
  return new DashboardLinkBuilder("Tidemark")
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}
