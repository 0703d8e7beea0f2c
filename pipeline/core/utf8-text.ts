const DECODER = new TextDecoder("utf-8", { fatal: true });

/** The text of these bytes; none where they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}
