/**
 * For the `ref` of a portal whose content is no dialog: lies outside all parts of the page, so it is one by itself, and
 * found by whoever goes from part to part.
 */
export const asLandmark =
  (name: () => string) =>
  (portal: Element): void => {
    portal.setAttribute('role', 'region');
    portal.setAttribute('aria-label', name());
  };

/**
 * For the content of such a portal: belongs to whatever is on top, a drawer or dialog included, which else hides it from screen
 * readers like all that is outside of it.
 */
export const onTop = { 'data-kb-top-layer': '' };
