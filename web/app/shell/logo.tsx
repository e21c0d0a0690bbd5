/** The product's mark. */
export function Logo() {
  return (
    <svg viewBox="0 0 24 24" class="size-6 flex-none" aria-hidden="true">
      <rect width="24" height="24" rx="6.5" class="fill-button" />
      <path
        d="M7 8.2c2.2-1.8 3.6 1.8 5.8 0s3-1 4.2 0M7 12c2.2-1.8 3.6 1.8 5.8 0M7 15.8c2.2-1.8 3.6 1.8 5.8 0s3-1 4.2 0"
        class="fill-none stroke-button-ink stroke-2"
        stroke-linecap="round"
      />
    </svg>
  );
}
