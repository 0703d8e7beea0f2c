/** Every number and list that decides whether something is a signal. docs/detections.md shows them; the reasons stand beside them. */
export const SIGNAL_RULES = {
  /** Five weeks: a monthly job is in them. */
  history_days: 35,
  /** Twice the busiest hour of five weeks happens to busy apps; three times seldom does. */
  spike_times: 3,
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
  /** Answers to a consent prompt are judged by the week: people see it at different times. */
  consent_days: 7,
  /** Of so many people, as many as agreed at least: one or two may have misread it. */
  consent_rejections: 3,
  consent_revocations: 3,
  /** People who agree in a week to what hardly anybody used before. */
  consent_surge: 8,
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
  /** Names that people trust, with look-alike digits as the letters they are taken for (3: e, 5: s). */
  brands: words("microsoft outlook sharepoint onedrive officee6s office36s azuread microsoftonline"),
  /** Where those names are at home. */
  own_hosts:
    "(^|\\.)(microsoft|office|office365|outlook|microsoftonline|sharepoint|onedrive|live|windows|azure|azurewebsites|windowsazure|onmicrosoft|dynamics|msn|hotmail|skype)\\.(com|net|us|cn|de|com\\.[a-z]{2})$|\\.microsoft$",
} as const;

function words(text: string): readonly string[] {
  return text.split(" ");
}
