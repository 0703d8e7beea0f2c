/** `${name}` or `${name:format}`, which Grafana fills in. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}
