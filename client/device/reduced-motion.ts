// Whether somebody wants nothing to glide or scroll before their eyes.

let query: MediaQueryList | undefined

export const wantsReducedMotion = (): boolean =>
  (query ??= matchMedia('(prefers-reduced-motion: reduce)')).matches
