import { createSignal } from 'solid-js';

/** In what language, and for whose clock, everything is written. `timeZone` undefined is that of the browser. */
export interface Regional {
  language: 'en' | 'zh';
  timeZone?: string | undefined;
}

const LOCALE = { en: 'en-GB', zh: 'zh-CN' } as const;
/** Beyond one line: what Intl would write as `sec`, `secs` and `hrs`. */
const UNITS = {
  en: { ms: ' ms', s: ' s', min: ' min', h: ' h', d: ' d' },
  zh: { ms: ' 毫秒', s: ' 秒', min: ' 分', h: ' 小时', d: ' 天' },
} as const;
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

const [regional, setRegionalSignal] = createSignal<Regional>({ language: 'en' });

/** Sets the language and the operator's zone; what was written already is written again. */
export function setRegional(next: Partial<Regional>): void {
  setRegionalSignal((was) => ({ ...was, ...next }));
}

const made = new Map<string, unknown>();

/** One of each formatter: they are slow to make and quick to use. */
function cached<T>(kind: string, options: object, make: (locale: string) => T): T {
  const { language, timeZone } = regional();
  const key = `${kind} ${language} ${timeZone} ${JSON.stringify(options)}`;
  const formatter = (made.get(key) as T | undefined) ?? make(LOCALE[language]);
  made.set(key, formatter);
  return formatter;
}

const numbers = (options: Intl.NumberFormatOptions) =>
  cached('number', options, (locale) => new Intl.NumberFormat(locale, options));

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { timeZone } = regional();
  const zoned = { hourCycle: 'h23', ...options, ...(timeZone !== undefined && { timeZone }) } as const;
  return cached('date', options, (locale) => new Intl.DateTimeFormat(locale, zoned));
}

/** `41,260`. @param digits how many there may be after the point */
export function number(value: number, digits = 0): string {
  return numbers({ maximumFractionDigits: digits }).format(value);
}

/** `41,260`: credits are whole. */
export function credits(value: number): string {
  return number(Math.floor(value));
}

/** `98.6%` of 0.986. */
export function percent(ratio: number, digits = 1): string {
  return numbers({ style: 'percent', maximumFractionDigits: digits }).format(ratio);
}

/** `6.1 MB`, in powers of 1,000. */
export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const digits = step === 0 || value / 1000 ** step >= 100 ? 0 : 1;
  const options = { style: 'unit', unit: units[step] ?? 'byte', maximumFractionDigits: digits } as const;
  return numbers({ ...options, unitDisplay: step === 0 ? 'long' : 'short' }).format(value / 1000 ** step);
}

/** How long something took: `40 ms`, `9.4 s`, `1:31`, `2:05:09`. @param ms milliseconds */
export function duration(ms: number): string {
  const unit = UNITS[regional().language];
  if (ms > 0 && ms < 100) return number(ms) + unit.ms;
  if (ms < MINUTE) return number(ms / SECOND, 1) + unit.s;
  return countdown(ms, 0);
}

/** A long time in its two largest units: `6 d 4 h`, `1 h 12 min`, `14 s`. @param ms milliseconds */
export function span(ms: number): string {
  const unit = UNITS[regional().language];
  if (ms < MINUTE) return number(ms / SECOND) + unit.s;
  const [large, small, largeUnit, smallUnit] =
    ms >= DAY ? ([DAY, HOUR, unit.d, unit.h] as const) : ([HOUR, MINUTE, unit.h, unit.min] as const);
  const [whole, rest] = [Math.floor(ms / large), Math.floor((ms % large) / small)];
  return [whole > 0 ? whole + largeUnit : '', rest > 0 ? rest + smallUnit : ''].filter(Boolean).join(' ');
}

/** What is left until a time: `11:42`, `1:02:08`; `0:00` when it is over. Both in Unix milliseconds. */
export function countdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / SECOND));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** `19:03:41` in the operator's zone. @param at Unix milliseconds, as everywhere below */
export function time(at: number): string {
  return dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

/** `19:03`. */
export function hourMinute(at: number): string {
  return dates({ hour: '2-digit', minute: '2-digit' }).format(at);
}

/** `28 Nov 2026`. */
export function date(at: number): string {
  return dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** `28 Nov`, of a year that everyone knows. */
export function day(at: number): string {
  return dates({ day: 'numeric', month: 'short' }).format(at);
}

/** `28 Nov 2026, 19:03`. */
export function dateTime(at: number): string {
  return dates({ dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** To the second and with the zone, for titles: `28 November 2026 at 19:03:41 GMT`. */
export function fullTime(at: number): string {
  return dates({ dateStyle: 'long', timeStyle: 'long' }).format(at);
}

/** `6 min ago`, `in 38 min`, `yesterday`, `now`. */
export function relative(at: number, now: number): string {
  const away = at - now;
  const size = Math.abs(away);
  const [unit, ms] = (
    size < MINUTE ? ['second', SECOND] : size < HOUR ? ['minute', MINUTE] : size < DAY ? ['hour', HOUR] : ['day', DAY]
  ) as [Intl.RelativeTimeFormatUnit, number];
  const options = { numeric: 'auto', style: 'short' } as const;
  const text = cached('relative', options, (locale) => new Intl.RelativeTimeFormat(locale, options));
  return text
    .format(size < 5 * SECOND ? 0 : Math.trunc(away / ms), unit)
    .replace('min.', 'min')
    .replace(/\bhr\b\.?/, 'h')
    .replace(/\bsec\b\.?/, 's');
}

/** The form that a number asks for: `plural(3, { one: 'token', other: 'tokens' })`. */
export function plural(count: number, forms: { one?: string; other: string }): string {
  const rules = cached('plural', {}, (locale) => new Intl.PluralRules(locale));
  return (rules.select(count) === 'one' ? forms.one : undefined) ?? forms.other;
}

/** `studio-07, lab-03 and north-02`. */
export function list(items: string[]): string {
  return cached('list', {}, (locale) => new Intl.ListFormat(locale)).format(items);
}

/** A time for an `<input type="datetime-local">`, as clocks show it in the operator's zone: `2026-11-28T19:03`. */
export function toInputTime(at: number): string {
  const { timeZone } = regional();
  const options = { ...(timeZone !== undefined && { timeZone }), dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(at).replace(' ', 'T');
}

/** The Unix milliseconds of what such an input holds; undefined when it is empty or broken. */
export function fromInputTime(text: string): number | undefined {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offset = (at: number) => Date.parse(`${toInputTime(at)}Z`) - Math.floor(at / MINUTE) * MINUTE;
  const guess = asUtc - offset(asUtc);
  return asUtc - offset(guess); // the offset of the day itself, when clocks were put back in between
}
