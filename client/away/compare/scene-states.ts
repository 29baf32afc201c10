// Two states of a world beside each other: the differences, field by field, and their writers.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Field } from '../../../shared/world/artifact.ts'
import { entryOfFieldIn } from '../../../shared/world/scene/entry-names.ts'
import { mapIn } from '../../../shared/world/scene/scene.ts'
import { settingsIn } from '../../../shared/world/live/setting-values.ts'
import { watchScene, type TouchedParts } from '../../../shared/world/view/document-watch.ts'
import { entryOf, type EntryId } from '../../../shared/yjs/entry-id.ts'

/** An artifact's map in a scene; null where that has none. */
export type WrittenFields = Y.Map<unknown> | null

/** A state, and the parts of it that are newer than the one it was made from. */
export interface SceneState {
  readonly scene: Y.Doc
  readonly touched: TouchedParts
}

const UNTOUCHED: TouchedParts = { artifacts: new Set(), texts: new Set(), settings: new Set(), meta: false }

export function sceneOf(update: Uint8Array): Y.Doc {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, update)
  return scene
}

/** The state that `update` leads to from `before`. */
export function sceneStateOf(before: Uint8Array, update: Uint8Array): SceneState {
  const scene = sceneOf(before)
  let touched = UNTOUCHED
  const { stop } = watchScene(scene, (news) => {
    touched = news
  })
  Y.applyUpdate(scene, update)
  stop()
  return { scene, touched }
}

/** All things that were touched in any way. */
export function idsOf({ artifacts, texts, settings }: TouchedParts): ReadonlySet<ArtifactId> {
  return new Set([...artifacts, ...texts, ...settings])
}

/** The tabs that an update has writing of. */
export function clientsIn(update: Uint8Array): ReadonlySet<number> {
  return new Set(Y.parseUpdateMeta(update).to.keys())
}

export const isWritten = (was: WrittenFields, now: WrittenFields, field: Field): boolean =>
  entryOfFieldIn(was, field) !== entryOfFieldIn(now, field)

/** The entry of a setting. */
export const settingEntry = (map: WrittenFields, name: string): EntryId =>
  entryOf(mapIn(map, 'settings'), name)

/** The settings that either has. */
export function settingNames(one: WrittenFields, other: WrittenFields): ReadonlySet<string> {
  return new Set([...Object.keys(settingsIn(one)), ...Object.keys(settingsIn(other))])
}
