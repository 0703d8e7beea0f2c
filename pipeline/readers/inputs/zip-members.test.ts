import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InputFile } from "./input-file.ts";
import { listInputs } from "./list-inputs.ts";
import { openSource } from "./open-source.ts";
import { zipArchive } from "./zip-archive.fixture.ts";

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-zip-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function inputsIn(name: string, content: Buffer): Promise<readonly InputFile[]> {
  writeFileSync(join(dir, name), content);
  return listInputs([join(dir, name)], () => Readable.from([]));
}

async function read(input: InputFile | undefined, offset = 0): Promise<string> {
  if (!input) throw new Error("there is no such input");
  const source = await openSource(input, offset, { signal: new AbortController().signal });
  const target = Buffer.alloc(1 << 16);
  let text = "";
  try {
    for (let taken = await source.read(target); taken > 0; taken = await source.read(target))
      text += target.toString("utf8", 0, taken);
  } finally {
    await source.close();
  }
  return text;
}

const FILES = {
  "2026/a.csv": "x".repeat(100_000),
  "b.json": "{}",
  "2026/": "",
  "__MACOSX/._b.json": "x",
  ".hidden": "x",
};

test("an archive stands for the files in it, each read by itself and from any place", async () => {
  const members = await inputsIn("logs.ZIP", zipArchive(FILES));
  const told = members.map((input) => [input.path, input.kind === "member" ? input.size : -1]);
  expect(told).toEqual([
    [join(dir, "logs.ZIP/2026/a.csv"), 100_000],
    [join(dir, "logs.ZIP/b.json"), 2],
  ]);
  for (const _again of [1, 2]) expect(await read(members[0])).toBe(FILES["2026/a.csv"]);
  expect(await read(members[0], 99_990)).toBe("x".repeat(10));
  expect(await read(members[1])).toBe("{}");
});

test("an archive that is damaged, cut, encrypted or none fails with a sentence", async () => {
  const archive = zipArchive({ "a.json": "{}" });
  const broken = {
    "none.zip": Buffer.from("{}"),
    "cut.zip": archive.subarray(0, 40),
    "secret.zip": zipArchive({ "a.json": "{}" }, 1),
  };
  for (const [name, content] of Object.entries(broken)) {
    const [input] = await inputsIn(name, content);
    await expect(read(input)).rejects.toMatchObject({
      code: "input_unreadable",
      message: expect.stringMatching(/unpack/),
    });
  }
  const damaged = Buffer.from(archive);
  damaged.fill(0xff, 36, 40);
  const [input] = await inputsIn("damaged.zip", damaged);
  await expect(read(input)).rejects.toMatchObject({ message: expect.stringContaining("damaged") });
});
