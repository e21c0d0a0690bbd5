/** One line of the result. */
export interface Row {
  case: string;
  floor: string;
  service: string;
  ratio: string;
  budget: string;
  /** Null where there is no budget. */
  met: boolean | null;
}

/** What the processes used in one case. */
export interface UsageRow {
  case: string;
  process: string;
  /** Processor time per answer, and over the median window. */
  cpuMsPerAnswer: string;
  cpuSeconds: string;
  peakRssMb: string;
}

const MET = new Map([
  [true, 'yes'],
  [false, 'not met'],
  [null, ''],
]);

/** The result as a Markdown table. */
export function printRows(rows: readonly Row[]): string {
  return printTable(
    ['case', 'floor', 'service', 'ratio', 'budget', 'met?'],
    rows.map((row) => [row.case, row.floor, row.service, row.ratio, row.budget, MET.get(row.met) ?? '']),
  );
}

/** What it cost, as a Markdown table. */
export function printUsage(rows: readonly UsageRow[]): string {
  return printTable(
    ['case', 'process', 'CPU ms per answer', 'CPU s per window', 'peak RSS'],
    rows.map((row) => [row.case, row.process, row.cpuMsPerAnswer, row.cpuSeconds, row.peakRssMb]),
  );
}

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** `1,234/s` */
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;
/** `12.3 ms` */
export const ms = (value: number): string => `${value.toFixed(1)} ms`;
/** `67 %` */
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
/** `1.07×` */
export const times = (factor: number): string => `${factor.toFixed(2)}×`;
/** `210 MB` */
export const megabytes = (value: number): string => `${Math.round(value)} MB`;
