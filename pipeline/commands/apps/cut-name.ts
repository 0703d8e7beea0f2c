/** A terminal's line has room for this much of a name; the store and JSON have all of it. */
const NAME_WIDTH = 60;
/** Controls and characters without a shape can reorder or hide what stands beside them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name for the screen: no longer than a line, with everything visible that is in it. */
export function cut(name: string): string {
  const seen = name.replace(UNSEEN, "\u25a1");
  const letters = [...seen];
  return letters.length <= NAME_WIDTH ? seen : `${letters.slice(0, NAME_WIDTH - 1).join("")}\u2026`;
}
