/** Texts one after another in one buffer that is used again: rows by the million leave no strings behind. */
export interface TextBlock {
  readonly add: (text: string) => void;
  /** What was added so far. It stands there until something else is added. */
  readonly bytes: () => Buffer;
  readonly clear: () => void;
}

/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const MOST_BYTES_A_UNIT = 3;

export function textBlock(size: number): TextBlock {
  let buffer = Buffer.allocUnsafeSlow(size);
  let used = 0;
  const makeRoom = (needed: number): void => {
    if (used + needed <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + needed));
    buffer.copy(larger, 0, 0, used);
    buffer = larger;
  };
  return {
    add: (text) => {
      makeRoom(text.length * MOST_BYTES_A_UNIT);
      used += buffer.write(text, used);
    },
    bytes: () => buffer.subarray(0, used),
    clear: () => {
      used = 0;
    },
  };
}
