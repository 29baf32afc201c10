// Images of a folder: a small one is written into the page that shows it. A server keeps no files yet, and a page is text
// that every reader loads.
import { IMAGE_BYTES_MAX, PAGE_IMAGE_BYTES_MAX } from './bounds.ts'
import { imageType } from './image-type.ts'
import { linkIn, redirect } from './links.ts'
import { base64Of } from './values.ts'

export interface Shown {
  readonly page: string
  /** Images that the page shows and that are too large for it. */
  readonly tooLarge: readonly string[]
}

/** The page with the images of its folder in it. */
export function withImages(page: string, path: string, images: ReadonlyMap<string, Uint8Array>): Shown {
  if (images.size === 0) return { page, tooLarge: [] }
  const tooLarge = new Set<string>()
  let left = PAGE_IMAGE_BYTES_MAX
  const shown = redirect(page, ({ text, isImage }) => {
    const link = isImage ? linkIn(text, path) : null
    const bytes = link && images.get(link.path)
    const type = link && imageType(link.path)
    if (!link || !bytes || !type) return null
    if (bytes.length > IMAGE_BYTES_MAX || bytes.length > left) {
      tooLarge.add(link.path)
      return null
    }
    left -= bytes.length
    return `data:${type};base64,${base64Of(bytes)}`
  })
  return { page: shown, tooLarge: [...tooLarge] }
}
