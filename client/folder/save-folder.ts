// Saving a world, or a thing with the things in it, as a folder: a zip of Markdown files.
import * as Y from 'yjs'
import { stemFrom } from '../../shared/folder/format/folder-paths.ts'
import type { PictureKinds } from '../../shared/folder/images/picture-files.ts'
import { saveThing, saveWorld, type Saved } from '../../shared/folder/save-world.ts'
import { PICTURE_TYPES, type PictureType } from '../../shared/pictures/picture-limits.ts'
import { picturesNamedInDocument } from '../../shared/pictures/document-pictures.ts'
import { pictureUrlPath, picturesNamedIn, type PictureId } from '../../shared/world/picture-id.ts'
import { zipFiles } from '../../shared/folder/zip-files.ts'
import { partsOf, type Address, type ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene/scene.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { notify } from '../notices/notices.ts'
import { count } from '../words/counts.ts'
import { blobOf } from '../pictures/local-pictures.ts'
import { fetchScene } from '../api/scene-api.ts'

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

type FetchedPictures = ReadonlyMap<PictureId, { readonly type: PictureType; readonly bytes: Uint8Array }>

const kindsOf = (pictures: FetchedPictures): PictureKinds =>
  new Map([...pictures].map(([id, { type }]) => [id, type]))

/** How many pictures are asked for at once. */
const AT_ONCE = 6

/** The pictures that a scene names, from the server or this device; one that cannot be had stays a link. */
export async function fetchPictures(scene: Y.Doc): Promise<FetchedPictures> {
  const ids = [...picturesNamedInDocument(scene)]
  const fetched = new Map<PictureId, { type: PictureType; bytes: Uint8Array }>()
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await Promise.all(
      ids.slice(at, at + AT_ONCE).map(async (id) => {
        const blob = blobOf(id) ?? (await fetchPicture(id).catch(() => null))
        const type = PICTURE_TYPES.find((known) => known === blob?.type.split(';')[0])
        if (blob === null || type === undefined) return
        fetched.set(id, { type, bytes: new Uint8Array(await blob.arrayBuffer()) })
      }),
    )
  }
  return fetched
}

async function fetchPicture(id: PictureId): Promise<Blob | null> {
  const response = await fetch(pictureUrlPath(id))
  return response.ok ? response.blob() : null
}

/** How long a browser may take to begin with a download, in ms. */
const TAKEN_UP_MS = 10_000

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
  const url = URL.createObjectURL(new Blob([zipFiles(files, folder, beside)], { type: 'application/zip' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.zip`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_UP_MS)
  const [first] = leftOut
  if (first !== undefined) notify({ text: `Left out: ${first}`, timeoutMs: 0 })
  const [renamed] = saved.renamed
  if (renamed !== undefined) notify({ text: renamedWords(renamed, saved.renamed.length), timeoutMs: 0 })
  const named = new Set(files.flatMap(({ text }) => picturesNamedIn(text)))
  const missing = [...named].filter((id) => !pictures.has(id)).length
  if (missing > 0) notify({ text: missingWords(missing), timeoutMs: 0 })
}
