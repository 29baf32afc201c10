// Merging a draft whose letters stand all over a page: more than is told and applied in one turn.
import { DraftMade } from '../../../shared/wire/api/draft-bodies.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import type { AccountsNode } from '../../accounts.ts'
import { id } from '../../unit/world/made.ts'
import { api, ask, demand, furnish, makeWorld, type Deed } from './deed.ts'
import { changed, seen, type SceneWriter } from './scene-writer.ts'

const PAGE = 'long'
const WORDS = 1_500
const WORD = 'word '

export class LargeMergeDeed implements Deed {
  readonly name = 'large merge'
  readonly world: string
  #draft = ''
  /** How many letters stand behind each word, of the world and of its draft. */
  #merged = 0
  #written = 0

  constructor(n: number) {
    this.world = `ada/spreading${n}`
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, (writer) => {
      furnish(writer)
      writer.put(PAGE, WORD.repeat(WORDS))
    })
    const made = await ask(node, 'POST', `${api(this.world)}/drafts`, { title: 'One' })
    this.#draft = DraftMade.parse(made).address
  }

  async prepare(node: AccountsNode): Promise<void> {
    await changed(node, this.#draft, (writer) => {
      const text = textOf(writer.scene, id(PAGE))
      writer.scene.transact(() => {
        for (let at = WORDS - 1; at >= 0; at--)
          text?.insert(at * (WORD.length + this.#written) + WORD.length - 1, 'x')
      })
    })
    this.#written += 1
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.#draft)}/merge`, {})
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    const letters = await seen(node, this.world, lettersBehind)
    demand(letters === this.#merged || letters === this.#written, `${letters} letters are merged`)
    demand((await seen(node, this.#draft, lettersBehind)) === this.#written, 'the draft lacks letters')
    const isDone = letters === this.#written
    this.#merged = letters
    return isDone
  }
}

/** How many letters stand behind each word; throws where it is not the same number everywhere. */
function lettersBehind(writer: SceneWriter): number {
  const words = writer.words(PAGE).slice(0, WORDS)
  const [first = ''] = words
  demand(words.length === WORDS && words.every((word) => word === first), 'a part of the letters is there')
  return first.length - WORD.length + 1
}
