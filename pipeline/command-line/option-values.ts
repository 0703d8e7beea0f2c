import { InvalidArgumentError } from "commander";
import { AppError } from "../core/errors.ts";

/** A company with something in it that still loads in a minute or two. */
export const DEMO_APPS = "200";
export const DEMO_DAYS = "28";
export const LIST_LIMIT = "100";
const DAY_MS = 86_400_000;

/** What is left out means all, or whatever the records say; an empty variable of a script must not mean that. */
export function nonEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It is empty; name one, or leave the option out.");
  return text;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("A whole number is needed.");
  return Number(text);
}

export function time(text: string): number {
  const at_ms = Date.parse(text);
  if (Number.isNaN(at_ms)) throw new InvalidArgumentError("A time like 2026-10-05 or 2026-10-05T08:00:00Z is needed.");
  return at_ms;
}

/** The span of `--from` and `--to`, where both are given, has a length. */
export function spanInOrder<T extends { readonly from?: number; readonly to?: number }>(options: T): T {
  const { from, to } = options;
  if (from !== undefined && to !== undefined && from >= to)
    throw new AppError("wrong_usage", "--from has to be before --to.");
  return options;
}

export function oneOf(...choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (!choices.includes(text)) throw new InvalidArgumentError(`It is one of: ${choices.join(", ")}.`);
    return text;
  };
}

/** The last midnight (UTC): the same seed gives the same company all day. */
export function todayMs(): number {
  return Math.floor(Date.now() / DAY_MS) * DAY_MS;
}
