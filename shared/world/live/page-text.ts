// The text of a thing's page: written in the scene, or in live for a thing that code made.
import type * as Y from 'yjs'
import { entryOf } from '../../yjs/entry-id.ts'
import { TextReading } from '../../yjs/texts/text-reading.ts'
import type { ArtifactId } from '../address.ts'
import { TEXT_MAX } from '../limits.ts'
import { liveArtifacts, liveTextIn } from './live-document.ts'
import { artifactMaps, mapIn, textOf } from '../scene/scene.ts'

/** A thing's page by the documents alone, whether it was carried away or not. */
export function pageIn(scene: Y.Doc, live: Y.Doc | null, id: ArtifactId): string | null {
  if (entryOf(artifactMaps(scene), id) !== null) return pageText(textOf(scene, id))
  return live === null ? null : liveTextIn(mapIn(liveArtifacts(live), id))
}

/** How many characters a page of the scene has, without reading it. */
export function writtenLength(scene: Y.Doc, id: ArtifactId): number {
  return textOf(scene, id)?.length ?? 0
}

/** Begins to read such a page, piece by piece. What is no page reads as an empty one. */
export function readingIn(scene: Y.Doc, live: Y.Doc | null, id: ArtifactId): TextReading {
  const isWritten = entryOf(artifactMaps(scene), id) !== null
  return new TextReading((isWritten ? textOf(scene, id) : pageIn(scene, live, id)) ?? '', TEXT_MAX)
}

/** The part of a page that is read; a client of another kind may have written more than a page holds. */
export function pageText(text: Y.Text | null): string | null {
  const page = text?.toJSON() ?? null
  return page === null || page.length <= TEXT_MAX ? page : page.slice(0, TEXT_MAX).toWellFormed()
}
