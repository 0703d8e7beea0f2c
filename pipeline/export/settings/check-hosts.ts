import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** What is wrong with the names of receivers. One that cannot be asked for now may be there in a minute, and is no fault. */
export async function hostFaults(hosts: readonly (readonly [string, string])[]): Promise<readonly string[]> {
  const faults = await Promise.all(hosts.map(([setting, host]) => hostFault(setting, host)));
  return faults.flat();
}

async function hostFault(setting: string, host: string): Promise<readonly string[]> {
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) return [];
  try {
    await lookup(host);
    return [];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "ENOTFOUND" ? [`${setting}: there is no host ${host}`] : [];
  }
}
