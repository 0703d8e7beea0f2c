import type { SeriesConstants } from "../../../pipeline/detect/series/series-constants.ts";
import { POINT, SLOW, type Witness } from "../../../pipeline/detect/series/witnesses.ts";
import { type LabelledFile, normalised, PROFILES, rawScore } from "./nab-rule.ts";
import { alarmsOf, type RememberedVotes, rememberVotes } from "./remembered-votes.ts";

/** Full votes that may be asked for. */
const ASKED = [1.5, 1.75, 2, 2.25, 2.5];

interface Choice {
  readonly heard: ReadonlySet<Witness>;
  readonly asked: number;
}

interface Heard {
  readonly file: LabelledFile;
  readonly remembered: RememberedVotes;
}

/** The standard score when, for each category, witnesses and threshold are chosen greedily on the other categories. */
export function leftOutScore(files: readonly LabelledFile[], constants: SeriesConstants): number {
  const all = files.map((file): Heard => ({ file, remembered: rememberVotes(file, constants) }));
  const score = (part: readonly Heard[], { heard, asked }: Choice): number =>
    part.reduce(
      (sum, { file, remembered }) =>
        sum + rawScore(file, alarmsOf(remembered, constants, heard, asked), PROFILES.standard),
      0,
    );
  let raw = 0;
  for (const category of new Set(files.map((file) => file.category))) {
    const others = all.filter(({ file }) => file.category !== category);
    const choice = choose((tried) => score(others, tried));
    raw += score(
      all.filter(({ file }) => file.category === category),
      choice,
    );
  }
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0);
  return normalised(raw, windows, PROFILES.standard);
}

/** From all witnesses, leave out whoever is better left out, one at a time, as long as that helps. */
function choose(score: (choice: Choice) => number): Choice {
  let best = bestThreshold(new Set<Witness>([...SLOW, ...POINT]), score);
  for (;;) {
    const fewer = [...best.choice.heard].map((name) => {
      const heard = new Set(best.choice.heard);
      heard.delete(name);
      return { choice: { heard, asked: best.choice.asked }, score: score({ heard, asked: best.choice.asked }) };
    });
    const next = fewer.reduce((a, b) => (b.score > a.score ? b : a), best);
    if (next === best) return bestThreshold(best.choice.heard, score).choice;
    best = next;
  }
}

function bestThreshold(
  heard: ReadonlySet<Witness>,
  score: (choice: Choice) => number,
): { readonly choice: Choice; readonly score: number } {
  const tried = ASKED.map((asked) => ({ choice: { heard, asked }, score: score({ heard, asked }) }));
  return tried.reduce((a, b) => (b.score > a.score ? b : a));
}
