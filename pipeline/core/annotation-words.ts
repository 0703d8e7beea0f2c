import { AppError } from "./errors.ts";

/** Tags as they are kept: without outer spaces, each once, by alphabet. Rejects one that is blank. */
export function tidyTags(tags: readonly string[]): readonly string[] {
  const trimmed = tags.map((tag) => tag.trim());
  if (trimmed.includes("")) throw new AppError("wrong_usage", "A tag is not blank.");
  return [...new Set(trimmed)].sort();
}

/** A user's id as it is kept. Rejects a blank one. */
export function tidyUserId(user_id: string): string {
  const trimmed = user_id.trim();
  if (trimmed === "") throw new AppError("wrong_usage", "A user's id is not blank.");
  return trimmed.toLowerCase();
}
