import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphPath } from "./graph-template.ts";
import { graphWorkload } from "./graph-workload.ts";

const template = (uri: string) => graphPath(uri).template;

test.each([
  ["https://graph.microsoft.com/v1.0/users/ana@contoso.example/messages?$top=50", "/users/{id}/messages"],
  ["https://graph.microsoft.com/beta/me/messages/AAMkAGI2THVSAAA=", "/me/messages/{id}"],
  [
    "https://graph.microsoft.com//v1.0//servicePrincipals//0d2f/appRoleAssignments",
    "/servicePrincipals/{id}/appRoleAssignments",
  ],
  ["/SERVICEPRINCIPALS/0d2f/approleassignments", "/servicePrincipals/{id}/appRoleAssignments"],
  [
    "https://graph.microsoft.com/v1.0/me/drive/root:/Documents/plan (1).docx:/content",
    "/me/drive/root:/{path}:/content",
  ],
  ["https://graph.microsoft.com/v1.0/me/drive/root:/Documents/it's.docx", "/me/drive/root:/{path}"],
  ["/drives/b!x/items/01AB:/a/b.txt:/createUploadSession", "/drives/{id}/items/{id}:/{path}:/createUploadSession"],
  ["/sites/contoso.sharepoint.com:/sites/team:/lists", "/sites/{id}:/{path}:/lists"],
  ["/me/drive/root/search(q='salaries/2026')", "/me/drive/root/search()"],
  ["/me/drive/root/search(q=%27salaries%27)?$top=5", "/me/drive/root/search()"],
  ['/me/messages?$select=id\\u0026$search="salaries"', "/me/messages?$search"],
  ["/me/messages?%24search=x", "/me/messages?$search"],
  ["/users('ana')/messages('AAMk')", "/users/{id}/messages/{id}"],
  ["/applications(appId='0d2f')", "/applications/{id}"],
  ["/servicePrincipals(appId='0d2f')/appRoleAssignments", "/servicePrincipals/{id}/appRoleAssignments"],
  ["/users/delta()?$deltatoken=x", "/users/delta()"],
  ["/users/$count", "/users/$count"],
  ["/groups/1/members/microsoft.graph.user", "/groups/{id}/members/microsoft.graph.user"],
  ["/groups/1/members/microsoft.graph.nonsense", "/groups/{id}/members/{id}"],
  ["https://graph.microsoft.com/v1.0/$batch", "/$batch"],
  ["https://graph.microsoft.com", "/"],
  ["", "/"],
])("%s is a call of %s", (uri, expected) => {
  expect(template(uri)).toBe(expected);
});

test("the object keeps its ids and nothing of what people searched for", () => {
  expect(graphPath("/v1.0/users/ana/messages/AAMk?$select=id").object).toBe("/users/ana/messages/AAMk");
  expect(graphPath("/users('ana')/drive/root/search(q='salaries')").object).toBe("/users/ana/drive/root/search()");
  expect(graphPath("/v1.0/users").object).toBeNull();
});

test.each([
  ["/users/1/messages", "exchange"],
  ["/users/1", "directory"],
  ["/me/chats/1/messages", "teams"],
  ["/teams/1/channels/2/messages", "teams"],
  ["/drives/1/items/2/content", "onedrive"],
  ["/sites/1/drive/items/2/content", "sharepoint"],
  ["/deviceManagement/managedDevices", "intune"],
  ["/auditLogs/signIns", "auditlogs"],
  ["/", null],
])("%s belongs to %s", (path, workload) => {
  expect(graphWorkload(graphPath(path).segments)).toBe(workload);
});

describe("whatever the address", () => {
  const piece = fc.constantFrom(
    ..."users,me,drive,root:,root,items,x:,:,messages,AAMk=,v1.0,beta,,search(q='a/b'),range(,users('x'),delta(),{id},{path}:,?$search=x,?,#,%24count,$ref,microsoft.graph.user,https:,it's,a(b".split(
      ",",
    ),
  );
  const uri = fc.oneof(
    fc.array(piece).map((pieces) => `/${pieces.join("/")}`),
    fc.array(piece).map((pieces) => pieces.join("/")),
    fc.string(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );

  test("templating twice is templating once", () => {
    fc.assert(
      fc.property(uri, (text) => {
        const once = template(text);
        expect(template(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  test("there is no double slash, no version in front, no query but whether it searched", () => {
    fc.assert(
      fc.property(uri, (text) => {
        const once = template(text);
        expect(once).toMatch(/^\//);
        expect(once).not.toMatch(/\/\/|^\/(v1\.0|beta)(\/|$)|[?#](?!\$search$)|\([^)]/i);
      }),
      { numRuns: 3000 },
    );
  });

  test("host, version and query change nothing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("users", "me", "messages", "AAMk=", "root", "42"), { minLength: 1 }),
        (parts) => {
          const path = parts.join("/");
          const plain = template(`/${path}`);
          expect(template(`https://graph.microsoft.com/v1.0/${path}?$top=1&$skip=2`)).toBe(plain);
          expect(template(`https://graph.microsoft.us/beta//${path}`)).toBe(plain);
        },
      ),
    );
  });

  test("a name of Graph's stays where it stands, in any case", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("users", "messages", "appRoleAssignments", "children", "content"),
        fc.uuid(),
        (name, id) => {
          expect(template(`/${name.toUpperCase()}/${id}/${name}`)).toBe(`/${name}/{id}/${name}`);
        },
      ),
    );
  });
});
