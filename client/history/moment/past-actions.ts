// What one can do with a moment of the past: copy out of it, put it back, send somebody a link to it.
import { notify } from '../../notices/notices.ts'
import { copyText } from '../../notices/copy-text.ts'
import { pathOfMoment } from '../../navigation/route.ts'
import { restoreAt, type Restoring } from '../../api/history-api.ts'
import { count } from '../../words/counts.ts'
import { copiedText } from '../../world/clipboard/copy-paste.ts'
import { writeClipboard } from '../../world/clipboard/system-clipboard.ts'
import type { World } from '../../world/context/use-world.ts'
import { floorPage } from '../../world/floor-page.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { TimeTravel } from '../travel/time-travel.ts'

/** Letters of a page that are selected. */
export interface PagePassage {
  readonly id: ArtifactId
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What is selected on the floor's page; null when nothing is. */
export function passageOn(viewport: Viewport, floor: ArtifactId | null): PagePassage | null {
  const page = floorPage(viewport)
  if (page === null || floor === null) return null
  const { from, to } = page.selection()
  return from === to ? null : { id: floor, from, to, text: page.text().slice(from, to) }
}

/** Puts on the clipboard what is selected: the passage, or else the things with all that is in them. */
export async function copySelected(world: World, passage: PagePassage | null): Promise<void> {
  if (passage !== null) {
    await writeClipboard(passage.text)
    notify({ text: 'The passage is copied.' })
    return
  }
  const text = copiedText(world, world.selection.now.ids)
  if (text !== null) await writeClipboard(text)
}

/** The link that opens this moment. */
export function copyMomentLink({ address, moment }: TimeTravel): void {
  if (moment.now === null) return
  const url = new URL(pathOfMoment(address, moment.now.revision), location.origin)
  copyText(url.href, 'The link to this moment is copied.')
}

/**
 * Writes what was then into the world of now, as an edit of one's own, and goes back to now. Rejects with a
 * CallError.
 */
export async function restore(travel: TimeTravel, what: Restoring, words: string): Promise<void> {
  const { changed } = await restoreAt(travel.address, what)
  travel.leave()
  void travel.pages.refresh()
  void travel.versions.refresh()
  notify({
    text:
      changed === 0
        ? `${words} is the same now as it was then, so nothing was changed.`
        : `${words} is as it was: ${count(changed, 'thing')} changed back. The state before is kept as a version.`,
    timeoutMs: 0,
  })
}
