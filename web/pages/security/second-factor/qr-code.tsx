import encodeQR from 'qr';
import { createMemo } from 'solid-js';

/** Modules of white around it, without which cameras do not find it. */
const BORDER = 4;

/** A text as a QR code, black on white in either theme: what reads it expects that. */
export function QrCode(props: { text: string; label: string }) {
  const modules = createMemo(() => encodeQR(props.text, 'raw', { ecc: 'medium', border: BORDER }));
  const path = () =>
    modules()
      .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('');
  return (
    <svg
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${modules().length} ${modules().length}`}
      shape-rendering="crispEdges"
      class="size-50 shrink-0 rounded-control border border-line"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path()} fill="#000" />
    </svg>
  );
}
