// Names that look like `victim`.

/** The signs that were found to pass, and a few of each other kind. */
export const BY_HAND = [
  'victim\uFE0F',
  'vic\u034Ftim',
  '\u3164victim',
  'victim\u115F',
  'victim\u{E0100}',
  'vіctim',
  'νictim',
  'ｖictim',
  'victirn',
  'v\u0069\u0307ctim',
  'victi\u0301\u0301m',
]
