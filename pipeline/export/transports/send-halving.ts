import { allOf, type Outcome, type Parcel } from "./transport.ts";

/**
 * Send alerts in one request. A request that is refused as a whole is halved until the one alert that is to blame stands
 * alone; the others go through. A request that was taken may say of each alert what became of it.
 */
export async function sendHalving(
  batch: readonly Parcel[],
  post: (batch: readonly Parcel[]) => Promise<Outcome | readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const answer = await post(batch);
  if (!("kind" in answer)) return answer;
  if (answer.kind !== "refused" || batch.length <= 1) return allOf(batch, answer);
  const middle = Math.ceil(batch.length / 2);
  const first = await sendHalving(batch.slice(0, middle), post);
  const second = await sendHalving(batch.slice(middle), post);
  return [...first, ...second];
}
