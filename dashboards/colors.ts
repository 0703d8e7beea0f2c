/**
 * Okabe and Ito's colours (Color Universal Design, 2008), which people of every kind of colour vision tell apart; grey for
 * what is usual.
 */
export const COLORS = {
  blue: "#0072B2",
  orange: "#E69F00",
  green: "#009E73",
  sky: "#56B4E9",
  vermilion: "#D55E00",
  purple: "#CC79A7",
  yellow: "#F0E442",
  grey: "#8A8F98",
} as const;
export type ColorName = keyof typeof COLORS;
