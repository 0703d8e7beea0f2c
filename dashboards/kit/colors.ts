/**
 * Okabe and Ito's colours (Color Universal Design, 2008) and two more for long lists, which people of every kind of colour
 * vision tell apart (colors.test.ts measures it); grey for what is usual, dark enough not to be their purple.
 */
export const COLORS = {
  blue: "#0072B2",
  orange: "#E69F00",
  green: "#009E73",
  sky: "#56B4E9",
  vermilion: "#D55E00",
  purple: "#CC79A7",
  yellow: "#F0E442",
  violet: "#9933FF",
  lime: "#AADD88",
  grey: "#666B73",
} as const;
export type ColorName = keyof typeof COLORS;

/** Of series that are known by their place only: the largest first. */
export const BY_PLACE: readonly ColorName[] = ["blue", "orange", "green", "vermilion", "sky", "purple"];
