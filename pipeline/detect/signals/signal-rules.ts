/** Every number and list that decides whether something is a signal. docs/detections.md shows them; the reasons stand beside them. */
export const SIGNAL_RULES = {
  /** Five weeks: a monthly job is in them. */
  history_days: 35,
  /** Twice the busiest hour of five weeks happens to busy apps; three times seldom does. */
  spike_times: 3,
  /** From here on a record is kept, for detections that ask for another witness besides. */
  weak_spike_times: 4 / 3,
  /** The busiest day of a steady app is half as busy again as a middling one. */
  steady_times: 1.5,
  /** However unsteady an app is, four and a half times its record is one. */
  most_unsteady: 1.5,
  /** Fewer calls in an hour than a person makes by hand are no burst. */
  spike_calls: 30,
  /** Machines made, inbox rules written and secrets read by hand are fewer. */
  spike_rare_calls: 5,
  /** About the attachments of a few hundred mails. */
  spike_bytes: 20_000_000,
  spike_errors: 20,
  /** Accounts or objects touched in an hour. */
  spike_reach: 30,
  /** Fewer failures happen to any app. */
  failures: 5,
  /** Healthy apps fail in two of a hundred calls at most. */
  failures_share: 0.1,
  /** Three times as far from what is expected as the range reaches: as in alerts of usage. */
  deviation_score: 75,
  /** Or any hour outside its range so long after another one: as in alerts of usage, too. */
  deviation_again_s: 86_400,
  /** Answers to a consent prompt are judged by the week: people see it at different times. */
  consent_days: 7,
  /** Of so many people, as many as agreed at least: one or two may have misread it. */
  consent_rejections: 3,
  consent_revocations: 3,
  /** People who agree in a week to what hardly anybody used before. */
  consent_surge: 8,
  /** A service or kind of operation that an app uses at all is one call of so many, at least. */
  calls_for_a_value: 20,
  /** As long as an app counts as new in the incumbent's list of apps; attacks with a fresh app come in its first weeks. */
  new_app_days: 30,
  /** Ends of hosts where names cost next to nothing, which phishing lives on. */
  often_abused: words(
    "top xyz icu click link live buzz cyou sbs quest rest monster tk ml ga cf gq pw zip mov work fit loan men date racing win bid stream download review country kim science party trade cam surf bar cfd",
  ),
  /** Ends of hosts that say nothing. Those of countries have two letters. */
  common_endings: words(
    "com net org edu gov mil int info biz app dev cloud online site tech store io ai co example local internal test arpa",
  ),
  /** Fewer apps say nothing of how addresses usually end. */
  fewest_apps: 20,
  /** Names that people trust, with look-alike digits as the letters they are taken for (3: e, 5: s). */
  brands: words("microsoft outlook sharepoint onedrive officee6s azuread microsoftonline"),
  /** Names that are words as well, right beside what people are lured with to sign in. */
  brand_lures: besideEachOther(
    "azure office teams windows exchange entra intune dynamics defender hotmail skype msn live",
    "login logon signin sign-in secure security account accounts verify verification auth oauth sso mfa 2fa password passwort reset support helpdesk update portal admin webmail mail alert access storage",
  ),
  brand_names:
    "^(microsoft|office ?(365|e6s)|outlook|sharepoint|onedrive|teams|azure|windows|exchange online)( |$)|microsoft",
  /** Where those names are at home. */
  own_hosts:
    "(^|\\.)(microsoft|office|office365|outlook|microsoftonline|sharepoint|onedrive|live|windows|azure|azurewebsites|windowsazure|onmicrosoft|dynamics|msn|hotmail|skype)\\.(com|net|us|cn|de|com\\.[a-z]{2})$|\\.microsoft$",
  /** Signs, and the letters they are taken for. */
  looks: "0135аеорсухіѕԁӏοιàáäâèéêìíîòóöô",
  looks_like: "olesaeopcyxisdloiaaaaeeeiiioooo",
  /**
   * Percent signs, escapes, entities, punycode, base64, replacement characters, pictures, signs in a row, spaces that do not
   * belong there, digits amid letters, a run of consonants that nobody can say, a bare number, or one letter.
   */
  odd_name:
    "%[0-9A-Fa-f]{2}|xn--|\\\\[ux][0-9a-fA-F]{2,4}|&#?[a-z0-9]+;|[A-Za-z0-9+/]{16,}={1,2}$|[\\x{FFFD}\\x00-\\x1F]|^[^\\p{L}]+$|[\\x{2190}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}\\x{E000}-\\x{F8FF}]|[!?*#$@^~=|<>_-]{2,}|^\\s|\\s$|\\s{2,}|\\p{L}[0-9]+\\p{L}+[0-9]+\\p{L}|(?i:[bcdfghjklmnpqrstvwxz]{7,})|^\\{?[0-9a-fA-F]{8}-?[0-9a-fA-F-]*\\}?$|^.$|[\\x{0300}-\\x{036F}]{2,}",
  /** Credentials in the address, a bare address, no encryption, a redirect, a tunnel, or a shortener. */
  odd_url:
    "(?i)^https?://[^/]*@|^http://[^l1\\[]|^https?://(\\d{1,3}\\.){3}\\d{1,3}([:/]|$)|[?&](url|redirect|redirect_uri|next|continue|return|goto|target)=|response_type=|%2f%2f|\\*|^https?://[^/]*(ngrok|trycloudflare|serveo|loca\\.lt|duckdns|bit\\.ly|tinyurl|webhook\\.site|pipedream|requestbin|workers\\.dev|000webhost|weebly|glitch\\.me)",
  /** Microsoft Graph PowerShell and command line, Azure PowerShell and command line. */
  command_lines: words(
    "14d82eec-204b-4c2f-b7e8-296a70dab67e 1950a258-227b-4e31-a9cf-717495945fc2 1b730954-1685-4b74-9bfd-dac224a7b894 04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  ),
} as const;

/** A pattern of two words that touch or share a hyphen, in either order. */
function besideEachOther(names: string, lures: string): string {
  const [name, lure] = [names, lures].map((text) => `(${words(text).join("|")})`);
  return `(^|[.-])(${name}-?${lure}|${lure}-?${name})([.-]|$)`;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
