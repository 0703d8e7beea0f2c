import { readFile } from "node:fs/promises";
import { AppError } from "../core/errors.ts";

/** The text of a file with a secret, read anew each time. Rejects with `config_invalid`, which names the setting. */
export async function secretText(path: string, setting: string): Promise<string> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    if (text !== "") return text;
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw new AppError("config_invalid", `${path} cannot be read (${reason}); check ${setting}.`);
  }
  throw new AppError("config_invalid", `${path} is empty; check ${setting}.`);
}
