import { createSignal } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { said } from '../../said/said.ts';
import type { Selection } from '../../ui/selection.ts';
import { toast } from '../../ui/toast.ts';
import type { TokenList } from './list/token-list.ts';
import { nameOf, type TokenFilter, type TokenRow, type TokenSelection, type Work } from './token-types.ts';
import { words } from './words.ts';

/** Whom an action is about. */
export interface Target {
  selection: TokenSelection;
  count: number;
  /** Of one alone: its name. */
  name: string | undefined;
}

export type Desk = ReturnType<typeof createDesk>;

const REVERSE = { enable: 'disable', disable: 'enable' } as const;

/** What can be done with tokens, one or many, and the dialogs that it goes through. */
export function createDesk(list: TokenList) {
  const [bulk, setBulk] = createSignal<{ work: Work; target: Target }>();
  const [limits, setLimits] = createSignal<{ target: Target; row: TokenRow | undefined }>();
  const [exporting, setExporting] = createSignal<Target>();
  const [busy, setBusy] = createSignal<ReadonlySet<number>>(new Set());

  function mark(id: number, isBusy: boolean): void {
    setBusy((was) => new Set(isBusy ? [...was, id] : [...was].filter((each) => each !== id)));
  }

  /** Does one thing with one token at once. Resolves with whether it was done; what failed is told. */
  async function one(row: Pick<TokenRow, 'id' | 'name' | 'email'>, work: Work): Promise<boolean> {
    const name = nameOf(row);
    const { action } = work;
    mark(row.id, true);
    if (action === 'enable' || action === 'disable') list.expect(row.id, switched(action === 'enable'));
    try {
      const [result] = await api.tokens.bulk.mutate({ selection: { ids: [row.id] }, work });
      if (result?.error) {
        toast.failed(words().failed[action](name), { hint: said(result.error.message) });
        return false;
      }
      const back = action === 'enable' || action === 'disable' ? REVERSE[action] : undefined;
      toast.done(words().done[action](name), back && { undo: () => void one(row, { action: back }) });
      return true;
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().failed[action](name), { hint: message, requestId: requestId ?? undefined });
      return false;
    } finally {
      mark(row.id, false);
      list.renew([row.id]);
      void api.tokens.get.refresh({ id: row.id });
    }
  }

  /** The tokens that are ticked; undefined when none is. */
  function ticked(selection: Selection, filter: TokenFilter): Target | undefined {
    const scope = selection.scope();
    if (scope.kind === 'none') return undefined;
    if (scope.kind === 'matching') {
      return { selection: { filter, expectedCount: scope.count }, count: scope.count, name: undefined };
    }
    const ids = scope.ids.map(Number);
    const [first] = ids;
    const row = ids.length === 1 ? list.rows().find(({ id }) => id === first) : undefined;
    return { selection: { ids }, count: ids.length, name: row && nameOf(row) };
  }

  function limit(target: Target): void {
    const { selection } = target;
    const id = 'ids' in selection && selection.ids.length === 1 ? selection.ids[0] : undefined;
    setLimits({ target, row: list.rows().find((row) => row.id === id) });
  }

  return {
    one,
    ticked,
    isBusy: (id: number) => busy().has(id),
    /** Asks first, where it cannot be undone or is about more than is listed; then does it and tells of each. */
    many: (target: Target, work: Work) => setBulk({ target, work }),
    limit,
    export: setExporting,
    bulk,
    limits,
    exporting,
    close(): void {
      setBulk(undefined);
      setLimits(undefined);
      setExporting(undefined);
    },
  };
}

/** One token as a target. */
export const targetOf = (row: Pick<TokenRow, 'id' | 'name' | 'email'>): Target => ({
  selection: { ids: [row.id] },
  count: 1,
  name: nameOf(row),
});

const switched =
  (enabled: boolean) =>
  (row: TokenRow): TokenRow => ({ ...row, wanted: { ...row.wanted, enabled } });
