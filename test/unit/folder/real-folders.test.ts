// [F6] Folders of Markdown as people have them: the READMEs and docs of installed packages.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type * as Y from 'yjs'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { destinationsIn, redirect, thingInLink } from '../../../shared/folder/links/folder-links.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { seededRandom } from '../../simulation/random.ts'
import { bytesOf, filesIn, goodFolder } from './made.ts'
import { IS_HARD } from '../../hard.ts'

const PACKAGES = join(import.meta.dirname, '../../../node_modules')
const random = seededRandom(2).bytes

interface Page {
  readonly text: string
  readonly keys: Readonly<Record<string, unknown>>
}

/** Each with how many links lead to something in it; the large ones in the hard run alone. */
const FOLDERS: readonly (readonly [name: string, waysMin: number])[] = [
  ['pino', 40],
  ...(IS_HARD
    ? ([
        ['@base-ui/react', 40],
        ['playwright-core', 15],
      ] as const)
    : []),
]

test.each(FOLDERS)(
  '[F6] the folder %s becomes a world with every text in it, and saves the same twice',
  (name, waysMin) => {
    const files = filesIn(join(PACKAGES, name)).filter(({ path }) => !path.includes('node_modules'))
    const written = files
      .filter(({ path }) => path.endsWith('.md'))
      .map(({ bytes }) => pageOf(new TextDecoder().decode(bytes)))
    expect(written.length).toBeGreaterThan(5)
    const scene = sceneFromFolder(goodFolder(files), null, random)
    const artifacts = new Map(scene.getMap<Y.Map<unknown>>('artifacts'))
    const pages = new Map([...artifacts.values()].map((map) => [String(map.get('text')), map]))

    const found = new Map([...pages].map(([page, map]) => [withoutDestinations(page), map]))
    for (const { text, keys } of written) {
      const map = found.get(withoutDestinations(text))
      expect(map, text).toBeDefined()
      for (const [key, value] of Object.entries(keys)) expect(map?.get(key)).toEqual(value)
    }
    const ways = [...pages.keys()].flatMap(destinationsIn).flatMap(({ text }) => thingInLink(text) ?? [])
    expect(ways.filter(({ id }) => artifacts.has(id)).length).toBeGreaterThanOrEqual(waysMin)

    const first = saveWorld(scene)
    const again = sceneFromFolder(goodFolder(bytesOf(first.files)), null, random)
    expect(saveWorld(again).files).toEqual(first.files)
    expect(first.leftOut).toEqual([])
  },
)

/** A file's text and the keys above it. */
function pageOf(file: string): Page {
  const [above, front] = /^---\n([\s\S]*?)\n---\n/.exec(file) ?? []
  if (above === undefined || front === undefined) return { text: file, keys: {} }
  return { text: file.slice(above.length), keys: parse(front) }
}

/** Where its links lead is the one thing of a page that changes. */
const withoutDestinations = (page: string): string => redirect(page, () => '')
