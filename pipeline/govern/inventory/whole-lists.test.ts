import { expect, test } from "vitest";
import { type PageEnd, wholeLists } from "./whole-lists.ts";

function judge(ends: readonly PageEnd[], spoilt: readonly string[] = []) {
  const lists = wholeLists();
  for (const end of ends) {
    lists.mention({ list: "g/apps", scope: "list", app_ref: "" }, "");
    lists.endPage(end);
  }
  for (const list of spoilt) lists.spoil(list);
  return lists.lists().map(({ whole, why }) => [whole, why]);
}

test("a list is whole when one of its pages is the last, in whichever order they come", () => {
  expect(judge(["more", "more", "last"])).toEqual([[true, ""]]);
  expect(judge(["last", "more"])).toEqual([[true, ""]]);
  expect(judge(["more", "more"])).toEqual([[false, "its last page names a next one"]]);
});

test("changes, and lists with records that could not be read, are not whole", () => {
  expect(judge(["part"])).toEqual([[false, "it is a part or a list of changes"]]);
  expect(judge(["last"], ["g/"])).toEqual([[false, "some of its records could not be read"]]);
  expect(judge(["last"], ["other"])).toEqual([[true, ""]]);
});

test("a list with one app in it is the list of that app only", () => {
  const lists = wholeLists();
  lists.mention({ list: "grants", scope: "list", app_ref: "a" }, "");
  expect(lists.lists()).toMatchObject([{ app_ref: "a" }]);
  lists.mention({ list: "grants", scope: "list", app_ref: "b" }, "");
  expect(lists.lists()).toMatchObject([{ app_ref: "" }]);
});
