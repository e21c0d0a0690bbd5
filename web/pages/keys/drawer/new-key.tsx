import { api } from '../../../api/api.ts';
import { Drawer } from '../../../ui/drawer.tsx';
import type { NewSecret } from '../keys.ts';
import { words } from '../words.ts';
import { KeyForm } from './key-form.tsx';

/** The form of a new key. */
export function NewKey(props: { onClose: () => void; onMade: (made: NewSecret) => void }) {
  const create = api.keys.create.useMutation(() => ({
    onSuccess: ({ key, apiKey }) => {
      void api.keys.list.refresh();
      props.onMade({ secret: key, id: apiKey.id, models: apiKey.models });
    },
  }));
  return (
    <Drawer title={words().form.new} subtitle={words().form.newHint} onClose={props.onClose}>
      <KeyForm
        was={null}
        isBusy={create.isPending}
        isSaved={create.isSuccess}
        failure={create.error}
        onSubmit={(wishes) => create.mutate(wishes)}
        onCancel={props.onClose}
      />
    </Drawer>
  );
}
