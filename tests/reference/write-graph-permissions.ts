import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { permissionTable } from "./graph-permissions.ts";

// Makes schemas/graph-permissions/permissions.json anew: npx tsx tests/reference/write-graph-permissions.ts FOLDER
const TARGET = fileURLToPath(new URL("../../schemas/graph-permissions/permissions.json", import.meta.url));
const [folder = "../shared/reference/graph-permissions"] = process.argv.slice(2);
const lines = Object.entries(permissionTable(folder)).map(
  ([name, types]) => `  ${JSON.stringify(name)}: ${JSON.stringify(types)}`,
);
writeFileSync(TARGET, `{\n${lines.join(",\n")}\n}\n`);
