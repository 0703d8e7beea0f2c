import { type DeadLetters, openDeadLetters } from "../../kafka/dead-letters.ts";
import type { KafkaSettings } from "../../kafka/kafka-settings.ts";

/** One way to the dead-letter topic for all topics of a process. */
export interface SharedLetters {
  /** Opens it the first time, and again after it could not be opened. */
  readonly open: () => Promise<DeadLetters>;
  readonly close: () => Promise<void>;
}

export function sharedLetters(settings: KafkaSettings, topic: string): SharedLetters {
  let opening: Promise<DeadLetters> | undefined;
  return {
    open: () => {
      opening ??= openDeadLetters(settings, topic).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close: async () => {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}
