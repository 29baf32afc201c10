// The world that the folders in `formats/` have: two people wrote its page, a few letters at a time.
import * as Y from 'yjs'

export const GARDEN = 'ann/garden'
/** Was written, and deleted. */
export const REMOVED = ', and weeds'
const BEGINNING = '# The garden\n\n#score 12\n\nRoses by one.\n'
const PROGRAM = '\n```js\nevery(1, () => say("tick"))\n```\n'
export const PAGE = `${BEGINNING}Beans by two.\n${PROGRAM}`

/** The page of a scene; null where it has none yet. */
export const pageIn = (scene: Y.Doc): string | null => textOf(scene)?.toJSON() ?? null

function textOf(scene: Y.Doc): Y.Text | null {
  const root: unknown = scene.getMap('artifacts').get(String(scene.getMap('meta').get('root')))
  const text: unknown = root instanceof Y.Map ? root.get('text') : null
  return text instanceof Y.Text ? text : null
}

/** Writes it, in the scenes of two people who see each other; `wait` lets what was written arrive. */
export async function writeGarden(one: Y.Doc, two: Y.Doc, wait: () => Promise<unknown>): Promise<void> {
  const type = async (scene: Y.Doc, words: string): Promise<void> => {
    for (const letters of words.match(/.{1,4}/gs) ?? []) {
      textOf(scene)?.insert(textOf(scene)?.length ?? 0, letters)
      await wait()
    }
  }
  await type(one, BEGINNING)
  await type(two, `Beans by two${REMOVED}.\n`)
  textOf(one)?.delete(textOf(one)?.toJSON().indexOf(REMOVED) ?? 0, REMOVED.length)
  await wait()
  await type(one, PROGRAM)
}
