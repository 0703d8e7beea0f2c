import { hash } from "node:crypto";
import { isForeignObject } from "./foreign-fields.ts";

/** 128 bits: enough that no two of all the events of a feed will ever share them. */
const HEX_DIGITS = 32;
/** Deeper values count as equal; no feed nests like that, and a stack has an end. */
const DEEPEST = 64;

/**
 * A hash of a value that does not depend on the order of keys, nor on whether a number or a flag came as text, nor on
 * fields that hold nothing: the same record out of JSON, CSV and another export has the same one.
 */
export function stableHash(value: unknown): string {
  return hash("sha256", canonical(value, 0), "hex").slice(0, HEX_DIGITS);
}

function canonical(value: unknown, depth: number): string {
  if (depth > DEEPEST) return "…";
  if (Array.isArray(value)) return `[${value.map((entry) => canonical(entry, depth + 1)).join(",")}]`;
  if (!isForeignObject(value)) return JSON.stringify(String(value ?? ""));
  const fields = Object.keys(value).sort();
  const given = fields.filter((name) => value[name] !== null && value[name] !== undefined && value[name] !== "");
  return `{${given.map((name) => `${JSON.stringify(name)}:${canonical(value[name], depth + 1)}`).join(",")}}`;
}
