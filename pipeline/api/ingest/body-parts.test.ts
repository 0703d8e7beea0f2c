import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyParts } from "./body-parts.ts";

const LIMIT = 6;
const line = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 14 });

/** What a reader that looks at every line would say. */
function everyLine(text: string): readonly [number, string][] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((content, index) => [index + 1, content]);
}

function linesOf(text: string): readonly [number, string][] {
  return bodyParts(Buffer.from(text), LIMIT).flatMap((part): readonly [number, string][] => {
    const content = Buffer.from(part.bytes).toString();
    if (part.kind === "long_line") return [[part.line, content]];
    return everyLine(content).map(([number, inner]) => [part.first_line + number - 1, inner]);
  });
}

test("keeps every line and its number, with or without a last line end", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, ended) => {
      const text = lines.join("\n") + (ended && lines.length > 0 ? "\n" : "");
      expect(linesOf(text)).toEqual(everyLine(text));
    }),
  );
});

test("cuts out exactly the lines above the limit", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const long = bodyParts(Buffer.from(lines.join("\n")), LIMIT).filter((part) => part.kind === "long_line");
      expect(long.map((part) => part.bytes.length)).toEqual(
        lines.map((text) => text.length).filter((length) => length > LIMIT),
      );
    }),
  );
});

test("leaves a body without long lines in one piece", () => {
  expect(bodyParts(Buffer.from("aaa\nbbb\nccc\n"), LIMIT)).toHaveLength(1);
});
