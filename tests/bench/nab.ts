import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SERIES_CONSTANTS } from "../../pipeline/detect/series/series-constants.ts";
import type { Benchmark } from "./benchmark.ts";
import { drawnConstants } from "./nab/draw-constants.ts";
import { leftOutScore } from "./nab/left-out.ts";
import { readCorpus } from "./nab/nab-corpus.ts";
import { normalised, PROFILES, rawScore } from "./nab/nab-rule.ts";
import { alarmsOf, rememberVotes } from "./nab/remembered-votes.ts";
import { runMeasured } from "./run-measured.ts";

const HOME = "../shared/nab";
/** The least that the detector is to reach at its shipped threshold, under random constants, and on categories unseen. */
const AIM = { standard: 72, draws: 70, left_out: 66, seconds: 60, mb: 300 };
const DRAWS = 10;

/**
 * The public benchmark at the shipped threshold, scored by the command and judged by the scorer that came with the data;
 * then the same with all constants moved at random, and with witnesses and threshold chosen without the category scored.
 * `--draws 0` leaves the last two out.
 */
export const nab: Benchmark = async (words) => {
  if (!existsSync(HOME)) throw new Error(`The benchmark's data is not there (${HOME}).`);
  const shipped = await scoreShipped();
  const draws = drawsOf(words);
  if (draws === 0) return { ...shipped, passed: shipped.standard >= AIM.standard };
  const moved = Array.from({ length: draws }, (_, seed) => round(movedScore(seed + 1)));
  const draws_mean = round(moved.reduce((sum, score) => sum + score, 0) / draws);
  const left_out = round(leftOutScore(readCorpus(HOME), SERIES_CONSTANTS));
  const good = shipped.standard >= AIM.standard && draws_mean >= AIM.draws && left_out >= AIM.left_out;
  const cheap = shipped.seconds < AIM.seconds && shipped.peak_mb < AIM.mb;
  return { ...shipped, draws_mean, draws: moved, left_out, aim: AIM, passed: good && cheap };
};

function drawsOf(words: readonly string[]): number {
  const at = words.indexOf("--draws");
  return at < 0 ? DRAWS : Number(words[at + 1]);
}

async function scoreShipped() {
  const out_path = mkdtempSync(join(tmpdir(), "tidemark-nab-"));
  try {
    const words = ["score", "--in", join(HOME, "data"), "--out", out_path];
    const { rows, seconds, peak_rss_mb: peak_mb } = await runMeasured<{ readonly rows: number }>(words);
    const scorer = [join(HOME, "score.mjs"), out_path, "--threshold", "0.5"];
    const report: unknown = JSON.parse(execFileSync(process.execPath, scorer, { encoding: "utf8" }));
    return {
      rows,
      seconds,
      peak_mb,
      standard: fixedScore(report, "standard"),
      low_fp: fixedScore(report, "reward_low_FP_rate"),
      low_fn: fixedScore(report, "reward_low_FN_rate"),
    };
  } finally {
    rmSync(out_path, { recursive: true });
  }
}

function fixedScore(report: unknown, profile: string): number {
  const score = ["profiles", profile, "at_fixed_threshold", "score"].reduce<unknown>(
    (value, key) => (value !== null && typeof value === "object" ? Reflect.get(value, key) : undefined),
    report,
  );
  if (typeof score !== "number") throw new Error(`The scorer gave no score for ${profile}.`);
  return round(score);
}

function movedScore(seed: number): number {
  const constants = drawnConstants(SERIES_CONSTANTS, seed);
  const weights = PROFILES.standard;
  let raw = 0;
  let windows = 0;
  for (const file of readCorpus(HOME)) {
    raw += rawScore(file, alarmsOf(rememberVotes(file, constants), constants), weights);
    windows += file.windows.length;
  }
  return normalised(raw, windows, weights);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
