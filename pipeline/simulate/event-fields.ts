import type { CommonEvent } from "../../schemas/common-event.ts";

/** The common event as it is put together: what does not apply is undefined and so does not reach the line. */
export type EventFields = Pick<CommonEvent, "event_id" | "at" | "kind"> & {
  readonly [Name in keyof CommonEvent]?: CommonEvent[Name] | undefined;
};
