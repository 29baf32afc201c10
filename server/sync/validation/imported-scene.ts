// A whole scene that somebody gives for a new world, as one update. It is judged like any frame, and
// inspected, before anything of it is stored.
import * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import { whyTooLarge } from '../../../shared/folder/world-size.ts'
import { isMark, RENEWAL_MARK } from '../../../shared/yjs/empty-struct.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { metaOf, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { DOCUMENT_ITEMS_MAX } from '../../../shared/world/limits.ts'
import { NO_COST } from '../../../shared/yjs/work-steps.ts'
import { judge } from './update-guard.ts'
import type { GuardedDocument } from './guarded-document.ts'
import { stateOf } from './update-trial.ts'

export type GivenScene =
  | {
      readonly ok: true
      readonly title: string
      readonly bytes: Uint8Array
      /** The client ids that wrote it. */
      readonly claims: readonly number[]
    }
  | { readonly ok: false; readonly text: string }

/** An update that adds nothing. */
const EMPTY = Uint8Array.of(0, 0)
const UNREADABLE = { ok: false, text: 'This world cannot be read.' } as const
const TOO_MUCH = {
  ok: false,
  text: 'This world cannot be read, or takes too much work to read.',
} as const
const TOO_MANY = {
  ok: false,
  text: `This world is too large: a world holds at most ${DOCUMENT_ITEMS_MAX} pieces, including deleted ones.`,
} as const

export type GivenDocument =
  | Omit<Extract<GivenScene, { ok: true }>, 'title'>
  | Extract<GivenScene, { ok: false }>

/**
 * Judges the updates of a document that is yet to be, by what they give together. Runs in a process that can
 * be killed.
 */
export function judgeImport(
  updates: readonly Uint8Array[],
  member: MemberId,
  kind: 'scene' | 'live',
): GivenScene | GivenDocument {
  const made = stateOf(updates)
  if (made === null) return TOO_MUCH
  if (made.tried.items + made.tried.extra > DOCUMENT_ITEMS_MAX) return TOO_MANY
  return kind === 'scene' ? judgeScene(made.bytes, member) : judgeDocument(made.bytes, member)
}

/** Judges a document that is yet to be; an empty one is one, too. */
export function judgeDocument(given: Uint8Array, member: MemberId): GivenDocument {
  const verdict = judge(given, member, nothing(member))
  if (verdict.type === 'refused') return { ok: false, text: verdict.text }
  if (verdict.type === 'nothing') return { ok: true, bytes: EMPTY, claims: [] }
  if (verdict.type !== 'adds') return UNREADABLE
  return {
    ok: true,
    bytes: verdict.reading.bytes,
    claims: verdict.claims.filter((client) => !isMark(client)),
  }
}

/** Judges the scene of a world that is yet to be. */
export function judgeScene(given: Uint8Array, member: MemberId): GivenScene {
  const judged = judgeDocument(given, member)
  if (!judged.ok) return judged
  const { bytes, claims } = judged
  const tooLarge = whyTooLarge(bytes.length)
  if (tooLarge !== null) return { ok: false, text: tooLarge }
  const scene = makePlainDocument()
  Y.applyUpdate(scene, bytes)
  const { root, title } = metaOf(scene)
  const hasRoot = root !== null && sceneArtifact(scene, root) !== null
  scene.destroy()
  return hasRoot ? { ok: true, title, bytes, claims } : UNREADABLE
}

/** A document that nobody has written to. What is given may come from a world in which room was made. */
function nothing(member: MemberId): GuardedDocument {
  const empty = new Y.Doc()
  return {
    clockOf: () => 0,
    storedClockOf: () => 0,
    ownerOf: (client) => (client === RENEWAL_MARK ? member : undefined),
    doc: () => empty,
    goesOn: () => false,
    costOf: () => NO_COST,
  }
}
