import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { packingOf, unpackBody } from "./unpack-body.ts";
import { zstdBlock as block, zstdFrame as frame, WINDOW_8_MIB } from "./zstd-frame.fixture.ts";

const MIB = 1024 * 1024;

const line = (n: number) =>
  `{"event_id": "zs${n}", "kind": "api_call", "at": "2026-10-05T08:15:02.120Z", "app_id": "app-1"}\n`;
const TEXT = [0, 1, 2].map(line).join("");
/** These lines packed by zstd 1.5: a file at level 19 (one segment), and a pipe at level 3 (a window); both with a checksum. */
const PACKED = [
  "KLUv/WQXAL0CALIEEBGQfehjCIRp/t0XGFOJw7yZDseA/mbc28ox5JSFzFKFoTKKGemU82F9fh/E1/qgm/fZST+IL3h/WB+ny1Zq+TwHAAlQSZguGFBbF5TQsIqSglwTD8lBzbw=",
  "KLUv/QRY5QIA4sQRGYC3bQCj+mrA842kgQzRyd91ufelMkclTgiaxOFpurk7Qc1CcU/ugchBg2kMRf3tG//K12IAUs1MCX7lOCj89gGFGkuEdEMGAAlQSZguGIgrIbGKagURJh7JQc28",
].map((text) => Buffer.from(text, "base64"));

async function outcome(packing: "gzip" | "zstd", body: Buffer, max_bytes = 32 * MIB): Promise<string> {
  try {
    return (await unpackBody(body, packing, max_bytes)).toString();
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

test("unpacks zstd of any kind, and several frames in a row, those without data among them", async () => {
  const [file = Buffer.alloc(0), pipe = Buffer.alloc(0)] = PACKED;
  const skipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9]);
  expect(await outcome("zstd", file)).toBe(TEXT);
  expect(await outcome("zstd", pipe)).toBe(TEXT);
  expect(await outcome("zstd", Buffer.concat([pipe, skipped, file]))).toBe(TEXT + TEXT);
  expect(await outcome("zstd", frame(WINDOW_8_MIB, [block("raw", 3, Buffer.from("abc"), true)]))).toBe("abc");
});

test.each(["gzip", "zstd"] as const)(
  "refuses %s that was cut anywhere, and never takes the rest for whole",
  async (packing) => {
    const whole = packing === "gzip" ? [gzipSync(TEXT)] : PACKED;
    for (const body of whole)
      for (let end = 1; end < body.length; end += 1)
        expect([end, await outcome(packing, body.subarray(0, end))]).toEqual([end, "input_truncated"]);
  },
);

test("refuses what would unpack to more than the limit, by its header or while it unpacks", async () => {
  const runs = Array.from({ length: 300 }, (_, n) => block("run", 128 * 1024, Buffer.from("x"), n === 299));
  const bomb = frame(WINDOW_8_MIB, runs);
  expect(bomb.length).toBeLessThan(2_000);
  expect(await outcome("zstd", bomb)).toBe("payload_too_large");
  expect(await outcome("zstd", bomb, 300 * 128 * 1024)).toHaveLength(300 * 128 * 1024);
  const [file = Buffer.alloc(0)] = PACKED;
  expect(await outcome("zstd", file, 100)).toBe("payload_too_large");
  expect(await outcome("gzip", gzipSync(TEXT), 100)).toBe("payload_too_large");
});

test("asks for no more memory than a window of 8 MB", async () => {
  const large = frame((14 << 3) | 7, [block("raw", 3, Buffer.from("abc"), true)]);
  expect(await outcome("zstd", large)).toBe("payload_too_large");
  const [pipe] = PACKED;
  expect(await outcome("zstd", Buffer.concat([pipe ?? Buffer.alloc(0), large]))).toBe("payload_too_large");
});

test("refuses blocks so small that the decoder's window would be moved for hours, and lets others go on meanwhile", async () => {
  const blocks = (count: number) =>
    frame(
      WINDOW_8_MIB,
      Array.from({ length: count }, (_, n) => block("raw", 1, Buffer.from("x"), n === count - 1)),
    );
  expect(await outcome("zstd", blocks(3_000))).toBe("payload_too_large");
  expect(await outcome("zstd", Buffer.concat(Array.from({ length: 3_000 }, () => blocks(1))))).toBe(
    "payload_too_large",
  );
  expect(await outcome("zstd", Buffer.concat(Array.from({ length: 100 }, () => blocks(1))))).toBe("x".repeat(100));
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 1);
  expect(await outcome("zstd", blocks(800))).toBe("x".repeat(800));
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(20);
});

test("answers to any bytes with a text or with a fault of the body", async () => {
  const bytes = fc.tuple(fc.constantFrom(...PACKED), fc.nat(), fc.nat({ max: 255 })).map(([body, at, byte]) => {
    const broken = Buffer.from(body);
    broken[at % broken.length] = byte;
    return broken;
  });
  const any = fc.oneof(
    bytes,
    fc.uint8Array().map((array) => Buffer.from(array)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("gzip", "zstd"), any, async (packing, body) => {
      expect(await outcome(packing, body)).not.toMatch(/Error/);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  [undefined, "none"],
  ["identity", "none"],
  ["GZIP", "gzip"],
  ["x-gzip", "gzip"],
  ["zstd", "zstd"],
])("knows the encoding %s", (encoding, packing) => {
  expect(packingOf(encoding)).toBe(packing);
});

test.each(["br", "deflate", "gzip, zstd", "constructor"])(
  "does not know the encoding %s, and says which it knows",
  (encoding) => {
    expect(() => packingOf(encoding)).toThrow(/gzip, zstd/);
  },
);
