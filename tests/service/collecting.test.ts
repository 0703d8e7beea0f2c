import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { graphDirectory } from "../collect/graph-directory.ts";
import { CLIENT, DIRECTORY, type GraphServer, startGraphServer } from "../collect/graph-server.ts";
import { addressOf, type Running, startTidemark } from "../tidemark-process.ts";

const POLL_MS = 100;
const directory = graphDirectory();

const state: { dir: string; graph?: GraphServer; service?: Running } = { dir: "" };

beforeAll(async () => {
  state.dir = await mkdtemp(join(tmpdir(), "tidemark-collecting-"));
  directory.put("servicePrincipals", "sp1", { appId: "app1", displayName: "Mail Merge" });
  directory.put("users", "u1", { userPrincipalName: "u1@contoso.example" });
  state.graph = await startGraphServer(directory);
});

afterAll(async () => {
  state.service?.child.kill("SIGKILL");
  await state.graph?.stop();
  await rm(state.dir, { recursive: true, force: true });
});

test("a service with a directory collects it by itself, and keeps its secret to itself", async () => {
  const secret_file = join(state.dir, "secret");
  await writeFile(secret_file, CLIENT.secret);
  const url = state.graph?.url ?? "";
  const service = startTidemark(["start", "--data", join(state.dir, "data")], {
    env: {
      TIDEMARK_PORT: "0",
      TIDEMARK_GRAPH_DIRECTORY: DIRECTORY,
      TIDEMARK_GRAPH_CLIENT_ID: CLIENT.id,
      TIDEMARK_GRAPH_CLIENT_SECRET_FILE: secret_file,
      TIDEMARK_GRAPH_URL: url,
      TIDEMARK_GRAPH_LOGIN_URL: url,
    },
  });
  state.service = service;
  const api = await addressOf(service);
  expect(await firstApp(api)).toMatchObject({ app_id: "app1", app_name: "Mail Merge" });
  service.child.kill("SIGTERM");
  const { code, err } = await service.ended;
  expect(code).toBe(0);
  expect(err).toContain('"msg":"collected"');
  expect(err).not.toContain(CLIENT.secret);
});

async function firstApp(api: string): Promise<unknown> {
  for (;;) {
    const { apps } = Object(await (await fetch(`${api}/v1/apps`)).json());
    if (apps?.length > 0) return apps[0];
    await sleep(POLL_MS);
  }
}
