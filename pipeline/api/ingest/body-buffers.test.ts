import { expect, test } from "vitest";
import { bodyBuffers, bufferBytes } from "./body-buffers.ts";

const KEPT_BYTES = 256 * 1024;

test("gives out the buffer of an earlier body of about the same size, and none twice", () => {
  const buffers = bodyBuffers(KEPT_BYTES);
  const first = buffers.take(70_000);
  expect(first.length).toBe(bufferBytes(70_000));
  expect(buffers.take(70_000)).not.toBe(first);
  buffers.give(first);
  expect(buffers.take(100_000)).toBe(first);
  expect(buffers.take(100_000)).not.toBe(first);
});

test("keeps no more than it may", () => {
  const buffers = bodyBuffers(KEPT_BYTES);
  const taken = [1, 2, 3].map(() => buffers.take(KEPT_BYTES / 2));
  for (const buffer of taken) buffers.give(buffer);
  const [first, second, third] = [1, 2, 3].map(() => buffers.take(KEPT_BYTES / 2));
  expect([first, second].every((buffer) => buffer !== undefined && taken.includes(buffer))).toBe(true);
  expect(taken).not.toContain(third);
});
