// The clipboard for buttons and commands, where there are no keys.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Viewport } from '../geometry/viewport.ts'
import type { World } from '../context/use-world.ts'
import { copiedText, cutText, pasteText } from './copy-paste.ts'
import { readClipboard, writeClipboard } from './system-clipboard.ts'
import { createPasteSpots } from './paste-spot.ts'

export { duplicate } from './copy-paste.ts'

export async function copyThings(world: World, ids: Iterable<ArtifactId>): Promise<void> {
  const text = copiedText(world, ids)
  if (text !== null) await writeClipboard(text)
}

export async function cutThings(world: World, ids: Iterable<ArtifactId>): Promise<void> {
  const text = cutText(world, ids)
  if (text !== null) await writeClipboard(text)
}

/** Pastes onto the floor that is shown. */
export async function pasteThings(world: World, host: ArtifactId, viewport: Viewport): Promise<void> {
  const text = await readClipboard()
  if (text !== null) pasteText(world, text, createPasteSpots(world, host, viewport).inView)
}
