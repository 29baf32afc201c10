// The scene: the document of what a world is. Keys and shapes are fixed. Malformed values read as absent;
// unknown ones are kept and left alone.
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { parseFlag, parseLang, parseTitle } from '../artifact.ts'

/** The format that this program writes. */
export const FORMAT = 1

export interface Meta {
  readonly format: number
  readonly title: string
  /** The tag of the language that it is written in (BCP 47); null: nobody has said. */
  readonly lang: string | null
  /** False: who may not edit the world is not shown how things in it are made. */
  readonly showsMaking: boolean
  readonly root: ArtifactId | null
}

/** The beginning of a world: the root artifact and its page. */
interface NewScene {
  readonly root: ArtifactId
  readonly title: string
  readonly name: string
  readonly text: string
}

/**
 * Writes the meta and the root artifact of a new world, in one transaction. Throws when the scene has a root.
 */
export function initScene(scene: Y.Doc, { root, title, name, text }: NewScene, origin: unknown = null): void {
  if (metaOf(scene).root !== null) throw new Error('this scene has been made before')
  scene.transact(() => {
    const meta = metaMap(scene)
    meta.set('format', FORMAT)
    meta.set('title', title.toWellFormed())
    meta.set('root', root)
    artifactMaps(scene).set(root, artifactMap([['name', name.toWellFormed()]], text.toWellFormed()))
  }, origin)
}

/** Reads the meta of a scene; an absent format is the first one. */
export function metaOf(scene: Y.Doc): Meta {
  const meta = metaMap(scene)
  const format = meta.get('format')
  return {
    format: typeof format === 'number' && Number.isInteger(format) && format > 0 ? format : 1,
    title: parseTitle(meta.get('title')) ?? '',
    lang: parseLang(meta.get('lang')),
    showsMaking: parseFlag(meta.get('showsMaking')) ?? true,
    root: parseArtifactId(meta.get('root')),
  }
}

/**
 * An artifact's page, to bind an editor to; null when there is none. Another object once `change.texts` names
 * it.
 */
export function textOf(scene: Y.Doc, id: ArtifactId): Y.Text | null {
  const text = sceneArtifact(scene, id)?.get('text')
  return text instanceof Y.Text ? text : null
}

/** The root types of a scene. */
export const SCENE_ROOTS: ReadonlySet<string> = new Set(['meta', 'artifacts'])

export function metaMap(scene: Y.Doc): Y.Map<unknown> {
  return scene.getMap('meta')
}

export function artifactMaps(scene: Y.Doc): Y.Map<unknown> {
  return scene.getMap('artifacts')
}

export function sceneArtifact(scene: Y.Doc, id: ArtifactId): Y.Map<unknown> | null {
  return mapIn(artifactMaps(scene), id)
}

/** The map under a key; null when it is absent or something else. */
export function mapIn(map: Y.Map<unknown> | null, key: string): Y.Map<unknown> | null {
  const value = map?.get(key)
  return value instanceof Y.Map ? value : null
}

/** The map under a key, made where there is none. */
export function innerMap(map: Y.Map<unknown>, key: string): Y.Map<unknown> {
  return mapIn(map, key) ?? map.set(key, new Y.Map<unknown>())
}

/** Where a code block begins; only what has code has settings. */
const FENCE = /^ {0,3}(?:```|~~~)/m

/**
 * A new artifact with its text, look and colours from the start, and its settings where its page has code. If
 * two people each added the missing map later, one of them would lose their values.
 */
export function artifactMap(
  fields: Iterable<readonly [string, unknown]>,
  text: string,
  look: Iterable<readonly [string, unknown]> = [],
): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ...fields,
    ['text', new Y.Text(text)],
    ['look', new Y.Map(look)],
    ['colors', new Y.Map()],
    ...(FENCE.test(text) ? [['settings', new Y.Map()] as const] : []),
  ])
}
