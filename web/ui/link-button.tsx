import { type JSX, splitProps } from 'solid-js';
import { type ButtonKind, type ButtonSize, buttonLook } from './button-look.ts';
import { cx } from './cx.ts';

interface LinkButtonProps extends JSX.AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
  kind?: ButtonKind | undefined;
  size?: ButtonSize | undefined;
  icon?: JSX.Element | undefined;
}

/** A link that looks like a button. The router takes links of our own by itself. */
export function LinkButton(props: LinkButtonProps) {
  const [own, rest] = splitProps(props, ['kind', 'size', 'icon', 'class', 'children']);
  return (
    <a {...rest} class={buttonLook(own.kind, own.size, own.class)}>
      {own.icon}
      {own.children}
    </a>
  );
}

/** A link within text. `quiet` ones show their line under the pointer only, one that is `alone` is in no sentence. */
export function TextLink(props: JSX.AnchorHTMLAttributes<HTMLAnchorElement> & { quiet?: boolean; alone?: boolean }) {
  const [own, rest] = splitProps(props, ['quiet', 'alone', 'class']);
  const line = () =>
    own.quiet ? 'text-ink-2 hover:text-ink hover:underline' : 'underline decoration-line-2 hover:decoration-current';
  return <a {...rest} class={cx('underline-offset-2', line(), own.alone && 'target', own.class)} />;
}
