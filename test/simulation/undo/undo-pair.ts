// Ada and Bob at one world: their possible acts, and the promises when Ada takes back all of hers.
import fc from 'fast-check'
import { expect } from 'vitest'
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { resetProperty, setColors, setLook, setProperty } from '../../../shared/world/edits/field-edits.ts'
import { rename, setTitle } from '../../../shared/world/edits/name-edits.ts'
import {
  bringBack,
  createArtifact,
  moveArtifact,
  sendToLimbo,
} from '../../../shared/world/edits/place-edits.ts'
import { createLiveFollower } from '../../../shared/world/view/live-follower.ts'
import { writeLiveIntoScene } from '../../../shared/world/edits/live-value-keeping.ts'
import { initScene, textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id, make, ownerOf, putLive, reachable, ROOT } from '../../unit/world/made.ts'
import { idsOf, lettersOf, pagesOf, Person, tokensOf, valuesOf } from './undo-person.ts'

const THINGS = ['a', 'b', 'c'] as const

const ACTS = [
  ...(['type', 'type', 'type', 'type', 'erase', 'erase', 'move', 'move', 'rename', 'speed', 'look'] as const),
  ...(['reset', 'colors', 'title', 'create', 'limbo', 'back', 'keep', 'undo', 'undo', 'redo'] as const),
  ...(['send', 'meet', 'reload'] as const),
]

/** Something that one of them does; `number` is where, or how much. */
interface Deed {
  readonly by: 'ada' | 'bob'
  readonly act: (typeof ACTS)[number]
  readonly thing: number
  readonly number: number
}

export function anyDeed(): fc.Arbitrary<Deed> {
  return fc.record(
    {
      by: fc.constantFrom('ada', 'bob'),
      act: fc.constantFrom(...ACTS),
      thing: fc.nat(5),
      number: fc.nat(200),
    },
    { noNullPrototype: true },
  )
}

export class Pair {
  readonly ada: Person
  readonly bob: Person
  /** The first value of each entry; for a made thing, that of limbo. */
  readonly #first: Map<string, string>
  readonly #typedBy = new Map<string, Person>()
  #letters = 0x4e00
  #things = 0

  /** Client ids decide which of two writings at once wins. */
  constructor(isAdaFirst: boolean) {
    const scene = new Y.Doc()
    scene.clientID = 1
    initScene(scene, { root: ROOT, title: 'Garden', name: 'garden', text: 'abcdef' })
    const view = createView(scene, null)
    for (const [at, name] of THINGS.entries()) {
      make({ view, origin: null }, name, 'root', { text: ['ghi', 'jkl', 'mno'][at] ?? '' })
    }
    const start = Y.encodeStateAsUpdate(scene)
    this.ada = new Person(start, isAdaFirst ? 100 : 1_000)
    this.bob = new Person(start, isAdaFirst ? 1_000 : 100)
    this.#first = new Map(valuesOf(scene))
  }

  run(deed: Deed): void {
    const person = this[deed.by]
    const before = idsOf(person.scene)
    // Some continue the act before, as one step with it.
    if (deed.number % 4 !== 0) person.undo.step()
    this.#do(person, deed)
    for (const made of before) expect(idsOf(person.scene)).toContain(made)
  }

  meet(): void {
    this.bob.receive(Y.encodeStateAsUpdate(this.ada.scene))
    this.ada.receive(Y.encodeStateAsUpdate(this.bob.scene))
  }

  /** All that is there can be reached, on the floors or in limbo, and both see the same. */
  check(): void {
    for (const { view } of [this.ada, this.bob]) expect(reachable(view).size).toBe(view.size)
    expect(pagesOf(this.ada.scene)).toEqual(pagesOf(this.bob.scene))
    expect(valuesOf(this.ada.scene)).toEqual(valuesOf(this.bob.scene))
  }

  undoAllOfAda(): { undone: number; letters: number; values: number } {
    const { ada, bob } = this
    const tokens = tokensOf(ada.scene)
    const undone = undoAll(ada)
    this.meet()
    this.check()
    return { undone, letters: this.#checkLetters(), values: this.#checkValues(tokens, bob) }
  }

  redoesWhatItUndoes(): void {
    const { ada } = this
    const before = [pagesOf(ada.scene), valuesOf(ada.scene)]
    const undone = undoAll(ada)
    ada.reload()
    let redone = 0
    for (; ada.undo.state.canRedo; redone++) ada.undo.redo()
    expect(redone).toBe(undone)
    expect([pagesOf(ada.scene), valuesOf(ada.scene)]).toEqual(before)
    this.meet()
    this.check()
  }

  /** Answers how many letters of Bob stand. */
  #checkLetters(): number {
    const { ada, bob } = this
    const standing = lettersOf(ada.scene)
    let theirs = 0
    for (const [letter, by] of [
      ...this.#typedBy,
      ...'abcdefghijklmno'.split('').map((one) => [one, null] as const),
    ]) {
      // Letters that both have deleted are in no ledger: a deletion has no author.
      if (ada.everRemoved.has(letter) && bob.everRemoved.has(letter)) continue
      if (by === ada && bob.everRemoved.has(letter)) continue
      const isExpected = by !== ada && !bob.removed.has(letter)
      if (standing.has(letter) !== isExpected) {
        throw new Error(
          `letter ${letter.codePointAt(0)?.toString(16)} ${isExpected ? 'is lost' : 'still stands'}`,
        )
      }
      if (by === bob && isExpected) theirs += 1
    }
    return theirs
  }

  /** Answers how many values of Bob stand. */
  #checkValues(before: ReadonlyMap<string, string>, bob: Person): number {
    const { ada } = this
    const tokens = tokensOf(ada.scene)
    const values = valuesOf(ada.scene)
    let theirs = 0
    for (const [value, token] of before) {
      const entry = `${value} ${token}`
      if (bob.entries.has(entry) && !ada.entries.has(entry)) {
        expect(`${value} ${tokens.get(value)}`).toBe(entry)
        theirs += 1
      }
      const first = this.#first.get(value)
      if (!bob.values.has(value)) expect(`${value} ${values.get(value)}`).toBe(`${value} ${first}`)
    }
    return theirs
  }

  #do(person: Person, deed: Deed): void {
    const { edit } = person
    const { act, number } = deed
    const ids = idsOf(person.scene)
    const thing = ids[deed.thing % ids.length] ?? ROOT
    const host = ids[number % ids.length] ?? ROOT
    switch (act) {
      case 'type':
        return this.#type(person, thing, number)
      case 'erase':
        return eraseSome(person, thing, number)
      case 'move':
        return void moveArtifact(edit, thing, { host, x: number, y: 2 * number })
      case 'rename':
        return void rename(edit, thing, `name ${number % 5}`)
      case 'speed':
        return void setProperty(edit, thing, 'speed', number)
      case 'reset':
        return void resetProperty(edit, thing, 'speed')
      case 'look':
        return void setLook(edit, thing, { sprite: 'cat', width: number % 3 === 0 ? null : number + 1 })
      case 'colors':
        return void setColors(edit, thing, { ink: number % 2 === 0 ? null : '#112233', paper: '#445566' })
      case 'title':
        return void setTitle(edit, `Title ${number % 5}`)
      case 'create':
        return this.#create(person, host, number)
      case 'limbo':
        return void sendToLimbo(edit, thing)
      case 'back':
        return void bringBack(edit, thing)
      case 'keep':
        return this.#keep(person, thing, number)
      case 'undo':
        return person.undo.undo()
      case 'redo':
        return person.undo.redo()
      case 'reload':
        return person.reload()
      case 'send':
        return (person === this.ada ? this.bob : this.ada).receive(Y.encodeStateAsUpdate(person.scene))
      case 'meet':
        return this.meet()
    }
  }

  #type(person: Person, thing: ArtifactId, number: number): void {
    const { scene, edit } = person
    const text = textOf(scene, thing)
    if (!text) return
    const letters = Array.from({ length: 1 + (number % 3) }, () => String.fromCodePoint((this.#letters += 1)))
    for (const letter of letters) this.#typedBy.set(letter, person)
    scene.transact(() => text.insert(number % (text.length + 1), letters.join('')), edit.origin)
  }

  #create(person: Person, host: ArtifactId, number: number): void {
    this.#things += 1
    const name = id(`made${this.#things}`)
    this.#noteMade(person, () => {
      createArtifact(person.edit, { id: name, name, place: { host, x: number, y: number } })
    })
  }

  /** Code has moved a thing and made another; that is kept. */
  #keep(person: Person, thing: ArtifactId, number: number): void {
    const live = new Y.Doc()
    const view = createView(person.scene, live)
    const world = { scene: person.scene, live, view, origin: person.undo.origin }
    const now = createLiveFollower(live)
    putLive(world, thing, 'speed', number)
    if (thing !== ROOT) putLive(world, thing, 'place', { host: ROOT, x: number, y: 1, facing: 'up' })
    if (number % 3 === 0) {
      this.#things += 1
      const place = { host: ROOT, x: number, y: 0, facing: 'up', was: null } as const
      ownerOf(world).make(id(`made${this.#things}`), { name: 'ball', place, text: '' })
    }
    this.#noteMade(person, () => writeLiveIntoScene(world, now))
    now.destroy()
    view.destroy()
  }

  /** A thing is made in limbo first: undo goes back to that. */
  #noteMade({ scene }: Person, work: () => void): void {
    const before = new Set(idsOf(scene))
    const note = (): void => {
      const made = idsOf(scene).filter((id) => !before.has(id))
      for (const [value, says] of valuesOf(scene)) {
        if (made.some((id) => value.startsWith(`${id} `)) && !this.#first.has(value))
          this.#first.set(value, says)
      }
    }
    scene.on('afterTransaction', note)
    work()
    scene.off('afterTransaction', note)
  }
}

/** Answers how many steps that took; each changes something. */
function undoAll({ scene, undo }: Person): number {
  let undone = 0
  for (; undo.state.canUndo; undone++) {
    const before = JSON.stringify(scene.toJSON())
    undo.undo()
    expect(JSON.stringify(scene.toJSON())).not.toBe(before)
  }
  return undone
}

function eraseSome({ scene, edit }: Person, thing: ArtifactId, number: number): void {
  const text = textOf(scene, thing)
  if (!text || text.length === 0) return
  const at = number % text.length
  scene.transact(() => text.delete(at, Math.min(1 + (number % 4), text.length - at)), edit.origin)
}
