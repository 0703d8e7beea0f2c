import type { App } from "../app.ts";
import type { Needs } from "../kinds.ts";
import type { Notice } from "../notices.ts";
import type { Phase } from "../phase.ts";
import type { Random } from "../prng.ts";
import type { Profile } from "../profile.ts";
import type { World } from "../world.ts";

/** An attack or fault that people want to hear of, or something that only looks like one. */
export type Role = "attack" | "look_alike";

/** When it happens and what is different meanwhile, also before and after where the story needs it. */
export interface Plant {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly phases: readonly Phase[];
  /** What happens once: a consent, a secret, a sign-in from elsewhere. With it, also an empty one, no secret is renewed by chance. */
  readonly notices?: readonly Notice[];
}

interface Story {
  readonly role: Role;
  /** What happens, for people. */
  readonly tells: string;
}

/** Happens to one app, which is made to fit. `plant` answers with nothing where the span is too short for it. */
export interface AppScenario extends Story {
  readonly scope: "app";
  readonly needs: Needs;
  /** When the app first appears, for stories about new apps. */
  readonly appears?: (world: World, random: Random) => number;
  /** Who the app is, for stories that hang on it. */
  readonly profile?: (world: World, random: Random) => Profile;
  readonly plant: (world: World, app: App, random: Random) => Plant | undefined;
}

/** Happens to every app that it concerns and that has no story of its own. */
export interface CompanyScenario extends Story {
  readonly scope: "company";
  readonly concerns: (app: App) => boolean;
  readonly plant: (world: World, random: Random) => Plant | undefined;
}

export type Scenario = AppScenario | CompanyScenario;

/** What a built-in detection has to see, and what it must not take for that. Both have an app of their own. */
export interface DetectionStories {
  /** The detection in a few words. */
  readonly title: string;
  /** Seen for sure only with knowledge from outside; what the logs and the directory show of it is here. */
  readonly optional?: true;
  readonly attack: AppScenario;
  readonly look_alike: AppScenario;
}
