// A whole scene that somebody gives for a new world, as one update: judged like any frame, and looked into, before
// anything of it is stored.
import * as Y from 'yjs'
import type { MemberId } from '../../shared/world/address.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import { metaOf, sceneArtifact } from '../../shared/world/scene.ts'
import { judge, type GuardedDocument } from './guard.ts'

export type GivenScene =
  | {
      readonly ok: true
      readonly title: string
      readonly bytes: Uint8Array
      /** The client ids that wrote it. */
      readonly claims: readonly number[]
    }
  | { readonly ok: false; readonly text: string }

const UNREADABLE = { ok: false, text: 'This is no world that can be read.' } as const

/** Judges the scene of a world that is yet to be. */
export function judgeScene(given: Uint8Array, member: MemberId): GivenScene {
  const verdict = judge(given, member, nothing())
  if (verdict.type === 'refused') return { ok: false, text: verdict.text }
  if (verdict.type !== 'adds') return UNREADABLE
  const { bytes } = verdict.reading
  const scene = makeCopy()
  Y.applyUpdate(scene, bytes)
  const { root, title } = metaOf(scene)
  const hasRoot = root !== null && sceneArtifact(scene, root) !== null
  scene.destroy()
  return hasRoot ? { ok: true, title, bytes, claims: verdict.claims } : UNREADABLE
}

/** A document that nobody has written to. */
function nothing(): GuardedDocument {
  const empty = new Y.Doc()
  return { clockOf: () => 0, storedClockOf: () => 0, ownerOf: () => undefined, doc: () => empty }
}
