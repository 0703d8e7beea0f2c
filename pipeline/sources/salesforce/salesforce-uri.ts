/** No resource of the REST API lies deeper than this. */
const MOST_SEGMENTS = 12;
const VERSION = /^v\d+(?:\.\d+)?$/i;
/** Names of objects, fields and resources; ids are 15 or 18 letters and digits, at least one of these. */
const NAME = /^[a-z_]+(?:\d{1,3}[a-z_]+)*\d{0,2}$/i;
const ID = /^(?=.*\d)[a-z\d]{15}(?:[a-z\d]{3})?$/i;

/** `/services/data/v55.0/sobjects/Account/0015e00000AbCdE?fields=Name` is `/services/data/sobjects/Account/{id}`. */
export function salesforceUri(uri: string): string {
  const end = uri.search(/[?#]/);
  const path = end < 0 ? uri : uri.slice(0, end);
  const segments = path.split("/").filter((segment) => segment !== "" && !VERSION.test(segment));
  return `/${segments.slice(0, MOST_SEGMENTS).map(nameOrId).join("/")}`;
}

function nameOrId(segment: string): string {
  return NAME.test(segment) && !ID.test(segment) ? segment : "{id}";
}
