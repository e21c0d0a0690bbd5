import { giveWay } from '../give-way.ts';

/** A part of what is looked through, newest first, in which places are told apart by `Place`. */
export interface Lane<Row, Place> {
  /**
   * The place of the entry `size` further back than `before` (null: than the newest); null when there are not so many. Absent
   * where every entry matches, so that nothing has to be looked through.
   */
  boundary?: ((before: Place | null, size: number) => Promise<Place | null>) | undefined;
  /** The matches older than `before` and not older than `downTo`, newest first. */
  rows(before: Place | null, downTo: Place | null, limit: number): Promise<readonly Row[]>;
}

export interface Scan<Row, Place> {
  /** No row is in two of them. */
  lanes: readonly Lane<Row, Place>[];
  placeOf(row: Row): Place;
  /** Positive when the first is newer. */
  compare(a: Place, b: Place): number;
  before: Place | null;
  limit: number;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

export interface ScannedPage<Row, Place> {
  rows: readonly Row[];
  /** Whether there are, or may be, more: then the next page begins after `end`. */
  hasMore: boolean;
  /** How far back everything was looked through. */
  end: Place | null;
}

/** Entries that are looked through in one statement: the database answers at once, and all else waits meanwhile. */
const WINDOW = 2_000;
/** Whoever asks for what is rare gets what was found until then, and goes on from there. */
const BUDGET_MS = 75;

interface Progress<Row, Place> {
  lane: Lane<Row, Place>;
  found: Row[];
  /** Where looking goes on. */
  before: Place | null;
  state: 'open' | 'full' | 'over';
}

/**
 * A page of the newest matches of several lanes together, paged by key. However rare the matches are, it takes about a tenth
 * of a second at most: a page may then be short, or empty, and yet not be the last.
 */
export async function scanNewest<Row, Place>(scan: Scan<Row, Place>): Promise<ScannedPage<Row, Place>> {
  const { lanes, limit, before, elapsed } = scan;
  const begun = elapsed();
  const all = lanes.map((lane): Progress<Row, Place> => ({ lane, found: [], before, state: 'open' }));
  for (;;) {
    for (const progress of all) {
      if (progress.state !== 'open') continue;
      await goOn(progress, scan);
      await giveWay(); // there may be hundreds of them
    }
    const page = settled(all, scan);
    const isOpen = all.some(({ state }) => state === 'open');
    if (!isOpen || page.rows.length === limit || elapsed() - begun >= BUDGET_MS) return page;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function goOn<Row, Place>(progress: Progress<Row, Place>, { limit, placeOf }: Scan<Row, Place>): Promise<void> {
  const { lane, found, before } = progress;
  const boundary = (await lane.boundary?.(before, WINDOW)) ?? null;
  const more = limit + 1 - found.length;
  const rows = await lane.rows(before, boundary, more);
  found.push(...rows);
  const last = found.at(-1);
  if (rows.length === more && last !== undefined) Object.assign(progress, { state: 'full', before: placeOf(last) });
  else if (boundary === null) progress.state = 'over';
  else progress.before = boundary;
}

/** What is certain by now: nothing older than where any lane still has something to say. */
function settled<Row, Place>(
  all: readonly Progress<Row, Place>[],
  { placeOf, compare, limit }: Scan<Row, Place>,
): ScannedPage<Row, Place> {
  const unfinished = all.flatMap(({ state, before }) => (state === 'over' || before === null ? [] : [before]));
  const frontier = unfinished.reduce<Place | null>(
    (newest, place) => (newest === null || compare(place, newest) > 0 ? place : newest),
    null,
  );
  const certain = all
    .flatMap(({ found }) => found)
    .filter((row) => frontier === null || compare(placeOf(row), frontier) >= 0)
    .sort((a, b) => compare(placeOf(b), placeOf(a)));
  const rows = certain.slice(0, limit);
  const last = rows.at(-1);
  if (certain.length > limit && last !== undefined) return { rows, hasMore: true, end: placeOf(last) };
  if (frontier !== null) return { rows, hasMore: true, end: frontier };
  return { rows, hasMore: false, end: last === undefined ? null : placeOf(last) };
}
