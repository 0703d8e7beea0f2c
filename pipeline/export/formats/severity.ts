/** What a severity is called in each format; docs/siem/formats.md shows this table. */
interface SeverityScale {
  readonly ocsf: number;
  /** CEF and LEEF, 0 to 10. */
  readonly ten: number;
  readonly syslog: number;
  /** Elastic's own numbers for its rules. */
  readonly ecs: number;
}

const SEVERITIES: Readonly<Record<string, SeverityScale>> = {
  info: { ocsf: 1, ten: 1, syslog: 6, ecs: 1 },
  low: { ocsf: 2, ten: 3, syslog: 5, ecs: 21 },
  medium: { ocsf: 3, ten: 5, syslog: 4, ecs: 47 },
  high: { ocsf: 4, ten: 8, syslog: 3, ecs: 73 },
  critical: { ocsf: 5, ten: 10, syslog: 2, ecs: 99 },
};

/** A severity that we do not know is neither hidden nor cried out. */
const UNKNOWN: SeverityScale = { ocsf: 0, ten: 5, syslog: 4, ecs: 47 };

export function severityOf(severity: string): SeverityScale {
  return SEVERITIES[severity] ?? UNKNOWN;
}
