import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scenariosPage } from "./scenarios-page.ts";

const PAGE = fileURLToPath(new URL("../../../docs/scenarios.md", import.meta.url));

test("docs/scenarios.md is what the catalogue says (npx vitest -u writes it)", async () => {
  await expect(scenariosPage()).toMatchFileSnapshot(PAGE);
});
