import { DashboardLinkBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { placeholder } from "./placeholder.ts";

/** Where a value leads: the words on the link and the address, in which Grafana fills variables and fields. */
export interface Link {
  readonly title: string;
  readonly url: string;
  readonly outside?: boolean;
}

const ENTRA = "https://entra.microsoft.com/#view";
const DEFENDER = "https://security.microsoft.com/cloudapps/app-governance?viewid=allApps";

/** What every dashboard of ours passes on. */
const KEPT = `${placeholder("datasource:queryparam")}&${placeholder("tenant:queryparam")}`;
const SPAN = placeholder("__url_time_range");

function to(dashboard: string, rest = "", span = SPAN): string {
  return `/d/tidemark-${dashboard}?${KEPT}&${span}${rest}`;
}

/** The value of a column of the row that was clicked on. */
function field(name: string): string {
  return placeholder(`__data.fields.${name}:percentencode`);
}

export const toDashboard = (title: string, dashboard: string): Link => ({ title, url: to(dashboard) });

/** From a row with an `app_id`. */
export const toAppOfRow: Link = { title: "Explore this app", url: to("app", `&var-app=${field("app_id")}`) };

/** The links from a row with an `app_id` to the pages about it elsewhere. */
export const appOutside: readonly Link[] = [
  {
    title: "This app's registration in Entra",
    url: `${ENTRA}/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${field("app_id")}`,
    outside: true,
  },
  { title: "Apps in Defender", url: DEFENDER, outside: true },
];

/** The same from a dashboard about one app. */
export const chosenAppOutside: readonly Link[] = [
  {
    title: "Entra",
    url: `${ENTRA}/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${placeholder("app:percentencode")}`,
    outside: true,
  },
  { title: "Defender", url: DEFENDER, outside: true },
];

/** From one dashboard about the chosen app to the one that explains it. */
export const toChosenApp: Link = { title: "Explore this app", url: to("app", `&${placeholder("app:queryparam")}`) };

/** From a row with `app_id`, `from_ms` and `to_ms`: the events behind it. */
export const toEventsOfRow: Link = {
  title: "The events behind this",
  url: to("events", `&var-app=${field("app_id")}`, `from=${field("from_ms")}&to=${field("to_ms")}`),
};

/** From a row about the chosen app to its events that have what the row says, by the events' columns. */
export function toEventsWith(title: string, columns: Readonly<Record<string, string>> = {}): Link {
  const filters = Object.entries(columns).map(
    ([column, name]) => `&var-filters=events.${column}%7C%3D%7C${field(name)}`,
  );
  return { title, url: to("events", `&${placeholder("app:queryparam")}${filters.join("")}`) };
}

export function linkBuilder(link: Link): DashboardLinkBuilder {
  return new DashboardLinkBuilder(link.title).url(link.url).targetBlank(link.outside ?? false);
}
