import fc from "fast-check";
import { Type } from "typebox";
import { describe, expect, test } from "vitest";
import { bindQuery, sql } from "./bind-query.ts";
import { expandMacros } from "./expand-macros.ts";
import { fillVariables } from "./fill-variables.ts";
import { panelInterval } from "./panel-interval.ts";

const SPAN = { from_ms: 1_760_000_000_500, to_ms: 1_760_086_400_000, interval_ms: 3_600_000 } as const;

// What the plugin's own tests and source (pkg/macros, v4.20) give for these.
describe("macros are expanded as the plugin does it:", () => {
  test.each([
    ["$__fromTime", "toDateTime(1760000000)"],
    ["$__toTime", "toDateTime(1760086400)"],
    ["$__fromTime_ms", "fromUnixTimestamp64Milli(1760000000500)"],
    ["$__toTime_ms", "fromUnixTimestamp64Milli(1760086400000)"],
    ["$__timeFilter(at)", "at >= toDateTime(1760000000) AND at <= toDateTime(1760086400)"],
    [
      "$__timeFilter_ms(e.at)",
      "e.at >= fromUnixTimestamp64Milli(1760000000500) AND e.at <= fromUnixTimestamp64Milli(1760086400000)",
    ],
    ["$__dateFilter(day)", "day >= toDate('2025-10-09') AND day <= toDate('2025-10-10')"],
    [
      "$__dt(day, at)",
      "(day >= toDate('2025-10-09') AND day <= toDate('2025-10-10')) AND (at >= toDateTime(1760000000) AND at <= toDateTime(1760086400))",
    ],
    ["$__timeInterval(at)", "toStartOfInterval(toDateTime(at), INTERVAL 3600 second)"],
    ["$__timeInterval_ms(at)", "toStartOfInterval(toDateTime64(at, 3), INTERVAL 3600000 millisecond)"],
    ["$__interval_s", "3600"],
    [
      "$__timeFilter(toDate(f(a, ')')))",
      "toDate(f(a, ')')) >= toDateTime(1760000000) AND toDate(f(a, ')')) <= toDateTime(1760086400)",
    ],
    ["$__unknown(at) $__fromTimes", "$__unknown(at) $__fromTimes"],
    ["1 -- $__fromTime\n+ 2 /* $__toTime */", `1 ${" ".repeat(14)}\n+ 2 ${" ".repeat(15)}`],
    ["'--' || $__interval_s", "'--' || 3600"],
  ])("%s", (text, expanded) => {
    expect(expandMacros(text, SPAN)).toBe(expanded);
  });

  test("a macro with too many arguments is an error", () => {
    expect(() => expandMacros("$__timeFilter(a, b)", SPAN)).toThrow("1 argument");
  });
});

describe("variables are filled as Grafana does it:", () => {
  const variables = {
    one: { value: `a'b"c` },
    many: { value: ["x", "y'z"] },
    everything: { value: ["x", "y"], all: true },
  };

  test.each([
    ["${one:sqlstring}", `'a''b\\"c'`],
    ["${many:sqlstring}", `'x','y''z'`],
    ["${many:singlequote}", `'x','y\\'z'`],
    ["$many", `'x','y'z'`],
    ["[[one]] ${one}", `a'b"c a'b"c`],
    ["${one:percentencode}", "a%27b%22c"],
    ["${many:queryparam}", "var-many=x&var-many=y%27z"],
    ["${everything:queryparam}", "var-everything=$__all"],
    ["${many:csv}", "x,y'z"],
    ["$__fromTime ${none:sqlstring}", "$__fromTime ${none:sqlstring}"],
    ["$__conditionalAll(has([1], f(x, 2)), $everything)", "1=1"],
    ["$__conditionalAll(x IN (${many:sqlstring}), $many)", "x IN ('x','y''z')"],
  ])("%s", (text, filled) => {
    expect(fillVariables(text, { variables })).toBe(filled);
  });

  test("ad hoc filters become filters of the tables that a query names", () => {
    const ad_hoc = [
      { key: "events.ip", operator: "=", value: "it's" },
      { key: "service", operator: "=~", value: "^e" },
    ] as const;
    const text = "SETTINGS $__adHocFilters('events')";
    expect(fillVariables(text, { variables })).toBe("SETTINGS additional_table_filters={}");
    expect(fillVariables(text, { variables, ad_hoc })).toBe(
      String.raw`SETTINGS additional_table_filters={'events': ' ip = \'it\\\'s\' AND service REGEXP \'^e\' '}`,
    );
  });
});

describe("a query's parameters become macros and variables:", () => {
  const text = Type.String();
  const query = {
    name: "q",
    sql: "-- it's ours\nSELECT {tenant:String}, {n:UInt8}, {t:Identifier}, {l:Array(String)}, {from_ms:Int64}",
    params: Type.Object({ tenant: text, n: Type.Integer(), t: text, l: Type.Array(text), from_ms: Type.Integer() }),
    row: Type.Object({}),
  };

  test("fixed values are quoted, and times are macros that alert rules have too", () => {
    const bound = bindQuery(query, { n: 3, t: "usage_day", l: ["a'b", "c\\"] });
    expect(bound.sql).toBe(
      "SELECT decodeURLComponent('${tenant:percentencode}'), 3, usage_day, ['a\\'b', 'c\\\\'], toUnixTimestamp64Milli($__fromTime_ms)",
    );
  });

  test("a parameter that nothing stands for is an error and no gap", () => {
    expect(() => bindQuery(query, { n: sql("1") })).toThrow("nothing stands for t");
  });

  test("whatever a value holds, it leaves no quote, macro or variable behind", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const bound = bindQuery({ ...query, sql: "{tenant:String}" });
        const filled = fillVariables(bound.sql, { variables: { tenant: { value } } });
        expect(filled).toMatch(/^decodeURLComponent\('[A-Za-z0-9%_.~-]*'\)$/);
        expect(expandMacros(filled, SPAN)).toBe(filled);
      }),
    );
  });
});

test.each([
  [{}, 3_600_000, 5_000],
  [{ maxDataPoints: 200 }, 3_600_000, 20_000],
  [{ maxDataPoints: 200, interval: "1h" }, 3_600_000, 3_600_000],
  [{ maxDataPoints: 200 }, 30 * 86_400_000, 10_800_000],
] as const)("a panel of %j over %d ms gets steps of %d ms", (panel, span_ms, interval_ms) => {
  expect(panelInterval(panel, span_ms)).toBe(interval_ms);
});
