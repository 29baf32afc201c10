// Which files are images, by their names.

const TYPES = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['jfif', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['svg', 'image/svg+xml'],
])

/** The media type of an image by its name; null for other files. */
export function imageType(path: string): string | null {
  return TYPES.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase()) ?? null
}
