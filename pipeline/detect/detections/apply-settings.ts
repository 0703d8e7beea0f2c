import type { RowOf } from "../../../queries/define-query.ts";
import type { detectionSettings } from "../../../queries/detections/settings.ts";

export type DetectionSetting = RowOf<typeof detectionSettings>;

/** How one detection is to look at one app. */
export interface Outlook {
  readonly is_off: boolean;
  /** What has to be observed, as a factor of the published number. */
  readonly factor: number;
}

/** Twice as much, or half of it. */
const FACTORS: Readonly<Record<string, number>> = { low: 2, medium: 1, high: 0.5 };

/** What is set of an app goes before what is set of all; a rest that has ended is none. */
export function outlooks(
  settings: readonly DetectionSetting[],
  now_ms: number,
): (detection: string, app_id: string) => Outlook {
  const key = (detection: string, app_id: string): string => JSON.stringify([detection, app_id]);
  const known = new Map(settings.map((setting) => [key(setting.detection, setting.app_id), setting]));
  return (detection, app_id) => {
    const setting = known.get(key(detection, app_id)) ?? known.get(key(detection, ""));
    if (setting === undefined) return { is_off: false, factor: 1 };
    const is_over = setting.until_ms !== null && setting.until_ms <= now_ms;
    return { is_off: setting.state === "off" && !is_over, factor: FACTORS[setting.sensitivity] ?? 1 };
  };
}
