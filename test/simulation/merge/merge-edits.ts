// What people do in a test of merges: they type and delete, set and erase values, make things, move them, put
// them away and bring them back.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import {
  artifactMap,
  artifactMaps,
  innerMap,
  metaMap,
  sceneArtifact,
  textOf,
} from '../../../shared/world/scene/scene.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { oneByWeight, type Random } from '../random.ts'

/** Letters and values of one run: each is there once. */
export class Stock {
  #letters = 0
  #values = 0
  #things = 0

  /** Letters of many scripts and no surrogates. */
  letters(count: number): string {
    let text = ''
    for (let i = 0; i < count; i++) text += String.fromCharCode(0x4e00 + this.#letters++)
    return text
  }

  value(): string {
    return `value${String(this.#values++).padStart(5, '0')}`
  }

  thing(): ArtifactId {
    const id = parseArtifactId(`thing${String(this.#things++).padStart(17, '0')}`)
    if (id === null) throw new Error('this is no id of a thing')
    return id
  }
}

const KEYS = ['name', 'speed', 'look.sprite', 'colors.ink'] as const

const EDITS = [
  [10, 'type'],
  [6, 'delete'],
  [4, 'set'],
  [1, 'erase'],
  [2, 'make'],
  [2, 'move'],
  [1, 'put away'],
  [1, 'title'],
] as const

export function thingsOf(scene: Y.Doc): readonly ArtifactId[] {
  return [...artifactMaps(scene).keys()].toSorted().flatMap((key) => parseArtifactId(key) ?? [])
}

const one = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}

/** One random edit of a person. */
export function edit(scene: Y.Doc, random: Random, stock: Stock): void {
  const id = one(random, thingsOf(scene))
  const kind = oneByWeight(random, EDITS)?.[1] ?? 'type'
  const map = sceneArtifact(scene, id)
  const text = textOf(scene, id)
  if (map === null || text === null) return
  const place = map.get('place')
  switch (kind) {
    case 'type':
      return text.insert(random.below(text.length + 1), stock.letters(1 + random.below(4)))
    case 'delete': {
      const from = random.below(text.length + 1)
      return text.delete(from, Math.min(text.length - from, random.below(4)))
    }
    case 'set': {
      const [outer = '', inner] = one(random, KEYS).split('.')
      if (inner === undefined) return void map.set(outer, stock.value())
      return scene.transact(() => void innerMap(map, outer).set(inner, stock.value()))
    }
    case 'erase': {
      const key = one(random, ['speed', 'look.sprite'])
      const [outer = '', inner] = key.split('.')
      const at = inner === undefined ? map : map.get(outer)
      if (at instanceof Y.Map) at.delete(inner ?? outer)
      return
    }
    case 'make': {
      const look = [['sprite', stock.value()]] as const
      const made = artifactMap(
        [
          ['name', stock.value()],
          ['place', spot(id, random)],
        ],
        stock.letters(3),
        look,
      )
      return void artifactMaps(scene).set(stock.thing(), made)
    }
    case 'move':
      if (place === undefined) return
      return void map.set('place', spot(one(random, thingsOf(scene)), random))
    case 'put away':
      if (place === undefined) return
      return void map.set('place', { host: 'limbo', x: random.below(1e6), y: 0, facing: 'down', was: place })
    case 'title':
      return void metaMap(scene).set('title', stock.value())
  }
}

/** A place that nobody has ever been at. */
const spot = (host: ArtifactId, random: Random): object => ({
  host,
  x: random.below(1e6),
  y: random.below(1e6),
  facing: 'down',
})
