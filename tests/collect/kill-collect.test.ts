import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { documentOf, startTidemark, tidemark } from "../tidemark-process.ts";
import { graphDirectory } from "./graph-directory.ts";
import { CLIENT, DIRECTORY, startGraphServer } from "./graph-server.ts";

const LIMIT_MS = 600_000;
/** With so many users and so many on a page, a run is some fifty requests. */
const USERS = 200;
const PAGE = 5;
/** Requests after which the collector is killed: within the first list, and within the users. */
const KILLS = [4, 25];

const dir = mkdtempSync(join(tmpdir(), "tidemark-kill-collect-"));
// A server that was killed with its collector may still be going.
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

test(
  "a collector that is killed in the middle and run again gives the inventory of one that was not",
  async () => {
    const directory = graphDirectory();
    for (let n = 0; n < USERS; n += 1) directory.put("users", `u${n}`, { userPrincipalName: `u${n}@contoso.example` });
    for (let n = 0; n < PAGE * 3; n += 1)
      directory.put("servicePrincipals", `sp${n}`, { appId: `app${n}`, displayName: `App ${n}` });
    directory.page_size = PAGE;
    const graph = await startGraphServer(directory);
    const secret_file = join(dir, "secret");
    writeFileSync(secret_file, `${CLIENT.secret}\n`);
    const env = {
      TIDEMARK_GRAPH_DIRECTORY: DIRECTORY,
      TIDEMARK_GRAPH_CLIENT_ID: CLIENT.id,
      TIDEMARK_GRAPH_CLIENT_SECRET_FILE: secret_file,
      TIDEMARK_GRAPH_URL: graph.url,
      TIDEMARK_GRAPH_LOGIN_URL: graph.url,
    };
    const words = ["collect", "microsoft_graph", "--json", "--data", join(dir, "data")];
    for (const after of KILLS) {
      const { child, ended } = startTidemark(words, { env });
      const first = graph.requests.length;
      graph.fault = () => {
        if (graph.requests.length - first >= after) child.kill("SIGKILL");
        return undefined;
      };
      expect((await ended).signal).toBe("SIGKILL");
    }
    graph.fault = () => undefined;
    const whole = await tidemark(words, { env });
    expect(whole.err).not.toContain(CLIENT.secret);
    expect(documentOf(whole)).toMatchObject({ collections: expect.arrayContaining([]) });
    const query =
      "SELECT item, toUInt32(count()) AS found, toUInt32(uniqExact(key, app_ref)) AS things FROM inventory_history FINAL GROUP BY item ORDER BY item";
    const rows = documentOf(await tidemark(["sql", "--data", join(dir, "data"), "--json", query]));
    expect(rows).toEqual([
      { item: "app", found: PAGE * 3, things: PAGE * 3 },
      { item: "user", found: USERS, things: USERS },
    ]);
    const again = await tidemark(words, { env });
    const { collections } = Object(documentOf(again));
    expect(collections.filter((one: object) => Object(one).changed !== 0)).toEqual([]);
    await graph.stop();
  },
  LIMIT_MS,
);
