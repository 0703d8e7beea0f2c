/** A decoder of HTTP bodies has to take windows up to this, and senders may not use larger ones (RFC 9659). */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;

const MAGIC = 0xfd2fb528;
/** Sixteen magic numbers of frames that hold no data begin with these 28 bits. */
const SKIPPABLE_MAGIC = 0x184d2a5;
const MAGIC_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const RUN_BLOCK = 1;

/** No block unpacks to more (RFC 8878, section 3.1.1.2). */
const MAX_BLOCK_BYTES = 128 * 1024;

/**
 * Work between two turns of the event loop, so that other requests go on, some ten milliseconds: blocks unpacked, a
 * megabyte at most, and bytes moved. The decoder moves its whole window for every block, however small that is.
 */
const STEP_BLOCKS = 8;
const STEP_MOVED_BYTES = 64 * 1024 * 1024;

/** Twice what a full body takes as one segment: 256 blocks in a window of 32 MB. Blocks of a few bytes each take more. */
const MAX_MOVED_BYTES = 16 * 1024 * 1024 * 1024;

export type ZstdFault = "not_zstd" | "truncated" | "window_too_large" | "blocks_too_small";

/** Where the decoder's work has been cut into steps, in bytes of the body; the last one is the body's end. */
interface Steps {
  readonly ends: number[];
  /** In all. */
  moved_bytes: number;
  /** Since the last end. */
  readonly step: { blocks: number; moved_bytes: number };
}

/**
 * The steps in which to decode a zstd body (RFC 8878, section 3), or what is wrong with its frames, by their headers
 * alone: a decoder may then trust that the frames are complete, and ask for no more memory than the window and for no
 * more time than the steps.
 */
export function zstdSteps(bytes: Buffer, max_content_bytes: number): number[] | ZstdFault {
  const steps: Steps = { ends: [], moved_bytes: 0, step: { blocks: 0, moved_bytes: 0 } };
  for (let at = 0; at < bytes.length; ) {
    const end = frameEnd(bytes, at, max_content_bytes, steps);
    if (typeof end === "string") return end;
    if (end > bytes.length) return "truncated";
    at = end;
  }
  return [...steps.ends.filter((end) => end < bytes.length), bytes.length];
}

function frameEnd(bytes: Buffer, at: number, max_content_bytes: number, steps: Steps): number | ZstdFault {
  const body = at + MAGIC_BYTES;
  if (bytes.length <= body) return "truncated";
  const magic = bytes.readUInt32LE(at);
  if (magic >>> 4 === SKIPPABLE_MAGIC)
    return bytes.length < body + MAGIC_BYTES ? "truncated" : body + MAGIC_BYTES + bytes.readUInt32LE(body);
  return magic === MAGIC ? dataFrameEnd(bytes, body, max_content_bytes, steps) : "not_zstd";
}

/** `at` is behind the magic number. */
function dataFrameEnd(bytes: Buffer, at: number, max_content_bytes: number, steps: Steps): number | ZstdFault {
  const { single_segment, content_size_bytes, header_bytes, checksum } = frameFlags(bytes[at] ?? 0);
  const blocks = at + header_bytes;
  if (blocks > bytes.length) return "truncated";
  // A frame of one segment has no window of its own: all of its content is one.
  const [window, most] = single_segment
    ? [littleEndian(bytes, blocks - content_size_bytes, content_size_bytes), max_content_bytes]
    : [windowOf(bytes[at + 1] ?? 0), MAX_WINDOW_BYTES];
  if (window > most) return "window_too_large";
  moved(steps, at, window);
  const end = blocksEnd(bytes, blocks, (block_end) => moved(steps, block_end, Math.max(window, MAX_BLOCK_BYTES)));
  if (steps.moved_bytes > MAX_MOVED_BYTES) return "blocks_too_small";
  return end === undefined ? "truncated" : end + (checksum ? CHECKSUM_BYTES : 0);
}

function frameFlags(descriptor: number) {
  const single_segment = (descriptor & 0x20) !== 0;
  const size_flag = descriptor >> 6;
  const content_size_bytes = size_flag === 0 ? Number(single_segment) : 1 << size_flag;
  const dictionary_id_bytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  return {
    single_segment,
    content_size_bytes,
    checksum: (descriptor & 4) !== 0,
    // The descriptor itself, the window's byte where there is one, the dictionary's id, the size of the content.
    header_bytes: 1 + Number(!single_segment) + dictionary_id_bytes + content_size_bytes,
  };
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

/** Counts the work up to the byte `at`, and ends a step there when it is full. */
function moved(steps: Steps, at: number, bytes: number): void {
  const { step } = steps;
  steps.moved_bytes += bytes;
  step.moved_bytes += bytes;
  step.blocks += 1;
  if (step.blocks < STEP_BLOCKS && step.moved_bytes < STEP_MOVED_BYTES) return;
  steps.ends.push(at);
  step.blocks = 0;
  step.moved_bytes = 0;
}

function blocksEnd(bytes: Buffer, start: number, onBlock: (end: number) => void): number | undefined {
  for (let at = start; at + BLOCK_HEADER_BYTES <= bytes.length; ) {
    const header = bytes.readUIntLE(at, BLOCK_HEADER_BYTES);
    const run = ((header >> 1) & 3) === RUN_BLOCK;
    at += BLOCK_HEADER_BYTES + (run ? 1 : header >> 3);
    onBlock(at);
    if ((header & 1) === 1) return at;
  }
  return undefined;
}

/** Up to eight bytes; sizes beyond 2^53 lose their last digits, which nobody here needs. */
function littleEndian(bytes: Buffer, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
