import type { Outputs } from '../../../api/types.ts';

type Hour = Outputs['tokens']['activity']['hours'][number];

const DAYS = 7;

/** Where the operator's day began, as the browser's clock has it. */
function midnight(at: number, daysBefore = 0): number {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - daysBefore); // by the calendar: days on which clocks are changed are longer or shorter
  return day.getTime();
}

/** Jobs since midnight. */
export function today(hours: readonly Hour[], now: number): { completed: number; failed: number } {
  const since = midnight(now);
  const of = hours.filter(({ from }) => from >= since);
  const sum = (field: 'completed' | 'failed') => of.reduce((all, hour) => all + hour[field], 0);
  return { completed: sum('completed'), failed: sum('failed') };
}

/** Credits of the last seven days, today the last of them; days without any are there as well. */
export function spentByDay(hours: readonly Hour[], now: number): { from: number; credits: number }[] {
  return Array.from({ length: DAYS }, (_, index) => {
    const [from, to] = [midnight(now, DAYS - 1 - index), midnight(now, DAYS - 2 - index)];
    const of = hours.filter((hour) => hour.from >= from && hour.from < to);
    return { from, credits: of.reduce((sum, hour) => sum + hour.credits, 0) };
  });
}

/** Days until the credits are spent, when it goes on as in the last seven; null when nothing was spent. */
export function lastsDays(left: number, spent: number): number | null {
  return spent <= 0 ? null : Math.floor((left / spent) * DAYS);
}
