import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openSource } from "./open-source.ts";

function open(content: Buffer) {
  return openSource(
    { kind: "stream", path: "in", open: () => Readable.from([content]) },
    0,
    new AbortController().signal,
  );
}

test.each([
  ["28b52ffd0458", "zstd -d"],
  ["504b03041400", "unzip"],
  ["fffe7b002200", "iconv -f UTF-16"],
  ["feff007b0022", "iconv -f UTF-16"],
  ["4f626a0104", "--topic"],
  ["50415231150015", "Parquet"],
  ["7f454c4600", "NUL bytes"],
])("what begins with %s is refused with the way to text, packed or not: %s", async (hex, way) => {
  const content = Buffer.from(hex, "hex");
  for (const bytes of [content, gzipSync(content)])
    await expect(open(bytes)).rejects.toMatchObject({
      code: "input_unreadable",
      message: expect.stringContaining(way),
    });
});
