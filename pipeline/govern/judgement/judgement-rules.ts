/**
 * Every number that decides something about an app. docs/app-judgement.md is written from this page; the reasons stand
 * beside the numbers.
 */
export const JUDGEMENT_RULES = {
  /** Microsoft waits as long before it calls a permission or an app unused; a quarter has every monthly job in it thrice. */
  unused_days: 90,
  /** With fewer of its days on record, a feed may well have missed the calls: weekends and holidays are less than half. */
  history_share: 0.5,
  /** A feed that brought nothing for this long has stopped: nothing is known about the days since. */
  feed_silent_days: 7,
  /** As in Microsoft's list of new apps; most attacks with a fresh app happen in its first days. */
  new_app_days: 7,
  /** Long enough to renew a credential in the ordinary course of work. */
  expiring_days: 30,
  /** A credential that signed nobody in for so long is spare: somebody else could use it unnoticed. */
  credential_unused_days: 30,
  /** The length of the figures named _30d, and of the period before that they are compared with. */
  usage_days: 30,
  /** More calls than one in ten minutes, or this much data, and an app is a part of how the company works. */
  high_calls: 4_320,
  high_bytes: 1_000_000_000,
  /** One call in an hour, or some tens of mails with attachments. */
  medium_calls: 720,
  medium_bytes: 50_000_000,
  /** Fewer apps than that say nothing of what is usual: the group is widened. */
  peer_group_apps: 5,
} as const;

/** What adds how much to the risk score. The sum is cut to 1..100; an app with nothing against it has 1. */
export const RISK_POINTS = {
  /** What could happen: the widest of the app's permissions. */
  privilege_high: 30,
  privilege_medium: 15,
  privilege_low: 5,
  /** Nobody has to be there, and no user's own rights bound it. */
  application_permissions: 10,
  /** More than the work needs: the whole of it is there for whoever takes the app over. */
  overprivileged: 10,
  /** Anybody may have made it; without a verified publisher nobody has shown who. */
  unverified_external: 15,
  /** A name made to be taken for another one. */
  odd_name: 15,
  new_app: 10,
  /** A door that nobody looks at. */
  unused_with_permissions: 5,
  credentials_expired: 3,
  credentials_unused: 5,
  /** A mailbox that is worth more. */
  priority_consent: 5,
  /** Each alert, up to three: somebody has seen something. */
  open_alert: 10,
  most_open_alerts: 3,
  /** Looked into by others: quieter, never silent. */
  certified: -10,
  well_known_vendor: -15,
  first_party: -30,
  /** It cannot sign in. */
  disabled: -40,
} as const;
