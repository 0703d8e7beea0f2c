import { between, type Range } from "../../draw.ts";
import type { DetectionStories } from "../scenario.ts";
import { appearsLate, attack, calls, during, lastHours, lookAlike, sinceItAppeared } from "./acting.ts";
import { HIGH_PRIVILEGE, inHouse, maybeAbroad } from "./directory.ts";
import { JOBS, mixOf } from "./jobs.ts";

const FORBIDDEN = 403;
const VAULT_READS = mixOf(["vault_secret", 1]);
const VM_BURST = mixOf(["vm_create", 1]);
/** Within an hour or two, before somebody looks at the bill. */
const BURST_HOURS: Range = [0.5, 3];

export const d25: DetectionStories = {
  title: "Many reads of Key Vault in a short time, all failing",
  attack: attack({
    tells: "Somebody who holds an app's token asks Key Vault for one secret after another, and is refused each time.",
    needs: { kind: "always_on", or_kinds: ["office", "quiet"] },
    profile: () => ({ purpose: JOBS.people, actor_type: "app_only", directory: inHouse() }),
    plant: during([0.5, 2], (scene) => {
      const failing = { share: 1, status_code: FORBIDDEN };
      const extra = { per_h: between(scene.random, [80, 300]), mix: VAULT_READS, resources: 200, failing };
      return { phases: [calls(scene, { ...extra, ...maybeAbroad(scene.random) })] };
    }),
  }),
  look_alike: lookAlike({
    tells: "An operator app reads all of its secrets anew after a restart; one in ten is not there any more.",
    needs: { kind: "always_on" },
    profile: () => ({ purpose: JOBS.cloud, actor_type: "app_only", directory: inHouse() }),
    plant: during([0.5, 2], (scene) => {
      const failing = { share: between(scene.random, [0.05, 0.2]), status_code: 404 };
      const extra = { per_h: between(scene.random, [60, 150]), mix: VAULT_READS, resources: 40, failing };
      return { phases: [calls(scene, extra)] };
    }),
  }),
};

export const d44: DetectionStories = {
  title: "New single-tenant app that creates many virtual machines",
  attack: attack({
    tells: "An app registered in this tenant days ago creates dozens of virtual machines within an hour or two.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.people, actor_type: "app_only", directory: inHouse() }),
    plant: sinceItAppeared([12, 96], (scene) => {
      const extra = { per_h: between(scene.random, [30, 120]), mix: VM_BURST, resources: 5000 };
      return { phases: [calls(scene, extra, lastHours(scene, BURST_HOURS))] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A new operator app sets up its environment: three or four machines on its first days.",
    needs: { kind: "new" },
    appears: appearsLate,
    profile: () => ({ purpose: JOBS.cloud_reader, actor_type: "app_only", directory: inHouse() }),
    plant: sinceItAppeared([24, 72], (scene) => {
      const hours = (scene.to_ms - scene.from_ms) / HOUR_MS;
      return { phases: [calls(scene, { per_h: FEW_MACHINES / hours, mix: VM_BURST, resources: 5000 })] };
    }),
  }),
};

const HOUR_MS = 3_600_000;
const FEW_MACHINES = 3.5;

export const d45: DetectionStories = {
  title: "Many virtual machines by an app with high privileges in Graph",
  attack: attack({
    tells: "An app of years with far-reaching rights in Graph creates dozens of machines, which it has never done.",
    needs: { kind: "always_on", or_kinds: ["office", "batch"], nightly: true },
    profile: () => ({
      purpose: JOBS.directory,
      actor_type: "app_only",
      directory: inHouse({ permissions: HIGH_PRIVILEGE }),
    }),
    plant: during(BURST_HOURS, (scene) => {
      const extra = { per_h: between(scene.random, [30, 120]), mix: VM_BURST, resources: 5000 };
      return { phases: [calls(scene, { ...extra, ...maybeAbroad(scene.random) })] };
    }),
  }),
  look_alike: lookAlike({
    tells: "A deployment app that creates machines all week creates its usual few today.",
    needs: { kind: "always_on" },
    profile: () => ({
      purpose: JOBS.cloud,
      actor_type: "app_only",
      directory: inHouse({ permissions: HIGH_PRIVILEGE }),
    }),
    plant: during([4, 8], () => ({})),
  }),
};
