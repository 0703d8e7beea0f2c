import { expect, test } from "vitest";
import { callPermissions } from "./call-permissions.ts";
import { permissionList } from "./known-permissions.ts";

const list = permissionList();
const by_number = new Map(list.permissions.map((known) => [known.number, known]));
const named = (numbers: readonly number[]) =>
  numbers.map((number) => `${by_number.get(number)?.type} ${by_number.get(number)?.permission}`);
const find = (type: string, permission: string) =>
  list.permissions.find((known) => known.permission === permission && [type, "any"].includes(known.type));
const allowing = callPermissions(list);

test.each([
  ["application", "Mail.Read", "high"],
  ["delegated", "Mail.Read", "medium"],
  ["delegated", "User.Read", "low"],
  ["delegated", "offline_access", "low"],
  ["application", "Files.ReadWrite.All", "high"],
  ["delegated", "RoleManagement.ReadWrite.Directory", "high"],
  ["delegated", "AppRoleAssignment.ReadWrite.All", "high"],
  ["application", "Sites.Selected", "medium"],
  ["delegated", "https://www.googleapis.com/auth/drive", "high"],
  ["delegated", "https://www.googleapis.com/auth/drive.file", "low"],
  ["application", "full_access_as_app", "high"],
])("the %s permission %s is %s", (type, permission, level) => {
  expect(find(type, permission)?.level).toBe(level);
});

test("numbers are places in the list, and every stand-in is another, smaller one of the same type", () => {
  for (const [place, known] of list.permissions.entries()) {
    expect(known.number).toBe(place + 1);
    for (const number of [...known.smaller, ...known.elsewhere]) {
      expect(number).toBeLessThan(known.number);
      expect(by_number.get(number)?.type).toBe(known.type);
    }
  }
});

test("less of what is written is what is read; what shows less or reaches less is never proposed", () => {
  expect(named(find("application", "Mail.ReadWrite")?.smaller ?? [])).toContain("application Mail.Read");
  expect(find("application", "Mail.Read")?.smaller).toEqual([]);
  expect(named(find("delegated", "Files.ReadWrite.All")?.smaller ?? [])).not.toContain("delegated Files.Read");
});

test.each([
  ["GET /users/{id}/messages?$search", "application Mail.Read", "application Mail.Send"],
  ["POST /users/{id}/sendMail", "application Mail.Send", "application Mail.Read"],
  // A wider permission allows what the narrower one of its name does, though Microsoft's table leaves it out here.
  ["GET /me/messages/{id}/attachments", "delegated Mail.ReadWrite", "delegated Mail.Send"],
  ["GET /drives/{id}/root:/{path}:/content", "delegated Files.Read", "delegated Mail.Read"],
  // Below the last path that is known.
  ["GET /users/{id}/messages/{id}/somethingNew", "application Mail.Read", "application Mail.Send"],
  ["o365_audit exchange mail.read", "application Mail.ReadWrite", "application Mail.Send"],
  ["o365_audit exchange mail.read", "any full_access_as_app", "application Mail.Send"],
  ["google_workspace drive file.read", "any https://www.googleapis.com/auth/drive", "application Files.Read.All"],
])("%s needs one like %s, and %s does not do", (call, fitting, other) => {
  const found = named(allowing(call).permissions);
  expect(found).toContain(fitting);
  expect(found).not.toContain(other);
});

test.each([
  "GET /nobody/knows",
  "POST /$batch",
  "salesforce x record.read",
  "",
  "GET ",
  "  ",
  "GET /constructor/__proto__",
])("nothing is known of %j", (call) => {
  expect(allowing(call)).toEqual({ permissions: [], least: [] });
});
