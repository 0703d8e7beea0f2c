import { type App, draftApp } from "./app.ts";
import { pick, pickWeighted, shuffled } from "./draw.ts";
import { KIND_SHARES, type Needs } from "./kinds.ts";
import { type Random, randomStream } from "./prng.ts";
import { type ScenarioId, storiesOf } from "./scenarios/catalogue.ts";
import type { AppScenario, Plant, Role, Scenario } from "./scenarios/scenario.ts";
import type { Planted } from "./truth.ts";
import type { World } from "./world.ts";

interface Cast {
  readonly apps: readonly App[];
  readonly planted: readonly Planted[];
  /** Asked for, but the span is too short or the apps too few. */
  readonly left_out: readonly LeftOut[];
}

export interface LeftOut {
  readonly scenario: ScenarioId;
  readonly role: Role;
}

interface Named<Story> {
  readonly id: ScenarioId;
  readonly story: Story;
}

/** Draw the apps and give each story an app of its own, made to fit it. */
export function castCompany(world: World, count: number, ids: readonly ScenarioId[]): Cast {
  const named = attacksFirst(ids.flatMap((id) => storiesOf(id).map((story) => ({ id, story }))));
  const own = named.flatMap(({ id, story }) => (story.scope === "app" ? [{ id, story }] : []));
  const places = shuffled(
    randomStream(world.seed, "places"),
    Array.from({ length: count }, (_, i) => i),
  );
  const stories = new Map(own.slice(0, count).map((one, i) => [places[i], one]));
  const drafts = distinctNames(Array.from({ length: count }, (_, i) => draftFor(world, i, stories.get(i))));
  const own_planted = drafts.flatMap((app) => plantOwn(world, app, stories.get(app.index)));
  const busy = new Set(own_planted.map(({ app }) => app.index));
  const free = drafts.filter((app) => !busy.has(app.index));
  const shared_planted = named.flatMap((one) => plantShared(world, free, one));
  const planted = [...own_planted, ...shared_planted];
  const asked = named.map(({ id, story }) => ({ scenario: id, role: story.role }));
  return { apps: withPhases(drafts, planted), planted, left_out: asked.filter((one) => !isPlanted(planted, one)) };
}

function attacksFirst(named: readonly Named<Scenario>[]): Named<Scenario>[] {
  const of = (role: Role): Named<Scenario>[] => named.filter(({ story }) => story.role === role);
  return [...of("attack"), ...of("look_alike")];
}

function draftFor(world: World, index: number, named: Named<AppScenario> | undefined): App {
  const random = randomStream(world.seed, "kind", index);
  if (named === undefined) return draftApp(world, index, { kind: pickWeighted(random, KIND_SHARES) });
  const { needs, appears, profile, role } = named.story;
  const who = profile?.(world, randomStream(world.seed, "profile", named.id, role));
  return draftApp(world, index, drawNeeds(needs, random), appears?.(world, random), who);
}

function drawNeeds(needs: Needs, random: Random): Needs {
  return needs.or_kinds === undefined ? needs : { ...needs, kind: pick(random, [needs.kind, ...needs.or_kinds]) };
}

function plantOwn(world: World, app: App, named: Named<AppScenario> | undefined): Planted[] {
  if (named === undefined) return [];
  const { id, story } = named;
  const plant = story.plant(world, app, randomStream(world.seed, "story", ...streamOf(id, story.role)));
  return plant === undefined ? [] : [{ scenario: id, role: story.role, app, plant }];
}

/** A detection has two stories, and each its own luck. */
function streamOf(id: ScenarioId, role: Role): string[] {
  return storiesOf(id).length === 1 ? [id] : [id, role];
}

function plantShared(world: World, apps: readonly App[], { id, story }: Named<Scenario>): Planted[] {
  if (story.scope === "app") return [];
  const plant = story.plant(world, randomStream(world.seed, "story", id));
  if (plant === undefined) return [];
  return apps.filter(story.concerns).map((app) => ({ scenario: id, role: story.role, app, plant }));
}

function withPhases(apps: readonly App[], planted: readonly Planted[]): App[] {
  const plants = new Map<number, Plant>(planted.map(({ app, plant }) => [app.index, plant]));
  return apps.map((app) => ({ ...app, phases: [...app.phases, ...(plants.get(app.index)?.phases ?? [])] }));
}

function isPlanted(planted: readonly Planted[], { scenario, role }: LeftOut): boolean {
  return planted.some((one) => one.scenario === scenario && one.role === role);
}

/** Two apps may have drawn one name; people would tell them apart. */
function distinctNames(apps: readonly App[]): App[] {
  const namesakes = new Map<string, number>();
  return apps.map((app) => {
    const ordinal = (namesakes.get(app.app_name) ?? 0) + 1;
    namesakes.set(app.app_name, ordinal);
    return ordinal === 1 ? app : { ...app, app_name: `${app.app_name} ${ordinal}` };
  });
}
