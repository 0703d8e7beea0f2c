import { expect, test } from "vitest";
import { COLORS } from "./colors.ts";

type Three = readonly [number, number, number];
type Matrix = readonly [Three, Three, Three];

/** Machado, Oliveira and Fernandes (2009): what people without one kind of cone see, in linear RGB. */
const VISIONS: Readonly<Record<string, Matrix>> = {
  "ordinary vision": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
/** A difference of 2 is seen side by side; across a chart and a legend it takes several times that. */
const APART = 14;

test.each(Object.entries(VISIONS))("people with %s tell any two colours of the palette apart", (_name, vision) => {
  const seen = Object.entries(COLORS).map(([name, hex]) => ({ name, lab: labOf(times(vision, linear(hex))) }));
  const close = seen.flatMap((one, index) =>
    seen
      .slice(index + 1)
      .filter((other) => distance(one.lab, other.lab) < APART)
      .map((other) => `${one.name} and ${other.name}: ${distance(one.lab, other.lab).toFixed(1)}`),
  );
  expect(close).toEqual([]);
});

function linear(hex: string): Three {
  const part = (at: number): number => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function times([x, y, z]: Matrix, [a, b, c]: Three): Three {
  const sum = ([p, q, r]: Three): number => p * a + q * b + r * c;
  return [sum(x), sum(y), sum(z)];
}

/** CIE 1976 L*a*b*, in which distance is near to what eyes make of it. */
function labOf(rgb: Three): Three {
  const shown: Three = [clamp(rgb[0]), clamp(rgb[1]), clamp(rgb[2])];
  const [x, y, z] = times(XYZ, shown);
  const [white_x, white_y, white_z] = times(XYZ, [1, 1, 1]);
  const [fx, fy, fz] = [root(x / white_x), root(y / white_y), root(z / white_z)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function root(share: number): number {
  return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function distance(one: Three, other: Three): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
