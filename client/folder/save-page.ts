// Saving a world, or one page of it, as one HTML file that a browser shows without Inkland.
import { toBase64 } from 'lib0/buffer'
import { stemFrom } from '../../shared/folder/format/folder-paths.ts'
import { writeDocument } from '../../shared/folder/page-document.ts'
import { partsOf, type Address, type ArtifactId } from '../../shared/world/address.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { saveFile } from '../device/download.ts'
import { notify } from '../notices/notices.ts'
import { fetchPictures } from './scene-pictures.ts'

/** `thing`: only its page; null: the world's, and those of all things in it. */
export async function savePage(view: View, address: Address, thing: ArtifactId | null): Promise<void> {
  notify({ text: 'The file is being made.' })
  const fetched = await fetchPictures(view.scene)
  const pictures = new Map(
    [...fetched].map(([id, { type, bytes }]) => [id, `data:${type};base64,${toBase64(bytes)}`]),
  )
  const stem = thing === null || thing === view.root ? '' : stemFrom(view.artifact(thing)?.name ?? '')
  const name = stem === '' ? partsOf(address).world : stem
  saveFile(`${name}.html`, writeDocument({ view, thing, pictures }), 'text/html')
}
