/** A fixed number of equal buffers, made when first needed. Who wants one while all are out waits: memory stays flat. */
export interface BufferPool {
  readonly buffer_bytes: number;
  readonly acquire: (signal: AbortSignal) => Promise<Buffer>;
  readonly release: (buffer: Buffer) => void;
}

export function bufferPool(buffers: number, buffer_bytes: number): BufferPool {
  const free: Buffer[] = [];
  const waiting = new Set<(buffer: Buffer) => void>();
  let made = 0;
  return {
    buffer_bytes,
    acquire: async (signal) => {
      signal.throwIfAborted();
      const buffer = free.pop();
      if (buffer) return buffer;
      if (made < buffers) {
        made += 1;
        return Buffer.allocUnsafeSlow(buffer_bytes);
      }
      return waitForOne(waiting, signal);
    },
    release: (buffer) => {
      const [first] = waiting;
      if (first) first(buffer);
      else free.push(buffer);
    },
  };
}

function waitForOne(waiting: Set<(buffer: Buffer) => void>, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const give_up = () => {
      waiting.delete(take);
      reject(signal.reason);
    };
    const take = (buffer: Buffer) => {
      waiting.delete(take);
      signal.removeEventListener("abort", give_up);
      resolve(buffer);
    };
    waiting.add(take);
    signal.addEventListener("abort", give_up, { once: true });
  });
}
