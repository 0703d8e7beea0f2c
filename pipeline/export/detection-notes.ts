import type { Static } from "typebox";
import { detectionById } from "../../schemas/detections/catalogue.ts";
import { attackTechnique } from "../../schemas/detections/techniques.ts";
import type { AttackTechnique } from "../../schemas/exported-alert.ts";

/** What a receiver is told about a detection beside the alert itself. */
export interface DetectionNote {
  readonly name: string;
  readonly techniques: readonly Static<typeof AttackTechnique>[];
  readonly actions: readonly string[];
}

/** The note on a detection; one that the catalogue knows nothing of is called by its id. */
export function detectionNote(id: string): DetectionNote {
  const detection = detectionById(id);
  if (detection === undefined) return { name: id, techniques: [], actions: [] };
  const { name, techniques, actions } = detection;
  return { name, techniques: techniques.map(attackTechnique), actions };
}
