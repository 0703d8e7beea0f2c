/** Marks of a name that may want to be taken for another one. The name itself is kept as it is. */
export type NameMark = "no_name" | "bidi_name" | "invisible_name" | "mixed_script_name" | "long_name";

/** The directories allow 256 characters at most (120 for an application): a longer one comes from elsewhere. */
const LONGEST_NAME = 256;
/** Controls that turn the direction of what follows. */
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** Characters that show nothing: joiners, soft hyphen, fillers, tags. */
const INVISIBLE =
  /[\u00AD\u115F\u1160\u180E\u200B\u2060-\u2064\u3164\uFEFF\u{E0000}-\u{E007F}]|\u034F|\u17B4|\u17B5|\u200C|\u200D/u;
const WORDS = /[\p{L}\p{M}]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Scripts with letters that look like Latin ones. */
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u;
/** Letters beside the common ones that look like them: full width, mathematical. */
const STYLED = /[\uFF21-\uFF5A\u{1D400}-\u{1D7FF}]/u;

export function nameMarks(name: string | undefined): readonly NameMark[] {
  if (name === undefined || name.trim() === "") return ["no_name"];
  const marks: NameMark[] = [];
  if (BIDI.test(name)) marks.push("bidi_name");
  if (INVISIBLE.test(name)) marks.push("invisible_name");
  if (isMixed(name)) marks.push("mixed_script_name");
  if (name.length > LONGEST_NAME) marks.push("long_name");
  return marks;
}

/** One word out of two alphabets, or out of letters that only look like such. */
function isMixed(name: string): boolean {
  if (STYLED.test(name)) return true;
  return (name.match(WORDS) ?? []).some((word) => LATIN.test(word) && LOOK_ALIKE.test(word));
}
