// The bounds of a picture, each with its reason.

/** Pictures that every browser shows, and nothing else. */
export const PICTURE_TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
] as const
export type PictureType = (typeof PICTURE_TYPES)[number]

/** The ending of a file's name for each. */
export const ENDINGS: Readonly<Record<PictureType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
}

/**
 * Largest picture, in bytes: a camera's best; a browser sends less, since it makes large ones smaller first.
 */
export const PICTURE_BYTES_MAX = 10 * 1024 * 1024
/** Longest side of a picture that is kept, in pixels: phones can still draw so many at once. */
export const SIDE_MAX = 8_192
/** Most pixels: drawn, each takes four bytes, so that a small file cannot fill a phone's memory. */
export const PIXELS_MAX = 40_000_000
/** Most pictures in a moving one: half a minute. */
export const FRAMES_MAX = 1_000
/**
 * Most parts (chunks, blocks, segments) that a file has: a moving picture has a few for each step, and ten
 * million that hold nothing take seconds.
 */
export const PICTURE_PARTS_MAX = 20_000
/**
 * Longest side that a browser makes a larger picture into before it sends it: a floor on a sharp screen, and
 * some more.
 */
export const SENT_SIDE = 2_400
