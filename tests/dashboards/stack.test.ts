import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../pipeline/config.ts";
import { READER_GRANTS, READER_PROFILE } from "../../pipeline/store/embedded/reader-profile.ts";
import { openTestStore } from "../test-store.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");
const COMPOSE = read("docker-compose.yml");
const DOCKERFILE = read("Dockerfile");
const DOCS = read("docs/docker.md");
const services: readonly [string, ServiceText][] = Object.entries(parse(COMPOSE, { merge: true }).services);
const CLUSTER = services.filter(([, { profiles }]) => profiles.includes("cluster")).map(([name]) => name);
const store = await openTestStore();

/** What of a service these tests look at. */
interface ServiceText {
  readonly image: string;
  readonly profiles: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly mem_limit?: string;
}

const SECRETS = [
  "TIDEMARK_CLICKHOUSE_PASSWORD",
  "TIDEMARK_READER_PASSWORD",
  "GRAFANA_ADMIN_PASSWORD",
  "TIDEMARK_OPERATORS_WEBHOOK",
];
const TOOL = "/usr/bin/docker-compose";
const needsTool = test.runIf(existsSync(TOOL) || process.env["CI"] === "true");
if (!existsSync(TOOL) && process.env["CI"] !== "true")
  test.skip(`the compose file is not read: there is no ${TOOL}`, () => undefined);

function config(profiles: readonly string[], secrets: readonly string[]) {
  const words = profiles.flatMap((profile) => ["--profile", profile]);
  const env = { PATH: process.env["PATH"], HOME: "/", ...Object.fromEntries(secrets.map((name) => [name, "secret"])) };
  return spawnSync(TOOL, ["--env-file", ".env.example", ...words, "config", "--services"], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
}

needsTool.each([
  [["single"], ["clickhouse", "grafana", "tidemark"]],
  [
    ["single", "kafka"],
    ["clickhouse", "grafana", "kafka", "tidemark"],
  ],
  [
    ["cluster", "kafka"],
    [...CLUSTER, "kafka"],
  ],
])("docker-compose takes the profiles %j", (profiles, expected) => {
  const { status, stdout, stderr } = config(profiles, SECRETS);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout.trim().split("\n")).toEqual(expect.arrayContaining(expected));
});

needsTool.each(SECRETS)("docker-compose does not start without %s, and says where to set it", (name) => {
  const { status, stderr } = config(
    ["single"],
    SECRETS.filter((other) => other !== name),
  );
  expect(status).not.toBe(0);
  expect(stderr).toContain("set it in .env");
});

test("each variable of the compose file stands in .env.example, and each of those is used", () => {
  const used = new Set([...COMPOSE.matchAll(/\$\{(\w+)/g)].map((match) => match[1]));
  const offered = [...read(".env.example").matchAll(/^(\w+)=/gm)].map((match) => match[1]);
  expect([...used].sort()).toEqual(offered.filter((name) => name !== "COMPOSE_PROFILES").sort());
  expect([...read(".env.example").matchAll(/^\w*(PASSWORD|WEBHOOK)=(.+)$/gm)]).toEqual([]);
});

test.each(services)("%s is pinned, limited, in a profile, and documented", (_name, { image, mem_limit, profiles }) => {
  expect(image).toMatch(/:\d/);
  expect(mem_limit).toBeDefined();
  expect(profiles.length).toBeGreaterThan(0);
  expect(DOCS).toContain(`\`${image}\``);
});

test.each(services)("the files that %s mounts are there", (_name, { volumes }) => {
  const paths = volumes.map((volume) => volume.split(":")[0] ?? "").filter((path) => path.startsWith("."));
  expect(paths.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test("the cluster is two shards of two replicas with three Keepers, as its servers and services are told", () => {
  const of = (kind: string): readonly string[] => CLUSTER.filter((name) => name.startsWith(kind)).sort();
  const hosts = (file: string, tag: string): readonly string[] =>
    [
      ...read(`schemas/clickhouse/config.d/${file}.xml`).matchAll(
        new RegExp(`<${tag}>((?:clickhouse|keeper)-\\w+)<`, "g"),
      ),
    ]
      .map((match) => match[1] ?? "")
      .sort();
  expect(of("clickhouse")).toEqual(["clickhouse-1a", "clickhouse-1b", "clickhouse-2a", "clickhouse-2b"]);
  expect(hosts("cluster", "host")).toEqual([...of("clickhouse"), ...of("keeper")]);
  expect(hosts("keeper", "hostname")).toEqual(of("keeper"));
  const environment = (name: string) => services.find(([other]) => other === name)?.[1].environment ?? {};
  for (const name of of("clickhouse"))
    expect(environment(name)).toMatchObject({ TIDEMARK_REPLICA: name, TIDEMARK_SHARD: /\d/.exec(name)?.[0] });
  expect(of("keeper").map((name) => environment(name)["KEEPER_ID"])).toEqual(["1", "2", "3"]);
  for (const shard of ["1", "2"]) {
    const { clickhouse } = readConfig({ ...environment(`tidemark-${shard}`), TIDEMARK_CLICKHOUSE_PASSWORD: "secret" });
    const urls = ["a", "b"].map((replica) => `http://clickhouse-${shard}${replica}:8123`);
    expect(clickhouse?.cluster).toEqual({ name: "tidemark", urls, quorum: 2 });
  }
  expect(read("schemas/clickhouse/config.d/cluster.xml")).toContain("<remote_servers>\n    <tidemark>");
});

test("no two services keep their data in one volume", () => {
  const named = services.flatMap(([, { volumes }]) => volumes.filter((volume) => /^\w/.test(volume)));
  const sources = named.map((volume) => volume.split(":")[0] ?? "");
  expect(new Set(sources).size).toBe(sources.length);
  expect(Object.keys(parse(COMPOSE).volumes).sort()).toEqual([...sources].sort());
});

test("what the image is made of is there, and not kept from the build", () => {
  const lines = [...DOCKERFILE.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap((match) => match[1]?.split(" ") ?? []);
  const allowed = read(".dockerignore").split("\n");
  expect(lines.length).toBeGreaterThan(5);
  expect(
    lines.filter((path) => !existsSync(`${ROOT}${path}`) || !allowed.includes(`!${path.replace("./", "")}`)),
  ).toEqual([]);
  expect(DOCKERFILE).toMatch(/^USER node$/m);
  expect(DOCKERFILE.match(/^FROM /gm)?.length).toBe(2);
});

test("the image's health check tells a service that answers from one that is gone", async () => {
  const command: readonly string[] = JSON.parse(/^ {2}CMD (\[.*\])$/m.exec(DOCKERFILE)?.[1] ?? "[]");
  const server = createServer((request, response) => response.writeHead(request.url === "/healthz" ? 200 : 404).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = Object(server.address()).port;
  const check = async (): Promise<number> => {
    const child = spawn(
      process.execPath,
      command.slice(1).map((word) => word.replace("8099", String(port))),
    );
    const [code] = await once(child, "exit");
    return code;
  };
  expect(await check()).toBe(0);
  server.close();
  expect(await check()).toBe(1);
});

test("Grafana's user in ClickHouse has the limits of the embedded server's reader", () => {
  const plain = (text: string): string => text.replaceAll(/\s+/g, " ");
  const file = plain(read("schemas/clickhouse/users.d/tidemark-reader.xml"));
  expect(file).toContain(plain(READER_PROFILE));
  for (const grant of READER_GRANTS) expect(file).toContain(`<query>${grant}</query>`);
  expect([...file.matchAll(/<query>/g)].length).toBe(READER_GRANTS.length);
});

test("Grafana is given every variable that its files name, and finds the dashboards where they are mounted", () => {
  const grafana = services.find(([name]) => name === "grafana")?.[1];
  const folder = "dashboards/provisioning";
  const files = readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yaml"),
  );
  const texts = files.map((name) => read(`${folder}/${name}`));
  const named = texts.flatMap((text) =>
    [...text.replaceAll("$$", "").matchAll(/\$\{?(\w+)/g)].map((match) => match[1]),
  );
  expect(files.length).toBe(4);
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((name) => !Object.hasOwn(grafana?.environment ?? {}, name ?? ""))).toEqual([]);
  const path = parse(read(`${folder}/dashboards/tidemark.yaml`)).providers[0].options.path;
  expect(grafana?.volumes.some((volume) => volume === `./dashboards/json:${path}:ro`)).toBe(true);
});

interface RuleText {
  readonly title: string;
  readonly data: readonly [{ readonly datasourceUid: string; readonly model: { readonly rawSql: string } }, unknown];
}
const rules: readonly RuleText[] = parse(read("dashboards/provisioning/alerting/rules.yaml")).groups[0].rules;

test.each(rules)(
  "the alert rule '$title' asks the provisioned data source for one number, with a feed beside it or not",
  async ({ data }) => {
    const [asked] = data;
    expect(asked.datasourceUid).toBe(
      parse(read("dashboards/provisioning/datasources/tidemark.yaml")).datasources[0].uid,
    );
    const answer = await store.connection.bytes(`${asked.model.rawSql.replaceAll("$$", "$")}\nFORMAT JSONCompact`, {});
    const { meta } = JSON.parse(Buffer.from(answer).toString("utf8"));
    const types: readonly string[] = meta.map(({ type }: { readonly type: string }) => type);
    expect(types.filter((type) => /Float|Int/.test(type)).length).toBe(1);
    expect(types.filter((type) => !/Float|Int|String/.test(type))).toEqual([]);
  },
);
