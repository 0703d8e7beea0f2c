import type { FastifyRequest } from "fastify";
import { AppError } from "../../core/errors.ts";
import { bodyBuffers, bufferBytes } from "./body-buffers.ts";
import { createByteBudget } from "./byte-budget.ts";
import { announcedBytes, readBody } from "./read-body.ts";
import { packingOf, unpackBody } from "./unpack-body.ts";

/** About 90,000 events of common size: large enough for fast inserts, small enough to hold a few at once. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface IntakeLimits {
  /** All bodies in hand together, as they came; those unpacked from them may have as much again. */
  readonly bytes: number;
  /** Requests under way, waiting ones among them: each holds some kilobytes even while its body is unread. */
  readonly requests: number;
  /** While others wait for room, a body that holds some must bring a megabyte in so long a time. */
  readonly patience_ms: number;
}

export const INTAKE_LIMITS: IntakeLimits = { bytes: 2 * MAX_BODY_BYTES, requests: 1_000, patience_ms: 10_000 };

/** Buffers that wait for the next bodies: sixteen senders of half a megabyte each. */
const KEPT_BYTES = 8 * 1024 * 1024;

export interface Intake {
  /** The unpacked body, while `use` is at work on it. Rejects what is too large or broken before `use` sees any of it. */
  readonly withBody: <T>(request: FastifyRequest, use: (body: Buffer) => Promise<T>) => Promise<T>;
}

/**
 * Lets bodies in while there is room for them. Whoever comes when it is full waits, unread, so that memory stays flat;
 * when too many wait, the next is told to come again.
 */
export function createIntake(limits: IntakeLimits): Intake {
  const packed = createByteBudget(limits.bytes);
  const buffers = bodyBuffers(KEPT_BYTES);
  const unpacked = createByteBudget(limits.bytes);
  let under_way = 0;
  const unpack = async <T>(body: Buffer, packing: "gzip" | "zstd", use: (body: Buffer) => Promise<T>): Promise<T> => {
    const room = await unpacked.reserve(MAX_BODY_BYTES);
    try {
      const plain = await unpackBody(body, packing, MAX_BODY_BYTES);
      room.shrink(plain.length);
      return await use(plain);
    } finally {
      room.release();
    }
  };
  const take = async <T>(request: FastifyRequest, use: (body: Buffer) => Promise<T>): Promise<T> => {
    const packing = packingOf(request.headers["content-encoding"]);
    const announced = announcedBytes(request.raw, MAX_BODY_BYTES);
    const room = await packed.reserve(announced === undefined ? MAX_BODY_BYTES : bufferBytes(announced));
    const buffer = buffers.take(announced ?? 0);
    try {
      const bounds = { max_bytes: MAX_BODY_BYTES, patience_ms: limits.patience_ms, isWanted: packed.isWanted };
      const body = await readBody(request.raw, bounds, buffer);
      room.shrink(Math.max(body.length, buffer.length));
      return packing === "none" ? await use(body) : await unpack(body, packing, use);
    } finally {
      buffers.give(buffer);
      room.release();
    }
  };
  const withBody = async <T>(request: FastifyRequest, use: (body: Buffer) => Promise<T>): Promise<T> => {
    if (under_way >= limits.requests) throw tooMany(limits.requests);
    under_way += 1;
    try {
      return await take(request, use);
    } finally {
      under_way -= 1;
    }
  };
  return { withBody };
}

function tooMany(requests: number): AppError {
  const message = `${requests} requests are under way. Nothing of this one was taken: send it again later, or send more records in one.`;
  return new AppError("too_many_requests", message);
}
