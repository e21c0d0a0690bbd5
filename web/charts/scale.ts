/** Round counts from 0 to at least `high`, for the lines of an axis: there is nothing between one and the next. */
export function ticks(high: number, wanted = 5): number[] {
  if (high <= 0) return [0, 1];
  const rough = high / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10));
  const count = Math.ceil(high / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Every how manieth of `count` labels of `labelWidth` fits into `width`. */
export function everyNth(count: number, width: number, labelWidth: number): number {
  return Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / labelWidth))));
}
