// Things as an editor puts them into a world's scene, whether a command would or not.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { artifactMap, artifactMaps, metaOf } from '../../../shared/world/scene/scene.ts'
import { id } from '../../unit/world/made.ts'

export interface Thing {
  readonly x: number
  readonly y: number
  readonly look?: readonly (readonly [string, unknown])[]
  /** Its page, and the code on it. */
  readonly text?: string
  readonly code?: string
  /** The floor; the world's, unless given. */
  readonly on?: ArtifactId
}

export const program = (code: string): string => `\`\`\`js\n${code}\n\`\`\`\n`

export function put(doc: Y.Doc, name: string, { x, y, look = [], text = '', code, on }: Thing): void {
  const host = on ?? metaOf(doc).root ?? 'limbo'
  const fields: [string, unknown][] = [
    ['name', name],
    ['place', { host, x, y, facing: 'down' }],
    ['speed', 10_000],
  ]
  const thing = artifactMap(fields, code === undefined ? text : program(code) + text)
  if (look.length > 0) thing.set('look', new Y.Map(look))
  artifactMaps(doc).set(id(name), thing)
}
