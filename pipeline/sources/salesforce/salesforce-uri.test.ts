import { expect, test } from "vitest";
import { salesforceUri } from "./salesforce-uri.ts";

test.each([
  ["/services/data/v55.0/sobjects/Account/0015e00000AbCdE?fields=Name", "/services/data/sobjects/Account/{id}"],
  ["/services/data/v59.0/sobjects/Level2_Support__c/describe", "/services/data/sobjects/Level2_Support__c/describe"],
  ["/services/apexrest/Oauth2/sync1", "/services/apexrest/Oauth2/sync1"],
  ["/services/data/v59.0/actions/custom/flow/Sync_2024", "/services/data/actions/custom/flow/{id}"],
  ["/services/data/sobjects/Contact/Email__c/somebody@contoso.com", "/services/data/sobjects/Contact/Email__c/{id}"],
])("%s is %s", (uri, template) => {
  expect(salesforceUri(uri)).toBe(template);
});

test("a long name with digits behind is looked at in no time", () => {
  expect(salesforceUri(`/services/data/${"a_b".repeat(5_000)}2024`)).toBe("/services/data/{id}");
});
