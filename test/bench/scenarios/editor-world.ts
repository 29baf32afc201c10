// The large world that the editor is measured with: a page as long as a book, and things over all of its
// depth.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { openClient, updateFrame, type Endpoint } from '../generator/client.ts'
import { copyOf } from '../generator/text.ts'
import { until } from '../generator/until.ts'
import { writeWorld } from '../generator/world.ts'

const PATIENCE_MS = 60_000

interface WorldPlan {
  readonly things: number
  /** Length of the page, in characters. */
  readonly page: number
}

/** Somebody who has the scene and edits it, without a browser. */
export interface Somebody {
  readonly scene: Y.Doc
  readonly view: View
  close(): void
}

/** Writes a world; resolves when a client that has nothing gets all of it. */
export async function writeLargeWorld(
  endpoint: Endpoint,
  world: string,
  plan: WorldPlan,
): Promise<readonly ArtifactId[]> {
  const ids = await writeWorld(endpoint, world, { count: plan.things, text: '' })
  const author = await join(endpoint, world)
  const { root } = author.view
  if (root === null) throw new Error(`${world} has no floor`)
  const written = setText({ view: author.view, origin: null }, root, pageOf(plan.page))
  if (!written.ok) throw new Error(written.text)
  const reader = await join(endpoint, world)
  await until('the page is there', PATIENCE_MS, () => lengthOf(reader) === lengthOf(author))
  author.close()
  reader.close()
  return ids
}

/** The origin of updates from somebody else. */
export const BY_ANOTHER = 'by another'

/** Joins a world; edits of the scene are sent, one frame an edit. */
export async function join(endpoint: Endpoint, world: string): Promise<Somebody> {
  const scene = new Y.Doc()
  const client = await openClient(endpoint, {
    document: world,
    update: (view, start, end) => Y.applyUpdate(scene, copyOf(view, start, end), client),
  })
  await client.synced
  scene.on('update', (update: Uint8Array, origin: unknown, _scene, { local }: Y.Transaction) => {
    if (local && origin !== BY_ANOTHER) client.write(updateFrame(endpoint.dialect, world, update))
  })
  const view = createView(scene, null)
  return {
    scene,
    view,
    close() {
      view.destroy()
      client.close()
    },
  }
}

export function pageIn({ scene, view }: Somebody): Y.Text {
  const map = view.root === null ? null : scene.getMap<unknown>('artifacts').get(view.root)
  const text = map instanceof Y.Map ? map.get('text') : null
  if (!(text instanceof Y.Text)) throw new Error('the world has no page')
  return text
}

const lengthOf = (somebody: Somebody): number => pageIn(somebody).length

const SENTENCES = [
  'The lamp by the door is lit every evening, and whoever comes in last puts it out.',
  'Nobody remembers who built the wall, but **everybody** knows where the loose stone is.',
  'A path leads down to [the harbour](https://example.org/harbour), where the boats are painted *blue*.',
  'On Thursdays the shopkeeper sells `seeds`, rope and paper, and tells what the week was like.',
  'It is quiet here in the morning, before the first of the children run over the bridge.',
]

/** Prose as people write it, with headings, lists and quotes, of at least so many characters. */
function pageOf(characters: number): string {
  const parts: string[] = ['# The town\n']
  let length = 0
  for (let part = 1; length < characters; part++) {
    const words = Array.from({ length: 5 }, (_, i) => SENTENCES[(part * 3 + i) % SENTENCES.length] ?? '')
    const paragraph = blockOf(part, words)
    parts.push(paragraph)
    length += paragraph.length + 1
  }
  return parts.join('\n')
}

function blockOf(part: number, words: readonly string[]): string {
  if (part % 12 === 0) return `## Part ${part / 12}\n`
  if (part % 7 === 0) return `${words.map((sentence) => `- ${sentence}`).join('\n')}\n`
  if (part % 11 === 0) return `> ${words.slice(0, 2).join(' ')}\n`
  return `${words.join(' ')}\n`
}
