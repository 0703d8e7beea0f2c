/**
 * The IP address in a caller field, without port and brackets (`v4:port`, `[v6]:port`, `[v6]`), or null when the text
 * is no address: feeds also put service names there. A bare v6 address is never cut.
 */
export function ipAddressIn(text: string | null): string | null {
  if (text === null || V4.test(text)) return text;
  const bracketed = BRACKETED.exec(text);
  if (bracketed) return v6Only(bracketed[1] ?? "");
  const bare = text.includes(":") ? text.replace(PORT_OF_V4, "$1") : text;
  return V4.test(bare) ? bare : v6Only(bare);
}

const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/;
const PORT_OF_V4 = /^([\d.]+):\d{1,5}$/;
const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const V4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const GROUP = /^[\da-f]{1,4}$/i;
const GROUPS_OF_V6 = 8;
/** The longest text form: eight groups with the last two written as IPv4. */
const LONGEST_V6 = 45;

function v6Only(text: string): string | null {
  return text.length <= LONGEST_V6 && isV6(text) ? text : null;
}

function isV6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const ends_in_v4 = V4.test(last) && text.endsWith(last);
  const plain = ends_in_v4 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => GROUP.test(group))) return false;
  const width = plain.length + (ends_in_v4 ? 2 : 0);
  return halves.length === 2 ? width < GROUPS_OF_V6 : width === GROUPS_OF_V6;
}
