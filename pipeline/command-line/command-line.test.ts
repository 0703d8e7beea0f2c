import { CommanderError } from "commander";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { readConfig } from "../config.ts";
import { commandLine } from "./command-line.ts";

function say(words: readonly string[]): { readonly out: string[]; readonly done: Promise<number> } {
  const out: string[] = [];
  const terminal = { out: (text: string) => out.push(text), err: () => true, interactive: false };
  const program = commandLine({ config: readConfig({}), terminal, signal: new AbortController().signal });
  return { out, done: program(words) };
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
