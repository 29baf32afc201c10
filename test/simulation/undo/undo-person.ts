// One person in the property of undo: a scene, an undo, and a ledger of the authors of letters and values.
// The ledger looks at the changes of each transaction, and knows nothing of how undo works.
import * as Y from 'yjs'
import { storedStep, parseStep } from '../../../client/undo/step-format.ts'
import { History } from '../../../client/undo/undo-history.ts'
import type { UndoStep } from '../../../shared/history/undo-step.ts'
import { createUndo, type Undo } from '../../../client/undo/undo.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { FIELDS, writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { entryOfFieldIn } from '../../../shared/world/scene/entry-names.ts'
import { artifactMaps, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { id } from '../../unit/world/made.ts'

export class Person {
  scene: Y.Doc
  view: View
  undo: Undo
  /**
   * The letters that this person's transactions took out of pages and have not put back; and all that they
   * ever took out.
   */
  readonly removed = new Set<string>()
  readonly everRemoved = new Set<string>()
  /** The entries that they wrote, and the values that these belong to. */
  readonly entries = new Set<string>()
  readonly values = new Set<string>()
  #clients: number
  #letters: ReadonlySet<string> = new Set()
  #tokens: ReadonlyMap<string, string> = new Map()

  constructor(start: Uint8Array, firstClient: number) {
    this.#clients = firstClient
    this.scene = new Y.Doc()
    this.view = createView(this.scene, null)
    this.undo = createUndo({ scene: this.scene, clock: { now: () => 0 }, history: History })
    this.#open(start)
  }

  get edit(): Edit {
    return { view: this.view, origin: this.undo.origin }
  }

  /**
   * As after a reload of the tab: other documents, another client id, and the steps as the device has them.
   */
  reload(): void {
    const { undo, redo } = this.undo.steps
    const state = Y.encodeStateAsUpdate(this.scene)
    this.undo.destroy()
    this.view.destroy()
    this.#open(state)
    this.undo.recall({ undo: undo.map(again), redo: redo.map(again) })
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.scene, update, 'elsewhere')
  }

  #open(state: Uint8Array): void {
    this.scene = new Y.Doc()
    this.scene.clientID = this.#clients
    this.#clients += 1
    this.view = createView(this.scene, null)
    this.undo = createUndo({ scene: this.scene, clock: { now: () => 0 }, history: History })
    this.scene.on('beforeTransaction', ({ origin }: Y.Transaction) => {
      if (origin !== 'elsewhere') this.#look()
    })
    this.scene.on('afterTransaction', ({ origin }: Y.Transaction) => {
      if (origin !== 'elsewhere') this.#note()
    })
    this.receive(state)
  }

  #look(): void {
    this.#letters = lettersOf(this.scene)
    this.#tokens = tokensOf(this.scene)
  }

  /** Notes what this person's transaction has changed. */
  #note(): void {
    const [letters, tokens] = [this.#letters, this.#tokens]
    this.#look()
    for (const letter of letters) {
      if (this.#letters.has(letter)) continue
      this.removed.add(letter)
      this.everRemoved.add(letter)
    }
    for (const letter of this.#letters) if (!letters.has(letter)) this.removed.delete(letter)
    for (const [value, token] of this.#tokens) {
      if (tokens.get(value) === token) continue
      this.entries.add(`${value} ${token}`)
      this.values.add(value)
    }
  }
}

function again(step: UndoStep): UndoStep {
  const read = parseStep(JSON.parse(JSON.stringify(storedStep(step))))
  if (read === null) throw new Error('a step was not read back')
  return read
}

/** All letters that stand on some page. */
export function lettersOf(scene: Y.Doc): ReadonlySet<string> {
  return new Set(idsOf(scene).flatMap((id) => (textOf(scene, id)?.toJSON() ?? '').split('')))
}

/** Which entry stands for each value of each artifact. */
export function tokensOf(scene: Y.Doc): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>()
  for (const id of idsOf(scene)) {
    const map = sceneArtifact(scene, id)
    for (const field of FIELDS) {
      const token = entryOfFieldIn(map, field)
      if (token !== null) tokens.set(`${id} ${field}`, token)
    }
  }
  return tokens
}

/** All values, and the title. */
export function valuesOf(scene: Y.Doc): ReadonlyMap<string, string> {
  const values = new Map([['title', JSON.stringify(scene.getMap('meta').get('title'))]])
  for (const id of idsOf(scene)) {
    const map = sceneArtifact(scene, id)
    for (const field of FIELDS) values.set(`${id} ${field}`, JSON.stringify(writtenIn(map, field)))
  }
  return values
}

export function pagesOf(scene: Y.Doc): readonly string[] {
  return idsOf(scene).map((id) => `${id}: ${textOf(scene, id)?.toJSON()}`)
}

export function idsOf(scene: Y.Doc): readonly ArtifactId[] {
  return [...artifactMaps(scene).keys()].sort().map(id)
}
