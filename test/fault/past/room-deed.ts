// Making room in a world in which somebody wrote from many tabs, and deleted it.
import { RoomMade } from '../../../shared/wire/api/history-bodies.ts'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import type { AccountsNode } from '../../accounts.ts'
import { leaveNothing } from '../../attack/past/many-writers.ts'
import { allOrNone, api, ask, demand, furnish, makeWorld, PAGES, revisionOf, type Deed } from './deed.ts'
import { changed, seen } from './scene-writer.ts'

/** Tabs that leave nothing, each time. */
const TABS = 200

export class RoomDeed implements Deed {
  readonly name = 'room'
  readonly world: string
  #draft = ''
  #round = 0
  #line: string | undefined
  #revision = 0
  readonly #stays: string[] = []

  constructor(n: number) {
    this.world = `ada/roomy${n}`
  }

  async begin(node: AccountsNode): Promise<void> {
    await makeWorld(node, this.world)
    await changed(node, this.world, furnish)
    this.#draft = DraftMade.parse(
      await ask(node, 'POST', `${api(this.world)}/drafts`, { title: 'One' }),
    ).address
    await changed(node, this.#draft, (writer) => writer.write('t3', 'drafted'))
  }

  async prepare(node: AccountsNode): Promise<void> {
    const word = `r${this.#round++}`
    await changed(node, this.world, (writer) => {
      leaveNothing(writer.scene, 't0', TABS, this.#round)
      for (const page of PAGES) writer.write(page, word)
    })
    this.#stays.push(word)
    this.#line = await seen(node, this.world, ({ line }) => line)
    this.#revision = await revisionOf(node, this.world)
  }

  ask(node: AccountsNode): Promise<unknown> {
    return ask(node, 'POST', `${api(this.world)}/room`, {})
  }

  async isDone(node: AccountsNode): Promise<boolean> {
    const line = await seen(node, this.world, (writer) => {
      for (const word of this.#stays) demand(allOrNone(writer, word), `${word} is gone`)
      return writer.line
    })
    const isDone = line !== this.#line
    const room = RoomMade.parse(await ask(node, 'POST', `${api(this.world)}/room`, { isTrial: true }))
    const hasRoom = room.before.writers - room.after.writers < TABS
    demand(hasRoom === isDone, `of ${room.before.writers} writers ${room.after.writers} would be left`)
    demand((await revisionOf(node, this.world)) >= this.#revision, 'the history is shorter')
    const review = DraftReview.parse(await ask(node, 'GET', `${api(this.#draft)}/review`))
    demand(review.things.map(({ id }) => id).join(' ') === 't3', 'the draft differs in something else')
    return isDone
  }
}
