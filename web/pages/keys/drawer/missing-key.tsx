import { Drawer } from '../../../ui/drawer.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../words.ts';

/** An address of a key that is not there. */
export function MissingKey(props: { id: string; onClose: () => void }) {
  return (
    <Drawer title={props.id} onClose={props.onClose}>
      <Notice kind="warn">{words().notThere}</Notice>
    </Drawer>
  );
}
