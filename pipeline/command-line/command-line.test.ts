import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError, Command as Program } from "commander";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { readConfig } from "../config.ts";
import type { Cli } from "./cli.ts";
import { commandLine, describeCommands } from "./command-line.ts";

interface Said {
  readonly out: string[];
  readonly err: string[];
  readonly done: Promise<number>;
}

function say(words: readonly string[]): Said {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), interactive: false };
  const program = commandLine({ config: readConfig({}), terminal, signal: new AbortController().signal });
  return { out, err, done: program(words) };
}

test("--version prints the package's version and ends well", async () => {
  const { out, done } = say(["--version"]);
  const ending: unknown = await done.catch((error: unknown) => error);
  expect(ending).toBeInstanceOf(CommanderError);
  expect(ending).toMatchObject({ exitCode: 0 });
  expect(out).toEqual([`${manifest.version}\n`]);
});

test.each([{ words: ["detect"] }, { words: ["inventory", "follow"] }])(
  "$words refuses a span that ends before it begins, and opens no store",
  async ({ words }) => {
    const { done } = say([...words, "--from", "2026-10-02", "--to", "2026-10-01"]);
    await expect(done).rejects.toMatchObject({ code: "wrong_usage", message: "--from has to be before --to." });
  },
);

test.each([
  ["ingest", "--source", "tidemark", "a.ndjson"],
  ["inventory", "import", "--source", "tidemark", "a.ndjson"],
  ["quarantine", "replay"],
])("%s refuses an empty --tenant, as a script's empty variable gives it", async (...words) => {
  const ending: unknown = await say([...words, "--tenant", ""]).done.catch((error: unknown) => error);
  expect(ending).toBeInstanceOf(CommanderError);
});

test.each([
  [["--data", "before", "--json"], [], "before"],
  [["--data", "before"], ["--data", "behind", "--json"], "behind"],
])("%j before a command and %j behind it open the store %s", async (before, behind, expected) => {
  const root = mkdtempSync(join(tmpdir(), "tidemark-options-"));
  const blocked = join(root, expected);
  writeFileSync(blocked, "no folder");
  const inRoot = (words: readonly string[]) => words.map((word) => (word.startsWith("b") ? join(root, word) : word));
  const { done } = say([...inRoot(before), "sql", "SELECT 1", ...inRoot(behind)]);
  await expect(done).rejects.toMatchObject({ message: expect.stringContaining(blocked) });
  rmSync(root, { recursive: true });
});

test("an option of a command that stands before it is told where it belongs", async () => {
  const { err, done } = say(["--source", "auto", "ingest", "x"]);
  await expect(done).rejects.toBeInstanceOf(CommanderError);
  expect(err.join("")).toContain("stand behind its name");
});

/** All commands as they are described; none of them does anything. */
function described(): Program {
  const program = new Program("tidemark").exitOverride().configureOutput({ writeErr: () => true });
  const cli: Cli = {
    add: (words, about) => program.command(words).description(about).option("--data <dir>").option("--json"),
    context: () => {
      throw new Error("Nothing is run here.");
    },
    exit: () => undefined,
  };
  describeCommands(cli);
  for (const command of program.commands) command.action(() => undefined);
  return program;
}

const OF_ALL = new Set(["--data", "--json", "--help"]);
const names = described().commands.map((command) => command.name());
const sections = readFileSync("docs/cli.md", "utf8").split(/^### /m).slice(1);

test.each(names)("docs/cli.md tells all options of %s, and no other", (name) => {
  const own = sections.filter((section) => new RegExp(`^.*\`${name}[ \`|]`).test(section)).join("\n");
  const of_others = new RegExp(`\`(${names.filter((other) => other !== name).join("|")}) [^\`]*\``, "g");
  const told = [...own.replaceAll(of_others, "").matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option);
  const command = described().commands.find((one) => one.name() === name);
  const options = command?.options ?? [];
  const also = new Set([...OF_ALL, ...options.map(({ short }) => short)]);
  const main = (words: readonly string[]) => [...new Set(words)].filter((word) => !also.has(word)).sort();
  expect(main(told)).toEqual(main(options.map(({ long }) => long ?? "")));
});

const pages = readdirSync("docs").filter((file) => file.endsWith(".md"));
/** Command lines as a page shows them, up to a pipe, a redirection or a comment. Those with a choice in them are none. */
const examples = ["README.md", ...pages.map((file) => `docs/${file}`)].flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/(?:^|[|`] ?)(?:npx )?tidemark ([a-z]+ [^`#>\n]+)/gm)]
    .map(([, line = ""]) => ({ page, line: line.trim() }))
    .filter(({ line }) => !/\w\|\w/.test(line)),
);

test.each(examples)("$page shows a command that there is: $line", async ({ line }) => {
  const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) =>
    word === "TIME" ? "2026-10-05" : (quoted ?? word),
  );
  await expect(described().parseAsync(words, { from: "user" })).resolves.toBeDefined();
});
