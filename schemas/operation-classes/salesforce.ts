import type { OperationRule } from "./operation-rule.ts";

/**
 * Operations of Salesforce's event monitoring. The service is the kind of event: one word (`create`) is a method of
 * the SOAP API, an action of a page, or a method and path of the REST API.
 */
export const SALESFORCE_RULES: readonly OperationRule[] = [
  { operation_class: "auth.sign_in", names: ["Login", "LoginAs"] },
  { operation_class: "record.search", names: ["search", "searchAll", "Search", "parameterizedSearch"] },
  {
    operation_class: "record.read",
    moves_content: true,
    names: ["BulkApiResult", "ReportExported", "ReportExport"],
  },
  {
    operation_class: "record.read",
    names: [
      "query",
      "queryMore",
      "queryAllMore",
      "queryAll",
      "query_more",
      "query_all",
      "retrieve",
      "UniqueQuery",
      "getUpdated",
    ],
  },
  {
    operation_class: "record.write",
    names: ["create", "insert", "update", "upsert", "delete", "undelete", "merge", "emptyRecycleBin"],
  },
  { operation_class: "file.read", moves_content: true, pattern: "^contenttransfer .*download" },
  { operation_class: "file.write", moves_content: true, pattern: "^contenttransfer .*upload" },
  { operation_class: "record.read", pattern: "^report(run|preview|viewed|open)" },
  { operation_class: "record.search", pattern: "^get .*/(search|parameterizedsearch)(/|$)" },
  { operation_class: "record.read", moves_content: true, pattern: "^get .*/jobs/query/\\{id\\}/results$" },
  { operation_class: "record.read", pattern: "^get .*/(sobjects|query|queryall|analytics/reports)(/|$)" },
  { operation_class: "record.write", pattern: "^(post|put|patch|delete) .*/(sobjects|composite)(/|$)" },
  { operation_class: "record.read", pattern: "^recorduicontroller\\.get" },
  { operation_class: "record.write", pattern: "^recorduicontroller\\.(create|update|delete)" },
];
