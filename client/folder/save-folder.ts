// Saving a world, or a thing with the things in it, as a folder: a zip of Markdown files.
import * as Y from 'yjs'
import { stemFrom } from '../../shared/folder/format/folder-paths.ts'
import type { PictureKinds } from '../../shared/folder/images/picture-files.ts'
import { saveThing, saveWorld, type Saved } from '../../shared/folder/save-world.ts'
import { picturesNamedIn } from '../../shared/world/picture-id.ts'
import { zipFiles } from '../../shared/folder/zip-files.ts'
import { partsOf, type Address, type ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene/scene.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { fetchScene } from '../api/scene-api.ts'
import { saveFile } from '../device/download.ts'
import { notify } from '../notices/notices.ts'
import { count } from '../words/counts.ts'
import { fetchPictures, type FetchedPictures } from './scene-pictures.ts'

/** Saves the open world, with edits that are not on the server yet. */
export async function saveOpenWorld(view: View, address: Address): Promise<void> {
  const pictures = await fetchPictures(view.scene)
  give(saveWorld(view.scene, kindsOf(pictures)), pictures, partsOf(address).world, address.replace('/', '-'))
}

/** Saves a thing and the things in it. */
export async function saveOneThing(view: View, id: ArtifactId): Promise<void> {
  if (sceneArtifact(view.scene, id) === null) {
    notify({
      text: 'This was made or brought here while the world played. Keep it first, then you can save it.',
    })
    return
  }
  const stem = stemFrom(view.artifact(id)?.name ?? '')
  const pictures = await fetchPictures(view.scene)
  give(saveThing(view.scene, id, kindsOf(pictures)), pictures, stem, stem)
}

/** Saves a world as the server has it. */
export async function saveListedWorld(address: Address): Promise<void> {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, await fetchScene(address))
  const pictures = await fetchPictures(scene)
  give(saveWorld(scene, kindsOf(pictures)), pictures, partsOf(address).world, address.replace('/', '-'))
  scene.destroy()
}

const kindsOf = (pictures: FetchedPictures): PictureKinds =>
  new Map([...pictures].map(([id, { type }]) => [id, type]))

const missingWords = (pictures: number): string =>
  `${count(pictures, 'picture')} could not be read, so the folder has links to them in their place. Save it again later.`

const renamedWords = (first: string, files: number): string =>
  files === 1 ? first : `${first} Other names were needed for ${count(files - 1, 'more file')}.`

function give(saved: Saved, pictures: FetchedPictures, folder: string, name: string): void {
  const { files, leftOut } = saved
  const beside = saved.pictures.flatMap(({ id, path }) => {
    const bytes = pictures.get(id)?.bytes
    return bytes === undefined ? [] : [{ path, bytes }]
  })
  saveFile(`${name}.zip`, new Blob([zipFiles(files, folder, beside)]), 'application/zip')
  const [first] = leftOut
  if (first !== undefined) notify({ text: `Left out: ${first}`, timeoutMs: 0 })
  const [renamed] = saved.renamed
  if (renamed !== undefined) notify({ text: renamedWords(renamed, saved.renamed.length), timeoutMs: 0 })
  const named = new Set(files.flatMap(({ text }) => picturesNamedIn(text)))
  const missing = [...named].filter((id) => !pictures.has(id)).length
  if (missing > 0) notify({ text: missingWords(missing), timeoutMs: 0 })
}
