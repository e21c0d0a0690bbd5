import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import type { Target } from '../desk.ts';
import type { Work } from '../token-types.ts';
import { words } from '../words.ts';

interface AskFirstProps {
  target: Target;
  work: Work;
  filterText: string;
  onClose: () => void;
  onConfirm: () => void;
}

/** Says of how many and of which tokens an action is, before it begins. */
export function AskFirst(props: AskFirstProps) {
  const count = () => props.target.count;
  const isDelete = () => props.work.action === 'delete';
  const title = () =>
    isDelete() && props.target.name !== undefined
      ? `${words().do.delete}: ${props.target.name}?`
      : words().bulk.ask[props.work.action](count());
  const scope = () => {
    if (props.target.name !== undefined) return '';
    if ('ids' in props.target.selection) return words().bulk.scopeIds(count());
    return props.filterText === ''
      ? words().bulk.scopeNoFilter(count())
      : words().bulk.scopeAll(count(), props.filterText);
  };
  const effect = () => {
    if (isDelete()) return count() === 1 ? words().bulk.goneOne : words().bulk.gone;
    return props.work.action === 'disable' ? words().bulk.running1 : '';
  };
  return (
    <ConfirmDialog
      open
      danger={isDelete()}
      onClose={props.onClose}
      title={title()}
      description={[scope(), effect()].filter(Boolean).join(' ')}
      action={words().bulk.go[props.work.action](count())}
      typed={isDelete() && count() > 1 ? words().bulk.typed(count()) : undefined}
      onConfirm={props.onConfirm}
    />
  );
}
