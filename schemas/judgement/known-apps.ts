/** How a word on apps finds them. */
export const APP_MATCHES = ["app_id", "home_tenant", "publisher_domain", "publisher"] as const;
export type AppMatch = (typeof APP_MATCHES)[number];

/** `none`: neither, whatever another word says. */
export const KNOWN_APP_KINDS = ["first_party", "vendor", "none"] as const;
export type KnownAppKind = (typeof KNOWN_APP_KINDS)[number];

export interface KnownApp {
  readonly match: AppMatch;
  readonly value: string;
  readonly kind: KnownAppKind;
  readonly vendor: string;
}

function apps(vendor: string, kind: KnownAppKind, ids: string): readonly KnownApp[] {
  return ids
    .trim()
    .split(/\s+/)
    .map((value) => ({ match: "app_id", value, kind, vendor }));
}

function tenants(vendor: string, kind: KnownAppKind, ids: string): readonly KnownApp[] {
  return apps(vendor, kind, ids).map((app) => ({ ...app, match: "home_tenant" }));
}

/** By the publisher's domains, and by the vendor's own name. */
function domains(vendor: string, names: string): readonly KnownApp[] {
  const by_domain = apps(vendor, "vendor", names).map((app) => ({ ...app, match: "publisher_domain" }) as const);
  return [...by_domain, { match: "publisher", value: vendor.toLowerCase(), kind: "vendor", vendor }];
}

/**
 * Apps of the platform's maker, and of vendors that very many companies use. A vendor is told by the domain that its
 * publisher has shown to own, or by its name; both count only where the publisher is verified, because anybody may
 * write a name.
 * Microsoft's own apps live in two tenants (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in);
 * the ids are those that logs show where no inventory names the tenant: of that page, and of the client ids that
 * researchers publish for Office, OneDrive, Edge, Outlook, Authenticator and Visual Studio.
 */
export const KNOWN_APPS: readonly KnownApp[] = [
  ...tenants("Microsoft", "first_party", "f8cdef31-a31e-4b4a-93e4-5f571e91255a 72f988bf-86f1-41af-91ab-2d7cd011db47"),
  ...apps(
    "Microsoft",
    "first_party",
    `
    00000002-0000-0000-c000-000000000000 00000002-0000-0ff1-ce00-000000000000 00000003-0000-0000-c000-000000000000
    00000003-0000-0ff1-ce00-000000000000 00000006-0000-0ff1-ce00-000000000000 00000007-0000-0ff1-ce00-000000000000
    00000009-0000-0000-c000-000000000000 04b07795-8ddb-461a-bbee-02f9e1bf7b46 04f0c124-f2bc-4f59-8241-bf6df9866bbd
    0ec893e0-5785-4de6-99da-4ed124e5296c 14d82eec-204b-4c2f-b7e8-296a70dab67e 1950a258-227b-4e31-a9cf-717495945fc2
    1b730954-1685-4b74-9bfd-dac224a7b894 1fec8e78-bce4-4aaf-ab1b-5451cc387264 26a7ee05-5602-4d76-a7ba-eae8b7b67941
    27922004-5251-4030-b22d-91ecd9a37ea4 29d9ed98-a469-4536-ade2-f981bc1d605e 4765445b-32c6-49b0-83e6-1d93765276ca
    4813382a-8fa7-425e-ab75-3b753aab3abb 57336123-6e14-4acc-8dcf-287b6088aa28 5e3ce6c0-2b1f-4285-8d4b-75ee78787346
    797f4846-ba00-4fd7-ba43-dac1f8f63013 872cd9fa-d31f-45e0-9eab-6e460a02d1f1 89bee1f7-5e6e-4d8a-9f3d-ecd601259da7
    93625bc8-bfe2-437a-97e0-3d0060024faa ab9b8c07-8f02-4f72-87fa-80105867a763
    af124e86-4e96-495a-b70a-90f90ab96707 b26aadf8-566f-4478-926f-589f601d9c74 c44b4083-3bb0-49c1-b47d-974e53cbdf3c
    cc15fd57-2c6c-4117-a88c-83b1d56b4bbe cf36b471-5b44-428c-9ce7-313bf84528de d3590ed6-52b3-4102-aeff-aad2292ab01c
    d7b530a4-7680-4c23-a8bf-c52c121d2e87 de8bc8b5-d9f9-48b1-a8ad-b748da725064 e9b154d0-7658-433b-bb25-6b8e0a8a7c59
    e9c51622-460d-4d3d-952d-966a5b1da34c f5eaa862-7f08-448c-9c4e-f4047d4d4521 fc0f3af4-6835-4174-b806-f7db311fd2f3`,
  ),
  ...domains("Adobe", "adobe.com"),
  ...domains("Amazon Web Services", "amazon.com amazonaws.com"),
  ...domains("Apple", "apple.com"),
  ...domains("Atlassian", "atlassian.com atlassian.net trello.com"),
  ...domains("Box", "box.com"),
  ...domains("Calendly", "calendly.com"),
  ...domains("Cisco", "cisco.com webex.com duosecurity.com"),
  ...domains("Cloudflare", "cloudflare.com"),
  ...domains("Docusign", "docusign.com"),
  ...domains("Dropbox", "dropbox.com"),
  ...domains("GitHub", "github.com"),
  ...domains("GitLab", "gitlab.com"),
  ...domains("Google", "google.com"),
  ...domains("HubSpot", "hubspot.com"),
  ...domains("Miro", "miro.com"),
  ...domains("monday.com", "monday.com"),
  ...domains("Notion", "notion.so makenotion.com"),
  ...domains("Okta", "okta.com"),
  ...domains("Salesforce", "salesforce.com slack.com tableau.com"),
  ...domains("SAP", "sap.com concur.com"),
  ...domains("ServiceNow", "servicenow.com service-now.com"),
  ...domains("Workday", "workday.com"),
  ...domains("Zoom", "zoom.us zoom.com"),
];
