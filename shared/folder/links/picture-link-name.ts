// How a picture that came with files is named by whoever links to it.
import type { ArtifactId } from '../../world/address.ts'
import type { View } from '../../world/view/world-view.ts'
import { partsOf, pictureNamed, type NamedPicture } from './named-pictures.ts'

/**
 * How one names a picture on a page: its folders stand before it where its name alone means another; null: no
 * such link can hold it.
 */
export function pictureNameFor(view: View, here: ArtifactId, { id, path }: NamedPicture): string | null {
  const parts = partsOf(path)
  for (let from = parts.length - 1; from >= 0; from -= 1) {
    const name = parts.slice(from).join('/')
    if (/[[\]|#^\n\\]/.test(name)) return null
    if (pictureNamed(view, here, name)?.id === id) return name
  }
  return null
}
