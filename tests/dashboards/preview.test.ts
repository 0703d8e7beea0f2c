import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { panelsOf, readDashboards } from "../../dashboards/kit/panel-queries.ts";
import { renderPage } from "../../dashboards/preview/render-page.ts";
import { fillDashboard } from "../../pipeline/commands/dashboards/fill-dashboard.ts";
import { APP_ID, bringCompany, COMPANY_TO_MS } from "../tenants/company.ts";
import { openTestStore } from "../test-store.ts";

const CHROMIUM = "/usr/bin/chromium";
const there = existsSync(CHROMIUM);
const TENANT = `it's "ours" <b>&amp;`;
const store = await openTestStore();
const state = { dir: "" };

beforeAll(() => {
  state.dir = mkdtempSync(join(tmpdir(), "tidemark-preview-"));
});
afterAll(() => rmSync(state.dir, { recursive: true, force: true }));

if (!there && process.env["CI"] !== "true")
  test.skip(`the preview is not drawn: there is no ${CHROMIUM}`, () => undefined);

test.runIf(there || process.env["CI"] === "true")(
  "all dashboards are drawn in a browser without an error, empty panels with words",
  async () => {
    await bringCompany(store, { tenant: TENANT, word: TENANT, times: 3 });
    const read = async (sql: string) => (await store.readAnything(sql)).map((row) => Object(row));
    const dashboards = readDashboards();
    const filled = [];
    for (const dashboard of dashboards)
      filled.push(
        await fillDashboard({ read, chosen: { tenant: TENANT, app: APP_ID }, to_ms: COMPANY_TO_MS }, dashboard),
      );
    const file = join(state.dir, "page.html");
    writeFileSync(file, renderPage(filled));

    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on("console", (message) => faults.push(message.text()));
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("request", (request) =>
        faults.push(...(request.url() === pathToFileURL(file).href ? [] : [request.url()])),
      );
      await page.goto(pathToFileURL(file).href);
      expect(faults).toEqual([]);
      const panels = page.locator(".panel");
      expect(await panels.count()).toBe(dashboards.flatMap(panelsOf).length);
      // A panel has a drawing, numbers, a table, or words.
      const bodies = await panels.evaluateAll((all) =>
        all.map((one) => one.querySelector("svg, .stats, table, .none") !== null),
      );
      expect(bodies).not.toContain(false);
      expect(await page.locator(".none").allTextContents()).not.toContain("");
      expect(await page.locator("body").textContent()).not.toMatch(/DB::|ClickHouse says|undefined|NaN/);
    } finally {
      await browser.close();
    }
  },
);

test("a query over its time limit says so in its panel's place, and the others are drawn", async () => {
  const [first] = readDashboards().filter(({ uid }) => uid === "tidemark-hygiene");
  const [slow, ...others] = first ? panelsOf(first) : [];
  const [target] = slow?.targets ?? [];
  if (!first || !slow || !target) throw new Error("there is no panel");
  const rawSql = "SELECT count() FROM system.numbers SETTINGS max_execution_time = 1";
  const panels = [{ ...slow, targets: [{ ...target, rawSql }] }, ...others];
  const read = async (sql: string) => (await store.readAnything(sql)).map((row) => Object(row));
  const page = renderPage([await fillDashboard({ read, chosen: {}, to_ms: COMPANY_TO_MS }, { ...first, panels })]);
  const told = page.match(/Timeout exceeded/g);
  expect(told).toHaveLength(1);
  expect(page).toMatch(/<p class="none">ClickHouse says TIMEOUT_EXCEEDED: Timeout exceeded[^<]*maximum: 1000 ms/);
  for (const { title } of others) expect(page).toContain(`<h2>${title}</h2>`);
});
