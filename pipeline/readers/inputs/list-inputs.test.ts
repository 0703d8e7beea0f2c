import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InputFile } from "./input-file.ts";
import { inputTrouble } from "./input-trouble.ts";
import { listInputs } from "./list-inputs.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-inputs-"));
  await mkdir(join(folder, "tree", "b"), { recursive: true });
  for (const name of ["tree/c.json", "tree/a.json", "tree/b/x.json", "tree/.hidden"]) {
    await writeFile(join(folder, name), "{}");
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noStdin = () => Readable.from([]);

function named(inputs: readonly InputFile[]): readonly string[] {
  return inputs.map(({ kind, path }) => `${kind} ${path.replace(`${folder}/`, "")}`);
}

test("lists a folder's regular files in a fixed order, without hidden ones", async () => {
  expect(named(await listInputs([join(folder, "tree")], noStdin))).toEqual([
    "file tree/a.json",
    "file tree/b/x.json",
    "file tree/c.json",
  ]);
});

test("keeps the order of the command, takes a hidden file that is named, and a file named twice only once", async () => {
  const paths = ["tree/c.json", "tree/.hidden", "tree/./c.json"].map((name) => join(folder, name));
  expect(named(await listInputs([...paths, "-"], noStdin))).toEqual([
    "file tree/c.json",
    "file tree/.hidden",
    "stream stdin",
  ]);
});

test("reports a missing path at its turn and goes on", async () => {
  const [missing, file] = await listInputs([join(folder, "nowhere.json"), join(folder, "tree/a.json")], noStdin);
  expect(missing).toMatchObject({ kind: "unreadable", error: { code: "input_unreadable" } });
  expect(missing?.kind === "unreadable" && missing.error.message).toMatch(/nowhere\.json does not exist; check/);
  expect(file?.kind).toBe("file");
});

test("leaves out a link that leads back to its own folder, and says so", async () => {
  const loop = join(folder, "loop");
  await mkdir(loop);
  await writeFile(join(loop, "a.json"), "{}");
  await symlink(loop, join(loop, "z"));
  const inputs = await listInputs([loop], noStdin);
  expect(named(inputs)).toEqual(["file loop/a.json", "unreadable loop/z"]);
});

test.skipIf(process.getuid?.() === 0)("reports a folder that may not be read (not as root, who may)", async () => {
  const closed = join(folder, "closed");
  await mkdir(closed);
  await chmod(closed, 0);
  const [input] = await listInputs([closed], noStdin);
  expect(input).toMatchObject({ kind: "unreadable", error: { code: "input_unreadable" } });
});

test("has a sentence with a way out for missing permission", () => {
  const refused = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  expect(inputTrouble("logs/", refused)).toMatchObject({
    code: "input_unreadable",
    message: "logs/ may not be read by this user; change its permissions or run as a user who may read it.",
  });
});
