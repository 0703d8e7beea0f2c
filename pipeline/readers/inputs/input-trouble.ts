import { AppError } from "../../core/errors.ts";

/** Trouble with one input, in one sentence with the way out. What is already coded, or an abort, passes unchanged. */
export function inputTrouble(path: string, cause: unknown): Error {
  if (cause instanceof AppError) return cause;
  if (!(cause instanceof Error)) return new AppError("input_unreadable", `${path} could not be read.`, { cause });
  const code = "code" in cause ? String(cause.code) : "";
  if (cause.name === "AbortError" || code === "ABORT_ERR") return cause;
  const sentence =
    SENTENCES[code]?.(path) ?? `${path} could not be read (${cause.message}); check the disk and try again.`;
  return new AppError("input_unreadable", sentence, { cause });
}

/** What keeps one input from being read and need not stop the others. Being told to stop is none. */
export function isInputTrouble(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== "interrupted";
}

/** What people have instead of text, by its first bytes, and the way to text. */
const FORMATS: readonly (readonly [beginning: string, what: string])[] = [
  ["425a68", "bzip2; unpack it first (bunzip2)"],
  ["fd377a58", "xz; unpack it first (unxz)"],
  ["25504446", "a PDF; export the records themselves, as JSON or CSV"],
  ["504b0304", "a ZIP archive; call it .zip, or unpack it first (unzip)"],
  ["50415231", "Parquet; make it JSON first"],
];

/** An archive of tar says so behind its first name. */
const TAR = { at: 257, magic: "ustar" } as const;
/** What office programs write is ZIP to its first bytes. */
const OFFICE = /\.(?:xls|doc|ppt|ods|odt)[xm]?$/i;

/** Why something that begins so is no text; nothing where it may be. */
export function binaryTrouble(path: string, beginning: Buffer): AppError | undefined {
  const start = beginning.toString("hex", 0, 4);
  if (beginning.toString("latin1", TAR.at, TAR.at + TAR.magic.length) === TAR.magic)
    return new AppError("input_unreadable", `${path} is a tar archive; unpack it first (tar xf) and give its folder.`);
  if (OFFICE.test(path))
    return new AppError("input_unreadable", `${path} is an office document; save it as CSV first.`);
  const known = FORMATS.find(([bytes]) => start.startsWith(bytes));
  if (known) return new AppError("input_unreadable", `${path} is ${known[1]}.`);
  if (!beginning.includes(0)) return undefined;
  return new AppError(
    "input_unreadable",
    `${path} is not text (it holds NUL bytes); give JSON or CSV as text, and unpack archives first.`,
  );
}

export function truncatedPacking(path: string, packing: string): AppError {
  return new AppError(
    "input_truncated",
    `${path} ends in the middle of its ${packing} data; what came before was read, so copy the file again and run the same command.`,
  );
}

export function damagedPacking(path: string, packing: string, cause: unknown): AppError {
  return new AppError(
    "input_unreadable",
    `${path} is damaged ${packing}; what comes shortly before the damage was read, so copy the file again and run the same command.`,
    { cause },
  );
}

export function folderLoop(path: string): AppError {
  return new AppError(
    "input_unreadable",
    `${path} links back to a folder that contains it and was left out; remove the link or name the folders to read.`,
  );
}

const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `${path} does not exist; check the name and the folder this command runs in.`,
  ENOTDIR: (path) => `${path} does not exist: a part of it is a file, not a folder; check the name.`,
  EACCES: (path) => `${path} may not be read by this user; change its permissions or run as a user who may read it.`,
  EPERM: (path) => `${path} may not be read by this user; change its permissions or run as a user who may read it.`,
  ELOOP: (path) => `${path} is a link that leads back to itself; remove the link or name the file it should lead to.`,
  EMFILE: (path) =>
    `${path} could not be opened because too many files are open; raise the limit (ulimit -n) and try again.`,
};
