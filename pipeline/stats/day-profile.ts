import { median } from "simple-statistics";

const HALF_HOUR_MS = 1_800_000;
const SLOTS = 48;
const DAYS = 7;
/** One a minute; more would not move the median. */
const MOST_VALUES = 30;

/** What a half hour of the day has been: each earlier day's median, summed up. */
interface UsualHalfHour {
  readonly days: number;
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

export interface DayProfile {
  /** Of up to seven days before today; none before the second. */
  readonly usual: (at_ms: number) => UsualHalfHour | undefined;
  readonly push: (at_ms: number, value: number) => void;
}

interface Slot {
  today: number[];
  day: number;
  medians: number[];
}

/** A day's values of a half hour become one median when the half hour comes round again. */
export function dayProfile(): DayProfile {
  const slots = Array.from({ length: SLOTS }, (): Slot => ({ today: [], day: -1, medians: [] }));

  function slotAt(at_ms: number): Slot | undefined {
    const half_hour = Math.floor(at_ms / HALF_HOUR_MS);
    const slot = slots[((half_hour % SLOTS) + SLOTS) % SLOTS];
    if (slot) close(slot, Math.floor(half_hour / SLOTS));
    return slot;
  }

  function usual(at_ms: number): UsualHalfHour | undefined {
    const medians = slotAt(at_ms)?.medians ?? [];
    if (medians.length === 0) return undefined;
    return { days: medians.length, middle: median(medians), low: Math.min(...medians), high: Math.max(...medians) };
  }

  function push(at_ms: number, value: number): void {
    const slot = slotAt(at_ms);
    if (slot && slot.today.length < MOST_VALUES) slot.today.push(value);
  }

  return { usual, push };
}

function close(slot: Slot, day: number): void {
  if (slot.day === day) return;
  if (slot.today.length > 0) slot.medians = [...slot.medians, median(slot.today)].slice(-DAYS);
  slot.today = [];
  slot.day = day;
}
