import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** As whom dictionaries read their tables. It stands in their definitions, so that it must outlast a start. */
export interface DictionaryUser {
  readonly user: string;
  readonly password: string;
}

const SECRET_BYTES = 18;

/** The one of this data directory; who holds the directory makes its password at the first start. */
export function dictionaryUser(dir: string): DictionaryUser {
  const home = join(dir, "server");
  const path = join(home, "dictionary-password");
  const kept = readKept(path);
  if (kept !== "") return { user: "tidemark_dictionaries", password: kept };
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const password = randomBytes(SECRET_BYTES).toString("base64url");
  writeFileSync(path, password, { mode: 0o600 });
  return { user: "tidemark_dictionaries", password };
}

function readKept(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
