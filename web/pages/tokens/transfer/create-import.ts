import { createSignal } from 'solid-js';
import { api } from '../../../api/api.ts';
import { type Failure, failureOf } from '../../../api/errors.ts';
import type { Outputs } from '../../../api/types.ts';
import { batches } from './batches.ts';
import type { Content } from './read-file.ts';

export type Report = Outputs['tokens']['importDryRun'];
export type ImportedRow = Report['rows'][number];

/** How an import goes. What is imported is kept by the closure alone, and forgotten at its end. */
export type ImportState =
  | { step: 'choosing'; failure: Failure | null }
  | { step: 'looking' }
  | { step: 'looked'; report: Report }
  | { step: 'applying'; report: Report; done: ImportedRow[]; all: number }
  | { step: 'applied'; report: Report; done: ImportedRow[]; isStopped: boolean; failure: Failure | null };

export type Import = ReturnType<typeof createImport>;

/** Takes a list of accounts in: first it is only looked at what would happen, then it is done group by group. */
export function createImport(onImported: () => void) {
  const [state, setState] = createSignal<ImportState>({ step: 'choosing', failure: null });
  let content: Content | undefined;
  let isStopping = false;

  async function look(given: Content): Promise<void> {
    content = given;
    setState({ step: 'looking' });
    try {
      setState({ step: 'looked', report: await api.tokens.importDryRun.mutate(given) });
    } catch (cause) {
      content = undefined;
      setState({ step: 'choosing', failure: failureOf(cause) });
    }
  }

  async function apply(report: Report, lines: number[], before: ImportedRow[]): Promise<void> {
    if (content === undefined) return;
    isStopping = false;
    let done = before;
    let failure: Failure | null = null;
    const all = before.length + lines.length;
    setState({ step: 'applying', report, done, all });
    for (const group of batches(lines)) {
      if (isStopping) break;
      try {
        const { rows } = await api.tokens.import.mutate({ ...content, lines: group });
        done = [...done, ...rows];
        setState({ step: 'applying', report, done, all });
      } catch (cause) {
        failure = failureOf(cause);
        break;
      }
    }
    onImported();
    setState({ step: 'applied', report, done, isStopped: isStopping, failure });
  }

  return {
    state,
    look: (given: Content) => void look(given),
    /** Takes in what the dry run found to be new or changed. */
    apply(report: Report): void {
      const wanted = report.rows.filter(({ outcome }) => outcome === 'added' || outcome === 'updated');
      void apply(
        report,
        wanted.map(({ line }) => line),
        [],
      );
    },
    /** Tries again what has failed, and goes on with what was not come to. */
    again(): void {
      const now = state();
      if (now.step !== 'applied') return;
      const isIn = new Set(now.done.filter(({ outcome }) => outcome !== 'invalid').map(({ line }) => line));
      const wanted = now.report.rows.filter(({ outcome, line }) => isToTake(outcome) && !isIn.has(line));
      void apply(
        now.report,
        wanted.map(({ line }) => line),
        now.done.filter(({ line }) => isIn.has(line)),
      );
    },
    stop(): void {
      isStopping = true;
    },
    /** What is running ends after its group: the rest cannot be sent any more. */
    forget(): void {
      isStopping = true;
      content = undefined;
      setState({ step: 'choosing', failure: null });
    },
  };
}

const isToTake = (outcome: ImportedRow['outcome']): boolean => outcome === 'added' || outcome === 'updated';
