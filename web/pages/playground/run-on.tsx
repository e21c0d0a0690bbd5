import { said } from '../../said/said.ts';
import { Select } from '../../ui/select.tsx';
import type { Form } from './create-form.ts';
import { words } from './words.ts';

const ANY = 'any';

/** Any token, or a given one for a test. */
export function RunOn(props: { form: Form }) {
  const kind = () => props.form.variant()?.kind ?? 'image';
  const any = () => {
    const variant = props.form.variant();
    return variant === undefined ? words().anyTokenAtAll : words().anyToken(variant.eligible, variant.kind);
  };
  const tokens = () => props.form.tokens.data?.items ?? [];
  return (
    <Select
      label={words().runOn}
      prefix={words().runOn}
      value={props.form.draft.tokenId === null ? ANY : String(props.form.draft.tokenId)}
      onChange={(id) => props.form.set({ tokenId: id === ANY ? null : Number(id) })}
      options={[
        { value: ANY, label: any() },
        ...tokens().map(({ id, name, email, seen }) => ({
          value: String(id),
          label: name ?? email,
          hint: said(seen.kinds.find((each) => each.kind === kind())?.reason ?? seen.reason ?? '') || undefined,
        })),
      ]}
    />
  );
}
