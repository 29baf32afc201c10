// Saving a world, or a thing with what is in it, as a folder: a zip of Markdown files.
import * as Y from 'yjs'
import { stemFrom } from '../../shared/folder/paths.ts'
import { saveThing, saveWorld, type Saved } from '../../shared/folder/save.ts'
import { zipFiles } from '../../shared/folder/zip.ts'
import { partsOf, type Address, type ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene.ts'
import type { View } from '../../shared/world/view.ts'
import { notify } from '../app/notices.ts'
import { fetchScene } from './scene-api.ts'

/** Saves the world that is open, with what is not on the server yet. */
export function saveOpenWorld(view: View, address: Address): void {
  give(saveWorld(view.scene), partsOf(address).world, address.replace('/', '-'))
}

/** Saves a thing and what is in it. */
export function saveOneThing(view: View, id: ArtifactId): void {
  if (sceneArtifact(view.scene, id) === null) {
    notify({ text: 'Code made this thing. Keep what happened first, then it can be saved.' })
    return
  }
  const stem = stemFrom(view.artifact(id)?.name ?? '')
  give(saveThing(view.scene, id), stem, stem)
}

/** Saves a world as the server has it. */
export async function saveListedWorld(address: Address): Promise<void> {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, await fetchScene(address))
  give(saveWorld(scene), partsOf(address).world, address.replace('/', '-'))
  scene.destroy()
}

/** How long a browser may take to begin with a download, in ms. */
const TAKEN_UP_MS = 10_000

function give({ files, leftOut }: Saved, folder: string, name: string): void {
  const url = URL.createObjectURL(new Blob([zipFiles(files, folder)], { type: 'application/zip' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.zip`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_UP_MS)
  const [first] = leftOut
  if (first !== undefined) notify({ text: `Left out: ${first}`, timeoutMs: 0 })
}
