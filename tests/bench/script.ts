import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Run a script of this folder in a process of its own, whose memory is not counted; answers what it prints. */
export async function script(name: string, words: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return text;
}
