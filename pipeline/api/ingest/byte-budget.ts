/** Memory that a request holds; what it no longer needs, others get. */
export interface Reservation {
  readonly shrink: (bytes: number) => void;
  readonly release: () => void;
}

export interface ByteBudget {
  /** Resolves, first come first served, once `bytes` are free. More than the whole budget would wait for ever. */
  readonly reserve: (bytes: number) => Promise<Reservation>;
  /** Whether somebody waits. */
  readonly isWanted: () => boolean;
}

/** Bounds the bytes in hand: who finds none free waits, and its sender with it. */
export function createByteBudget(limit_bytes: number): ByteBudget {
  const waiting: { readonly bytes: number; readonly start: () => void }[] = [];
  let free = limit_bytes;
  const startWaiting = (): void => {
    for (let next = waiting[0]; next !== undefined && next.bytes <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.bytes;
      next.start();
    }
  };
  const giveBack = (bytes: number): void => {
    free += bytes;
    startWaiting();
  };
  const reserve = (bytes: number): Promise<Reservation> =>
    new Promise((resolve) => {
      waiting.push({ bytes, start: () => resolve(reservation(bytes, giveBack)) });
      startWaiting();
    });
  return { reserve, isWanted: () => waiting.length > 0 };
}

function reservation(bytes: number, giveBack: (bytes: number) => void): Reservation {
  let held = bytes;
  const shrink = (to: number): void => {
    if (to >= held) return;
    const rest = held - to;
    held = to;
    giveBack(rest);
  };
  return { shrink, release: () => shrink(0) };
}
