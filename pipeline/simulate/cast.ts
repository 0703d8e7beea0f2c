import { type App, draftApp } from "./app.ts";
import { pickWeighted, shuffled } from "./draw.ts";
import { KIND_SHARES } from "./kinds.ts";
import { randomStream } from "./prng.ts";
import { SCENARIOS, type ScenarioId } from "./scenarios/catalogue.ts";
import type { AppScenario, CompanyScenario, Plant } from "./scenarios/scenario.ts";
import type { Planted } from "./truth.ts";
import type { World } from "./world.ts";

interface Cast {
  readonly apps: readonly App[];
  readonly planted: readonly Planted[];
  /** Asked for, but the span is too short or the apps too few. */
  readonly left_out: readonly ScenarioId[];
}

interface Named<Story> {
  readonly id: ScenarioId;
  readonly story: Story;
}

/** Draw the apps and give each story an app of its own, made to fit it. */
export function castCompany(world: World, count: number, ids: readonly ScenarioId[]): Cast {
  const own = ids.flatMap((id): Named<AppScenario>[] => {
    const story = SCENARIOS[id];
    return story.scope === "app" ? [{ id, story }] : [];
  });
  const places = shuffled(
    randomStream(world.seed, "places"),
    Array.from({ length: count }, (_, i) => i),
  );
  const stories = new Map(own.slice(0, count).map((named, i) => [places[i], named]));
  const drafts = distinctNames(Array.from({ length: count }, (_, i) => draftFor(world, i, stories.get(i)?.story)));
  const own_planted = drafts.flatMap((app) => plantOwn(world, app, stories.get(app.index)));
  const busy = new Set(own_planted.map(({ app }) => app.index));
  const free = drafts.filter((app) => !busy.has(app.index));
  const shared_planted = ids.flatMap((id) => plantShared(world, free, id));
  const planted = [...own_planted, ...shared_planted];
  return { apps: withPhases(drafts, planted), planted, left_out: ids.filter((id) => !isPlanted(planted, id)) };
}

function draftFor(world: World, index: number, story: AppScenario | undefined): App {
  const random = randomStream(world.seed, "kind", index);
  if (story === undefined) return draftApp(world, index, { kind: pickWeighted(random, KIND_SHARES) });
  return draftApp(world, index, story.needs, story.appears?.(world, random));
}

function plantOwn(world: World, app: App, named: Named<AppScenario> | undefined): Planted[] {
  if (named === undefined) return [];
  const plant = named.story.plant(world, app, randomStream(world.seed, "story", named.id));
  return plant === undefined ? [] : [{ scenario: named.id, role: named.story.role, app, plant }];
}

function plantShared(world: World, apps: readonly App[], scenario: ScenarioId): Planted[] {
  const story: AppScenario | CompanyScenario = SCENARIOS[scenario];
  if (story.scope === "app") return [];
  const plant = story.plant(world, randomStream(world.seed, "story", scenario));
  if (plant === undefined) return [];
  return apps.filter(story.concerns).map((app) => ({ scenario, role: story.role, app, plant }));
}

function withPhases(apps: readonly App[], planted: readonly Planted[]): App[] {
  const plants = new Map<number, Plant>(planted.map(({ app, plant }) => [app.index, plant]));
  return apps.map((app) => ({ ...app, phases: [...app.phases, ...(plants.get(app.index)?.phases ?? [])] }));
}

function isPlanted(planted: readonly Planted[], id: ScenarioId): boolean {
  return planted.some(({ scenario }) => scenario === id);
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
