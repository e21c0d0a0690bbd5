import LoaderCircle from 'lucide-solid/icons/loader-circle';
import { cx } from './cx.ts';

/** Something is going on. Decoration: the part around it says what, by `aria-busy` or in words. */
export function Spinner(props: { class?: string }) {
  return <LoaderCircle class={cx('turn', props.class)} aria-hidden="true" />;
}
